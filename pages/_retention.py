"""What will be deleted, and on which day: a line for coordinators and administrators."""

from __future__ import annotations

from datetime import datetime

import streamlit as st

from actions.retention import Notice, upcoming
from db.connection import HouseDb
from domain.model import Actor
from domain.rights import allows
from locales import _
from locales.formats import day_with_year


def draw(db: HouseDb, actor: Actor, *, now: datetime) -> None:
    """Nothing when nothing is announced, or to roles that neither correct counts nor set up."""
    if not (allows(actor, "attendance.services") or allows(actor, "setup.write")):
        return
    with db.read() as con:
        found = upcoming(con, now=now)
    for one in found:
        st.info(_line(one), icon=":material/auto_delete:")


def _line(one: Notice) -> str:
    return _(
        "On %(day)s the division by service of quarter %(number)s of %(year)s is deleted, date by"
        " date. Totals and published figures stay. Correct what is wrong before that day."
    ) % {
        "day": day_with_year(one.day),
        "number": one.quarter.number,
        "year": one.quarter.year,
    }

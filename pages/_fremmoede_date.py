"""Recording one date: the total first; then, if wished, where the visitors came from."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import streamlit as st

from db.connection import HouseDb
from db.house import load_house
from db.occurrences import dated
from domain.localtime import local_day, to_local
from domain.model import Actor, DatedActivity, House
from locales import _
from locales.formats import day, time_range
from pages import _fremmoede_divide, _fremmoede_total
from pages._fremmoede_words import state_badge
from pages._show import chips, nothing, plain


def draw(db: HouseDb, actor: Actor, *, now: datetime, zone: ZoneInfo) -> None:
    text = st.query_params["dato"]
    with db.read() as con:
        house = load_house(con)
        one = (
            dated(con, int(text)) if text.isascii() and text.isdigit() and len(text) < 16 else None
        )
    st.button(_("Back to the list"), icon=":material/arrow_back:", on_click=_close)
    if one is None or one.activity.deleted_at is not None:
        nothing(_("This date is not there any more."))
        return
    _head(one, house, now, zone)
    if local_day(one.occurrence.starts_at, zone) > local_day(now, zone):
        nothing(_("This date has not begun yet. It can be recorded when it has."))
        return
    if one.occurrence.state == "cancelled":
        nothing(_("This date was cancelled in the plan. There is nothing to record."))
        return
    _fremmoede_total.draw(db, actor, one, now=now)
    if one.occurrence.close_out == "held":
        _fremmoede_divide.draw(db, actor, one, house, now=now)
    _fremmoede_total.draw_other(db, actor, one, now=now)


def _head(one: DatedActivity, house: House, now: datetime, zone: ZoneInfo) -> None:
    start, end = (to_local(at, zone) for at in (one.occurrence.starts_at, one.occurrence.ends_at))
    st.header(plain(one.title), anchor=False)
    st.markdown(
        f"{chips(one.activity.fields.service_ids, house)} **{plain(day(start))}"
        f" {plain(time_range(start, end))}** {state_badge(one.occurrence, now)}"
    )


def _close() -> None:
    del st.query_params["dato"]

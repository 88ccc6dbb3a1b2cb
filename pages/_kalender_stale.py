"""Somebody saved the activity meanwhile: mine beside what stands now, field by field."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from uuid import uuid4

import streamlit as st

from actions.config import config
from db.activities import activity
from db.changes import newest_touching
from db.connection import HouseDb
from db.house import load_house
from domain.localtime import to_local
from domain.model import Activity, ActivityFields, Actor
from domain.stale import divergences, merged
from locales import _
from locales.formats import clock
from pages import _kalender_draft as drafts
from pages._kalender_draft import Draft
from pages._kalender_stale_field import keeps_mine
from pages._kalender_values import filled_with
from pages._show import nothing, plain

AGAIN = "again"
"""Set on a draft that is to be saved at the next run, as if its button had been pressed."""


def newest(db: HouseDb, draft: Draft) -> Activity | None:
    """What stands now, None where it is gone or was never there."""
    if draft.activity is None:
        return None
    with db.read() as con:
        found = activity(con, draft.activity.id)
    return found if found is not None and found.deleted_at is None else None


def same_form(draft: Draft, now: Activity) -> bool:
    """Whether what was saved meanwhile is nothing that the form shows (places taken, say)."""
    was = draft.activity
    return was is not None and (was.fields, was.state) == (now.fields, now.state)


def draw(db: HouseDb, actor: Actor, which: str, draft: Draft, mine: ActivityFields) -> None:
    """Both versions, a choice for each field, and the button that saves what was chosen."""
    now = newest(db, draft)
    if now is None or draft.activity is None or now.version == draft.activity.version:
        return
    with db.read() as con:
        house = load_house(con)
        last = newest_touching(con, f"activity:{now.id}")
    theirs, opened = _in_form(now.fields, draft), _in_form(draft.activity.fields, draft)
    found = divergences(opened, mine, theirs)
    with st.container(border=True, key="stale_kalender"):
        st.error(_("Somebody saved this while you worked on it. Nothing of yours is lost."))
        if last is not None:
            at = clock(to_local(last.at, config().zone))
            who = _("Saved by %(who)s at %(time)s.") % {"who": last.who, "time": at}
            st.markdown(plain(who))
        if not found:
            nothing(_("It says the same as yours. Save once more."))
        kept = [one.field for one in found if keeps_mine(one, draft, house)]
        st.button(
            _("Save what is chosen"),
            type="primary",
            key=draft.key("save_chosen"),
            on_click=_take,
            args=(which, draft, now, merged(mine, theirs, kept)),
        )
        st.button(
            _("Fetch the newest, without my changes"),
            type="tertiary",
            key=draft.key("fetch"),
            on_click=_take,
            args=(which, draft, now, theirs, False),
        )


def _in_form(fields: ActivityFields, draft: Draft) -> ActivityFields:
    """As the form shows it: a change of later dates begins with the first of them."""
    if draft.since is None:
        return fields
    day = to_local(draft.since.original_start, config().zone).date()
    return replace(fields, local_start=datetime.combine(day, fields.local_start.time()))


def _take(
    which: str, draft: Draft, now: Activity, fields: ActivityFields, save: bool = True
) -> None:
    """A callback: the form with what was chosen, on the version that was seen."""
    values = filled_with(fields) | {"reason": draft.value("reason") or ""}
    drafts.close(which)
    fresh = Draft(uuid4().hex, now, draft.since)
    drafts.reopen(which, fresh, values)
    fresh.set(AGAIN, save)

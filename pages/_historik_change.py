"""One change of the history: who, when, before and after, and its undo."""

from __future__ import annotations

import json
from datetime import datetime
from zoneinfo import ZoneInfo

import streamlit as st

from actions.undo import can_undo
from db.changes import Change, change
from db.connection import HouseDb
from db.house import load_house
from domain.changes import differences
from domain.localtime import to_local
from domain.model import Actor, House
from domain.rights import allows
from locales import _, ngettext
from locales.formats import clock, day
from pages import _undo
from pages._historik_diff import field_words, row_words, value_words
from pages._historik_words import action_words
from pages._show import nothing, plain

CHANGE = "aendring"
_MOST = 40


def draw(db: HouseDb, actor: Actor, change_id: int, *, now: datetime, zone: ZoneInfo) -> None:
    with db.read() as con:
        one = change(con, change_id)
        house = load_house(con)
    st.button(_("Back to the history"), icon=":material/arrow_back:", on_click=go, args=(None,))
    if one is None:
        nothing(_("This change is not there any more."))
        return
    st.header(plain(f"{action_words(one.action)}: {one.summary}".removesuffix(": ")), anchor=False)
    at = to_local(one.at, zone)
    st.markdown(f"{plain(day(at))} {plain(clock(at))} · {plain(one.who) or _('The house itself')}")
    reason = _reason(one.after)
    if reason:
        st.markdown(f"{_('Reason (staff only)')}: **{plain(reason)}**")
    _table(one, house, zone)
    if can_undo(one, now) and allows(actor, "plan.write"):
        _undo.button(one.id, "history")
        nothing(_("Undoing writes a new change. What has begun or is recorded stays."))


def _table(one: Change, house: House, zone: ZoneInfo) -> None:
    found = differences(_rows(one.before), _rows(one.after))
    lines = [line for line in found if field_words(line.field)]
    if not lines:
        nothing(_("Nothing more is kept of this change."))
        return
    shown = lines[:_MOST]
    st.table(
        {
            _("Where"): [row_words(line, zone) for line in shown],
            _("What"): [field_words(line.field) for line in shown],
            _("Before"): [value_words(line.field, line.before, house, zone) for line in shown],
            _("After"): [value_words(line.field, line.after, house, zone) for line in shown],
        },
        border="horizontal",
        hide_index=True,
    )
    rest = len(lines) - len(shown)
    if rest:
        nothing(ngettext("and %(n)s more", "and %(n)s more", rest) % {"n": rest})


def _reason(text: str) -> str:
    """What was written where something collided, "" where nobody was asked."""
    kept = json.loads(text)
    return str(kept.get("reason", "")) if isinstance(kept, dict) else ""


def _rows(text: str) -> dict[str, list[dict[str, object]]]:
    kept = json.loads(text)
    if not isinstance(kept, dict):
        return {}
    return {table: rows for table, rows in kept.items() if isinstance(rows, list)}


def go(change_id: int | None) -> None:
    """Open a change, or go back to the list. Also a callback."""
    if change_id is not None:
        st.query_params[CHANGE] = str(change_id)
    elif CHANGE in st.query_params:
        del st.query_params[CHANGE]

"""One change of the history: who, when, before and after, and its undo."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

import streamlit as st

from actions import setup_back
from actions.undo import can_undo
from db.changes import Change, change
from db.connection import HouseDb
from db.house import load_house
from domain.changes import Difference, details, differences
from domain.errors import HouseError
from domain.localtime import to_local
from domain.model import Actor, House
from domain.rights import allows
from locales import _, ngettext
from locales.formats import clock, day
from pages import _undo
from pages._historik_diff import in_order, line_field, line_value, row_words
from pages._historik_words import WHY_NOT, action_words
from pages._show import flash, nothing, plain, tell

CHANGE = "aendring"
_MOST = 40
_SEVERAL = 4
"""As many dates to which the same happened are told on one line."""


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
    if setup_back.can_put_back(one) and allows(actor, setup_back.right_for(one)):
        _put_back(db, actor, one, now)
    why_not = setup_back.why_not(one)
    if why_not is not None:
        nothing(WHY_NOT[why_not])


def _put_back(db: HouseDb, actor: Actor, one: Change, now: datetime) -> None:
    label = _("Put it back as it was")
    if st.button(label, icon=":material/settings_backup_restore:", key=f"put_back_{one.id}"):
        try:
            setup_back.put_back(db, actor, one.id, now=now)
        except HouseError as error:
            tell(error)
            return
        flash(_("It is as it was before."))
        go(None)
        st.rerun()
    nothing(_("That is a new change in the history. Plans that stand are not touched."))


def _table(one: Change, house: House, zone: ZoneInfo) -> None:
    found = told(one, house, zone)
    if not found:
        nothing(_("Nothing more is kept of this change."))
        return
    heads = (_("Where"), _("What"), _("Before"), _("After"))
    columns = zip(*found[:_MOST], strict=True)
    st.table(
        dict(zip(heads, map(list, columns), strict=True)), border="horizontal", hide_index=True
    )
    rest = len(found) - _MOST
    if rest > 0:
        nothing(ngettext("and %(n)s more", "and %(n)s more", rest) % {"n": rest})


def told(one: Change, house: House, zone: ZoneInfo) -> list[tuple[str, str, str, str]]:
    """What a change changed, by line: where, what, before and after; safe as Markdown.

    Where the same happened to several dates, it is told once, with how many and from when to when.
    """
    where: dict[tuple[str, ...], list[str]] = {}
    for line in in_order(_lines(one)):
        if not line_field(line):
            continue
        sides = (line_value(line, side, house, zone) for side in (line.before, line.after))
        what = (line.table, line_field(line), *sides)
        where.setdefault(what, []).append(row_words(line, one.summary, house, zone))
    return [
        (place, what[1], what[2], what[3])
        for what, places in where.items()
        for place in _places(what[0], places)
    ]


def _places(table: str, places: list[str]) -> list[str]:
    return [_together(places)] if table == "occurrence" and len(places) >= _SEVERAL else places


def _together(dates: Sequence[str]) -> str:
    words = ngettext("%(n)s date", "%(n)s dates", len(dates)) % {"n": len(dates)}
    return f"{words}: {dates[0]} – {dates[-1]}"


def _lines(one: Change) -> list[Difference]:
    """What changed: of the plan, or of the one row of the setup (or recording) that was touched."""
    found = differences(_rows(one.before), _rows(one.after))
    if found:
        return found
    kind = next(iter(json.loads(one.touched)), "").partition(":")[0]
    kind = "recording" if kind == "occurrence" else kind
    return details(json.loads(one.before), json.loads(one.after), kind)


def _reason(text: str) -> str:
    """What was written where something collided, "" where nobody was asked."""
    kept = json.loads(text)
    return str(kept.get("reason", "")) if isinstance(kept, dict) else ""


def _rows(text: str) -> dict[str, list[dict[str, object]]]:
    kept = json.loads(text)
    if not isinstance(kept, dict):
        return {}
    return {
        table: rows
        for table, rows in kept.items()
        if isinstance(rows, list) and all(isinstance(row, dict) for row in rows)
    }


def go(change_id: int | None) -> None:
    """Open a change, or go back to the list. Also a callback."""
    if change_id is not None:
        st.query_params[CHANGE] = str(change_id)
    elif CHANGE in st.query_params:
        del st.query_params[CHANGE]

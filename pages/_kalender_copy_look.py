"""What copying a week would do, date by date, and the save."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

import streamlit as st

from actions import weeks
from domain.weeks import PLANNED, Fate, WeekCopy
from locales import _, ngettext
from locales.formats import clock, short_day
from pages import _kalender_state as state
from pages._conflicts import words as conflict_words
from pages._kalender_act_run import form_token, run
from pages._kalender_tool import Toolbox
from pages._save_key import saves
from pages._show import Slots, nothing, plain

if TYPE_CHECKING:
    from pages._kalender_copy import Wanted

_MOST = 30
"""Lines of one kind; the rest is a number."""
_NOT_PLANNED: dict[Fate, str] = {
    "runs": _("runs that week already, so it is not doubled"),
    "there": _("stands there already, so it is not doubled"),
    "past": _("this time has passed"),
    "no-room": _("its room is out of use"),
}


def draw(box: Toolbox, wanted: Wanted, copies: Sequence[WeekCopy], slots: Slots) -> None:
    st.subheader(_("What that does"), anchor=False)
    free = [one for one in copies if one.fate == "free"]
    asks = [one for one in copies if one.fate == "asks"]
    taken = [one for one in copies if one.fate == "taken"]
    out = [one.key for one in taken]
    if taken:
        words = ngettext(
            "%(n)s date cannot be planned and is left out:",
            "%(n)s dates cannot be planned and are left out:",
            len(taken),
        )
        st.error(_lines(words % {"n": len(taken)}, taken, box), icon=":material/error:")
    anyway = _anyway(asks, box)
    out += [one.key for one in asks if one not in anyway]
    out += _skipped(free)
    others = [one for one in copies if one.fate not in PLANNED]
    if others:
        lines = [f"- {_date(one)}: {_NOT_PLANNED[one.fate]}" for one in others[:_MOST]]
        with st.expander(_("Not copied (%(n)s)") % {"n": len(others)}, key="copy_not"):
            st.markdown("\n".join(lines))
            _rest(len(others))
    count = len(free) + len(asks) + len(taken) - len(set(out))
    reason = str(st.text_input(_("Reason"), key="copy_reason") or "") if anyway else ""
    if anyway:
        slots["reason"] = st.container()
    st.markdown(
        ngettext("**%(n)s date is planned.**", "**%(n)s dates are planned.**", count) % {"n": count}
    )
    _save(box, wanted, tuple(sorted(set(out))), reason, slots, count)


def _anyway(asks: Sequence[WeekCopy], box: Toolbox) -> list[WeekCopy]:
    """Which soft conflicts are planned all the same, for a reason."""
    if not asks:
        return []
    words = ngettext("%(n)s date asks for a reason:", "%(n)s dates ask for a reason:", len(asks))
    st.warning(_lines(words % {"n": len(asks)}, asks, box), icon=":material/warning:")
    names = {one.key: _date(one, plainly=False) for one in asks}
    chosen = st.multiselect(
        _("Plan these all the same"),
        list(names),
        format_func=names.__getitem__,
        placeholder=_("None of them"),
        key="copy_anyway",
    )
    return [one for one in asks if one.key in chosen]


def _skipped(free: Sequence[WeekCopy]) -> list[tuple[int, date]]:
    names = {one.key: _date(one, plainly=False) for one in free}
    if len({one.monday for one in free}) < 2:
        return []
    return st.multiselect(
        _("Leave these out"),
        list(names),
        format_func=names.__getitem__,
        placeholder=_("None of them"),
        key="copy_skip",
    )


def _lines(head: str, copies: Sequence[WeekCopy], box: Toolbox) -> str:
    lines = [
        f"- **{plain(one.fields.title)}** {conflict_words(one.conflicts[0], box.zone)}"
        for one in copies[:_MOST]
    ]
    rest = len(copies) - len(lines)
    if rest > 0:
        lines.append("- " + ngettext("and %(n)s more", "and %(n)s more", rest) % {"n": rest})
    return "\n".join([f"**{head}**", "", *lines])


def _rest(count: int) -> None:
    if count > _MOST:
        rest = count - _MOST
        nothing(ngettext("and %(n)s more", "and %(n)s more", rest) % {"n": rest})


def _date(one: WeekCopy, *, plainly: bool = True) -> str:
    start = one.fields.local_start
    words = f"{one.fields.title}, {short_day(start)} {clock(start)}"
    return plain(words) if plainly else words


def _save(
    box: Toolbox,
    wanted: Wanted,
    out: Sequence[tuple[int, date]],
    reason: str,
    slots: Slots,
    count: int,
) -> None:
    told = f"{wanted.source}_{wanted.first}_{wanted.last}_{wanted.chosen}_{out}"
    token = form_token(f"kopier_{told}", 0)
    clicked = st.button(_("Copy the week"), type="primary", key="copy_save", disabled=not count)
    saves("copy_save")
    if not clicked:
        return
    call = partial(weeks.copy_week, box.db, box.actor, wanted.source, wanted.first, wanted.last)
    rest = partial(call, wanted.chosen, left_out=out, reason=reason, now=box.now, token=token)

    def copy_and_go() -> None:
        rest()
        st.query_params[state.DAY] = wanted.first.isoformat()

    run(box, _("The week is copied."), copy_and_go, slots, stay=False)

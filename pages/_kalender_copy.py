"""Copy a week: from which, to which, what of it; what that would do stands below."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import streamlit as st

from actions import weeks
from actions.weeks import SourceWeek
from domain.errors import HouseError, InvalidInput
from domain.localtime import to_local, week_range
from domain.model import DatedActivity, House
from domain.weeks import monday_of
from locales import _, ngettext
from locales.formats import short_day, time_range
from locales.messages import field_messages
from pages import _kalender_copy_look
from pages import _kalender_state as state
from pages._kalender_board_words import week_words
from pages._kalender_tool import Toolbox
from pages._show import Slots, fill, nothing, tell

_ONE, _EVERY = "en", "hver"
_BACK, _AHEAD = 12, 53
_MARKS = re.compile(r"([\\`*_~\[\]<>$#]|:(?=[a-z]))")
"""What Markdown would act upon within a line."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be copied where. Weeks are named by their Monday."""

    source: date
    first: date
    last: date
    chosen: tuple[int, ...]


def draw(box: Toolbox) -> None:
    slots, now = Slots(), monday_of(box.today)
    shown = monday_of(state.day(box.today))
    source_default = shown if shown != now else now - timedelta(weeks=1)
    with st.container(border=True):
        left, middle, right = st.columns([3, 2, 3])
        with left:
            source = _week(_("Which week?"), now, -_BACK, _AHEAD, source_default, "source")
        with middle:
            ways = {_ONE: _("To one week"), _EVERY: _("To every week of a period")}
            way = st.radio(_("Where to?"), list(ways), format_func=ways.__getitem__, key="copy_way")
        with right:
            target = max(source + timedelta(weeks=1), now)
            first = _week(_("To"), now, 0, _AHEAD, target, "first")
            slots["first"] = st.container()
            last = first
            if way == _EVERY:
                end = first + timedelta(weeks=3)
                last = _week(_("To and with"), now, 0, 2 * _AHEAD, end, "last")
            slots["last"] = st.container()
    slots["form"] = st.container()
    try:
        found = weeks.source_week(box.db, box.actor, source, now=box.now)
        wanted = Wanted(source, first, last, _choose(found, box, box.house()))
        copies = weeks.look(box.db, box.actor, source, first, last, wanted.chosen, now=box.now)
    except InvalidInput as error:
        fill(slots, field_messages(error))
    except HouseError as error:
        tell(error)
    else:
        _kalender_copy_look.draw(box, wanted, copies, slots)


def _week(label: str, now: date, back: int, ahead: int, value: date, key: str) -> date:
    options = [now + timedelta(weeks=number) for number in range(back, ahead + 1)]
    chosen = st.selectbox(
        label,
        options,
        index=options.index(value) if value in options else 0,
        format_func=lambda monday: week_words(week_range(monday)),
        key=f"copy_{key}_{value if key != 'source' else ''}",
    )
    return chosen or value


def _choose(found: SourceWeek, box: Toolbox, house: House) -> tuple[int, ...]:
    """The dates of the week: single ones are ticked, those of series are not."""
    st.subheader(_("What shall be copied?"), anchor=False)
    if found.cancelled:
        words = ngettext(
            "%(n)s cancelled or paused date is not copied.",
            "%(n)s cancelled or paused dates are not copied.",
            found.cancelled,
        )
        nothing(words % {"n": found.cancelled})
    if not found.dates:
        nothing(_("Nothing of yours is planned in this week."))
    elif not found.singles:
        nothing(_("Nothing single is planned in this week. Series go on by themselves."))
    singles = set(found.singles)
    chosen = _ticks([o for o in found.dates if o.occurrence.id in singles], box, house, on=True)
    series = [one for one in found.dates if one.occurrence.id not in singles]
    if series:
        label = _("Dates of series (%(n)s)") % {"n": len(series)}
        with st.expander(label, icon=":material/event_repeat:", key="copy_series"):
            nothing(
                _("A series goes on by itself. Tick a date to hold it once where it does not run.")
            )
            chosen += _ticks(series, box, house, on=False)
    if found.others:
        words = ngettext(
            "%(n)s date of other services is theirs to copy.",
            "%(n)s dates of other services are theirs to copy.",
            len(found.others),
        )
        nothing(words % {"n": len(found.others)})
    return tuple(chosen)


def _ticks(dates: Sequence[DatedActivity], box: Toolbox, house: House, *, on: bool) -> list[int]:
    return [
        one.occurrence.id
        for one in dates
        if st.checkbox(_words(one, box, house), value=on, key=f"copy_date_{one.occurrence.id}")
    ]


def _words(one: DatedActivity, box: Toolbox, house: House) -> str:
    """Read aloud as it stands, so as little is escaped as Markdown asks for."""
    date = one.occurrence
    start, end = to_local(date.starts_at, box.zone), to_local(date.ends_at, box.zone)
    room = house.rooms.get(date.room_id or 0)
    parts = [f"{short_day(start).capitalize()} {time_range(start, end)}", one.title]
    words = " · ".join([*parts, *([room.name] if room else [])])
    return _MARKS.sub(r"\\\1", " ".join(words.split()))

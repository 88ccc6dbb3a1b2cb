"""The lines of an import: what becomes of each, what is wrong with it, in or out, and mending."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from zoneinfo import ZoneInfo

import streamlit as st

from actions.import_judging import Item, Status
from actions.importing import Preview
from domain.importing import Problem
from domain.localtime import to_local
from locales import _, ngettext
from locales.formats import short_day, time_range
from locales.import_lines import told
from pages import _hent_fix
from pages._conflicts import words as conflict_words
from pages._hent_source import Source
from pages._hent_words import STATUS_WORDS
from pages._show import nothing, plain

_OPEN = 30
"""So many lines are shown at once; those with something to say come first."""
_MOST_TOLD = 12
_ABOVE = ("category", "groups", "services")
"""What is chosen above for the lines that do not say it."""
_ICONS = {
    "new": ":green[:material/add_circle:]",
    "update": ":blue[:material/sync:]",
    "bad": ":red[:material/error:]",
}


def left_out(source: Source, count: int) -> frozenset[int]:
    """Positions of lines whose box is not ticked."""
    states = st.session_state
    return frozenset(at for at in range(count) if not states.get(source.key(f"in_{at}"), True))


def draw(source: Source, preview: Preview, zone: ZoneInfo) -> None:
    st.header(_("What comes in"), anchor=False)
    st.markdown(" · ".join(_counts(preview)) or _("Nothing"))
    _file_problems([one for one in source.problems if not one.stops])
    bad = [one for one in preview.items if one.stops]
    if bad:
        st.button(
            _("Leave out what must be mended"),
            icon=":material/remove_done:",
            on_click=_leave_out,
            args=(source, [one.at for one in bad]),
            key=source.key("leave_bad"),
        )
    told_first = sorted(preview.items, key=lambda one: (not _has_words(one), one.at))
    shown, rest = told_first[:_OPEN], told_first[_OPEN:]
    for one in shown:
        _line(source, one, zone)
    if rest:
        words = ngettext("%(n)s more line", "%(n)s more lines", len(rest)) % {"n": len(rest)}
        with st.expander(words):
            for one in rest:
                _line(source, one, zone)


def _status(one: Item) -> Status:
    return "bad" if one.stops else one.status


def _counts(preview: Preview) -> list[str]:
    found = Counter(map(_status, preview.items))
    words = STATUS_WORDS | ({"new": _("new ones")} if found["new"] > 1 else {})
    return [f"**{found[status]}** {words[status]}" for status in STATUS_WORDS if found[status]]


def _file_problems(problems: Sequence[Problem]) -> None:
    """What stands for no line below."""
    if not problems:
        return
    line = _("Line %(n)s: ")
    rows = [
        f"- {plain((line % {'n': one.line} if one.line else '') + told(one))}"
        for one in problems[:_MOST_TOLD]
    ]
    rest = len(problems) - len(rows)
    if rest:
        rows.append("- " + ngettext("and %(n)s more", "and %(n)s more", rest) % {"n": rest})
    st.warning("\n".join(rows))


def _has_words(one: Item) -> bool:
    return bool(one.problems or one.conflicts or one.telling) or one.status == "bad"


def _line(source: Source, one: Item, zone: ZoneInfo) -> None:
    found = one.found
    start = one.fields.local_start if one.fields else found.local_start
    when = ""
    if start is not None:
        span = time_range(start, start + found.duration) if found.duration else ""
        when = f"**{plain(f'{short_day(start)} {span}'.strip())}** "
    number = sum(date.state == "planned" for date in one.dates)
    dates = ngettext("%(n)s date", "%(n)s dates", number) % {"n": number} if number > 1 else ""
    tail = " · ".join(part for part in (dates, STATUS_WORDS[_status(one)]) if part)
    line = _("Line %(n)s") % {"n": found.line}
    what = f"{plain(found.title or '–')} · :gray[{line} · {tail}]"
    with st.container(key=f"line_{source.token}_{one.at}", gap=None):
        st.checkbox(
            f"{_ICONS.get(_status(one), '')} {when}{what}",
            value=True,
            key=source.key(f"in_{one.at}"),
        )
        for problem in one.problems:
            color = "red" if problem.stops else "orange"
            words = plain(told(problem))
            if _is_above(problem):
                words += " " + _("You do so above, for all the lines.")
            st.markdown(f":{color}[{words}]")
        for conflict in one.conflicts[:3]:
            color = "red" if conflict.hard else "orange"
            st.markdown(f":{color}[{conflict_words(conflict, zone)}]")
        if len(one.conflicts) > 3:
            more = len(one.conflicts) - 3
            nothing(ngettext("and %(n)s more", "and %(n)s more", more) % {"n": more})
        if _mends_here(one):
            _hent_fix.draw(source, one.at, found)


def _mends_here(one: Item) -> bool:
    """Whether its fields help: what every line lacks (type, for whom) is chosen once, above."""
    stops = [problem for problem in one.problems if problem.stops]
    if any(each.hard for each in one.conflicts):
        return True
    return one.status == "bad" and not (stops and all(map(_is_above, stops)))


def _is_above(problem: Problem) -> bool:
    return problem.code == "required" and problem.field in _ABOVE


def _leave_out(source: Source, positions: Sequence[int]) -> None:
    for at in positions:
        st.session_state[source.key(f"in_{at}")] = False


def first_day(preview: Preview, zone: ZoneInfo) -> str | None:
    """The first coming day, as the calendar's address has it."""
    starts = [date.starts_at for one in preview.items if one.comes for date in one.dates]
    return to_local(min(starts), zone).date().isoformat() if starts else None

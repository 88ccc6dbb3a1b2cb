"""What a save would do: how many dates, which are skipped, what is seen where, what collides."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

import streamlit as st

from actions.planning import Preview
from domain.localtime import to_local
from domain.model import Occurrence
from domain.schedule import Effect
from locales import _, ngettext
from locales.channels import channel_sentence
from locales.formats import clock, day_with_year, short_day
from pages._conflicts import lines
from pages._show import plain

_BOUNDED = re.compile("COUNT=|UNTIL=")
_MOST = 6
"""Lines of one kind; the rest is a number."""


def draw(preview: Preview, rrule: str | None, zone: ZoneInfo) -> None:
    """`rrule`: the rule that was previewed, None for once."""
    st.markdown(f"**{_('When you save')}**")
    _dates(preview.dates, open_ended=rrule is not None and not _BOUNDED.search(rrule))
    if preview.effect is not None:
        effect(preview.effect, zone)
    if preview.skipped:
        _skipped(preview.skipped)
    st.markdown(f"**{_('Seen by citizens')}**")
    st.markdown("\n".join(f"- {plain(channel_sentence(line))}" for line in preview.channels))
    hard = [one for one in preview.conflicts if one.hard]
    soft = [one for one in preview.conflicts if not one.hard]
    if hard:
        st.error(lines(_("This cannot be saved yet:"), hard, zone), icon=":material/error:")
    if soft:
        st.warning(lines(_("This needs a reason:"), soft, zone), icon=":material/warning:")


def _dates(dates: Sequence[datetime], *, open_ended: bool) -> None:
    count = ngettext("%(n)s date", "%(n)s dates", len(dates)) % {"n": len(dates)}
    if not dates:
        st.markdown(_("No dates"))
    elif len(dates) == 1:
        st.markdown(f"{count}: {plain(short_day(dates[0]))} {plain(clock(dates[0]))}")
    elif open_ended:
        words = _("Until further notice: %(count)s in the coming 18 months, the first %(first)s")
        st.markdown(words % {"count": count, "first": plain(short_day(dates[0]))})
    else:
        span = _("%(count)s, from %(first)s to %(last)s") % {
            "count": count,
            "first": plain(short_day(dates[0])),
            "last": plain(day_with_year(dates[-1])),
        }
        st.markdown(span)


def effect(found: Effect, zone: ZoneInfo) -> None:
    """How many dates change, which stay, and which exceptions go."""
    changed = ngettext("%(n)s date changes", "%(n)s dates change", found.changed)
    lines = [changed % {"n": found.changed}]
    if found.begun:
        begun = ngettext(
            "%(n)s date that has been stays as it is",
            "%(n)s dates that have been stay as they are",
            found.begun,
        )
        lines.append(begun % {"n": found.begun})
    if found.kept:
        lines.append(_("Kept as they are: %(dates)s") % {"dates": _some(found.kept, zone)})
    if found.lost:
        words = _("**These go**, for the new rule has no date that day: %(dates)s")
        lines.append(words % {"dates": _some(found.lost, zone)})
    st.markdown("\n".join(f"- {line}" for line in lines))


def _some(dates: Sequence[Occurrence], zone: ZoneInfo) -> str:
    shown = [plain(short_day(to_local(one.starts_at, zone))) for one in dates[:_MOST]]
    rest = len(dates) - len(shown)
    more = " " + ngettext("and %(n)s more", "and %(n)s more", rest) % {"n": rest} if rest else ""
    return ", ".join(shown) + more


def _skipped(skipped: Sequence[tuple[datetime, str]]) -> None:
    shown = [f"{plain(short_day(when))} ({plain(name)})" for when, name in skipped[:_MOST]]
    rest = len(skipped) - len(shown)
    more = " " + ngettext("and %(n)s more", "and %(n)s more", rest) % {"n": rest} if rest else ""
    st.markdown(_("Skipped, closed: %(dates)s") % {"dates": ", ".join(shown)} + more)

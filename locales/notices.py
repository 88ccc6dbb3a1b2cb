"""A cancelled or moved date in words: the message to paste, and the lines of the sign."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from domain.notices import Notice
from locales import _
from locales.formats import clock, day, weekday

_WEEK = timedelta(days=7)


def message(notice: Notice, today: date) -> str:
    """ "NADA kl. 8.30 i dag er aflyst. Næste gang torsdag."; "" where nothing may be said.

    `today` is the local day on which it is sent.
    """
    if notice.said == "nowhere":
        return ""
    told: dict[str, object] = {
        "title": notice.title,
        "time": clock(notice.was),
        "day": _when(notice.was, today),
    }
    if notice.happened == "moved":
        told |= {"new_time": clock(notice.starts), "new_day": _when(notice.starts, today)}
        words = _("%(title)s at %(time)s %(day)s is moved to %(new_day)s at %(new_time)s.")
        return words % told
    return " ".join(
        filter(
            None,
            (_("%(title)s at %(time)s %(day)s is cancelled.") % told, next_time(notice, today)),
        )
    )


def next_time(notice: Notice, today: date) -> str:
    """ "Næste gang torsdag."; with the time where it is another, "" where there is none."""
    if notice.next_start is None:
        return ""
    told = {"day": _soon(notice.next_start, today), "time": clock(notice.next_start)}
    if notice.next_start.time() == notice.was.time():
        return _("Next time %(day)s.") % told
    return _("Next time %(day)s at %(time)s.") % told


def sign_lines(notice: Notice) -> tuple[str, str, str, str]:
    """What stands large, when it was to be, and with its label when it is instead, or "".

    A sign hangs for hours, so that it names days by their dates, never "today".
    """
    if notice.happened == "moved":
        return _("Moved"), _moment(notice.was), _("Now"), _moment(notice.starts)
    later = _moment(notice.next_start) if notice.next_start else ""
    return _("Cancelled"), _moment(notice.was), _("Next time"), later


def _moment(moment: datetime) -> str:
    return _("%(day)s at %(time)s") % {"day": day(moment), "time": clock(moment)}


def _when(moment: datetime, today: date) -> str:
    names = {today: _("today"), today + timedelta(days=1): _("tomorrow")}
    return names.get(moment.date(), day(moment))


def _soon(moment: datetime, today: date) -> str:
    """Within a week the weekday says it, later its date too."""
    names = {today: _("today"), today + timedelta(days=1): _("tomorrow")}
    if moment.date() in names:
        return names[moment.date()]
    return weekday(moment) if moment.date() < today + _WEEK else day(moment)

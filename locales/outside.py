"""What goes wrong with calendars from outside, as sentences. None quotes address or content."""

from __future__ import annotations

from collections.abc import Callable

from locales import N_, _

Words = Callable[[str], str]


def trouble_sentence(code: str, status: int | None = None, translate: Words = _) -> str:
    """Why a calendar could not be fetched or read; `status` is the HTTP status, if that is why."""
    if code == "status":
        template = _STATUS.get(status or 0, _ANY_STATUS)
        return translate(template) % {"status": status}
    return translate(_TROUBLE.get(code, _OTHER))


def problem_sentence(code: str, translate: Words = _) -> str:
    """What was wrong with one line of a calendar."""
    return translate(_PROBLEM.get(code, _OTHER_PROBLEM))


def knows(code: str) -> bool:
    """Whether a trouble or a problem has words of its own."""
    return code in _TROUBLE or code in _PROBLEM or code == "status"


_OTHER = N_("It could not be fetched.")
_ANY_STATUS = N_("Their server answers with an error (%(status)s).")
_STATUS = {
    401: N_("Their server asks for a sign-in. Ask them for a public address."),
    403: N_("Their server does not let us in. Ask them whether the calendar is public."),
    404: N_("There is no calendar at the address. Ask them for a new one."),
    410: N_("The calendar is closed for good. Ask them for a new address."),
    429: N_("Their server says that we ask too often. Let us ask more seldom."),
}
_TROUBLE = {
    "unknown-host": N_("There is no such name on the internet. Check the address."),
    "private": N_("The address leads to a private network, and is not asked."),
    "calendar-address": N_("The address cannot be used. Check it."),
    "calendar-user": N_("The address holds a user name. Only calendars without sign-in are read."),
    "calendar-port": N_("The address names a port of its own. Only the usual ones are asked."),
    "no-connection": N_("Their server does not answer."),
    "certificate": N_("Their server cannot prove who it is (certificate)."),
    "timeout": N_("Their server is too slow."),
    "cut-off": N_("The connection broke off on the way."),
    "redirects": N_("The address is moved too many times."),
    "downgrade": N_("The address leads from https to http, which is not safe."),
    "encoding": N_("Their server packs the calendar in a way that we cannot read."),
    "too-large": N_("The calendar is too large: over 5 MB."),
    "too-many-lines": N_("The calendar is too large: over 250,000 lines."),
    "too-many-events": N_("The calendar holds too much: over 5,000 entries."),
    "too-many-zones": N_("The calendar defines too many time zones."),
    "empty": N_("There is nothing at the address."),
    "not-a-calendar": N_("There is no calendar at the address, but something else."),
    "truncated": N_("The calendar is cut off in the middle."),
    "suddenly-empty": N_("The calendar is suddenly empty. We believe it after two days."),
}
_OTHER_PROBLEM = N_("Something here cannot be used.")
_PROBLEM = {
    "encoding": N_("The letters are not written as UTF-8."),
    "truncated": N_("The file is cut off."),
    "nested": N_("Something begins or ends in the wrong place."),
    "line": N_("The line cannot be read."),
    "line-length": N_("The line is too long."),
    "no-start": N_("The event has no start."),
    "start": N_("The start cannot be read."),
    "end": N_("The end cannot be read, or is before the start."),
    "too-long": N_("The event is longer than a year."),
    "far-away": N_("The event is too far away in time."),
    "rule": N_("The repetition cannot be read."),
    "too-often": N_("The event repeats more than 24 times a day."),
    "too-much": N_("The calendar repeats too much. The rest is left out."),
    "too-many-dates": N_("There are too many dates. The last ones are left out."),
    "exception": N_("A date that differs cannot be read."),
    "duplicate": N_("The event stands there twice."),
    "unknown-zone": N_("The time zone is unknown. The house's own is used."),
    "zone": N_("The file's own time zone cannot be read."),
    "cpr": N_("It holds what looks like a CPR number, and is left out."),
}

"""Which zone a TZID means: IANA names, Windows names, and at last the file's own VTIMEZONE."""

from __future__ import annotations

import io
import re
from datetime import UTC, datetime, tzinfo
from zoneinfo import ZoneInfo

from dateutil.tz import tzical
from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

from calendars.read.lines import Component, Told

_KEY = re.compile(r"[A-Za-z0-9_+\-/]{1,64}")
_MAX_RAW = 80
_YEARLY = re.compile(r"RRULE:FREQ=YEARLY[A-Z0-9=;,+-]*", re.IGNORECASE)
_START = re.compile(r"DTSTART:(1[6-9]|20)\d\d(0[1-9]|1[0-2])\d\dT\d{6}")


class Zones:
    """The zones of one file. `house` is what floating times and unknown names are read in."""

    def __init__(
        self, components: list[Component], head: dict[str, str], house: ZoneInfo, told: Told
    ) -> None:
        self._own = {
            found.value: one
            for one in components
            if one.name == "VTIMEZONE" and (found := one.first("TZID")) is not None
        }
        self._known: dict[str, tzinfo] = {}
        self._told = told
        self.house = house
        # RFC 7986 has no zone for a calendar; where one is given, floating times are meant in it
        self.floating: tzinfo = _named(head.get("X-WR-TIMEZONE", "").strip()) or house

    def of(self, tzid: str | None, line: int) -> tzinfo:
        """The zone of a TZID; the house's, told as a problem, for one that nobody knows."""
        if not tzid:
            return self.floating
        if tzid not in self._known:
            zone = _named(tzid) or self._from_file(tzid)
            if zone is None:
                self._told(line, "unknown-zone")
            self._known[tzid] = zone or self.house
        return self._known[tzid]

    def _from_file(self, tzid: str) -> tzinfo | None:
        """The file's own definition, if it is of the plain kind: yearly rules, few of them."""
        component = self._own.get(tzid)
        if component is None or not 0 < len(component.raw) <= _MAX_RAW:
            return None
        for line in component.raw:
            if line.startswith("RRULE") and not _YEARLY.fullmatch(line):
                return None
            if line.startswith("DTSTART") and not _START.fullmatch(line):
                return None
        body = "\n".join(["BEGIN:VTIMEZONE", "TZID:x", *component.raw, "END:VTIMEZONE"])
        try:
            zone = tzical(io.StringIO(body)).get("x")
            datetime(2026, 7, 1, tzinfo=zone).astimezone(UTC)
        except (ValueError, TypeError, IndexError, KeyError, OverflowError, AttributeError):
            self._told(component.line, "zone")
            return None
        return zone


def _named(name: str) -> tzinfo | None:
    """An IANA or Windows name; long forms ("/example.org/20260101/Europe/Copenhagen") too."""
    name = WINDOWS_TO_OLSON.get(name, name)
    parts = [part for part in name.split("/") if part]
    for count in (len(parts), 3, 2):
        key = "/".join(parts[-count:])
        if not parts or not _KEY.fullmatch(key):
            continue
        try:
            return ZoneInfo(key)
        except (ValueError, OSError, KeyError):
            continue
    return None

"""Writing .ics files by hand, as others write them, for the tests of the reader."""

from __future__ import annotations

from datetime import UTC, datetime

from calendars.read import Limits, Reading, read
from tests.house_case import ZONE

START = datetime(2026, 10, 31, 23, tzinfo=UTC)
"""1 November 2026 in Denmark, winter time."""
END = datetime(2027, 6, 30, 22, tzinfo=UTC)


def event(*lines: str, uid: str = "a@there.example", title: str = "Fællesspisning") -> str:
    return "\r\n".join(["BEGIN:VEVENT", f"UID:{uid}", f"SUMMARY:{title}", *lines, "END:VEVENT"])


def ics(*parts: str, head: str = "") -> bytes:
    """A calendar of these components."""
    start = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//There//DA", *([head] if head else [])]
    return ("\r\n".join([*start, *parts, "END:VCALENDAR"]) + "\r\n").encode()


def once(start: str = "20261123T100000", end: str = "20261123T110000", **more: str) -> str:
    return event(
        f"DTSTART;TZID=Europe/Copenhagen:{start}", f"DTEND;TZID=Europe/Copenhagen:{end}", **more
    )


def reading(data: bytes, *, texts: bool = True, limits: Limits | None = None) -> Reading:
    return read(data, house=ZONE, start=START, end=END, texts=texts, limits=limits or Limits())


def utc(found: Reading) -> list[str]:
    """Starts and ends as "1123T0900-1000", UTC; the end's day only where it differs."""
    return [
        f"{one.starts_at:%m%dT%H%M}-{one.ends_at:%H%M}"
        if one.starts_at.date() == one.ends_at.date()
        else f"{one.starts_at:%m%dT%H%M}-{one.ends_at:%m%dT%H%M}"
        for one in found.dates
    ]


def told(found: Reading) -> set[str]:
    return {problem.code for problem in found.problems}

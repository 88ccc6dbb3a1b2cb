"""From bytes to the components that are read, a line at a time and within limits.

Only the properties that are asked for are kept: what is private in a file is never held.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field

from icalendar.parser import Contentline

from calendars.read.values import Limits, ProblemCode
from domain.errors import UnreadableCalendar

Told = Callable[[int, ProblemCode], None]
_NAME = re.compile(r"[A-Za-z0-9-]+(?=[;:])")
_BEGIN = "BEGIN:"
_END = "END:"
MAX_ZONES = 100
_MAX_PROPERTIES = 2_000
"""Of one component."""


@dataclass(slots=True)
class Property:
    """One content line, its value unescaped, its parameters' names in capitals."""

    line: int
    params: dict[str, str]
    value: str


@dataclass(slots=True)
class Component:
    """A VEVENT, VFREEBUSY or VTIMEZONE with what is kept of it."""

    name: str
    line: int
    properties: dict[str, list[Property]] = field(default_factory=dict)
    raw: list[str] = field(default_factory=list)
    """The lines of a VTIMEZONE, as they stand."""

    def first(self, name: str) -> Property | None:
        found = self.properties.get(name)
        return found[0] if found else None


@dataclass(slots=True)
class File:
    """A calendar's own properties, and its components in order."""

    head: dict[str, str]
    components: list[Component]


def decoded(data: bytes, limits: Limits, told: Told) -> str:
    """The text of a file: UTF-8, UTF-16 with a mark, else Windows-1252 (told as a problem).

    Raises UnreadableCalendar: "empty", "too-large".
    """
    if len(data) > limits.octets:
        raise UnreadableCalendar("too-large", highest=limits.octets // 1_000_000)
    if not data.strip():
        raise UnreadableCalendar("empty")
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        told(1, "encoding")
        return data.decode("utf-16", "replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        told(data.count(b"\n", 0, error.start) + 1, "encoding")
        return data.decode("cp1252", "replace")


def unfolded(text: str, limits: Limits, told: Told) -> Iterator[tuple[int, str]]:
    """Logical lines with the number of their first physical line (RFC 5545 3.1).

    Raises UnreadableCalendar "too-many-lines".
    """
    parts: list[str] = []
    size, begun = 0, 0
    for number, line in enumerate(io.StringIO(text, newline=None), 1):
        if number > limits.lines:
            raise UnreadableCalendar("too-many-lines", highest=limits.lines)
        line = line.rstrip("\n")
        if line[:1] in (" ", "\t") and begun:
            size += len(line)
            if size <= limits.line:
                parts.append(line[1:])
            continue
        yield from _joined(begun, parts, size, limits, told)
        parts, size, begun = [line], len(line), number
    yield from _joined(begun, parts, size, limits, told)


def _joined(
    begun: int, parts: list[str], size: int, limits: Limits, told: Told
) -> Iterator[tuple[int, str]]:
    if size > limits.line:
        told(begun, "line-length")
    elif parts and parts[0]:
        yield begun, "".join(parts)


def parsed(text: str, kept: Collection[str], limits: Limits, told: Told) -> File:
    """The components of every VCALENDAR in a text, with only the properties named in `kept`.

    Raises UnreadableCalendar: "not-a-calendar", "too-many-lines", "too-many-events".
    """
    file = File({}, [])
    stack: list[str] = []
    current: Component | None = None
    counts = {"VEVENT": 0, "VFREEBUSY": 0, "VTIMEZONE": 0}
    seen = False
    for number, line in unfolded(text, limits, told):
        upper = line[:60].upper().strip()
        if upper.startswith(_BEGIN):
            name = upper[len(_BEGIN) :].strip()
            if not stack:
                if name != "VCALENDAR":
                    continue
                seen = True
            if current is not None and name in ("VEVENT", "VFREEBUSY", "VCALENDAR"):
                told(number, "nested")
            if len(stack) > 20:
                told(number, "nested")
                break
            stack.append(name)
            if current is None and len(stack) == 2 and name in counts:
                counts[name] += 1
                _count(counts, limits)
                current = Component(name, number)
            elif current is not None and current.name == "VTIMEZONE":
                current.raw.append(f"BEGIN:{name}")
        elif upper.startswith(_END):
            name = upper[len(_END) :].strip()
            if name not in stack:
                if stack:
                    told(number, "nested")
                continue
            if stack[-1] != name:
                told(number, "nested")
            while stack and stack.pop() != name:
                pass
            if current is not None and current.name == "VTIMEZONE" and len(stack) >= 2:
                current.raw.append(f"END:{name}")
            if current is not None and len(stack) < 2:
                if len(stack) == 1 and name == current.name:
                    file.components.append(current)
                current = None
        elif current is not None:
            if current.name == "VTIMEZONE":
                _keep_zone(current, line, number, told)
            elif len(stack) == 2:
                _keep(current, line, number, kept, told)
        elif len(stack) == 1:
            _head(file, line)
    if not seen:
        raise UnreadableCalendar("not-a-calendar")
    if stack:
        told(0, "truncated")
    return file


def _count(counts: dict[str, int], limits: Limits) -> None:
    if counts["VEVENT"] + counts["VFREEBUSY"] > limits.events:
        raise UnreadableCalendar("too-many-events", highest=limits.events)
    if counts["VTIMEZONE"] > MAX_ZONES:
        raise UnreadableCalendar("too-many-zones", highest=MAX_ZONES)


def _keep(component: Component, line: str, number: int, kept: Collection[str], told: Told) -> None:
    found = _NAME.match(line)
    if found is None:
        told(number, "line")
        return
    name = found[0].upper()
    if name not in kept or len(component.properties.get(name, ())) >= _MAX_PROPERTIES:
        return
    try:
        _name, params, value = Contentline(line).parts()  # type: ignore[no-untyped-call]
    except (ValueError, AssertionError, IndexError):
        told(number, "line")
        return
    plain = {str(key).upper(): str(params[key]) for key in params}
    component.properties.setdefault(name, []).append(Property(number, plain, value))


def _keep_zone(component: Component, line: str, number: int, told: Told) -> None:
    """TZID and what dateutil reads of the observances."""
    name = line.partition(":")[0].partition(";")[0].upper()
    if name == "TZID":
        component.properties["TZID"] = [Property(number, {}, line.partition(":")[2].strip())]
    elif name in ("DTSTART", "TZOFFSETFROM", "TZOFFSETTO", "RRULE", "RDATE"):
        component.raw.append(f"{name}:{line.partition(':')[2].strip()}")


def _head(file: File, line: str) -> None:
    name, _colon, value = line.partition(":")
    name = name.partition(";")[0].upper()
    if name in ("X-WR-CALNAME", "X-WR-TIMEZONE", "NAME"):
        file.head.setdefault(name, value[:500])

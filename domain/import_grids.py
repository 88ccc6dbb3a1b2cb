"""A week plan as a grid: weekdays as heads, and cells whose lines are activities each.

`rows_of_grid` writes it as the table of one activity per row that `domain.import_rows` reads;
`placed` finds the house's rooms in the titles. A day or a time is never guessed: what has none is
told.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from domain.errors import UnreadableTable
from domain.import_cells import weekday_of
from domain.import_rows import Table
from domain.importing import Found, Kind, Problem
from domain.model import House
from domain.searching import normalised

FEWEST_DAYS = 3
"""So many heads that are weekdays make a grid."""
LONGEST = timedelta(hours=12)
"""A longer one is two times in the wrong order rather than an activity."""
_HEADS = ("Tid", "Aktivitet", "Vejleder")
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}")
_WEEK = re.compile(r"\buge\s*(\d{1,2})\b(?:\D{0,12}\b(20\d{2})\b)?", re.IGNORECASE)
_T = r"\d{1,2}(?:[.:]\d{2})?"
_SPAN = re.compile(
    rf"(?<![\d.,:/-])(kl\.?\s*)?({_T})\s*(?:-|–|—|til)\s*(?:kl\.?\s*)?({_T})(?![\d/]|[.:]\d)",
    re.IGNORECASE,
)
_START = re.compile(
    rf"(?<![\d.,:/-])(?:\bkl\.?\s*({_T})|(\d{{1,2}}[.:]\d{{2}}))(?![\d/]|[.:]\d|\s*kr)",
    re.IGNORECASE,
)
_BY = re.compile(r"\s*\bv(?:/|ed\s(?=[A-ZÆØÅ]))\s*([^,;()]+)")
_EDGES = " \u00a0:,;-–—•·*\t"
_DELIMITED = r"\s*(?:[,;(@/–—]|\s-|\bi\b|\blokale:?)\s*"


@dataclass(frozen=True, slots=True)
class _Line:
    """One activity of a cell: as written, its times "" where there are none."""

    title: str
    time: str
    people: str


def grid_head(rows: Sequence[Sequence[str]]) -> int | None:
    """The index of the row of weekdays among the first ten; None where the table is no grid."""
    return next((at for at, row in enumerate(rows[:10]) if len(_days(row)) >= FEWEST_DAYS), None)


def rows_of_grid(rows: Sequence[tuple[int, tuple[str, ...]]], *, from_text: bool) -> Table:
    """A grid as one row per activity, numbered in the order they stand.

    `from_text`: a row of one cell alone is part of a cell that was torn apart, whose day is lost.
    Raises UnreadableTable: "grid-twice" (a weekday twice), "grid-torn", "only-heads".
    """
    at = grid_head([row for _line, row in rows])
    assert at is not None
    head = rows[at][1]
    days = _days(head)
    alike = [name for name in days.values() if list(days.values()).count(name) > 1]
    if alike or any(len(_days(row)) >= FEWEST_DAYS for _line, row in rows[at + 1 :]):
        raise UnreadableTable("grid-twice", day=(alike or list(days.values()))[0][:40])
    made: list[tuple[str, ...]] = []
    told: list[Problem] = []
    for line, row in rows[at + 1 :]:
        if from_text and len(row) == 1 and len(head) > 1:
            raise UnreadableTable("grid-torn", line=line)
        when = next((" ".join(row[n].split()) for n in range(min(days)) if row[n].strip()), "")
        for column, cell in enumerate(row):
            if column in days:
                for one in _activities(cell):
                    if normalised(one.title).startswith("lukket"):
                        data = {"typed": one.title[:40], "day": days[column]}
                        told.append(Problem(0, "import-closed", data, stops=False))
                    else:
                        times = one.time or _row_time(when)
                        made.append((days[column], times, one.title, one.people))
            elif column >= min(days) and cell.strip():
                data = {"typed": " ".join(cell.split())[:40]}
                told.append(Problem(line, "import-beside", data, stops=False))
    if not made:
        raise UnreadableTable("only-heads")
    dated = all(any(char.isdigit() for char in name) for name in days.values())
    above = [cell for _line, row in rows[:at] for cell in row] + list(head[: min(days)])
    return Table(
        ("Dato" if dated else "Ugedag", *_HEADS),
        tuple(enumerate(made, 1)),
        tuple(told),
        grid=True,
        week=_week(above),
    )


def monday_of_week(week: tuple[int | None, int], today: date) -> date | None:
    """Monday of an ISO week; without a year the next such from the week of `today` on."""
    year, number = week
    for tried in [year] if year else range(today.year, today.year + 8):
        try:
            monday = date.fromisocalendar(tried, number, 1)
        except ValueError:
            continue
        if year or monday > today - timedelta(days=7):
            return monday
    return None


def placed(table: Table, found: Sequence[Found], house: House) -> list[Found]:
    """A grid's activities with the house's rooms out of their titles, and what they lack told."""
    if not table.grid:
        return list(found)
    rows = [row for _line, row in table.rows]
    return [_placed(one, row, house) for one, row in zip(found, rows, strict=True)]


def _placed(one: Found, row: Sequence[str], house: House) -> Found:
    day, written = row[0], row[2]
    problems = [
        Problem(one.line, "import-when", {"day": day}, field="start")
        if (each.code, each.field) == ("required", "start")
        else each
        for each in one.problems
    ]
    if one.duration > LONGEST:
        problems.append(Problem(one.line, "import-very-long", field="end"))
    title, room = _room_in(one.title, house)
    room = room or _room_in(written, house)[1]  # a title that was mended keeps its room
    names: dict[Kind, tuple[str, ...]] = dict(one.names)
    if room:
        names["room"] = (room,)
    if names.get("category") == (one.title,):  # a hint, as in `import_rows`
        names["category"] = (title,)
    return replace(one, title=title, names=names, problems=tuple(problems))


def _room_in(title: str, house: House) -> tuple[str, str]:
    """The title without the room that stands in it behind a mark, and the room's name.

    At the end without a mark it stays in the title: "Gå ude" is in the room "Ude" all the same.
    """
    names = sorted((one.name for one in house.rooms.values() if not one.retired), key=len)
    for name in reversed(names):
        word = rf"{re.escape(name)}(?!\w)\)?"
        found = re.search(_DELIMITED + word, title, re.IGNORECASE)
        rest = (title[: found.start()] + title[found.end() :]).strip(_EDGES) if found else ""
        if rest:
            return rest, name
        if re.search(rf"\W{word}$", title, re.IGNORECASE):
            return title, name
    return title, ""


def _days(row: Sequence[str]) -> dict[int, str]:
    """By column the heads that are days, as they stand: "Mandag", "Man. 23. nov.", ISO dates."""
    found = {}
    for at, cell in enumerate(row):
        text = " ".join(cell.split())
        first = re.split(r"[\s.,]", text, maxsplit=1)[0]
        short = len(text) <= 30
        if short and (_ISO.fullmatch(text) or weekday_of(first) is not None):
            found[at] = text.rstrip(":")
    return found


def _week(texts: Sequence[str]) -> tuple[int | None, int] | None:
    found = [match for text in texts if (match := _WEEK.search(text))]
    if not found or not 1 <= int(found[0][1]) <= 53:
        return None
    return int(found[0][2]) if found[0][2] else None, int(found[0][1])


def _row_time(text: str) -> str:
    """The time of a row as it stands; "Formiddag" and the like are none."""
    return text if any(char.isdigit() for char in text) else ""


def _activities(cell: str) -> Iterator[_Line]:
    """A cell's lines; a time alone belongs to the line before that has none, else to the next."""
    kept: list[_Line] = []
    waiting = ""
    for text in cell.splitlines():
        if not text.strip(_EDGES):
            continue
        one = _line_of(text)
        if one.time and not one.title and not waiting and kept and not kept[-1].time:
            kept[-1] = replace(kept[-1], time=one.time)
        elif one.time and not one.title:
            if waiting:
                kept.append(_Line("", waiting, ""))
            waiting = one.time
        elif not one.title and kept and not kept[-1].people:
            kept[-1] = replace(kept[-1], people=one.people)
        else:
            kept.append(replace(one, time=f"{waiting} {one.time}".strip()))
            waiting = ""
    if waiting:
        kept.append(_Line("", waiting, ""))
    yield from kept


def _line_of(text: str) -> _Line:
    """A line's times, people and the rest. Two times stand both, so that they are told."""
    spans = [found for found in _SPAN.finditer(text) if _is_time(found, text)]
    spans = spans or list(_START.finditer(text))
    times = " ".join(found[0].strip() for found in spans)
    for found in reversed(spans):
        text = f"{text[: found.start()]} {text[found.end() :]}"
    people = _BY.search(text)
    if people:
        text = text[: people.start()] + text[people.end() :]
    title = re.sub(r"\(\s*\)", "", " ".join(text.split()))
    title = re.sub(r"\s+([,;:])", r"\1", title)
    return _Line(title.strip(_EDGES), times, people[1].strip(_EDGES) if people else "")


def _is_time(found: re.Match[str], text: str) -> bool:
    """Bare numbers within a line are only times that could be of a day: not "Hold 1-2"."""
    if found[1] or "." in found[0] or ":" in found[0] or not text[: found.start()].strip(_EDGES):
        return True
    return 7 <= int(found[2]) < int(found[3]) <= 24

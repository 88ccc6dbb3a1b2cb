"""Rows of somebody's table as found activities: which column is what, and what each cell says."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any

from domain import import_cells as cells
from domain.errors import InvalidField
from domain.import_columns import Column
from domain.importing import Found, Kind, Problem
from domain.model import ACCESSES, FEED_SETTINGS, LISTINGS
from domain.recurrence import WEEKDAYS, first_start
from domain.searching import normalised

_NAMES: tuple[Kind, ...] = ("category", "services", "groups", "room", "facilitators")
NOTES = ("step_free", "interpreter", "rusfri", "childcare", "relatives")
NOTE_WORDS = dict(
    zip(
        ("niveaufri adgang", "tolk", "rusfri", "boernepasning", "paaroerende velkomne"),
        NOTES,
        strict=True,
    )
)
_ACCESS_WORDS = {
    "bare moed op": "drop-in",
    "moed op": "drop-in",
    "aabent": "drop-in",
    "tilmelding": "sign-up",
    "tilmelding paa telefon": "sign-up",
    "efter aftale": "referral",
    "visiteret": "referral",
    "kun medarbejdere": "internal",
    "medarbejdere": "internal",
}
_SETTING_WORDS = {
    "aaben": "open",
    "aabent": "open",
    "naevnt": "mentioned",
    "skjult": "hidden",
    "diskret": "discreet",
    "ingen": "none",
}
CANCELLED_WORDS = ("aflyst", "cancelled", "sat paa pause")


@dataclass(frozen=True, slots=True)
class Table:
    """A table as it was read: the rows below the heads, each with its line in the file."""

    heads: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]
    problems: tuple[Problem, ...] = ()
    grid: bool = False
    """Made of a week plan with weekdays as heads; its lines are numbered by activity."""
    week: tuple[int | None, int] | None = None
    """Year, where one stands there, and ISO week that a grid says it is of."""


@dataclass(frozen=True, slots=True)
class Reading:
    """How a table is read, beside its columns."""

    today: date
    monday: date
    """Of the week that weekdays without a date stand for."""
    weekly_until: date | None = None
    """Every row is a weekly series that ends here; None: every row is once."""
    weekly: bool = False
    minutes: int | None = None
    """How long a row lasts that has no end; None: that is a problem."""


def filled_down(table: Table, columns: Sequence[Column | None]) -> Table:
    """Days that stand only in the first of several rows (merged cells) put into the others."""
    carried = [at for at, one in enumerate(columns) if one in ("date", "weekday")]
    last: dict[int, str] = {}
    rows = []
    for line, row in table.rows:
        own = {at: row[at] for at in carried if at < len(row) and row[at].strip()}
        if own:
            last = own
        elif last and any(cell.strip() for cell in row):
            row = tuple(last.get(at, cell) for at, cell in enumerate(row))
        rows.append((line, row))
    return replace(table, rows=tuple(rows))


def found_in(
    table: Table,
    columns: Sequence[Column | None],
    how: Reading,
    corrected: Mapping[int, Mapping[str, str]] | None = None,
) -> list[Found]:
    """One activity per row. `corrected`: by line, what was typed on screen instead of a cell."""
    found = []
    for line, row in filled_down(table, columns).rows:
        named = {column: cell.strip() for column, cell in zip(columns, row, strict=False) if column}
        own = (corrected or {}).get(line, {})
        if "start" in own or "end" in own:
            named.pop("time", None)
        one = found_row(line, {**named, **own}, how)
        wrong = tuple(each for each in table.problems if each.stops and each.line == line)
        found.append(replace(one, problems=(*one.problems, *wrong)))
    return found


def found_row(line: int, row: Mapping[str, str], how: Reading) -> Found:
    """A row's cells, by column. What cannot be read becomes a problem of the line."""
    problems: list[Problem] = []

    def tried(read: Any, *args: Any, **more: Any) -> Any:
        try:
            return read(*args, **more)
        except InvalidField as error:
            problems.append(Problem(line, error.code, error.data, field=error.field))
            return None

    day = tried(_day, line, row, how, problems)
    start, end = tried(_times, row) or (None, None)
    local_start = datetime.combine(day, start) if day and start else None
    duration = timedelta()
    if local_start is not None:
        if end is not None:
            duration = cells.until_end(local_start, end)
        elif how.minutes:
            duration = timedelta(minutes=how.minutes)
        else:
            problems.append(Problem(line, "import-no-end", field="end"))
    rrule = None
    if local_start is not None and how.weekly:
        last = f";UNTIL={how.weekly_until:%Y%m%d}" if how.weekly_until else ""
        rrule = f"FREQ=WEEKLY;BYDAY={WEEKDAYS[local_start.weekday()]}{last}"
        tried(first_start, local_start, rrule)
    if normalised(row.get("state", "")) in CANCELLED_WORDS:
        problems.append(Problem(line, "import-cancelled"))
    names = {kind: _names(kind, row.get(kind, "")) for kind in _NAMES}
    title = row.get("title", "")
    names["category"] = names["category"] or _names("category", title)  # a hint
    if not title.strip():
        problems.append(Problem(line, "required", field="title"))
    return Found(
        line=line,
        uid=row.get("uid", "").strip()[:255] or _identity(title, local_start, names["room"]),
        title=title,
        local_start=local_start,
        duration=duration,
        rrule=rrule,
        names={kind: found for kind, found in names.items() if found},
        values=_values(row, tried),
        problems=tuple(problems),
    )


def _day(line: int, row: Mapping[str, str], how: Reading, problems: list[Problem]) -> date | None:
    text, weekday = row.get("date", ""), row.get("weekday", "")
    if not text and weekday and cells.weekday_of(weekday) is None:
        text, weekday = weekday, ""  # "mandag 30/11" under the head "Dag"
    if text and cells.weekday_of(text) is not None:
        text, weekday = "", text
    if text:
        day = cells.day_of(text, how.today)
        if cells.is_serial(text):
            problems.append(Problem(line, "import-serial", {"day": day}, stops=False))
        if weekday and cells.weekday_of(weekday) not in (None, day.weekday()):
            raise InvalidField("date", "import-weekday", typed=f"{weekday} {text}"[:40])
        return day
    if not weekday:
        raise InvalidField("date", "required")
    number = cells.weekday_of(weekday)
    assert number is not None
    return how.monday + timedelta(days=number)


def _times(row: Mapping[str, str]) -> tuple[time, time | None]:
    start, end, both = row.get("start", ""), row.get("end", ""), row.get("time", "")
    if not start and not both and cells.has_time(row.get("date", "")):
        start = row["date"]
    if not start and not both:
        raise InvalidField("start", "required")
    begins, ends = cells.span_of(start or both)
    return begins, cells.time_of(end, "end") if end else ends


def _names(kind: Kind, text: str) -> tuple[str, ...]:
    if kind in ("category", "room"):
        return (text.strip(),) if text.strip() else ()
    return cells.parts_of(text)


def _values(row: Mapping[str, str], tried: Any) -> dict[str, Any]:
    """The fields that are no names of anything in the house."""
    values: dict[str, Any] = {
        name: row[name]
        for name in (
            *("description", "neutral_title", "signup_phone", "sign_up_until", "public_note"),
            "legal_basis",
        )
        if row.get(name)
    }
    capacity = tried(cells.number_of, row.get("capacity", ""), "capacity")
    price = tried(cells.number_of, row.get("price", ""), "price")
    values |= {"capacity": capacity} if capacity is not None else {}
    values |= {"price_dkk": price} if price is not None else {}
    for name, words, known in (
        ("access", _ACCESS_WORDS, ACCESSES),
        ("listing", _SETTING_WORDS, LISTINGS),
        ("feed", _SETTING_WORDS, FEED_SETTINGS),
    ):
        if row.get(name):
            chosen = tried(_one_of, name, row[name], words, known)
            values |= {name: chosen} if chosen else {}
    for word in cells.parts_of(row.get("notes", "")):
        note = tried(_one_of, "notes", word, NOTE_WORDS, NOTES)
        values |= {note: True} if note else {}
    return values


def _one_of(field: str, text: str, words: Mapping[str, str], known: Sequence[str]) -> str:
    chosen = words.get(normalised(text), text.strip().lower())
    if chosen not in known:
        raise InvalidField(field, "import-word", typed=text.strip()[:40])
    return chosen


def _identity(title: str, start: datetime | None, room: Sequence[str]) -> str:
    """By what a row without an id is known again: its name, its first start and its room."""
    text = "|".join((normalised(title), f"{start}", *map(normalised, room)))
    return f"row:{hashlib.sha256(text.encode()).hexdigest()[:32]}"

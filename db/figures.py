"""Reading figures: Driftstal per date without any service, and what was released by service.

True counts by service are not read here: `released` gives the stored, protected tables.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal
from zoneinfo import ZoneInfo

from db.activities import all_activities
from db.connection import Connection, Row, to_instant, to_text
from db.house import load_house
from domain.discretion import board_view, is_counted
from domain.figures import DateFigures
from domain.localtime import range_bounds, to_local
from domain.model import Activity, DayRange, TargetGroup
from domain.periods import Period, parse


@dataclass(frozen=True, slots=True)
class ReleasedRow:
    key: str
    """"day", a category's, service's or group's id, "several" or "other"."""
    label: str
    """The name at the release; "" for keys that the catalogue names."""
    cells: tuple[int, ...]
    """Per column a multiple of five; 0 is read "0–4"."""

    @property
    def total(self) -> int:
        return sum(self.cells)


@dataclass(frozen=True, slots=True)
class Release:
    """One stored table, or the fact that it was withheld. Nothing in it is a true count."""

    period: Period
    name: str
    """"month", "category", "daypart", "organiser" or "group"."""
    status: Literal["released", "withheld"]
    reason: str = ""
    """Why withheld: "no-visits", "few-visits", "few-rows" or "audit"."""
    columns: tuple[tuple[str, str], ...] = ()
    """Key (a service's id, or "unknown") and label of each column."""
    rows: tuple[ReleasedRow, ...] = ()
    joined: tuple[tuple[str, str], ...] = ()
    """Key and label of the rows that stand together in "other"."""
    coverage: float | None = None
    """Dates with a count of all dates held, when the period closed."""
    column_totals: tuple[int, ...] = field(default=())

    @property
    def total(self) -> int:
        return sum(self.column_totals)


def date_figures(con: Connection, days: DayRange, zone: ZoneInfo) -> list[DateFigures]:
    """The dates of Driftstal that start on the local `days`, by start: no hidden activities."""
    shown = seen_activities(con)
    start, end = range_bounds(days, zone)
    rows = con.execute(
        "SELECT o.activity_id, o.starts_at, o.state, o.close_out, t.total, t.turned_away"
        " FROM occurrence o LEFT JOIN attendance t ON t.occurrence_id = o.id"
        " WHERE o.starts_at >= :start AND o.starts_at < :end AND o.state <> 'paused'"
        " ORDER BY o.starts_at, o.id",
        {"start": to_text(start), "end": to_text(end)},
    )
    return [
        DateFigures(
            category_id=shown[row["activity_id"]].fields.category_id,
            starts=to_local(to_instant(row["starts_at"]), zone),
            cancelled=row["state"] == "cancelled",
            close_out=row["close_out"],
            total=row["total"],
            turned_away=row["turned_away"] or 0,
        )
        for row in rows
        if row["activity_id"] in shown
    ]


def seen_activities(con: Connection) -> dict[int, Activity]:
    """Activities that figures may tell of: counted and not hidden, by id."""
    groups: Mapping[int, TargetGroup] = load_house(con).groups
    return {
        one.id: one
        for one in all_activities(con)
        if is_counted(one) and board_view(one, groups) != "absent"
    }


def released(
    con: Connection, *, name: str | None = None, period: Period | None = None
) -> list[Release]:
    """The stored tables by period and name: the only source of figures by service.

    `name` and `period` narrow it; withheld tables come too, with their reason.
    """
    rows = con.execute(
        "SELECT period, name, status, content FROM release"
        " WHERE (:name IS NULL OR name = :name) AND (:period IS NULL OR period = :period)"
        " ORDER BY period, name",
        {"name": name, "period": str(period) if period else None},
    ).fetchall()
    return sorted(
        (_release(row) for row in rows), key=lambda one: (one.period.days.first, one.name)
    )


def is_closed(con: Connection, period: Period) -> bool:
    """Whether the period was closed: released or withheld."""
    row = con.execute(
        "SELECT 1 FROM release WHERE period = :period LIMIT 1", {"period": str(period)}
    ).fetchone()
    return row is not None


def closed_periods(con: Connection) -> set[Period]:
    """Every period that was closed: released or withheld."""
    return {parse(row["period"]) for row in con.execute("SELECT DISTINCT period FROM release")}


def first_counted_day(con: Connection, zone: ZoneInfo) -> date | None:
    """The local day of the oldest date with a count, None for a house without any."""
    row = con.execute(
        "SELECT o.starts_at AS first FROM occurrence o WHERE EXISTS"
        " (SELECT 1 FROM attendance t WHERE t.occurrence_id = o.id)"
        " ORDER BY o.starts_at LIMIT 1"
    ).fetchone()
    return to_local(to_instant(row["first"]), zone).date() if row else None


def _release(row: Row) -> Release:
    content = json.loads(row["content"])
    rows = tuple(
        ReleasedRow(one["key"], one["label"], tuple(one["cells"]))
        for one in content.get("rows", ())
    )
    return Release(
        period=parse(row["period"]),
        name=row["name"],
        status=row["status"],
        reason=content.get("reason", ""),
        columns=_pairs(content.get("columns", ())),
        rows=rows,
        joined=_pairs(content.get("joined", ())),
        coverage=content.get("coverage"),
        column_totals=tuple(sum(cells) for cells in zip(*(one.cells for one in rows), strict=True)),
    )


def _pairs(entries: Iterable[Mapping[str, str]]) -> tuple[tuple[str, str], ...]:
    return tuple((one["key"], one["label"]) for one in entries)

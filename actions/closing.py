"""Closing months and quarters: what is released by service, once and never again.

True counts are read, protected by `domain.protection` and stored in one transaction per period.
A quarter counts exactly what its months counted: dates recorded or corrected after their month
closed stay out, so that no difference between two releases tells of them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from random import Random, SystemRandom
from typing import Any

from actions.config import config
from db.connection import Connection, HouseDb, to_instant
from db.figures import (
    closed_periods,
    date_figures,
    first_counted_day,
    is_closed,
    seen_activities,
)
from db.house import load_house
from db.writes_figures import (
    Basis,
    TrueCount,
    basis_of,
    insert_releases,
    origins,
    true_counts,
)
from domain.errors import InvalidField
from domain.figures import daypart, sums
from domain.localtime import day_start, local_day, range_bounds, to_local
from domain.model import Activity, House
from domain.periods import Period, closed_months, month_of, parse
from domain.protection import (
    MONTH,
    OTHER,
    SEVERAL,
    CountedDate,
    Month,
    Outcome,
    Shown,
    protect_month,
    protect_quarter,
)

QUARTERLY = ("category", "daypart", "organiser", "group")
"""The fixed list of a quarter's tables. Months have one: MONTH."""
UNKNOWN = "unknown"
"""Key of the column "ved ikke"."""

Columns = tuple[tuple[str, str], ...]
Table = tuple[str, str, Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class _Counted:
    """A date as the protection reads it, with what the basis keeps of it."""

    true: TrueCount
    date: CountedDate


def close_month(
    db: HouseDb, period: str, *, now: datetime, random: Random | None = None
) -> tuple[Period, ...]:
    """Close the month written "2026-11", and its quarter when that is complete.

    Returns what was closed now; nothing when it was closed before. `now` is an aware instant,
    `random` is secret unless a test gives its own.
    Raises InvalidField (period: "malformed-period", or "month-open" until the 10th of the next).
    """
    month = parse(period)
    if month.kind != "month":
        raise InvalidField("period", "malformed-period", period=period)
    today = local_day(now, config().zone)
    if month.closes_on > today:
        raise InvalidField("period", "month-open", day=f"{month.closes_on:%d.%m.%Y}")
    secret = random or SystemRandom()
    closed = [month] if _close(db, month, now, secret) else []
    if _quarter_is_due(db, month.quarter, today) and _close(db, month.quarter, now, secret):
        closed.append(month.quarter)
    return tuple(closed)


def close_due(db: HouseDb, *, now: datetime, random: Random | None = None) -> tuple[Period, ...]:
    """Close every month since the first count that is due; returns what was closed now."""
    zone = config().zone
    with db.read() as con:
        first, before = first_counted_day(con, zone), closed_periods(con)
    if first is None:
        return ()
    closed: list[Period] = []
    for month in closed_months(first, local_day(now, zone)):
        if not {month, month.quarter} <= before:
            closed += close_month(db, str(month), now=now, random=random)
    return tuple(closed)


def _quarter_is_due(db: HouseDb, quarter: Period, today: date) -> bool:
    """Whether every month of the quarter is closed that is not older than the first count."""
    with db.read() as con:
        first = first_counted_day(con, config().zone)
        if first is None or quarter.closes_on > today:
            return False
        since = month_of(first)
        return all(is_closed(con, month) for month in quarter.months if month >= since)


def _close(db: HouseDb, period: Period, now: datetime, random: Random) -> bool:
    """Protect outside the transaction (it takes seconds), store inside. False: closed before."""
    with db.read() as con:
        if is_closed(con, period):
            return False
        tables = (
            _month(con, period, random) if period.kind == "month" else _quarter(con, period, random)
        )
    with db.write() as con:
        if is_closed(con, period):
            return False
        insert_releases(con, str(period), tables, now)
    return True


def _month(con: Connection, month: Period, random: Random) -> list[Table]:
    columns = _columns(con, month)
    counted = _counted(con, month, columns)
    outcome = protect_month([one.date for one in counted], random)
    basis = {one.true.occurrence_id: [one.true.stamp, one.true.total] for one in counted}
    head = {"columns": _named(columns), "coverage": _coverage(con, month), "basis": basis}
    return [_table(MONTH, outcome, head, {})]


def _quarter(con: Connection, quarter: Period, random: Random) -> list[Table]:
    columns = _columns(con, quarter)
    bases = {str(month): basis_of(con, str(month), MONTH) for month in quarter.months}
    known = {part: basis for part, basis in bases.items() if basis is not None}
    counted = [
        one
        for one in _counted(con, quarter, columns)
        if one.date.part in known
        and known[one.date.part].dates.get(one.true.occurrence_id)
        == (one.true.stamp, one.true.total)
    ]
    months = {part: Month(basis.shown, _left_out(basis, counted)) for part, basis in known.items()}
    outcomes = protect_quarter([one.date for one in counted], QUARTERLY, months, random)
    head = {"columns": _named(columns), "coverage": _coverage(con, quarter)}
    labels = _labels(load_house(con))
    return [_table(name, outcomes[name], head, labels[name]) for name in QUARTERLY]


def _columns(con: Connection, period: Period) -> Columns:
    """The origin services and "ved ikke"; the same for a whole quarter, as its first closed month
    had them: a service that is new within a quarter counts as not known until the next."""
    for month in period.quarter.months:
        basis = basis_of(con, str(month), MONTH)
        if basis is not None:
            return basis.columns
    since = day_start(period.quarter.days.first, config().zone)
    return (*origins(con, since), (UNKNOWN, ""))


def _counted(con: Connection, period: Period, columns: Columns) -> list[_Counted]:
    zone = config().zone
    seen = seen_activities(con)
    found = []
    for true in true_counts(con, *range_bounds(period.days, zone)):
        activity = seen.get(true.activity_id)
        if activity is None:
            continue
        starts = to_local(to_instant(true.starts_at), zone)
        visits = [true.by_service.get(int(key), 0) for key, _ in columns[:-1]]
        found.append(
            _Counted(
                true,
                CountedDate(
                    str(month_of(starts.date())),
                    _rows(activity, starts),
                    (*visits, true.total - sum(visits)),
                    activity.lineage,
                ),
            )
        )
    return found


def _rows(activity: Activity, starts: datetime) -> dict[str, str]:
    fields = activity.fields
    return {
        "category": str(fields.category_id),
        "daypart": daypart(starts),
        "organiser": _one_or_several(fields.service_ids),
        "group": _one_or_several(fields.group_ids),
    }


def _one_or_several(ids: Sequence[int]) -> str:
    return str(ids[0]) if len(ids) == 1 else SEVERAL


def _left_out(basis: Basis, counted: Sequence[_Counted]) -> int:
    kept = {one.true.occurrence_id for one in counted}
    return sum(total for key, (_, total) in basis.dates.items() if key not in kept)


def _coverage(con: Connection, period: Period) -> float | None:
    zone = config().zone
    end = to_local(range_bounds(period.days, zone)[1], zone)
    return sums(date_figures(con, period.days, zone), end).coverage


def _labels(house: House) -> dict[str, dict[str, str]]:
    """Names as they are at the release; keys that the catalogue names have none."""
    return {
        "category": {str(one.id): one.name for one in house.categories.values()},
        "daypart": {},
        "organiser": {str(one.id): one.name for one in house.services.values()},
        "group": {str(one.id): one.name for one in house.groups.values()},
    }


def _named(pairs: Columns) -> list[dict[str, str]]:
    return [{"key": key, "label": label} for key, label in pairs]


def _table(
    name: str, outcome: Outcome, head: Mapping[str, Any], labels: Mapping[str, str]
) -> Table:
    """A table's row in the database: only what may be shown, and the basis of a month."""
    if not isinstance(outcome, Shown):
        return name, "withheld", {**head, "reason": outcome.reason}
    order = [*labels, MONTH, "day", "evening", SEVERAL, OTHER]
    rows = sorted(
        zip(outcome.rows, outcome.cells, strict=True), key=lambda row: order.index(row[0])
    )
    body = {
        "rows": [
            {"key": key, "label": labels.get(key, ""), "cells": list(cells)} for key, cells in rows
        ],
        "joined": [{"key": key, "label": labels.get(key, "")} for key in outcome.joined],
    }
    return name, "released", {**head, **body}

"""Which backups are kept: 7 days, 5 weeks, 12 months, and how one is named."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

DAYS, WEEKS, MONTHS = 7, 5, 12
BEFORE_MIGRATIONS = 3
_NAME = re.compile(r"levende-hus-(\d{4}-\d\d-\d\dT\d{6}Z)-s(\d+)(-before-update)?\.db\.gz(\.age)?")


@dataclass(frozen=True, slots=True, order=True)
class Backup:
    """One backup, as its name tells."""

    at: datetime
    """When it was made, aware UTC, whole seconds."""
    schema: int
    """How many migrations its database has had."""
    before_update: bool = False
    """Made by itself before a migration."""
    encrypted: bool = False

    @property
    def name(self) -> str:
        update = "-before-update" if self.before_update else ""
        age = ".age" if self.encrypted else ""
        return f"levende-hus-{self.at:%Y-%m-%dT%H%M%SZ}-s{self.schema}{update}.db.gz{age}"


def parse_name(name: str) -> Backup | None:
    """The backup of a name; None for anything that is not named as one."""
    found = _NAME.fullmatch(name)
    if found is None:
        return None
    try:
        at = datetime.strptime(found[1], "%Y-%m-%dT%H%M%SZ").replace(tzinfo=UTC)
    except ValueError:
        return None
    return Backup(at, int(found[2]), bool(found[3]), bool(found[4]))


def to_keep(backups: Collection[Backup], now: datetime) -> set[Backup]:
    """Those that are kept at `now` (aware UTC); calendar days, ISO weeks and months in UTC.

    The newest of each of the last 7 days, 5 weeks and 12 months, the present ones included; the
    newest 3 from before a migration; the newest of all whatever its age; and what lies in the
    future, as after a clock that ran ahead.
    """
    kept: set[Backup] = set(
        sorted(one for one in backups if one.before_update)[-BEFORE_MIGRATIONS:]
    )
    ordinary = sorted(one for one in backups if not one.before_update)
    kept |= set(ordinary[-1:]) | {one for one in ordinary if one.at > now}
    since_day = now.date() - timedelta(days=DAYS - 1)
    since_week = now.date() - timedelta(days=now.weekday(), weeks=WEEKS - 1)
    months = now.year * 12 + now.month - MONTHS
    newest: dict[tuple[str, object], Backup] = {}
    for one in ordinary:
        day = one.at.date()
        if day >= since_day:
            newest["day", day] = one
        if day >= since_week:
            newest["week", day.isocalendar()[:2]] = one
        if day.year * 12 + day.month > months:
            newest["month", (day.year, day.month)] = one
    return kept | set(newest.values())

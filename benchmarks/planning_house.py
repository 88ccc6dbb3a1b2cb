"""A house with very many dates at the density of the demo week, written without the house's rules.

Weekly series of a year each (52 dates), so a million dates are a century. The last year is the one
that benchmarks plan in; what the feeds hold of it is written by the house itself.
"""

from __future__ import annotations

from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from actions import feeds
from db.connection import Connection, HouseDb
from db.schema import migrate

A_WEEK = 190
"""Dates a week: 27 a day, as in `driftstal_house.SMALL`."""
ROOMS, PEOPLE, GROUPS, SERVICES, CATEGORIES = 24, 17, 9, 6, 14
MONDAY = date(2026, 11, 30)
"""Of the first week that is planned in."""
NOW = datetime(2026, 11, 26, 8, tzinfo=UTC)
FREE_ROOM, FREE_PERSON = 1, 1
"""Where the benchmark plans: taken like the others, but never at seven in the morning."""
_YEAR = 52


def build(path: Path, dates: int) -> HouseDb:
    """A house with `dates` dates, the newest year first filled; `NOW` is just before it."""
    migrate(path)
    db = HouseDb(path)
    with closing(_open(path)) as con:
        con.execute("PRAGMA synchronous = OFF")
        con.execute("BEGIN")
        _things(con)
        _series(con, dates)
        con.execute("COMMIT")
        con.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    with db.write() as con:
        coming = con.execute(
            "SELECT id FROM activity WHERE local_start >= :day", {"day": MONDAY.isoformat()}
        )
        feeds.refresh(con, [row["id"] for row in coming.fetchall()], now=NOW)
    return db


def _open(path: Path) -> Connection:
    import sqlite3

    return sqlite3.connect(path, isolation_level=None)


def _things(con: Connection) -> None:
    con.execute("INSERT INTO site (id, name, address) VALUES (1, 'Huset', 'Eksempelvej 1')")
    for table, columns, count in (
        ("room", "site_id, name, capacity) VALUES (1, 'Lokale ' || ?1, 20", ROOMS),
        ("facilitator", "name, kind) VALUES ('Vejleder ' || ?1, 'staff'", PEOPLE),
        (
            "service",
            "name, short, kind, color, is_origin) VALUES"
            " ('Tilbud ' || ?1, 'T' || ?1, 'service', '#1c5f8a', 1",
            SERVICES,
        ),
        ("category", "name, min_staff) VALUES ('Type ' || ?1, 1", CATEGORIES),
        (
            "target_group",
            "slug, name, public_name, calendar) VALUES"
            " ('gruppe-' || ?1, 'gruppe ' || ?1, 'Gruppe ' || ?1, 'open'",
            GROUPS,
        ),
    ):
        con.executemany(f"INSERT INTO {table} ({columns})", [(one,) for one in range(1, count + 1)])
    con.execute(
        "INSERT INTO staff (id, username, name, created_at)"
        " VALUES (1, 'prove', 'Prøve', '2026-01-01T00:00:00Z')"
    )
    con.executemany(
        "INSERT INTO weekly_hours VALUES ('site', 1, ?, 420, 1320)", [(day,) for day in range(7)]
    )
    con.execute("INSERT INTO apart VALUES (1, 2, 30)")


def _series(con: Connection, dates: int) -> None:
    """Year by year backwards, series by series, until there are enough dates."""
    activity = written = 0
    while written < dates:
        year, slot = divmod(activity, A_WEEK)
        activity += 1
        first = MONDAY - timedelta(weeks=_YEAR * year) + timedelta(days=slot % 7)
        # from eight on, an hour and a quarter each, a room's next an hour and a half later
        lap = slot // ROOMS // 7
        start = datetime(first.year, first.month, first.day, 8, tzinfo=UTC)
        start += timedelta(minutes=90 * (lap + slot % 8))
        ends = start + timedelta(minutes=75)
        con.execute(
            "INSERT INTO activity (id, uid, neutral_uid, lineage, kind, title, category_id,"
            " room_id, local_start, duration_minutes, rrule, access, state, created_at, updated_at)"
            " VALUES"
            " (?1, 'u' || ?1, 'n' || ?1, 'l' || ?1, 'activity', 'Aktivitet ' || ?1, ?2, ?3, ?4, 75,"
            " 'FREQ=WEEKLY;COUNT=52', 'drop-in', 'published', ?5, ?5)",
            (
                *(activity, slot % CATEGORIES + 1, slot % ROOMS + 1),
                *(f"{start:%Y-%m-%dT%H:%M}", "2026-01-01T00:00:00Z"),
            ),
        )
        for table, other in (
            ("activity_service", slot % SERVICES + 1),
            ("activity_group", slot % GROUPS + 1),
            ("activity_facilitator", slot % PEOPLE + 1),
        ):
            con.execute(f"INSERT INTO {table} VALUES (?, ?)", (activity, other))
        some = min(_YEAR, dates - written)
        starts = [f"{start + timedelta(weeks=week):%Y-%m-%dT%H:%M:%SZ}" for week in range(some)]
        stops = [f"{ends + timedelta(weeks=week):%Y-%m-%dT%H:%M:%SZ}" for week in range(some)]
        con.executemany(
            "INSERT INTO occurrence (id, activity_id, original_start, starts_at, ends_at, room_id,"
            " state) VALUES (?, ?, ?, ?, ?, ?, 'planned')",
            [
                (written + week + 1, activity, begin, begin, end, slot % ROOMS + 1)
                for week, (begin, end) in enumerate(zip(starts, stops, strict=True))
            ],
        )
        con.executemany(
            "INSERT INTO occurrence_facilitator VALUES (?, ?, ?)",
            [(written + week + 1, slot % PEOPLE + 1, begin) for week, begin in enumerate(starts)],
        )
        written += some

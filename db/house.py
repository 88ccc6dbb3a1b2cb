"""Reading the house itself: services, target groups, rooms, people, closures, settings."""

from __future__ import annotations

from datetime import datetime

from db.connection import Connection, Row, to_instant, to_text
from domain.model import Category, Closure, Facilitator, House, Room, Service, Site, TargetGroup


def load_house(con: Connection) -> House:
    """Everything that names are looked up in, retired rows included (history stays readable)."""
    return House(
        sites={
            row["id"]: Site(row["id"], row["name"], row["address"], row["way_in"])
            for row in con.execute("SELECT * FROM site ORDER BY sort, id")
        },
        rooms={
            row["id"]: _room(row) for row in con.execute("SELECT * FROM room ORDER BY sort, id")
        },
        services={
            row["id"]: _service(row)
            for row in con.execute("SELECT * FROM service ORDER BY sort, id")
        },
        groups={
            row["id"]: _group(row)
            for row in con.execute("SELECT * FROM target_group ORDER BY sort, id")
        },
        categories={
            row["id"]: _category(row)
            for row in con.execute("SELECT * FROM category ORDER BY sort, name")
        },
        facilitators={
            row["id"]: Facilitator(
                row["id"],
                row["name"],
                row["kind"],
                bool(row["exclusive"]),
                row["retired_at"] is not None,
            )
            for row in con.execute("SELECT * FROM facilitator ORDER BY name")
        },
        settings={row["key"]: row["value"] for row in con.execute("SELECT * FROM setting")},
        texts={
            (row["kind"], row["row_id"], row["language"], row["field"]): row["text"]
            for row in con.execute("SELECT * FROM house_text")
        },
    )


def closures(con: Connection, start: datetime, end: datetime) -> list[Closure]:
    """Closures that overlap [start, end), instants in UTC, ordered by start."""
    rows = con.execute(
        "SELECT * FROM closure WHERE starts_at < :end AND ends_at > :start ORDER BY starts_at, id",
        {"start": to_text(start), "end": to_text(end)},
    )
    return [_closure(row) for row in rows]


def closure(con: Connection, closure_id: int) -> Closure | None:
    row = con.execute("SELECT * FROM closure WHERE id = :id", {"id": closure_id}).fetchone()
    return _closure(row) if row else None


def setting(con: Connection, key: str, default: str = "") -> str:
    row = con.execute("SELECT value FROM setting WHERE key = :key", {"key": key}).fetchone()
    return str(row["value"]) if row else default


def is_empty(con: Connection) -> bool:
    """Whether the house has neither services nor staff: a database nobody has touched."""
    row = con.execute(
        "SELECT (SELECT count(*) FROM service) + (SELECT count(*) FROM staff) AS n"
    ).fetchone()
    return int(row["n"]) == 0


def _closure(row: Row) -> Closure:
    return Closure(
        row["id"],
        row["site_id"],
        to_instant(row["starts_at"]),
        to_instant(row["ends_at"]),
        row["name"],
    )


def _room(row: Row) -> Room:
    return Room(
        id=row["id"],
        site_id=row["site_id"],
        name=row["name"],
        capacity=row["capacity"],
        kind=row["kind"],
        exclusive=bool(row["exclusive"]),
        setup_minutes=row["setup_minutes"],
        clearing_minutes=row["clearing_minutes"],
        retired=row["retired_at"] is not None,
    )


def _service(row: Row) -> Service:
    return Service(
        id=row["id"],
        name=row["name"],
        short=row["short"],
        kind=row["kind"],
        color=row["color"],
        is_origin=bool(row["is_origin"]),
        about=row["about"],
        for_whom=row["for_whom"],
        phone=row["phone"],
        hours=row["hours"],
        anonymous=row["anonymous"],
        what_happens=row["what_happens"],
        sort=row["sort"],
        retired=row["retired_at"] is not None,
    )


def _group(row: Row) -> TargetGroup:
    return TargetGroup(
        id=row["id"],
        slug=row["slug"],
        name=row["name"],
        public_name=row["public_name"],
        neutral_name=row["neutral_name"],
        calendar=row["calendar"],
        is_everyone=bool(row["is_everyone"]),
        sort=row["sort"],
        retired=row["retired_at"] is not None,
    )


def _category(row: Row) -> Category:
    return Category(
        id=row["id"],
        name=row["name"],
        icon=row["icon"],
        sentence=row["sentence"],
        treatment=bool(row["treatment"]),
        sort=row["sort"],
        retired=row["retired_at"] is not None,
        min_staff=row["min_staff"],
    )

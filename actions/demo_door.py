"""Fictional visits outside activities, and faces, for the demo house: the same every time."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, time, timedelta
from random import Random

from actions.booking import Desk
from actions.demo_attendance import RECORDED, SEED
from db import writes_door as writes
from db.figures import seen_activities
from domain.faces import Face, month_of
from domain.half_days import HALVES, CountingPlace, HalfDay
from domain.localtime import local_day

BACK = timedelta(weeks=26)
MOOD: tuple[Face, ...] = ("good", "good", "good", "good", "middling", "bad")


def count_at_the_door(at: Desk, places: Iterable[dict[str, str]]) -> None:
    """Half a year of half days before today, and of faces in the months of it."""
    today = local_day(at.now, at.zone)
    for row in places:
        place = CountingPlace(
            0, row["name"], time.fromisoformat(row["divides_at"]), since=today - BACK
        )
        _count(at, writes.save_place(at.con, place, at.now), today)
    _faces(at, today)


def _count(at: Desk, place_id: int, today: date) -> None:
    day = today - BACK
    while day < today:
        for half in HALVES:
            chance = Random(f"{SEED}:{place_id}:{day}:{half}")
            if day.weekday() < 5 and chance.random() < RECORDED:
                total = max(0, round(chance.gauss(14, 5)))
                writes.save_half_day(
                    at.con, HalfDay(place_id, day, half), total=total, staff_id=None, now=at.now
                )
        day += timedelta(days=1)


def _faces(at: Desk, today: date) -> None:
    months = sorted({month_of(today - timedelta(days=days)) for days in range(BACK.days)})
    for one in seen_activities(at.con).values():
        for month in months:
            chance = Random(f"{SEED}:{one.fields.title}:{month}")
            for number in range(chance.randint(0, 24)):
                token = f"demo:{one.lineage}:{month}:{number}"
                writes.count_face(at.con, one.lineage, month, chance.choice(MOOD), token)

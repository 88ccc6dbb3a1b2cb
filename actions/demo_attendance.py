"""Fictional attendance for the demo house: the same figures for the same plan, every time."""

from __future__ import annotations

from datetime import timedelta
from random import Random

from actions.booking import Desk
from db import writes_attendance as attendance
from db.occurrences import unrecorded
from db.writes_activities import set_close_out
from domain.model import DatedActivity

SEED = 2017
RECORDED = 0.93
"""The share of past dates that somebody recorded."""
NOBODY = 0.02
DIVIDED = 0.85
"""The share of recorded dates whose total was divided over services."""
UNKNOWN = 0.08
"""The share of visitors whose service nobody knew."""
OWN = 0.6
"""How many visitors come from the organising service, when one organises."""


def count_past(at: Desk) -> None:
    """Record past dates: a total, and for most how it divides over services."""
    origins = [one.id for one in at.house.services.values() if one.is_origin]
    for one in unrecorded(at.con, at.now - timedelta(hours=3), limit=100_000):
        fields = one.activity.fields
        chance = Random(f"{SEED}:{fields.title}:{one.occurrence.starts_at:%G-%V-%u}")
        if chance.random() < RECORDED:
            _record(at, one, origins, chance)


def _record(at: Desk, one: DatedActivity, origins: list[int], chance: Random) -> None:
    fields = one.activity.fields
    places = fields.capacity or 10
    total = 0
    if chance.random() >= NOBODY:
        total = max(1, min(places, round(chance.gauss(places * 0.5, places * 0.18))))
    full = total >= places
    has_volunteer = any(
        at.house.facilitators[person].kind == "volunteer" for person in fields.facilitator_ids
    )
    hours = (one.occurrence.ends_at - one.occurrence.starts_at) / timedelta(minutes=1)
    attendance.save_total(
        at.con,
        one.occurrence.id,
        total=total,
        turned_away=chance.randint(0, 3) if full else 0,
        volunteers=1 if has_volunteer else 0,
        volunteer_minutes=round(hours) if has_volunteer else 0,
        staff_id=None,
        now=one.occurrence.ends_at + timedelta(minutes=10),
    )
    set_close_out(at.con, one.occurrence.id, "held" if total else "nobody")
    if total and chance.random() < DIVIDED:
        organisers = [each for each in fields.service_ids if each in origins]
        attendance.save_division(
            at.con, one.occurrence.id, _divided(total, organisers, origins, chance)
        )


def _divided(
    total: int, organisers: list[int], origins: list[int], chance: Random
) -> dict[int, int]:
    visits: dict[int, int] = {}
    for _ in range(total):
        if chance.random() < UNKNOWN:
            continue
        own = organisers and chance.random() < OWN
        service = chance.choice(organisers if own else origins)
        visits[service] = visits.get(service, 0) + 1
    return visits

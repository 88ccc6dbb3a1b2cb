"""A house with a quarter of counted dates, for the tests of closing and of its page."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from random import Random

from db.connection import to_text
from domain.model import ActivityFields
from tests.house_case import ALLE, BIRK, GRUPPE, HUS, PIT, SAL, SP, UDE, UNG, UNGE, Case, nada

FIRST = datetime(2026, 7, 6, 10, 0)  # a Monday
WEEKS = 12
CLOSED = datetime(2026, 10, 10, 6, 0, tzinfo=UTC)
"""After the third quarter of 2026 has closed."""

SERIES: tuple[tuple[ActivityFields, int, int], ...] = (
    (nada(local_start=FIRST, rrule=f"FREQ=WEEKLY;COUNT={WEEKS}"), 8, HUS),
    (
        nada(
            title="Gruppe",
            category_id=GRUPPE,
            service_ids=(SP,),
            group_ids=(BIRK,),
            room_id=SAL,
            local_start=FIRST + timedelta(days=1),
            rrule=f"FREQ=WEEKLY;COUNT={WEEKS}",
            facilitator_ids=(),
        ),
        6,
        SP,
    ),
    (
        nada(
            title="Bold",
            service_ids=(UNG, SP),
            group_ids=(UNGE, ALLE),
            room_id=UDE,
            local_start=FIRST + timedelta(days=2, hours=7),
            rrule=f"FREQ=WEEKLY;COUNT={WEEKS}",
            facilitator_ids=(),
        ),
        7,
        UNG,
    ),
)
"""Series, visits a date, and the service that most of them come from."""


def fill(case: Case, *, size: float = 1.0, seed: int = 1) -> list[int]:
    """Plan the series before they begin and count every date; returns the dates' ids."""
    random, ids = Random(seed), []
    for fields, usual, own in SERIES:
        activity_id = case.create(fields, now=datetime(2026, 7, 1, tzinfo=UTC))
        for date in case.dates(activity_id):
            total = round(max(0, random.gauss(usual, 2)) * size)
            count(case, date.id, total, division(total, own, random), date.starts_at)
            ids.append(date.id)
    return ids


def division(total: int, own: int, random: Random) -> dict[int, int]:
    found = dict.fromkeys((SP, PIT, UNG), 0)
    for _ in range(total):
        service = random.choice((own if own in found else SP, SP, PIT, UNG, None))
        if service is not None:
            found[service] += 1
    return found


def count(
    case: Case, occurrence_id: int, total: int, visits: dict[int, int], starts: datetime
) -> None:
    """Write a count as `actions.attendance` would have on the day."""
    row = {"id": occurrence_id, "total": total, "now": to_text(starts + timedelta(hours=2))}
    with case.db.write() as con:
        con.execute(
            "INSERT INTO attendance (occurrence_id, total, recorded_at) VALUES (:id, :total, :now)",
            row,
        )
        con.executemany(
            "INSERT INTO attendance_service (occurrence_id, service_id, visits)"
            " VALUES (:id, :service, :visits)",
            [
                {"id": occurrence_id, "service": service, "visits": number}
                for service, number in visits.items()
            ],
        )
        con.execute("UPDATE occurrence SET close_out = 'held' WHERE id = :id", row)

"""Driftstal counted by hand, and a small plan to count, for the tests of its sums."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import asdict
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from actions import attendance
from db.activities import all_activities
from db.driftstal import summed
from db.house import load_house
from db.occurrences import of_activity
from domain.discretion import board_view, is_counted
from domain.driftstal import CUTS, Cut, Narrowed, Slot, Tally, slot_key
from domain.gaps import Gap
from domain.localtime import to_local
from domain.model import DayRange
from tests.house_case import (
    BEHANDLING,
    BIRK,
    GRUPPE,
    NOW,
    PITSTOP,
    SAL,
    UDE,
    UNGE,
    ZONE,
    Case,
    nada,
)

LATER = datetime(2027, 2, 3, 9, 0, tzinfo=NOW.tzinfo)
WINTER = DayRange(date(2026, 10, 1), date(2027, 4, 1))


# -- counting by hand --------------------------------------------------------------------------


def by_hand(
    case: Case, cut: Cut, days: DayRange, now: datetime, narrowed: Narrowed | None = None
) -> dict[int, Tally]:
    """Every date looked at on its own, in the words of the specification."""
    wanted = narrowed or Narrowed()
    found: defaultdict[int, Tally] = defaultdict(Tally)
    with case.db.read() as con:
        groups = load_house(con).groups
        counts = {row["occurrence_id"]: row for row in con.execute("SELECT * FROM attendance")}
        for activity in all_activities(con):
            if not is_counted(activity) or board_view(activity, groups) == "absent":
                continue
            for one in of_activity(con, activity.id):
                wall = to_local(one.starts_at, ZONE)
                if one.state == "paused" or not days.first <= wall.date() < days.after:
                    continue
                evening = wall.hour >= 16
                fields = activity.fields
                if wanted.group_id is not None and wanted.group_id not in fields.group_ids:
                    continue
                if wanted.category_id not in (None, fields.category_id):
                    continue
                if wanted.room_id not in (None, one.room_id):
                    continue
                if wanted.evening not in (None, evening):
                    continue
                if wanted.weekday not in (None, wall.weekday()):
                    continue
                minutes = (one.ends_at - one.starts_at) // timedelta(minutes=1)
                stopped = one.cancelled_at
                if activity.state == "cancelled" and activity.cancelled_at is not None:
                    stopped = stopped or activity.cancelled_at
                gone = (
                    one.state == "cancelled"
                    or one.close_out == "cancelled"
                    or (
                        activity.state == "cancelled"
                        and activity.cancelled_at is not None
                        and one.starts_at >= activity.cancelled_at
                    )
                )
                count = counts.get(one.id)
                if gone:
                    notice = (one.starts_at - stopped) / timedelta(hours=1) if stopped else None
                    tally = Tally(
                        afterwards=int(notice is None),
                        late=int(notice is not None and notice < 24),
                        soon=int(notice is not None and 24 <= notice < 168),
                        early=int(notice is not None and notice >= 168),
                    )
                elif count is not None:
                    tally = Tally(
                        visits=count["total"],
                        turned_away=count["turned_away"],
                        held=1,
                        volunteer_minutes=count["volunteer_minutes"],
                        seats=fields.capacity or 0,
                        seated=count["total"] if fields.capacity else 0,
                        booked_minutes=minutes,
                        held_minutes=minutes,
                    )
                else:
                    begun = one.starts_at <= now
                    tally = Tally(
                        unrecorded=int(begun), coming=int(not begun), booked_minutes=minutes
                    )
                if cut == "hour":
                    at = wall.hour * 60 + wall.minute
                    for hour in range(24):
                        inside = min(at + minutes, hour * 60 + 60) - max(at, hour * 60)
                        if inside <= 0 or gone:
                            continue
                        key = slot_key(Slot(one.room_id or 0, wall.weekday(), hour))
                        held = inside if tally.held else 0
                        found[key] += Tally(booked_minutes=inside, held_minutes=held)
                    continue
                keys = {
                    "time": [int(evening)],
                    "category": [fields.category_id],
                    "room": [one.room_id or 0],
                    "activity": [activity.id],
                    "group": list(fields.group_ids),
                }[cut]
                for key in keys:
                    found[key] += tally
    return dict(found)


def read(
    case: Case, cut: Cut, days: DayRange = WINTER, now: datetime = LATER, **narrowed: Any
) -> dict[int, Tally]:
    with case.db.read() as con:
        return summed(con, cut, days, ZONE, now, Narrowed(**narrowed))


def agree(
    case: Case, days: DayRange = WINTER, now: datetime = LATER, narrowed: Narrowed | None = None
) -> None:
    for cut in CUTS:
        found = read(case, cut, days, now, **asdict(narrowed or Narrowed()))
        assert found == by_hand(case, cut, days, now, narrowed), cut


def gap_by_hand(offered: list[date], days: DayRange) -> Gap:
    """Every run of days looked at, the first of the longest."""
    best = run = Gap(days.first, days.first)
    for number in range((days.after - days.first).days):
        day = days.first + timedelta(days=number)
        run = (
            Gap(day + timedelta(days=1), day)
            if day in offered
            else Gap(min(run.first, day), day + timedelta(days=1))
        )
        best = run if run.days > best.days else best
    return best


# -- a small plan, and what happens to it ------------------------------------------------------


def plan(case: Case) -> list[int]:
    """Four series through two changes of the clock, one of them hidden."""
    start = datetime(2026, 10, 5, 10, 0)
    early = datetime(2026, 9, 1, tzinfo=NOW.tzinfo)
    return [
        case.create(nada(local_start=start, rrule="FREQ=WEEKLY;COUNT=26"), now=early),
        case.create(
            nada(
                title="Gruppe",
                category_id=GRUPPE,
                group_ids=(UNGE, BIRK),
                room_id=SAL,
                local_start=start + timedelta(days=1, hours=6, minutes=30),
                duration=timedelta(minutes=105),
                rrule="FREQ=WEEKLY;COUNT=26",
                capacity=8,
                facilitator_ids=(),
            ),
            now=early,
        ),
        case.create(
            nada(
                title="Nat",
                room_id=UDE,
                local_start=start + timedelta(days=5, hours=13),
                duration=timedelta(hours=3),
                rrule="FREQ=WEEKLY;COUNT=20",
                facilitator_ids=(),
            ),
            now=early,
        ),
        case.create(
            nada(
                title="Behandling",
                category_id=BEHANDLING,
                group_ids=(PITSTOP,),
                room_id=SAL,
                local_start=start + timedelta(days=2),
                rrule="FREQ=WEEKLY;COUNT=26",
                facilitator_ids=(),
            ),
            now=early,
        ),
    ]


def count_some(case: Case, random: Random, now: datetime = LATER) -> None:
    with case.db.read() as con:
        begun = con.execute(
            "SELECT id, version FROM occurrence WHERE state = 'planned' AND starts_at <= :now"
            " AND activity_id < 4",
            {"now": now.strftime("%Y-%m-%dT%H:%M:%SZ")},
        ).fetchall()
    for row in begun:
        if random.random() < 0.2:
            attendance.record(
                case.db,
                case.boss,
                row["id"],
                total=random.randint(0, 12),
                turned_away=random.randint(0, 2),
                volunteers=1,
                volunteer_minutes=90,
                now=now,
            )

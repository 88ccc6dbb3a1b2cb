"""Driftstal summed by the database: equal to counting by hand, kept or not, whatever changes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from actions import attendance, dates, planning
from actions.driftstal import keep_sums
from db.activities import all_activities
from db.driftstal import MOST_PIECES, daily, kept_spans, offered_days, summed
from db.house import load_house
from db.occurrences import of_activity
from domain import driftstal as rules
from domain import spans
from domain.discretion import board_view, is_counted
from domain.driftstal import CUTS, Cut, Narrowed, Slot, Tally, slot_key
from domain.localtime import to_local
from domain.model import DayRange
from tests.house_case import (
    BEHANDLING,
    BIRK,
    GRUPPE,
    NADA,
    NOW,
    PITSTOP,
    SAL,
    STAFF,
    STILLE,
    UDE,
    UNGE,
    ZONE,
    Case,
    a_house,
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


def agree(case: Case, days: DayRange = WINTER, now: datetime = LATER) -> None:
    for cut in CUTS:
        assert read(case, cut, days, now) == by_hand(case, cut, days, now), cut


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


@pytest.fixture
def counted(case: Case) -> Case:
    plan(case)
    count_some(case, Random(7))
    return case


@pytest.mark.parametrize("kept", [False, True], ids=["from the dates", "from kept sums"])
@pytest.mark.parametrize("cut", CUTS)
def test_the_sums_are_those_of_counting_by_hand(counted: Case, cut: Cut, kept: bool) -> None:
    if kept:
        keep_sums(counted.db, now=LATER)
    assert read(counted, cut) == by_hand(counted, cut, WINTER, LATER)
    assert read(counted, cut)


@pytest.mark.parametrize(
    "narrowed",
    [
        pytest.param({"group_id": BIRK}, id="offered to a group"),
        pytest.param({"category_id": NADA}, id="a type"),
        pytest.param({"room_id": SAL}, id="a room"),
        pytest.param({"evening": True}, id="evenings"),
        pytest.param({"evening": False, "weekday": 0}, id="Monday daytime"),
        pytest.param({"room_id": STILLE, "evening": True}, id="nothing"),
    ],
)
def test_filters_count_only_what_they_say(counted: Case, narrowed: dict[str, Any]) -> None:
    keep_sums(counted.db, now=LATER)
    for cut in CUTS:
        expected = by_hand(counted, cut, WINTER, LATER, Narrowed(**narrowed))
        assert read(counted, cut, **narrowed) == expected, cut


def test_hidden_activities_are_in_no_sum(counted: Case) -> None:
    keep_sums(counted.db, now=LATER)
    assert 4 not in read(counted, "activity")
    assert set(read(counted, "group")) == {1, UNGE, BIRK}
    rows = counted.rows(f"SELECT key FROM figure WHERE cut = 'group' AND key = {PITSTOP}")
    assert rows == []


def test_a_series_cancelled_as_a_whole_is_cancelled_not_unrecorded(case: Case) -> None:
    series = case.create(nada(rrule="FREQ=WEEKLY;COUNT=4"))
    version = case.activity(series).version
    planning.cancel_activity(case.db, case.boss, series, version=version, reason="Syg", now=NOW)
    found = rules.total(read(case, "time").values())
    assert (found.cancelled, found.unrecorded) == (4, 0)
    agree(case)


@pytest.mark.parametrize(
    ("hours", "name"),
    [(1, "late"), (23, "late"), (24, "soon"), (167, "soon"), (168, "early"), (500, "early")],
)
def test_notice_is_from_the_cancelling_to_the_beginning(case: Case, hours: int, name: str) -> None:
    [one] = case.dates(case.create(now=NOW - timedelta(days=60)))
    when = one.starts_at - timedelta(hours=hours)
    dates.cancel_date(case.db, case.boss, one.id, version=one.version, now=when)
    assert rules.total(read(case, "time").values()) == replace(Tally(), **{name: 1})


def test_told_afterwards_has_no_notice(case: Case) -> None:
    [one] = case.dates(case.create())
    attendance.cancelled(case.db, case.boss, one.id, now=LATER)
    assert rules.total(read(case, "time").values()) == Tally(afterwards=1)


def test_a_date_stands_in_every_hour_it_touches(case: Case) -> None:
    case.create(nada(local_start=datetime(2026, 11, 23, 15, 30), duration=timedelta(minutes=105)))
    found = {key: one.booked_minutes for key, one in read(case, "hour").items()}
    assert found == {
        slot_key(Slot(STILLE, 0, 15)): 30,
        slot_key(Slot(STILLE, 0, 16)): 60,
        slot_key(Slot(STILLE, 0, 17)): 15,
    }


# -- kept sums go when something changes -------------------------------------------------------


def _record(case: Case) -> None:
    one = case.dates(1)[8]
    attendance.record(case.db, case.boss, one.id, total=11, now=LATER)


def _told(case: Case) -> None:
    attendance.cancelled(case.db, case.boss, case.dates(1)[7].id, now=LATER)


def _hide(case: Case) -> None:
    with case.db.write() as con:
        con.execute("UPDATE activity SET listing = 'hidden' WHERE id = 1")


def _none(case: Case) -> None:
    with case.db.write() as con:
        con.execute("UPDATE target_group SET calendar = 'none' WHERE id = :id", {"id": BIRK})


def _offer(case: Case) -> None:
    with case.db.write() as con:
        con.execute("INSERT INTO activity_group (activity_id, group_id) VALUES (1, :id)",
                    {"id": PITSTOP})  # fmt: skip


def _no_offer(case: Case) -> None:
    with case.db.write() as con:
        con.execute("DELETE FROM activity_group WHERE activity_id = 2 AND group_id = :id",
                    {"id": BIRK})  # fmt: skip


def _move(case: Case) -> None:
    with case.db.write() as con:
        con.execute(
            "UPDATE occurrence SET starts_at = '2026-10-24T22:30:00Z',"
            " ends_at = '2026-10-25T00:30:00Z' WHERE id = 1"
        )


def _trash(case: Case) -> None:
    with case.db.write() as con:
        con.execute("UPDATE activity SET deleted_at = '2026-11-01T00:00:00Z' WHERE id = 2")


def _capacity(case: Case) -> None:
    with case.db.write() as con:
        con.execute("UPDATE activity SET capacity = 40, category_id = 1 WHERE id = 2")


CHANGES = [_record, _told, _hide, _none, _offer, _no_offer, _move, _trash, _capacity]


@pytest.mark.parametrize("change", CHANGES, ids=lambda one: one.__name__.strip("_"))
def test_a_change_shows_at_once_and_is_kept_again(
    counted: Case, change: Callable[[Case], None]
) -> None:
    keep_sums(counted.db, now=LATER)
    before = {cut: read(counted, cut) for cut in CUTS}
    change(counted)
    agree(counted)
    assert {cut: read(counted, cut) for cut in CUTS} != before
    assert keep_sums(counted.db, now=LATER) > 0
    agree(counted)
    assert keep_sums(counted.db, now=LATER) == 0


def test_what_changes_no_figure_lets_no_span_go(counted: Case) -> None:
    keep_sums(counted.db, now=LATER)
    with counted.db.write() as con:
        con.execute("UPDATE activity SET title = 'Nyt navn', version = version + 1")
        con.execute("UPDATE attendance SET version = version + 1")
        con.execute("UPDATE target_group SET name = name || '!'")
    assert keep_sums(counted.db, now=LATER) == 0


def test_past_months_and_years_are_kept_as_one(counted: Case) -> None:
    keep_sums(counted.db, now=LATER)
    with counted.db.read() as con:
        whole = DayRange(date(2026, 1, 1), date(2028, 1, 1))
        kept = kept_spans(con, whole, ZONE)
        days = kept_spans(con, whole, ZONE, "day")["day"]
    assert kept["month"] == {date(2026, 10, 1), date(2026, 11, 1), date(2026, 12, 1),
                             date(2027, 1, 1)}  # fmt: skip
    assert LATER.date() not in days and LATER.date() - timedelta(days=1) in days


def test_another_time_zone_sums_anew(counted: Case) -> None:
    from zoneinfo import ZoneInfo

    keep_sums(counted.db, now=LATER)
    with counted.db.read() as con:
        assert not any(kept_spans(con, WINTER, ZoneInfo("Europe/London")).values())


def test_many_holes_are_read_as_a_whole(counted: Case) -> None:
    keep_sums(counted.db, now=LATER)
    with counted.db.write() as con:
        con.execute("DELETE FROM figure_span WHERE level <> 'day'")
        con.execute("DELETE FROM figure_span WHERE substr(start, 9, 2) % 2 = 0")
    with counted.db.read() as con:
        kept = kept_spans(con, WINTER, ZONE)
    assert len(spans.cover(WINTER, kept)) > MOST_PIECES
    agree(counted)


@pytest.mark.parametrize("kept", [False, True], ids=["from the dates", "from kept sums"])
def test_the_days_offered_to_a_group(counted: Case, kept: bool) -> None:
    """Days 1, 8, … of a series without its cancelled one; nothing of what is hidden."""
    attendance.cancelled(counted.db, counted.boss, counted.dates(2)[3].id, now=LATER)
    if kept:
        keep_sums(counted.db, now=LATER)
    with counted.db.read() as con:
        found = offered_days(con, WINTER, ZONE, LATER)
    days = [
        to_local(one.starts_at, ZONE).date()
        for one in counted.dates(2)
        if one.state == "planned" and one.close_out != "cancelled"
    ]
    assert found[BIRK] == found[UNGE] == days and PITSTOP not in found


def test_days_and_buckets_add_up_to_the_period(counted: Case) -> None:
    keep_sums(counted.db, now=LATER)
    with counted.db.read() as con:
        days = daily(con, "time", WINTER, ZONE, LATER)
        whole = summed(con, "time", WINTER, ZONE, LATER)
    every: tuple[rules.Bucket, ...] = ("day", "week", "month")
    for bucket in every:
        joined = rules.bucketed(days, bucket)
        assert rules.total(joined.values()) == rules.total(whole.values())


EVENTS = st.lists(
    st.tuples(
        st.sampled_from(["record", "tell", "keep", "hide", "show", "move", "room"]),
        st.integers(0, 75),
        st.integers(0, 12),
    ),
    max_size=14,
)


@given(EVENTS, st.integers(0, 150), st.integers(1, 150))
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_kept_sums_equal_a_recount_whatever_happens(
    events: list[tuple[str, int, int]], first: int, length: int
) -> None:
    """Keep, change and keep again in any order: the figures are always those of the dates."""
    with TemporaryDirectory() as folder:
        case = a_house(Path(folder) / "house.db")
        plan(case)
        for what, which, size in events:
            _happen(case, what, which % 72 + 1, size)
        start = date(2026, 9, 25) + timedelta(days=first)
        days = DayRange(start, start + timedelta(days=length))
        agree(case, days)


def _happen(case: Case, what: str, which: int, size: int) -> None:
    row = {"id": which, "size": size, "hours": f"+{size * 5} hours"}
    if what == "keep":
        keep_sums(case.db, now=LATER)
        return
    statements = {
        "record": "INSERT INTO attendance (occurrence_id, total, recorded_at) VALUES"
        " (:id, :size, '2027-01-01T00:00:00Z') ON CONFLICT (occurrence_id) DO UPDATE SET"
        " total = excluded.total",
        "tell": "UPDATE occurrence SET close_out = 'cancelled' WHERE id = :id",
        "hide": "UPDATE activity SET listing = 'hidden' WHERE id = :id % 4 + 1",
        "show": "UPDATE activity SET listing = 'open' WHERE id = :id % 3 + 1",
        "move": "UPDATE occurrence SET starts_at = strftime('%Y-%m-%dT%H:%M:%SZ', starts_at,"
        " :hours), ends_at = strftime('%Y-%m-%dT%H:%M:%SZ', ends_at, :hours) WHERE id = :id",
        "room": "UPDATE occurrence SET room_id = NULLIF(:size % 4, 0) WHERE id = :id",
    }
    with case.db.write() as con:
        con.execute(statements[what], row)


def test_staff_meetings_are_no_visits(case: Case) -> None:
    case.create(nada(group_ids=(STAFF,), access="internal"))
    assert all(read(case, cut) == {} for cut in CUTS)

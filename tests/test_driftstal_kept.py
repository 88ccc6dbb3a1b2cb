"""The kept sums of Driftstal: gone when anything in them changes, equal to a recount, always."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from actions import attendance
from actions.driftstal import keep_sums
from db.driftstal import daily, longest_gaps, summed
from db.driftstal_kept import MOST_PIECES, kept_spans
from domain import driftstal as rules
from domain import spans
from domain.driftstal import CUTS
from domain.localtime import to_local
from domain.model import DayRange
from tests.driftstal_case import LATER, WINTER, agree, count_some, gap_by_hand, plan, read
from tests.house_case import (
    BIRK,
    NADA,
    PITSTOP,
    SAL,
    STAFF,
    UNGE,
    ZONE,
    Case,
    a_house,
    nada,
)


@pytest.fixture
def counted(case: Case) -> Case:
    plan(case)
    count_some(case, Random(7))
    return case


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
def test_the_longest_gap_of_a_group(counted: Case, kept: bool) -> None:
    """Of a weekly series without its cancelled one; nothing of what is hidden."""
    attendance.cancelled(counted.db, counted.boss, counted.dates(2)[3].id, now=LATER)
    if kept:
        keep_sums(counted.db, now=LATER)
    until = LATER.date()
    days = [
        to_local(one.starts_at, ZONE).date()
        for one in counted.dates(2)
        if one.state == "planned" and one.close_out != "cancelled"
    ]
    for first in (WINTER.first, days[0], days[1] + timedelta(days=1), days[5]):
        period = DayRange(first, until)
        with counted.db.read() as con:
            found = longest_gaps(con, period, ZONE, LATER)
        assert found[BIRK] == found[UNGE] == gap_by_hand(days, period)
        assert PITSTOP not in found


FILTERS = [
    pytest.param(rules.Narrowed(evening=True), id="evenings"),
    pytest.param(rules.Narrowed(room_id=SAL), id="a room"),
    pytest.param(rules.Narrowed(group_id=BIRK), id="a group"),
    pytest.param(rules.Narrowed(category_id=NADA, weekday=0), id="a type on Mondays"),
]


@pytest.mark.parametrize("narrowed", FILTERS)
def test_the_longest_gap_under_a_filter(counted: Case, narrowed: rules.Narrowed) -> None:
    """Read from the packs of its days; the same as from the dates, and as counted by hand."""
    attendance.cancelled(counted.db, counted.boss, counted.dates(2)[3].id, now=LATER)
    with counted.db.read() as con:
        from_dates = longest_gaps(con, WINTER, ZONE, LATER, narrowed)
    keep_sums(counted.db, now=LATER)
    with counted.db.read() as con:
        found = longest_gaps(con, WINTER, ZONE, LATER, narrowed)
        days = daily(con, "group", WINTER, ZONE, LATER, narrowed)
    assert found == from_dates
    assert found
    for group, gap in found.items():
        offered = [
            day for (day, key), one in days.items() if key == group and one.planned > one.cancelled
        ]
        assert gap == gap_by_hand(offered, WINTER)


@pytest.mark.parametrize("group", [30, 31, 77], ids=lambda one: f"group {one}")
def test_a_house_may_have_had_many_target_groups(counted: Case, group: int) -> None:
    """A pack has bits for thirty groups; those after them are looked up."""
    with counted.db.write() as con:
        con.execute(
            "INSERT INTO target_group (id, slug, name, public_name, calendar)"
            " VALUES (:id, 'sen', 'Sen', 'Sen', 'open')",
            {"id": group},
        )
        con.execute("INSERT INTO activity_group VALUES (1, :id), (2, :id)", {"id": group})
    keep_sums(counted.db, now=LATER)
    assert read(counted, "group")[group].held
    agree(counted)
    agree(counted, narrowed=rules.Narrowed(group_id=group))
    agree(counted, narrowed=rules.Narrowed(evening=True))


def test_a_week_whose_days_are_kept_and_whose_dates_are_not(counted: Case) -> None:
    """The kept part and the part read from dates share a week and a month."""
    keep_sums(counted.db, now=LATER)
    _record(counted)
    agree(counted)
    with counted.db.read() as con:
        weeks = daily(con, "activity", WINTER, ZONE, LATER, bucket="week")
        days = daily(con, "activity", WINTER, ZONE, LATER)
    joined: dict[tuple[date, int], rules.Tally] = {}
    for (day, key), one in days.items():
        place = rules.bucket_start(day, "week"), key
        joined[place] = joined.get(place, rules.Tally()) + one
    assert weeks == joined


def test_days_and_buckets_add_up_to_the_period(counted: Case) -> None:
    keep_sums(counted.db, now=LATER)
    with counted.db.read() as con:
        days = daily(con, "time", WINTER, ZONE, LATER)
        whole = summed(con, "time", WINTER, ZONE, LATER)
    every: tuple[rules.Bucket, ...] = ("day", "week", "month")
    for bucket in every:
        joined: dict[tuple[date, int], rules.Tally] = {}
        for (day, part), one in days.items():
            key = rules.bucket_start(day, bucket), part
            joined[key] = joined.get(key, rules.Tally()) + one
        with counted.db.read() as con:
            found = daily(con, "time", WINTER, ZONE, LATER, bucket=bucket)
        assert list(found.items()) == sorted(joined.items(), key=lambda each: each[0])
        assert rules.total(found.values()) == rules.total(whole.values())


EVENTS = st.lists(
    st.tuples(
        st.sampled_from(["record", "tell", "keep", "hide", "show", "move", "room"]),
        st.integers(0, 75),
        st.integers(0, 12),
    ),
    max_size=14,
)


NARROWED = st.builds(
    rules.Narrowed,
    group_id=st.sampled_from([None, BIRK]),
    category_id=st.sampled_from([None, NADA]),
    room_id=st.sampled_from([None, SAL, 3]),
    evening=st.sampled_from([None, True, False]),
    weekday=st.sampled_from([None, 0, 1]),
)


def _whatever_happens(
    events: list[tuple[str, int, int]], first: int, length: int, narrowed: rules.Narrowed
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
        agree(case, days, narrowed=narrowed)


_anything = given(EVENTS, st.integers(0, 150), st.integers(1, 150), NARROWED)
_settled = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
test_kept_sums_equal_a_recount = settings(_settled, max_examples=6)(_anything(_whatever_happens))
test_kept_sums_equal_a_recount_whatever_happens = pytest.mark.long(
    settings(_settled, max_examples=60)(_anything(_whatever_happens))
)


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

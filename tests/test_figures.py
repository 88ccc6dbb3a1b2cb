"""Driftstal: exact sums without services, hidden activities left out, not recorded never zero."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actions import attendance
from db.figures import date_figures, first_counted_day
from domain import figures
from domain.errors import InvalidField
from domain.figures import DateFigures, Sums, daypart
from domain.model import DayRange
from domain.periods import Period, closed_months, month_of, parse, quarter_of
from tests.house_case import BEHANDLING, MONDAY_TEN, NOW, PITSTOP, STAFF, ZONE, Case, nada

LATER = NOW + timedelta(days=30)
DECEMBER = datetime(2026, 12, 18, 9, 30)


def one_date(**changes: object) -> DateFigures:
    plain = DateFigures(1, datetime(2026, 11, 23, 10, 0), False, None, None)
    return replace(plain, **changes)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        pytest.param({"total": 7, "close_out": "held"}, Sums(visits=7, held=1), id="held"),
        pytest.param({"total": 0, "close_out": "nobody"}, Sums(held=1), id="nobody came is a zero"),
        pytest.param({}, Sums(unrecorded=1), id="not recorded is no zero"),
        pytest.param({"cancelled": True}, Sums(cancelled=1), id="cancelled in the plan"),
        pytest.param({"close_out": "cancelled"}, Sums(cancelled=1), id="cancelled afterwards"),
        pytest.param({"starts": datetime(2027, 1, 1, 10)}, Sums(coming=1), id="still to come"),
        pytest.param(
            {"total": 9, "close_out": "held", "turned_away": 2},
            Sums(visits=9, turned_away=2, held=1),
            id="no room for two",
        ),
    ],
)
def test_what_a_date_adds(changes: dict[str, object], expected: Sums) -> None:
    assert figures.sums([one_date(**changes)], DECEMBER) == expected


@pytest.mark.parametrize(
    ("held", "unrecorded", "coverage"),
    [(0, 0, None), (3, 1, 0.75), (2, 0, 1.0), (0, 4, 0.0)],
)
def test_coverage_is_of_dates_held(held: int, unrecorded: int, coverage: float | None) -> None:
    counted = [one_date(total=5, close_out="held")] * held
    others = [one_date(cancelled=True), one_date(starts=datetime(2027, 1, 1, 10))]
    dates = [*counted, *[one_date()] * unrecorded, *others]
    assert figures.sums(dates, DECEMBER).coverage == coverage


@pytest.mark.parametrize(
    ("hour", "minute", "part"),
    [(8, 0, "day"), (15, 59, "day"), (16, 0, "evening"), (19, 30, "evening"), (0, 0, "day")],
)
def test_an_evening_begins_at_four(hour: int, minute: int, part: str) -> None:
    assert daypart(datetime(2026, 11, 23, hour, minute)) == part


@given(
    st.lists(
        st.builds(
            DateFigures,
            category_id=st.integers(1, 4),
            starts=st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1)),
            cancelled=st.booleans(),
            close_out=st.sampled_from([None, "held", "nobody", "cancelled"]),
            total=st.none() | st.integers(0, 50),
            turned_away=st.integers(0, 5),
        )
    )
)
def test_every_division_adds_up_to_the_whole(dates: list[DateFigures]) -> None:
    whole = figures.sums(dates, DECEMBER)
    assert whole.planned == len(dates)
    for parts in (
        figures.by_category(dates, DECEMBER),
        figures.by_day(dates, DECEMBER),
        figures.by_week(dates, DECEMBER),
        figures.by_daypart(dates, DECEMBER),
    ):
        for name in ("visits", "turned_away", "held", "unrecorded", "cancelled", "coming"):
            assert sum(getattr(part, name) for part in parts.values()) == getattr(whole, name)


def test_a_week_begins_on_monday() -> None:
    sunday, monday = one_date(starts=datetime(2027, 1, 3, 10)), one_date(starts=MONDAY_TEN)
    assert set(figures.by_week([sunday, monday], DECEMBER)) == {
        (date(2026, 12, 28), "day"),
        (date(2026, 11, 23), "day"),
    }


# -- read from the database --------------------------------------------------------------------


def read(case: Case, first: date = date(2026, 11, 1), after: date = date(2027, 1, 1)) -> Sums:
    with case.db.read() as con:
        return figures.sums(date_figures(con, DayRange(first, after), ZONE), DECEMBER)


def test_a_count_shows_the_same_day(case: Case) -> None:
    activity_id = case.create(rrule="FREQ=WEEKLY;COUNT=3")
    first = case.dates(activity_id)[0]
    before = read(case)
    attendance.record(case.db, case.boss, first.id, total=6, turned_away=1, now=LATER)
    assert (before.visits, before.held, before.unrecorded) == (0, 0, 3)
    assert read(case) == Sums(visits=6, turned_away=1, held=1, unrecorded=2)


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"category_id": BEHANDLING}, id="treatment"),
        pytest.param({"group_ids": (PITSTOP,)}, id="a group without a calendar"),
        pytest.param({"group_ids": (STAFF,), "access": "internal"}, id="staff's own meeting"),
        pytest.param({"listing": "hidden"}, id="hidden by choice"),
    ],
)
def test_hidden_activities_are_left_out_of_totals_too(
    case: Case, changes: dict[str, object]
) -> None:
    hidden = case.create(nada(**changes))
    with case.db.write() as con:
        con.execute(
            "INSERT INTO attendance (occurrence_id, total, recorded_at)"
            " SELECT id, 7, '2026-11-23T12:00:00Z' FROM occurrence WHERE activity_id = :id",
            {"id": hidden},
        )
    assert read(case) == Sums()


def test_drafts_are_no_plan_yet(case: Case) -> None:
    case.create(publish=False)
    assert read(case) == Sums()


def test_days_are_local_and_half_open(case: Case) -> None:
    case.create(nada(local_start=datetime(2026, 11, 30, 23, 30), duration=timedelta(hours=1)))
    assert read(case, date(2026, 11, 30), date(2026, 12, 1)).planned == 1
    assert read(case, date(2026, 12, 1), date(2026, 12, 2)).planned == 0
    assert read(case, date(2026, 11, 1), date(2026, 11, 30)).planned == 0


def test_the_first_count_is_a_local_day(case: Case) -> None:
    with case.db.read() as con:
        assert first_counted_day(con, ZONE) is None
    activity_id = case.create(nada(local_start=datetime(2026, 12, 1, 0, 15)))
    attendance.record(case.db, case.boss, case.dates(activity_id)[0].id, total=3, now=LATER)
    with case.db.read() as con:
        assert first_counted_day(con, ZONE) == date(2026, 12, 1)


# -- periods -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "first", "after", "closes"),
    [
        ("2026-11", date(2026, 11, 1), date(2026, 12, 1), date(2026, 12, 10)),
        ("2026-12", date(2026, 12, 1), date(2027, 1, 1), date(2027, 1, 10)),
        ("2026-Q1", date(2026, 1, 1), date(2026, 4, 1), date(2026, 4, 10)),
        ("2026-Q4", date(2026, 10, 1), date(2027, 1, 1), date(2027, 1, 10)),
    ],
)
def test_a_period_knows_its_days_and_when_it_closes(
    text: str, first: date, after: date, closes: date
) -> None:
    period = parse(text)
    assert (period.days, period.closes_on, str(period)) == (DayRange(first, after), closes, text)


@pytest.mark.parametrize(
    "text",
    ["", "2026", "2026-13", "2026-00", "2026-Q5", "2026-Q0", "26-11", "2026-1", "0000-01",
     "9999-12", "9999-Q4", "2026-11 ", "２０２６-11", "'; DROP TABLE release; --"],
)  # fmt: skip
def test_a_period_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(InvalidField) as caught:
        parse(text)
    assert (caught.value.field, caught.value.code) == ("period", "malformed-period")


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)))
def test_every_day_is_in_one_month_of_one_quarter(day: date) -> None:
    month, quarter = month_of(day), quarter_of(day)
    assert month.days.first <= day < month.days.after
    assert month in quarter.months and month.quarter == quarter
    assert quarter.months[0].days.first == quarter.days.first
    assert quarter.months[-1].days.after == quarter.days.after == quarter.following.days.first
    assert parse(str(month)) == month and parse(str(quarter)) == quarter


@pytest.mark.parametrize(
    ("today", "closed"),
    [
        (date(2026, 11, 9), []),
        (date(2026, 11, 10), ["2026-10"]),
        (date(2027, 1, 10), ["2026-10", "2026-11", "2026-12"]),
    ],
)
def test_months_close_on_the_tenth_of_the_next(today: date, closed: list[str]) -> None:
    assert [str(one) for one in closed_months(date(2026, 10, 31), today)] == closed


def test_a_month_is_no_quarter() -> None:
    assert Period(2026, "month", 1) != Period(2026, "quarter", 1)

"""Rules and their dates. The tables are the specification."""

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import InvalidField
from domain.recurrence import (
    Rule,
    first_start,
    from_rrule,
    to_rrule,
    wall_starts,
    with_count_left,
    with_until,
)

TUESDAY = datetime(2026, 11, 24, 10, 0)
FAR = datetime(2028, 5, 1)

DATES = {
    "once": (None, [TUESDAY]),
    "daily": ("FREQ=DAILY;COUNT=3", [datetime(2026, 11, day, 10) for day in (24, 25, 26)]),
    "weekly-on-two-days": (
        "FREQ=WEEKLY;BYDAY=MO,TH;COUNT=3",
        [datetime(2026, 11, 26, 10), datetime(2026, 11, 30, 10), datetime(2026, 12, 3, 10)],
    ),
    "until-includes-its-day": (
        "FREQ=WEEKLY;BYDAY=TU;UNTIL=20261201",
        [TUESDAY, datetime(2026, 12, 1, 10)],
    ),
    "every-second-week": (
        "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU;COUNT=2",
        [TUESDAY, datetime(2026, 12, 8, 10)],
    ),
    "last-friday": (
        "FREQ=MONTHLY;BYDAY=-1FR;COUNT=2",
        [datetime(2026, 11, 27, 10), datetime(2026, 12, 25, 10)],
    ),
    "the-31st-skips-short-months": (
        "FREQ=MONTHLY;BYMONTHDAY=31;COUNT=2",
        [datetime(2026, 12, 31, 10), datetime(2027, 1, 31, 10)],
    ),
}


@pytest.mark.parametrize(("rrule", "expected"), DATES.values(), ids=DATES.keys())
def test_dates_of_a_rule(rrule: str | None, expected: list[datetime]) -> None:
    assert wall_starts(TUESDAY, rrule, FAR) == expected
    assert first_start(TUESDAY, rrule) == expected[0]


WRONG = {
    "not-a-rule": ("hver tirsdag", "malformed"),
    "hourly": ("FREQ=HOURLY", "malformed"),
    "count-and-until": ("FREQ=DAILY;COUNT=2;UNTIL=20270101", "malformed"),
    "count-of-a-million-and-more": ("FREQ=DAILY;COUNT=99999999", "malformed"),
    "30-february": ("FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30", "never"),
    "until-before-the-start": ("FREQ=DAILY;UNTIL=20260101", "never"),
    "count-over-1000": ("FREQ=DAILY;COUNT=1001", "too-many"),
    "until-over-1000": ("FREQ=WEEKLY;BYDAY=TU;UNTIL=20600101", "too-many"),
}


@pytest.mark.parametrize(("rrule", "code"), WRONG.values(), ids=WRONG.keys())
def test_rules_that_are_refused(rrule: str, code: str) -> None:
    with pytest.raises(InvalidField) as caught:
        wall_starts(TUESDAY, rrule, FAR)
    assert (caught.value.field, caught.value.code) == ("rule", code)


def test_an_open_ended_rule_stops_before_the_horizon() -> None:
    starts = wall_starts(TUESDAY, "FREQ=WEEKLY;BYDAY=TU", datetime(2026, 12, 8, 10))
    assert starts == [TUESDAY, datetime(2026, 12, 1, 10)]


def test_an_open_ended_rule_has_no_limit_of_its_own() -> None:
    assert len(wall_starts(TUESDAY, "FREQ=DAILY", datetime(2031, 11, 24, 10))) == 1826


FORM_RULES = st.builds(
    Rule,
    frequency=st.just("weekly"),
    interval=st.integers(1, 8),
    weekdays=st.sets(st.integers(0, 6), min_size=1).map(lambda days: tuple(sorted(days))),
    count=st.none() | st.integers(1, 1000),
) | st.builds(
    Rule,
    frequency=st.just("monthly"),
    nth=st.sampled_from([1, 2, 3, 4, -1]),
    weekdays=st.integers(0, 6).map(lambda day: (day,)),
    until=st.none() | st.dates(date(2026, 1, 1), date(2030, 1, 1)),
)


@given(FORM_RULES)
def test_what_the_form_says_survives_being_stored(rule: Rule) -> None:
    assert from_rrule(to_rrule(rule)) == rule


def test_the_form_cannot_show_every_rule() -> None:
    assert from_rrule("FREQ=YEARLY") is None
    assert from_rrule("FREQ=MONTHLY;BYMONTHDAY=1,15") is None


@pytest.mark.parametrize(
    ("rule", "field"),
    [
        (Rule("weekly"), "weekdays"),
        (Rule("daily", count=0), "count"),
        (Rule("daily", count=1001), "count"),
        (Rule("daily", interval=0), "interval"),
    ],
    ids=["weekly-without-days", "no-times", "too-many-times", "interval-of-nothing"],
)
def test_forms_that_are_refused(rule: Rule, field: str) -> None:
    with pytest.raises(InvalidField) as caught:
        to_rrule(rule)
    assert caught.value.field == field


def test_splitting_keeps_what_is_left_of_a_count() -> None:
    assert with_count_left("FREQ=WEEKLY;BYDAY=TU;COUNT=8", 3) == "FREQ=WEEKLY;BYDAY=TU;COUNT=5"
    assert with_count_left("FREQ=WEEKLY;BYDAY=TU", 3) == "FREQ=WEEKLY;BYDAY=TU"
    assert with_until("FREQ=DAILY;COUNT=8", date(2026, 12, 1)) == "FREQ=DAILY;UNTIL=20261201"

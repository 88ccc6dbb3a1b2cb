"""The rules a house sets itself, as tables: hours, absences, enough staff, groups kept apart.

Wall times of a week: (0, 10.5) is Monday 23 November 2026 at 10.30 in Denmark.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.conflicts import HARD, Slot
from domain.errors import InvalidField, InvalidInput
from domain.hours import Window, covers, on_weekday, parse_windows, windows_text
from domain.house_rules import (
    Absence,
    Apart,
    Beside,
    Rules,
    beside,
    check_absence,
    check_apart,
    not_at_work,
    opposed,
    outside_hours,
    too_few,
    within_itself,
)
from domain.localtime import to_utc
from domain.model import Category, Facilitator, House, Room, Site, TargetGroup
from tests.house_case import ZONE, nada

MONDAY = datetime(2026, 11, 23)
SITES = {1: Site(1, "Huset", "Vej 1"), 2: Site(2, "Det Gule Hus", "Vej 2")}
ROOMS = {
    1: Room(1, 1, "Sal", 20, "", True),
    2: Room(2, 1, "Stillerum", 10, "", True),
    3: Room(3, 2, "Gul café", 24, "", True),
}
GROUPS = {
    1: TargetGroup(1, "alle", "alle", "Hele huset", "", "open", is_everyone=True),
    2: TargetGroup(2, "unge", "unge", "Unge", "", "open"),
    3: TargetGroup(3, "pitstop", "pitstop", "Dig i et forløb", "", "none"),
}
PEOPLE = {
    1: Facilitator(1, "Anne-rolle", "staff", True),
    2: Facilitator(2, "Peer", "staff", False),
    3: Facilitator(3, "Frivillig", "volunteer", True),
}
HOUSE = House(SITES, ROOMS, {}, GROUPS, {}, PEOPLE)


def wall(day: int, hour: float) -> datetime:
    return MONDAY + timedelta(days=day, hours=hour)


def slot(
    start: datetime, end: datetime, room: int | None = 1, *people: int, number: int = 9
) -> Slot:
    return Slot(to_utc(start, ZONE), to_utc(end, ZONE), room, people, number, number, "NADA")


def week(**days: str) -> tuple[Window, ...]:
    names = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
    return tuple(
        one for name, text in days.items() for one in parse_windows(text, names.index(name), "h")
    )


TYPED = {
    "whole-hours": ("8-16", "8–16"),
    "minutes-with-a-full-stop": ("8.30-12", "8.30–12"),
    "minutes-with-a-colon": ("08:30–12:15", "8.30–12.15"),
    "two-windows": ("8-12, 13-16", "8–12, 13–16"),
    "og": ("8-12 og 13-16", "8–12, 13–16"),
    "kl": ("kl. 8 til 16", "8–16"),
    "touching-windows-are-one": ("8-12, 12-16", "8–16"),
    "overlapping-windows-are-one": ("13-17, 8-14", "8–17"),
    "to-midnight": ("18-24", "18–24"),
    "over-midnight": ("22-6", "22–6"),
    "round-the-clock": ("0-24", "0–24"),
    "nothing": ("  ", ""),
}


@pytest.mark.parametrize(("typed", "shown"), TYPED.values(), ids=TYPED.keys())
def test_hours_as_people_type_them(typed: str, shown: str) -> None:
    assert windows_text(parse_windows(typed, 0, "hours_0")) == shown


WRONG: tuple[str, ...] = (
    "8",
    "8-",
    "morgen",
    "8-25",
    "25-26",
    "8.60-9",
    "8-8",
    "24-2",
    "-1-4",
    "8-9-10",
)
WRONG += ("1-2,,3-4", "1-2,3-4,5-6,7-8,9-10", "\uff18-\uff11\uff16")


@pytest.mark.parametrize("typed", WRONG, ids=ascii)
def test_hours_that_cannot_be_read(typed: str) -> None:
    with pytest.raises(InvalidField) as caught:
        parse_windows(typed, 0, "hours_0")
    assert (caught.value.field, caught.value.code) == ("hours_0", "hours")


EIGHT_TO_FOUR = week(mon="8-16", tue="8-12, 13-16", fri="18-24", sat="0-2", sun="22-6")
INSIDE = {
    "exactly-the-hours": (wall(0, 8), wall(0, 16), True),
    "a-minute-early": (wall(0, 8) - timedelta(minutes=1), wall(0, 9), False),
    "a-minute-late": (wall(0, 15), wall(0, 16) + timedelta(minutes=1), False),
    "in-the-second-window": (wall(1, 13), wall(1, 16), True),
    "over-the-lunch-break": (wall(1, 11), wall(1, 14), False),
    "a-day-that-is-shut": (wall(2, 10), wall(2, 11), False),
    "over-midnight-by-two-windows": (wall(4, 22), wall(5, 2), True),
    "over-midnight-too-long": (wall(4, 22), wall(5, 3), False),
    "sunday-into-monday": (wall(6, 23), wall(7, 5), True),
    "monday-morning-of-sundays-window": (wall(0, 3), wall(0, 6), True),
    "between-sundays-window-and-monday": (wall(0, 5), wall(0, 9), False),
}


@pytest.mark.parametrize(("start", "end", "inside"), INSIDE.values(), ids=INSIDE.keys())
def test_what_lies_within_the_hours(start: datetime, end: datetime, inside: bool) -> None:
    assert covers(EIGHT_TO_FOUR, start, end) is inside


def test_without_hours_it_is_always_open() -> None:
    assert covers((), wall(6, 0), wall(7, 0))


@given(st.integers(0, 6), st.integers(0, 1439), st.integers(1, 1440), st.integers(0, 20))
def test_a_window_covers_itself_in_every_week(
    weekday: int, start: int, length: int, weeks: int
) -> None:
    window = Window(weekday, start, start + length)
    begin = MONDAY + timedelta(days=weekday + 7 * weeks, minutes=start)
    end = begin + timedelta(minutes=length)
    assert covers([window], begin, end)
    assert not covers([window], begin - timedelta(minutes=1), end) or length == 1440 * 7
    assert parse_windows(windows_text([window]), weekday, "h") in ((window,), ()) or start == 1440


OPEN = Rules({("site", 1): week(mon="8-16"), ("room", 2): week(mon="7-20")})
PLACES = {
    "the-sites-hours": (slot(wall(0, 15), wall(0, 17), 1), "Huset"),
    "touching-the-end": (slot(wall(0, 15), wall(0, 16), 1), None),
    "the-rooms-own-hours-count-instead": (slot(wall(0, 17), wall(0, 20), 2), None),
    "outside-the-rooms-own": (slot(wall(0, 19), wall(0, 21), 2), "Stillerum"),
    "a-site-without-hours": (slot(wall(0, 22), wall(0, 23), 3), None),
    "no-room": (slot(wall(0, 22), wall(0, 23), None), None),
    "a-day-without-hours": (slot(wall(1, 10), wall(1, 11), 1), "Huset"),
}


@pytest.mark.parametrize(("proposed", "told"), PLACES.values(), ids=PLACES.keys())
def test_opening_hours_of_rooms_and_sites(proposed: Slot, told: str | None) -> None:
    found = outside_hours(proposed, HOUSE, OPEN, ZONE)
    assert [one.subject for one in found] == ([told] if told else [])
    assert all(one.kind == "hours" and not one.hard for one in found)


CLOCKS = {
    "winter": datetime(2026, 10, 26, 8),
    "summer": datetime(2026, 10, 19, 8),
    "the-monday-after-spring": datetime(2026, 3, 30, 8),
}


@pytest.mark.parametrize("start", CLOCKS.values(), ids=CLOCKS.keys())
def test_hours_stay_when_the_clocks_change(start: datetime) -> None:
    at_eight = slot(start, start + timedelta(hours=8), 1)
    early = slot(start - timedelta(minutes=1), start + timedelta(hours=1), 1)
    assert outside_hours(at_eight, HOUSE, OPEN, ZONE) == []
    assert len(outside_hours(early, HOUSE, OPEN, ZONE)) == 1


def test_a_night_over_the_change_of_clocks_keeps_its_wall_hours() -> None:
    rules = Rules({("site", 1): week(sat="22-6")})
    for day in (date(2026, 10, 24), date(2026, 3, 28)):  # 9 and 7 hours long
        start = datetime(day.year, day.month, day.day, 22)
        assert outside_hours(slot(start, start + timedelta(hours=8), 1), HOUSE, rules, ZONE) == []


AT_WORK = Rules(
    {("facilitator", 1): week(mon="8-16"), ("facilitator", 2): week(mon="8-9")},
    {1: [Absence(1, 1, date(2026, 11, 30), date(2026, 12, 1))]},
)
WORKING = {
    "within-the-hours": (slot(wall(0, 8), wall(0, 16), 1, 1), []),
    "after-hours": (slot(wall(0, 15), wall(0, 17), 1, 1), ["person-hours"]),
    "a-day-off": (slot(wall(2, 10), wall(2, 11), 1, 1), ["person-hours"]),
    "a-role-that-several-fill": (slot(wall(2, 10), wall(2, 11), 1, 2), []),
    "nobody-said-when": (slot(wall(2, 10), wall(2, 11), 1, 3), []),
    "away-the-first-day": (slot(wall(7, 10), wall(7, 11), 1, 1), ["absent"]),
    "away-the-last-day": (slot(wall(8, 10), wall(8, 11), 1, 1), ["absent"]),
    "the-day-after": (slot(wall(9, 10), wall(9, 11), 1, 1), ["person-hours"]),
    "until-midnight-before": (
        slot(wall(6, 22), wall(7, 0), 1, 1),
        ["person-hours"],
    ),
    "night-into-the-absence": (slot(wall(6, 22), wall(7, 1), 1, 1), ["absent"]),
    "night-out-of-the-absence": (slot(wall(8, 23), wall(9, 1), 1, 1), ["absent"]),
}


@pytest.mark.parametrize(("proposed", "kinds"), WORKING.values(), ids=WORKING.keys())
def test_weekly_hours_and_absences(proposed: Slot, kinds: list[str]) -> None:
    assert [one.kind for one in not_at_work(proposed, PEOPLE, AT_WORK, ZONE)] == kinds


STAFF = {
    "none-needed": (0, (), False),
    "one-is-there": (1, (1,), False),
    "a-role-counts": (1, (2,), False),
    "volunteers-do-not-count": (1, (3,), True),
    "nobody": (1, (), True),
    "two-needed-one-there": (2, (1, 3), True),
    "two-needed-two-there": (2, (1, 2), False),
    "the-same-one-twice": (2, (1, 1), True),
}


@pytest.mark.parametrize(("needed", "people", "told"), STAFF.values(), ids=STAFF.keys())
def test_enough_members_of_staff(needed: int, people: tuple[int, ...], told: bool) -> None:
    kind = Category(1, "Forløb", "", "", min_staff=needed)
    found = too_few(slot(wall(0, 10), wall(0, 11), 1, *people), nada(), kind, PEOPLE)
    assert (found is not None) is told
    assert found is None or (found.limit == needed and not found.hard)


def test_a_reservation_needs_no_staff() -> None:
    kind = Category(1, "Forløb", "", "", min_staff=2)
    fields = replace(nada(), kind="reservation")
    assert too_few(slot(wall(0, 10), wall(0, 11)), fields, kind, PEOPLE) is None


KEPT_APART = Rules(apart=[Apart(2, 3, timedelta(minutes=30))])
NEAR = {
    "at-once": (wall(0, 10), wall(0, 11), 1, True),
    "inside-the-margin-before": (wall(0, 9), wall(0, 9.75), 1, True),
    "touching-the-margin-before": (wall(0, 9), wall(0, 9.5), 1, False),
    "inside-the-margin-after": (wall(0, 11.25), wall(0, 12), 1, True),
    "touching-the-margin-after": (wall(0, 11.5), wall(0, 12), 1, False),
    "another-room-of-the-house": (wall(0, 10), wall(0, 11), 2, True),
    "the-other-site": (wall(0, 10), wall(0, 11), 3, False),
    "no-room-counts-as-the-first-site": (wall(0, 10), wall(0, 11), None, True),
}


@pytest.mark.parametrize(("start", "end", "room", "told"), NEAR.values(), ids=NEAR.keys())
@pytest.mark.parametrize("mine", [2, 3], ids=["first-of-the-pair", "second-of-the-pair"])
def test_groups_kept_apart(
    start: datetime, end: datetime, room: int | None, told: bool, mine: int
) -> None:
    other = Beside(slot(start, end, room, number=5), frozenset({5 - mine}))
    found = beside(slot(wall(0, 10), wall(0, 11)), (mine,), [other], HOUSE, KEPT_APART)
    assert [one.kind for one in found] == (["apart"] if told else [])
    assert opposed((mine,), KEPT_APART) == {5 - mine: timedelta(minutes=30)}


def test_groups_that_no_pair_names_may_meet() -> None:
    other = Beside(slot(wall(0, 10), wall(0, 11), number=5), frozenset({1, 2}))
    assert beside(slot(wall(0, 10), wall(0, 11)), (2,), [other], HOUSE, KEPT_APART) == []
    assert opposed((1,), KEPT_APART) == {}


def test_one_activity_for_both_is_told() -> None:
    (found,) = within_itself(slot(wall(0, 10), wall(0, 11)), (2, 3), GROUPS, KEPT_APART)
    assert found.subject == "unge / pitstop" and not found.hard and found.other_title == ""


def test_only_rooms_people_and_closures_are_hard() -> None:
    assert {"room", "facilitator", "closure"} == HARD


PAIRS = {
    "the-same-twice": (Apart(2, 2, timedelta()), "apart"),
    "everybody": (Apart(1, 2, timedelta()), "apart"),
    "not-there": (Apart(2, 99, timedelta()), "apart"),
    "too-wide": (Apart(2, 3, timedelta(minutes=241)), "margin"),
    "negative": (Apart(2, 3, timedelta(minutes=-1)), "margin"),
}


@pytest.mark.parametrize(("pair", "field"), PAIRS.values(), ids=PAIRS.keys())
def test_pairs_that_are_refused(pair: Apart, field: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        check_apart(pair, GROUPS)
    assert caught.value.problems[0].field == field


def test_a_pair_has_no_order() -> None:
    assert check_apart(Apart(3, 2, timedelta()), GROUPS) == Apart(2, 3, timedelta())


def test_an_absence_ends_after_it_begins() -> None:
    assert check_absence(Absence(0, 1, date(2026, 12, 1), date(2026, 12, 1)))
    for last in (date(2026, 11, 30), date(2036, 12, 1)):
        with pytest.raises(InvalidInput):
            check_absence(Absence(0, 1, date(2026, 12, 1), last))


def test_the_hours_of_one_weekday_are_told() -> None:
    (found,) = outside_hours(slot(wall(0, 6), wall(0, 7), 2), HOUSE, OPEN, ZONE)
    assert windows_text(on_weekday(found.windows, 0)) == "7–20"

"""domain.feedplan: the table of how each change of a plan is encoded."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from domain.feedentry import Component, dump, load, outlived, tombstone
from domain.localtime import to_local
from tests.feed_cases import (
    HALL,
    MONDAYS,
    NOW,
    SETTINGS,
    ZONE,
    Plan,
    day,
    in_feed,
    mondays,
    plan,
    told,
    wall,
)
from tests.feed_hard_cases import hard_cases

SERIES = f"S 1123.1000-1045 {MONDAYS}"

CASES: list[tuple[str, Callable[[], Plan], list[str]]] = [
    ("a series is a master with its rule", mondays, [f"{SERIES} NADA"]),
    (
        "dates on a closure are EXDATEs, the first one too",
        lambda: mondays(skip=[day("2026-11-23"), day("2026-12-07"), day("2026-12-14")]),
        [f"{SERIES} -1123 -1207 -1214 NADA"],
    ),
    (
        "a series of which no date is left is left out",
        lambda: mondays(skip=[day("2026-11-23"), day("2026-12-07"), day("2026-12-14")]).change(
            day("2026-11-30"), state="paused"
        ),
        [],
    ),
    (
        "a cancelled date is an EXDATE and a cancelled event of its own",
        lambda: mondays().cancel(day("2026-11-30")),
        [f"{SERIES} -1130 NADA", "own 1130 1130.1000-1045 cancelled NADA"],
    ),
    (
        "a date that the host recorded as cancelled counts as cancelled",
        lambda: mondays().change(day("2026-11-30"), close_out="cancelled"),
        [f"{SERIES} -1130 NADA", "own 1130 1130.1000-1045 cancelled NADA"],
    ),
    (
        "a paused date is an EXDATE",
        lambda: mondays().change(day("2026-11-30"), state="paused"),
        [f"{SERIES} -1130 NADA"],
    ),
    (
        "a moved date is an EXDATE and an event of its own",
        lambda: mondays().move(day("2026-11-30"), wall("2026-12-01T13:00")),
        [f"{SERIES} -1130 NADA", "moved 1130 1201.1300-1345 NADA"],
    ),
    (
        "a date that lasts longer counts as moved",
        lambda: mondays().move(day("2026-11-30"), wall("2026-11-30T10:00"), 90),
        [f"{SERIES} -1130 NADA", "moved 1130 1130.1000-1130 NADA"],
    ),
    (
        "moved back it is in the series again",
        lambda: (
            mondays().move(day("2026-11-30"), wall("2026-12-01T13:00")).move_back(day("2026-11-30"))
        ),
        [f"{SERIES} NADA"],
    ),
    (
        "moved and then cancelled stays where it was moved to",
        lambda: (
            mondays().move(day("2026-11-30"), wall("2026-12-01T13:00")).cancel(day("2026-11-30"))
        ),
        [f"{SERIES} -1130 NADA", "moved 1130 1201.1300-1345 cancelled NADA"],
    ),
    (
        "a title of its own is an event of its own",
        lambda: mondays().change(day("2026-12-07"), title="NADA med te"),
        [f"{SERIES} -1207 NADA", "own 1207 1207.1000-1045 NADA med te"],
    ),
    (
        "another room is an event of its own",
        lambda: mondays().change(day("2026-12-07"), room_id=HALL),
        [f"{SERIES} -1207 NADA", "own 1207 1207.1000-1045 NADA"],
    ),
    (
        "a note is an event of its own",
        lambda: mondays().change(day("2026-12-07"), note="Tag en ven med"),
        [f"{SERIES} -1207 NADA", "own 1207 1207.1000-1045 NADA"],
    ),
    (
        "an exception that changes nothing to be seen stays in the series",
        lambda: mondays().change(day("2026-12-07"), facilitator_ids=(9,)),
        [f"{SERIES} NADA"],
    ),
    (
        "a date kept from an older rule stands alone",
        lambda: mondays().edit(rrule="FREQ=WEEKLY;BYDAY=TU;COUNT=4"),
        [
            "own 1123 1123.1000-1045 NADA",
            "own 1130 1130.1000-1045 NADA",
            "own 1207 1207.1000-1045 NADA",
            "own 1214 1214.1000-1045 NADA",
        ],
    ),
    (
        "a rule that a split left without a date",
        lambda: mondays().edit(rrule="FREQ=WEEKLY;BYDAY=MO;UNTIL=20261122"),
        [
            "own 1123 1123.1000-1045 NADA",
            "own 1130 1130.1000-1045 NADA",
            "own 1207 1207.1000-1045 NADA",
            "own 1214 1214.1000-1045 NADA",
        ],
    ),
    (
        "once has no rule",
        lambda: plan(1, "Foredrag", wall("2026-11-25T19:00"), 90),
        ["S 1125.1900-2030 Foredrag"],
    ),
    (
        "once moved keeps its UID",
        lambda: plan(1, "Foredrag", wall("2026-11-25T19:00"), 90).move(
            day("2026-11-25"), wall("2026-11-27T18:00")
        ),
        ["S 1127.1800-1930 Foredrag"],
    ),
    (
        "once paused is absent",
        lambda: plan(1, "Foredrag", wall("2026-11-25T19:00")).change(
            day("2026-11-25"), state="paused"
        ),
        [],
    ),
    (
        "COUNT=1 is once",
        lambda: plan(1, "Kor", wall("2026-11-25T19:00"), 60, "FREQ=WEEKLY;BYDAY=WE;COUNT=1"),
        ["S 1125.1900-2000 Kor"],
    ),
    (
        "across midnight",
        lambda: plan(1, "Nat", wall("2026-11-27T22:00"), 300, "FREQ=WEEKLY;BYDAY=FR;COUNT=2"),
        ["S 1127.2200-0300 FREQ=WEEKLY;BYDAY=FR;COUNT=2 Nat"],
    ),
    (
        "a night with a clock change stands alone",
        lambda: plan(1, "Nat", wall("2027-03-20T22:00"), 330, "FREQ=WEEKLY;BYDAY=SA;COUNT=3"),
        [
            "S 0320.2200-0330 FREQ=WEEKLY;BYDAY=SA;COUNT=3 -0327 Nat",
            "own 0327 0327.2200-0330 Nat",
        ],
    ),
    (
        "DTSTART never spans a clock change, COUNT stays true",
        lambda: plan(1, "Nat", wall("2027-03-27T22:00"), 330, "FREQ=WEEKLY;BYDAY=SA;COUNT=3"),
        [
            "S 0403.2200-0330 FREQ=WEEKLY;BYDAY=SA;COUNT=2 Nat",
            "own 0327 0327.2200-0330 Nat",
        ],
    ),
    (
        "DTSTART is in the rule where the form's start is not",
        lambda: plan(1, "Kor", wall("2026-11-25T19:00"), 60, "FREQ=WEEKLY;BYDAY=MO;COUNT=2"),
        ["S 1130.1900-2000 FREQ=WEEKLY;BYDAY=MO;COUNT=2 Kor"],
    ),
    (
        "a cancelled series tells of 60 days, and what took place stays",
        lambda: plan(
            1, "Yoga", wall("2026-11-04T10:00"), 60, "FREQ=WEEKLY;INTERVAL=3;BYDAY=WE"
        ).edit(state="cancelled", cancelled_at=NOW),
        [
            "S 1104.1000-1100 FREQ=WEEKLY;INTERVAL=3;BYDAY=WE;UNTIL=20270106"
            " -1125 -1216 -0106 Yoga",
            "own 1125 1125.1000-1100 cancelled Yoga",
            "own 1216 1216.1000-1100 cancelled Yoga",
            "own 0106 0106.1000-1100 cancelled Yoga",
        ],
    ),
    (
        "a series cancelled before it began is one cancelled master",
        lambda: mondays().edit(state="cancelled", cancelled_at=NOW),
        ["S 1123.1000-1045 FREQ=WEEKLY;BYDAY=MO;UNTIL=20261214 cancelled NADA"],
    ),
    (
        "a cancelled series whose first date is far off tells of that date",
        lambda: plan(1, "Kor", wall("2027-03-01T19:00"), 60, "FREQ=WEEKLY;BYDAY=MO").edit(
            state="cancelled", cancelled_at=NOW
        ),
        ["S 0301.1900-2000 cancelled Kor"],
    ),
]


@pytest.mark.parametrize(
    ("make", "expected"), [case[1:] for case in CASES], ids=[case[0] for case in CASES]
)
def test_line_7_a_change_is_encoded(make: Callable[[], Plan], expected: list[str]) -> None:
    each = make()
    assert told(in_feed(each), each) == expected


def test_open_ended_runs_on_past_the_dates_that_are_written_out() -> None:
    each = plan(1, "NADA", wall("2026-11-23T10:00"), 45, "FREQ=WEEKLY;BYDAY=MO")
    last = each.dates[-1]
    each.dates = each.dates[:-4]
    (entry,) = in_feed(each)
    assert entry.component.rrule == "FREQ=WEEKLY;BYDAY=MO"
    assert to_local(last.original_start, ZONE) not in entry.component.exdates


def test_the_last_date_that_is_written_out_is_left_out_too_when_paused() -> None:
    each = plan(1, "NADA", wall("2026-11-23T10:00"), 45, "FREQ=WEEKLY;BYDAY=MO")
    last = to_local(each.dates[-1].original_start, ZONE)
    (entry,) = in_feed(each.change(last.date(), state="paused"))
    assert entry.component.exdates == (last,)


def test_an_open_ended_series_without_a_live_date_is_left_out() -> None:
    each = plan(1, "NADA", wall("2026-11-23T10:00"), 45, "FREQ=WEEKLY;BYDAY=MO")
    for one in list(each.dates):
        each.change(to_local(one.original_start, ZONE).date(), state="paused")
    assert in_feed(each) == []


# -- as time passes -----------------------------------------------------------------------------


@pytest.mark.parametrize(("days", "shown"), [(13, True), (14, False), (15, False)])
def test_a_cancelled_date_is_only_an_exdate_14_days_after_it(days: int, shown: bool) -> None:
    each = mondays().cancel(day("2026-11-30"))
    after = each.find(day("2026-11-30")).ends_at + timedelta(days=days)
    cancelled = ["own 1130 1130.1000-1045 cancelled NADA"] if shown else []
    assert told(in_feed(each, now=after), each) == [f"{SERIES} -1130 NADA", *cancelled]


@pytest.mark.parametrize(
    ("make", "days", "stays"),
    [
        (mondays, 89, True),
        (mondays, 90, False),
        (lambda: mondays().edit(state="cancelled", cancelled_at=NOW), 13, True),
        (lambda: mondays().edit(state="cancelled", cancelled_at=NOW), 14, False),
        (lambda: plan(1, "X", wall("2026-12-14T10:00"), 45), 89, True),
        (lambda: plan(1, "X", wall("2026-12-14T10:00"), 45), 90, False),
    ],
)
def test_what_is_over_leaves_in_time(make: Callable[[], Plan], days: int, stays: bool) -> None:
    each = make()
    after = each.dates[-1].ends_at + timedelta(days=days)
    assert bool(in_feed(each, now=after)) is stays


def test_outlived_agrees_with_the_plan_for_every_hard_case() -> None:
    """What the plan drops by time is exactly what `outlived` says of the stored content."""
    for each in hard_cases():
        for entry in in_feed(each):
            for days in (0, 20, 100, 200, 1000):
                later = NOW + timedelta(days=days)
                over = outlived(entry.component, to_local(later, ZONE), SETTINGS)
                uids = {one.uid for one in in_feed(each, now=later)}
                if over:
                    assert entry.uid not in uids, each.fields.title


# -- tombstones and storage ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("make", "start"),
    [
        (mondays, "2026-11-23T10:00"),
        (lambda: mondays(skip=[day("2026-11-23")]), "2026-11-30T10:00"),
        (lambda: plan(1, "X", wall("2026-11-02T10:00"), 45, MONDAYS), "2026-11-23T10:00"),
        (lambda: plan(1, "X", wall("2026-10-05T10:00"), 45, MONDAYS), "2026-10-26T10:00"),
        (lambda: plan(1, "X", wall("2026-11-02T10:00"), 45), "2026-11-02T10:00"),
        (
            lambda: plan(1, "X", wall("2026-11-02T10:00"), 45, "FREQ=WEEKLY;BYDAY=MO"),
            "2026-11-23T10:00",
        ),
    ],
    ids=["coming", "first skipped", "begun", "over", "once over", "open-ended"],
)
def test_a_tombstone_tells_a_time_and_nothing_else(make: Callable[[], Plan], start: str) -> None:
    (entry,) = in_feed(make())
    stone = tombstone(entry.component, to_local(NOW, ZONE))
    length = timedelta(minutes=45)
    assert stone == Component(wall(start), wall(start) + length, summary="", status="gone")


def test_stored_content_comes_back_as_it_was() -> None:
    for each in hard_cases():
        for entry in in_feed(each):
            assert load(dump(entry.component)) == entry.component

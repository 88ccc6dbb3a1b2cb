"""Importing a calendar: series and dates, what differs, known again, nothing foreign published."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from actions import planning, undo
from actions.reading_events import read_events
from calendars.read import read
from domain.errors import InvalidInput
from tests.house_case import GRUPPE, NOW, SAL, UNGE, ZONE, Case, nada
from tests.import_case import (
    event,
    events,
    ics,
    look,
    newest,
    run,
)

# -- a calendar --------------------------------------------------------------------------------


def test_a_weekly_event_becomes_a_series_with_what_differs(case: Case) -> None:
    moved = event(
        DTEND="20261209T120000", RECURRENCE_ID="20261207T100000", SUMMARY="Yoga flyttet"
    ).replace("DTSTART:20261130", "DTSTART:20261209")
    gone = event(
        DTEND="20261214T110000", RECURRENCE_ID="20261214T100000", STATUS="CANCELLED"
    ).replace("DTSTART:20261130", "DTSTART:20261214")
    first = event(RRULE="FREQ=WEEKLY;COUNT=5", EXDATE="20261221T100000", LOCATION="Sal")
    (found,) = events(first, moved, gone)
    run(case, [found])
    dates = case.dates(1)
    assert [(one.state, one.starts_at.day, one.title) for one in dates] == [
        ("planned", 30, None),
        ("planned", 9, "Yoga flyttet"),
        ("cancelled", 14, None),
        ("paused", 21, None),
        ("planned", 28, None),
    ]
    assert dates[1].moved_uid and dates[1].ends_at - dates[1].starts_at == timedelta(hours=2)
    assert case.activity(1).fields.room_id == SAL


RULES = {
    "every second week": ("FREQ=WEEKLY;INTERVAL=2;COUNT=3", True),
    "last monday": ("FREQ=MONTHLY;BYDAY=-1MO;COUNT=3", True),
    "until in UTC": ("FREQ=WEEKLY;UNTIL=20261214T090000Z", True),
    "until before the time": ("FREQ=WEEKLY;UNTIL=20261214T080000Z", True),
    "yearly": ("FREQ=YEARLY;COUNT=1", True),
    "two times a day": ("FREQ=DAILY;COUNT=4;BYHOUR=10,15", False),
    "by position": ("FREQ=MONTHLY;BYDAY=MO,TU;BYSETPOS=-1;COUNT=3", False),
    "for ever": ("FREQ=WEEKLY", True),
}


@pytest.mark.parametrize(("rule", "series"), RULES.values(), ids=RULES.keys())
def test_a_rule_becomes_a_series_where_the_house_holds_it(
    case: Case, rule: str, series: bool
) -> None:
    text = ics(event(RRULE=rule))
    found = list(read_events(text, zone=ZONE, now=NOW).found)
    assert [one.rrule is not None for one in found] == [True] if series else [False] * len(found)
    run(case, found)
    wanted = read(text, house=ZONE, start=NOW, end=NOW + timedelta(days=548)).dates
    starts = case.rows("SELECT starts_at FROM occurrence WHERE state = 'planned' ORDER BY 1")
    assert {row[0] for row in starts} >= {f"{one.starts_at:%Y-%m-%dT%H:%M:%SZ}" for one in wanted}
    assert abs(len(starts) - len(wanted)) <= 1  # the horizon's last days


def test_a_series_that_has_begun_comes_in_from_now_on(case: Case) -> None:
    rule = "FREQ=WEEKLY;COUNT=5"
    (found,) = events(event(start="20261102T100000", DTEND="20261102T110000", RRULE=rule))
    assert (found.local_start, found.rrule) == (datetime(2026, 11, 23, 10), "FREQ=WEEKLY;COUNT=2")


NOT_SO = {
    "all day": ({"DTEND": "20261201"}, "20261130", "import-all-day"),
    "no end": ({"DTEND": "20261130T100000"}, "20261130T100000", "import-no-end"),
    "too long": ({"DTEND": "20261202T100000"}, "20261130T100000", "import-too-long"),
    "cancelled": ({"STATUS": "CANCELLED"}, "20261130T100000", "import-cancelled"),
    "private": ({"CLASS": "PRIVATE"}, "20261130T100000", "import-private"),
    "no name": ({"SUMMARY": ""}, "20261130T100000", "required"),
}


@pytest.mark.parametrize(("more", "start", "code"), NOT_SO.values(), ids=NOT_SO.keys())
def test_what_the_house_cannot_hold_is_told_by_line(
    case: Case, more: dict[str, str], start: str, code: str
) -> None:
    found = events(event("ok"), event("b", start, **more))
    bad = next(one for one in look(case, found).items if one.status == "bad")
    assert code in [problem.code for problem in bad.problems]
    assert bad.found.line > 8
    with pytest.raises(InvalidInput):
        run(case, found)


def test_people_and_alarms_do_not_come_along(case: Case) -> None:
    alarm = "BEGIN:VALARM\nACTION:DISPLAY\nDESCRIPTION:hemmelig\nTRIGGER:-PT5M\nEND:VALARM"
    text = event(
        ATTENDEE="mailto:hemmelig@example.org",
        ORGANIZER="mailto:hemmelig@example.org",
        CONTACT="hemmelig",
    ).replace("END:VEVENT", f"{alarm}\nEND:VEVENT")
    run(case, events(text))
    assert "hemmelig" not in str(case.rows("SELECT * FROM activity"))
    assert "hemmelig" not in str(case.rows("SELECT * FROM change"))


def test_a_foreign_uid_is_kept_and_never_published(case: Case) -> None:
    run(case, events(event("FREMMED-UID@outlook")), publish=True)
    assert case.rows("SELECT source_uid FROM activity") == [("FREMMED-UID@outlook",)]
    assert "FREMMED" not in case.activity(1).uid
    assert case.rows("SELECT count(*) FROM feed_entry")[0][0] > 0
    assert "FREMMED" not in str(case.rows("SELECT * FROM feed_entry"))


def test_what_came_before_is_left_or_updated(case: Case) -> None:
    weekly = {"RRULE": "FREQ=WEEKLY;COUNT=4"}
    run(case, events(event(**weekly)))
    old = case.activity(1)
    newer = events(
        event(start="20261130T103000", DTEND="20261130T113000", SUMMARY="Yoga nu", **weekly),
        event("ny"),
    )
    assert [one.status for one in look(case, newer).items] == ["new", "leave"]
    done = run(case, newer, update=True)
    assert (done.created, done.updated) == (1, 1)
    assert case.activity(1).fields.title == "Yoga nu"
    assert [wall.time().minute for wall in case.walls(1)] == [30] * 4
    again = events(
        event(start="20261130T103000", DTEND="20261130T113000", SUMMARY="Yoga nu", **weekly)
    )
    assert [one.status for one in look(case, again, update=True).items] == ["same"]
    undo.undo(case.db, case.boss, newest(case), now=NOW)
    assert case.activity(1).fields == old.fields
    assert [wall.time().minute for wall in case.walls(1)] == [0] * 4


def test_an_update_keeps_what_the_file_does_not_say(case: Case) -> None:
    run(case, events(event()))
    case.edit(1, capacity=7, group_ids=(UNGE,), category_id=GRUPPE)
    run(case, events(event(SUMMARY="Yoga 2")), update=True)
    fields = case.activity(1).fields
    assert (fields.title, fields.capacity) == ("Yoga 2", 7)
    assert (fields.group_ids, fields.category_id) == ((UNGE,), GRUPPE)


def test_what_is_in_the_trash_comes_in_again(case: Case) -> None:
    run(case, events(event()))
    one = case.activity(1)
    planning.delete(case.db, case.boss, 1, version=one.version, now=NOW)
    assert run(case, events(event())).created == 1


def test_a_series_divided_here_is_left(case: Case) -> None:
    run(case, events(event(RRULE="FREQ=WEEKLY;COUNT=6")))
    cut = case.dates(1)[3]
    planning.edit(
        case.db,
        case.boss,
        1,
        replace(case.activity(1).fields, title="Anden halvdel"),
        version=case.activity(1).version,
        now=NOW,
        from_id=cut.id,
    )
    found = events(event(RRULE="FREQ=WEEKLY;COUNT=6"))
    assert [one.status for one in look(case, found).items] == ["leave"]
    (item,) = look(case, found, update=True).items
    assert [problem.code for problem in item.problems] == ["import-split"]


def test_the_house_s_own_uid_is_known_too(case: Case) -> None:
    made = case.create(nada())
    found = events(event(case.activity(made).uid))
    assert [one.status for one in look(case, found).items] == ["leave"]

"""Importing: all or nothing, known again, undone as one, and nothing foreign published."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from actions import importing, planning, undo
from actions.import_judging import Wish
from actions.reading_events import read_events
from actions.reading_tables import read_pasted
from calendars.read import read
from db.changes import newest_of
from db.house import load_house
from domain.errors import AlreadyDone, Conflicts, InvalidInput, Refused, UnreadableTable
from domain.import_columns import columns_of
from domain.import_rows import Reading, found_in
from domain.importing import Choices, Found, proposed
from domain.model import House
from tests.house_case import ALLE, GRUPPE, HUS, NADA, NOW, SAL, SP, STILLE, UNGE, ZONE, Case, nada

HOW = Reading(date(2026, 11, 18), date(2026, 11, 23))
HEADS = "Dag\tTid\tAktivitet\tType\tLokale\tFor hvem"
WORD = f"""{HEADS}
Mandag\t10-11\tNADA\tNADA\tStillerum\talle
\t13.00–14.30\tÅben café\tGruppeforløb\tSal\talle, unge
Tirsdag\tkl. 9 - 10\tNADA igen\tNADA\tStillerum, Huset\talle
"""


def rows(text: str, how: Reading = HOW) -> list[Found]:
    table = read_pasted(text)
    return found_in(table, columns_of(table.heads), how)


def events(*blocks: str) -> list[Found]:
    return list(read_events(ics(*blocks), zone=ZONE, now=NOW).found)


def ics(*blocks: str) -> bytes:
    text = "\n".join(("BEGIN:VCALENDAR", "VERSION:2.0", *blocks, "END:VCALENDAR", ""))
    return text.replace("\n", "\r\n").encode()


def event(uid: str = "a@x", start: str = "20261130T100000", **more: str) -> str:
    lines = {"SUMMARY": "Yoga", "DTEND": "20261130T110000", **more}
    extra = "\n".join(f"{name.replace('_', '-')}:{value}" for name, value in lines.items())
    return f"BEGIN:VEVENT\nUID:{uid}\nDTSTART:{start}\n{extra}\nEND:VEVENT"


def house(case: Case) -> House:
    with case.db.read() as con:
        return load_house(con)


def wish(case: Case, found: Sequence[Found], **more: object) -> Wish:
    guess = proposed(found, house(case), case.boss)
    choices = replace(guess, category_id=NADA, group_ids=(ALLE,))
    return replace(Wish(choices), **more)  # type: ignore[arg-type]


def run(case: Case, found: Sequence[Found], **more: object) -> importing.Done:
    return importing.run(case.db, case.boss, found, wish(case, found, **more), now=NOW)


def look(case: Case, found: Sequence[Found], **more: object) -> importing.Preview:
    return importing.preview(case.db, case.boss, found, wish(case, found, **more), now=NOW)


def plan(case: Case) -> list[tuple[object, ...]]:
    return case.rows(
        "SELECT a.title, a.state, o.starts_at, o.state, o.room_id FROM occurrence o"
        " JOIN activity a ON a.id = o.activity_id WHERE a.deleted_at IS NULL"
        " ORDER BY o.starts_at, a.title"
    )


def newest(case: Case) -> int:
    with case.db.read() as con:
        found = newest_of(con, case.boss.staff_id)
    assert found is not None
    return found


# -- a table -----------------------------------------------------------------------------------


def test_a_table_from_word_becomes_drafts_with_names_guessed(case: Case) -> None:
    done = run(case, rows(WORD))
    assert (done.created, done.updated, done.left) == (3, 0, 0)
    assert [(row[0], row[1], row[2], row[4]) for row in plan(case)] == [
        ("NADA", "draft", "2026-11-23T09:00:00Z", STILLE),
        ("Åben café", "draft", "2026-11-23T12:00:00Z", SAL),
        ("NADA igen", "draft", "2026-11-24T08:00:00Z", STILLE),
    ]
    cafe = case.activity(2).fields
    assert (cafe.category_id, cafe.group_ids, cafe.service_ids) == (GRUPPE, (ALLE, UNGE), (HUS,))
    assert cafe.duration == timedelta(minutes=90)


def test_it_is_one_change_and_one_undo_takes_it_all_back(case: Case) -> None:
    before = plan(case)
    changes = case.rows("SELECT count(*) FROM change")[0][0]
    run(case, rows(WORD))
    assert case.rows("SELECT count(*) FROM change")[0][0] == changes + 1
    undo.undo(case.db, case.boss, newest(case), now=NOW)
    assert plan(case) == before
    undo.undo(case.db, case.boss, newest(case), now=NOW)  # and the undo is undone
    assert len(plan(case)) == 3


@pytest.mark.parametrize(
    "bad",
    [
        "Onsdag\tkl. 25\tX\tNADA\tSal\talle",
        "Onsdag\t10-11\t\tNADA\tSal\talle",
        "Onsdag\t10-11\t0101701234\tNADA\tSal\talle",
        "31/2\t10-11\tX\tNADA\tSal\talle",
    ],
    ids=["time", "title", "cpr", "date"],
)
def test_one_bad_line_and_nothing_comes_in(case: Case, bad: str) -> None:
    found = rows(f"{WORD}{bad}\n")
    assert [one.status for one in look(case, found).items] == ["new", "new", "new", "bad"]
    with pytest.raises(InvalidInput) as refused:
        run(case, found)
    assert refused.value.problems[0].data == {"lines": "5"}
    assert plan(case) == []
    assert run(case, found, left_out=frozenset({3})).created == 3


def test_a_taken_room_stops_all_of_it_and_the_preview_says_by_what(case: Case) -> None:
    case.create()
    found = rows(WORD)
    (conflict,) = look(case, found).conflicts
    assert (conflict.kind, conflict.other_title) == ("room", "NADA")
    with pytest.raises(Conflicts):
        run(case, found)
    assert len(plan(case)) == 1


def test_lines_that_collide_with_each_other_are_told_and_stopped(case: Case) -> None:
    found = rows(f"{HEADS}\nMandag\t10-11\tA\tNADA\tSal\talle\nMandag\t10-12\tB\tNADA\tSal\talle\n")
    assert [one.kind for one in look(case, found).together] == ["room"]
    with pytest.raises(Conflicts):
        run(case, found)
    assert plan(case) == []


def test_a_soft_conflict_asks_for_a_reason_that_is_kept(case: Case) -> None:
    text = "Dato\tFra\tTil\tAktivitet\tType\tLokale\tFor hvem\tPladser\n"
    found = rows(f"{text}30-11-2026\t10\t11\tStort\tNADA\tStillerum\talle\t50\n")
    with pytest.raises(Conflicts):
        run(case, found)
    run(case, found, reason="Vi åbner døren")
    assert "Vi åbner døren" in str(case.rows("SELECT after FROM change ORDER BY id DESC LIMIT 1"))


def test_every_line_every_week_until_a_day(case: Case) -> None:
    how = replace(HOW, weekly=True, weekly_until=date(2026, 12, 31))
    run(case, rows(WORD, how))
    assert [wall.day for wall in case.walls(1)] == [23, 30, 7, 14, 21, 28]


def test_who_may_not_plan_imports_nothing(case: Case) -> None:
    found = rows(WORD)
    with pytest.raises(Refused):
        importing.run(case.db, case.actor("manager"), found, wish(case, found), now=NOW)
    other = case.actor("coordinator", service=SP)
    seen = importing.preview(case.db, other, found, Wish(Choices({}, NADA, (3,), (ALLE,))), now=NOW)
    assert {one.status for one in seen.items} == {"bad"}


def test_more_than_one_change_holds_is_refused(case: Case) -> None:
    lines = "".join(f"Mandag\t10-11\tA{n}\tNADA\tUde\talle\n" for n in range(401))
    with pytest.raises(UnreadableTable):
        look(case, rows(f"{HEADS}\n{lines}"))


def test_sent_twice_imports_once(case: Case) -> None:
    found = rows(WORD)
    decided = wish(case, found)
    importing.run(case.db, case.boss, found, decided, now=NOW, token="t")
    with pytest.raises(AlreadyDone):
        importing.run(case.db, case.boss, found, decided, now=NOW, token="t")


def test_the_same_table_again_is_known(case: Case) -> None:
    run(case, rows(WORD))
    assert [one.status for one in look(case, rows(WORD)).items] == ["leave"] * 3
    with pytest.raises(InvalidInput):
        run(case, rows(WORD))


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

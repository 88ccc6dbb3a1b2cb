"""Moving a date with its scope: the rule follows, what it does is told first."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from actions import moves
from db.attendance import usual_totals
from domain.errors import Conflicts, InvalidInput, Refused, Stale
from domain.moves import Move
from domain.recurrence import moved_by, wall_starts
from tests.house_case import NOW, SAL, STILLE, Case

WEEKLY = "FREQ=WEEKLY;BYDAY=MO;COUNT=6"
IN_DECEMBER = datetime(2026, 12, 8, 12, tzinfo=UTC)

RULES = [
    ("every day", "FREQ=DAILY;COUNT=5", 1, "FREQ=DAILY;COUNT=5"),
    ("monday to tuesday", "FREQ=WEEKLY;BYDAY=MO", 1, "FREQ=WEEKLY;BYDAY=TU"),
    ("sunday to monday", "FREQ=WEEKLY;BYDAY=SU", 1, "FREQ=WEEKLY;BYDAY=MO"),
    ("monday to sunday before", "FREQ=WEEKLY;BYDAY=MO", -1, "FREQ=WEEKLY;BYDAY=SU"),
    ("two days a week", "FREQ=WEEKLY;BYDAY=MO,TH", 1, "FREQ=WEEKLY;BYDAY=TU,FR"),
    (
        "the end moves along",
        "FREQ=WEEKLY;BYDAY=MO;UNTIL=20270329",
        2,
        "FREQ=WEEKLY;BYDAY=WE;UNTIL=20270331",
    ),
    ("a whole week", "FREQ=WEEKLY;BYDAY=MO", 7, "FREQ=WEEKLY;BYDAY=MO"),
    ("second monday", "FREQ=MONTHLY;BYDAY=2MO", 1, "FREQ=MONTHLY;BYDAY=2TU"),
    ("second sunday has no neighbour", "FREQ=MONTHLY;BYDAY=2SU", 1, None),
    ("the 15th", "FREQ=MONTHLY;BYMONTHDAY=15", 3, "FREQ=MONTHLY;BYMONTHDAY=18"),
    ("the 28th has no neighbour in February", "FREQ=MONTHLY;BYMONTHDAY=28", 1, None),
    ("a rule the form cannot show", "FREQ=YEARLY;BYMONTH=3;BYDAY=1MO", 1, None),
    ("not at all", "FREQ=YEARLY;BYMONTH=3;BYDAY=1MO", 0, "FREQ=YEARLY;BYMONTH=3;BYDAY=1MO"),
]


@pytest.mark.parametrize(
    ("rule", "days", "expected"), [case[1:] for case in RULES], ids=[case[0] for case in RULES]
)
def test_a_rule_follows_its_date(rule: str, days: int, expected: str | None) -> None:
    assert moved_by(rule, days) == expected


@pytest.mark.parametrize("days", range(-6, 7))
def test_every_date_of_a_week_rule_moves_as_much(days: int) -> None:
    start, before = datetime(2026, 11, 23, 10), datetime(2027, 6, 1)
    rule = "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO;COUNT=8"
    moved = moved_by(rule, days)
    assert moved is not None
    by = timedelta(days=days)
    expected = [wall + by for wall in wall_starts(start, rule, before)]
    assert list(wall_starts(start + by, moved, before)) == expected


def move(case: Case, number: int, position: int, to: Move, scope: str, **more: object) -> None:
    one = case.dates(number)[position]
    version = one.version if scope == "this" else case.activity(number).version
    given = {"version": version, "now": NOW} | more
    moves.move(case.db, case.boss, one.id, to, scope, **given)  # type: ignore[arg-type]


def at(day: str, hours: str = "10 11", room: int = STILLE) -> Move:
    start, end = (datetime.fromisoformat(f"{day}T{hour}:00") for hour in hours.split())
    return Move(start, end, room)


def test_only_this_time(case: Case) -> None:
    number = case.create(rrule=WEEKLY)
    move(case, number, 1, at("2026-12-02", "13 14", SAL), "this")
    assert case.walls(number)[1] == datetime(2026, 12, 2, 13)
    assert case.activity(number).fields.rrule == WEEKLY


def test_this_and_following_to_another_day_and_room(case: Case) -> None:
    number = case.create(rrule=WEEKLY)
    move(case, number, 2, at("2026-12-08", "13 15", SAL), "following")
    assert case.walls(number) == [datetime(2026, 11, 23, 10), datetime(2026, 11, 30, 10)]
    (new,) = case.rows("SELECT max(id) FROM activity")[0]
    assert case.walls(new) == [datetime(2026, 12, 8, 13) + timedelta(weeks=n) for n in range(4)]
    fields = case.activity(new).fields
    assert (fields.rrule, fields.duration, fields.room_id) == (
        "FREQ=WEEKLY;BYDAY=TU;COUNT=4",
        timedelta(hours=2),
        SAL,
    )


def test_to_a_day_before_loses_no_date(case: Case) -> None:
    number = case.create(rrule=WEEKLY)
    move(case, number, 2, at("2026-12-06"), "following")
    (new,) = case.rows("SELECT max(id) FROM activity")[0]
    assert case.walls(new) == [datetime(2026, 12, 6, 10) + timedelta(weeks=n) for n in range(4)]


def test_all_of_a_series_that_has_begun_moves_what_is_to_come(case: Case) -> None:
    number = case.create(rrule=WEEKLY)
    move(case, number, 4, at("2026-12-22", "14 15"), "all", now=IN_DECEMBER)
    assert len(case.dates(number)) == 3
    (new,) = case.rows("SELECT max(id) FROM activity")[0]
    assert case.walls(new) == [datetime(2026, 12, 15, 14) + timedelta(weeks=n) for n in range(3)]


def test_all_of_a_series_that_has_not_begun_moves_in_place(case: Case) -> None:
    number = case.create(rrule=WEEKLY)
    move(case, number, 3, at("2026-12-15"), "all")
    assert case.walls(number) == [datetime(2026, 11, 24, 10) + timedelta(weeks=n) for n in range(6)]


def test_a_single_activity_moves_as_a_whole(case: Case) -> None:
    number = case.create()
    move(case, number, 0, at("2026-11-25", "12 14", SAL), "all")
    fields = case.activity(number).fields
    assert (fields.local_start, fields.duration) == (datetime(2026, 11, 25, 12), timedelta(hours=2))


def test_the_preview_names_conflicts_and_counts_dates(case: Case) -> None:
    number = case.create(rrule=WEEKLY)
    case.create(title="Kor", local_start=datetime(2026, 12, 15, 10), facilitator_ids=())
    one = case.dates(number)[2]
    to = at("2026-12-08")
    found = moves.preview(case.db, case.boss, one.id, to, "following", now=NOW)
    assert found.effect is not None and found.effect.changed == 8
    assert [conflict.other_title for conflict in found.conflicts] == ["Kor"]
    alone = moves.preview(case.db, case.boss, one.id, to, "this", now=NOW)
    assert alone.conflicts == () and alone.effect is None
    with pytest.raises(Conflicts):
        move(case, number, 2, to, "following")
    assert len(case.dates(number)) == 6


def test_what_cannot_follow_is_told(case: Case) -> None:
    number = case.create(
        rrule="FREQ=MONTHLY;BYDAY=-1SU;COUNT=4", local_start=datetime(2026, 11, 29, 10)
    )
    with pytest.raises(InvalidInput) as caught:
        move(case, number, 1, at("2026-12-28"), "all")
    assert [one.code for one in caught.value.problems] == ["rule-cannot-follow"]


def test_rights_and_versions(case: Case) -> None:
    number = case.create(rrule=WEEKLY)
    one = case.dates(number)[1]
    with pytest.raises(Refused):
        moves.move(
            case.db, case.actor("manager"), one.id, at("2026-12-01"), "all", version=1, now=NOW
        )
    for scope in ("this", "following", "all"):
        with pytest.raises(Stale):
            move(case, number, 1, at("2026-12-01"), scope, version=9)


def test_how_many_usually_come_is_the_average_of_eight_and_nothing_where_none_was_counted(
    case: Case,
) -> None:
    number = case.create(rrule="FREQ=DAILY;COUNT=12", local_start=datetime(2026, 11, 23, 10))
    lineage = case.activity(number).lineage
    with case.db.read() as con:
        assert usual_totals(con, [lineage]) == {}
    with case.db.write() as con:
        for visits, one in enumerate(case.dates(number)[:10]):
            con.execute(
                "INSERT INTO attendance (occurrence_id, total, recorded_at)"
                " VALUES (:id, :total, '2026-12-01T00:00:00Z')",
                {"id": one.id, "total": visits},
            )
            con.execute("UPDATE occurrence SET close_out = 'held' WHERE id = :id", {"id": one.id})
    with case.db.read() as con:
        assert usual_totals(con, [lineage, "x"]) == {lineage: sum(range(2, 10)) / 8}
    assert date(2026, 11, 23) == case.walls(number)[0].date()

"""Recording who came: rights, twice, too late, too many, and what is kept."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from actions import attendance, attendance_division, planning
from db.attendance import attendance as read
from domain.errors import AlreadyDone, InvalidInput, NotFound, Refused, Stale
from domain.model import Actor
from tests.house_case import BEHANDLING, HUS, MONDAY_TEN, NOW, PIT, PITSTOP, SP, UNG, Case

ON_THE_DAY = datetime(2026, 11, 23, 10, 30, tzinfo=UTC)
NEXT_DAY = ON_THE_DAY + timedelta(days=1)


@pytest.fixture
def date(case: Case) -> int:
    """A NADA at 10.00 on Monday 23 November, organised by Socialpsykiatri."""
    return case.dates(case.create(service_ids=(SP,)))[0].id


@pytest.fixture
def host(case: Case) -> Actor:
    return case.actor("host", staff_id=2)


def test_a_host_records_a_total_and_the_date_is_held(case: Case, date: int, host: Actor) -> None:
    attendance.record(case.db, host, date, total=9, turned_away=2, now=ON_THE_DAY)
    assert case.rows("SELECT total, turned_away FROM attendance") == [(9, 2)]
    assert case.rows("SELECT close_out FROM occurrence") == [("held",)]


def test_not_recorded_is_not_zero(case: Case, date: int, host: Actor) -> None:
    assert case.rows("SELECT close_out FROM occurrence") == [(None,)]
    attendance.nobody_came(case.db, host, date, now=ON_THE_DAY)
    assert case.rows("SELECT total FROM attendance") == [(0,)]
    assert case.rows("SELECT close_out FROM occurrence") == [("nobody",)]


def test_saving_again_replaces_and_never_adds_up(case: Case, date: int, host: Actor) -> None:
    attendance.record(case.db, host, date, total=9, now=ON_THE_DAY)
    attendance.record(case.db, host, date, total=7, now=ON_THE_DAY)
    assert case.rows("SELECT total FROM attendance") == [(7,)]


def test_two_people_recording_at_once(case: Case, date: int, host: Actor) -> None:
    seen = case.dates(1)[0].version
    attendance.record(case.db, host, date, total=9, version=seen, now=ON_THE_DAY)
    other = case.actor("host", staff_id=3)
    with pytest.raises(Stale):
        attendance.record(case.db, other, date, total=7, version=seen, now=ON_THE_DAY)
    assert case.rows("SELECT total, recorded_by FROM attendance") == [(9, 2)]


def test_a_double_tap_saves_once(case: Case, date: int, host: Actor) -> None:
    attendance.record(case.db, host, date, total=9, now=ON_THE_DAY, token="tap")
    with pytest.raises(AlreadyDone):
        attendance.record(case.db, host, date, total=9, now=ON_THE_DAY, token="tap")
    assert case.rows("SELECT count(*) FROM change WHERE action = 'attendance.held'") == [(1,)]


@pytest.mark.parametrize(
    "counts",
    [
        {"total": -1},
        {"total": 1001},
        {"total": 3, "turned_away": -2},
        {"total": 3, "volunteers": 101},
    ],
    ids=["negative", "huge", "turned-away-negative", "too-many-volunteers"],
)
def test_counts_that_are_refused(
    case: Case, date: int, host: Actor, counts: dict[str, Any]
) -> None:
    with pytest.raises(InvalidInput):
        attendance.record(case.db, host, date, now=ON_THE_DAY, **counts)
    assert case.rows("SELECT * FROM attendance") == []


def test_tomorrow_cannot_be_recorded_today(case: Case, date: int, host: Actor) -> None:
    with pytest.raises(InvalidInput):
        attendance.record(case.db, case.boss, date, total=3, now=NOW)


def test_a_date_cancelled_in_the_plan_has_nothing_to_record(case: Case, date: int) -> None:
    planning.cancel_date(case.db, case.boss, date, version=1, now=NOW)
    with pytest.raises(InvalidInput):
        attendance.record(case.db, case.boss, date, total=3, now=ON_THE_DAY)


def test_treatment_is_not_counted(case: Case, host: Actor) -> None:
    number = case.create(category_id=BEHANDLING, group_ids=(PITSTOP,), service_ids=(PIT,))
    (one,) = case.dates(number)
    with pytest.raises(InvalidInput):
        attendance.record(case.db, host, one.id, total=3, now=ON_THE_DAY)
    assert attendance.host_dates(case.db, host, now=ON_THE_DAY) == ([], [])


def test_hosts_see_today_and_what_is_missing_but_correct_only_today(
    case: Case, date: int, host: Actor
) -> None:
    today, missing = attendance.host_dates(case.db, host, now=ON_THE_DAY)
    assert [one.occurrence.id for one in today] == [date] and missing == []
    today, missing = attendance.host_dates(case.db, host, now=NEXT_DAY)
    assert today == [] and [one.occurrence.id for one in missing] == [date]
    attendance.record(case.db, host, date, total=9, now=NEXT_DAY)
    with pytest.raises(Refused):
        attendance.record(case.db, host, date, total=8, now=NEXT_DAY)
    attendance.record(case.db, case.actor("coordinator", service=SP), date, total=8, now=NEXT_DAY)


def test_the_rest_of_a_division_is_unknown_and_it_cannot_exceed_the_total(
    case: Case, date: int, host: Actor
) -> None:
    attendance.record(case.db, host, date, total=9, now=ON_THE_DAY)
    attendance_division.divide(case.db, host, date, {SP: 4, UNG: 3}, version=1, now=ON_THE_DAY)
    with case.db.read() as con:
        found = read(con, date)
    assert found is not None and found.by_service == {SP: 4, UNG: 3} and found.total == 9
    with pytest.raises(InvalidInput):
        attendance_division.divide(case.db, host, date, {SP: 7, UNG: 3}, version=2, now=ON_THE_DAY)
    with pytest.raises(InvalidInput):  # nobody comes from Fælles hus
        attendance_division.divide(case.db, host, date, {HUS: 1}, version=2, now=ON_THE_DAY)
    with pytest.raises(Stale):
        attendance_division.divide(case.db, host, date, {SP: 1}, version=1, now=ON_THE_DAY)


def test_a_smaller_total_forgets_a_division_that_no_longer_fits(
    case: Case, date: int, host: Actor
) -> None:
    attendance.record(case.db, host, date, total=9, now=ON_THE_DAY)
    attendance_division.divide(case.db, host, date, {SP: 9}, version=1, now=ON_THE_DAY)
    attendance.record(case.db, host, date, total=5, now=ON_THE_DAY)
    assert case.rows("SELECT * FROM attendance_service") == []


READERS = {
    "own-coordinator": ("coordinator", SP, True),
    "other-coordinator": ("coordinator", UNG, False),
    "host": ("host", None, False),
    "manager": ("manager", None, False),
    "admin": ("admin", None, False),
}


@pytest.mark.parametrize(("role", "service", "may"), READERS.values(), ids=READERS.keys())
def test_who_reads_counts_by_service_and_each_reading_is_kept(
    case: Case, date: int, host: Actor, role: str, service: int | None, may: bool
) -> None:
    attendance.record(case.db, host, date, total=9, now=ON_THE_DAY)
    reader = case.actor(role, service=service, staff_id=3)  # type: ignore[arg-type]
    if may:
        attendance_division.read_division(case.db, reader, date, now=NEXT_DAY)
    else:
        with pytest.raises(Refused):
            attendance_division.read_division(case.db, reader, date, now=NEXT_DAY)
    assert case.rows("SELECT staff_id, occurrence_id FROM reading") == ([(3, date)] if may else [])


def test_a_host_divides_only_on_the_day(case: Case, date: int, host: Actor) -> None:
    attendance.record(case.db, host, date, total=9, now=ON_THE_DAY)
    with pytest.raises(Refused):
        attendance_division.divide(case.db, host, date, {SP: 9}, version=1, now=NEXT_DAY)


def test_figures_are_in_no_change_log(case: Case, date: int, host: Actor) -> None:
    attendance.record(case.db, host, date, total=987, turned_away=123, now=ON_THE_DAY)
    attendance_division.divide(case.db, host, date, {SP: 654}, version=1, now=ON_THE_DAY)
    attendance.cancelled(case.db, host, date, reason="Strømmen gik", now=ON_THE_DAY)
    log = str(case.rows("SELECT summary, touched, before, after FROM change"))
    assert not any(figure in log for figure in ("987", "123", "654"))
    assert case.rows("SELECT * FROM attendance") == []
    assert case.rows("SELECT close_out FROM occurrence") == [("cancelled",)]


def test_a_date_with_counts_is_never_rewritten(case: Case, date: int, host: Actor) -> None:
    number = case.create(title="Kor", rrule="FREQ=DAILY;COUNT=3", facilitator_ids=(), room_id=1)
    first = case.dates(number)[0]
    attendance.record(case.db, host, first.id, total=4, now=ON_THE_DAY)
    case.edit(number, now=ON_THE_DAY - timedelta(hours=5), local_start=MONDAY_TEN.replace(hour=15))
    assert case.dates(number)[0].starts_at == first.starts_at


def test_an_unknown_date(case: Case, host: Actor) -> None:
    with pytest.raises(NotFound):
        attendance.record(case.db, host, 4711, total=1, now=NOW)


def test_a_page_that_stays_open_is_one_reading(case: Case, date: int, host: Actor) -> None:
    """Each rerun reads anew; what was opened once is written down once, and again after a while."""
    attendance.record(case.db, host, date, total=9, now=ON_THE_DAY)

    def look(opening: str, minutes: int) -> None:
        now = NEXT_DAY + timedelta(minutes=minutes)
        attendance_division.read_division(case.db, case.boss, date, now=now, opening=opening)

    for minutes in (0, 1, 2):
        look("first", minutes)
    look("second", 3)
    look("first", 4)
    look("first", 31)
    look("", 32)
    look("", 32)
    assert [row[0] for row in case.rows("SELECT opening FROM reading ORDER BY id")] == [
        *("first", "second", "first", "", ""),
    ]

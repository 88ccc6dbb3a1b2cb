"""Counts by service go when they are old: announced, a quarter at a time, without a trace."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random

import pytest

from actions import attendance, attendance_division, retention, setup
from actions.closing import close_due
from db import writes_retention
from domain.errors import InvalidField, InvalidInput
from domain.periods import parse
from domain.retention import due_on, keep_months, to_announce
from locales.messages import field_messages
from tests.closing_case import CLOSED, fill
from tests.house_case import NOW, SP, Case

THIRD = parse("2026-Q3")
ANNOUNCED = datetime(2027, 10, 4, 6, tzinfo=UTC)
GONE = datetime(2027, 11, 1, 6, tzinfo=UTC)


@pytest.fixture
def full(case: Case) -> Case:
    fill(case)
    return case


def closed(case: Case) -> Case:
    close_due(case.db, now=CLOSED, random=Random(1))
    return case


def divided(case: Case) -> int:
    return int(case.rows("SELECT count(*) FROM attendance_service")[0][0])


def told(case: Case, now: datetime) -> list[tuple[str, date]]:
    with case.db.read() as con:
        return [(str(one.quarter), one.day) for one in retention.upcoming(con, now=now)]


@pytest.mark.parametrize(
    ("quarter", "months", "announced", "day"),
    [
        pytest.param("2026-Q3", 13, None, date(2027, 11, 1), id="thirteen months after its end"),
        pytest.param("2026-Q4", 13, None, date(2028, 2, 1), id="over the turn of the year"),
        pytest.param("2026-Q3", 3, None, date(2027, 1, 1), id="as the house has set it"),
        pytest.param(
            "2026-Q3", 13, date(2028, 1, 10), date(2028, 2, 7), id="four weeks after it was told"
        ),
    ],
)
def test_the_day_a_quarter_goes(
    quarter: str, months: int, announced: date | None, day: date
) -> None:
    assert due_on(parse(quarter), months, announced) == day


def test_quarters_are_announced_four_weeks_before() -> None:
    first = date(2026, 7, 6)
    assert list(to_announce(first, date(2027, 10, 3), 13)) == []
    assert list(to_announce(first, date(2027, 10, 4), 13)) == [THIRD]
    assert [str(one) for one in to_announce(first, date(2028, 1, 20), 13)] == ["2026-Q3", "2026-Q4"]


@pytest.mark.parametrize("text", ["2", "61", "-1", "13.5", "et år", "١٣", "9" * 400, "0013 "])
def test_a_setting_that_is_no_number_of_months_is_refused(case: Case, text: str) -> None:
    with pytest.raises((InvalidField, InvalidInput)):
        if text.strip() == text:
            setup.set_setting(case.db, None, "figures.keep_months", text, now=NOW)
        keep_months(text)
    assert case.rows("SELECT * FROM setting WHERE key = 'figures.keep_months'") == []


def test_it_is_announced_then_gone_and_the_totals_stay(full: Case) -> None:
    closed(full)
    totals = full.rows("SELECT * FROM attendance ORDER BY occurrence_id")
    releases = full.rows("SELECT * FROM release ORDER BY period, name")
    sums = full.rows("SELECT service_id, sum(visits) FROM attendance_service GROUP BY 1 ORDER BY 1")
    assert retention.run(full.db, now=ANNOUNCED - timedelta(days=1)) == []
    assert told(full, ANNOUNCED) == []
    assert retention.run(full.db, now=ANNOUNCED) == []
    assert told(full, ANNOUNCED) == [("2026-Q3", date(2027, 11, 1))]
    assert retention.run(full.db, now=GONE - timedelta(days=1)) == []
    assert divided(full) > 0
    assert retention.run(full.db, now=GONE) == [THIRD]
    assert (divided(full), told(full, GONE)) == (0, [])
    assert full.rows("SELECT service_id, visits FROM service_quarter ORDER BY 1") == sums
    assert full.rows("SELECT * FROM attendance ORDER BY occurrence_id") == totals
    assert full.rows("SELECT * FROM release ORDER BY period, name") == releases
    assert retention.run(full.db, now=GONE + timedelta(days=9)) == []
    assert full.rows("SELECT service_id, visits FROM service_quarter ORDER BY 1") == sums
    assert full.rows(
        "SELECT action, summary, touched, before, after FROM change"
        " WHERE action LIKE 'retention.%' ORDER BY id"
    ) == [
        ("retention.announce", "2026-Q3", "[]", "{}", "{}"),
        ("retention.reduce", "2026-Q3", "[]", "{}", "{}"),
    ]


def test_a_quarter_that_is_not_released_stays(full: Case) -> None:
    retention.run(full.db, now=ANNOUNCED)
    assert retention.run(full.db, now=GONE) == []
    assert divided(full) > 0
    closed(full)
    assert retention.run(full.db, now=GONE) == [THIRD]


def test_a_house_that_was_off_announces_first(full: Case) -> None:
    closed(full)
    late = GONE + timedelta(days=200)
    assert retention.run(full.db, now=late) == []
    [(_, day)] = told(full, late)
    assert day == late.date() + timedelta(weeks=4)
    assert retention.run(full.db, now=late + timedelta(weeks=4)) == [THIRD]


def test_a_clock_that_ran_ahead_deletes_nothing_when_it_is_set_back(full: Case) -> None:
    closed(full)
    retention.run(full.db, now=GONE + timedelta(days=400))
    assert retention.run(full.db, now=ANNOUNCED) == [], "what was announced too early counts anew"
    assert told(full, ANNOUNCED) == [("2026-Q3", date(2027, 11, 1))]
    assert retention.run(full.db, now=CLOSED) == []
    assert divided(full) > 0


def test_a_longer_time_holds_for_what_is_announced_too(full: Case) -> None:
    closed(full)
    retention.run(full.db, now=ANNOUNCED)
    setup.set_setting(full.db, None, "figures.keep_months", "24", now=ANNOUNCED)
    assert retention.run(full.db, now=GONE) == []
    assert told(full, GONE) == [("2026-Q3", date(2028, 10, 1))]


def test_an_interruption_leaves_nothing_half(full: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    closed(full)
    retention.run(full.db, now=ANNOUNCED)
    before = full.rows("SELECT * FROM attendance_service ORDER BY 1, 2")
    real = writes_retention.reduce

    def breaks(*given: object) -> None:
        real(*given)  # type: ignore[arg-type]
        raise KeyboardInterrupt

    monkeypatch.setattr(retention, "reduce", breaks)
    with pytest.raises(KeyboardInterrupt):
        retention.run(full.db, now=GONE)
    assert full.rows("SELECT * FROM attendance_service ORDER BY 1, 2") == before
    assert full.rows("SELECT * FROM service_quarter") == []
    monkeypatch.undo()
    assert retention.run(full.db, now=GONE) == [THIRD]


def test_other_quarters_keep_theirs(full: Case) -> None:
    """A date of the next quarter is not touched, to the last row."""
    closed(full)
    [(last,)] = full.rows("SELECT max(occurrence_id) FROM attendance")
    with full.db.write() as con:
        con.execute(
            "UPDATE occurrence SET starts_at = '2026-10-05T08:00:00Z',"
            " ends_at = '2026-10-05T09:00:00Z' WHERE id = :id",
            {"id": last},
        )
    kept = full.rows(f"SELECT * FROM attendance_service WHERE occurrence_id = {last}")
    retention.run(full.db, now=ANNOUNCED)
    assert retention.run(full.db, now=GONE) == [THIRD]
    assert full.rows("SELECT * FROM attendance_service") == kept


def test_afterwards_the_division_is_refused_with_a_sentence(full: Case) -> None:
    closed(full)
    retention.run(full.db, now=ANNOUNCED)
    retention.run(full.db, now=GONE)
    [(date_id, version)] = full.rows(
        "SELECT occurrence_id, version FROM attendance WHERE total > 2 LIMIT 1"
    )
    for refused in (
        lambda: attendance_division.divide(
            full.db, full.boss, date_id, {SP: 1}, version=version, now=GONE
        ),
        lambda: attendance_division.read_division(full.db, full.boss, date_id, now=GONE),
    ):
        with pytest.raises(InvalidInput) as caught:
            refused()
        assert "slettet" in field_messages(caught.value)["form"]
    assert full.rows("SELECT * FROM reading") == []
    assert divided(full) == 0
    attendance.record(full.db, full.boss, date_id, total=1, now=GONE)


# -- the file itself ---------------------------------------------------------------------------


def traces(path: Path, pattern: bytes) -> dict[str, int]:
    files = [path.with_name(path.name + end) for end in ("", "-wal", "-journal")]
    return {one.name: one.read_bytes().count(pattern) for one in files if one.exists()}


def record(occurrence_id: int, service_id: int, visits: int) -> bytes:
    """A row of the table as SQLite's file format writes it (section 2.1, "Record Format")."""
    wide = 3 if occurrence_id > 0x7FFF else 2 if occurrence_id > 0x7F else 1
    return (
        bytes([4, wide, 1, 2])
        + occurrence_id.to_bytes(wide)
        + service_id.to_bytes(1)
        + visits.to_bytes(2)
    )


def test_no_deleted_count_is_left_in_the_file(full: Case) -> None:
    """Neither in the database nor in its write-ahead log, by bytes."""
    path = full.db.path
    [(start,)] = full.rows("SELECT max(id) FROM occurrence")
    wanted = [(start + number, SP, 700 + number % 250) for number in range(1, 900)]
    with full.db.write() as con:
        for date_id, service, visits in wanted:
            con.execute(
                "INSERT INTO occurrence (id, activity_id, original_start, starts_at, ends_at,"
                " state) SELECT :id, min(id), :id, '2026-07-07T08:00:00Z',"
                " '2026-07-07T09:00:00Z', 'planned' FROM activity",
                {"id": date_id},
            )
            con.execute(
                "INSERT INTO attendance (occurrence_id, total, recorded_at)"
                " VALUES (:id, 1000, '2026-07-07T10:00:00Z')",
                {"id": date_id},
            )
            con.execute(
                "INSERT INTO attendance_service VALUES (:id, :service, :visits)",
                {"id": date_id, "service": service, "visits": visits},
            )
    with full.db.write() as con:  # a hole in the middle, so that pages are balanced
        con.execute("DELETE FROM attendance_service WHERE occurrence_id % 3 = 0")
    pattern = [record(*one) for one in wanted]
    found = sum(sum(traces(path, one).values()) for one in pattern)
    assert found > 500, "the pattern must be the one that SQLite writes"
    closed(full)
    retention.run(full.db, now=ANNOUNCED)
    retention.run(full.db, now=GONE)
    assert divided(full) == 0
    assert {name for one in pattern for name, n in traces(path, one).items() if n} == set()
    assert full.rows("SELECT scrubbed_at IS NOT NULL FROM retention") == [(1,)]


def test_a_reader_delays_the_scrubbing_to_the_next_run(full: Case) -> None:
    closed(full)
    retention.run(full.db, now=ANNOUNCED)
    with full.db.read() as con:
        con.execute("SELECT count(*) FROM attendance_service").fetchone()
        assert retention.run(full.db, now=GONE) == [THIRD]
        assert full.rows("SELECT scrubbed_at FROM retention") == [(None,)]
    retention.run(full.db, now=GONE)
    assert full.rows("SELECT scrubbed_at IS NOT NULL FROM retention") == [(1,)]

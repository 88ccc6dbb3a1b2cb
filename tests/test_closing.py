"""Closing: once, whole or not at all, and only of what counts."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

import numpy as np
import pytest

from actions import attendance, closing
from actions.closing import close_due, close_month
from db import writes_figures
from db.figures import Release, released
from domain.errors import InvalidField
from domain.periods import Period, parse
from tests.closing_case import CLOSED, fill
from tests.house_case import BEHANDLING, PIT, SAL, SP, UNG, Case, nada

THIRD = parse("2026-Q3")


@pytest.fixture
def full(case: Case) -> Case:
    fill(case)
    return case


def stored(case: Case, **which: Any) -> list[Release]:
    with case.db.read() as con:
        return released(con, **which)


def raw(case: Case) -> list[tuple[Any, ...]]:
    return case.rows("SELECT * FROM release ORDER BY period, name")


def test_what_is_due_is_closed_and_no_more(full: Case) -> None:
    closed = close_due(full.db, now=CLOSED, random=Random(1))
    assert [str(one) for one in closed] == ["2026-07", "2026-08", "2026-09", "2026-Q3"]
    assert {(str(one.period), one.name) for one in stored(full)} == {
        ("2026-07", "month"), ("2026-08", "month"), ("2026-09", "month"),
        ("2026-Q3", "category"), ("2026-Q3", "daypart"),
        ("2026-Q3", "organiser"), ("2026-Q3", "group"),
    }  # fmt: skip


def test_closing_again_changes_nothing(full: Case) -> None:
    close_due(full.db, now=CLOSED, random=Random(1))
    before = raw(full)
    later = CLOSED + timedelta(days=20)
    assert close_due(full.db, now=later, random=Random(2)) == ()
    assert close_month(full.db, "2026-07", now=later, random=Random(3)) == ()
    assert raw(full) == before


def test_a_release_cannot_be_stored_twice(full: Case) -> None:
    close_month(full.db, "2026-07", now=CLOSED, random=Random(1))
    before = raw(full)
    with pytest.raises(Exception, match="UNIQUE"), full.db.write() as con:
        writes_figures.insert_releases(con, "2026-07", [("month", "released", {})], CLOSED)
    assert raw(full) == before


def test_two_who_close_at_once_release_one(full: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    """The other one closes the month while this one is still drawing."""
    draw = closing._month

    def slow(*args: Any) -> Any:
        monkeypatch.setattr(closing, "_month", draw)
        assert close_month(full.db, "2026-07", now=CLOSED, random=Random(8)) == (parse("2026-07"),)
        return draw(*args)

    monkeypatch.setattr(closing, "_month", slow)
    assert close_month(full.db, "2026-07", now=CLOSED, random=Random(9)) == ()
    assert len(raw(full)) == 1


@pytest.mark.parametrize("broken_at", ["category", "group"])
def test_a_closing_interrupted_half_way_leaves_nothing(
    full: Case, monkeypatch: pytest.MonkeyPatch, broken_at: str
) -> None:
    make = closing._table

    def breaks(name: str, *rest: Any) -> Any:
        if name == broken_at:
            raise KeyboardInterrupt
        return make(name, *rest)

    monkeypatch.setattr(closing, "_table", breaks)
    with pytest.raises(KeyboardInterrupt):
        close_due(full.db, now=CLOSED, random=Random(1))
    assert stored(full, period=THIRD) == []
    monkeypatch.undo()
    assert close_due(full.db, now=CLOSED, random=Random(2)) == (THIRD,)
    assert len(stored(full, period=THIRD)) == 4


def test_an_interruption_while_storing_leaves_nothing(full: Case) -> None:
    tables: list[closing.Table] = [
        ("category", "released", {}),
        ("group", "unknown status", {}),
    ]
    with pytest.raises(Exception, match="CHECK"), full.db.write() as con:
        writes_figures.insert_releases(con, "2026-Q3", tables, CLOSED)
    assert raw(full) == []


@pytest.mark.parametrize(
    ("period", "now", "code"),
    [
        pytest.param("2026-10", CLOSED, "month-open", id="the month is not over"),
        pytest.param("2026-09", datetime(2026, 10, 9, 21, 59, tzinfo=UTC), "month-open",
                     id="two minutes before the 10th in Denmark"),
        pytest.param("2026-Q3", CLOSED, "malformed-period", id="a quarter closes by itself"),
        pytest.param("september", CLOSED, "malformed-period", id="no period"),
    ],
)  # fmt: skip
def test_what_cannot_be_closed_is_refused(
    full: Case, period: str, now: datetime, code: str
) -> None:
    with pytest.raises(InvalidField) as caught:
        close_month(full.db, period, now=now, random=Random(1))
    assert (caught.value.field, caught.value.code) == ("period", code)
    assert raw(full) == []


def test_a_month_may_close_when_the_tenth_begins_in_denmark(full: Case) -> None:
    midnight = datetime(2026, 10, 9, 22, 0, tzinfo=UTC)
    assert parse("2026-09") in close_month(full.db, "2026-09", now=midnight, random=Random(1))


def test_a_quarter_waits_for_its_months(full: Case) -> None:
    assert close_month(full.db, "2026-09", now=CLOSED, random=Random(1)) == (parse("2026-09"),)
    assert close_month(full.db, "2026-08", now=CLOSED, random=Random(1)) == (parse("2026-08"),)
    last = close_month(full.db, "2026-07", now=CLOSED, random=Random(1))
    assert last == (parse("2026-07"), THIRD)


def truth(case: Case) -> dict[str, list[int]]:
    """Exact visits per month: three services and what is not known."""
    found: dict[str, list[int]] = {}
    for month, total in case.rows(
        "SELECT substr(o.starts_at, 1, 7), sum(t.total) FROM attendance t"
        " JOIN occurrence o ON o.id = t.occurrence_id GROUP BY 1"
    ):
        found[month] = [0, 0, 0, total]
    for month, service, visits in case.rows(
        "SELECT substr(o.starts_at, 1, 7), s.service_id, sum(s.visits)"
        " FROM attendance_service s JOIN occurrence o ON o.id = s.occurrence_id GROUP BY 1, 2"
    ):
        found[month][(SP, PIT, UNG).index(service)] = visits
        found[month][3] -= visits
    return found


def test_released_figures_are_near_the_truth_and_add_up(full: Case) -> None:
    close_due(full.db, now=CLOSED, random=Random(1))
    exact = truth(full)
    for one in stored(full, name="month"):
        assert [key for key, _label in one.columns] == [str(SP), str(PIT), str(UNG), "unknown"]
        assert np.abs(np.array(one.column_totals) - exact[str(one.period)]).max() <= 4
    whole = np.sum(list(exact.values()), axis=0)
    tables = stored(full, period=THIRD)
    assert {one.status for one in tables} == {"released"}
    for one in tables:
        assert np.abs(np.array(one.column_totals) - whole).max() <= 4
        assert one.column_totals == tables[0].column_totals
        assert sum(row.total for row in one.rows) == one.total
        assert all(cell % 5 == 0 for row in one.rows for cell in row.cells)


def test_rows_have_the_names_they_had_at_the_release(full: Case) -> None:
    close_due(full.db, now=CLOSED, random=Random(1))
    with full.db.write() as con:
        con.execute("UPDATE category SET name = 'Nyt navn' WHERE name = 'NADA'")
    rows = {one.name: [(row.key, row.label) for row in one.rows] for one in stored(full)}
    assert rows["category"] == [("2", "Gruppeforløb"), ("1", "NADA")]
    assert rows["daypart"] == [("day", ""), ("evening", "")]
    assert rows["organiser"] == [("1", "Fælles hus"), ("2", "Socialpsykiatri"), ("several", "")]
    assert rows["group"] == [("1", "alle"), ("3", "socialpsykiatri"), ("several", "")]


def test_a_house_with_few_visits_is_withheld(case: Case) -> None:
    fill(case, size=0.05)
    close_due(case.db, now=CLOSED, random=Random(1))
    found = stored(case)
    assert {one.status for one in found} == {"withheld"}
    assert {one.reason for one in found} <= {"few-visits", "no-visits"}
    assert all(one.rows == () and one.total == 0 for one in found)


def test_a_house_without_any_count_closes_nothing(case: Case) -> None:
    assert close_due(case.db, now=CLOSED) == ()


def test_hidden_activities_are_in_no_table(full: Case) -> None:
    hidden = full.create(
        nada(category_id=BEHANDLING, room_id=SAL, facilitator_ids=(),
             local_start=datetime(2026, 7, 9, 10), rrule="FREQ=WEEKLY;COUNT=12"),
        now=datetime(2026, 7, 1, tzinfo=UTC),
    )  # fmt: skip
    exact = truth(full)
    with full.db.write() as con:
        con.execute(
            "INSERT INTO attendance (occurrence_id, total, recorded_at)"
            " SELECT id, 500, '2026-07-09T12:00:00Z' FROM occurrence WHERE activity_id = :id",
            {"id": hidden},
        )
    close_due(full.db, now=CLOSED, random=Random(1))
    for one in stored(full, name="month"):
        assert abs(one.total - sum(exact[str(one.period)])) <= 4


def test_what_is_recorded_or_corrected_later_stays_out_of_the_quarter(full: Case) -> None:
    ids = [row[0] for row in full.rows("SELECT occurrence_id FROM attendance ORDER BY 1")]
    august = datetime(2026, 8, 10, 6, tzinfo=UTC)
    close_month(full.db, "2026-07", now=august, random=Random(1))
    july = stored(full, name="month")[0]
    attendance.record(full.db, full.boss, ids[0], total=900, now=august)
    close_due(full.db, now=CLOSED, random=Random(1))
    assert stored(full, name="month")[0] == july
    assert all(one.total < 500 for one in stored(full, period=THIRD))


def test_a_count_deleted_and_made_anew_is_another_count(full: Case) -> None:
    with full.db.read() as con:
        july = (datetime(2026, 7, 1, tzinfo=UTC), datetime(2026, 8, 1, tzinfo=UTC))
        before = writes_figures.true_counts(con, *july)[0]
    attendance.cancelled(full.db, full.boss, before.occurrence_id, now=CLOSED)
    attendance.record(full.db, full.boss, before.occurrence_id, total=before.total, now=CLOSED)
    with full.db.read() as con:
        after = writes_figures.true_counts(con, *july)[0]
    assert before.total == after.total and before.stamp != after.stamp


def test_a_service_retired_since_keeps_its_column_to_the_end_of_the_quarter(full: Case) -> None:
    close_month(full.db, "2026-07", now=CLOSED, random=Random(1))
    with full.db.write() as con:
        con.execute("UPDATE service SET retired_at = '2026-08-01T00:00:00Z' WHERE id = :id",
                    {"id": PIT})  # fmt: skip
    close_due(full.db, now=CLOSED, random=Random(1))
    assert {len(one.columns) for one in stored(full)} == {4}


def test_a_release_holds_no_true_count(full: Case) -> None:
    """What is stored of a month: rounded figures, and per date the total that Driftstal tell."""
    close_due(full.db, now=CLOSED, random=Random(1))
    totals = dict(full.rows("SELECT occurrence_id, total FROM attendance"))
    for period, name, _at, _status, content in raw(full):
        body = json.loads(content)
        basis = body.pop("basis", {})
        assert (name == "month") == bool(basis)
        assert all(totals[int(key)] == total for key, (_stamp, total) in basis.items()), period
        numbers = [int(text) for text in re.findall(r'"cells": \[([^\]]*)\]', json.dumps(body))
                   for text in text.split(", ")]  # fmt: skip
        assert numbers and all(number % 5 == 0 for number in numbers)


def test_the_randomness_is_secret_unless_a_test_gives_its_own(full: Case) -> None:
    """Six draws of the same month are not all the same."""
    from random import SystemRandom

    drawn = set()
    for _ in range(6):
        with full.db.read() as con:
            [table] = closing._month(con, Period(2026, "month", 8), SystemRandom())
        drawn.add(json.dumps(table[2]["rows"]))
    assert len(drawn) > 1
    with full.db.read() as con:
        same = [closing._month(con, Period(2026, "month", 8), Random(4)) for _ in range(2)]
    assert same[0] == same[1]

"""The demo house is what the issue says, and the same every time."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from actions.booking import desk
from actions.demo import fill
from actions.series import extend
from db.activities import all_activities
from db.connection import HouseDb
from db.house import load_house
from db.occurrences import between, slot_of
from db.schema import migrate
from domain.conflicts import among
from tests.house_case import NOW


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> HouseDb:
    return filled(tmp_path_factory.mktemp("demo") / "house.db")


def filled(path: Path) -> HouseDb:
    migrate(path)
    fill(HouseDb(path), now=NOW)
    return HouseDb(path)


def test_26_past_and_16_coming_weeks_without_a_clash(demo: HouseDb) -> None:
    with demo.read() as con:
        house = load_house(con)
        dates = between(con, NOW - timedelta(weeks=60), NOW + timedelta(weeks=60))
    starts = [one.occurrence.starts_at for one in dates]
    assert timedelta(weeks=25) < NOW - min(starts) < timedelta(weeks=27)
    assert timedelta(weeks=16) < max(starts) - NOW < timedelta(weeks=18)
    planned = [slot_of(one) for one in dates if one.occurrence.state == "planned"]
    assert among(planned, house.rooms, house.facilitators) == []


def test_what_happens_to_every_plan_happens_here(demo: HouseDb) -> None:
    with demo.read() as con:
        activities = all_activities(con)
        house = load_house(con)
        states = {
            row["state"]: row["n"]
            for row in con.execute("SELECT state, count(*) AS n FROM occurrence GROUP BY state")
        }
        moved = con.execute(
            "SELECT count(*) FROM occurrence WHERE moved_uid IS NOT NULL"
        ).fetchone()
    assert len(activities) == 33
    assert states["cancelled"] == 4 and states["paused"] > 20 and moved[0] == 1
    assert any(len(one.fields.service_ids) == 2 for one in activities)
    assert any(one.fields.course and "COUNT=8" in (one.fields.rrule or "") for one in activities)
    partners = [one.id for one in house.services.values() if one.kind == "partner"]
    assert any(one.fields.service_ids == tuple(partners) for one in activities)
    assert house.settings["demo"] == "1"


def test_treatment_is_hidden_in_the_demo_too(demo: HouseDb) -> None:
    with demo.read() as con:
        treatment = [one for one in all_activities(con) if one.treatment]
        named = con.execute(
            "SELECT count(*) FROM feed_entry WHERE content LIKE '%Gruppe A,%'"
        ).fetchone()
    assert len(treatment) == 3 and named[0] == 0


def test_attendance_is_fictional_deterministic_and_leaves_some_out(
    demo: HouseDb, tmp_path: Path
) -> None:
    question = (
        "SELECT a.title, o.starts_at, t.total, s.service_id, s.visits FROM attendance t"
        " JOIN occurrence o ON o.id = t.occurrence_id JOIN activity a ON a.id = o.activity_id"
        " LEFT JOIN attendance_service s ON s.occurrence_id = o.id ORDER BY 1, 2, 4"
    )

    def counted(db: HouseDb) -> list[tuple[object, ...]]:
        with db.read() as con:
            return [tuple(row) for row in con.execute(question)]

    rows = counted(demo)
    assert len(rows) > 1000
    assert rows == counted(filled(tmp_path / "again.db"))
    with demo.read() as con:
        (missing,) = con.execute(
            "SELECT count(*) FROM occurrence o JOIN activity a ON a.id = o.activity_id"
            " WHERE o.starts_at < '2026-11-18' AND o.state = 'planned' AND o.close_out IS NULL"
            " AND a.treatment = 0 AND a.access <> 'internal'"
        ).fetchone()
    assert 10 < missing < 120


def test_series_are_written_on_as_time_passes(case: object) -> None:
    from tests.house_case import Case

    assert isinstance(case, Case)
    number = case.create(rrule="FREQ=WEEKLY;BYDAY=MO")
    before = len(case.dates(number))
    with case.db.write() as con:
        added = extend(desk(con, NOW + timedelta(weeks=4)), case.activity(number))
    assert added == 4 and len(case.dates(number)) == before + 4

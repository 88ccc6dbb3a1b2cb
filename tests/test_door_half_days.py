"""Visits outside activities: counted per half day, replaced, missing, and never added to others."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest

from actions import half_days
from db import figures
from db.half_days import half_days as read
from domain.errors import AlreadyDone, InvalidInput, NotFound, Refused, Stale
from domain.figures import sums
from domain.half_days import CountingPlace, HalfDay, expected, has_begun
from domain.localtime import to_local
from domain.model import Actor, Closure, DayRange
from tests.house_case import NOW, ZONE, Case
from tests.public_case import Web, a_web
from tests.sources import ROOT, own_files, relative

WEDNESDAY = date(2026, 11, 18)
MORNING = HalfDay(1, WEDNESDAY, "morning")
AFTERNOON = HalfDay(1, WEDNESDAY, "afternoon")
PLACE = CountingPlace(0, "Caféen", time(12), since=date(2026, 11, 13))


@pytest.fixture
def place(case: Case) -> int:
    return half_days.save_place(case.db, None, PLACE, now=NOW)


@pytest.fixture
def host(case: Case) -> Actor:
    return case.actor("host", staff_id=2)


def counts(case: Case) -> list[tuple[Any, ...]]:
    return case.rows("SELECT day, half, total, version FROM half_day ORDER BY day, half DESC")


# -- the rules -------------------------------------------------------------------------------------

BEGUN = {
    "morning-from-midnight": ("morning", datetime(2026, 11, 18, 0, 0), True),
    "the-day-before": ("morning", datetime(2026, 11, 17, 23, 59), False),
    "just-before-it-divides": ("afternoon", datetime(2026, 11, 18, 11, 59), False),
    "as-it-divides": ("afternoon", datetime(2026, 11, 18, 12, 0), True),
}


@pytest.mark.parametrize(("half", "wall", "begun"), BEGUN.values(), ids=BEGUN.keys())
def test_when_a_half_has_begun(half: Any, wall: datetime, begun: bool) -> None:
    assert has_begun(HalfDay(1, WEDNESDAY, half), PLACE, wall) is begun


def test_which_halves_are_expected() -> None:
    """Not before the place was made, at the week-end, on closed days, and not what is to come."""
    days = DayRange(date(2026, 11, 9), date(2026, 11, 20))
    wall = datetime(2026, 11, 18, 9, 30)
    found = expected([PLACE], days, {date(2026, 11, 16)}, wall)
    assert [(one.day.day, one.half) for one in found] == [
        (13, "morning"),
        (13, "afternoon"),
        (17, "morning"),
        (17, "afternoon"),
        (18, "morning"),
    ]


# -- recording -------------------------------------------------------------------------------------


def test_saving_again_replaces_and_two_at_once_never_add_up(
    case: Case, place: int, host: Actor
) -> None:
    save = half_days.record_half_day
    assert save(case.db, host, MORNING, total=12, version=0, now=NOW, token="a") == 1
    with pytest.raises(AlreadyDone) as again:
        save(case.db, host, MORNING, total=12, version=0, now=NOW, token="a")
    assert again.value.result == "1"
    with pytest.raises(Stale):
        save(case.db, case.actor("host", staff_id=3), MORNING, total=9, version=0, now=NOW)
    assert save(case.db, host, MORNING, total=14, version=1, now=NOW) == 2
    assert counts(case) == [("2026-11-18", "morning", 14, 2)]


WRONG: dict[str, tuple[HalfDay, int, type[Exception]]] = {
    "negative": (MORNING, -1, InvalidInput),
    "huge": (MORNING, 1001, InvalidInput),
    "not-begun": (AFTERNOON, 3, InvalidInput),
    "tomorrow": (HalfDay(1, date(2026, 11, 19), "morning"), 3, InvalidInput),
    "no-such-place": (HalfDay(9, WEDNESDAY, "morning"), 3, NotFound),
}


@pytest.mark.parametrize(("at", "total", "error"), WRONG.values(), ids=WRONG.keys())
def test_what_is_refused(
    case: Case, place: int, host: Actor, at: HalfDay, total: int, error: type[Exception]
) -> None:
    with pytest.raises(error):
        half_days.record_half_day(case.db, host, at, total=total, version=0, now=NOW)
    assert counts(case) == []


def test_a_clock_set_back_saves_nothing_and_loses_nothing(
    case: Case, place: int, host: Actor
) -> None:
    half_days.record_half_day(case.db, host, MORNING, total=12, version=0, now=NOW)
    with pytest.raises(InvalidInput):
        half_days.record_half_day(
            case.db, host, MORNING, total=13, version=1, now=NOW - timedelta(days=2)
        )
    assert counts(case) == [("2026-11-18", "morning", 12, 1)]


def test_hosts_correct_today_and_coordinators_every_day(
    case: Case, place: int, host: Actor
) -> None:
    later = NOW + timedelta(days=1)
    half_days.record_half_day(case.db, host, MORNING, total=12, version=0, now=later)
    with pytest.raises(Refused):
        half_days.record_half_day(case.db, host, MORNING, total=13, version=1, now=later)
    half_days.record_half_day(case.db, case.boss, MORNING, total=13, version=1, now=later)
    assert counts(case) == [("2026-11-18", "morning", 13, 2)]
    log = case.rows(
        "SELECT action, before || after || touched FROM change WHERE id > 1 ORDER BY id"
    )
    assert [row[0] for row in log] == ["half-day.record", "half-day.correct"]
    assert not re.search(r"\b1[23]\b", str([row[1] for row in log])), "no figure in the history"


@pytest.mark.parametrize("role", ["manager", "admin"])
def test_who_may_not_count(case: Case, place: int, role: Any) -> None:
    with pytest.raises(Refused):
        half_days.record_half_day(case.db, case.actor(role), MORNING, total=1, version=0, now=NOW)


def test_what_is_missing_leaves_closed_days_out(case: Case, place: int, host: Actor) -> None:
    from db import writes_house

    shut = Closure(
        0, None, datetime(2026, 11, 15, 23, tzinfo=UTC), datetime(2026, 11, 16, 23, tzinfo=UTC), "x"
    )
    with case.db.write() as con:
        writes_house.save(con, shut, NOW)
    at = HalfDay(place, date(2026, 11, 13), "morning")
    half_days.record_half_day(case.db, host, at, total=3, version=0, now=NOW)
    today, missing = half_days.host_half_days(case.db, host, now=NOW)
    assert today == [(MORNING, False)]
    assert [(one.day.day, one.half) for one in missing] == [
        (13, "afternoon"),
        (17, "morning"),
        (17, "afternoon"),
    ]


# -- a measure of its own --------------------------------------------------------------------------


def test_no_figure_adds_them_to_visits_of_activities(case: Case, place: int, host: Actor) -> None:
    from actions import attendance

    number = case.create(now=NOW - timedelta(days=1), local_start=datetime(2026, 11, 18, 9))
    attendance.record(case.db, host, case.dates(number)[0].id, total=7, now=NOW)
    days = DayRange(date(2026, 11, 1), date(2026, 12, 1))

    def driftstal() -> object:
        with case.db.read() as con:
            return sums(figures.date_figures(con, days, ZONE), to_local(NOW, ZONE))

    before = driftstal()
    half_days.record_half_day(case.db, host, MORNING, total=500, version=0, now=NOW)
    assert driftstal() == before
    with case.db.read() as con:
        assert [one.total for one in read(con, days)] == [500]


def test_only_these_files_read_the_table() -> None:
    """Whoever else names it might add it to something; read it through `db.half_days`."""
    naming = {
        relative(path)
        for path in own_files(".py", ".html", ".js")
        if not relative(path).startswith(("tests/", "benchmarks/"))
        and re.search(r"\b(FROM|INTO|JOIN|TABLE|ON) half_day\b", path.read_text("utf-8"))
    }
    assert naming == {"db/half_days.py", "db/writes_door.py", "db/migrations/door.py"}


def test_no_file_that_reads_them_reads_attendance_too() -> None:
    for name in ("db/half_days.py", "domain/half_days.py", "pages/_fremmoede_halves.py"):
        text = (ROOT / name).read_text("utf-8")
        reads = r"(from|import) (db\.(attendance|figures)|domain\.figures)|FROM attendance"
        assert not re.search(reads, text), name


# -- the places ------------------------------------------------------------------------------------

PLACES: dict[str, tuple[dict[str, Any], str]] = {
    "no-name": ({"name": " "}, "name"),
    "long-name": ({"name": "x" * 200}, "name"),
    "cpr": ({"name": "010190-1234"}, "name"),
    "at-night": ({"divides_at": time(3)}, "divides_at"),
    "never-open": ({"weekdays": ""}, "weekdays"),
}


@pytest.mark.parametrize(("changes", "field"), PLACES.values(), ids=PLACES.keys())
def test_places_that_are_refused(case: Case, changes: dict[str, Any], field: str) -> None:
    from dataclasses import replace

    with pytest.raises(InvalidInput) as refused:
        half_days.save_place(case.db, None, replace(PLACE, **changes), now=NOW)
    assert [one.field for one in refused.value.problems] == [field]


def test_only_admins_keep_places_and_a_name_is_used_once(case: Case, place: int) -> None:
    with pytest.raises(Refused):
        half_days.save_place(case.db, case.boss, PLACE, now=NOW)
    with pytest.raises(InvalidInput):
        half_days.save_place(case.db, case.actor("admin"), PLACE, now=NOW)


# -- the page --------------------------------------------------------------------------------------


@pytest.fixture
def web(house_path: Path, monkeypatch: pytest.MonkeyPatch) -> Web:
    found = a_web(house_path, monkeypatch)
    half_days.save_place(found.case.db, None, PLACE, now=NOW)
    return found


def test_at_the_door_under_todays_dates(web: Web) -> None:
    host = web.sign_in_as("host")
    page = host.text("/vaert")
    assert page.index("Uden for aktiviteter") > page.index("I dag")
    path = "/vaert/sted/1/2026-11-18/formiddag"
    assert f'href="{path}"' in page and "eftermiddag" not in page.split("Mangler")[0]
    assert host.send(path, total="13").headers["location"] == "/vaert?sted=1"
    assert counts(web.case) == [("2026-11-18", "morning", 13, 1)]
    shown = re.sub(r"<[^>]*>", " ", host.text("/vaert?sted=1"))
    assert "Gemt" in shown and not re.search(r"(?<![.\d])13(?![.\d])", shown)
    late = host.post(path, {"csrf": _csrf(host), "total": "9", "version": "0"})
    assert late.status_code == 409 and "erstatter" in late.text
    wrong = host.send(path, total_more="mange")
    assert wrong.status_code == 422 and 'value="mange"' in wrong.text


@pytest.mark.parametrize(
    "path",
    [
        "/vaert/sted/1/2026-11-18/aften",
        "/vaert/sted/1/i-dag/formiddag",
        "/vaert/sted/1/2026-11-18/eftermiddag",
        "/vaert/sted/7/2026-11-18/formiddag",
    ],
    ids=["half", "day", "not-begun", "place"],
)
def test_addresses_that_are_none(web: Web, path: str) -> None:
    assert web.sign_in_as("host").get(path).status_code == 404


def _csrf(web: Web) -> str:
    from tests.public_case import hidden

    return hidden(web.get("/log-ud").text)["csrf"]

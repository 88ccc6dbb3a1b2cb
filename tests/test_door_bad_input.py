"""Bad input at the door: each a clear Danish answer beside the field, nothing doubled or lost."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from actions import attendance, attendance_division, setup
from db.house import load_house
from domain.errors import InvalidInput
from tests.house_case import NOW, PIT, SP, Case
from tests.public_case import Web, a_web, hidden

TODAY = "2026-11-18"
JSON = {"Accept": "application/json"}


@pytest.fixture
def web(house_path: Path, monkeypatch: pytest.MonkeyPatch) -> Web:
    return a_web(house_path, monkeypatch)


@pytest.fixture
def host(web: Web) -> Web:
    return web.sign_in_as("host")


def a_date(web: Web, day: str = TODAY, **more: Any) -> int:
    """NADA at 9.00 in Stillerum, which holds ten."""
    start = datetime.fromisoformat(f"{day}T09:00")
    planned = datetime(2026, 9, 1, tzinfo=UTC)
    fields = {"local_start": start, "facilitator_ids": (), "now": planned, **more}
    return web.case.dates(web.case.create(**fields))[0].id


def saved(case: Case) -> list[tuple[Any, ...]]:
    return case.rows("SELECT total, turned_away FROM attendance")


TYPED: dict[str, tuple[dict[str, str], str, str]] = {
    "negative": ({"total_more": "-1"}, "total", "helt tal"),
    "fraction": ({"total_more": "3,5"}, "total", "helt tal"),
    "huge": ({"total_more": "1001"}, "total", "fra 0 til 1000"),
    "very-huge": ({"total_more": "9" * 60}, "total", "helt tal"),
    "words": ({"total_more": "en del"}, "total", "helt tal"),
    "nothing": ({}, "total", "tryk 0"),
    "turned-away-negative": ({"total": "3", "turned_away": "-2"}, "turned_away", "helt tal"),
    "volunteers-fraction": ({"total": "3", "volunteers": "1,5"}, "volunteers", "helt tal"),
    "more-than-the-room-holds": ({"total": "11"}, "over_room", "plads til 10"),
}


@pytest.mark.parametrize(("typed", "field", "words"), TYPED.values(), ids=TYPED.keys())
def test_what_is_typed_wrong_is_told_beside_its_field(
    web: Web, host: Web, typed: dict[str, str], field: str, words: str
) -> None:
    date = a_date(web)
    answer = host.send(f"/vaert/{date}", **typed)
    assert answer.status_code == 422
    found = re.search(rf'id="{field}-error">([^<]*)<', answer.text)
    assert found and words in found[1], answer.text
    assert saved(web.case) == []
    again = hidden(answer.text) | {"total": "4"}
    assert host.post(f"/vaert/{date}", again).status_code == 303
    assert saved(web.case) == [(4, 0)]


def test_more_than_the_room_holds_is_asked_and_then_accepted(web: Web, host: Web) -> None:
    date = a_date(web)
    asked = host.send(f"/vaert/{date}", total="12")
    assert asked.status_code == 422 and 'value="12" checked' in asked.text
    assert 'name="over_room" value="1"' in asked.text
    answer = host.post(f"/vaert/{date}", hidden(asked.text) | {"total": "12", "over_room": "1"})
    assert answer.status_code == 303 and saved(web.case) == [(12, 0)]


def test_outdoors_any_number_may_come(web: Web, host: Web) -> None:
    from tests.house_case import UDE

    date = a_date(web, room_id=UDE)
    assert host.send(f"/vaert/{date}", total_more="80").status_code == 303


WHEN: dict[str, tuple[str, str]] = {
    "tomorrow": ("2026-11-19", "Efter husets ur er datoen ikke kommet endnu"),
    "a-clock-set-back": ("2026-11-20", "Efter husets ur er datoen ikke kommet endnu"),
}


@pytest.mark.parametrize(("day", "words"), WHEN.values(), ids=WHEN.keys())
@pytest.mark.parametrize("queue", [False, True], ids=["form", "queue"])
def test_a_date_that_has_not_come(web: Web, host: Web, day: str, words: str, queue: bool) -> None:
    date = a_date(web, day)
    sent = {"csrf": hidden(host.get("/log-ud").text)["csrf"], "total": "3", "version": "1"}
    answer = host.post(f"/vaert/{date}", sent, **(JSON if queue else {}))
    assert answer.status_code == 422
    assert words in (answer.json()["say"] if queue else answer.text)
    assert saved(web.case) == []


def test_a_clock_set_back_after_recording_loses_nothing(case: Case) -> None:
    host = case.actor("host", staff_id=2)
    made = case.create(local_start=datetime(2026, 11, 18, 9), now=NOW - timedelta(days=1))
    date = case.dates(made)[0].id
    attendance.record(case.db, host, date, total=5, now=NOW, token="a")
    with pytest.raises(InvalidInput):
        attendance.record(case.db, host, date, total=6, now=NOW - timedelta(days=2), token="b")
    attendance.record(case.db, host, date, total=6, now=NOW - timedelta(minutes=20), token="b")
    assert saved(case) == [(6, 0)]


def test_shares_over_the_total(web: Web, host: Web) -> None:
    date = a_date(web)
    host.send(f"/vaert/{date}", total="5")
    path = f"/vaert/{date}/fordeling"
    answer = host.send(path, **{f"service_{SP}": "4", f"service_{PIT}": "3"})
    assert answer.status_code == 422 and "flere, end der kom" in answer.text
    assert re.search(r'class="error" id="by_service"', answer.text)
    assert web.case.rows("SELECT * FROM attendance_service") == []
    queued = {**hidden(answer.text), f"service_{SP}": "6"}
    told = host.post(path, queued, **JSON)
    assert told.status_code == 422 and not re.search(r"\d", told.json()["say"]), "no figure is told"


def test_a_service_that_was_retired_while_the_form_was_open(web: Web, host: Web) -> None:
    date = a_date(web)
    host.send(f"/vaert/{date}", total="5")
    path = f"/vaert/{date}/fordeling"
    open_form = hidden(host.get(path).text)
    with web.case.db.read() as con:
        pitstop = load_house(con).services[PIT]
    setup.retire(web.case.db, None, pitstop, now=NOW)
    answer = host.post(path, {**open_form, f"service_{SP}": "2", f"service_{PIT}": "3"})
    assert answer.status_code == 422
    found = re.search(rf'id="service_{PIT}-error">([^<]*)<', answer.text)
    assert found and "Pitstop bruges ikke længere" in found[1]
    assert f'name="service_{SP}" value="2" checked' in answer.text, "nothing entered is lost"
    assert web.case.rows("SELECT * FROM attendance_service") == []
    mended = {**hidden(answer.text), f"service_{SP}": "2"}
    assert host.post(path, mended).status_code == 303


def test_a_retired_service_keeps_the_visits_it_had(case: Case) -> None:
    host = case.actor("host", staff_id=2)
    made = case.create(local_start=datetime(2026, 11, 18, 9), now=NOW - timedelta(days=1))
    date = case.dates(made)[0].id
    attendance.record(case.db, host, date, total=5, now=NOW)
    first = attendance_division.divide(case.db, host, date, {PIT: 3}, version=1, now=NOW)
    with case.db.read() as con:
        setup_of = load_house(con).services[PIT]
    setup.retire(case.db, None, setup_of, now=NOW)
    attendance_division.divide(case.db, host, date, {PIT: 3, SP: 1}, version=first, now=NOW)
    rows = case.rows("SELECT service_id, visits FROM attendance_service ORDER BY service_id")
    assert rows == [(SP, 1), (PIT, 3)]


# -- what the queue is told ------------------------------------------------------------------------


def test_a_form_sent_twice_is_told_the_same_versions(web: Web, host: Web) -> None:
    date = a_date(web)
    sent = {**hidden(host.get(f"/vaert/{date}").text), "total": "5"}
    first, second = (host.post(f"/vaert/{date}", sent, **JSON) for _ in range(2))
    assert first.status_code == second.status_code == 200
    assert first.json() == second.json()
    assert first.json()["versions"] == {f"/vaert/{date}": 2, f"/vaert/{date}/fordeling": 1}
    assert web.case.rows("SELECT count(*) FROM change WHERE action LIKE 'attendance.%'") == [(1,)]


def test_nobody_signed_in_is_told_so(web: Web) -> None:
    date = a_date(web)
    answer = web.post(f"/vaert/{date}", {"total": "3"}, **JSON)
    assert (answer.status_code, answer.json()) == (401, {"state": "signed-out"})
    assert web.get("/vaert/session.json", **JSON).status_code == 401


def test_a_kept_copy_holds_no_token(web: Web, host: Web) -> None:
    date = a_date(web)
    copy = host.get(f"/vaert/{date}", **{"X-Kept-Copy": "1"})
    assert copy.status_code == 200 and hidden(copy.text)["csrf"] == ""
    division = host.get(f"/vaert/{date}/fordeling", **{"X-Kept-Copy": "1"})
    assert division.status_code == 200 and host.get(f"/vaert/{date}/fordeling").status_code == 404


def test_the_worker_has_its_scope_and_the_policy_lets_it_run(host: Web) -> None:
    answer = host.get("/vaert/sw.js")
    assert answer.headers["service-worker-allowed"] == "/vaert"
    assert answer.headers["content-type"].startswith("text/javascript")
    assert "worker-src 'self'" in answer.headers["content-security-policy"]


# -- the history -----------------------------------------------------------------------------------


def test_corrections_are_in_the_history_without_figures(case: Case) -> None:
    host = case.actor("host", staff_id=2)
    made = case.create(local_start=datetime(2026, 11, 18, 9), now=NOW - timedelta(days=1))
    date = case.dates(made)[0].id
    attendance.record(case.db, host, date, total=71, now=NOW)
    attendance.record(case.db, host, date, total=83, now=NOW)
    attendance.nobody_came(case.db, host, date, now=NOW)
    attendance.cancelled(case.db, host, date, reason="Strømmen gik", now=NOW)
    log = case.rows(
        "SELECT action, before, after FROM change WHERE action LIKE 'attendance.%' ORDER BY id"
    )
    assert [row[0] for row in log] == [
        "attendance.held",
        "attendance.correct",
        "attendance.correct",
        "attendance.cancelled",
    ]
    assert "71" not in str(log) and "83" not in str(log)
    assert log[1][1] == '{"close_out": "held"}' and "Strømmen" in log[3][2]


# -- the sheet of paper ----------------------------------------------------------------------------


def test_the_sheet_names_nobody_asks_for_no_service_and_hides_what_is_hidden(
    web: Web, host: Web
) -> None:
    a_date(web, title="Fællessang")
    a_date(web, title="Stofmisbrug og mig", listing="hidden", room_id=1)
    page = host.text("/vaert/streg-ark")
    assert "Fællessang" in page and "Stofmisbrug" not in page and "Aktivitet" in page
    assert "Anne-rolle" not in page and "Pitstop" not in page and "Socialpsykiatri" not in page
    week = host.text("/vaert/streg-ark?uge=2026-W47")
    assert "Uge 47" in week and "Fællessang" in week
    assert host.get("/vaert/streg-ark?uge=2026-W99").status_code == 404
    assert host.get("/vaert/streg-ark?dag=i-morgen").status_code == 404
    assert web.get("/vaert/streg-ark").status_code == 303

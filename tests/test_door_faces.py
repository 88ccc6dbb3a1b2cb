"""Three faces: what is kept, what is shown, and that nothing below five can be found out."""

from __future__ import annotations

import sqlite3
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actions import faces
from db.faces import faces as read
from domain.errors import AlreadyDone, InvalidInput, NotFound, Refused
from domain.faces import SHOWN_FROM, FaceTally, shown_faces
from domain.model import Actor
from tests.house_case import BEHANDLING, NOW, PIT, PITSTOP, Case
from tests.public_case import Web, a_web
from tests.sources import own_files, relative

TODAY = date(2026, 11, 18)
DECEMBER = date(2026, 12, 1)


@pytest.fixture
def host(case: Case) -> Actor:
    return case.actor("host", staff_id=2)


@pytest.fixture
def over(case: Case) -> int:
    """A NADA that was at 8.00 this morning."""
    started = datetime(2026, 11, 18, 8)
    return case.dates(case.create(local_start=started, now=NOW - timedelta(days=1)))[0].id


def tap(
    case: Case, host: Actor, date_: int, face: str = "good", token: str = "t", **more: Any
) -> None:
    faces.tap(case.db, host, date_, face, token=token, **{"now": NOW, **more})


def test_a_tap_leaves_a_tally_per_activity_and_month_and_nothing_else(
    case: Case, over: int, host: Actor
) -> None:
    before = case.rows("SELECT count(*) FROM change")
    for number in range(3):
        tap(case, host, over, token=f"t{number}")
    with pytest.raises(AlreadyDone):
        tap(case, host, over, token="t1")
    assert case.rows("SELECT month, face, answers FROM face_tally") == [("2026-11", "good", 3)]
    assert case.rows("SELECT count(*) FROM change") == before, "a log entry would have a time"
    assert case.rows("SELECT count(*) FROM form_token") == [(0,)], "its tokens have a time"
    for table in ("face_tally", "face_token"):
        names = [row[1] for row in case.rows(f"PRAGMA table_info({table})")]
        assert not {"at", "day", "date", "staff_id", "recorded_at", "occurrence_id"} & set(names)
        with pytest.raises(sqlite3.OperationalError):
            case.rows(f"SELECT rowid FROM {table}")  # no order in which they came


REFUSED: dict[str, tuple[dict[str, Any], type[Exception]]] = {
    "not-begun": ({"now": NOW - timedelta(hours=3)}, NotFound),
    "the-month-is-over": ({"now": NOW + timedelta(days=14)}, NotFound),
    "no-face": ({"face": "angry"}, InvalidInput),
    "no-token": ({"token": ""}, InvalidInput),
}


@pytest.mark.parametrize(("changes", "error"), REFUSED.values(), ids=REFUSED.keys())
def test_taps_that_do_not_count(
    case: Case, over: int, host: Actor, changes: dict[str, Any], error: type[Exception]
) -> None:
    with pytest.raises(error):
        tap(case, host, over, **changes)
    assert case.rows("SELECT * FROM face_tally") == []


def test_who_may_hold_the_tablet_and_what_is_never_asked_about(case: Case, over: int) -> None:
    with pytest.raises(Refused):
        tap(case, case.actor("manager"), over)
    number = case.create(
        category_id=BEHANDLING,
        group_ids=(PITSTOP,),
        service_ids=(PIT,),
        local_start=datetime(2026, 11, 18, 7),
        now=NOW - timedelta(days=1),
    )
    with pytest.raises(NotFound):
        tap(case, case.boss, case.dates(number)[0].id)


def test_shown_from_five_and_only_when_the_month_is_over(
    case: Case, over: int, host: Actor
) -> None:
    for number in range(SHOWN_FROM):
        tap(case, host, over, token=f"t{number}", face="good" if number else "bad")
        with case.db.read() as con:
            assert read(con, TODAY) == [], "the month still runs: a difference would be one person"
            shown = read(con, DECEMBER)
        assert bool(shown) is (number == SHOWN_FROM - 1)
    assert (shown[0].title, shown[0].good, shown[0].bad) == ("NADA", 4, 1)


def test_hidden_activities_are_not_shown(case: Case, host: Actor) -> None:
    at = datetime(2026, 11, 18, 8)
    number = case.create(listing="hidden", local_start=at, now=NOW - timedelta(days=1))
    for token in range(9):
        tap(case, host, case.dates(number)[0].id, token=str(token))
    with case.db.read() as con:
        assert read(con, DECEMBER) == []


tallies = st.lists(
    st.builds(
        FaceTally,
        lineage=st.sampled_from("abc"),
        title=st.just("Kor"),
        month=st.sampled_from(["2026-09", "2026-10", "2026-11"]),
        good=st.integers(0, 6),
        middling=st.integers(0, 6),
        bad=st.integers(0, 6),
    ),
    unique_by=lambda one: (one.lineage, one.month),
)


@given(tallies)
def test_what_is_shown_does_not_depend_on_what_is_not(found: list[FaceTally]) -> None:
    """Take away, or change within its bounds, all that is not shown: every answer is the same."""
    shown = shown_faces(found, TODAY)
    assert all(one.answers >= SHOWN_FROM and one.month < "2026-11" for one in shown)
    assert shown_faces(shown, TODAY) == shown
    assert shown_faces([one for one in found if one in shown], TODAY) == shown


@given(tallies, st.integers(0, 60))
def test_looking_twice_tells_nothing_new_of_a_month(found: list[FaceTally], days: int) -> None:
    first = shown_faces(found, TODAY)
    later = shown_faces(found, TODAY + timedelta(days=days))
    assert [one for one in later if one.month < "2026-11"] == first


def test_only_these_files_touch_the_tally() -> None:
    naming = {
        relative(path)
        for path in own_files(".py", ".html", ".js")
        if not relative(path).startswith("tests/") and "face_tally" in path.read_text("utf-8")
    }
    assert naming == {"db/faces.py", "db/writes_door.py", "db/migrations/door.py"}


# -- the tablet's page -----------------------------------------------------------------------------


@pytest.fixture
def web(house_path: Path, monkeypatch: pytest.MonkeyPatch) -> Web:
    return a_web(house_path, monkeypatch)


def test_the_page_has_three_faces_no_figure_and_no_way_back_by_chance(web: Web) -> None:
    at = datetime(2026, 11, 18, 8)
    made = web.case.create(local_start=at, now=NOW - timedelta(days=1))
    path = f"/vaert/{web.case.dates(made)[0].id}/ansigter"
    host = web.sign_in_as("host")
    page = host.text(path)
    assert page.count('name="face"') == 3 and "Hvordan var det i dag?" in page
    assert page.count('href="/vaert') == 1 and page.index("<details") < page.index('href="/vaert')
    answer = host.send(path, face="good")
    assert answer.headers["location"] == f"{path}?tak=1"
    thanks = host.get(f"{path}?tak=1")
    assert "Tak!" in thanks.text and thanks.headers["refresh"] == f"3; url={path}"
    host.send(path, face="bad")  # within two seconds: a hand that rests on the glass
    assert web.case.rows("SELECT face, answers FROM face_tally") == [("good", 1)]
    assert web.get(path).status_code == 303
    assert web.sign_in_as("manager").get(path).status_code == 403

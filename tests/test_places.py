"""Places of a course: counted by staff, no names; told to citizens where the course is listed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from actions import undo
from actions.places import count_places
from domain.errors import AlreadyDone, HouseError, InvalidInput, NotFound, Refused, UndoRefused
from domain.model import Actor, RoleGrant
from domain.places import left
from tests.house_case import NOW, SP, UNG, Case
from tests.public_case import Web, a_web, plan

COURSE: dict[str, Any] = {"course": True, "capacity": 3, "rrule": "FREQ=WEEKLY;BYDAY=MO;COUNT=8"}
LATER = NOW + timedelta(minutes=5)


def count(case: Case, number: int, by: int, **more: Any) -> int:
    actor = more.pop("actor", case.boss)
    return count_places(case.db, actor, number, by, now=NOW, **more)


def test_places_are_counted_up_and_down(case: Case) -> None:
    number = case.create(**COURSE)
    assert [count(case, number, by) for by in (1, 1, -1)] == [1, 2, 1]
    assert left(case.activity(number)) == 2
    actions = [row[0] for row in case.rows("SELECT action FROM change ORDER BY id")]
    assert actions == ["activity.create"] + ["activity.places"] * 3


def test_dates_and_feeds_stay_as_they_are(case: Case) -> None:
    number = case.create(**COURSE)
    asked = ("SELECT * FROM occurrence", "SELECT * FROM feed_entry", "SELECT * FROM feed")
    before = [case.rows(question) for question in asked]
    count(case, number, 1)
    assert [case.rows(question) for question in asked] == before


def test_more_than_there_are_only_when_told(case: Case) -> None:
    number = case.create(**COURSE)
    count(case, number, 3)
    with pytest.raises(InvalidInput) as told:
        count(case, number, 1)
    assert [one.code for one in told.value.problems] == ["course-full"]
    assert count(case, number, 1, over=True) == 4
    assert left(case.activity(number)) == 0


WRONG: dict[str, tuple[dict[str, Any], int, dict[str, Any], type[HouseError]]] = {
    "below none": (COURSE, -1, {}, InvalidInput),
    "below none, said to be meant": (COURSE, -1, {"over": True}, InvalidInput),
    "no course": (COURSE | {"course": False}, 1, {}, InvalidInput),
    "no number of places": (COURSE | {"capacity": None}, 1, {}, InvalidInput),
    "a host": (COURSE, 1, {"actor": Actor(2, "P", (RoleGrant("host", None),))}, Refused),
    "an account linked to its facilitator": (COURSE, 1, {"actor": Actor(2, "P", (), 1)}, Refused),
    "a coordinator of another service": (
        COURSE | {"service_ids": (SP,)},
        1,
        {"actor": Actor(2, "P", (RoleGrant("coordinator", UNG),))},
        Refused,
    ),
}


@pytest.mark.parametrize(("fields", "by", "more", "error"), WRONG.values(), ids=WRONG.keys())
def test_what_cannot_be_counted_changes_nothing(
    case: Case, fields: dict[str, Any], by: int, more: dict[str, Any], error: type[HouseError]
) -> None:
    number = case.create(**fields)
    before = case.activity(number)
    with pytest.raises(error):
        count(case, number, by, **more)
    assert case.activity(number) == before


def test_a_course_that_is_not_there(case: Case) -> None:
    with pytest.raises(NotFound):
        count(case, 99, 1)


def test_a_double_click_counts_once(case: Case) -> None:
    number = case.create(**COURSE)
    count(case, number, 1, token="click")
    with pytest.raises(AlreadyDone):
        count(case, number, 1, token="click")
    assert case.activity(number).taken == 1


def test_a_tap_is_undone_and_leaves_the_rest_alone(case: Case) -> None:
    number = case.create(**COURSE)
    dates = case.dates(number)
    count(case, number, 1)
    tap = int(case.rows("SELECT max(id) FROM change")[0][0])
    again = undo.undo(case.db, case.boss, tap, now=LATER)
    after = case.activity(number)
    assert (after.taken, after.fields) == (0, replace(after.fields, group_ids=(1,)))
    assert case.dates(number) == dates
    undo.undo(case.db, case.boss, again, now=LATER)
    assert case.activity(number).taken == 1
    undo.undo(case.db, case.boss, tap, now=LATER)  # it stands as the tap had left it
    assert case.activity(number).taken == 0
    with pytest.raises(UndoRefused):
        undo.undo(case.db, case.boss, tap, now=LATER)


def test_the_part_that_goes_on_knows_its_places_and_a_copy_does_not(case: Case) -> None:
    number = case.create(**COURSE)
    count(case, number, 2)
    going_on = case.edit(number, title="Forløb", now=NOW + timedelta(days=9), room_id=1)
    assert going_on != number
    assert case.activity(going_on).taken == 2
    assert case.activity(case.create(**COURSE, local_start=NOW.replace(tzinfo=None))).taken == 0


@pytest.fixture(scope="module")
def web(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Web]:
    with pytest.MonkeyPatch.context() as patch:
        yield a_web(Path(tmp_path_factory.mktemp("places")) / "house.db", patch)


TOLD: dict[str, tuple[dict[str, Any], int, str | None]] = {
    "three left": ({"capacity": 8}, 5, "3 pladser tilbage"),
    "one left": ({"capacity": 3}, 2, "1 plads tilbage"),
    "none left": ({"capacity": 3}, 3, "Alt optaget"),
    "too many": ({"capacity": 3}, 4, "Alt optaget"),
    "no course": ({"capacity": 3, "course": False}, 0, None),
    "only mentioned": ({"capacity": 3, "listing": "mentioned"}, 1, None),
}


@pytest.mark.parametrize(("fields", "taken", "words"), TOLD.values(), ids=TOLD.keys())
@pytest.mark.parametrize("page", ["/", "/aktivitet/"], ids=["listed", "its own page"])
def test_citizens_read_what_is_left_and_whom_to_ring(
    web: Web, page: str, fields: dict[str, Any], taken: int, words: str | None
) -> None:
    title = f"Forløb {len(web.seen)}"
    known = {"course": True, "access": "sign-up", "signup_phone": "12 34 56 78"}
    wanted: dict[str, Any] = known | fields
    number = plan(web, title, "2026-11-18T13:00", **wanted)
    if taken:
        count_places(web.case.db, web.case.boss, number, taken, over=True, now=NOW)
    uid = web.case.activity(number).uid
    text = web.text(page if page == "/" else page + uid)
    told = text if page != "/" else text[text.rindex(f">{title}<") :].partition("</li>")[0]
    assert "12 34 56 78" in told
    for each in ("pladser tilbage", "plads tilbage", "Alt optaget"):
        assert (each in told) == (words is not None and each in words)
    if words:
        assert words in told
    with web.case.db.write() as con:
        con.execute("UPDATE activity SET deleted_at = '2026-11-18T08:00:00Z'")

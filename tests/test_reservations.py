"""A reserved room: staff see it in the calendar, it takes its room, and it stands nowhere else."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from actions import planning, reservations, undo
from db.activities import all_activities
from db.driftstal import summed
from db.feeds import all_entries
from db.house import load_house
from db.occurrences import between, unrecorded
from domain.discretion import is_counted
from domain.errors import AlreadyDone, Conflicts, InvalidInput, Refused
from domain.model import Activity
from tests.driftstal_case import LATER, WINTER
from tests.house_case import NOW, SAL, STILLE, UDE, UNG, ZONE, Case
from tests.public_case import a_web
from tests.test_undo import last_change, state

TEN, ELEVEN = datetime(2026, 11, 23, 10), datetime(2026, 11, 23, 11)
WHAT = "Supervision med Birgit"


def reserve(case: Case, **more: Any) -> int:
    room, start, end = more.pop("room", SAL), more.pop("start", TEN), more.pop("end", ELEVEN)
    what, actor, now = more.pop("what", WHAT), more.pop("actor", case.boss), more.pop("now", NOW)
    return reservations.reserve(case.db, actor, room, start, end, what, now=now, **more)


def of(case: Case, number: int) -> Activity:
    return case.activity(number)


def test_three_answers_make_one_that_is_internal_hidden_and_in_no_calendar(case: Case) -> None:
    one = of(case, reserve(case))
    fields = one.fields
    assert (fields.kind, fields.access, fields.listing, fields.feed) == (
        *("reservation", "internal", "hidden", "none"),
    )
    assert (fields.title, fields.room_id, fields.group_ids) == (WHAT, SAL, ())
    assert not is_counted(one)


def test_it_stands_on_no_page_of_citizens_in_no_calendar_and_with_no_host(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    web = a_web(tmp_path / "house.db", monkeypatch)
    today = datetime(2026, 11, 18, 11), datetime(2026, 11, 18, 12)
    number = reserve(web.case, start=today[0], end=today[1])
    case_now = of(web.case, number)
    paths = [
        *("/", "/i-dag", "/uge/2026-W47", "/uge/2026-W47.pdf", "/skaerm", "/frivillig"),
        *("/api/aktiviteter.json", "/sitemap.xml", "/hjaelp", "/abonner", "/let/"),
        *("/kalender/alle.ics", "/kalender/unge.ics", "/kalender/birk.ics"),
    ]
    for path in paths:
        answer = web.get(path)
        assert answer.status_code in (200, 303), path
        assert "Birgit" not in answer.text, path
        assert case_now.uid not in answer.text, path
    for path in (f"/aktivitet/{case_now.uid}", f"/aktivitet/{case_now.uid}.ics"):
        assert web.get(path).status_code == 404
    assert "Birgit" not in web.sign_in_as("host").text("/vaert")


def test_no_feed_holds_more_of_it_than_that_the_room_is_taken(case: Case) -> None:
    reserve(case)
    with case.db.read() as con:
        held = all_entries(con)
    assert all("Birgit" not in one.content for one in held)
    assert {one.feed for one in held} <= {f"h/room/{SAL}"}


def test_it_is_in_no_count(case: Case) -> None:
    reserve(case, start=datetime(2026, 11, 19, 10), end=datetime(2026, 11, 19, 11))
    with case.db.read() as con:
        after = datetime(2026, 11, 20, tzinfo=UTC)
        assert unrecorded(con, after) == []
        start, end = datetime(2026, 11, 1, tzinfo=UTC), datetime(2026, 12, 1, tzinfo=UTC)
        assert between(con, start, end) == []
        assert summed(con, "activity", WINTER, ZONE, LATER) == {}
    case.create()
    with case.db.read() as con:
        assert len(summed(con, "activity", WINTER, ZONE, LATER)) == 1


def test_it_takes_its_room_and_an_activity_takes_it_back(case: Case) -> None:
    reserve(case)
    with pytest.raises(Conflicts) as caught:
        case.create(room_id=SAL)
    assert caught.value.conflicts[0].other_title == WHAT
    with pytest.raises(Conflicts):
        reserve(case, what="To")
    case.create(title="Kor", room_id=STILLE)
    found = reservations.look(case.db, case.boss, STILLE, TEN, ELEVEN, "To", now=NOW)
    assert [one.other_title for one in found] == ["Kor"]


def test_it_is_changed_moved_cancelled_and_undone(case: Case) -> None:
    number = reserve(case)
    later = ELEVEN + timedelta(hours=3)
    reserve(case, what="Møde", start=ELEVEN, end=later, room=UDE, of=of(case, number))
    changed = of(case, number).fields
    assert (changed.title, changed.room_id, changed.kind) == ("Møde", UDE, "reservation")
    assert case.walls(number) == [ELEVEN]
    before = state(case)
    date = case.dates(number)[0]
    planning.move_date(
        case.db, case.boss, date.id, version=date.version, local_start=TEN, room_id=SAL, now=NOW
    )
    assert case.walls(number) == [TEN]
    undo.undo(case.db, case.boss, last_change(case), now=NOW)
    assert state(case) == before
    date = case.dates(number)[0]
    planning.cancel_date(case.db, case.boss, date.id, version=date.version, now=NOW)
    assert case.dates(number)[0].state == "cancelled"
    assert reserve(case, room=UDE, start=ELEVEN, end=later)


WRONG: dict[str, tuple[dict[str, Any], str, str]] = {
    "no room": ({"room": None}, "room", "required"),
    "no such room": ({"room": 99}, "room", "unknown"),
    "nothing for": ({"what": " "}, "title", "required"),
    "a number": ({"what": "Samtale 010190-1234"}, "title", "cpr"),
    "ends before it begins": ({"end": TEN - timedelta(hours=1)}, "end", "before-start"),
    "at night": ({"start": TEN.replace(hour=2)}, "start", "night-hour"),
}


@pytest.mark.parametrize(("more", "field", "code"), WRONG.values(), ids=WRONG.keys())
def test_answers_that_cannot_be(case: Case, more: dict[str, Any], field: str, code: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        reserve(case, **more)
    assert (field, code) in [(one.field, one.code) for one in caught.value.problems]
    with case.db.read() as con:
        assert all_activities(con) == []


def test_who_reserves_is_whose_it_is(case: Case) -> None:
    mine = reserve(case, actor=case.actor("coordinator", service=UNG))
    assert of(case, mine).fields.service_ids == (UNG,)
    with case.db.read() as con:
        assert load_house(con).services[UNG].kind == "service"
    for role in ("manager", "admin", "host"):
        with pytest.raises(Refused):
            reserve(case, room=UDE, actor=case.actor(role))
    with pytest.raises(Refused):
        actor = case.actor("coordinator", service=2)
        reserve(case, what="Min", actor=actor, of=of(case, mine))


def test_two_clicks_reserve_once(case: Case) -> None:
    reserve(case, token="et")
    with pytest.raises(AlreadyDone):
        reserve(case, token="et")
    with case.db.read() as con:
        assert len(all_activities(con)) == 1

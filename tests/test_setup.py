"""Setting up: rights, what is refused, and what reaches the feeds at once."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from actions import setup
from db.house import load_house
from domain.errors import InvalidInput, NotFound, Refused
from domain.model import Actor, Closure, Room, Service, TargetGroup
from tests.house_case import BIRK, MONDAY_TEN, NOW, STILLE, UNGE, Case


@pytest.fixture
def admin(case: Case) -> Actor:
    return case.actor("admin")


@pytest.mark.parametrize("role", ["coordinator", "host", "manager"])
def test_only_admins_set_up(case: Case, role: Any) -> None:
    with pytest.raises(Refused):
        setup.save(case.db, case.actor(role), Room(0, 1, "Ny", 5, "", True), now=NOW)
    with pytest.raises(Refused):
        setup.set_setting(case.db, case.actor(role), "feed.past_days", "1", now=NOW)


REFUSED = {
    "no-name": (Room(0, 1, " ", 5, "", True), "name"),
    "taken": (Room(0, 1, "Sal", 5, "", True), "name"),
    "no-capacity": (Room(0, 1, "Ny", 0, "", True), "capacity"),
    "five-hours-of-set-up": (Room(0, 1, "Ny", 5, "", True, setup_minutes=300), "setup_minutes"),
    "colour": (Service(0, "Ny", "NY", "service", "red", True), "color"),
    "no-short-name": (Service(0, "Ny", "", "service", "#112233", True), "short"),
    "slug": (TargetGroup(0, "Blå gruppe", "ny", "Ny", "", "open"), "slug"),
    "slug-taken": (TargetGroup(0, "unge", "ny", "Ny", "", "open"), "slug"),
    "discreet-without-neutral": (TargetGroup(0, "ny", "ny", "Ny", "", "discreet"), "neutral_name"),
    "closure-that-ends-first": (Closure(0, None, NOW, NOW - timedelta(hours=1), "Lukket"), "end"),
    "cpr": (Service(0, "Ny", "NY", "service", "#112233", True, about="010190-1234"), "about"),
}


@pytest.mark.parametrize(("thing", "field"), REFUSED.values(), ids=REFUSED.keys())
def test_what_is_refused(case: Case, admin: Actor, thing: Any, field: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        setup.save(case.db, admin, thing, now=NOW)
    assert caught.value.problems[0].field == field
    assert case.rows("SELECT count(*) FROM change") == [(0,)]


def test_a_renamed_room_is_in_the_feed_at_once(case: Case, admin: Actor) -> None:
    case.create()
    with case.db.read() as con:
        room = load_house(con).rooms[STILLE]
    setup.save(case.db, admin, replace(room, name="Det stille rum"), now=NOW)
    (content,) = case.rows("SELECT content FROM feed_entry WHERE feed = 'alle'")
    assert "Det stille rum" in content[0] and "Stillerum" not in content[0]


def test_a_group_that_becomes_discreet_says_nothing_from_then_on(case: Case, admin: Actor) -> None:
    case.create(title="Ungegruppe", group_ids=(UNGE,))
    with case.db.read() as con:
        group = load_house(con).groups[UNGE]
    quiet = replace(group, calendar="discreet", neutral_name="Gruppe El", slug="el")
    setup.save(case.db, admin, quiet, now=NOW)
    shown = str(case.rows("SELECT feed, content FROM feed_entry WHERE left_at IS NULL"))
    assert "Gruppe El" in shown and "Ungegruppe" not in shown
    assert "Ungegruppe" not in str(case.rows("SELECT content FROM feed_entry"))


def test_retiring_keeps_history(case: Case, admin: Actor) -> None:
    number = case.create(group_ids=(BIRK,))
    with case.db.read() as con:
        room = load_house(con).rooms[STILLE]
    setup.retire(case.db, admin, room, now=NOW)
    with case.db.read() as con:
        assert load_house(con).rooms[STILLE].retired
    assert case.activity(number).fields.room_id == STILLE


def test_holidays_are_offered_until_they_are_entered(case: Case, admin: Actor) -> None:
    offered = setup.offer_holidays(case.db, 2027)
    names = [one.name for one in offered]
    assert {"Påskedag", "Juleaftensdag", "Grundlovsdag"} <= set(names)
    setup.save(case.db, admin, offered[0], now=NOW)
    assert len(setup.offer_holidays(case.db, 2027)) == len(offered) - 1


def test_a_day_that_is_closed_by_half_is_not_offered_whole(case: Case, admin: Actor) -> None:
    noon = datetime(2027, 12, 24, 11, tzinfo=UTC)
    half = Closure(0, None, noon, noon + timedelta(hours=12), "Juleaften fra kl. 12")
    setup.save(case.db, admin, half, now=NOW)
    assert "Juleaftensdag" not in [one.name for one in setup.offer_holidays(case.db, 2027)]


def test_a_closure_that_is_gone(case: Case, admin: Actor) -> None:
    setup.delete_closure(case.db, admin, 1, now=NOW)
    with pytest.raises(NotFound):
        setup.delete_closure(case.db, admin, 1, now=NOW)
    case.create(local_start=MONDAY_TEN.replace(month=12, day=24))


def test_only_known_settings(case: Case, admin: Actor) -> None:
    with pytest.raises(InvalidInput):
        setup.set_setting(case.db, admin, "nonsense", "1", now=NOW)

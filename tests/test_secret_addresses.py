"""Making, renewing, losing addresses of secret calendars; and what their feeds hold meanwhile."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from actions import accounts, secret_calendars, setup
from actions.feed_addresses import holders
from actions.tokens import token_hash
from db.connection import HouseDb
from db.house import load_house
from db.secret import addresses
from db.staff import all_staff
from domain.errors import AlreadyDone, InvalidInput, NotFound, Refused
from domain.model import Actor, RoleGrant
from tests.feed_cases import ANNE, BO, NOW, QUIET, STAFF, Plan, mondays
from tests.feed_store import new_house, save
from tests.secret_case import COORDINATOR, actor, add_staff

MINUTE = timedelta(minutes=1)
ROOM, MINE = f"h/room/{QUIET}", f"h/person/{ANNE}"


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOUSE_URL", "https://huset.example")
    monkeypatch.delenv("HOUSE_TZ", raising=False)


@pytest.fixture
def db(house_path: Path) -> HouseDb:
    """The small house with four accounts: 1 coordinator, 2 host, 3 and 4 administrators."""
    made = new_house(house_path)
    with made.write() as con:
        add_staff(con, 1, "coordinator")
        add_staff(con, 2, "host")
        add_staff(con, 3, "admin")
        add_staff(con, 4, "admin")
        save(con, nada())
    return made


def nada() -> Plan:
    return mondays(group_ids=(STAFF,), facilitator_ids=(ANNE,))


def make(db: HouseDb, slug: str, who: Actor = COORDINATOR, label: str = "min telefon") -> str:
    token = secret_calendars.new_token()
    secret_calendars.make(db, who, slug, label, token=token, now=NOW)
    return token


def live(db: HouseDb, token: str) -> bool | None:
    """True: its calendar is served; False: it was once; None: it never was."""
    with db.read() as con:
        found = holders(con, load_house(con))
    key = token_hash(token)
    return found[key] is not None if key in found else None


def test_an_address_is_kept_as_its_sha256_and_stands_nowhere_else(db: HouseDb) -> None:
    token = make(db, ROOM)
    assert live(db, token) is True and live(db, secret_calendars.new_token()) is None
    with db.read() as con:
        stored = con.execute("SELECT token_hash FROM secret_address").fetchone()[0]
    assert stored == token_hash(token)
    everything = b"".join(path.read_bytes() for path in db.path.parent.iterdir())
    assert stored.encode() in everything and token.encode() not in everything


def test_a_token_has_at_least_128_random_bits() -> None:
    tokens = {secret_calendars.new_token() for _number in range(200)}
    assert len(tokens) == 200 and min(map(len, tokens)) * 6 >= 128 + 6
    assert secret_calendars.new_token.__module__ == "actions.secret_calendars"


def test_a_token_of_ones_own_making_is_refused(db: HouseDb) -> None:
    with pytest.raises(ValueError, match="new_token"):
        secret_calendars.make(db, COORDINATOR, ROOM, "x", token="min-kalender", now=NOW)


def test_every_phone_has_its_own_and_is_lost_alone(db: HouseDb) -> None:
    phone, tablet = make(db, ROOM), make(db, ROOM, label="tavlen i gangen")
    mine = secret_calendars.own(db, COORDINATOR)
    assert {one.label for one in mine} == {"min telefon", "tavlen i gangen"}
    lost = next(one for one in mine if one.label == "min telefon")
    secret_calendars.revoke(db, COORDINATOR, lost.id, now=NOW)
    assert (live(db, phone), live(db, tablet)) == (False, True)
    assert [one.label for one in secret_calendars.own(db, COORDINATOR)] == ["tavlen i gangen"]
    with pytest.raises(NotFound):
        secret_calendars.revoke(db, COORDINATOR, lost.id, now=NOW)


def test_renewed_the_old_address_is_gone_and_the_new_one_is_called_alike(db: HouseDb) -> None:
    old, new = make(db, ROOM), secret_calendars.new_token()
    (mine,) = secret_calendars.own(db, COORDINATOR)
    secret_calendars.renew(db, COORDINATOR, mine.id, token=new, now=NOW + MINUTE)
    assert (live(db, old), live(db, new)) == (False, True)
    (mine,) = secret_calendars.own(db, COORDINATOR)
    assert (mine.label, mine.calendar) == ("min telefon", ROOM)
    with pytest.raises(AlreadyDone):
        secret_calendars.renew(db, COORDINATOR, mine.id, token=new, now=NOW + MINUTE)


def test_a_form_sent_twice_makes_one_address(db: HouseDb) -> None:
    token = make(db, ROOM)
    with pytest.raises(AlreadyDone):
        secret_calendars.make(db, COORDINATOR, ROOM, "min telefon", token=token, now=NOW)
    assert len(secret_calendars.own(db, COORDINATOR)) == 1


LABELS = {
    "empty": ("", "required"),
    "blank": (" \n\t", "required"),
    "long": ("x" * 41, "too-long"),
    "cpr": ("010203-1234", "cpr"),
}


@pytest.mark.parametrize(("label", "code"), LABELS.values(), ids=LABELS.keys())
def test_a_label_that_cannot_be_used(db: HouseDb, label: str, code: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        make(db, ROOM, label=label)
    assert [(one.field, one.code) for one in caught.value.problems] == [("label", code)]


def test_there_is_an_end_to_how_many(db: HouseDb) -> None:
    for _number in range(secret_calendars.MOST):
        make(db, ROOM)
    make(db, MINE)
    with pytest.raises(InvalidInput) as caught:
        make(db, ROOM)
    assert caught.value.problems[0].code == "too-many-addresses"


REFUSED: dict[str, tuple[Actor, str]] = {
    "host-room": (actor("host", staff_id=2), ROOM),
    "host-person": (actor("host", staff_id=2), MINE),
    "admin-room": (actor("admin", staff_id=3), ROOM),
    "another-facilitator": (actor(staff_id=2, facilitator=BO), MINE),
    "no-role": (actor(staff_id=2), "h/group/5"),
}


@pytest.mark.parametrize(("who", "slug"), REFUSED.values(), ids=REFUSED.keys())
def test_who_may_not_is_refused_at_the_write(db: HouseDb, who: Actor, slug: str) -> None:
    with pytest.raises(Refused):
        make(db, slug, who)
    with db.read() as con:
        assert addresses(con) == []


def test_nobody_renews_or_stops_anothers_but_an_administrator_stops_it(db: HouseDb) -> None:
    token = make(db, ROOM)
    (one,) = secret_calendars.own(db, COORDINATOR)
    other, admin = actor("coordinator", staff_id=2), actor("admin", staff_id=3)
    for who in (other, admin):
        with pytest.raises(Refused):
            secret_calendars.renew(db, who, one.id, token=secret_calendars.new_token(), now=NOW)
    with pytest.raises(Refused):
        secret_calendars.revoke(db, other, one.id, now=NOW)
    with pytest.raises(Refused):
        secret_calendars.everybodys(db, COORDINATOR)
    assert live(db, token) is True
    (seen,) = secret_calendars.everybodys(db, admin)
    assert (seen.label, seen.calendar, seen.made_by) == ("min telefon", ROOM, "prøve1")
    assert not any(secret in repr(seen) for secret in (token, token_hash(token)))
    secret_calendars.revoke(db, admin, one.id, now=NOW)
    assert live(db, token) is False


@pytest.mark.parametrize("slug", ["alle", "unge", "h/room/99", "h/group/4", "", "'"])
def test_only_secret_calendars_have_secret_addresses(db: HouseDb, slug: str) -> None:
    with pytest.raises(NotFound):
        make(db, slug)


def test_the_log_says_who_made_and_stopped_what_and_not_where(db: HouseDb) -> None:
    token, new = make(db, ROOM), secret_calendars.new_token()
    (one,) = secret_calendars.own(db, COORDINATOR)
    secret_calendars.renew(db, COORDINATOR, one.id, token=new, now=NOW)
    with db.read() as con:
        rows = [dict(row) for row in con.execute("SELECT * FROM change ORDER BY id")]
    assert [(row["action"], row["summary"], row["staff_id"]) for row in rows] == [
        ("calendar.make", "Stillerum", 1),
        ("calendar.revoke", "Stillerum", 1),
        ("calendar.make", "Stillerum", 1),
    ]
    text = json.dumps(rows)
    for secret in (token, new, token_hash(token), token_hash(new)):
        assert secret not in text


# -- a right that ends ---------------------------------------------------------------------------


def close(db: HouseDb) -> None:
    accounts.disable_staff(db, None, 1, now=NOW)


def change_roles(db: HouseDb) -> None:
    accounts.set_roles(db, None, 1, [RoleGrant("host", None)], now=NOW)


def retire_room(db: HouseDb) -> None:
    with db.read() as con:
        room = load_house(con).rooms[QUIET]
    setup.retire(db, None, room, now=NOW)


def retire_facilitator(db: HouseDb) -> None:
    with db.read() as con:
        one = load_house(con).facilitators[ANNE]
    setup.retire(db, None, one, now=NOW)


def open_group(db: HouseDb) -> None:
    with db.read() as con:
        group = load_house(con).groups[STAFF]
    setup.save(db, None, replace(group, calendar="none"), now=NOW)


LOST: dict[str, tuple[Callable[[HouseDb], None], tuple[bool, bool, bool]]] = {
    "account-closed": (close, (False, False, False)),
    "role-taken": (change_roles, (False, False, True)),
    "room-retired": (retire_room, (False, True, True)),
    "facilitator-retired": (retire_facilitator, (True, False, True)),
    "group-no-longer-secret": (open_group, (True, True, False)),
}


@pytest.mark.parametrize(("act", "left"), LOST.values(), ids=LOST.keys())
def test_an_address_does_not_outlive_its_right(
    db: HouseDb, act: Callable[[HouseDb], None], left: tuple[bool, ...]
) -> None:
    tokens = [make(db, slug) for slug in (ROOM, MINE, "h/group/5")]
    others = make(db, "h/group/5", actor("host", staff_id=2))
    act(db)
    assert tuple(live(db, token) for token in tokens) == left
    assert live(db, others) is (act is not open_group)
    with db.read() as con:
        stopped = con.execute("SELECT count(*) FROM change WHERE action = 'calendar.stop'")
        assert stopped.fetchone()[0] == left.count(False) + (act is open_group)


def test_a_right_that_comes_back_does_not_bring_the_address_back(db: HouseDb) -> None:
    token = make(db, ROOM)
    close(db)
    accounts.enable_staff(db, None, 1, now=NOW + MINUTE)
    assert live(db, token) is False


def test_a_right_taken_behind_our_back_counts_at_once(db: HouseDb) -> None:
    """The right is asked again at every change of the database, whoever changed it."""
    token = make(db, ROOM)
    with db.write() as con:
        con.execute("DELETE FROM staff_role WHERE staff_id = 1")
    assert live(db, token) is False


def test_a_link_gives_the_own_schedule_without_any_role(db: HouseDb) -> None:
    accounts.link_facilitator(db, None, 2, ANNE, now=NOW)
    accounts.set_roles(db, None, 2, [], now=NOW)
    with db.read() as con:
        me = next(one.actor for one in all_staff(con) if one.id == 2)
    assert [feed.slug for feed in secret_calendars.offered(db, me)] == [MINE]
    token = make(db, MINE, me)
    with pytest.raises(InvalidInput):
        accounts.link_facilitator(db, None, 2, None, now=NOW)
    accounts.link_facilitator(db, None, 2, BO, now=NOW)
    assert live(db, token) is False, "another's schedule now"
    accounts.set_roles(db, None, 2, [RoleGrant("host", None)], now=NOW)
    accounts.link_facilitator(db, None, 2, None, now=NOW)


@pytest.mark.parametrize("number", [99, -1, 0])
def test_a_link_to_nobody_is_refused(db: HouseDb, number: int) -> None:
    with pytest.raises(InvalidInput) as caught:
        accounts.link_facilitator(db, None, 2, number, now=NOW)
    assert [one.field for one in caught.value.problems] == ["facilitator"]
    with pytest.raises(Refused):
        accounts.link_facilitator(db, COORDINATOR, 2, ANNE, now=NOW)

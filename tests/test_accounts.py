"""Accounts, passwords, links and sessions in a real file. All by the machine's clock."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from actions import accounts
from actions.accounts import Answers
from db import writes_house
from domain.errors import DatabaseTrouble, InvalidInput, NotFound, Refused
from domain.model import Actor, RoleGrant
from tests.account_case import ADMIN, GOOD, HOST, NOW, SECOND, add, codes
from tests.house_case import Case


@pytest.fixture
def anna(case: Case) -> int:
    """Anna, an administrator with the password GOOD."""
    return add(case, "anna", ADMIN)


# -- one-time links ------------------------------------------------------------------------------


def test_the_first_administrator_is_made_once(case: Case) -> None:
    token = accounts.first_admin_link(case.db, now=NOW)
    assert token is not None
    assert accounts.link(case.db, token, now=NOW).purpose == "first-admin"
    answers = Answers("Leder af huset", "Huset", GOOD, GOOD)
    session = accounts.use_link(case.db, token, answers, now=NOW)
    signed = accounts.current(case.db, session, now=NOW)
    assert signed is not None and signed.actor.has("admin")
    with pytest.raises(NotFound):
        accounts.use_link(case.db, token, answers, now=NOW)
    assert accounts.first_admin_link(case.db, now=NOW) is None


def test_what_is_wrong_is_told_and_the_link_lives_on(case: Case) -> None:
    token = accounts.first_admin_link(case.db, now=NOW) or ""
    with pytest.raises(InvalidInput) as refused:
        accounts.use_link(case.db, token, Answers(" ", "a b", "kort", "kort"), now=NOW)
    assert codes(refused) == [
        ("name", "required"),
        ("username", "username-form"),
        ("password", "too-short"),
    ]
    taken = Answers("Ny", "prøve1", GOOD, GOOD)
    with pytest.raises(InvalidInput) as refused:
        accounts.use_link(case.db, token, taken, now=NOW)
    assert codes(refused) == [("username", "username-taken")]
    assert accounts.use_link(case.db, token, Answers("Ny", "ny.admin", GOOD, GOOD), now=NOW)


def test_a_link_is_used_once_even_by_two_at_once(case: Case, anna: int) -> None:
    token = accounts.make_link(case.db, None, anna, "sign-in", now=NOW)

    def use(_number: int) -> bool:
        try:
            return bool(accounts.use_link(case.db, token, now=NOW))
        except NotFound:
            return False

    with ThreadPoolExecutor(6) as pool:
        assert sum(pool.map(use, range(6))) == 1


def test_links_expire_and_end_with_the_next_one(case: Case, anna: int) -> None:
    old = accounts.make_link(case.db, None, anna, "sign-in", now=NOW)
    new = accounts.make_link(case.db, None, anna, "sign-in", now=NOW)
    with pytest.raises(NotFound):
        accounts.link(case.db, old, now=NOW)
    assert accounts.link(case.db, new, now=NOW + timedelta(hours=24) - SECOND)
    with pytest.raises(NotFound):
        accounts.use_link(case.db, new, now=NOW + timedelta(hours=24))


def test_a_new_password_ends_the_other_sessions(case: Case, anna: int) -> None:
    before = accounts.sign_in(case.db, "anna", GOOD, now=NOW)
    token = accounts.make_link(case.db, None, anna, "password", now=NOW)
    other = "ni blå sommerfugle"
    after = accounts.use_link(case.db, token, Answers(password=other, repeat=other), now=NOW)
    assert accounts.current(case.db, before, now=NOW) is None
    assert accounts.current(case.db, after, now=NOW) is not None
    with pytest.raises(InvalidInput):
        accounts.sign_in(case.db, "anna", GOOD, now=NOW)


def test_demo_links_only_in_a_demo_house(case: Case) -> None:
    with pytest.raises(Refused):
        accounts.demo_links(case.db, now=NOW)
    with case.db.write() as con:
        writes_house.set_setting(con, "demo", "1")
    accounts.demo_links(case.db, now=NOW)
    links = accounts.demo_links(case.db, now=NOW)
    for role, token in links.items():
        session = accounts.use_link(case.db, token, now=NOW)
        signed = accounts.current(case.db, session, now=NOW)
        assert signed is not None and [one.role for one in signed.actor.grants] == [role]
    assert set(links) == {"admin", "coordinator", "host", "manager"}


# -- who may -------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", ["coordinator", "host", "manager"])
def test_only_administrators_write_accounts(case: Case, anna: int, role: str) -> None:
    actor = Actor(2, "B", (RoleGrant(role, None),))  # type: ignore[arg-type]
    attempts: list[Callable[[], object]] = [
        lambda: accounts.list_staff(case.db, actor),
        lambda: accounts.create_staff(case.db, actor, username="ny", name="N", grants=[ADMIN]),
        lambda: accounts.set_roles(case.db, actor, 2, [ADMIN]),
        lambda: accounts.disable_staff(case.db, actor, anna),
        lambda: accounts.enable_staff(case.db, actor, anna),
        lambda: accounts.revoke_sessions(case.db, actor, anna),
        lambda: accounts.make_link(case.db, actor, anna, "sign-in"),
    ]
    for attempt in attempts:
        with pytest.raises(Refused):
            attempt()
    assert accounts.revoke_sessions(case.db, actor, 2) == 0, "one's own, everybody may"


def test_the_house_keeps_an_administrator(case: Case, anna: int) -> None:
    attempts: list[Callable[[], object]] = [
        lambda: accounts.set_roles(case.db, None, anna, [HOST], now=NOW),
        lambda: accounts.disable_staff(case.db, None, anna, now=NOW),
    ]
    for attempt in attempts:
        with pytest.raises(InvalidInput) as refused:
            attempt()
        assert codes(refused) == [("roles", "last-admin")]
    add(case, "bent", ADMIN)
    accounts.disable_staff(case.db, None, anna, now=NOW)


def test_what_is_wrong_with_a_new_account(case: Case, anna: int) -> None:
    with pytest.raises(InvalidInput) as refused:
        accounts.create_staff(case.db, None, username="ANNA", name="x" * 81, grants=[])
    assert codes(refused) == [
        ("username", "username-taken"),
        ("name", "too-long"),
        ("roles", "required"),
    ]
    with pytest.raises(InvalidInput) as refused:
        accounts.create_staff(
            case.db, None, username="ny", name="Ny", grants=[RoleGrant("coordinator", 99)]
        )
    assert codes(refused) == [("username", "username-form"), ("roles", "unknown-service")]


def test_every_change_is_logged_without_secrets(case: Case, anna: int) -> None:
    token = accounts.make_link(case.db, None, anna, "sign-in", now=NOW)
    accounts.set_roles(case.db, Actor(anna, "Anna", (ADMIN,)), anna, [ADMIN, HOST], now=NOW)
    rows = case.rows("SELECT action, staff_id, touched, summary || before || after FROM change")
    actions = [row[0] for row in rows]
    assert actions[-2:] == ["staff.new-link.sign-in", "staff.roles"]
    assert rows[-1][1:3] == (anna, f'["staff:{anna}"]')
    told = "".join(str(row) for row in rows)
    assert token not in told and "argon2" not in told and GOOD not in told


def test_trouble_with_the_file_is_told_as_such(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("db.connection.BUSY_SECONDS", 0.05)
    with case.db.write(), pytest.raises(DatabaseTrouble):
        accounts.sign_in(case.db, "anna", GOOD)

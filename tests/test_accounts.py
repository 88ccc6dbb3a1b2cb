"""Accounts, passwords, links and sessions in a real file. All by the machine's clock."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest

from actions import accounts, passwords
from actions.accounts import Answers
from db import writes_house
from domain.errors import DatabaseTrouble, InvalidInput, NotFound, Refused
from domain.model import Actor, RoleGrant
from tests.house_case import SP, Case

NOW = datetime(2026, 11, 18, 8, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)
GOOD = "syv grønne cykler"
ADMIN = RoleGrant("admin", None)
HOST = RoleGrant("host", None)


@pytest.fixture
def anna(case: Case) -> int:
    """Anna, an administrator with the password GOOD."""
    return add(case, "anna", ADMIN)


def add(case: Case, username: str, *grants: RoleGrant, password: str = GOOD) -> int:
    staff_id = accounts.create_staff(
        case.db, None, username=username, name=username.title(), grants=grants, now=NOW
    )
    token = accounts.make_link(case.db, None, staff_id, "password", now=NOW)
    accounts.use_link(case.db, token, Answers(password=password, repeat=password), now=NOW)
    return staff_id


def codes(refused: pytest.ExceptionInfo[InvalidInput]) -> list[tuple[str, str]]:
    return [(problem.field, problem.code) for problem in refused.value.problems]


# -- passwords -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("password", "repeat", "problem"),
    [
        ("kort", "kort", "too-short"),
        ("å" * 11, "å" * 11, "too-short"),
        ("x" * 201, "x" * 201, "too-long"),
        ("Password1234", "Password1234", "common-password"),
        ("K0deord12345!", "K0deord12345!", None),
        ("Velkommen2026", "Velkommen2026", "common-password"),
        ("aaaaaaaaaaaaaa", "aaaaaaaaaaaaaa", "common-password"),
        ("123412341234", "123412341234", "common-password"),
        ("anna.jensen2026", "anna.jensen2026", "common-password"),
        (GOOD, "syv grønne cykle", "differs"),
        (GOOD, GOOD, None),
    ],
)
def test_length_and_a_list_of_common_ones(password: str, repeat: str, problem: str | None) -> None:
    found = passwords.problems_with(password, repeat, username="anna.jensen")
    assert [one.code for one in found] == ([problem] if problem else [])


def test_the_same_letter_from_another_keyboard_is_the_same_password() -> None:
    stored = passwords.hash_of("gr\u00f8nne \u00e5er i maj")
    assert passwords.verify(stored, "gr\u00f8nne a\u030aer i maj")


def test_nothing_stored_fits_nothing() -> None:
    assert not passwords.verify(None, "")
    assert not passwords.verify("not a hash", GOOD)


# -- signing in ----------------------------------------------------------------------------------


def test_a_password_opens_a_session_whose_token_is_nowhere_in_the_file(
    case: Case, anna: int
) -> None:
    token = accounts.sign_in(case.db, " Anna ", GOOD, now=NOW)
    signed = accounts.current(case.db, token, now=NOW)
    assert signed is not None and signed.actor == Actor(anna, "Anna", (ADMIN,))
    case.rows("PRAGMA wal_checkpoint")
    files = [case.db.path, case.db.path.with_name(case.db.path.name + "-wal")]
    kept = b"".join(path.read_bytes() for path in files if path.exists())
    assert token.encode() not in kept and GOOD.encode() not in kept
    assert b"$argon2id$" in kept


@pytest.mark.parametrize("username", ["anna", "ingen", "nyansat", "lukket", "x" * 5000, "\ud800"])
def test_every_wrong_pair_is_answered_alike(case: Case, anna: int, username: str) -> None:
    accounts.create_staff(case.db, None, username="nyansat", name="N", grants=[HOST], now=NOW)
    accounts.disable_staff(case.db, None, add(case, "lukket", HOST), now=NOW)
    password = GOOD if username == "lukket" else "forkert kodeord her"
    with pytest.raises(InvalidInput) as refused:
        accounts.sign_in(case.db, username.encode(errors="replace").decode(), password, now=NOW)
    assert codes(refused) == [("password", "wrong-sign-in")]


def test_failures_make_the_next_try_wait_longer_and_success_forgets_them(
    case: Case, anna: int
) -> None:
    waits, at = [], NOW
    for _ in range(9):
        with pytest.raises(InvalidInput) as refused:
            accounts.sign_in(case.db, "anna", "forkert kodeord", now=at)
        problem = refused.value.problems[0]
        if problem.code == "wait":
            waits.append(problem.data["seconds"])
            at += SECOND * int(str(problem.data["seconds"]))
    assert waits == [2, 4, 8], "three free tries, then each wait is served and the next is longer"
    assert accounts.sign_in(case.db, "anna", GOOD, now=at + timedelta(minutes=5))
    assert case.rows("SELECT count(*) FROM sign_in_failure") == [(0,)]


def test_the_right_password_does_not_pass_while_one_has_to_wait(case: Case, anna: int) -> None:
    for _ in range(3):
        with pytest.raises(InvalidInput):
            accounts.sign_in(case.db, "anna", "forkert kodeord", now=NOW)
    with pytest.raises(InvalidInput) as refused:
        accounts.sign_in(case.db, "anna", GOOD, now=NOW)
    assert codes(refused) == [("password", "wait")]


def test_guessing_in_parallel_gains_nothing(case: Case, anna: int) -> None:
    def guess(number: int) -> str:
        try:
            accounts.sign_in(case.db, "anna", f"forkert kodeord {number}", now=NOW)
        except InvalidInput as error:
            return error.problems[0].code
        return "in"

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(guess, range(12)))
    assert answers.count("wrong-sign-in") == 3 and answers.count("wait") == 9


def test_a_hash_of_an_older_cost_is_made_again(case: Case, anna: int) -> None:
    from argon2 import PasswordHasher

    cheap = PasswordHasher(time_cost=1, memory_cost=8192, parallelism=1).hash(GOOD)
    with case.db.write() as con:
        con.execute("UPDATE staff SET password_hash = :hash", {"hash": cheap})
    accounts.sign_in(case.db, "anna", GOOD, now=NOW)
    ((kept,),) = case.rows("SELECT password_hash FROM staff WHERE username = 'anna'")
    assert kept != cheap and passwords.verify(kept, GOOD)


# -- sessions ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("used", "asked", "lives"),
    [
        ([], timedelta(hours=8) - SECOND, True),
        ([], timedelta(hours=8), False),
        ([7], timedelta(hours=12) - SECOND, True),
        ([7, 11], timedelta(hours=12), False),
    ],
    ids=["idle-almost", "idle", "used-on", "absolute"],
)
def test_a_session_ends(
    case: Case, anna: int, used: list[int], asked: timedelta, lives: bool
) -> None:
    token = accounts.sign_in(case.db, "anna", GOOD, now=NOW)
    for hours in used:
        assert accounts.current(case.db, token, now=NOW + timedelta(hours=hours))
    assert (accounts.current(case.db, token, now=NOW + asked) is not None) is lives


def test_signing_out_revoking_and_disabling_end_sessions_at_once(case: Case, anna: int) -> None:
    boss = Actor(anna, "Anna", (ADMIN,))
    bo = add(case, "bent", HOST)
    tokens = [accounts.sign_in(case.db, "bent", GOOD, now=NOW) for _ in range(3)]
    accounts.sign_out(case.db, tokens[0], now=NOW)
    assert [bool(accounts.current(case.db, one, now=NOW)) for one in tokens] == [False, True, True]
    accounts.revoke_sessions(case.db, boss, bo, now=NOW)
    assert not any(accounts.current(case.db, one, now=NOW) for one in tokens)
    fresh = accounts.sign_in(case.db, "bent", GOOD, now=NOW)
    accounts.disable_staff(case.db, boss, bo, now=NOW)
    assert accounts.current(case.db, fresh, now=NOW) is None


def test_roles_count_from_the_next_look(case: Case, anna: int) -> None:
    bo = add(case, "bent", HOST)
    token = accounts.sign_in(case.db, "bent", GOOD, now=NOW)
    accounts.set_roles(case.db, None, bo, [RoleGrant("coordinator", SP)], now=NOW)
    signed = accounts.current(case.db, token, now=NOW)
    assert signed is not None and signed.actor.grants == (RoleGrant("coordinator", SP),)


def test_a_file_that_cannot_be_written_throws_nobody_out(
    case: Case, anna: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = accounts.sign_in(case.db, "anna", GOOD, now=NOW)
    case.db.path.chmod(0o444)
    monkeypatch.setattr("db.connection.BUSY_SECONDS", 0.05)
    with case.db.write():  # somebody holds the lock
        assert accounts.current(case.db, token, now=NOW + timedelta(minutes=5))


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

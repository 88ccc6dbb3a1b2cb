"""Passwords and sessions in a real file. All by the machine's clock."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from actions import accounts, passwords
from domain.errors import InvalidInput
from domain.model import Actor, RoleGrant
from tests.account_case import ADMIN, GOOD, HOST, NOW, SECOND, add, codes
from tests.house_case import SP, Case


@pytest.fixture
def anna(case: Case) -> int:
    """Anna, an administrator with the password GOOD."""
    return add(case, "anna", ADMIN)


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

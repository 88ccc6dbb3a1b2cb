"""Guessing at a code or a password where the other half is known: few tries, and long waits."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from actions import accounts, own_account, second_factor
from domain.errors import CodeNeeded, InvalidInput
from tests.account_case import GOOD, NOW, codes
from tests.house_case import Case
from tests.test_second_factor import OTHER, with_factor


def test_who_knows_the_password_does_not_guess_at_codes_for_ever(case: Case) -> None:
    """Signing in again between the tries buys none: three are free, then one every five minutes."""
    with_factor(case)
    guesses, at = 0, NOW
    while at < NOW + timedelta(minutes=10):
        try:
            with pytest.raises(CodeNeeded) as needed:
                accounts.sign_in(case.db, "anna", GOOD, now=at)
            for _ in range(5):
                with pytest.raises(InvalidInput) as told:
                    accounts.show_code(case.db, needed.value.step, "000000", now=at)
                if codes(told) == [("code", "wait")]:
                    break
                guesses += 1
        except InvalidInput:
            pass
        at += timedelta(minutes=1)
    assert 3 <= guesses <= 12, guesses


@pytest.mark.parametrize("what", ["code", "old"])
def test_a_computer_left_open_is_no_place_to_guess(case: Case, what: str) -> None:
    who, totp, _codes = with_factor(case)
    right = totp.at(NOW + timedelta(seconds=90))

    def attempt(at: datetime, value: str) -> None:
        if what == "code":
            second_factor.remove(case.db, who, value, now=at)
        else:
            own_account.change_password(case.db, who, value, OTHER, OTHER, keep="", now=at)

    for _ in range(3):
        with pytest.raises(InvalidInput) as told:
            attempt(NOW, "000000")
    assert codes(told)[0][1] in ("wrong-code", "wrong-old")
    with pytest.raises(InvalidInput) as told:
        attempt(NOW, right if what == "code" else GOOD)
    assert codes(told) == [(what, "wait")]
    attempt(NOW + timedelta(seconds=90), right if what == "code" else GOOD)


def test_a_right_password_in_between_forgets_no_wrong_code(case: Case) -> None:
    """Somebody at an open computer knows the password and tries to take the codes off."""
    who, totp, _codes = with_factor(case)
    for _ in range(3):
        with pytest.raises(InvalidInput) as told:
            second_factor.remove(case.db, who, "000000", now=NOW)
        with pytest.raises(InvalidInput):
            own_account.change_password(case.db, who, GOOD, "kort", "kort", keep="", now=NOW)
    with pytest.raises(InvalidInput) as told:
        second_factor.remove(case.db, who, totp.at(NOW), now=NOW)
    assert codes(told) == [("code", "wait")]

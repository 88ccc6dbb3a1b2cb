"""Passwords: what is accepted (length and a list of common ones), and argon2id."""

from __future__ import annotations

import re
import threading
import unicodedata
from functools import cache
from pathlib import Path

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from domain.errors import InvalidField

MIN_LENGTH = 12
MAX_LENGTH = 200
COMMON = Path(__file__).parent / "common_passwords.txt"
_HASHER = PasswordHasher()
_TURNS = threading.BoundedSemaphore(2)
"""Each hash takes 64 MiB, so only two are made at once, however many ask."""
_DECORATION = re.compile(r"[\W\d_]+")


def problems_with(password: str, repeated: str, *, username: str = "") -> list[InvalidField]:
    """What is wrong with a chosen password, as problems of the fields `password` and `repeat`.

    Refused: shorter than 12 or longer than 200 characters, common (also with figures and signs
    added to a common word), one character or run repeated, the user's own name.
    """
    password = _same_form(password)
    if len(password) < MIN_LENGTH:
        return [InvalidField("password", "too-short", least=MIN_LENGTH)]
    if len(password) > MAX_LENGTH:
        return [InvalidField("password", "too-long", most=MAX_LENGTH)]
    if _is_common(password, username):
        return [InvalidField("password", "common-password")]
    if password != _same_form(repeated):
        return [InvalidField("repeat", "differs")]
    return []


def hash_of(password: str) -> str:
    """argon2id with the library's current cost; about 50 ms and 64 MiB on purpose."""
    with _TURNS:
        return _HASHER.hash(_same_form(password))


def verify(stored: str | None, password: str) -> bool:
    """Whether the password fits; without a stored hash the same work is done, and the answer no."""
    nobody = _nobodys_hash()
    password = _same_form(password)[: MAX_LENGTH + 1]
    try:
        with _TURNS:
            return _HASHER.verify(stored or nobody, password) and stored is not None
    except (VerificationError, InvalidHashError):
        return False


def outdated(stored: str) -> bool:
    """Whether the hash was made at another cost than today's and should be made again."""
    return _HASHER.check_needs_rehash(stored)


@cache
def _nobodys_hash() -> str:
    return _HASHER.hash("nobody's password: answers for unknown users take as long")


@cache
def _common() -> frozenset[str]:
    lines = COMMON.read_text(encoding="utf-8").splitlines()
    return frozenset(line.strip() for line in lines if line.strip() and not line.startswith("#"))


def _is_common(password: str, username: str) -> bool:
    plain = password.casefold()
    letters = _DECORATION.sub("", plain)
    known = _common()
    if plain in known or letters in known or len(set(plain)) < 4:
        return True
    if username and len(username) > 3 and letters == _DECORATION.sub("", username.casefold()):
        return True
    # one run of up to six characters, said again and again ("kodekodekode", "123412341234")
    return any(
        (plain[:size] * (len(plain) // size + 1))[: len(plain)] == plain for size in range(1, 7)
    )


def _same_form(password: str) -> str:
    """NFC, so that å is the same letter from every keyboard."""
    return unicodedata.normalize("NFC", password)

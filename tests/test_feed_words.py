"""The Danish words of events."""

from __future__ import annotations

import hashlib
import re

import pytest

from calendars.build import Stamped, calendar, description
from domain.feedentry import WORDING, Component, Details
from domain.model import Access
from tests.feed_cases import CHANGED, ZONE, built, day, mondays, wall

ACCESSES: tuple[Access, ...] = ("drop-in", "sign-up", "referral")
GONE = Component(wall("2026-11-23T10:00"), wall("2026-11-23T10:45"), summary="", status="gone")

FULL = Details(
    text="Vi sidder stille.",
    date_note="Tag en ven med.",
    for_whom=("Unge", "Frivillige"),
    access="sign-up",
    phone="43 57 00 00",
    sign_up_until="senest mandag kl. 12",
    price_dkk=1250,
    step_free=True,
    interpreter=True,
    rusfri=True,
    childcare=True,
    relatives=True,
    public_note="Der er kaffe.",
)


def test_the_words_of_a_description() -> None:
    assert description(FULL, "https://x.example/a") == (
        "Tag en ven med.\n\nVi sidder stille.\n\n"
        "For: Unge, Frivillige\n"
        "Tilmelding på telefon 43 57 00 00, senest mandag kl. 12.\n"
        "Koster 1.250 kr. Niveaufri adgang. Tolk kan bestilles. Rusfrit. Børnepasning."
        " Pårørende er velkomne.\n"
        "Der er kaffe.\n\nhttps://x.example/a"
    )


@pytest.mark.parametrize(
    ("access", "phone", "said"),
    [
        ("drop-in", "", "Bare mød op.\nGratis."),
        ("drop-in", "12 34 56 78", "Bare mød op.\nGratis.\nTelefon: 12 34 56 78"),
        ("referral", "12 34 56 78", "Efter aftale.\nGratis.\nTelefon: 12 34 56 78"),
        ("sign-up", "", "Tilmelding.\nGratis."),
    ],
)
def test_the_words_of_taking_part(access: Access, phone: str, said: str) -> None:
    assert description(Details(access=access, phone=phone), "") == said


def test_new_words_need_a_new_number() -> None:
    """Stamps must rise with the words: whoever changes them raises `domain.feedentry.WORDING`."""
    said = [
        description(FULL, "https://x.example"),
        *(description(Details(access=a, phone=p), "") for a in ACCESSES for p in ("", "1")),
        description(Details(for_everyone=True), ""),
        *re.findall(r"SUMMARY:.*", built([mondays().cancel(day("2026-11-30"))], "alle").decode()),
        calendar("", [Stamped("u", GONE, 0, CHANGED)], ZONE).decode().split("SUMMARY:")[1][:8],
    ]
    digest = hashlib.sha256("\n".join(said).encode()).hexdigest()[:16]
    assert (WORDING, digest) == (1, "c13c752fa17af9d4")

"""Bad input: each field's problem has a clear Danish sentence, and nothing is half-saved."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actions import planning
from domain.errors import InvalidField, InvalidInput
from domain.text import clean_block, clean_line, has_cpr
from domain.validation import whole_number
from locales.messages import field_messages
from tests.house_case import MONDAY_TEN, NOW, Case, nada

REFUSED: dict[str, tuple[dict[str, Any], str, str]] = {
    "end-before-start": ({"duration": timedelta(hours=-1)}, "end", "Slut skal være efter start"),
    "no-length": ({"duration": timedelta(0)}, "end", "Slut skal være efter start"),
    "over-a-day": ({"duration": timedelta(hours=25)}, "end", "Højst 24 timer"),
    "night-hour": ({"local_start": datetime(2027, 3, 28, 2, 30)}, "start", "mellem kl. 2 og 3"),
    "night-hour-any-day": ({"local_start": datetime(2026, 11, 24, 2, 0)}, "start", "kl. 2 og 3"),
    "never": ({"rrule": "FREQ=DAILY;UNTIL=20200101"}, "rule", "aldrig en dato"),
    "too-many": ({"rrule": "FREQ=DAILY;UNTIL=20400101"}, "rule", "mere end 1000 datoer"),
    "count-too-high": ({"rrule": "FREQ=DAILY;COUNT=1001"}, "rule", "mere end 1000 datoer"),
    "unknown-room": ({"room_id": 99}, "room", "Lokalet findes ikke"),
    "capacity-0": ({"capacity": 0}, "capacity", "fra 1 til 10000"),
    "long-title": ({"title": "x" * 10_000}, "title", "højst 120 tegn"),
    "blank-title": ({"title": " \t\n\u200b "}, "title", "Skriv, hvad aktiviteten hedder"),
    "only-control-characters": ({"title": "\x00\x07\x1b"}, "title", "Skriv, hvad aktiviteten"),
    "cpr-in-title": ({"title": "Samtale 010190-1234"}, "title", "CPR-nummer"),
    "cpr-in-description": ({"description": "Se 0101901234"}, "description", "CPR-nummer"),
    "nobody-it-is-for": ({"group_ids": ()}, "groups", "Vælg, hvem den er for"),
    "nobody-organises": ({"service_ids": ()}, "services", "hvilket tilbud"),
    "unknown-person": ({"facilitator_ids": (99,)}, "facilitators", "ikke på listen"),
    "year-1": ({"local_start": datetime(1, 1, 1, 10)}, "date", "Se på årstallet"),
    "negative-price": ({"price_dkk": -5}, "price", "fra 0 til"),
}


@pytest.mark.parametrize(("changes", "field", "words"), REFUSED.values(), ids=REFUSED.keys())
def test_what_is_refused_and_how(
    case: Case, changes: dict[str, Any], field: str, words: str
) -> None:
    with pytest.raises(InvalidInput) as caught:
        planning.create(case.db, case.boss, replace(nada(), **changes), now=NOW, publish=True)
    assert words in field_messages(caught.value)[field]
    assert case.rows("SELECT (SELECT count(*) FROM activity) + (SELECT count(*) FROM change)") == [
        (0,)
    ]


def test_everything_wrong_is_told_at_once(case: Case) -> None:
    wrong = nada(title="", room_id=99, capacity=0, duration=timedelta(0))
    with pytest.raises(InvalidInput) as caught:
        planning.preview(case.db, case.boss, wrong, now=NOW)
    assert set(field_messages(caught.value)) == {"title", "room", "capacity", "end"}


KEPT = {
    "emoji": ("Yoga 🧘‍♀️", "Yoga 🧘‍♀️"),
    "formula": ('=HYPERLINK("x")', '=HYPERLINK("x")'),
    "script": ("<script>alert(1)</script>", "<script>alert(1)</script>"),
    "line-break": ("NADA\r\nEND:VEVENT", "NADA END:VEVENT"),
    "control-and-bidi": ("NA\x00DA\u202e!", "NADA!"),
    "decomposed": ("A\u030aben cafe\u0301", "Åben café"),
    "eight-figures-are-a-telephone": ("Ring 12345678", "Ring 12345678"),
}


@pytest.mark.parametrize(("typed", "saved"), KEPT.values(), ids=KEPT.keys())
def test_odd_text_is_kept_as_plain_text(case: Case, typed: str, saved: str) -> None:
    number = case.create(title=typed)
    assert case.activity(number).fields.title == saved


@given(st.text())
def test_clean_text_is_clean_for_good(text: str) -> None:
    line = clean_line(text)
    assert clean_line(line) == line and "\n" not in line
    assert clean_block(clean_block(text)) == clean_block(text)


NUMBERS: dict[str, tuple[str, int | str | None]] = {
    "plain": ("12", 12),
    "blanks": (" 12 ", 12),
    "empty": ("", None),
    "word": ("mange", "not-a-number"),
    "fraction": ("1,5", "not-a-number"),
    "negative": ("-2", "not-a-number"),
    "other-digits": ("٣", "not-a-number"),
    "zero": ("0", "number-range"),
    "huge": ("99999999999999999999", "not-a-number"),
}


@pytest.mark.parametrize(("typed", "expected"), NUMBERS.values(), ids=NUMBERS.keys())
def test_whole_numbers_as_typed(typed: str, expected: int | str | None) -> None:
    if isinstance(expected, str):
        with pytest.raises(InvalidField) as caught:
            whole_number("capacity", typed, 1, 1000)
        assert caught.value.code == expected
    else:
        assert whole_number("capacity", typed, 1, 1000) == expected


CPR = {
    "with-hyphen": ("010190-1234", True),
    "without": ("3112991234", True),
    "with-blank": ("010190 1234", True),
    "inside-text": ("cpr:010190-1234.", True),
    "telephone": ("12 34 56 78", False),
    "no-such-day": ("450190-1234", False),
    "longer": ("0101901234567", False),
}


@pytest.mark.parametrize(("text", "found"), CPR.values(), ids=CPR.keys())
def test_what_looks_like_a_cpr_number(text: str, found: bool) -> None:
    assert has_cpr(text) == found


def test_the_start_moves_to_the_rules_first_date(case: Case) -> None:
    preview = planning.preview(
        case.db, case.boss, nada(rrule="FREQ=WEEKLY;BYDAY=WE;COUNT=2"), now=NOW
    )
    assert preview.dates[0] == MONDAY_TEN + timedelta(days=2)

"""*Ugens besked*: until its last day, in each language, checked, and never an old translation."""

from __future__ import annotations

from datetime import date, timedelta
from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader

from actions import week_message
from domain.errors import InvalidInput, Refused
from domain.week_message import shown_message
from tests.house_case import NOW
from tests.public_case import Web, a_web

DAY = date(2026, 11, 18)  # a Wednesday


@pytest.fixture
def web(house_path: Path, monkeypatch: pytest.MonkeyPatch) -> Web:
    return a_web(house_path, monkeypatch)


def test_the_message_stands_until_its_last_day(web: Web) -> None:
    case = web.case
    week_message.set_message(case.db, case.boss, "Kaffe <b>kl. 10</b>", DAY, now=NOW)
    for path in ("/", "/i-dag", "/uge/2026-W47", "/skaerm"):
        assert "Kaffe <b>kl. 10</b>" in web.text(path), path
        assert "<b>kl. 10" not in web.get(path).text
    assert "Kaffe" not in web.text("/uge/2026-W48"), "it is about its own week"
    settings = {"message.text": "Hej", "message.until": "2026-11-18"}
    assert shown_message(settings, DAY) == "Hej"
    assert shown_message(settings, DAY + timedelta(days=1)) == ""
    week_message.set_message(case.db, case.boss, "  ", None, now=NOW)
    assert "Kaffe" not in web.text("/")


def test_the_message_in_each_language_and_danish_where_there_is_none(web: Web) -> None:
    """On pages, screen, sheet and picture; `lang` and direction are the text's own."""
    case = web.case
    others = {"tr": "Kafe saat 10'da açılıyor.", "ar": "يفتح المقهى في العاشرة."}
    week_message.set_message(case.db, case.boss, "Kaffe kl. 10", DAY, others=others, now=NOW)
    for path in ("/", "/i-dag", "/uge/2026-W47", "/skaerm"):
        assert others["tr"] in web.text(f"/tr{path}") and "Kaffe" not in web.text(f"/tr{path}")
        assert '<bdi lang="da" dir="ltr">Kaffe kl. 10</bdi>' in web.text(f"/ur{path}"), path
        assert "Kaffe kl. 10" in web.text(f"/let{path}")
    for shape in ("a4", "lomme"):
        said = PdfReader(BytesIO(web.get(f"/tr/uge/2026-W47.pdf?ark={shape}").content))
        assert "Kafe saat 10" in said.pages[0].extract_text()
    pictures = {code: web.get(f"/{code}/uge/2026-W47.png").content for code in ("tr", "ur")}
    week_message.set_message(
        case.db, case.boss, "Kaffe kl. 10", DAY, others={"tr": "Başka"}, now=NOW
    )
    assert web.get("/tr/uge/2026-W47.png").content != pictures["tr"]
    assert web.get("/ur/uge/2026-W47.png").content == pictures["ur"]
    week_message.set_message(case.db, case.boss, "", None, now=NOW)
    assert "Başka" not in web.text("/tr/")


TRANSLATED = {
    "both-new": ("Kaffe kl. 11", "Kafe 11", False, {}),
    "same-danish": ("Kaffe kl. 10", "Kafe 10", False, {}),
    "only-danish-new": ("Kaffe kl. 11", "Kafe 10", False, {"message_tr": "old-translation"}),
    "it-still-fits": ("Kaffe klokken 10", "Kafe 10", True, {}),
    "taken-away": ("Kaffe kl. 11", "", False, {}),
    "too-long": ("Kaffe kl. 10", "x" * 201, False, {"message_tr": "too-long"}),
    "cpr": ("Kaffe kl. 10", "010203-1234", False, {"message_tr": "cpr"}),
}


@pytest.mark.parametrize(
    ("danish", "turkish", "fits", "wrong"), TRANSLATED.values(), ids=TRANSLATED.keys()
)
def test_a_translation_follows_the_danish(
    web: Web, danish: str, turkish: str, fits: bool, wrong: dict[str, str]
) -> None:
    def put(text: str, tr: str, still_fits: bool = False) -> None:
        week_message.set_message(
            web.case.db,
            web.case.boss,
            text,
            DAY,
            others={"tr": tr},
            still_fits=still_fits,
            now=NOW,
        )

    put("Kaffe kl. 10", "Kafe 10")
    try:
        put(danish, turkish, fits)
    except InvalidInput as refused:
        assert {one.field: one.code for one in refused.problems} == wrong
        assert "Kafe 10" in web.text("/tr/")
    else:
        assert wrong == {} and (turkish or danish) in web.text("/tr/")


MESSAGES = {
    "too-long": ("x" * 201, DAY, {"message": "too-long"}),
    "as-long-as-may-be": ("x" * 200, DAY, {}),
    "cpr": ("Ring til 010203-1234", DAY, {"message": "cpr"}),
    "no-last-day": ("Hej", None, {"until": "required"}),
    "yesterday": ("Hej", DAY - timedelta(days=1), {"until": "in-the-past"}),
    "both": ("x" * 201, None, {"message": "too-long", "until": "required"}),
}


@pytest.mark.parametrize(("text", "until", "wrong"), MESSAGES.values(), ids=MESSAGES.keys())
def test_a_message_is_checked(web: Web, text: str, until: date | None, wrong: object) -> None:
    found = {}
    try:
        week_message.set_message(web.case.db, web.case.boss, text, until, now=NOW)
    except InvalidInput as error:
        found = {one.field: one.code for one in error.problems}
    assert found == wrong
    with pytest.raises(Refused):
        week_message.set_message(web.case.db, web.case.actor("host"), "Hej", DAY, now=NOW)

"""An activity's title and text in another language: wherever it stands, with the Danish beside."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from actions import entrance
from tests.house_case import NOW
from tests.public_case import Web, a_web, plan


@pytest.fixture
def web(house_path: Path, monkeypatch: pytest.MonkeyPatch) -> Web:
    return a_web(house_path, monkeypatch)


def test_an_activity_in_a_second_language(web: Web) -> None:
    other: dict[str, Any] = {
        "other_language": "tr",
        "other_title": "Kahve",
        "other_text": "Birlikte kahve.",
    }
    uid = web.case.activity(plan(web, "Kaffe", "2026-11-18T14:00", **other)).uid
    turkish, danish = web.get(f"/tr/aktivitet/{uid}").text, web.get(f"/aktivitet/{uid}").text
    assert "</svg>Kahve</h1>" in turkish and "<p>Birlikte kahve.</p>" in turkish
    assert '<bdi lang="da" dir="ltr">Kaffe</bdi>' in turkish
    assert "</svg>Kaffe</h1>" in danish
    assert f'href="/tr/aktivitet/{uid}" lang="tr" hreflang="tr"' in danish
    assert (
        "Birlikte" not in danish
        and "Kahve" not in web.get(f"/ar/aktivitet/{uid}").text.partition("<dl")[2]
    )


def test_lists_paper_and_screen_have_the_title_one_can_read(web: Web) -> None:
    """With the Danish one below, which stands on the door; and the type's name in the language."""
    other: dict[str, Any] = {"other_language": "tr", "other_title": "Kahve molası"}
    plan(web, "Kaffepause", "2026-11-18T14:00", **other)
    typed = {("category", 1, "name"): "Kulak akupunkturu"}
    admin = web.case.actor("admin")
    entrance.set_texts(web.case.db, admin, "tr", typed, is_approved=True, now=NOW)
    for path in ("/", "/i-dag", "/uge/2026-W47", "/skaerm", "/?q=kahve"):
        page = web.get(f"/tr{path}").text
        assert "Kahve molası" in page, path
        assert "Kahve" not in web.get(path.replace("kahve", "kaffe")).text, path
    home = web.get("/tr/").text
    assert '<bdi lang="da" dir="ltr">Kaffepause</bdi>' in home
    assert "<span>Kulak akupunkturu</span>" in home
    reader = PdfReader(BytesIO(web.get("/tr/uge/2026-W47.pdf").content))
    paper = " ".join(reader.pages[0].extract_text().split())
    assert "Kahve molası" in paper and "Kaffepause" in paper and "Kulak akupunkturu" in paper

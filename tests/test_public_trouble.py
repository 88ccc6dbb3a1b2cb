"""When the file is in trouble: a kind page, /healthz with why, right again at once."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from db.schema import NEWEST
from public import render
from tests.public_case import Web, a_web

PAGES = ("/", "/i-dag", "/uge/2026-W47", "/hjaelp", "/abonner", "/log-ind", "/aktivitet/x")


@pytest.fixture
def web(house_path: Path, monkeypatch: pytest.MonkeyPatch) -> Web:
    monkeypatch.setattr("db.connection.BUSY_SECONDS", 0.05)
    return a_web(house_path, monkeypatch)


def test_a_healthy_house(web: Web) -> None:
    answer = web.get("/healthz")
    assert answer.status_code == 200 and answer.json() == {"ok": True, "schema": NEWEST}
    assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("trouble", ["missing", "not-a-database"])
def test_trouble_is_told_and_passes(web: Web, trouble: str) -> None:
    path = web.case.db.path
    aside = path.with_suffix(".aside")
    path.rename(aside)
    if trouble == "not-a-database":
        path.write_bytes(b"Dette er ikke en database. " * 100)
    health = web.get("/healthz")
    assert (health.status_code, health.json()) == (503, {"ok": False, "why": trouble})
    for page in PAGES:
        answer = web.get(page)
        assert answer.status_code == 503 and answer.headers["retry-after"] == "30"
        assert "holder en lille pause" in answer.text and 'lang="da"' in answer.text
        assert str(path) not in answer.text and "Traceback" not in answer.text
        assert answer.headers["content-security-policy"].startswith("default-src 'none'")
    path.unlink(missing_ok=True)
    aside.rename(path)
    assert web.get("/healthz").status_code == 200
    assert web.get("/").status_code == 200


def test_a_newer_or_older_file_is_told(web: Web) -> None:
    with sqlite3.connect(web.case.db.path) as con:
        con.execute(
            "INSERT INTO _sqlite_migrations (migration_set, name, applied_at)"
            " VALUES ('house', 'm999_later', '2030-01-01')"
        )
    con.close()
    assert web.get("/healthz").json() == {"ok": False, "why": "newer", "schema": NEWEST + 1}
    with sqlite3.connect(web.case.db.path) as con:
        con.execute("DELETE FROM _sqlite_migrations WHERE name LIKE 'm999%' OR name LIKE 'm005%'")
    con.close()
    assert web.get("/healthz").json()["why"] == "older"


def test_a_locked_file_still_shows_the_programme(web: Web) -> None:
    with web.case.db.write():
        assert web.get("/").status_code == 200
        assert web.send("/log-ind", username="anna", password="forkert").status_code == 503


def test_a_fault_of_ours_is_a_kind_page_too(web: Web, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_args: object) -> None:
        raise RuntimeError("hemmelig detalje")

    monkeypatch.setattr("public.reading.load_house", broken)
    answer = web.get("/")
    assert answer.status_code == 500 and "Noget gik galt hos os" in answer.text
    assert "hemmelig" not in answer.text
    assert answer.headers["content-security-policy"].startswith("default-src 'none'")


def test_a_template_that_asks_for_too_much_fails_instead_of_staying_empty() -> None:
    from jinja2 import UndefinedError

    template = render._environment().from_string("{{ frame.nothing_like_this }}")
    with pytest.raises(UndefinedError):
        template.render(frame=render.Frame())


def test_no_template_switches_escaping_off() -> None:
    for path in (render.HERE / "templates").iterdir():
        text = path.read_text("utf-8")
        assert "|safe" not in text.replace(" ", "") and "autoescape" not in text, path.name
        assert "style=" not in text and "onclick" not in text, path.name

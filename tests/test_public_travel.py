"""How citizens' pages travel: no cookie, nothing from elsewhere, small, cached, with headers."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import pytest

from tests.public_case import Web, a_web, plan

PAGES = ("/", "/i-dag", "/uge/2026-W47", "/hjaelp", "/abonner", "/?for=unge")


@pytest.fixture
def web(house_path: Path, monkeypatch: pytest.MonkeyPatch) -> Web:
    return a_web(house_path, monkeypatch)


@pytest.mark.parametrize("path", [*PAGES, "/findes-ikke"])
def test_no_cookie_is_set_and_none_is_asked_for(web: Web, path: str) -> None:
    answer = web.get(path)
    assert "set-cookie" not in answer.headers
    web.browser.cookies.set("house_session", "whatever")
    other = web.get(path)
    assert other.text == answer.text and "cookie" not in other.headers.get("vary", "").lower()


@pytest.mark.parametrize("path", PAGES)
def test_nothing_comes_from_elsewhere(web: Web, path: str) -> None:
    plan(web, "Gåtur", "2026-11-18T14:00")
    page = web.get(path).text
    elsewhere = r'(?:src|href|action)="(?:https?:)?//(?!huset\.example)'
    # a link that one follows loads nothing: only /abonner has some, to the readers of calendars
    loads = re.sub(r"<a\s[^>]*>", "", page) if path == "/abonner" else page
    assert re.findall(elsewhere, loads) == []
    scripts = re.findall(r"<script[^>]*>", page)
    assert all(re.fullmatch(r'<script src="/assets/[^"]+"[^>]*>', one) for one in scripts)
    assert path == "/abonner" or not scripts
    assert "style=" not in page and "<style" not in page
    assert page.startswith('<!doctype html>\n<html lang="da">')


def test_the_first_view_is_small(web: Web) -> None:
    for number in range(60):
        plan(web, f"Aktivitet {number}", f"2026-11-{18 + number % 7}T{9 + number % 9:02d}:00")
    answer = web.get("/", **{"Accept-Encoding": "gzip"})
    raw = len(answer.content)
    sent = int(answer.headers.get("content-length", raw))
    for asset in re.findall(r'href="(/assets/[^"]+)"', answer.text):
        sent += len(gzip.compress(web.get(asset).content))
    assert sent < 50 * 1024 and raw < 100 * 1024


def test_an_unchanged_page_is_not_sent_again_and_a_changed_one_is(web: Web) -> None:
    first = web.get("/")
    again = web.get("/", **{"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["etag"] == first.headers["etag"]
    plan(web, "Nyt", "2026-11-19T12:00")
    changed = web.get("/", **{"If-None-Match": first.headers["etag"]})
    assert changed.status_code == 200 and "Nyt" in changed.text
    assert first.headers["cache-control"].startswith("public")


def test_head_has_the_headers_and_no_body(web: Web) -> None:
    answer = web.browser.head("/i-dag")
    assert (answer.status_code, answer.content) == (200, b"")


def test_assets_are_kept_for_good_by_their_content(web: Web) -> None:
    found = re.search(r'href="(/assets/house\.css\?v=[0-9a-f]+)"', web.get("/").text)
    assert found is not None
    assert "immutable" in web.get(found[1]).headers["cache-control"]
    assert web.get("/assets/house.css").headers["cache-control"] == "no-cache"


@pytest.mark.parametrize("path", [*PAGES, "/log-ind", "/findes-ikke", "/healthz", "/robots.txt"])
def test_headers_of_every_page(web: Web, path: str) -> None:
    headers = web.get(path).headers
    policy = headers["content-security-policy"]
    assert policy.startswith("default-src 'none'") and "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert "camera=()" in headers["permissions-policy"]
    assert "strict-transport-security" not in headers


def test_robots_are_kept_out_of_what_is_for_staff(web: Web) -> None:
    lines = web.text("/robots.txt").splitlines()
    assert {"Disallow: /personale/", "Disallow: /vaert"} <= set(lines)
    assert "Disallow: /" not in lines

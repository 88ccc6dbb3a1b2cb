"""What browsers are told on every answer, and that no page asks another machine for anything."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Request

from tests.public_case import Web, a_web
from tests.support import Server

ANSWERS = (
    *("/", "/i-dag", "/uge/2026-W47", "/hjaelp", "/abonner", "/log-ind", "/konto", "/vaert"),
    *("/kalender/alle.ics", "/kalender/findes-ikke.ics", "/kalender/h/x.ics", "/findes-ikke"),
    *("/healthz", "/robots.txt", "/log-ind/oidc/svar", "/assets/house.css"),
)
EVERYWHERE = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "SAMEORIGIN",
    "cross-origin-opener-policy": "same-origin",
}


@pytest.fixture(params=["http://huset.example", "https://huset.example"], ids=["http", "https"])
def web(request: pytest.FixtureRequest, house_path: Path, monkeypatch: pytest.MonkeyPatch) -> Web:
    return a_web(house_path, monkeypatch, url=request.param)


def test_every_answer_has_the_headers(web: Web) -> None:
    https = str(web.browser.base_url).startswith("https")
    for path in ANSWERS:
        headers = web.get(path).headers
        for name, value in EVERYWHERE.items():
            assert headers[name] == value, (path, name)
        policy = headers["content-security-policy"]
        assert policy.startswith("default-src 'none'") and "frame-ancestors 'none'" in policy, path
        assert "unsafe" not in policy and "*" not in policy and "http" not in policy, path
        assert headers["referrer-policy"] in ("same-origin", "no-referrer"), path
        for feature in ("camera", "microphone", "geolocation", "payment"):
            assert f"{feature}=()" in headers["permissions-policy"], path
        assert ("strict-transport-security" in headers) is https, path


def test_a_forged_proxy_header_changes_no_address(web: Web) -> None:
    forged = {
        "X-Forwarded-Host": "ond.example",
        "X-Forwarded-Proto": "https",
        "Host": "ond.example",
    }
    for path in ("/", "/abonner", "/log-ind", "/robots.txt"):
        answer = web.browser.get(path, headers=forged)
        assert "ond.example" not in answer.text, path
    away = web.browser.get("/konto", headers=forged)
    assert away.headers["location"].startswith("/log-ind"), "only paths of our own"


STAFF = ("", "kalender", "fremmoede", "statistik", "kalendere", "historik")


@pytest.mark.long
def test_no_page_asks_another_machine(demo_server: Server, browser: Browser) -> None:
    """Counted: requests to anywhere but the house, on every page of citizens, hosts and staff."""
    elsewhere: list[str] = []
    own = 0

    def seen(request: Request) -> None:
        nonlocal own
        if request.url.startswith((demo_server.url, demo_server.url.replace("http", "ws", 1))):
            own += 1
        elif not request.url.startswith(("data:", "blob:")):
            elsewhere.append(request.url)

    context = browser.new_context(base_url=demo_server.url)
    context.set_default_timeout(60_000)
    context.on("request", seen)
    page = context.new_page()
    page.on("websocket", lambda socket: elsewhere.append(socket.url)
            if "127.0.0.1" not in socket.url else None)  # fmt: skip
    for path in ("/", "/i-dag", "/uge", "/hjaelp", "/abonner", "/log-ind"):
        page.goto(path, wait_until="load")
    if "koordinator" in demo_server.sessions:  # its link was used by another test
        context.add_cookies(demo_server.sessions["koordinator"]["cookies"])
    else:
        demo_server.sign_in(page, "koordinator")
    for path in STAFF:
        page.goto(f"/personale/{path}", wait_until="load")
        page.locator("h1").first.wait_for(timeout=60_000)
    for path in ("/vaert", "/konto"):
        page.goto(path, wait_until="load")
    context.close()
    assert elsewhere == [] and own > 50

"""Signing out of the house signs out at the provider too; nobody is led astray by it."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

import public.leaving
from actions import accounts
from domain.model import RoleGrant
from public.leaving import end_of
from tests.public_case import Web, a_web, hidden
from tests.support import free_port
from tests.test_oidc import HOUSE, Municipality, back, begin, municipality, web, who

__all__ = ["municipality", "web"]
STATE = "house_leaving"


def signed_in(web: Web, municipality: Municipality, login: str) -> None:
    municipality.has(**{login: {"roles": ["lh-leder"]}})
    back(web, municipality.through(begin(web), login))
    assert who(web) is not None


def leave(web: Web) -> Any:
    return web.post("/log-ud", hidden(web.get("/log-ud").text))


def onward(answer: Any) -> tuple[str, dict[str, str]]:
    """Where the page leads by itself, and with what."""
    found = re.search(r'http-equiv="refresh" content="0; url=([^"]+)"', answer.text)
    assert found, answer.text[:600]
    address = unescape(found[1])
    assert f'href="{found[1]}"' in answer.text, "and by a link"
    return address, {key: one[0] for key, one in parse_qs(urlsplit(address).query).items()}


def through(address: str) -> str:
    """Sign out there as a browser does; where that leads."""
    with httpx.Client(follow_redirects=False, timeout=30) as browser:
        page = browser.get(address)
        assert page.status_code == 200, page.text[:500]
        action = re.search(r'action="([^"]+)"', page.text)
        xsrf = re.search(r'name="xsrf" value="([^"]+)"', page.text)
        assert action and xsrf, page.text[:1500]
        answer = browser.post(action[1], data={"xsrf": xsrf[1], "logout": "yes"})
        return str(answer.headers["location"])


def test_out_here_then_there_and_back(web: Web, municipality: Municipality) -> None:
    signed_in(web, municipality, "gerda")
    answer = leave(web)
    assert answer.status_code == 200 and answer.headers["cache-control"] == "no-store"
    assert "Du er logget ud af huset" in answer.text and who(web) is None, "here first"
    assert "form-action 'self'" in answer.headers["content-security-policy"]
    address, asked = onward(answer)
    assert address.startswith(f"{municipality.issuer}/session/end?")
    assert asked["client_id"] == "huset" and asked["id_token_hint"].count(".") == 2
    assert asked["post_logout_redirect_uri"] == f"{HOUSE}/log-ud/svar"
    assert asked["state"] == web.browser.cookies.get(STATE) and len(asked["state"]) > 20
    location = through(address)
    assert location == f"{HOUSE}/log-ud/svar?state={asked['state']}"
    said = back(web, location)
    assert said.status_code == 200 and "Både her og hos kommunen" in said.text
    assert not web.browser.cookies.get(STATE), "once"
    assert back(web, location).headers["location"] == "/"


def test_after_a_restart_the_provider_is_asked_without_the_token(
    web: Web, municipality: Municipality, monkeypatch: pytest.MonkeyPatch
) -> None:
    signed_in(web, municipality, "hanne")
    monkeypatch.setattr(public.leaving.Leaving, "remember", lambda *_: None)
    signed_in(web, municipality, "hanne")
    _address, asked = onward(leave(web))
    assert "id_token_hint" not in asked and asked["client_id"] == "huset"


@pytest.mark.parametrize(
    "query",
    [
        "",
        "?state=",
        "?state=x",
        "?state=https://ond.example",
        "?next=https://ond.example",
        "?state=x&post_logout_redirect_uri=https://ond.example",
        "?state=%C3%A6",
    ],
)
@pytest.mark.parametrize("known", [False, True])
def test_the_way_back_leads_nowhere_else(web: Web, query: str, known: bool) -> None:
    if known:
        web.browser.cookies.set(STATE, "en-helt-anden")
    answer = web.get(f"/log-ud/svar{query}")
    assert (answer.status_code, answer.headers["location"]) == (303, "/")


def test_the_way_back_ends_no_session(web: Web, municipality: Municipality) -> None:
    signed_in(web, municipality, "ida")
    web.browser.cookies.set(STATE, "x")
    web.get("/log-ud/svar?state=x")
    assert who(web) is not None, "a link from another site signs nobody out"


ISSUER = "https://login.kommune.example/x"


@pytest.mark.parametrize(
    ("end", "kept"),
    [
        (f"{ISSUER}/logout", True),
        ("https://andet.kommune.example/logout?p=1", True),
        (None, False),
        ("", False),
        (17, False),
        ("/session/end", False),
        ("javascript:alert(1)", False),
        ("data:text/html,x", False),
        ("//ond.example/x", False),
        ("http://login.kommune.example/x/logout", False),
        ("https://x.example/#y", False),
        ("https://[x", False),
    ],
)
def test_what_is_no_address_of_the_provider_is_not_followed(end: object, kept: bool) -> None:
    assert end_of({"end_session_endpoint": end}, ISSUER) == (end if kept else None)


def test_a_provider_that_is_away_stops_nobody(
    web: Web, municipality: Municipality, monkeypatch: pytest.MonkeyPatch
) -> None:
    signed_in(web, municipality, "karen")
    monkeypatch.setenv("HOUSE_OIDC_ISSUER", f"http://127.0.0.1:{free_port()}")
    answer = leave(web)
    assert (answer.status_code, answer.headers["location"]) == (303, "/") and who(web) is None


def test_who_signed_in_here_is_not_sent_there(web: Web) -> None:
    other = web.sign_in_as("host")
    answer = leave(other)
    assert (answer.status_code, answer.headers["location"]) == (303, "/")


def test_without_a_provider(web: Web, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("HOUSE_OIDC_ISSUER")
    assert leave(web.sign_in_as("host")).headers["location"] == "/"


def test_the_cookie_is_safe_under_https(
    house_path: Path, municipality: Municipality, monkeypatch: pytest.MonkeyPatch
) -> None:
    for key, value in {
        "ISSUER": municipality.issuer,
        "CLIENT_ID": "huset",
        "CLIENT_SECRET": "hemmelig-i-proever",
    }.items():
        monkeypatch.setenv(f"HOUSE_OIDC_{key}", value)
    web = a_web(house_path, monkeypatch, url="https://huset.example")
    staff_id = accounts.create_staff(
        web.case.db, None, username="lone", name="L", grants=[RoleGrant("host", None)]
    )
    link = accounts.make_link(web.case.db, None, staff_id, "sign-in")
    token = accounts.use_link(web.case.db, link)
    web.browser.cookies.set(accounts.cookie_name(True), token)
    with web.case.db.write() as con:  # as if it had begun there
        con.execute("UPDATE session SET way = 'oidc'")
    answer = web.post("/log-ud", hidden(web.get("/log-ud").text), Origin="https://huset.example")
    (cookie,) = [one for one in answer.headers.get_list("set-cookie") if STATE in one]
    assert cookie.startswith(f"__Host-{STATE}=")
    for word in ("Secure", "HttpOnly", "SameSite=lax", "Path=/", "Max-Age=600"):
        assert word in cookie

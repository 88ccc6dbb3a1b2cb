"""Signing in over HTTP: the form, links, cookies, posts from elsewhere, the way out."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from actions import accounts
from actions.accounts import Answers
from actions.clock import real_now
from db import writes_staff
from domain.model import RoleGrant
from tests.public_case import URL, Web, a_web, hidden

GOOD = "syv grønne cykler"


@pytest.fixture
def web(house_path: Path, monkeypatch: pytest.MonkeyPatch) -> Web:
    return a_web(house_path, monkeypatch)


@pytest.fixture
def anna(web: Web) -> int:
    staff_id = accounts.create_staff(
        web.case.db, None, username="anna", name="Anna <b>", grants=[RoleGrant("host", None)]
    )
    token = accounts.make_link(web.case.db, None, staff_id, "password")
    accounts.use_link(web.case.db, token, Answers(password=GOOD, repeat=GOOD))
    return staff_id


def cookie_of(answer: object) -> str:
    cookies: list[str] = answer.headers.get_list("set-cookie")  # type: ignore[attr-defined]
    return next(one for one in cookies if "house_session=" in one)


def test_signing_in_leads_to_where_one_was_going(web: Web, anna: int) -> None:
    form = web.get("/log-ind?next=/vaert/7")
    sent = hidden(form.text) | {"next": "/vaert/7", "username": "anna", "password": GOOD}
    answer = web.post("/log-ind", sent)
    assert (answer.status_code, answer.headers["location"]) == (303, "/vaert/7")
    cookie = cookie_of(answer)
    assert "HttpOnly" in cookie and "SameSite=lax" in cookie and "Path=/" in cookie
    assert "Secure" not in cookie, "the house of this test is on http"
    assert answer.headers["cache-control"] == "no-store"
    again = web.get("/log-ind")
    assert (again.status_code, again.headers["location"]) == (303, "/vaert")


def test_under_https_the_cookie_belongs_to_this_host_alone(
    house_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = "https://huset.example"
    web = a_web(house_path, monkeypatch, url=url)
    accounts.create_staff(
        web.case.db, None, username="leder", name="L", grants=[RoleGrant("manager", None)]
    )
    token = accounts.make_link(web.case.db, None, 4, "sign-in")
    sent = hidden(web.get(f"/log-ind/{token}").text)
    answer = web.post(f"/log-ind/{token}", sent, Origin=url)
    assert answer.headers["location"] == "/personale/"
    cookie = cookie_of(answer)
    assert cookie.startswith("__Host-house_session=") and "Secure" in cookie
    assert "max-age=31536000" in answer.headers["strict-transport-security"]


@pytest.mark.parametrize(
    "target",
    [
        "//ond.example/",
        "https://ond.example/",
        "/\\ond.example",
        "\\\\ond.example",
        "javascript:alert(1)",
        "/%0d%0aSet-Cookie: x=y\r\nX: y",
        "/" + "a" * 600,
        "vaert",
        "http:/vaert",
    ],
)
def test_next_is_a_path_of_this_house_or_nothing(web: Web, anna: int, target: str) -> None:
    sent = hidden(web.get("/log-ind").text)
    answer = web.post("/log-ind", sent | {"next": target, "username": "anna", "password": GOOD})
    assert (answer.status_code, answer.headers["location"]) == (303, "/vaert")


def test_what_was_typed_is_kept_but_for_the_password(web: Web, anna: int) -> None:
    answer = web.send("/log-ind", username="<anna>", password="forkert kodeord")
    assert answer.status_code == 422
    assert 'value="&lt;anna&gt;"' in answer.text and "forkert kodeord" not in answer.text
    assert 'aria-invalid="true"' in answer.text and "Brugernavn eller adgangskode" in answer.text


def test_too_many_tries_wait(web: Web, anna: int) -> None:
    with web.case.db.write() as con:
        for _ in range(12):
            writes_staff.insert_failure(con, "anna", real_now())
    answer = web.send("/log-ind", username="anna", password=GOOD)
    assert answer.status_code == 429 and re.search(r"Vent \d+ sekunder", answer.text)


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://ond.example"},
        {"Origin": "null"},
        {"Origin": f"{URL}.ond.example"},
        {"Origin": "http://huset.example@ond.example"},
    ],
)
def test_a_post_from_another_site_is_refused(web: Web, anna: int, headers: dict[str, str]) -> None:
    sent = hidden(web.get("/log-ind").text) | {"username": "anna", "password": GOOD}
    answer = web.post("/log-ind", sent, **headers)
    assert answer.status_code == 403 and "set-cookie" not in answer.headers


def test_without_origin_the_browsers_own_word_counts(web: Web, anna: int) -> None:
    sent = hidden(web.get("/log-ind").text) | {"username": "anna", "password": GOOD}
    cross = web.browser.post("/log-ind", data=sent, headers={"Sec-Fetch-Site": "cross-site"})
    assert cross.status_code == 403
    assert web.browser.post("/log-ind", data=sent).status_code == 303, "no browser, right token"


def test_a_form_without_its_token_is_refused(web: Web, anna: int) -> None:
    typed = {"username": "anna", "password": GOOD}
    web.get("/log-ind")
    for token in ("", "0" * 32, "æ" * 8):
        assert web.post("/log-ind", typed | {"csrf": token}).status_code == 403
    stranger = web.another_browser()
    sent = hidden(web.get("/log-ind").text) | typed
    assert stranger.post("/log-ind", sent).status_code == 403, "the token of another browser"


def test_looking_at_a_link_does_not_use_it(web: Web, anna: int) -> None:
    token = accounts.make_link(web.case.db, None, anna, "sign-in")
    for _ in range(3):
        page = web.text(f"/log-ind/{token}")
        assert "Velkommen, Anna <b>" in page
    assert web.browser.head(f"/log-ind/{token}").status_code == 200
    assert web.send(f"/log-ind/{token}").headers["location"] == "/vaert"
    assert "virker ikke længere" in web.another_browser().text(f"/log-ind/{token}", 404)
    late = web.another_browser()
    sent = hidden(late.get("/log-ind").text)
    assert late.post(f"/log-ind/{token}", sent).status_code == 404


def test_the_first_administrator_over_http(web: Web) -> None:
    token = accounts.first_admin_link(web.case.db) or ""
    address = f"/log-ind/{token}"
    wrong = web.send(address, name="Leder", username="x", password="kort", repeat="kort")
    assert wrong.status_code == 422 and 'value="Leder"' in wrong.text
    assert 'id="username-error"' in wrong.text and 'id="password-error"' in wrong.text
    typed = {"name": "Leder", "username": "leder", "password": GOOD, "repeat": GOOD}
    answer = web.send(address, **typed)
    assert (answer.status_code, answer.headers["location"]) == (303, "/personale/")
    assert web.another_browser().get(address).status_code == 404


def test_an_invitation_chooses_a_password(web: Web, anna: int) -> None:
    token = accounts.make_link(web.case.db, None, anna, "password")
    assert "anna" in web.text(f"/log-ind/{token}")
    other = "ni blå sommerfugle"
    wrong = web.send(f"/log-ind/{token}", password=other, repeat=other + "!")
    assert wrong.status_code == 422 and other not in wrong.text
    assert web.send(f"/log-ind/{token}", password=other, repeat=other).status_code == 303
    fresh = web.another_browser()
    assert fresh.send("/log-ind", username="anna", password=other).status_code == 303


def test_every_sign_in_has_a_token_of_its_own_and_ends_the_one_before(web: Web, anna: int) -> None:
    first = web.send("/log-ind", username="anna", password=GOOD)
    page = web.get(f"/log-ind/{accounts.make_link(web.case.db, None, anna, 'sign-in')}")
    second = web.post(str(page.request.url.path), hidden(page.text))
    tokens = [cookie_of(one).partition("=")[2].partition(";")[0] for one in (first, second)]
    assert tokens[0] != tokens[1]
    assert accounts.current(web.case.db, tokens[0]) is None
    assert accounts.current(web.case.db, tokens[1]) is not None


def test_signing_out_is_a_post_with_its_token(web: Web) -> None:
    host = web.sign_in_as("host")
    assert "Du er logget ind som" in host.text("/log-ud")
    assert host.post("/log-ud", {"csrf": ""}).status_code == 403
    assert host.get("/vaert").status_code == 200
    answer = host.send("/log-ud")
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    assert host.get("/vaert").headers["location"] == "/log-ind?next=/vaert"
    assert web.case.rows("SELECT count(*) FROM session WHERE revoked_at IS NULL") == [(0,)]


def test_a_stolen_cookie_is_worth_nothing_after_signing_out(web: Web) -> None:
    host = web.sign_in_as("host")
    stolen = host.browser.cookies["house_session"]
    host.send("/log-ud")
    thief = web.another_browser()
    thief.browser.cookies.set("house_session", stolen)
    assert thief.get("/vaert").status_code == 303


def test_pages_of_signing_in_are_kept_by_nobody_and_not_compressed(web: Web) -> None:
    for path in ("/log-ind", "/log-ind/findes-ikke"):
        answer = web.get(path, **{"Accept-Encoding": "gzip"})
        assert answer.headers["cache-control"] == "no-store"
        assert "content-encoding" not in answer.headers


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        (b"x=" + b"y" * 70_000, "application/x-www-form-urlencoded", 413),
        (b"&".join(b"a=b" for _ in range(500)), "application/x-www-form-urlencoded", 400),
        (b"username=%ff%fe", "application/x-www-form-urlencoded", 400),
        (b"\xff\xfe", "application/x-www-form-urlencoded", 400),
        (b"{}", "application/json", 400),
        (b"", "application/x-www-form-urlencoded", 403),
    ],
    ids=["huge", "many", "not-utf8", "binary", "json", "empty"],
)
def test_odd_posts_get_a_kind_page(web: Web, body: bytes, kind: str, status: int) -> None:
    answer = web.browser.post(
        "/log-ind", content=body, headers={"Content-Type": kind, "Origin": URL}
    )
    assert answer.status_code == status
    assert "<h1>" in answer.text and 'lang="da"' in answer.text

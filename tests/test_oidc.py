"""Signing in at a real OpenID provider (npm oidc-provider) on loopback, and what it must not do."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from actions import accounts, elsewhere
from actions.accounts import Answers
from actions.elsewhere import Provider, claimed, grants_of
from domain.model import RoleGrant
from tests.account_case import GOOD
from tests.house_case import PIT, Case
from tests.public_case import Web, a_web
from tests.support import CLIENTS, free_port, in_ci

HOUSE = "http://huset.example"
NODE = shutil.which("node")
if (NODE is None or not (CLIENTS / "node_modules" / "oidc-provider").exists()) and not in_ci():
    pytest.skip("oidc-provider is not installed: tests/clients/setup.sh", allow_module_level=True)


@dataclass
class Municipality:
    """The provider, and who has an account there."""

    issuer: str
    people: Path

    def has(self, **people: dict[str, Any]) -> None:
        self.people.write_text(json.dumps(people), "utf-8")

    def through(self, address: str, login: str) -> str:
        """Sign in there as a browser does; the address that leads back to the house."""
        with httpx.Client(follow_redirects=False, timeout=30) as browser:
            answer = browser.get(address)
            for _ in range(12):
                location = answer.headers.get("location", "")
                if location.startswith(HOUSE):
                    return str(location)
                if location:
                    answer = browser.get(httpx.URL(answer.request.url).join(location))
                    continue
                prompt = re.search(r'name="prompt" value="(\w+)"', answer.text)
                action = re.search(r'action="([^"]+)"', answer.text)
                assert prompt and action, answer.text[:2000]
                sent = {"prompt": prompt[1], "login": login, "password": "x"}
                answer = browser.post(action[1], data=sent)
        raise AssertionError("never came back")


@pytest.fixture(scope="module")
def municipality(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Municipality]:
    people = tmp_path_factory.mktemp("oidc") / "people.json"
    port = free_port()
    command = [NODE or "node", "oidc.mjs", str(port), f"{HOUSE}/log-ind/oidc/svar", str(people)]
    running = subprocess.Popen(command, cwd=CLIENTS, stdout=subprocess.DEVNULL)
    found = Municipality(f"http://127.0.0.1:{port}", people)
    for _ in range(400):
        try:
            httpx.get(f"{found.issuer}/.well-known/openid-configuration").raise_for_status()
            break
        except httpx.HTTPError:
            assert running.poll() is None, "the provider ended"
            time.sleep(0.05)
    yield found
    running.terminate()
    running.wait(10)


@pytest.fixture
def web(municipality: Municipality, house_path: Path, monkeypatch: pytest.MonkeyPatch) -> Web:
    return a_web(
        house_path,
        monkeypatch,
        HOUSE_OIDC_ISSUER=municipality.issuer,
        HOUSE_OIDC_CLIENT_ID="huset",
        HOUSE_OIDC_CLIENT_SECRET="hemmelig-i-proever",
        HOUSE_OIDC_ROLES="lh-admin=admin, lh-pit=coordinator:Pitstop, lh-leder=manager",
    )


def begin(web: Web, target: str = "") -> str:
    answer = web.get(f"/log-ind/oidc{f'?next={target}' if target else ''}")
    assert answer.status_code == 302, answer.text
    return str(answer.headers["location"])


def back(web: Web, location: str) -> Any:
    return web.get(location.removeprefix(HOUSE))


def who(web: Web) -> Any:
    signed = accounts.current(web.case.db, web.browser.cookies.get("house_session"))
    return signed.actor if signed else None


# -- the way there and back ----------------------------------------------------------------------


def test_a_colleague_signs_in_there_and_has_the_roles_of_the_claim(
    web: Web, municipality: Municipality
) -> None:
    municipality.has(anna={"name": "Anna", "roles": ["lh-pit", "andet"]})
    assert "Log ind med din kommunekonto" in web.text("/log-ind")
    away = begin(web, "/vaert")
    asked = {key: values[0] for key, values in parse_qs(urlsplit(away).query).items()}
    assert asked["response_type"] == "code" and asked["code_challenge_method"] == "S256"
    assert len(asked["state"]) > 20 and len(asked["nonce"]) > 15 and asked["code_challenge"]
    answer = back(web, municipality.through(away, "anna"))
    assert (answer.status_code, answer.headers["location"]) == (303, "/vaert")
    assert who(web).grants == (RoleGrant("coordinator", PIT),)
    assert web.case.rows("SELECT username, password_hash FROM staff WHERE username = 'anna'") == [
        ("anna", None)
    ]
    assert web.case.rows("SELECT way, outcome FROM sign_in") == [("oidc", "in")]


def test_roles_follow_the_claim_and_without_one_nobody_comes_in(
    web: Web, municipality: Municipality
) -> None:
    municipality.has(bodil={"roles": ["lh-leder"]})
    back(web, municipality.through(begin(web), "bodil"))
    assert [one.role for one in who(web).grants] == ["manager"]
    municipality.has(bodil={"roles": ["lh-admin"]})
    back(web, municipality.through(begin(web), "bodil"))
    assert [one.role for one in who(web).grants] == ["admin"]
    municipality.has(bodil={"roles": []})
    answer = back(web, municipality.through(begin(web), "bodil"))
    assert answer.status_code == 403 and "ingen rolle" in answer.text
    assert who(web) is None, "the session from before has ended too"
    assert len(web.case.rows("SELECT * FROM identity")) == 1


def test_a_nested_claim_of_keycloak(
    web: Web, municipality: Municipality, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOUSE_OIDC_ROLES_CLAIM", "realm_access.roles")
    municipality.has(karl={"realm_access": {"roles": ["lh-leder"]}})
    assert back(web, municipality.through(begin(web), "karl")).status_code == 303
    assert [one.role for one in who(web).grants] == ["manager"]


# -- what must not work --------------------------------------------------------------------------


def test_an_answer_that_this_browser_did_not_ask_for_is_refused(
    web: Web, municipality: Municipality
) -> None:
    municipality.has(ond={"roles": ["lh-admin"]})
    location = municipality.through(begin(web), "ond")
    victim = web.another_browser()
    assert back(victim, location).status_code == 502 and who(victim) is None
    begin(victim)
    assert back(victim, location).status_code == 502, "a state of one's own is not this state"
    assert back(web, location).status_code == 303
    assert back(web, location).status_code == 502, "and each answer counts once"


@pytest.mark.parametrize(
    "query", ["", "?code=x", "?state=x", "?code=x&state=y", "?error=access_denied&state=x"]
)
def test_answers_that_are_none(web: Web, query: str) -> None:
    answer = web.get(f"/log-ind/oidc/svar{query}")
    assert answer.status_code == 502 and "Du er ikke logget ind" in answer.text
    assert answer.headers["cache-control"] == "no-store"


def test_a_code_without_its_verifier_is_worth_nothing(web: Web, municipality: Municipality) -> None:
    municipality.has(pkce={"roles": ["lh-admin"]})
    code = parse_qs(urlsplit(municipality.through(begin(web), "pkce")).query)["code"][0]
    form = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": f"{HOUSE}/log-ind/oidc/svar",
        "code_verifier": "a" * 43,
    }
    answer = httpx.post(
        f"{municipality.issuer}/token", data=form, auth=("huset", "hemmelig-i-proever")
    )
    assert answer.status_code == 400 and answer.json()["error"] == "invalid_grant"


def test_a_nonce_of_another_sign_in_is_refused(
    web: Web, municipality: Municipality, monkeypatch: pytest.MonkeyPatch
) -> None:
    municipality.has(eva={"roles": ["lh-admin"]})
    away = begin(web)
    nonce = parse_qs(urlsplit(away).query)["nonce"][0]
    location = municipality.through(away.replace(nonce, "en-anden"), "eva")
    assert back(web, location).status_code == 502 and who(web) is None


@pytest.mark.parametrize("kind", ["password", "disabled"])
def test_an_account_that_is_somebodys_is_not_taken_over(
    web: Web, municipality: Municipality, kind: str
) -> None:
    db = web.case.db
    staff_id = accounts.create_staff(
        db, None, username="chef", name="Chef", grants=[RoleGrant("admin", None)]
    )
    if kind == "password":
        token = accounts.make_link(db, None, staff_id)
        accounts.use_link(db, token, Answers(password=GOOD, repeat=GOOD))
    else:
        accounts.create_staff(
            db, None, username="en.til", name="En", grants=[RoleGrant("admin", None)]
        )
        accounts.disable_staff(db, None, staff_id)
    municipality.has(chef={"roles": ["lh-admin"]})
    answer = back(web, municipality.through(begin(web), "chef"))
    assert answer.status_code == 403 and "hører til en anden konto" in answer.text
    assert who(web) is None


def test_an_account_made_for_it_is_taken_over_and_a_closed_one_stays_closed(
    web: Web, municipality: Municipality
) -> None:
    db = web.case.db
    made = accounts.create_staff(
        db, None, username="ny.leder", name="Ny", grants=[RoleGrant("host", None)]
    )
    municipality.has(**{"ny.leder": {"roles": ["lh-leder"]}})
    back(web, municipality.through(begin(web), "ny.leder"))
    assert who(web).staff_id == made
    accounts.disable_staff(db, None, made)
    answer = back(web, municipality.through(begin(web), "ny.leder"))
    assert answer.status_code == 403 and "lukket" in answer.text


def test_a_provider_that_does_not_answer(web: Web, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOUSE_OIDC_ISSUER", f"http://127.0.0.1:{free_port()}")
    answer = web.get("/log-ind/oidc")
    assert answer.status_code == 502 and "svarede ikke" in answer.text


def test_without_a_provider_there_is_no_such_address(
    house_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("HOUSE_OIDC_ISSUER", raising=False)
    plain = a_web(house_path, monkeypatch)
    assert "kommunekonto" not in plain.text("/log-ind")
    assert plain.get("/log-ind/oidc").status_code == 404
    assert plain.get("/log-ind/oidc/svar").status_code == 404


# -- the claim -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("claims", "path", "words"),
    [
        ({"roles": ["a", "b"]}, "roles", ["a", "b"]),
        ({"roles": "a"}, "roles", ["a"]),
        ({"realm_access": {"roles": ["a"]}}, "realm_access.roles", ["a"]),
        ({"https://x.example/roles": ["a"]}, "https://x.example/roles", ["a"]),
        ({}, "roles", []),
        ({"roles": {"a": 1}}, "roles", []),
        ({"roles": ["a", 1, None]}, "roles", ["a"]),
        ({"realm_access": "x"}, "realm_access.roles", []),
    ],
)
def test_what_a_claim_says(claims: dict[str, Any], path: str, words: list[str]) -> None:
    assert claimed(claims, path) == words


def test_a_service_that_is_not_there_gives_no_role(case: Case) -> None:
    from db.house import load_house

    with case.db.read() as con:
        house = load_house(con)
    at = Provider("x", "y", "z", roles=(("a", "coordinator:Findes ikke"), ("b", "host")))
    assert grants_of(["a"], at, house) == ()
    assert grants_of(["a", "b"], at, house) == (RoleGrant("host", None),)


@pytest.mark.parametrize("text", ["lh-admin", "lh-admin=chef", "x=tablet"])
def test_a_wrong_configuration_stops_the_start(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for key, value in {"ISSUER": "https://x", "CLIENT_ID": "a", "CLIENT_SECRET": "b"}.items():
        monkeypatch.setenv(f"HOUSE_OIDC_{key}", value)
    monkeypatch.setenv("HOUSE_OIDC_ROLES", text)
    with pytest.raises(ValueError, match="HOUSE_OIDC_ROLES"):
        elsewhere.provider()

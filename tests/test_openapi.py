"""The description of what is public: every address is in it, every answer is as it says.

schemathesis asks each described address with what fits and what does not.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from jsonschema import Draft202012Validator, FormatChecker  # type: ignore[import-untyped]
from schemathesis import GenerationMode
from schemathesis.checks import CHECKS
from schemathesis.core.result import Ok

from actions import dates
from domain.version import VERSION
from public.openapi import PATH, description
from tests.house_case import ALLE, BIRK, GRUPPE, GUL, SP, UNGE, Case
from tests.public_case import PLANNED, URL, Web, a_web, plan
from tests.sources import ROOT
from tests.test_rights_web import EVERYBODY, ROUTES

NOT_TOLD = ("/log-ind", "/log-ud", "/kalender/h/", "/vaert/")
"""Public, and nothing for other machines: signing in, secret calendars, a worker of hosts'."""


def house(path: Path, patch: pytest.MonkeyPatch) -> Web:
    """Dates of every state, in open and discreet groups, with and without what may be empty."""
    web = a_web(path, patch)
    more: Any = {"signup_phone": "43 57 11 22", "price_dkk": 20, "nameless": True}
    notes: Any = dict.fromkeys(
        ("step_free", "interpreter", "rusfri", "childcare", "relatives"), True
    )
    plan(web, "Åben café", "2026-11-19T12:00", room_id=GUL, group_ids=(UNGE, ALLE), **more)
    plan(web, "Sang", "2026-11-20T12:00", access="sign-up", description="Kom og syng", **notes)
    plan(web, "Kursus", "2026-11-20T15:00", access="referral", category_id=GRUPPE)
    plan(web, "Stille", "2026-11-19T12:00", group_ids=(BIRK,), service_ids=(SP,))
    for title, act in (("Aflyst", "cancel"), ("Flyttet", "move")):
        number = plan(
            web,
            title,
            "2026-11-23T09:00" if act == "cancel" else "2026-11-24T09:00",
            rrule="FREQ=WEEKLY;COUNT=3",
        )
        _changed(web.case, number, act)
    return web


def _changed(case: Case, number: int, act: str) -> None:
    one = case.dates(number)[0]
    same: Any = {"version": one.version, "now": PLANNED}
    if act == "cancel":
        dates.cancel_date(case.db, case.boss, one.id, public_note="Vi ses næste gang", **same)
    else:
        moved = one.starts_at.replace(tzinfo=None).replace(hour=14)
        dates.move_date(case.db, case.boss, one.id, local_start=moved, room_id=one.room_id, **same)


@pytest.fixture(scope="module")
def web(tmp_path_factory: pytest.TempPathFactory) -> Any:
    with pytest.MonkeyPatch.context() as patch:
        yield house(tmp_path_factory.mktemp("openapi") / "house.db", patch)


def validator(name: str) -> Draft202012Validator:
    schemas = description()["components"]
    schema = {"$ref": f"#/components/schemas/{name}", "components": schemas}
    return Draft202012Validator(schema, format_checker=FormatChecker())


# -- the truth -----------------------------------------------------------------------------------


def test_every_public_address_is_described_and_no_other(web: Web) -> None:
    there = {
        route.partition(" ")[2]
        for route, (who, _example) in ROUTES.items()
        if who == EVERYBODY and route.startswith("GET")
    }
    told = description()["paths"]
    plain = {path for path in told if not path.startswith("/{language}")}
    assert plain == {path for path in there if not path.startswith(NOT_TOLD)}
    spoken = {path.removeprefix("/{language}") for path in told} - plain
    assert spoken == set(), "what stands below a language stands without one too"


def test_the_programme_is_as_it_says(web: Web) -> None:
    data = web.get("/api/aktiviteter.json").json()
    validator("Programme").validate(data)
    assert {one["state"] for one in data["activities"]} == {"planned", "cancelled", "moved"}
    assert {one["access"] for one in data["activities"]} == {"drop-in", "sign-up", "referral"}
    assert max(len(one["notes"]) for one in data["activities"]) == 5
    for one in data["activities"]:
        for wrong in ({**one, "more": 1}, {**one, "state": "x"}, {"uid": one["uid"]}):
            assert not validator("Activity").is_valid(wrong)
    assert validator("Health").is_valid(web.get("/healthz").json())


def test_people_are_told_the_same_fields() -> None:
    page = (ROOT / "docs" / "api.md").read_text("utf-8")
    rows = re.findall(r"^\| `(\w+)` \|", page, re.MULTILINE)
    schemas = description()["components"]["schemas"]
    assert rows == [*schemas["Programme"]["properties"], *schemas["Activity"]["properties"]]
    assert PATH in page


def test_it_is_served_to_anybody_and_names_no_version_of_ours(web: Web) -> None:
    answer = web.get(PATH)
    assert answer.json() == description()
    assert answer.headers["access-control-allow-origin"] == "*"
    assert web.get(PATH, **{"If-None-Match": answer.headers["etag"]}).status_code == 304
    assert VERSION not in answer.text and "2.0" not in answer.json()["info"]["version"]


def test_what_is_there_answers_as_described(web: Web) -> None:
    """Each address with what fills it; two of the languages too."""
    activities = web.get("/api/aktiviteter.json").json()["activities"]
    filled = {"slug": "alle", "uid": activities[0]["uid"], "week": "2026-W47", "site": "huset"}
    for path, item in description()["paths"].items():
        for tongue in ("en", "ar") if "{language}" in path and "." not in path else ("en",):
            answer = web.get(path.format(**filled, language=tongue))
            told = item["get"]["responses"][str(answer.status_code)]
            assert answer.status_code in (200, 303), path
            kind = answer.headers.get("content-type", "").partition(";")[0]
            assert kind in told.get("content", {kind: 1}), path
            if "304" in item["get"]["responses"] and (etag := answer.headers.get("etag")):
                again = web.get(path.format(**filled, language=tongue), **{"If-None-Match": etag})
                assert again.status_code == 304, path


# -- schemathesis --------------------------------------------------------------------------------

HELD = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_schema_conformance",
    "response_headers_conformance",
    "unsupported_method",
)
"""Not: that what does not fit is refused. A filter that is not known is passed over."""


def operations(web: Web, constants: bool) -> dict[str, Any]:
    """`constants`: also ask with words that stand in our own source (two seconds to find)."""
    config = schemathesis.Config.from_dict({"analysis": {"constants": {"enabled": constants}}})
    schema = schemathesis.openapi.from_asgi(PATH, web.browser.app, config=config)
    schema.validate()
    found = [one.ok() for one in schema.get_all_operations() if isinstance(one, Ok)]
    return {one.path: one for one in found}


@pytest.mark.parametrize(
    ("runs", "mode", "what"),
    [
        pytest.param(6, "POSITIVE", r"/(api|healthz|kalender|uge/{week}$)", id="few"),
        pytest.param(40, "POSITIVE", "", id="many-that-fit", marks=pytest.mark.long),
        pytest.param(40, "NEGATIVE", "", id="many-that-do-not", marks=pytest.mark.long),
    ],
)
@pytest.mark.timeout(1500)
def test_schemathesis_finds_nothing(web: Web, runs: int, mode: str, what: str) -> None:
    found = operations(web, constants=not what)
    assert {*found, PATH} == description()["paths"].keys(), "all but the description itself"
    chosen = {path: one for path, one in found.items() if re.match(what, path)}
    checks = [check for name in HELD for check in [CHECKS.get_one(name)]]
    asked, slow = 0, 0.0
    for operation in chosen.values():
        if mode == "NEGATIVE" and not list(operation.iter_parameters()):
            continue

        @settings(
            max_examples=runs, deadline=None, database=None, suppress_health_check=list(HealthCheck)
        )
        @given(operation.as_strategy(generation_mode=GenerationMode[mode]))
        def ask(case: Any) -> None:
            nonlocal asked, slow
            answer = case.call(base_url=URL, allow_redirects=False)
            case.validate_response(answer, checks=checks)
            asked, slow = asked + 1, max(slow, answer.elapsed)

        ask()
    assert asked >= len(chosen) / 2
    print(f"{len(chosen)} addresses, {asked} requests, the slowest {slow:.2f} s")
    assert slow < 30, "hangs"

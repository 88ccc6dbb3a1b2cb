"""Every address × every role over HTTP: direct addresses, forged posts, and rights taken away."""

from __future__ import annotations

from pathlib import Path

import pytest
from starlette.routing import Mount

from actions import accounts
from actions.accounts import cookie_name
from db import writes_house
from domain.model import Role, RoleGrant
from domain.rights import Action
from tests.house_case import ANNE, SP
from tests.public_case import NOW_TEXT, URL, Web, _browser, hidden
from tests.rights_case import MAY, Prepared, prepare
from web import build_app

# address -> who may: an action, or everybody. {date}: today, counted; {open}: today, not counted
EVERYBODY = "everybody"
ROUTES: dict[str, tuple[Action | str, str]] = {
    "GET /": (EVERYBODY, "/"),
    "GET /i-dag": (EVERYBODY, "/i-dag"),
    "GET /uge": (EVERYBODY, "/uge"),
    "GET /uge/{week}": (EVERYBODY, "/uge/2026-W47"),
    "GET /uge/{week}.png": (EVERYBODY, "/uge/2026-W47.png"),
    "GET /aktivitet/{uid}": (EVERYBODY, "/aktivitet/{uid}"),
    "GET /hjaelp": (EVERYBODY, "/hjaelp"),
    "GET /aktivitet/{uid}.ics": (EVERYBODY, "/aktivitet/{uid}.ics"),
    "GET /uge/{week}.pdf": (EVERYBODY, "/uge/2026-W47.pdf"),
    "GET /skaerm": (EVERYBODY, "/skaerm"),
    "GET /skaerm/{site}": (EVERYBODY, "/skaerm/huset"),
    "GET /skaerm/worker.js": (EVERYBODY, "/skaerm/worker.js"),
    "GET /api/aktiviteter.json": (EVERYBODY, "/api/aktiviteter.json"),
    "GET /api/openapi.json": (EVERYBODY, "/api/openapi.json"),
    "GET /sitemap.xml": (EVERYBODY, "/sitemap.xml"),
    "GET /frivillig": (EVERYBODY, "/frivillig"),
    "GET /frivillig.pdf": (EVERYBODY, "/frivillig.pdf"),
    "GET /tilgaengelighed": (EVERYBODY, "/tilgaengelighed"),
    "GET /abonner": (EVERYBODY, "/abonner"),
    "GET /kalender/{slug}.ics": (EVERYBODY, "/kalender/alle.ics"),
    "GET /kalender/h/{token}.ics": (EVERYBODY, "/kalender/h/{secret}.ics"),
    "GET /healthz": (EVERYBODY, "/healthz"),
    "GET /robots.txt": (EVERYBODY, "/robots.txt"),
    "GET /log-ind": (EVERYBODY, "/log-ind"),
    "POST /log-ind": (EVERYBODY, "/log-ind"),
    "GET /log-ind/{token}": (EVERYBODY, "/log-ind/findes-ikke"),
    "POST /log-ind/{token}": (EVERYBODY, "/log-ind/findes-ikke"),
    "GET /log-ind/kode": (EVERYBODY, "/log-ind/kode"),
    "POST /log-ind/kode": (EVERYBODY, "/log-ind/kode"),
    "GET /log-ind/oidc": (EVERYBODY, "/log-ind/oidc"),
    "GET /log-ind/oidc/svar": (EVERYBODY, "/log-ind/oidc/svar"),
    "GET /konto": ("account.own", "/konto"),
    "POST /konto": ("account.own", "/konto"),
    "GET /log-ud": (EVERYBODY, "/log-ud"),
    "POST /log-ud": (EVERYBODY, "/log-ud"),
    "GET /log-ud/svar": (EVERYBODY, "/log-ud/svar"),
    "GET /kort/{group:int}": ("plan.read", "/kort/2"),
    "GET /vaert": ("attendance.host", "/vaert"),
    "GET /vaert/sw.js": (EVERYBODY, "/vaert/sw.js"),
    "GET /vaert/session.json": ("attendance.host", "/vaert/session.json"),
    "GET /vaert/streg-ark": ("attendance.host", "/vaert/streg-ark"),
    "GET /vaert/{date:int}": ("attendance.host", "/vaert/{open}"),
    "POST /vaert/{date:int}": ("attendance.host", "/vaert/{open}"),
    "GET /vaert/{date:int}/fordeling": ("attendance.host", "/vaert/{date}/fordeling"),
    "POST /vaert/{date:int}/fordeling": ("attendance.host", "/vaert/{date}/fordeling"),
    "GET /vaert/{date:int}/ansigter": ("attendance.host", "/vaert/{date}/ansigter"),
    "POST /vaert/{date:int}/ansigter": ("attendance.host", "/vaert/{date}/ansigter"),
    "GET /vaert/sted/{place:int}/{day}/{half}": ("attendance.host", "/vaert/sted/{half}"),
    "POST /vaert/sted/{place:int}/{day}/{half}": ("attendance.host", "/vaert/sted/{half}"),
    "GET /mit-skema": ("schedule.own", "/mit-skema"),
    "POST /mit-skema/{date:int}": ("schedule.own", "/mit-skema/{open}"),
    "GET /vagt": ("plan.write", "/vagt"),
    "GET /vagt/{date:int}": ("plan.write", "/vagt/{date}"),
    "POST /vagt/{date:int}": ("plan.write", "/vagt/{date}"),
    "GET /vagt/{date:int}/skilt.pdf": ("plan.write", "/vagt/{date}/skilt.pdf"),
}
POSTS = [one for one in ROUTES if one.startswith("POST /vaert")]
ROLES: dict[str, tuple[Role, int | None] | None] = {
    "nobody": None,
    "admin": ("admin", None),
    "manager": ("manager", None),
    "host": ("host", None),
    "coordinator-own": ("coordinator", SP),
}


@pytest.fixture(scope="module")
def web(tmp_path_factory: pytest.TempPathFactory) -> Web:
    """One house for all cells that only look; the demo clock stands at Wednesday 9.30."""
    with pytest.MonkeyPatch.context() as patch:
        return _a_web(tmp_path_factory.mktemp("rights") / "house.db", patch)


@pytest.fixture
def own(house_path: Path, monkeypatch: pytest.MonkeyPatch) -> Web:
    """A house to write in."""
    return _a_web(house_path, monkeypatch)


def _a_web(path: Path, patch: pytest.MonkeyPatch) -> Web:
    for name, value in {"HOUSE_DB": path, "HOUSE_URL": URL, "HOUSE_NOW": NOW_TEXT}.items():
        patch.setenv(name, str(value))
    case = prepare(path).case
    with case.db.write() as con:
        writes_house.set_setting(con, "demo", "1")
    return Web(case, _browser(build_app(case.db), URL))


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOUSE_URL", URL)
    monkeypatch.setenv("HOUSE_NOW", NOW_TEXT)


def signed_in(web: Web, role: str) -> Web:
    """A browser signed in as one of ROLES; also "facilitator" and "tablet"."""
    browser = web.another_browser()
    if role == "nobody":
        return browser
    if role == "tablet":
        staff_id = Prepared(web.case).id_of("SELECT staff_id FROM tablet")
    else:
        found = ROLES.get(role)
        grants = [RoleGrant(*found)] if found else []
        linked = ANNE if role == "facilitator" else None
        staff_id = accounts.create_staff(
            web.case.db,
            None,
            username=f"{role}-{len(web.case.rows('SELECT id FROM staff'))}",
            name=role,
            grants=grants,
            facilitator_id=linked,
        )
    token = accounts.use_link(
        web.case.db, accounts.make_link(web.case.db, None, staff_id, "sign-in")
    )
    browser.browser.cookies.set(cookie_name(False), token)
    return browser


def address(web: Web, template: str) -> str:
    if "{" not in template:
        return template
    house = Prepared(web.case)
    return template.format(
        uid=house.activity("Serie").uid,
        date=house.date("Talt").id,
        open=house.date("Utalt").id,
        half="1/2026-11-18/formiddag",
        secret="findes-ikke",
    )


def kind(status: int, location: str) -> str:
    """Which of three answers: to sign in, refused, or in."""
    if status == 401 or (status == 303 and location.startswith("/log-ind?")):
        return "sign in"
    return "refused" if status == 403 else "in"


def test_every_route_is_in_the_table(web: Web) -> None:
    found = set()
    for route in web.browser.app.routes:  # type: ignore[attr-defined]
        if isinstance(route, Mount) and route.path == "/{tongue:tongue}":
            inner = {f"GET {one.path}" for one in route.routes}  # type: ignore[attr-defined]
            assert {ROUTES[one][0] for one in inner} == {EVERYBODY}, "only citizens' pages"
            continue
        if isinstance(route, Mount):
            assert route.path == "/assets"
            continue
        methods = route.methods or {"GET"}
        found |= {f"{method} {route.path}" for method in methods - {"HEAD"}}
    assert found == ROUTES.keys()


@pytest.mark.parametrize("role", [*ROLES, "facilitator", "tablet"])
def test_every_address_for_every_role(web: Web, role: str) -> None:
    browser = signed_in(web, role)
    outcomes, expected = {}, {}
    for route, (who, template) in ROUTES.items():
        method, path = route.partition(" ")[0], address(web, template)
        if method == "POST":
            continue
        answer = browser.get(path)
        outcomes[route] = kind(answer.status_code, answer.headers.get("location", ""))
        assert answer.status_code < 500, route
        expected[route] = "in"
        if who != EVERYBODY and role == "nobody":
            expected[route] = "sign in"
        elif who in MAY and role not in MAY[who]:
            expected[route] = "refused"
    assert outcomes == expected


# -- posts ---------------------------------------------------------------------------------------

_STATE = (
    "SELECT (SELECT count(*) FROM change), (SELECT count(*) FROM attendance),"
    " (SELECT count(*) FROM half_day), (SELECT count(*) FROM face_tally)"
)
ANSWERS = {
    "POST /vaert/{date:int}": {"do": "held", "total": "3"},
    "POST /vaert/{date:int}/fordeling": {f"service_{SP}": "2"},
    "POST /vaert/{date:int}/ansigter": {"face": "good"},
    "POST /vaert/sted/{place:int}/{day}/{half}": {"total": "3"},
}


@pytest.mark.parametrize("route", POSTS)
def test_a_post_for_every_role(own: Web, route: str) -> None:
    path = address(own, ROUTES[route][1])
    before = own.case.rows(_STATE)
    host = signed_in(own, "host")
    form = {**hidden(host.get(path).text), **ANSWERS[route]}
    outcomes = {}
    for role in ("nobody", "admin", "manager", "facilitator"):
        browser = signed_in(own, role)
        own_token = hidden(browser.get("/log-ud").text).get("csrf", "")
        for name, token in {"theirs": form["csrf"], "own": own_token, "none": ""}.items():
            answer = browser.post(path, {**form, "csrf": token})
            outcomes[role, name] = kind(answer.status_code, answer.headers.get("location", ""))
    assert {key: value for key, value in outcomes.items() if key[0] != "nobody"} == {
        (role, name): "refused"
        for role in ("admin", "manager", "facilitator")
        for name in ("theirs", "own", "none")
    }
    assert {value for key, value in outcomes.items() if key[0] == "nobody"} == {"sign in"}
    accounts_only = "SELECT count(*) FROM change WHERE action NOT LIKE 'staff.%'"
    assert own.case.rows(_STATE)[0][1:] == before[0][1:]
    logged = own.case.rows(accounts_only)
    assert host.post(path, form).status_code == 303, "and the same form from who may is kept"
    assert own.case.rows(accounts_only) != logged or route.endswith("ansigter")


FORGED = {
    "without-token": ({"csrf": ""}, {}),
    "with-a-guess": ({"csrf": "0" * 32}, {}),
    "from-another-site": ({}, {"Origin": "https://ond.example"}),
    "from-a-sandbox": ({}, {"Origin": "null"}),
}


@pytest.mark.parametrize(("fields", "headers"), FORGED.values(), ids=FORGED.keys())
@pytest.mark.parametrize("route", [*POSTS, "POST /log-ud"])
def test_a_forged_post_changes_nothing(
    web: Web, route: str, fields: dict[str, str], headers: dict[str, str]
) -> None:
    path = address(web, ROUTES[route][1])
    host = signed_in(web, "host")
    form = {**hidden(host.get(path).text), **ANSWERS.get(route, {}), **fields}
    before = web.case.rows(_STATE)
    assert host.post(path, form, **headers).status_code == 403
    assert web.case.rows(_STATE) == before and host.get("/vaert").status_code == 200


def test_the_token_of_another_session_is_worth_nothing(web: Web) -> None:
    one, other = signed_in(web, "host"), signed_in(web, "host")
    path = address(web, "/vaert/{open}")
    form = hidden(one.get(path).text) | {"do": "held", "total": "3"}
    assert other.post(path, form).status_code == 403


# -- a right that was taken away while the page was open -----------------------------------------


def _roles(web: Web, staff_id: int) -> None:
    accounts.set_roles(web.case.db, None, staff_id, [RoleGrant("manager", None)])


def _close(web: Web, staff_id: int) -> None:
    accounts.disable_staff(web.case.db, None, staff_id)


def _revoke(web: Web, staff_id: int) -> None:
    accounts.revoke_sessions(web.case.db, None, staff_id)


TAKEN = {"role": (_roles, 403), "account": (_close, 303), "session": (_revoke, 303)}


@pytest.mark.parametrize(("take", "status"), TAKEN.values(), ids=TAKEN.keys())
@pytest.mark.parametrize("route", POSTS)
def test_a_page_opened_before_a_right_was_taken_away(
    web: Web, route: str, take: object, status: int
) -> None:
    host = signed_in(web, "host")
    path = address(web, ROUTES[route][1])
    form = {**hidden(host.get(path).text), **ANSWERS[route]}
    take(web, Prepared(web.case).id_of("SELECT max(id) FROM staff"))  # type: ignore[operator]
    before = web.case.rows(_STATE)
    assert host.post(path, form).status_code == status
    assert web.case.rows(_STATE) == before

"""Every route, asked with what nobody would send: never a 500, never a hang, never growth.

Paths, queries, forms, cookies and headers by hypothesis; the public JSON against its own answers.
"""

from __future__ import annotations

import tracemalloc
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.routing import Mount

from actions import accounts
from actions.accounts import cookie_name
from domain.model import Role, RoleGrant
from tests.public_case import NOW_TEXT, URL, Web, _browser
from tests.rights_case import prepare
from web import build_app

FEW, MANY = 25, 2000
ODD = st.one_of(
    st.text(max_size=60),
    st.sampled_from(
        ["", "0", "-1", "9" * 40, "../../etc/passwd", "\x00", "æøå", "%00", "a" * 5000]
    ),
    st.integers(-(2**70), 2**70).map(str),
)
FIELDS = [
    "csrf",
    "token",
    "version",
    "total",
    "do",
    "face",
    "code",
    "step",
    "next",
    "username",
    "password",
    "repeat",
    "session",
    "reason",
    "service_2",
    "over_room",
    "name",
    "old",
]
NAMES = [
    "If-None-Match",
    "If-Modified-Since",
    "Accept-Encoding",
    "Accept",
    "Accept-Language",
    "Range",
    "X-Kept-Copy",
    "Sec-Fetch-Site",
    "Content-Type",
    "X-Forwarded-For",
    "Cookie",
]
QUERY = st.dictionaries(
    st.sampled_from(["for", "x", "gemt", "code", "state", "q"]), ODD, max_size=3
)
FORM = st.dictionaries(st.sampled_from(FIELDS), ODD, max_size=8)
PRINTABLE = st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=40)
HEADERS = st.dictionaries(st.sampled_from(NAMES), PRINTABLE, max_size=3)


@pytest.fixture(scope="module")
def web(tmp_path_factory: pytest.TempPathFactory) -> Web:
    with pytest.MonkeyPatch.context() as patch:
        path = tmp_path_factory.mktemp("fuzz") / "house.db"
        for name, value in {"HOUSE_DB": path, "HOUSE_URL": URL, "HOUSE_NOW": NOW_TEXT}.items():
            patch.setenv(name, str(value))
        case = prepare(path).case
        return Web(case, _browser(build_app(case.db), URL))


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOUSE_URL", URL)


def signed(web: Web, role: Role | None) -> Web:
    browser = web.another_browser()
    if role is not None:
        staff_id = accounts.create_staff(
            web.case.db, None, username=f"fuzz-{role}", name=role, grants=[RoleGrant(role, None)]
        )
        link = accounts.make_link(web.case.db, None, staff_id, "sign-in")
        token = accounts.use_link(web.case.db, link)
        browser.browser.cookies.set(cookie_name(False), token)
    return browser


def templates(web: Web) -> list[tuple[str, str]]:
    found = []
    for route in web.browser.app.routes:  # type: ignore[attr-defined]
        if not isinstance(route, Mount):
            found += [(m, route.path) for m in sorted((route.methods or {"GET"}) - {"HEAD"})]
    return found


def filled(template: str, words: list[str]) -> str:
    """The route's path with odd words where it has parameters."""
    parts, out = template.split("{"), template.split("{")[0]
    for number, part in enumerate(parts[1:]):
        out += quote(words[number % len(words)], safe="") + part.partition("}")[2]
    return out


@pytest.mark.parametrize("role", [None, "host"], ids=["nobody", "host"])
@pytest.mark.parametrize("runs", [FEW, pytest.param(MANY, marks=pytest.mark.long)])
@pytest.mark.timeout(1500)
def test_nothing_that_is_sent_breaks_a_route(
    web: Web, role: Role | None, runs: int, request: pytest.FixtureRequest
) -> None:
    browser = signed(web, role) if runs == FEW or role is None else signed(web, "manager")
    routes = templates(web)

    @settings(
        max_examples=runs, deadline=None, suppress_health_check=list(HealthCheck), database=None
    )
    @given(
        st.sampled_from(routes),
        st.lists(ODD, min_size=1, max_size=3),
        QUERY,
        FORM,
        HEADERS,
    )
    def ask(
        route: tuple[str, str],
        words: list[str],
        query: dict[str, str],
        form: dict[str, str],
        headers: dict[str, str],
    ) -> None:
        method, template = route
        words = [word.encode("utf-8", "replace").decode() for word in words]
        clean = {k: v.encode("utf-8", "replace").decode() for k, v in query.items()}
        body = {k: v.encode("utf-8", "replace").decode() for k, v in form.items()}
        path = filled(template, words)
        sent = {**headers, "Origin": URL} if method == "POST" else headers
        answer = browser.browser.request(
            method,
            path[:8000],
            params=clean,
            headers=sent,
            **({"data": body} if method == "POST" else {}),  # type: ignore[arg-type]
        )
        assert answer.status_code < 500 or answer.status_code == 503, (method, path, sent, body)
        assert answer.elapsed.total_seconds() < 30, "hangs"

    ask()


@pytest.mark.long
@pytest.mark.timeout(900)
def test_asking_a_thousand_times_grows_nothing(web: Web) -> None:
    paths = ["/", "/i-dag", "/uge/2026-W47", "/kalender/alle.ics", "/findes-ikke", "/log-ind"]
    asked = [f"{paths[number % len(paths)]}?x={number % 60}" for number in range(1200)]
    for path in asked[:120]:  # what is kept for twenty seconds is kept by now
        web.browser.get(path)
    tracemalloc.start()
    try:
        for path in asked[:240]:
            web.browser.get(path)
        before = tracemalloc.get_traced_memory()[0]
        for path in asked:
            web.browser.get(path)
        grown = tracemalloc.get_traced_memory()[0] - before
    finally:
        tracemalloc.stop()
    assert grown < 2 * 1024 * 1024, f"{grown} bytes"


KNOWN: dict[str, Web | None] = {}


@pytest.mark.parametrize("number", [2**63, 2**64, 10**30])
@pytest.mark.parametrize("path", ["/vaert/{}", "/vagt/{}", "/vaert/{}/fordeling", "/kort/{}"])
def test_a_number_that_no_row_can_have_is_not_found(web: Web, path: str, number: int) -> None:
    host = KNOWN.setdefault("coordinator", None) or signed(web, "coordinator")
    KNOWN["coordinator"] = host
    assert host.get(path.format(number)).status_code in (303, 404)


def test_the_fuzz_reaches_every_route(web: Web) -> None:
    found = {path for _method, path in templates(web)}
    assert {"/log-ind/kode", "/konto", "/vaert/{date:int}", "/log-ind/oidc/svar"} <= found

"""Fixtures: a database file, a real server, a real browser. What they are made of: support.py.

def test_x(house_path): ...              a path in tmp_path, nothing there yet
def test_x(server): s = server()         a server of this test's own; s.url, s.links, s.output
def test_x(demo_server): ...             one demo house for all; read it, change nothing
def test_x(open_page): p = open_page(demo_server, role="koordinator", phone=True, dark=True)
def test_x(screenshot): screenshot(page, "i-dag-phone")
"""

import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests import support
from tests.house_case import Case, a_house
from tests.support import Server

if TYPE_CHECKING:
    from tests.report_case import Report

# a busy machine draws slowly; what never comes still fails
PATIENCE = 60_000
expect.set_options(timeout=PATIENCE)


class ServerFactory(Protocol):
    def __call__(self, *args: str, house: Path | None = None, **env: str) -> Server: ...


class PageFactory(Protocol):
    def __call__(
        self, server: Server, *, role: str | None = None, phone: bool = False, dark: bool = False
    ) -> Page: ...


@pytest.fixture
def house_path(tmp_path: Path) -> Path:
    """Where a test's own database goes."""
    return tmp_path / "house.db"


# -- the server --------------------------------------------------------------------------------


@pytest.fixture
def server(house_path: Path) -> Iterator[ServerFactory]:
    """Start servers of this test's own: server("--flag", house=path, HOUSE_NOW="...")."""
    started: list[Server] = []

    def start(*args: str, house: Path | None = None, **env: str) -> Server:
        started.append(Server(house or house_path, *args, env=env))
        started[-1].wait()
        return started[-1]

    yield start
    for each in started:
        each.stop()


@pytest.fixture(scope="session")
def demo_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """One demo house for every test that only looks."""
    running = Server(tmp_path_factory.mktemp("demo") / "house.db")
    running.wait()
    yield running
    running.stop()


# -- the browser -------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    executable = support.chromium()
    if executable is None:
        reason = "Chromium is not installed: tests/install_debian.sh chromium"
        pytest.fail(reason) if support.in_ci() else pytest.skip(reason)
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(
            executable_path=executable, args=support.CHROMIUM_FLAGS
        )
        yield running
        running.close()


@pytest.fixture
def open_page(browser: Browser) -> Iterator[PageFactory]:
    """Pages in a browser of their own, signed in as a role; none may ask another machine."""
    contexts = []
    outside = support.OutsideWatch()

    def open_(
        server: Server, *, role: str | None = None, phone: bool = False, dark: bool = False
    ) -> Page:
        shape: dict[str, Any] = support.PHONE if phone else support.DESKTOP
        context = browser.new_context(
            base_url=server.url,
            locale="da-DK",
            timezone_id="Europe/Copenhagen",
            color_scheme="dark" if dark else "light",
            storage_state=server.sessions.get(role) if role else None,
            **shape,
        )
        contexts.append(context)
        context.set_default_timeout(PATIENCE)
        context.on("request", outside)
        page = context.new_page()
        if role and role not in server.sessions:
            server.sign_in(page, role)
        return page

    yield open_
    for context in contexts:
        context.close()
    assert not outside.addresses, "a page asked another machine"


@pytest.fixture
def page(open_page: PageFactory, demo_server: Server) -> Page:
    """A citizen's desktop browser at the demo house: page.goto("/i-dag")."""
    return open_page(demo_server)


@pytest.fixture
def screenshot(tmp_path: Path) -> Callable[[Page, str], Path]:
    """Take a picture of the page; with SCREENSHOTS=1 its first view, into docs/screenshots/."""

    def take(page: Page, name: str) -> Path:
        folder = support.SCREENSHOTS if support.wants_screenshots() else tmp_path
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / f"{name}.png"
        kept = support.wants_screenshots()
        page.screenshot(path=path, full_page=not kept, animations="disabled")
        return path

    return take


# -- calendar clients --------------------------------------------------------------------------


@pytest.fixture(scope="session")
def clients() -> Callable[..., subprocess.CompletedProcess[str]]:
    """Run the calendar clients: clients("run", url, "--window", "2026-11-01", "2027-04-01")."""
    missing = support.missing_clients()
    if missing:
        reason = f"calendar clients not installed ({missing}): run tests/clients/setup.sh"
        pytest.fail(reason) if support.in_ci() else pytest.skip(reason)
    return support.run_clients


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A test that asks for the browser or the clients carries their marker by itself."""
    for item in items:
        names = set(getattr(item, "fixturenames", ()))
        for name in ("browser", "clients"):
            if name in names:
                item.add_marker(name)


# -- a house of its own ------------------------------------------------------------------------


@pytest.fixture
def case(house_path: Path) -> Case:
    """A small house in a real file, with a coordinator of the whole house."""
    return a_house(house_path)


@pytest.fixture(scope="session")
def quarter(tmp_path_factory: pytest.TempPathFactory) -> "Report":
    """The report of a closed quarter, of a house whose names try to be code; read it only."""
    from tests import report_case

    case = report_case.closed_house(tmp_path_factory.mktemp("report") / "house.db")
    report_case.comment(case.db, "2026-Q3", people=report_case.COMMENT)
    return report_case.told(case, "2026-Q3")

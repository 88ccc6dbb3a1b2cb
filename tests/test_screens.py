"""Every page, as each role sees it: desktop and phone, light and dark. The README's pictures.

With SCREENSHOTS=1 the pictures of README are kept in docs/screenshots/; otherwise they go to the
test's own folder. What a test can see by itself: nothing wider than the screen, no English.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests import support
from tests.conftest import PageFactory
from tests.support import Server

SCREENS = {
    "min-indgang": (None, "/"),
    "i-dag-borger": (None, "/i-dag"),
    "uge": (None, "/uge/2026-W47"),
    "hjaelp": (None, "/hjaelp"),
    "abonner": (None, "/abonner"),
    "log-ind": (None, "/log-ind"),
    "findes-ikke": (None, "/findes-ikke"),
    "vaert": ("vært", "/vaert"),
    "i-dag": ("koordinator", "/personale/"),
    "kalender": ("koordinator", "/personale/kalender"),
    "ny-aktivitet": ("koordinator", "/personale/kalender?aktivitet=ny"),
    "fremmoede": ("koordinator", "/personale/fremmoede"),
    "kalendere": ("koordinator", "/personale/kalendere"),
    "historik": ("koordinator", "/personale/historik"),
    "statistik": ("leder", "/personale/statistik"),
    "opsaetning": ("administrator", "/personale/opsaetning"),
}
README = {"min-indgang-phone-dark", "i-dag-desktop"}
Screenshot = Callable[[Page, str], Path]
ENGLISH = re.compile(r"\b(the|Loading|Choose|Select|options?|Please|You)\b")


LIGHT, DARK = False, True
AT_ONCE = ("min-indgang", "uge", "i-dag", "kalender", "statistik", "vaert")
"""The pages that most are used; the others under `make test-all`."""


@pytest.mark.parametrize(
    "name",
    [one if one in AT_ONCE else pytest.param(one, marks=pytest.mark.long) for one in SCREENS],
)
def test_every_screen_fits_and_is_danish(
    name: str, demo_server: Server, open_page: PageFactory, screenshot: Screenshot
) -> None:
    """On a phone in dark, the narrowest; the others are for `make test-all`."""
    look(name, "phone", DARK, demo_server, open_page, screenshot)
    if f"{name}-desktop" in README:
        look(name, "desktop", LIGHT, demo_server, open_page, screenshot)


@pytest.mark.long
@pytest.mark.parametrize("name", SCREENS)
def test_every_screen_the_other_way_round(
    name: str, demo_server: Server, open_page: PageFactory, screenshot: Screenshot
) -> None:
    look(name, "desktop", LIGHT, demo_server, open_page, screenshot)
    look(name, "desktop", DARK, demo_server, open_page, screenshot)
    look(name, "phone", LIGHT, demo_server, open_page, screenshot)


def look(
    name: str,
    shape: str,
    dark: bool,
    server: Server,
    open_page: PageFactory,
    screenshot: Screenshot,
) -> None:
    role, address = SCREENS[name]
    page = open_page(server, role=role, phone=shape == "phone", dark=dark)
    page.goto(address)
    settle(page, address)
    wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    assert wide <= 1, f"{name} is {wide} px wider than a {shape}"
    text = page.locator("main, [data-testid=stMain]").first.inner_text()
    assert not ENGLISH.search(text), ENGLISH.findall(text)
    picture = f"{name}-{shape}" + ("-dark" if dark else "")
    if picture in README or not support.wants_screenshots():
        screenshot(page, picture)
    page.context.close()


def settle(page: Page, address: str) -> None:
    """Wait until the page has drawn: a heading, and for the staff app nothing still running."""
    expect(page.locator("h1").first).to_be_visible(timeout=30_000)
    if address.startswith("/personale"):
        page.wait_for_timeout(800)
        expect(page.get_by_test_id("stStatusWidget")).to_have_count(0, timeout=30_000)
        expect(page.get_by_test_id("stException")).to_have_count(0)

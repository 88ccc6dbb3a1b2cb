"""Citizens' pages in a real browser: axe-core in every language, by keyboard alone, read aloud."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from locales.tongues import EVERY
from tests.support import Server, axe

PAGES = ("/", "/i-dag", "/uge/2026-W47", "/hjaelp", "/abonner", "/frivillig", "/tilgaengelighed")
SHAPES: dict[str, dict[str, Any]] = {
    "desktop-light": {"viewport": {"width": 1280, "height": 900}},
    "desktop-dark": {"viewport": {"width": 1280, "height": 900}, "color_scheme": "dark"},
    "narrow-light": {"viewport": {"width": 320, "height": 640}},
    "narrow-dark": {"viewport": {"width": 320, "height": 640}, "color_scheme": "dark"},
    "twice-the-text": {"viewport": {"width": 640, "height": 900}},
}
Opened = Callable[..., Page]


@pytest.fixture
def opened(browser: Browser, demo_server: Server) -> Iterator[Opened]:
    """A page in a shape of its own, in a browser that knows nothing of us."""
    contexts = []

    def open_(shape: str = "desktop-light", **more: Any) -> Page:
        context = browser.new_context(base_url=demo_server.url, **SHAPES[shape], **more)
        contexts.append(context)
        return context.new_page()

    yield open_
    for context in contexts:
        context.close()


def activity(page: Page) -> str:
    """The address of some activity that is open."""
    page.goto("/uge/2026-W47")
    return str(page.locator(".sheet .what a").first.get_attribute("href"))


def troubles(page: Page, address: str, shape: str) -> list[str]:
    """What axe-core finds, and whether the page must be scrolled sideways."""
    page.goto(address)
    if shape == "twice-the-text":
        page.evaluate("document.documentElement.style.fontSize = '200%'")
    for details in page.locator("main details").all():
        details.evaluate("e => { e.open = true }")
    wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    found = axe(page)
    return [*found, *([f"{wide} px too wide"] if wide > 0 else [])]


QUICK = (
    ("/?tid=eftermiddag&q=oplag", "desktop-light"),
    ("/ar/", "narrow-dark"),
    ("/ur/hjaelp", "narrow-light"),
    ("/let/uge/2026-W47", "desktop-dark"),
    ("/skaerm", "desktop-light"),
)


@pytest.mark.parametrize(("address", "shape"), QUICK, ids=[one[0] for one in QUICK])
def test_axe_finds_nothing(opened: Opened, address: str, shape: str) -> None:
    assert troubles(opened(shape), address, shape) == []


@pytest.mark.long
@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("code", [one.code for one in EVERY])
def test_axe_finds_nothing_on_any_page(opened: Opened, code: str, shape: str) -> None:
    page = opened(shape)
    prefix = "" if code == "da" else f"/{code}"
    addresses = (
        *PAGES,
        activity(page),
        "/?tid=aften",
        "/?q=findes-ikke",
        "/findes-ikke",
        "/skaerm",
    )
    found = {
        address: wrong
        for address in addresses
        if (wrong := troubles(page, f"{prefix}{address}", shape))
    }
    assert found == {}


def test_from_the_front_page_to_whom_to_ring_by_keyboard_alone(opened: Opened) -> None:
    """Search, choose, look, change the language, and ring: with Tab, Enter, Space and letters."""
    page = opened()
    page.goto("/")

    def tab_to(wanted: str, most: int = 60) -> None:
        for _ in range(most):
            page.keyboard.press("Tab")
            if page.evaluate("w => document.activeElement.matches(w)", wanted):
                outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
                assert outline == "solid", f"{wanted} shows no focus"
                return
        raise AssertionError(f"{wanted} cannot be reached")

    tab_to("#q")
    page.keyboard.type("nada")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"\?q=nada"))
    tab_to(".find summary")
    page.keyboard.press("Enter")
    tab_to("#tid")
    page.keyboard.press("A")  # Aften
    tab_to("input[name=bare]")
    page.keyboard.press("Space")
    tab_to(".find details button")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"q=nada.*|tid=aften"))
    expect(page.locator("#fundet")).to_contain_text("Vi fandt")
    tab_to(".row h3 a")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_contain_text("NADA")
    tab_to(".tongues summary")
    page.keyboard.press("Enter")
    tab_to(".tongues a[lang=tr]")
    page.keyboard.press("Enter")
    expect(page.locator("html")).to_have_attribute("lang", "tr")
    expect(page.locator("h1 bdi")).to_have_attribute("lang", "da")
    tab_to("a.ring.big[href^='tel:']")


def test_the_order_in_which_an_activity_is_read_aloud(opened: Opened) -> None:
    """The accessibility tree, as a screen reader walks it."""
    page = opened()
    page.goto(activity(page))
    tree = page.locator("main").aria_snapshot()
    terms = re.findall(r"- term(?::| \"?)\s*\"?([^\"\n]+)", tree)
    wanted = ["Hvad", "Hvornår", "Hvor", "For hvem", "Sådan deltager du", "Pris"]
    assert terms[: len(wanted)] == wanted
    places = [tree.index(text) for text in ("heading", "Hvad", "Pris", "Ring ", "Kommende datoer")]
    assert places == sorted(places)


@pytest.mark.long
@pytest.mark.parametrize("code", ["ar", "ur", "tr", "let"])
def test_pictures_of_other_languages(
    opened: Opened, screenshot: Callable[[Page, str], Path], code: str
) -> None:
    page = opened("narrow-light")
    for address in ("/", "/hjaelp"):
        page.goto(f"/{code}{address}")
        name = f"{code}-{address.strip('/') or 'forside'}-phone"
        assert screenshot(page, name).exists()

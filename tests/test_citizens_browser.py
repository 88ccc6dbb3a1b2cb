"""Citizens' pages in a real browser: axe-core in every language, by keyboard alone, read aloud."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import pairwise
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


def read_aloud(page: Page) -> list[tuple[str, str, int]]:
    """The browser's accessibility tree in the order of reading: role, name and heading's level."""
    nodes = page.context.new_cdp_session(page).send("Accessibility.getFullAXTree")["nodes"]
    by_id = {node["nodeId"]: node for node in nodes}

    def walk(node: dict[str, Any]) -> Iterator[tuple[str, str, int]]:
        if not node.get("ignored"):
            level = [one["value"]["value"] for one in node["properties"] if one["name"] == "level"]
            role, name = (node.get(key, {}).get("value", "") for key in ("role", "name"))
            yield str(role), str(name).strip(), int(level[0]) if level else 0
        for child in node.get("childIds", ()):
            yield from walk(by_id[child])

    return list(walk(nodes[0]))


ASKED = ("/", "/ar/", "/ur/uge/2026-W47", "/tr/hjaelp")


@pytest.mark.parametrize("address", ASKED)
def test_a_page_as_a_screen_reader_meets_it(opened: Opened, address: str) -> None:
    """Landmarks in order, headings that skip no level, a name to all one can act on, no icons."""
    page = opened()
    page.goto(address)
    tree = read_aloud(page)
    roles = [role for role, _name, _level in tree]
    places = [roles.index(role) for role in ("banner", "navigation", "main", "contentinfo")]
    assert places == sorted(places) and roles.count("main") == 1
    levels = [level for role, _name, level in tree if role == "heading"]
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels)), levels
    acted = {"link", "button", "textbox", "searchbox", "combobox", "checkbox", "DisclosureTriangle"}
    assert [one for one in tree if one[0] in acted and not one[1]] == []
    pictures = [name for role, name, _level in tree if role in ("image", "img", "SvgRoot")]
    assert all(pictures), "what is only drawn is not met"


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

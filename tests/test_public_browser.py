"""Citizens' and hosts' pages in a real browser: keyboard, small screens, no network."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.conftest import PageFactory, ServerFactory
from tests.support import Server

CITIZENS = {
    "min-indgang": "/",
    "i-dag": "/i-dag",
    "ugen": "/uge/2026-W47",
    "hvem-kan-hjaelpe": "/hjaelp",
    "abonner": "/abonner",
}


@pytest.mark.parametrize(
    "dark", [pytest.param(False, marks=pytest.mark.long), True], ids=["light", "dark"]
)
@pytest.mark.parametrize(
    "phone", [pytest.param(False, marks=pytest.mark.long), True], ids=["desktop", "phone"]
)
def test_pictures_of_every_page(
    open_page: PageFactory,
    demo_server: Server,
    screenshot: Callable[[Page, str], Path],
    phone: bool,
    dark: bool,
) -> None:
    page = open_page(demo_server, phone=phone, dark=dark)
    for name, address in CITIZENS.items():
        page.goto(address)
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        shape = f"{'phone' if phone else 'desktop'}-{'dark' if dark else 'light'}"
        assert screenshot(page, f"{name}-{shape}").exists()


@pytest.mark.parametrize(
    "width", [320, *(pytest.param(one, marks=pytest.mark.long) for one in (360, 1280))]
)
def test_no_page_scrolls_sideways_even_with_text_of_twice_the_size(
    browser: Browser, demo_server: Server, width: int
) -> None:
    context = browser.new_context(
        base_url=demo_server.url, viewport={"width": width, "height": 800}
    )
    page = context.new_page()
    for address in (*CITIZENS.values(), "/log-ind", "/findes-ikke"):
        page.goto(address)
        for size in ("100%", "200%"):
            if width < 360 and size == "200%":
                continue  # 320 px is a page of 1280 px at 400 % already
            page.evaluate("size => document.documentElement.style.fontSize = size", size)
            wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
            assert wide <= 0, f"{address} at {size} is {wide} px too wide"
    context.close()


def test_without_javascript_the_programme_is_there_and_sets_no_cookie(
    browser: Browser, demo_server: Server
) -> None:
    context = browser.new_context(base_url=demo_server.url, java_script_enabled=False)
    page = context.new_page()
    page.goto("/")
    page.get_by_role("link", name="Unge", exact=True).click()
    expect(page).to_have_url(re.compile(r"/\?for=unge$"))
    page.locator(".rows h3 a").first.click()
    expect(page.get_by_role("heading", name="Kommende datoer")).to_be_visible()
    page.get_by_role("link", name="Hvem kan hjælpe?").click()
    expect(page.get_by_role("heading", name="Pitstop")).to_be_visible()
    assert context.cookies() == []
    context.close()


def test_by_keyboard_from_the_top_of_the_page_to_one_activity(page: Page) -> None:
    page.goto("/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Gå til sidens indhold")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#indhold")).to_be_focused()
    page.keyboard.press("Tab")
    first = page.locator("main a").first
    expect(first).to_be_focused()
    outline = first.evaluate(
        "e => getComputedStyle(e).outlineStyle + getComputedStyle(e).outlineWidth"
    )
    assert outline == "solid3px"
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/aktivitet/"))


def test_headings_landmarks_and_language(page: Page) -> None:
    for address in CITIZENS.values():
        page.goto(address)
        levels = page.eval_on_selector_all(
            "h1, h2, h3, h4", "all => all.map(e => Number(e.tagName[1]))"
        )
        assert levels[0] == 1 and levels.count(1) == 1
        assert all(b - a <= 1 for a, b in itertools.pairwise(levels)), (address, levels)
        for role in ("banner", "main", "contentinfo"):
            expect(page.get_by_role(role)).to_have_count(1)
        assert page.locator("html").get_attribute("lang") == "da"


def test_touch_targets_are_large_enough(open_page: PageFactory, demo_server: Server) -> None:
    page = open_page(demo_server, phone=True)
    page.goto("/")
    boxes = page.eval_on_selector_all(
        "a.ring, .filter a, .top nav a, summary, button",
        "all => all.map(e => [e.textContent.trim(), e.getBoundingClientRect().height])",
    )
    assert [one for one in boxes if one[1] < 44] == []


@pytest.mark.parametrize("prefix", ["", "/tr", "/ur"])
def test_a_week_is_one_sheet_of_paper(page: Page, tmp_path: Path, prefix: str) -> None:
    page.goto(f"{prefix}/uge/2026-W47")
    page.pdf(path=tmp_path / "week.pdf", prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", (tmp_path / "week.pdf").read_bytes())) == 1


# -- hosts ---------------------------------------------------------------------------------------


@pytest.fixture
def door(server: ServerFactory, open_page: PageFactory) -> Iterator[Page]:
    """A host's phone at a house of its own."""
    yield open_page(server(), role="vært", phone=True)


@pytest.mark.long
def test_at_the_door_by_thumb(door: Page) -> None:
    door.set_viewport_size({"width": 360, "height": 740})
    door.goto("/vaert")
    card = door.locator(".date-card").first
    title = card.locator("strong").inner_text()
    card.tap()
    door.get_by_label("9", exact=True).tap()
    expect(door.get_by_label("9", exact=True)).to_be_checked()
    door.get_by_role("button", name="Gem", exact=True).tap()
    status = door.get_by_role("status")
    expect(status).to_contain_text("Gemt")
    expect(status).to_contain_text(title)
    expect(door.get_by_role("main")).not_to_contain_text(re.compile(r"(?<![\d.])9(?![\d.])"))


def test_at_the_door_by_keyboard(door: Page) -> None:
    door.goto("/vaert")
    door.locator(".date-card").first.press("Enter")
    door.get_by_label("0", exact=True).focus()
    for _ in range(3):
        door.keyboard.press("ArrowRight")
    expect(door.get_by_label("3", exact=True)).to_be_checked()
    door.keyboard.press("Enter")
    expect(door.get_by_role("status")).to_contain_text("Gemt")


def test_an_error_is_read_out_and_what_was_written_stays(door: Page) -> None:
    door.goto("/vaert")
    door.locator(".date-card").first.click()
    door.get_by_label("Flere? Skriv hvor mange").fill("mange")
    door.get_by_role("button", name="Gem", exact=True).click()
    expect(door.locator("#fejl")).to_be_focused()
    expect(door.get_by_label("Flere? Skriv hvor mange")).to_have_value("mange")
    group = door.get_by_role("group", name="Hvor mange kom?")
    expect(group).to_have_accessible_description(re.compile("tal"))

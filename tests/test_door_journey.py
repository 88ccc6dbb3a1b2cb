"""Nine people at the door at 360 px, the connection cut in the middle: taps and seconds."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.conftest import PageFactory, ServerFactory
from tests.door_case import CARD, NOON, Door
from tests.support import Server, axe

MOST_SECONDS = 20.0
READ = 2.5
"""Seconds to find one's line on a new screen and get the thumb to it."""
AIM = 1.2
"""Seconds to the next place on the same screen (Fitts' law at a thumb's reach, rounded up)."""


class Thumb:
    """Taps as somebody does who stands in a doorway; `seconds` is what that takes a person."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.taps, self.seconds = 0, 0.0

    def tap(self, target: Locator, *, new_screen: bool) -> None:
        box = target.bounding_box()
        assert box and box["height"] >= 44, "too small for a thumb"
        target.tap()
        self.taps += 1
        self.seconds += READ if new_screen else AIM


@pytest.fixture
def door(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Door]:
    here = Door(browser, tmp_path_factory.mktemp("journey") / "house.db")
    yield here
    here.close()


def test_nine_people_with_the_connection_cut_in_the_middle(
    door: Door, capsys: pytest.CaptureFixture[str]
) -> None:
    page, thumb = door.page, Thumb(door.page)
    path = door.open_dates()[0]
    thumb.tap(page.locator(f'.date-card[href="{path}"]').first, new_screen=True)
    nine = page.locator("label").filter(has_text=re.compile("^9$"))
    expect(nine).to_be_in_viewport()
    save = page.get_by_role("button", name="Gem", exact=True)
    expect(save).to_be_in_viewport()  # no scrolling
    thumb.tap(nine, new_screen=True)
    with door.without_net():  # cut between the figure and Gem
        thumb.tap(save, new_screen=False)
        door.listed()
        thumb.seconds += READ  # reading that it is kept
        door.waits("1 registrering venter på nettet")
        assert not re.search(r"(?<![.\d])9(?![.\d])", page.locator("#kept").inner_text())
    door.nothing_waits()
    assert door.saved(path) == (9, 1)
    with capsys.disabled():
        print(f"\n9 people: {thumb.taps} taps, {thumb.seconds:.1f} s at a person's pace")
    assert thumb.taps == 3 and thumb.seconds <= MOST_SECONDS


PAGES = {"list": "", "form": "{date}", "division": "{date}/fordeling", "faces": "{date}/ansigter"}
PAGES |= {"sheet": "streg-ark", "half": "sted/1/2026-11-18/formiddag"}


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    running = Server(tmp_path_factory.mktemp("axe") / "house.db", env={"HOUSE_NOW": NOON})
    running.wait()
    yield running
    running.stop()


@pytest.mark.long
@pytest.mark.parametrize(
    "dark", [False, pytest.param(True, marks=pytest.mark.long)], ids=["light", "dark"]
)
def test_axe_finds_nothing_at_the_door(open_page: PageFactory, house: Server, dark: bool) -> None:
    page = open_page(house, role="vært", phone=True, dark=dark)
    page.goto("/vaert")
    card = page.locator(CARD).first
    date = str(card.get_attribute("href")).rpartition("/")[2]
    for name, address in PAGES.items():
        page.goto(f"/vaert/{address.format(date=date)}".rstrip("/"))
        assert axe(page) == [], name


@pytest.mark.long
def test_by_keyboard_alone(open_page: PageFactory, server: ServerFactory) -> None:
    page = open_page(server(HOUSE_NOW=NOON), role="vært")
    page.goto("/vaert")
    page.locator(f"{CARD}:not(.is-done)").first.focus()
    page.keyboard.press("Enter")
    page.get_by_label("0", exact=True).focus()
    for _ in range(2):
        page.keyboard.press("ArrowRight")
    expect(page.get_by_label("2", exact=True)).to_be_checked()
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").filter(has_text="Gemt").first).to_be_visible()

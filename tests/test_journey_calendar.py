"""The calendar in the browser: drag, create, the card, keys, undo."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Locator, expect

from tests.conftest import PageFactory
from tests.staff_case import Desk, planned, saved, starts
from tests.support import Server


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A demo house that these tests may change; each has dates of its own."""
    running = Server(tmp_path_factory.mktemp("calendar") / "house.db")
    running.wait()
    yield running
    running.stop()


@pytest.fixture
def desk(house: Server, open_page: PageFactory) -> Desk:
    return Desk(open_page(house, role="koordinator"), house)


def event(desk: Desk, words: str) -> Locator:
    return desk.page.locator(".ec-event:not(.ec-bg-event)", has_text=words).first


def opened(desk: Desk, view: str = "uge", day: str = "2026-11-30") -> None:
    desk.open(f"kalender?visning={view}&dag={day}")
    expect(desk.page.locator(".hc-bar h2")).to_be_visible()
    expect(desk.page.locator(".ec-event").first).to_be_visible()


def drag(desk: Desk, what: Locator, right: float, down: float) -> None:
    box = what.bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + min(12, box["height"] / 2)
    mouse = desk.page.mouse
    mouse.move(x, y)
    mouse.down()
    mouse.move(x + right / 2, y + down / 2, steps=6)
    mouse.move(x + right, y + down, steps=6)
    mouse.up()
    desk.drawn()


def day_width(desk: Desk) -> float:
    heads = desk.page.locator(".ec-col-head")
    first, second = (heads.nth(number).bounding_box() for number in (0, 1))
    assert first is not None and second is not None
    return second["x"] - first["x"]


def test_a_date_is_dragged_asked_for_its_scope_and_undone(desk: Desk, house: Server) -> None:
    opened(desk)
    (yoga,) = saved(house, "Yoga på stol")
    before = starts(house, yoga)
    drag(desk, event(desk, "Yoga på stol"), day_width(desk), 0)
    dialog = desk.page.get_by_role("dialog")
    expect(dialog).to_contain_text("fredag 4. december")
    expect(dialog).to_contain_text("Kun denne gang")
    assert starts(house, yoga) == before, "nothing is saved before it is asked"
    dialog.get_by_role("button", name="Flyt", exact=True).click()
    desk.sees("Flyttet.")
    after = starts(house, yoga)
    assert datetime(2026, 12, 4, before[0].hour, before[0].minute) in after
    desk.page.keyboard.press("Control+z")
    desk.sees("Det er fortrudt.")
    assert starts(house, yoga) == before


@pytest.mark.long
def test_a_drag_that_is_given_up_leaves_the_date_where_it_was(desk: Desk, house: Server) -> None:
    opened(desk)
    at = event(desk, "Yoga på stol").bounding_box()
    drag(desk, event(desk, "Yoga på stol"), day_width(desk), 0)
    desk.page.get_by_role("dialog").get_by_role("button", name="Fortryd").click()
    desk.drawn()
    expect(desk.page.get_by_role("dialog")).to_have_count(0)
    assert event(desk, "Yoga på stol").bounding_box() == at


def test_dropped_on_a_taken_slot_it_is_told_by_what_and_offered_what_is_free(
    desk: Desk, house: Server
) -> None:
    saturday = datetime(2026, 12, 5, 9)
    planned(house, "Trommer", saturday, room="Stillerum")
    choir = planned(house, "Kor", saturday + timedelta(days=1), room="Stillerum")
    opened(desk)
    drag(desk, event(desk, "Kor"), -day_width(desk), 0)
    dialog = desk.page.get_by_role("dialog")
    expect(dialog).to_contain_text("Stillerum er optaget af Trommer 9.00–10.00")
    expect(dialog.get_by_role("button", name="Flyt", exact=True)).to_be_disabled()
    offered = dialog.locator("[class*=_alternatives] button")
    expect(offered).to_have_count(3)
    assert starts(house, choir) == [saturday + timedelta(days=1)], "nothing is saved before"
    offered.filter(has_text="på samme tid").first.click()
    desk.drawn()
    expect(dialog).not_to_contain_text("er optaget af")
    dialog.get_by_role("button", name="Flyt", exact=True).click()
    desk.sees("Flyttet.")
    (after,) = saved(house, "Kor")
    assert starts(house, after) == [saturday]
    assert after.fields.room_id != choir.fields.room_id


@pytest.mark.long
def test_a_series_is_split_by_dragging_this_and_those_after(desk: Desk, house: Server) -> None:
    opened(desk, day="2026-12-07")
    (talk,) = [one for one in saved(house, "Boldspil for unge")]
    count = len(starts(house, talk))
    drag(desk, event(desk, "Boldspil for unge"), day_width(desk), 0)
    dialog = desk.page.get_by_role("dialog")
    dialog.get_by_text("Denne og følgende").click()
    expect(dialog).to_contain_text(re.compile(r"\d+ datoer bliver ændret"))
    dialog.get_by_role("button", name="Flyt", exact=True).click()
    desk.sees("Flyttet.")
    parts = saved(house, "Boldspil for unge")
    assert len(parts) == 2 and sum(len(starts(house, one)) for one in parts) == count
    assert {start.weekday() for start in starts(house, parts[1])} == {2}


def test_an_empty_slot_fills_in_time_and_room(desk: Desk, house: Server) -> None:
    opened(desk, "lokaler", "2026-12-04")
    desk.page.locator(".ec-main").evaluate("one => one.scrollIntoView({ block: 'end' })")
    column = desk.page.locator(".ec-body .ec-day").nth(1).bounding_box()
    body = desk.page.locator(".ec-main").bounding_box()
    assert column is not None and body is not None
    x, y = column["x"] + column["width"] / 2, body["y"] + body["height"] * 0.8
    desk.page.mouse.move(x, y)
    desk.page.mouse.down()
    desk.page.mouse.move(x, y + 20, steps=4)
    desk.page.mouse.move(x, y + 60, steps=4)
    desk.page.mouse.up()
    desk.drawn()
    expect(desk.page.get_by_role("heading", name="Ny aktivitet")).to_be_visible()
    assert "start=2026-12-04T" in desk.page.url and "i-lokale=" in desk.page.url
    expect(desk.page.get_by_role("combobox", name=re.compile("Hvor?")).first).not_to_have_value("")
    opened(desk, "lokaler", "2026-12-04")
    desk.page.locator(".ec-main").evaluate("one => one.scrollIntoView({ block: 'end' })")
    desk.page.mouse.click(x, y)  # and so does a click, for an hour
    desk.drawn()
    expect(desk.page.get_by_role("heading", name="Ny aktivitet")).to_be_visible()
    asked = parse_qs(urlsplit(desk.page.url).query)
    start, end = (datetime.fromisoformat(asked[name][0]) for name in ("start", "slut"))
    assert (end - start, "i-lokale" in asked) == (timedelta(hours=1), True)


@pytest.mark.long
def test_the_card_says_what_is_needed_and_leads_on(desk: Desk) -> None:
    opened(desk)
    event(desk, "Yoga på stol").click()
    card = desk.page.locator("dialog.hc-card[open]")
    expect(card).to_contain_text("torsdag 3. december 14.30–15.30")
    for fact in ("Hvor", "Står for det", "For hvem", "Plejer at komme"):
        expect(card).to_contain_text(fact)
    card.get_by_role("button", name="Flere detaljer").click()
    desk.drawn()
    desk.sees("Det ser borgerne")


def test_by_keyboard_alone(desk: Desk) -> None:
    opened(desk)
    keys, title = desk.page.keyboard, desk.page.locator(".hc-bar h2")
    for key, shown in (
        ("j", "Uge 50"),
        ("k", "Uge 49"),
        ("1", "November 2026"),
        ("3", "Mandag 30. november"),
        ("5", "Mandag 30. november"),
        ("2", "Uge 49"),
        ("t", "Uge 47"),
    ):
        keys.press(key)
        expect(title).to_contain_text(shown)
        desk.drawn()
    keys.press("4")  # the list has no board, and the same keys
    week = desk.page.get_by_role("heading", level=2)
    for key, shown in (("j", "Uge 48"), ("k", "Uge 47")):
        desk.drawn()
        keys.press(key)
        expect(week.filter(has_text=shown).first).to_be_visible()
    desk.drawn()
    keys.press("2")
    expect(title).to_contain_text("Uge 47")
    keys.press("j")
    expect(title).to_contain_text("Uge 48")
    keys.press("?")
    expect(desk.page.locator("dialog.hc-card[open]")).to_contain_text("Ctrl + D")
    keys.press("Escape")
    event(desk, "Mindfulness").focus()
    keys.press("Enter")
    expect(desk.page.locator("dialog.hc-card[open]")).to_contain_text("Mindfulness")
    keys.press("Control+d")
    expect(desk.page.get_by_role("heading", name="Ny aktivitet")).to_be_visible()
    expect(desk.page.get_by_role("textbox", name="Hvad?")).to_have_value(re.compile("Mindfulness"))
    desk.drawn()
    expect(desk.page.get_by_role("button", name="Vælg dato").first).to_be_visible()
    names = desk.page.evaluate(
        "() => [...document.querySelectorAll('[aria-label]')].map(one => one.ariaLabel)"
    )
    assert {"dag, Hvornår?", "Vælg dato", "Ryd tiden"} <= {*names}
    assert not {"Choose date", "Open", "Clear all", "App pages"} & {*names}
    desk.page.get_by_role("spinbutton", name="år, Hvornår?").focus()
    keys.press("Backspace")
    expect(desk.page.get_by_role("alert").filter(has_text="Vælg en dag mellem")).to_have_count(1)
    for _digit in range(3):
        keys.press("Backspace")
    expect(desk.page.get_by_text("åååå")).to_be_visible()
    desk.page.get_by_role("textbox", name="Hvad?").fill("Mindfulness på tastatur")
    keys.press("j")
    expect(desk.page.get_by_role("heading", name="Ny aktivitet")).to_be_visible()
    keys.press("Escape")  # closes the form, and loses nothing
    expect(desk.page.get_by_text("Lukket uden at gemme.")).to_be_visible()
    desk.open("kalender?aktivitet=ny")
    expect(desk.page.get_by_role("textbox", name="Hvad?")).to_be_visible()
    desk.page.wait_for_load_state("networkidle")  # the script that listens is there
    keys.press("Control+Enter")
    desk.sees(re.compile("^Ikke gemt endnu"))

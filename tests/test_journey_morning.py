"""In the browser: a bad morning on a 360 px phone; a stale edit and a draft that survives."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from playwright.sync_api import Page, WebSocketRoute, expect

from actions import planning
from db.connection import HouseDb
from db.staff import all_staff
from domain.model import Actor
from tests.conftest import PageFactory
from tests.staff_case import Desk, planned, saved
from tests.support import NOW, Server, axe


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A demo house that these tests may change."""
    running = Server(tmp_path_factory.mktemp("morning") / "house.db")
    running.wait()
    yield running
    running.stop()


def fits(page: Page) -> None:
    """Nothing to scroll sideways for, and nothing axe objects to."""
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width <= 360
    assert axe(page) == []


def tap(page: Page, name: str | re.Pattern[str]) -> None:
    page.get_by_role("button", name=name).first.click()
    page.wait_for_load_state()


def test_a_bad_morning_on_a_phone(house: Server, open_page: PageFactory) -> None:
    page = open_page(house, role="koordinator", phone=True)
    page.set_viewport_size({"width": 360, "height": 740})
    Desk(page, house).open()
    page.get_by_role("link", name="Ringer nogen og kan ikke komme?").click()
    wanted = page.get_by_role("link", name=re.compile("åben rådgivning")).first
    expect(wanted).to_be_visible()
    fits(page)
    wanted.click()
    expect(page.get_by_role("button", name=re.compile("kan ikke$")).first).to_be_visible()
    address = page.url
    tap(page, re.compile("kan ikke$"))
    expect(page.get_by_text("Mangler vejleder")).to_be_visible()
    fits(page)
    Desk(page, house).open()
    expect(page.locator(".st-key-missing_people")).to_contain_text("åben rådgivning")
    page.get_by_role("link", name="Find afløser, flyt eller aflys").click()
    expect(page).to_have_url(address.partition("?")[0])
    page.locator("summary", has_text=re.compile("Andre, der er ledige")).click()
    tap(page, "Frivillig vært")
    expect(page.get_by_role("status")).to_contain_text("Afløseren er sat på")
    tap(page, "Fortryd")
    expect(page.get_by_role("status")).to_contain_text("fortrudt")
    page.locator("summary", has_text="Aflys denne dato").click()
    tap(page, "Aflys datoen")
    expect(page.get_by_label("Besked til jeres egen SMS eller grupper")).to_have_value(
        re.compile(r"^Min indgang: åben rådgivning kl\. 10\.00 i dag er aflyst\. Næste gang .+\.$")
    )
    tap(page, "Kopiér")
    expect(page.get_by_role("button", name="Kopieret")).to_be_visible()
    fits(page)
    sign = page.request.get(f"{address.partition('?')[0]}/skilt.pdf")
    assert sign.ok and sign.headers["content-type"] == "application/pdf"
    citizens = open_page(house)
    citizens.goto(f"{house.url}/")
    expect(citizens.locator(".row.is-off", has_text="åben rådgivning").first).to_be_visible()


def another(house: Server) -> Actor:
    with HouseDb(Path(house.house)).read() as con:
        return next(one.actor for one in all_staff(con) if one.actor.has("coordinator"))


@pytest.mark.long
def test_a_draft_survives_a_lost_connection(house: Server, open_page: PageFactory) -> None:
    """Cut off while a word is typed: the form waits, says so in Danish, and goes on by itself."""
    page = open_page(house, role="koordinator")
    lines: list[WebSocketRoute] = []

    def through(line: WebSocketRoute) -> None:
        line.connect_to_server()
        lines.append(line)

    page.route_web_socket(re.compile("/_stcore/stream"), through)
    desk = Desk(page, house)
    desk.open("kalender?aktivitet=ny")
    title = page.get_by_role("textbox", name="Hvad?", exact=True)
    title.fill("Kor uden net")
    page.context.set_offline(True)
    lines[-1].close()
    expect(page.get_by_role("dialog")).to_contain_text("Huset svarer ikke")
    expect(page.get_by_role("heading", name="Ingen forbindelse")).to_be_visible()
    page.context.set_offline(False)
    expect(page.get_by_role("dialog")).to_have_count(0, timeout=20_000)
    expect(title).to_have_value("Kor uden net")
    for _quarter in range(40):  # the house has it, though nothing more is typed
        if not page.evaluate("Object.keys(sessionStorage).some(one => one.startsWith('kladde-'))"):
            break
        page.wait_for_timeout(250)
    page.reload()
    desk.drawn()
    desk.click("Fortsæt")
    expect(title).to_have_value("Kor uden net")
    desk.click("Luk uden at gemme")  # its draft would be offered to the next


@pytest.mark.long
def test_a_draft_survives_a_reload_and_a_stale_edit_is_told(
    house: Server, open_page: PageFactory
) -> None:
    made = planned(house, "Strikkecafé", datetime(2026, 12, 1, 10))
    desk = Desk(open_page(house, role="koordinator"), house)
    desk.open(f"kalender?aktivitet={made.id}")
    title = desk.page.get_by_role("textbox", name="Hvad?", exact=True)
    title.fill("Strik og")
    expect(desk.page.locator("[class*=st-key-aside]")).to_be_visible()
    desk.page.wait_for_timeout(1_600)  # the field is not left: a pause in typing is enough
    expect(title).to_be_focused()
    desk.drawn()
    desk.page.keyboard.press("End")
    desk.page.keyboard.type(" snak", delay=20)
    expect(title).to_have_value("Strik og snak")
    desk.page.reload()  # in the middle of a word
    desk.drawn()
    desk.sees(re.compile("Kladde fra kl"))
    desk.click("Fortsæt")
    expect(title).to_have_value("Strik og snak")
    planning.edit(
        HouseDb(Path(house.house)),
        another(house),
        made.id,
        replace(made.fields, title="Strikkeklub", public_note="Tag garn med"),
        version=made.version,
        now=datetime.fromisoformat(NOW),
    )
    desk.click("Gem")
    desk.sees(re.compile("Du har ikke mistet noget"))
    desk.sees("Min: Strik og snak")
    desk.sees("Står nu: Strikkeklub")
    desk.page.get_by_role("radiogroup", name="Titel").get_by_text("Behold min").click()
    desk.drawn()
    desk.click("Gem det valgte")
    desk.sees("Gemt.")
    (after,) = saved(house, "Strik og snak")
    assert (after.id, after.fields.public_note) == (made.id, "Tag garn med")

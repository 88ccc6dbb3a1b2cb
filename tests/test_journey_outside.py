"""Calendars from outside in a real browser: added by an admin, seen by the others."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from playwright.sync_api import Page, expect

import fetching
from db.connection import HouseDb
from db.outside import Kept, outside_calendars
from domain.outside import OutsideCalendar
from tests.conftest import PageFactory
from tests.house_case import NOW
from tests.ics_case import event, ics, once
from tests.outside_case import Elsewhere, elsewhere
from tests.staff_case import Desk, fill, saved
from tests.support import Server

TITLE = "Strikkecafé <b>*fed*</b>"
ADDRESS = "http://kalender.example/plan.ics"


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A demo house that these tests may change."""
    running = Server(tmp_path_factory.mktemp("outside") / "house.db")
    running.wait()
    yield running
    running.stop()


@pytest.fixture
def there() -> Iterator[Elsewhere]:
    with elsewhere() as running:
        yield running


def fetched(house: Server, there: Elsewhere) -> list[tuple[int, str]]:
    """What the house's job does, but let through to the tests' own server."""
    with ThreadPoolExecutor() as thread:  # this one belongs to the browser's event loop
        db, gate = HouseDb(house.house), there.gate()
        return thread.submit(fetching.run, db, NOW, all_of_them=True, gate=gate).result()


def calendars(house: Server) -> list[OutsideCalendar]:
    return [one.calendar for one in state(house)]


def state(house: Server) -> list[Kept]:
    with HouseDb(house.house).read() as con:
        return outside_calendars(con)


@pytest.mark.long
def test_a_partners_programme_from_setup_to_citizens(
    house: Server,
    there: Elsewhere,
    open_page: PageFactory,
    screenshot: Callable[[Page, str], object],
) -> None:
    desk = Desk(open_page(house, role="administrator"), house)
    desk.open("opsaetning?del=Andres kalendere")
    desk.write("Kalenderens adresse", "plan.ics")
    desk.click("Tilføj den")
    desk.sees("Det er ikke adressen på en kalender.")
    desk.sees("Vælg en partner.")
    box = desk.page.get_by_role("textbox", name="Kalenderens adresse")
    expect(box).to_have_value("plan.ics")
    desk.pick("Hvilken partner?", "Naboforeningen")
    desk.write("Kalenderens adresse", ADDRESS)
    desk.click("Tilføj den")
    desk.sees("Kalenderen er gemt")
    (one,) = calendars(house)
    assert (one.listing, len(one.group_ids)) == ("hidden", 1), "staff look at it first"

    _tried_in_vain(house)
    desk.open("opsaetning?del=Andres kalendere")
    desk.sees("Den er aldrig blevet hentet.")
    assert "plan.ics" not in desk.text()

    there.give(
        ics(
            event(
                *("DTSTART:20261118T130000Z", "DURATION:PT1H", "LOCATION:Kulturhuset"),
                "URL:https://nabo.example/strik",
                title=TITLE,
            )
        )
    )
    assert fetched(house, there) == [(one.id, "")]
    citizen = open_page(house)
    citizen.goto("/")
    expect(citizen.get_by_text("Strikkecafé")).to_have_count(0)
    desk.open("kalender")
    desk.sees("Strikkecafé <b>*fed*</b> kun medarbejdere")
    screenshot(desk.page, "andres-kalender")

    desk.open("opsaetning?del=Andres kalendere")
    desk.page.get_by_role("button", name=re.compile("^Ret")).click()
    desk.page.get_by_text("Også borgere, på Min indgang og på plakaten").last.click()
    desk.drawn()
    desk.click("Gem")
    desk.sees("Kalenderen er gemt")
    assert calendars(house)[0].address == ADDRESS, "an address that is not written again stays"
    citizen = open_page(house)  # a browser of its own: pages may be kept for half a minute
    for path in ("/", "/i-dag", "/uge/2026-W47"):
        citizen.goto(path)
        expect(citizen.get_by_text(TITLE).first).to_be_visible()
        expect(citizen.get_by_text("Naboforeningen holder det").first).to_be_visible()
    citizen.goto("/i-dag")
    link = citizen.get_by_role("link", name=re.compile("Mere hos Naboforeningen"))
    expect(link).to_have_attribute("href", "https://nabo.example/strik")
    screenshot(citizen, "partner-i-dag")
    citizen.goto("/?for=unge")
    expect(citizen.get_by_text("Strikkecafé")).to_have_count(0)
    desk.open("")
    desk.sees("Naboforeningen holder det")
    for slug in ("alle", "unge", "birk"):
        body = citizen.request.get(f"{house.url}/kalender/{slug}.ics").text()
        assert "BEGIN:VCALENDAR" in body and "Strikkecafé" not in body


@pytest.mark.long
def test_a_busy_time_asks_the_coordinator_for_a_reason(
    house: Server, there: Elsewhere, open_page: PageFactory
) -> None:
    desk = Desk(open_page(house, role="administrator"), house)
    desk.open("opsaetning?del=Andres kalendere")
    desk.choose("Hvornår nogen er optaget")
    desk.pick("Hvis kalender er det?", "Gruppevejleder")
    desk.write("Kalenderens adresse", "http://outlook.example/owa/hemmelig/calendar.ics")
    desk.click("Tilføj den")
    desk.sees("Kalenderen er gemt")
    busy = once("20261127T163000", "20261127T180000", title="MARKØR hos lægen")
    there.give(ics(busy), "/owa/hemmelig/calendar.ics")
    there.give(ics(event("DTSTART:20261118T130000Z", "DURATION:PT1H", title=TITLE)))
    assert {trouble for _number, trouble in fetched(house, there)} == {""}

    planner = Desk(open_page(house, role="koordinator"), house)
    fill(planner, "Oven i noget")
    planner.pick("Hvem står for det?", "Gruppevejleder")
    planner.sees("Gruppevejleder er optaget i Outlook kl. 16.30–18.00")
    planner.click("Gem og udgiv")
    planner.sees("skriv hvorfor, og gem igen")
    assert saved(house, "Oven i noget") == []
    assert "MARKØR" not in planner.page.content()
    planner.write("Begrundelse", "Aftalt med gruppevejlederen")
    planner.click("Gem og udgiv")
    planner.sees("Gemt og udgivet.")
    assert len(saved(house, "Oven i noget")) == 1
    assert b"MARK\xc3\x98R" not in b"".join(
        path.read_bytes() for path in house.house.parent.glob("house.db*")
    )
    assert "MARKØR" not in house.output and "hemmelig" not in house.output


def _tried_in_vain(house: Server) -> None:
    """Wait for the house's own job to have tried: there is no such name."""
    deadline = time.monotonic() + 90
    while time.monotonic() < deadline:
        if all(one.fetching.trouble for one in state(house)):
            return
        time.sleep(0.2)
    raise AssertionError("the job never tried")

"""Two coordinators book the same room at once; and the rules they plan by are set up."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from tests.conftest import PageFactory
from tests.staff_case import Desk, saved, starts
from tests.support import Server


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A demo house that these tests may change."""
    running = Server(tmp_path_factory.mktemp("collide") / "house.db")
    running.wait()
    yield running
    running.stop()


def filled(desk: Desk, title: str, start: str, end: str) -> None:
    """A whole form for Saturday 5 December in the quiet room; a draft is kept for each time."""
    desk.open(f"kalender?aktivitet=ny&start=2026-12-05T{start}&slut=2026-12-05T{end}")
    desk.write("Hvad?", title)
    desk.pick("Type", "Mindfulness")
    desk.pick("Hvor?", "Stillerum")
    desk.pick("For hvem?", "alle")
    desk.sees("Når du gemmer")


def test_the_second_of_two_is_told_by_what_it_was_taken_and_takes_another_time(
    house: Server, open_page: PageFactory
) -> None:
    first, second = (Desk(open_page(house, role="koordinator"), house) for _one in range(2))
    filled(first, "Morgenro", "07:00", "08:00")
    filled(second, "Tidlig yoga", "07:15", "08:15")
    first.click("Gem og udgiv")
    first.sees("Gemt og udgivet.")
    second.click("Gem og udgiv")
    second.sees("Stillerum er optaget af Morgenro 7.00–8.00")
    second.sees("Ledigt i stedet")
    expect(second.page.get_by_role("textbox", name="Hvad?")).to_have_value("Tidlig yoga")
    offered = second.page.locator("[class*=_alternatives] button")
    expect(offered).to_have_count(3)
    assert not saved(house, "Tidlig yoga")
    offered.filter(has_text="8.15").click()  # after five minutes' set-up: the next quarter
    second.drawn()
    second.click("Gem og udgiv")
    second.sees("Gemt og udgivet.")
    (yoga,) = saved(house, "Tidlig yoga")
    assert [f"{one:%d.%m. %H.%M}" for one in starts(house, yoga)] == ["05.12. 08.15"]


@pytest.mark.long
def test_hours_absences_and_groups_are_set_up_by_keyboard_and_asked_for(
    house: Server, open_page: PageFactory
) -> None:
    admin = Desk(open_page(house, role="administrator"), house)
    admin.open("opsaetning?del=Lokaler")
    admin.write("Mandag", "morgen")
    admin.tab_to("button", "Gem tiderne")
    admin.page.keyboard.press("Enter")
    admin.drawn()
    admin.sees("Skriv tiden som 8-16 eller 8.30-12, 13-16.")
    expect(admin.page.get_by_role("textbox", name="Mandag")).to_have_value("morgen")
    for day in ("Mandag", "Tirsdag", "Onsdag", "Torsdag", "Fredag"):
        admin.page.get_by_role("textbox", name=day).fill("7-22")
    admin.page.get_by_role("textbox", name="Fredag").press("Tab")
    admin.click("Gem tiderne")
    admin.sees("Hele Huset er gemt.")
    admin.open("opsaetning?del=Målgrupper")
    admin.pick("Hold denne gruppe", "unge")
    admin.pick("adskilt fra", "pitstop")
    admin.click("Hold adskilt")
    admin.sees("30 minutter imellem")
    planner = Desk(open_page(house, role="koordinator"), house)
    filled(planner, "Lørdagsro", "13:00", "14:00")
    planner.sees("Huset har ikke åbent den dag")
    planner.sees("Begrundelse")

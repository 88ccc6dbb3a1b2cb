"""What an administrator sets up, in a real browser against a real house."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from db.connection import HouseDb
from db.house import load_house
from db.staff import all_staff
from domain.model import House
from tests.conftest import PageFactory
from tests.staff_case import Desk
from tests.support import Server


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A demo house that these tests may change."""
    running = Server(tmp_path_factory.mktemp("setup") / "house.db")
    running.wait()
    yield running
    running.stop()


@pytest.fixture
def desk(house: Server, open_page: PageFactory) -> Desk:
    return Desk(open_page(house, role="administrator"), house)


def read(house: Server) -> House:
    with HouseDb(house.house).read() as con:
        return load_house(con)


@pytest.mark.long
def test_a_room_is_made_corrected_and_taken_out_of_use(desk: Desk, house: Server) -> None:
    desk.open("opsaetning?del=Lokaler")
    desk.write("Navn", "Drivhuset")
    desk.write("Hvor mange er der plads til?", "mange")
    desk.click("Gem")
    desk.sees("Skriv med cifre, hvor mange der er plads til")
    expect(desk.page.get_by_role("textbox", name="Navn", exact=True)).to_have_value("Drivhuset")
    desk.write("Hvor mange er der plads til?", "9")
    desk.click("Gem")
    desk.sees("Drivhuset er gemt.")
    (room,) = [one for one in read(house).rooms.values() if one.name == "Drivhuset"]
    assert room.capacity == 9
    desk.pick("Ret", "Drivhuset")
    desk.click("Tag ud af brug")
    desk.sees("Drivhuset er gemt.")
    assert read(house).rooms[room.id].retired


@pytest.mark.long
def test_a_group_is_opened_only_by_who_has_thought_of_it(desk: Desk, house: Server) -> None:
    desk.open("opsaetning?del=Målgrupper")
    desk.pick("Ret", "handicap")
    desk.page.get_by_text("Åben kalender", exact=True).last.click()
    desk.drawn()
    desk.click("Gem")
    desk.sees("Sæt kryds ved, at du har tænkt over det")
    assert {one.calendar for one in read(house).groups.values() if one.name == "handicap"} == {
        "discreet"
    }
    desk.page.get_by_text("Det har jeg tænkt på, og jeg ændrer kalenderen").click()
    desk.click("Gem")
    desk.sees("handicap er gemt.")
    assert {one.calendar for one in read(house).groups.values() if one.name == "handicap"} == {
        "open"
    }


@pytest.mark.long
def test_a_closed_day_says_how_many_dates_it_falls_upon(desk: Desk) -> None:
    desk.open("opsaetning?del=Lukkedage")
    desk.write("Hvorfor?", "Personaledag")
    desk.type_into("Første dag", "25112026")
    desk.type_into("Sidste dag", "25112026")
    desk.click("Luk")
    desk.sees("planlagte datoer falder på lukningen")
    desk.sees("Personaledag")
    desk.open("")
    desk.sees("Lukket snart")


@pytest.mark.long
def test_holidays_are_offered_and_can_be_opened_again(desk: Desk) -> None:
    desk.open("opsaetning?del=Lukkedage")
    desk.pick("År", "2028")
    desk.page.get_by_text("man. 1. maj Arbejdernes kampdag").click()
    desk.drawn()
    desk.click("Luk på de valgte dage")
    desk.sees("man. 1. maj 2028")
    line = desk.page.locator("[class*=st-key-line_]", has_text="1. maj 2028")
    line.get_by_role("button", name="Åbn igen").click()
    desk.drawn()
    desk.sees("Dagen er åben igen.")
    assert "man. 1. maj 2028" not in desk.text()


@pytest.mark.long
def test_a_colleague_is_invited_chooses_a_password_and_is_closed_out(
    desk: Desk, house: Server, open_page: PageFactory
) -> None:
    desk.open("opsaetning?del=Konti")
    desk.page.get_by_role("textbox", name="Navn", exact=True).fill("Anna H")
    desk.page.get_by_role("textbox", name="Brugernavn").fill("anna.h")
    desk.pick("Roller", "koordinator")
    desk.pick("En koordinator koordinerer", "Pitstop")
    desk.click("Opret kontoen")
    desk.sees("vises kun nu")
    link = desk.page.locator("[data-testid=stCode]").inner_text().strip()
    theirs = open_page(house)
    theirs.goto(link)
    for field in theirs.locator("input[type=password]").all():
        field.fill("en god lang sætning 7")
    theirs.get_by_role("button", name="Gem og log ind").click()
    theirs.wait_for_url(lambda url: "/personale/" in url)
    expect(theirs.get_by_text("Anna H")).to_be_visible(timeout=60_000)
    with HouseDb(house.house).read() as con:
        (anna,) = [one for one in all_staff(con) if one.username == "anna.h"]
    assert [grant.role for grant in anna.grants] == ["coordinator"]
    assert anna.grants[0].service_id is not None
    desk.open("opsaetning?del=Konti")
    desk.pick("Hvis?", "Anna H")
    desk.click("Luk kontoen")
    desk.sees("Kontoen er lukket.")
    theirs.get_by_role("link", name="Kalender", exact=True).click()
    expect(theirs.get_by_role("heading", name="Log ind først")).to_be_visible(timeout=60_000)


@pytest.mark.long
def test_the_last_administrator_stays(desk: Desk) -> None:
    desk.open("opsaetning?del=Konti")
    desk.pick("Hvis?", "Administrator (demo)")
    desk.click("Luk kontoen")
    desk.sees("Huset skal have en administrator")

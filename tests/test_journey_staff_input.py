"""What coordinators type, wrongly, twice, by keyboard or half: nothing is lost."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime
from pathlib import Path

import pytest
from playwright.sync_api import expect

from db.activities import all_activities
from db.connection import HouseDb
from tests.conftest import PageFactory
from tests.staff_case import Desk, fill, saved, starts
from tests.support import Server


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A demo house that these tests may change; each uses titles of its own."""
    running = Server(tmp_path_factory.mktemp("staff") / "house.db")
    running.wait()
    yield running
    running.stop()


@pytest.fixture
def desk(house: Server, open_page: PageFactory) -> Desk:
    return Desk(open_page(house, role="koordinator"), house)


@pytest.mark.long
def test_two_clicks_save_once(desk: Desk, house: Server) -> None:
    fill(desk, "Dobbelt op", hours="1300 1400")
    desk.page.get_by_role("button", name="Gem og udgiv").dblclick()
    desk.drawn()
    expect(desk.row("Dobbelt op")).to_be_visible()
    assert len(saved(house, "Dobbelt op")) == 1


@pytest.mark.long
def test_a_look_at_another_page_loses_nothing_that_was_typed(desk: Desk, house: Server) -> None:
    fill(desk, "Halvt skrevet")
    desk.page.get_by_role("link", name="I dag").click()
    desk.drawn()
    desk.page.get_by_role("link", name="Kalender", exact=True).click()
    desk.drawn()
    desk.click("Ny aktivitet")
    expect(desk.page.get_by_role("textbox", name="Hvad?")).to_have_value("Halvt skrevet")
    desk.click("Luk uden at gemme")
    desk.click("Ny aktivitet")
    expect(desk.page.get_by_role("textbox", name="Hvad?")).to_have_value("")


@pytest.mark.long
@pytest.mark.parametrize("phone", [False, True], ids=["desktop", "phone"])
def test_staff_text_is_shown_as_typed_and_never_run(
    house: Server, open_page: PageFactory, phone: bool
) -> None:
    title = f"<script>alert({int(phone)})</script> **fed** :red[x] $y$ [a](b) 😀"
    desk = Desk(open_page(house, role="koordinator", phone=phone), house)
    asked: list[str] = []
    desk.page.on("dialog", lambda dialog: asked.append(dialog.message))
    fill(desk, title, day="10122026", hours="1000 1100" if phone else "1600 1700")
    desk.click("Gem og udgiv")
    expect(desk.row(title)).to_be_visible()
    desk.follow(title)
    expect(desk.page.get_by_role("heading", name=title)).to_be_visible()
    assert asked == []


BAD = (
    ("Hvad?", "", "Skriv, hvad aktiviteten hedder."),
    ("Hvad?", "lang " * 2000, "højst 120 tegn"),
    ("Hvad?", "Møde med 010190-1234", "CPR"),
    ("Pladser", "mange", "med cifre"),
    ("Pladser", "0", "fra 1 til"),
    ("Pris i kroner", "-5", "helt tal"),
)


@pytest.mark.long
def test_bad_input_is_told_beside_the_field_and_nothing_is_saved(desk: Desk, house: Server) -> None:
    fill(desk, "Dårlige svar")
    desk.unfold("Mere")
    with HouseDb(Path(house.house)).read() as con:
        before = len(all_activities(con))
    good = {"Hvad?": "Dårlige svar", "Pladser": "8", "Pris i kroner": "0"}
    for label, typed, told in BAD:
        desk.write(label, typed)
        desk.click("Gem og udgiv")
        desk.sees(re.compile(re.escape(told)))
        expect(desk.page.get_by_role("textbox", name=label)).to_have_value(typed)
        desk.write(label, good[label])
    desk.type_into("Fra", "0230")
    desk.sees("mellem kl. 2 og 3")
    desk.type_into("Fra", "1700")
    desk.type_into("Til", "1600")
    desk.sees("Slut skal være efter start")
    desk.type_into("Til", "1800")
    desk.choose("Hver dag")
    desk.pick("Hvor længe?", "Et antal gange")
    desk.write("Hvor mange gange?", "5000")
    desk.click("Gem og udgiv")
    desk.sees("fra 1 til 1000")
    with HouseDb(Path(house.house)).read() as con:
        assert len(all_activities(con)) == before
    desk.click("Luk uden at gemme")  # its draft would be offered to the next


@pytest.mark.long
def test_a_locked_file_is_told_and_the_form_is_kept(desk: Desk, house: Server) -> None:
    fill(desk, "Låst ude", day="08122026")
    with closing(sqlite3.connect(house.house, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        desk.page.get_by_role("button", name="Gem og udgiv").click()
        told = desk.page.get_by_text("En anden er ved at gemme lige nu.")
        expect(told).to_be_visible(timeout=60_000)
        other.execute("ROLLBACK")
    expect(desk.page.get_by_role("textbox", name="Hvad?")).to_have_value("Låst ude")
    desk.click("Gem og udgiv")
    desk.sees("Gemt og udgivet.")


@pytest.mark.long
def test_an_activity_is_planned_without_a_mouse(desk: Desk, house: Server) -> None:
    desk.open("kalender")
    desk.tab_to("button", "Ny aktivitet")
    desk.page.keyboard.press("Enter")
    desk.drawn()
    for role, label, typed, then in (
        ("textbox", "Hvad?", "Uden mus", "Tab"),
        ("combobox", "Type", "Mindfulness", "Enter"),
        ("spinbutton", "Hvornår?", "11122026", "Tab"),
        ("spinbutton", "Fra", "1600", "Tab"),
        ("spinbutton", "Til", "1700", "Tab"),
        ("combobox", "Hvor?", "Sal", "Enter"),
        ("combobox", "For hvem?", "unge", "Enter"),
    ):
        desk.tab_to(role, label)
        desk.page.keyboard.type(typed, delay=30)
        desk.page.keyboard.press(then)
        desk.drawn()
    desk.page.keyboard.press("Escape")
    desk.tab_to("button", "Gem og udgiv")
    desk.page.keyboard.press("Enter")
    desk.drawn()
    desk.sees("Gemt og udgivet.")
    (activity,) = saved(house, "Uden mus")
    assert starts(house, activity) == [datetime(2026, 12, 11, 16)]

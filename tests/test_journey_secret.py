"""A secret address from screen to phone and back: made, copied, fetched, subscribed, stopped."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import httpx
import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from tests.codes_case import read
from tests.conftest import PageFactory
from tests.staff_case import Desk
from tests.support import Server
from tests.test_feed_clients import Clients

ADDRESS = re.compile(r"http://127\.0\.0\.1:\d+/kalender/h/[\w-]{43}\.ics")
WINDOW = ("2026-11-16", "2026-12-01")


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A demo house that these tests may change."""
    running = Server(tmp_path_factory.mktemp("secret") / "house.db")
    running.wait()
    yield running
    running.stop()


def at_mine(page: Page, house: Server) -> Desk:
    desk = Desk(page, house)
    desk.open("kalendere?vis=Mine+hemmelige")
    desk.sees("En hemmelig kalender viser husets plan")
    return desk


def make(desk: Desk, calendar: str, label: str) -> str:
    desk.pick("Hvilken kalender?", calendar)
    desk.write("Hvor skal du bruge den?", label)
    desk.click("Lav adressen")
    desk.sees("Den vises kun nu")
    found = ADDRESS.search(desk.text())
    assert found is not None, desk.text()
    return found[0]


def curl(url: str, *more: str) -> str:
    """What `curl` prints: headers and body."""
    return subprocess.run(
        ["curl", "-si", *more, url], capture_output=True, text=True, timeout=30, check=True
    ).stdout


def shown_by_khal(clients: Clients, url: str, folder: Path) -> list[str]:
    """The titles that vdirsyncer and khal show of a subscribed calendar."""
    out = folder / "khal.json"
    clients("run", url, "--window", *WINDOW, "--clients", "khal", "--json", str(out))
    answers: list[dict[str, Any]] = json.loads(out.read_text("utf-8"))
    assert answers[0]["error"] is None, answers
    return sorted({one["summary"] for one in answers[0]["occurrences"]})


@pytest.mark.long
def test_an_address_is_made_copied_subscribed_and_stopped(
    house: Server, open_page: PageFactory, clients: Clients, tmp_path: Path
) -> None:
    desk = at_mine(open_page(house, role="koordinator"), house)
    page = desk.page
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    address = make(desk, "Lokale: Undervisning 2", "tavlen i gangen")

    copy = page.get_by_role("button", name="Kopiér adressen")
    copy.click()
    expect(page.get_by_text("Kopieret.")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == address
    by_phone = page.get_by_role("link", name="Åbn i kalenderen på denne enhed")
    assert by_phone.get_attribute("href") == address.replace("http://", "webcal://")
    picture = page.get_by_role("img", name="QR-kode med adressen")
    expect(picture).to_be_visible()
    assert read(Image.open(BytesIO(picture.screenshot()))) == [by_phone.get_attribute("href")]

    answer = httpx.get(address)
    assert (answer.status_code, answer.headers["cache-control"]) == (200, "private, no-cache")
    assert "set-cookie" not in answer.headers
    said = curl(address)
    assert said.startswith("HTTP/1.1 200") and "X-WR-CALNAME:Undervisning 2" in said
    titles = shown_by_khal(clients, address, tmp_path)
    assert "Optaget" in titles and "Krop og grænser" in titles
    assert not any("Gruppe A" in title for title in titles), "treatment has no title"

    desk.click("Jeg har den, skjul den")
    assert ADDRESS.search(desk.text()) is None
    desk.open("kalendere?vis=Mine+hemmelige")
    assert ADDRESS.search(desk.text()) is None, "shown once"
    desk.sees("tavlen i gangen")

    desk.click("Skift eller stop", exact=False)
    desk.click("Giv mig en ny adresse")
    desk.sees("Den vises kun nu")
    found = ADDRESS.search(desk.text())
    assert found is not None and found[0] != address
    gone, there = curl(address), curl(found[0])
    assert gone.startswith("HTTP/1.1 410") and "Denne kalender er lukket" in gone
    assert there.startswith("HTTP/1.1 200")

    desk.click("Skift eller stop", exact=False)
    desk.click("Stop adressen")
    desk.sees("er stoppet.")
    desk.sees("Du har ingen endnu.")
    assert httpx.get(found[0]).status_code == 410
    assert "/kalender" not in house.output


@pytest.mark.long
def test_a_host_gets_the_staffs_calendar_by_keyboard_on_a_phone(
    house: Server, open_page: PageFactory
) -> None:
    desk = at_mine(open_page(house, role="vært", phone=True), house)
    assert "Hvem har hvad" not in desk.text() and "Offentlige" not in desk.text()
    desk.tab_to("textbox", "Hvor skal du bruge den?")
    desk.page.keyboard.type("min telefon")
    desk.page.keyboard.press("Enter")
    desk.drawn()
    desk.sees("Den vises kun nu")
    found = ADDRESS.search(desk.text())
    assert found is not None
    assert "Vidensdeling for medarbejdere" in httpx.get(found[0]).text
    width = desk.page.evaluate("document.documentElement.scrollWidth")
    assert width <= 390
    desk.tab_to("button", "Skift eller stop")
    desk.page.keyboard.press("Enter")
    desk.tab_to("button", "Stop adressen")
    desk.page.keyboard.press("Enter")
    desk.drawn()
    desk.sees("Du har ingen endnu.")
    assert httpx.get(found[0]).status_code == 410


@pytest.mark.long
def test_a_missing_label_is_told_beside_the_field(house: Server, open_page: PageFactory) -> None:
    desk = at_mine(open_page(house, role="leder"), house)
    desk.click("Lav adressen")
    desk.sees("Det mangler.")
    desk.write("Hvor skal du bruge den?", "010203-1234")
    desk.click("Lav adressen")
    desk.sees("Det ligner et CPR-nummer")
    field = desk.page.get_by_role("textbox", name="Hvor skal du bruge den?")
    expect(field).to_have_value("010203-1234")


@pytest.mark.long
def test_an_administrator_sees_who_has_what_and_stops_it(
    house: Server, open_page: PageFactory
) -> None:
    mine = at_mine(open_page(house, role="leder"), house)
    address = make(mine, "Medarbejdere", "lederens tablet")
    desk = Desk(open_page(house, role="administrator"), house)
    desk.open("kalendere?vis=Hvem+har+hvad")
    desk.sees("lederens tablet")
    assert "Leder (demo)" in desk.text() and address.split("/")[-1][:12] not in desk.text()
    desk.pick("Stop en adresse", "Medarbejdere, lederens tablet (Leder (demo))")
    desk.click("Stop den for altid")
    desk.sees("er stoppet.")
    assert httpx.get(address).status_code == 410
    desk.open("historik")
    desk.sees("Stoppede en hemmelig adresse på")


@pytest.mark.long
def test_a_facilitator_without_a_role_has_the_own_schedule_and_nothing_else(
    house: Server, open_page: PageFactory
) -> None:
    admin = Desk(open_page(house, role="administrator"), house)
    admin.open("opsaetning?del=Konti")
    form = admin.page.locator("[data-testid=stForm]").first
    form.get_by_role("textbox", name="Navn", exact=True).fill("Nada Prøve")
    form.get_by_role("textbox", name="Brugernavn", exact=True).fill("nada.prove")
    admin.pick("Er vejlederen", "NADA-vejleder")
    admin.click("Opret kontoen")
    found = re.search(r"http://\S+/log-ind/[\w-]+", admin.text())
    assert found is not None, admin.text()

    page = open_page(house)
    page.goto(found[0])
    for field in page.locator("input[type=password]").all():
        field.fill("en ret lang sætning 47")
    page.get_by_role("button").first.click()
    page.wait_for_url(lambda url: "/log-ind" not in url)
    desk = at_mine(page, house)
    address = make(desk, "Mit skema: NADA-vejleder", "min telefon")
    text = httpx.get(address).text
    assert "X-WR-CALNAME:Mit skema: NADA-vejleder" in text
    assert "NADA\\, aften" in text and "SUMMARY:Mindfulness" not in text
    desk.open("kalender")
    desk.sees("Siden hører ikke til din rolle")

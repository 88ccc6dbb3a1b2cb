"""The plan reaches a phone, and a coordinator is warned: in a real browser, with real clients."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.conftest import PageFactory
from tests.staff_case import Desk, fill, planned, poster, saved
from tests.support import Server, axe

Clients = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def phone(open_page: PageFactory, demo_server: Server) -> Page:
    page = open_page(demo_server, phone=True)
    page.set_viewport_size({"width": 360, "height": 740})
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto("/abonner")
    return page


def copied(page: Page) -> str:
    text: str = page.evaluate("navigator.clipboard.readText()")
    return text


def test_by_keyboard_the_address_is_copied_and_three_clients_see_the_week(
    phone: Page, demo_server: Server, clients: Clients, tmp_path: Path
) -> None:
    button = phone.get_by_role("button", name=re.compile("Kopiér adressen.*Hele huset"))
    for _step in range(40):
        phone.keyboard.press("Tab")
        if button.evaluate("one => one === document.activeElement"):
            break
    expect(button).to_be_focused()
    phone.keyboard.press("Enter")
    expect(phone.get_by_role("status").first).to_have_text("Kopieret.")
    address = copied(phone)
    assert address == f"{demo_server.url}/kalender/alle.ics"

    by_chromium = phone.evaluate("url => fetch(url).then(one => one.text())", address)
    by_curl = subprocess.run(
        ["curl", "-sS", "--fail", "--compressed", address],
        capture_output=True,
        check=True,
    ).stdout.decode()
    assert by_chromium == by_curl
    answers = tmp_path / "answers.json"
    result = clients(
        *("run", address, "--window", "2026-11-16", "2026-11-23", "--tz", "Europe/Copenhagen"),
        *("--clients", "khal", "--json", str(answers)),
    )
    (khal,) = json.loads(answers.read_text("utf-8"))
    assert khal["client"] == "khal" and khal["n"] > 10, result.stdout
    phone.goto("/uge/2026-W47")
    titles = set(phone.locator(".sheet .what > a").all_inner_texts())
    unfolded = by_curl.replace("\r\n ", "").replace("\\,", ",").replace("\\;", ";")
    assert titles and [one for one in titles if f"SUMMARY:{one}" not in unfolded] == []


def test_by_thumb_a_groups_calendar_is_unfolded_and_copied(
    phone: Page, demo_server: Server
) -> None:
    phone.locator("summary", has_text="Unge").tap()
    button = phone.get_by_role("button", name=re.compile("Kopiér adressen.*Unge"))
    button.tap()
    expect(phone.get_by_text("Kopieret.")).to_be_visible()
    assert copied(phone) == f"{demo_server.url}/kalender/unge.ics"
    small = phone.eval_on_selector_all(
        "main a.ring, main button, main summary",
        "all => all.map(e => [e.textContent.trim(), e.getBoundingClientRect().height])"
        ".filter(one => one[1] > 0 && one[1] < 44)",
    )
    assert small == []


@pytest.mark.long
def test_the_picture_is_fetched_only_when_somebody_wants_it(phone: Page) -> None:
    asked: list[str] = []
    phone.on("request", lambda request: asked.append(request.url))
    phone.reload(wait_until="networkidle")
    assert [one for one in asked if one.endswith(".png") and "/uge/" in one] == []
    phone.get_by_text("Se uge 47 først").tap()
    picture = phone.get_by_role("img", name=re.compile("Programmet for uge 47"))
    expect(picture).to_be_visible()
    assert picture.evaluate("one => one.decode().then(() => one.naturalWidth)") == 1080
    with phone.expect_download() as download:
        phone.get_by_role("link", name="Gem uge 47").tap()
    assert download.value.suggested_filename == "uge-47.png"


def test_without_javascript_everything_is_there(browser: Browser, demo_server: Server) -> None:
    context = browser.new_context(base_url=demo_server.url, java_script_enabled=False)
    page = context.new_page()
    page.goto("/abonner")
    expect(page.get_by_role("button")).to_have_count(0)
    field = page.get_by_label(re.compile("Adressen.*Hele huset"))
    expect(field).to_have_value(f"{demo_server.url}/kalender/alle.ics")
    page.locator("summary", has=page.get_by_text("Frivillige", exact=True)).click()
    expect(page.get_by_role("link", name=re.compile("iPhone og Mac.*Frivillige"))).to_be_visible()
    assert context.cookies() == []
    context.close()


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize(
    "small", [pytest.param(False, marks=pytest.mark.long), True], ids=["desktop", "phone"]
)
def test_axe_finds_nothing(
    open_page: PageFactory, demo_server: Server, dark: bool, small: bool
) -> None:
    page = open_page(demo_server, phone=small, dark=dark)
    page.goto("/abonner")
    for fold in page.locator("summary").all():
        fold.click()
    assert axe(page) == []


@pytest.mark.long
def test_axe_would_find_something(page: Page) -> None:
    page.goto("/abonner")
    page.evaluate("document.querySelector('label').remove()")
    assert any(one.startswith("label") for one in axe(page))


# -- the coordinator ---------------------------------------------------------------------------


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    running = Server(tmp_path_factory.mktemp("telling") / "house.db")
    running.wait()
    yield running
    running.stop()


@pytest.fixture
def desk(house: Server, open_page: PageFactory) -> Desk:
    return Desk(open_page(house, role="koordinator"), house)


WARNING = re.compile("»Pårørende til« står i titlen.*Hele huset og Unge")


@pytest.mark.long
def test_a_coordinator_is_warned_and_takes_a_title_that_says_nothing(
    desk: Desk, house: Server
) -> None:
    fill(desk, "Pårørende til unge", day="27112026", hours="1600 1700")
    desk.sees(WARNING)
    desk.click("Kald den »Mindfulness«")
    expect(desk.page.get_by_role("textbox", name="Hvad?")).to_have_value("Mindfulness")
    expect(desk.page.get_by_text(WARNING)).to_have_count(0)
    desk.click("Gem og udgiv")
    desk.sees("Gemt og udgivet.")
    assert saved(house, "Pårørende til unge") == []
    assert "Pårørende til unge" not in poster(house, "2026-W48")


@pytest.mark.long
def test_a_warning_stops_nobody_and_stands_wherever_it_is_read(desk: Desk, house: Server) -> None:
    activity = planned(house, "Café uden stofmisbrug", datetime(2026, 11, 24, 19))
    desk.open("kalendere")
    told = re.compile("»stofmisbrug« står i titlen")
    desk.sees(told)
    desk.page.get_by_role("link", name="Café uden stofmisbrug").click()
    desk.drawn()
    desk.sees(told)
    desk.sees(re.compile("Den kan for eksempel hedde"))
    desk.click("Ret aktiviteten")
    desk.sees(told)
    desk.click("Gem", exact=False)
    desk.sees("Gemt.")
    assert saved(house, "Café uden stofmisbrug")[0].id == activity.id


def test_a_calendar_is_drawn_as_phones_show_it(desk: Desk, house: Server) -> None:
    planned(house, "<b onclick=x>Åben & gratis</b>", datetime(2026, 11, 18, 9, 45))
    desk.open("kalendere")
    faces = desk.page.get_by_role("group", name="Kalenderen Hele huset på telefoner")
    expect(faces.locator(".lock")).to_contain_text("Onsdag 18. november")
    for face in (".google", ".apple"):
        expect(faces.locator(face)).to_contain_text("<b onclick=x>Åben & gratis</b>")
    assert faces.locator("b[onclick]").count() == 0
    discreet = desk.page.get_by_role("group", name="Kalenderen Gruppe Birk på telefoner")
    expect(discreet.locator(".lock")).to_contain_text("Gruppe Birk")
    expect(discreet).not_to_contain_text("socialpsykiatri")
    with desk.page.context.expect_page() as sheet:
        desk.page.get_by_role("link", name="Print kort").last.click()
    assert re.search(r"/kort/\d+$", sheet.value.url)


@pytest.mark.long
def test_an_administrator_tries_a_title_and_keeps_the_list(
    house: Server, open_page: PageFactory
) -> None:
    desk = Desk(open_page(house, role="administrator"), house)
    desk.open("opsaetning")
    desk.choose("Ord, der røber")
    desk.write("Prøv en titel", "Aften for stofmisbrugere")
    desk.sees("Advarer om: stofmisbrugere")
    desk.write("Ét ord pr. linje", "strik")
    desk.click("Gem", exact=False)
    desk.sees("Listen er gemt.")
    desk.write("Prøv en titel", "Strikkecafé")
    desk.sees("Advarer om: Strikkecafé")
    desk.click("Tilbage til den første liste")
    desk.sees("Listen er gemt.")
    expect(desk.page.get_by_role("textbox", name="Ét ord pr. linje")).to_have_value(
        re.compile("^Pitstop")
    )

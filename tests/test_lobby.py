"""The screen in the lobby: what stands there, and that it lives through a lost connection."""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from actions import planning
from db.house import load_house
from domain.discretion import Groups
from domain.lobby import lobby_view
from domain.model import Activity
from tests.conftest import ServerFactory
from tests.house_case import BEHANDLING, BIRK, GUL, PITSTOP, SAL, STAFF, UNGE
from tests.public_case import PLANNED, Web, a_web, plan


@pytest.fixture
def web(house_path: Path, monkeypatch: pytest.MonkeyPatch) -> Web:
    return a_web(house_path, monkeypatch)


def part(page: str, heading: str) -> str:
    """The words of one section of the screen, "" where it is not there."""
    found = re.search(rf'id="{heading}">.*?</section>', page, re.DOTALL)
    return re.sub(r"<[^>]+>|\s+", " ", found[0]) if found else ""


def test_now_next_later_and_cancellations(web: Web) -> None:
    plan(web, "Forbi", "2026-11-18T08:00")
    plan(web, "Netop nu", "2026-11-18T09:00", room_id=SAL)
    plan(web, "Om lidt", "2026-11-18T11:00", room_id=GUL)
    off = plan(web, "Aflyst gåtur", "2026-11-18T12:00")
    plan(web, "I aften", "2026-11-18T19:00")
    plan(web, "I morgen", "2026-11-19T09:00")
    date = web.case.dates(off)[0]
    planning.cancel_date(
        web.case.db,
        web.case.boss,
        date.id,
        version=date.version,
        reason="Kun os",
        public_note="Vejlederen er syg.",
        now=PLANNED,
    )
    page = web.text("/skaerm")
    assert "Netop nu" in part(page, "nu") and "Sal" in part(page, "nu")
    assert "Om lidt" in part(page, "naeste") and "Gul café, Det Gule Hus" in part(page, "naeste")
    assert "I aften" in part(page, "senere")
    told = part(page, "aflyst")
    assert "Aflyst gåtur" in told and "Vejlederen er syg." in told and "Ude" not in told
    for absent in ("Forbi", "I morgen", "Kun os"):
        assert absent not in page
    assert page.index("Aflyst gåtur") < page.index("Netop nu"), "cancellations stand first"
    assert 'id="ur"' in page and ">9.30<" in page


def test_a_screen_for_each_site(web: Web) -> None:
    plan(web, "I salen", "2026-11-18T11:00", room_id=SAL)
    plan(web, "I caféen", "2026-11-18T11:00", room_id=GUL)
    plan(web, "Et sted", "2026-11-18T11:00", room_id=None)
    both, house, yellow = (
        set(re.findall("I salen|I caféen|Et sted", web.text(path)))
        for path in ("/skaerm", "/skaerm/huset", "/skaerm/det-gule-hus")
    )
    assert both == {"I salen", "I caféen", "Et sted"}
    assert (house, yellow) == ({"I salen", "Et sted"}, {"I caféen", "Et sted"})
    assert web.get("/skaerm/findes-ikke").status_code == 404


def test_an_empty_day_is_kind_and_a_full_one_is_counted(web: Web) -> None:
    assert "Der er ikke mere i dag." in web.text("/skaerm")
    for number in range(12):
        plan(web, f"Aktivitet {number}", f"2026-11-18T{10 + number}:00")
    page = web.text("/skaerm")
    assert "Aktivitet 0" in part(page, "naeste") and "og 5 mere" in page


VIEWS = {
    "open": ({"group_ids": (UNGE,)}, "full"),
    "discreet": ({"group_ids": (BIRK,)}, "neutral"),
    "discreet-calendar": ({"group_ids": (BIRK,), "feed": "discreet"}, "neutral"),
    "in-no-calendar": ({"group_ids": (BIRK,), "feed": "none"}, "absent"),
    "mentioned-of-an-open-group": ({"group_ids": (UNGE,), "listing": "mentioned"}, "absent"),
    "hidden": ({"group_ids": (BIRK,), "listing": "hidden"}, "absent"),
    "treatment": ({"group_ids": (BIRK,), "category_id": BEHANDLING}, "absent"),
    "beside-a-closed-group": ({"group_ids": (BIRK, PITSTOP)}, "absent"),
    "staff": ({"group_ids": (STAFF,), "access": "internal"}, "absent"),
}


@pytest.mark.parametrize(("fields", "view"), VIEWS.values(), ids=VIEWS.keys())
def test_what_the_screen_may_say(web: Web, fields: dict[str, object], view: str) -> None:
    made = plan(web, "Noget", "2026-11-18T11:00", **fields)  # type: ignore[arg-type]
    activity: Activity = web.case.activity(made)
    with web.case.db.read() as con:
        groups: Groups = load_house(con).groups
    assert lobby_view(activity, groups) == view
    page = web.text("/skaerm")
    assert ("Noget" in page, "Gruppe Birk" in page) == (view == "full", view == "neutral")


def test_the_last_good_picture_stays_when_the_connection_goes_and_comes_back(
    server: ServerFactory, browser: Browser
) -> None:
    """In a real browser: the clock goes on, nothing scrolls away, and it recovers by itself."""
    house = server()
    context = browser.new_context(
        base_url=house.url,
        viewport={"width": 1920, "height": 1080},
        timezone_id="Europe/Copenhagen",
    )
    page = context.new_page()
    page.clock.install(time=datetime(2026, 11, 18, 8, 30))
    page.goto("/skaerm")
    expect(page.locator("main")).to_contain_text("Mindfulness")
    assert page.evaluate("document.documentElement.scrollHeight <= innerHeight")
    sizes = page.eval_on_selector_all(
        "main strong", "all => all.map(e => parseFloat(getComputedStyle(e).fontSize))"
    )
    assert min(sizes) >= 29, "letters of 1080 lines that four metres allow"
    context.route("**/skaerm", lambda route: route.abort())
    page.clock.run_for(120_000)
    expect(page.locator("main")).to_contain_text("Mindfulness")
    expect(page.locator("#borte")).to_be_visible()
    context.unroute("**/skaerm")
    page.clock.run_for(40_000)
    expect(page.locator("#borte")).to_be_hidden()
    context.close()

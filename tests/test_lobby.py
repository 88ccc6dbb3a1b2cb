"""The screen in the lobby: what stands there, and that it lives through a lost connection."""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Route, expect

from actions import planning
from db.house import load_house
from domain.discretion import Groups
from domain.lobby import lobby_view
from domain.model import Activity
from tests.conftest import ServerFactory
from tests.house_case import BEHANDLING, BIRK, GUL, PITSTOP, SAL, STAFF, UDE, UNGE
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
    told = " ".join(part(page, "aflyst").split())
    assert "Aflyst gåtur Aflyst" in told, "the heading says cancelled or moved"
    assert "Vejlederen er syg." in told and "Ude" not in told
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
    assert "Ikke noget på programmet." in web.text("/skaerm")
    plan(web, "Morgenkaffe", "2026-11-18T07:30")
    assert "Der er ikke mere i dag." in web.text("/skaerm")
    for number in range(12):
        plan(web, f"Aktivitet {number}", f"2026-11-18T{10 + number}:00")
    page = web.text("/skaerm")
    assert "Aktivitet 0" in part(page, "naeste") and "og 5 mere" in page


def test_a_day_with_nothing_more_says_what_comes_next(web: Web) -> None:
    plan(web, "Stille", "2026-11-19T10:00", group_ids=(BIRK,))
    plan(web, "Fredagscafé", "2026-11-20T10:00")
    page = web.text("/skaerm")
    assert "Fredag 20. november" in part(page, "snart") and "Fredagscafé" in part(page, "snart")
    assert "Gruppe Birk" not in page and "Stille" not in page, "that is said on its own day only"
    plan(web, "I aften", "2026-11-18T19:00")
    assert part(web.text("/skaerm"), "snart") == ""


def move(web: Web, number: int, start: datetime, room_id: int) -> None:
    date = web.case.dates(number)[0]
    planning.move_date(
        web.case.db,
        web.case.boss,
        date.id,
        version=date.version,
        local_start=start,
        room_id=room_id,
        now=PLANNED,
    )


def test_places_left_a_moved_date_and_another_room(web: Web) -> None:
    places: dict[str, Any] = {"access": "sign-up", "capacity": 8, "course": True}
    plan(web, "Holdet", "2026-11-18T11:00", room_id=SAL, **places)
    walk, talk, trip = (
        plan(web, title, f"2026-11-18T{hour}:00", room_id=GUL, rrule="FREQ=WEEKLY;COUNT=2")
        for title, hour in (("Gåtur", 12), ("Snak", 14), ("Udflugt", 16))
    )
    move(web, walk, datetime(2026, 11, 18, 12, 30), GUL)
    move(web, talk, datetime(2026, 11, 18, 14, 0), UDE)
    move(web, trip, datetime(2026, 11, 20, 16, 0), GUL)
    page = web.text("/skaerm")
    assert "8 pladser tilbage" in part(page, "naeste")
    assert re.search("Gåtur.{0,30}Flyttet.*Snak.{0,30}Andet lokale", part(page, "senere"))
    assert "Ikke denne dag, men fredag 20. november kl. 16.00" in part(page, "aflyst")
    assert "Udflugt" in web.text("/skaerm/det-gule-hus")
    assert "Udflugt" not in web.text("/skaerm/huset"), "it never was to be here"


@pytest.mark.long
def test_a_very_full_day_is_paged_through(web: Web, browser: Browser) -> None:
    """In a real browser: every row is shown in its turn, none is cut off, none is too small."""
    for number in range(36):
        plan(
            web,
            f"Aktivitet nummer {number}",
            f"2026-11-18T{10 + number // 3}:{number % 3 * 20:02d}",
        )
    context = browser.new_context(viewport={"width": 1920, "height": 1080})
    page = context.new_page()

    def answer(route: Route) -> None:
        found = web.get(route.request.url.partition("huset.example")[2])
        route.fulfill(body=found.content, headers=dict(found.headers), status=found.status_code)

    context.route("**/*", answer)
    page.clock.install(time=datetime(2026, 11, 18, 8, 30))
    page.goto("http://huset.example/skaerm")
    seen: set[str] = set()
    for _ in range(12):
        assert page.locator("main").evaluate("e => e.scrollHeight <= e.clientHeight + 1")
        seen |= set(page.locator("main strong:visible").all_inner_texts())
        page.clock.run_for(10_000)
    assert seen == {f"Aktivitet nummer {number}" for number in range(36)}
    sizes = page.eval_on_selector_all(
        "main strong", "all => all.map(e => parseFloat(getComputedStyle(e).fontSize))"
    )
    assert min(sizes) >= 29
    context.close()


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

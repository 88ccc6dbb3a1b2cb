"""Monday's twenty minutes: last week copied, three changes, and the poster shows them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime

import pytest
from playwright.sync_api import expect

from tests.conftest import PageFactory
from tests.staff_case import Desk, planned, poster, saved, starts
from tests.support import Server
from tests.test_journey_calendar import day_width, drag, event

SATURDAY = datetime(2026, 11, 14, 10)  # in the week before the clock's


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    running = Server(tmp_path_factory.mktemp("week") / "house.db")
    running.wait()
    for hours, title in ((0, "Høstmarked"), (3, "Bålaften"), (6, "Vandretur")):
        planned(running, title, SATURDAY.replace(hour=10 + hours))
    yield running
    running.stop()


@pytest.mark.long
def test_last_week_is_copied_three_things_change_and_the_poster_says_so(
    house: Server, open_page: PageFactory
) -> None:
    desk = Desk(open_page(house, role="koordinator"), house)
    desk.open("kalender?visning=uge")
    desk.click("Kopiér en uge")
    expect(
        desk.page.get_by_role("checkbox", name="Lør. 14. nov. 13.00–14.00 · Bålaften")
    ).to_be_checked()
    desk.sees("3 datoer bliver planlagt.")
    desk.click("Kopiér ugen")
    desk.sees("Ugen er kopieret.")
    expect(event(desk, "Bålaften")).to_be_visible()

    drag(desk, event(desk, "Bålaften"), day_width(desk), 0)
    desk.sees("Flyttet.")

    event(desk, "Høstmarked").click()
    desk.page.locator("dialog.hc-card").get_by_role("button", name="Ret", exact=True).click()
    desk.drawn()
    desk.write("Hvad?", "Julemarked")
    desk.click("Gem")
    desk.sees("Gemt.")

    event(desk, "Vandretur").click()
    desk.page.locator("dialog.hc-card").get_by_role("button", name="Aflys", exact=True).click()
    desk.drawn()
    desk.write("Hvad skal borgerne læse?", "Stien er glat")
    desk.click("Aflys datoen")
    desk.sees("Datoen er aflyst.")

    (fire,) = [one for one in saved(house, "Bålaften") if one.fields.local_start.day > 15]
    assert starts(house, fire) == [datetime(2026, 11, 22, 13)]
    wall = re.sub(r"\s+", " ", poster(house, "2026-W47"))
    saturday, sunday = wall.split('id="dag6"')
    assert "Julemarked" in saturday and "Høstmarked" not in wall
    assert "Bålaften" in sunday
    assert "Vandretur" in saturday and "Stien er glat" in saturday

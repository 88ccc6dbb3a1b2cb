"""The door without a connection: nothing is lost, nothing counts twice, and it is told plainly."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime

import pytest
from playwright.sync_api import Browser, Error, Route, expect

from actions import accounts, attendance
from db.connection import HouseDb
from db.staff import all_staff
from tests.door_case import CARD, NOON, Door

AT_NOON = datetime.fromisoformat(NOON)


@pytest.fixture(scope="module")
def door(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Door]:
    """One house for the module; each test takes dates that are still open."""
    here = Door(browser, tmp_path_factory.mktemp("door") / "house.db")
    yield here
    here.close()


@pytest.fixture(autouse=True)
def at_the_list(door: Door) -> None:
    door.open()


def recorded_by_a_coordinator(door: Door, path: str, total: int) -> None:
    """From elsewhere, while this device is without a connection."""
    db = HouseDb(door.path)
    with db.read() as con:
        actor = next(one.actor for one in all_staff(con) if one.actor.has("coordinator"))
    attendance.record(db, actor, int(path.split("/")[2]), total=total, now=AT_NOON)


def sign_in_again(door: Door) -> None:
    db = HouseDb(door.path)
    with db.read() as con:
        host = next(one for one in all_staff(con) if one.actor.has("host"))
    door.page.goto(f"/log-ind/{accounts.make_link(db, None, host.id, 'sign-in')}")
    door.page.get_by_role("button", name="Log ind").click()
    door.listed()


@pytest.mark.long
def test_taps_without_a_connection_are_kept_and_sent_once(door: Door) -> None:
    path = door.open_dates()[0]
    with door.without_net():
        door.record(path, 3)
        door.listed()
        door.waits("1 registrering venter på nettet")
        expect(door.page.locator("#kept")).to_contain_text("Gemt på enheden")
        expect(door.page.locator(f'.date-card[href="{path}"]').first).to_contain_text("Venter")
        door.page.reload()
        door.waits("1 registrering venter på nettet")
        assert door.saved(path) is None
    expect(door.page.get_by_role("status").filter(has_text="Gemt").first).to_be_visible()
    door.nothing_waits()
    assert door.saved(path) == (3, 1)
    door.page.reload()
    assert door.saved(path) == (3, 1)


@pytest.mark.long
def test_several_dates_in_the_queue_while_the_server_is_killed(door: Door) -> None:
    first, second, third = door.open_dates()[:3]
    door.kill()
    door.record(first, 1)
    door.listed()
    door.record(second, 2)
    door.listed()
    door.page.reload()
    door.record(third, 4)
    door.listed()
    door.waits("3 registreringer venter på nettet")
    door.start_again()
    door.nothing_waits()
    assert [door.saved(path) for path in (first, second, third)] == [(1, 1), (2, 1), (4, 1)]


def test_an_answer_that_was_lost_counts_once(door: Door) -> None:
    path = door.open_dates()[0]

    def lose(route: Route) -> None:
        if route.request.method == "POST":
            route.fetch()  # the house has it
            route.abort()
        else:
            route.continue_()

    door.context.route(f"**{path}", lose)
    door.record(path, 5)
    door.listed()
    assert door.saved(path) == (5, 1)
    door.waits("venter")
    door.context.unroute_all(behavior="ignoreErrors")
    with suppress(Error):  # the page loads itself anew once what waited is sent
        door.page.reload()
    door.nothing_waits()
    assert door.saved(path) == (5, 1)


@pytest.mark.long
def test_a_correction_made_without_a_connection_wins_over_the_first(door: Door) -> None:
    path = door.open_dates()[0]
    with door.without_net():
        door.record(path, 2)
        door.listed()
        door.record(path, 4)
        door.listed()
        door.waits("1 registrering venter på nettet")
    door.nothing_waits()
    assert door.saved(path) == (4, 1)


@pytest.mark.long
def test_somebody_else_recorded_it_meanwhile_is_told_and_may_be_replaced(door: Door) -> None:
    path = str(door.page.locator(CARD).first.get_attribute("href"))  # today's: hosts correct it
    other = door.open_dates()[0]
    logged = (door.saved(path) or (0, 0))[1]
    with door.without_net():
        door.record(path, 3)
        door.listed()
        door.record(other, 6)
        door.listed()
        recorded_by_a_coordinator(door, path, 5)
    door.waits("En anden har registreret det imens")
    assert door.saved(path) == (5, logged + 1) and door.saved(other) == (6, 1)
    assert not re.search(r"(?<![.\d])[35](?![.\d])", door.page.locator("#waiting").inner_text())
    door.page.locator("#waiting").get_by_role("link", name="Se på den").click()
    expect(door.page.get_by_label("3", exact=True)).to_be_checked()
    door.page.get_by_role("button", name="Gem", exact=True).click()
    door.listed()
    door.nothing_waits()
    assert door.saved(path) == (3, logged + 2)


@pytest.mark.long
def test_an_earlier_date_that_somebody_recorded_meanwhile_can_only_be_left_out(door: Door) -> None:
    path = door.open_dates()[-1]
    with door.without_net():
        door.record(path, 3)
        door.listed()
        recorded_by_a_coordinator(door, path, 5)
    door.waits("En anden har registreret det imens")
    expect(door.page.get_by_role("link", name="Se på den")).to_have_count(0)
    door.page.get_by_role("button", name="Slet den").click()
    door.nothing_waits()
    assert door.saved(path) == (5, 1)


@pytest.mark.long
def test_what_the_house_will_not_take_can_be_left_out(door: Door) -> None:
    path = door.open_dates()[0]
    with door.without_net():
        door.record(path, 3)
        door.listed()
        with HouseDb(door.path).write() as con:
            con.execute(
                "UPDATE occurrence SET state = 'cancelled' WHERE id = :id",
                {"id": int(path.split("/")[2])},
            )
    door.waits("aflyst i planen")
    door.page.get_by_role("button", name="Slet den").click()
    door.nothing_waits()
    assert door.saved(path) is None


def test_a_session_that_ended_keeps_the_queue_until_somebody_signs_in(door: Door) -> None:
    path = door.open_dates()[0]
    door.page.locator(f'.date-card[href="{path}"]').first.tap()
    door.tap(7)
    with HouseDb(door.path).write() as con:
        con.execute("UPDATE session SET revoked_at = '2026-11-18T12:30:00Z'")
    door.page.get_by_role("button", name="Gem", exact=True).tap()
    door.waits("1 registrering er gemt her og bliver sendt, når du har logget ind igen")
    expect(door.page.get_by_label("7", exact=True)).not_to_be_checked()
    assert door.saved(path) is None
    sign_in_again(door)
    door.nothing_waits()
    assert door.saved(path) == (7, 1)


@pytest.mark.long
def test_the_second_step_and_faces_without_a_connection(door: Door) -> None:
    path = next(
        str(card.get_attribute("href"))
        for card in door.page.locator(CARD).all()
        if "/ansigter" in str(card.get_attribute("data-keep"))
    )
    before = _answers(door)
    with door.without_net():
        door.record(path, 8)
        door.listed()
        door.page.get_by_role("link", name="Fordel på tilbud").click()
        door.page.locator("fieldset", has_text="Pitstop").get_by_label("2", exact=True).tap()
        door.page.get_by_role("button", name="Gem", exact=True).tap()
        door.listed()
        door.page.goto(f"{path}/ansigter")
        for _ in range(2):
            door.page.get_by_role("button", name="Godt", exact=True).tap()
            expect(door.page.locator("#thanks")).to_be_visible()
            expect(door.page.locator("#thanks")).to_be_hidden()
        door.page.get_by_text("Til værten").click()
        door.page.get_by_role("link", name="Luk ansigterne").click()
        door.listed()
        door.waits("4 registreringer venter på nettet")
    door.nothing_waits()
    assert (door.saved(path) or (0,))[0] == 8
    with HouseDb(door.path).read() as con:
        rows = con.execute(
            "SELECT visits FROM attendance_service WHERE occurrence_id = :id",
            {"id": int(path.split("/")[2])},
        ).fetchall()
    assert [row[0] for row in rows] == [2]
    assert _answers(door) == before + 2


def test_what_is_kept_holds_no_figure_and_no_token_and_goes_when_signing_out(door: Door) -> None:
    path = door.open_dates()[0]
    door.record(path, 9)
    door.listed()
    door.open()
    pages = door.page.evaluate(
        """async () => {
            const kept = await caches.open("vaert-pages");
            const all = await Promise.all((await kept.keys()).map((each) => kept.match(each)));
            return Promise.all(all.map((each) => each.text()));
        }"""
    )
    assert len(pages) > 5
    for page in pages:
        assert not re.search(r'name="csrf" value="[^"]', page), "a session's token is kept"
        assert "checked" not in page
    forms = door.page.evaluate(
        """() => new Promise((done) => { indexedDB.open("vaert").onsuccess = (event) =>
            event.target.result.transaction("forms").objectStore("forms").getAll().onsuccess =
            (found) => done(found.target.result.length); })"""
    )
    assert forms == 0, "what was sent is not kept"
    door.page.get_by_role("link", name="Log ud").click()
    door.page.get_by_role("button", name="Log ud").click()
    door.page.wait_for_url(lambda url: "log-ud" not in url)
    # the service worker empties it while the browser is on its way
    door.page.wait_for_function(
        "async () => (await (await caches.open('vaert-pages')).keys()).length === 0"
    )
    sign_in_again(door)


def test_no_figure_comes_back_by_the_browsers_way_back(door: Door) -> None:
    path = door.open_dates()[0]
    door.page.locator(f'.date-card[href="{path}"]').first.tap()
    door.page.get_by_label("Flere? Skriv hvor mange").fill("5")
    door.page.get_by_role("button", name="Gem", exact=True).tap()
    door.listed()
    for _ in range(3):
        door.page.go_back()
        door.page.wait_for_load_state()
        assert door.page.locator("input:checked").count() == 0
        field = door.page.get_by_label("Flere? Skriv hvor mange")
        assert not field.count() or field.input_value() == ""


def _answers(door: Door) -> int:
    with HouseDb(door.path).read() as con:
        found = con.execute("SELECT coalesce(sum(answers), 0) FROM face_tally").fetchone()
    return int(found[0])

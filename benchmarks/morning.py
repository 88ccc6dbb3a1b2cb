"""A bad morning, timed: a real browser at 360 px, taps at a person's pace.

    .venv/bin/python -m benchmarks.morning FOLDER

It is 7.30. The coordinator's telephone rings: from opening *I dag* until a substitute is on, the
date is moved, or it is cancelled and the message copied. A facilitator's own: from opening *Mit
skema* until the house says thank you. Before each tap the thumb waits 0.6 to 1 s after its target
is there and still (2 s on a new screen, to find one's line). The processor is slowed four times, as
an old phone. What is said on the telephone is not in it.
"""

from __future__ import annotations

import re
import sys
import time
from collections.abc import Callable
from pathlib import Path
from random import Random
from statistics import median
from typing import Any

from playwright.sync_api import Browser, Page, expect, sync_playwright

from actions import accounts
from benchmarks.door import SLOWER, Thumb
from db.connection import HouseDb
from db.house import load_house
from tests.support import Server, chromium

RUNS = 3
MORNING = "2026-11-18T07:30:00+01:00"
SMALL: dict[str, Any] = {
    "viewport": {"width": 360, "height": 740},
    "is_mobile": True,
    "has_touch": True,
}
Finish = Callable[[Page, Thumb], None]


def cannot(page: Page, thumb: Thumb, turn: int) -> None:
    """From nothing on the screen to a date that lacks somebody; another date for every run."""
    page.goto("/personale/")
    link = page.get_by_role("link", name="Ringer nogen og kan ikke komme?")
    expect(link).to_be_visible(timeout=60_000)
    thumb.tap(link, new_screen=True)
    page.wait_for_url("**/vagt")
    cards = page.locator('[aria-labelledby="dag1"] .date-card:not(.is-done, .is-missing)')
    cards = cards.filter(has_not_text="ingen vejleder")
    thumb.tap(cards.nth(turn % cards.count()), new_screen=True)
    thumb.tap(page.get_by_role("button", name=re.compile("kan ikke$")).first, new_screen=True)
    expect(page.get_by_text("Mangler vejleder").first).to_be_visible()


def substitute(page: Page, thumb: Thumb) -> None:
    free = page.locator("section:has(#afloeser) button")
    if not free.first.is_visible():
        thumb.tap(page.locator("summary", has_text=re.compile("Andre, der er")), new_screen=True)
    thumb.tap(free.locator("visible=true").first, new_screen=True)
    expect(page.get_by_role("status")).to_contain_text("Afløseren er sat på")


def moved(page: Page, thumb: Thumb) -> None:
    thumb.tap(page.locator("section:has(#flyt) .taps button").first, new_screen=True)
    expect(page.get_by_role("status")).to_contain_text("flyttet")


def cancelled(page: Page, thumb: Thumb) -> None:
    thumb.tap(page.locator("summary", has_text="Aflys denne dato"), new_screen=True)
    thumb.tap(page.get_by_role("button", name="Aflys datoen"), new_screen=True)
    thumb.tap(page.get_by_role("button", name="Kopiér"), new_screen=True)
    expect(page.get_by_role("button", name="Kopieret")).to_be_visible()


def own(page: Page, thumb: Thumb) -> None:
    page.goto("/mit-skema")
    thumb.tap(page.locator("summary", has_text="Jeg kan ikke").first, new_screen=True)
    yes = page.get_by_role("button", name=re.compile("^Ja, jeg kan ikke"))
    thumb.tap(yes.first, new_screen=True)
    expect(page.get_by_role("status")).to_contain_text("Tak")


def facilitator_link(server: Server, path: Path) -> str:
    """A link that signs in an account without a role, linked to who runs something today."""
    db = HouseDb(path)
    with db.read() as con:
        row = con.execute(
            "SELECT f.facilitator_id FROM occurrence_facilitator f JOIN occurrence o"
            " ON o.id = f.occurrence_id WHERE o.starts_at >= '2026-11-18T06:31:00Z'"
            " AND o.state = 'planned' GROUP BY 1 ORDER BY count(*) DESC LIMIT 1"
        ).fetchone()
        assert row["facilitator_id"] in load_house(con).facilitators
    new: dict[str, Any] = {"username": "vejleder", "name": "Vejleder", "grants": []}
    number = accounts.create_staff(db, None, facilitator_id=row["facilitator_id"], **new)
    return f"{server.url}/log-ind/{accounts.make_link(db, None, number, 'sign-in')}"


def a_phone(browser: Browser, server: Server, link: str) -> Page:
    context = browser.new_context(base_url=server.url, locale="da-DK", **SMALL)
    context.grant_permissions(["clipboard-write", "clipboard-read"])
    page = context.new_page()
    page.goto(link)
    button = page.get_by_role("button", name=re.compile("log ind", re.IGNORECASE))
    if button.count():
        button.first.click()
    page.wait_for_url(lambda url: "/log-ind" not in url)
    slow = context.new_cdp_session(page)
    slow.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    return page


def main() -> None:
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    random, path = Random(7), folder / "morning.db"
    for old in folder.glob("morning.db*"):
        old.unlink()
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
        server = Server(path, env={"HOUSE_NOW": MORNING})
        server.wait()
        coordinator = a_phone(browser, server, server.links["koordinator"])
        facilitator = a_phone(browser, server, facilitator_link(server, path))
        print("| who | until | taps | seconds: median | longest |")
        print("|---|---|---|---|---|")
        turn = 0
        ends: dict[str, Finish] = {
            "a substitute is on": substitute,
            "it is moved": moved,
            "it is cancelled, the message copied": cancelled,
        }
        for until, finish in ends.items():
            took = []
            for _run in range(RUNS):
                thumb, began = Thumb(random), time.perf_counter()
                cannot(coordinator, thumb, turn)
                finish(coordinator, thumb)
                took.append((thumb.taps, time.perf_counter() - began))
                turn += 1
            _line("coordinator", until, took)
        took = []
        for _run in range(RUNS):
            thumb, began = Thumb(random), time.perf_counter()
            own(facilitator, thumb)
            took.append((thumb.taps, time.perf_counter() - began))
        _line("facilitator", "the house says thank you", took)
        browser.close()
        server.stop()


def _line(who: str, until: str, took: list[tuple[int, float]]) -> None:
    taps = "–".join(str(each) for each in sorted({each[0] for each in took}))
    seconds = [each[1] for each in took]
    print(f"| {who} | {until} | {taps} | {median(seconds):.1f} s | {max(seconds):.1f} s |")


if __name__ == "__main__":
    main()

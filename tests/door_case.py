"""A host's phone at a house of its own; the net can be cut, and the server killed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, expect

from db.connection import HouseDb
from tests.support import Server

NOON = "2026-11-18T13:30:00+01:00"
"""The Wednesday of the tests' clock, when three of the day's activities are over."""
SMALL = {"viewport": {"width": 360, "height": 740}, "is_mobile": True, "has_touch": True}
CARD = ".date-card:not(.small-card)"


_KEPT = """async () => {
    if (!navigator.serviceWorker.controller) return false;
    const pages = await (await caches.open("vaert-pages")).keys();
    const paths = new Set(pages.map((each) => new URL(each.url).pathname));
    const wanted = [...document.querySelectorAll("[data-keep]")]
        .flatMap((card) => card.dataset.keep.split(" "));
    const files = await (await caches.open("vaert-files")).keys();
    return wanted.every((path) => paths.has(path)) && files.length > 4;
}"""


class Door:
    """One browser at the door; `house` may be stopped and started again under the same address."""

    def __init__(self, browser: Browser, path: Path, **env: str) -> None:
        self.env = {"HOUSE_NOW": NOON, **env}
        self.server = Server(path, env=self.env)
        self.server.wait()
        self.url, self.path = self.server.url, path
        self.links = self.server.links
        self.context = self._context(browser)
        self.page = self.context.new_page()
        self.server.sign_in(self.page, "vært")
        self.open()

    def _context(self, browser: Browser) -> BrowserContext:
        shape: dict[str, Any] = SMALL
        return browser.new_context(base_url=self.url, locale="da-DK", **shape)

    def open(self) -> None:
        """The list, and wait until the device has kept what it needs to go on without the net."""
        self.page.goto("/vaert")
        expect(self.page.get_by_role("heading", name="Hvor mange kom?")).to_be_visible()
        self.kept()

    def kept(self) -> None:
        for _ in range(150):
            if self.page.evaluate(_KEPT):
                return
            self.page.wait_for_timeout(200)
        raise AssertionError("the device has not kept the pages")

    def open_dates(self) -> list[str]:
        """The paths of dates that nobody has recorded, by the list on the screen."""
        cards = self.page.locator(f"{CARD}:not(.is-done)")
        return [str(card.get_attribute("href")) for card in cards.all()]

    def record(self, path: str, figure: int) -> None:
        """From the list: open a date, tap a figure, *Gem*."""
        self.page.locator(f'.date-card[href="{path}"]').first.tap()
        self.tap(figure)
        self.page.get_by_role("button", name="Gem", exact=True).tap()

    def tap(self, figure: int) -> None:
        self.page.get_by_label(str(figure), exact=True).tap()

    def saved(self, path: str) -> tuple[Any, ...] | None:
        """What the file holds of a date: total, and how often it was logged."""
        number = int(path.split("/")[2])
        with HouseDb(self.path).read() as con:
            row = con.execute(
                "SELECT total, (SELECT count(*) FROM change WHERE action LIKE 'attendance.%'"
                " AND touched = :row) FROM attendance WHERE occurrence_id = :id",
                {"id": number, "row": f'["occurrence:{number}"]'},
            ).fetchone()
        return tuple(row) if row else None

    def waits(self, words: str | re.Pattern[str]) -> None:
        expect(self.page.locator("#waiting")).to_contain_text(words)

    def nothing_waits(self) -> None:
        expect(self.page.locator("#waiting")).to_be_hidden()

    def listed(self) -> None:
        """Wait for the list, however it came to be shown."""
        self.page.wait_for_url(re.compile(r"/vaert(\?.*)?$"))
        expect(self.page.get_by_role("heading", name="Hvor mange kom?")).to_be_visible()

    @contextmanager
    def without_net(self) -> Iterator[None]:
        self.context.set_offline(True)
        try:
            yield
        finally:
            self.context.set_offline(False)

    def kill(self) -> None:
        self.server.stop()

    def start_again(self) -> None:
        port = self.url.rpartition(":")[2]
        self.server = Server(self.path, env={**self.env, "PORT": port, "HOUSE_URL": self.url})
        self.server.url = self.url
        self.server.wait()

    def close(self) -> None:
        self.context.close()
        self.server.stop()

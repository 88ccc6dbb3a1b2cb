"""Using the staff pages as somebody at a desk does: what the browser tests of pages share."""

from __future__ import annotations

import re
import urllib.request
from datetime import datetime, timedelta
from pathlib import Path

from playwright.sync_api import Locator, Page, TimeoutError, expect

from actions import planning
from db.activities import all_activities
from db.connection import HouseDb
from db.house import load_house
from db.occurrences import of_activity
from db.staff import all_staff
from domain.localtime import to_local
from domain.model import Activity, ActivityFields
from tests.feed_cases import ZONE
from tests.support import NOW, Server

STAFF = "/personale/"
_READY = "[data-testid=stApp][data-test-script-state=notRunning]"

_FOCUS = """() => {
  const at = document.activeElement;
  const role = at.getAttribute("role")
    || {INPUT: "textbox", BUTTON: "button", A: "link"}[at.tagName] || "";
  const name = [at.getAttribute("aria-label"), at.innerText].filter(Boolean).join(" ");
  return [role, name];
}"""


class Desk:
    """One browser page in the staff app; every step waits until the page has been drawn."""

    def __init__(self, page: Page, server: Server) -> None:
        self.page = page
        self.server = server

    def open(self, path: str = "") -> None:
        """`path` below /personale/, with its query; the calendar as a list, where none is named."""
        if path.partition("?")[0] == "kalender" and "visning=" not in path:
            path += f"{'&' if '?' in path else '?'}visning=liste"
        self.page.goto(f"{self.server.url}{STAFF}{path}")
        expect(self.page.locator("h1").first).to_be_visible(timeout=60_000)
        self.drawn()

    def drawn(self) -> None:
        """Wait for the script to have run; a rerun starts within a blink of what caused it."""
        self.page.wait_for_timeout(150)
        self.page.wait_for_selector(_READY, timeout=60_000)
        expect(self.page.locator("[data-testid=stSkeleton]")).to_have_count(0, timeout=60_000)
        self.page.wait_for_timeout(150)

    def click(self, name: str, *, exact: bool = True) -> None:
        self.page.get_by_role("button", name=name, exact=exact).first.click()
        self.drawn()

    def row(self, words: str) -> Locator:
        """The button of a list that holds these words."""
        return self.page.locator("[class*=st-key-rows_] button", has_text=words).first

    def follow(self, words: str) -> None:
        """Open the row that holds these words."""
        self.row(words).click()
        self.drawn()

    def unfold(self, label: str) -> None:
        self.page.locator("summary", has_text=label).first.click()
        self.drawn()

    def write(self, label: str, text: str) -> None:
        self.page.get_by_role("textbox", name=label, exact=True).fill(text)
        self.page.keyboard.press("Tab")
        self.drawn()

    def pick(self, label: str, option: str) -> None:
        """Choose in a select, or add one in a multiselect."""
        box = self.page.get_by_role("combobox", name=re.compile(re.escape(label))).first
        wanted = self.page.get_by_role("option", name=option, exact=True).first
        box.click()
        try:
            wanted.wait_for(timeout=3_000)
        except TimeoutError:  # a list that was opened while the page was still moving closes again
            box.click()
        wanted.click()
        self.drawn()
        if self.page.get_by_role("listbox").count():  # a multiselect stays open
            self.page.keyboard.press("Escape")

    def type_into(self, label: str, digits: str) -> None:
        """Type a date (ddmmyyyy) or a time (hhmm) into a field of segments."""
        group = self.page.get_by_role("group", name=label, exact=True).first
        group.get_by_role("spinbutton").first.click()
        self.page.keyboard.type(digits, delay=30)
        self.page.keyboard.press("Tab")
        self.drawn()

    def choose(self, option: str) -> None:
        """One of a row of buttons (a segmented control or pills)."""
        self.page.get_by_text(option, exact=True).first.click()
        self.drawn()

    def tab_to(self, role: str, words: str) -> None:
        """Press Tab until what has the focus is of this role and named so."""
        for _step in range(80):
            found_role, name = self.page.evaluate(_FOCUS)
            if found_role == role and words in name:
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"Tab never reached {role} {words!r}")

    def sees(self, text: str | re.Pattern[str]) -> None:
        expect(self.page.get_by_text(text).first).to_be_visible()

    def text(self) -> str:
        return self.page.locator("[data-testid=stMain]").inner_text()


def saved(house: Server, title: str) -> list[Activity]:
    with HouseDb(Path(house.house)).read() as con:
        return [one for one in all_activities(con, deleted=True) if one.fields.title == title]


def starts(house: Server, activity: Activity) -> list[datetime]:
    """Naive wall starts of the planned dates."""
    with HouseDb(Path(house.house)).read() as con:
        dates = of_activity(con, activity.id)
    return [to_local(one.starts_at, ZONE) for one in dates if one.state == "planned"]


def planned(
    house: Server, title: str, start: datetime, rrule: str | None = None, room: str = "Ude"
) -> Activity:
    """A published activity, made without the form; outdoors several may be at once."""
    db = HouseDb(Path(house.house))
    with db.read() as con:
        known = load_house(con)
        me = next(one for one in all_staff(con) if one.actor.has("coordinator"))
    fields = ActivityFields(
        title=title,
        category_id=next(iter(known.categories)),
        service_ids=(next(one.id for one in known.services.values() if one.kind == "house"),),
        group_ids=(next(one.id for one in known.groups.values() if one.is_everyone),),
        room_id=next(one.id for one in known.rooms.values() if one.name == room),
        local_start=start,
        duration=timedelta(hours=1),
        rrule=rrule,
    )
    now = datetime.fromisoformat(NOW)
    planning.create(db, me.actor, fields, now=now, publish=True)
    return saved(house, title)[0]


def poster(house: Server, week: str) -> str:
    """What hangs on the wall, as anybody reads it."""
    with urllib.request.urlopen(f"{house.url}/uge/{week}", timeout=20) as answer:
        return str(answer.read().decode())


def fill(desk: Desk, title: str, *, day: str = "27112026", hours: str = "1600 1700") -> None:
    """The five questions, in a room and at a time that are free."""
    desk.open("kalender?aktivitet=ny")
    desk.write("Hvad?", title)
    desk.pick("Type", "Mindfulness")
    desk.type_into("Hvornår?", day)
    for label, digits in zip(("Fra", "Til"), hours.split(), strict=True):
        desk.type_into(label, digits)
    desk.pick("Hvor?", "Stillerum")
    desk.pick("For hvem?", "unge")

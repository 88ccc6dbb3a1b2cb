"""The main job, end to end: planned, subscribed to, changed, counted, charted.

A coordinator plans a weekly NADA that runs past the next clock change; real calendar clients show
every date at 10.00; one date is cancelled and one moved, and they show that after the next sync;
the host records; Driftstal show it at once; the month is closed; the manager's figures contain it.
"""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from playwright.sync_api import Page, expect

from tests.conftest import PageFactory, ServerFactory

ZONE = ZoneInfo("Europe/Copenhagen")
TITLE = "NADA i Samtale 1"
WINDOW = ("2026-11-18", "2027-05-01")
FIRST = datetime(2026, 11, 18, 10, 0)  # the Wednesday of the tests' clock
MONDAYS_WEEK = "2026-W48"
Clients = Callable[..., subprocess.CompletedProcess[str]]


def test_planned_subscribed_changed_counted_charted(
    server: ServerFactory, open_page: PageFactory, clients: Clients, tmp_path: Path
) -> None:
    house = server()
    admin = open_page(house, role="administrator")
    admin.goto("/personale/opsaetning")
    expect(admin.get_by_role("heading", name="Opsætning")).to_be_visible()

    coordinator = open_page(house, role="koordinator")
    _plan(coordinator)

    feed = f"{house.url}/kalender/alle.ics"
    weekly = [FIRST + timedelta(weeks=week) for week in range(24)]
    # 23 December is a Wednesday that is open; none of the closures falls on one
    for name, shown in _shown(clients, feed, tmp_path).items():
        assert shown == dict.fromkeys(weekly, ""), name

    _cancel(coordinator)
    _move(coordinator)
    after = dict.fromkeys(weekly, "")
    after[FIRST + timedelta(weeks=1)] = "CANCELLED"
    del after[FIRST + timedelta(weeks=2)]
    after[datetime(2026, 12, 3, 14, 0)] = ""
    for name, shown in _shown(clients, feed, tmp_path).items():
        assert shown == after, name

    citizen = open_page(house, phone=True)
    citizen.goto(f"/uge/{MONDAYS_WEEK}")
    expect(citizen.get_by_text(TITLE).first).to_be_visible()
    expect(citizen.get_by_text("Aflyst").first).to_be_visible()

    manager = open_page(house, role="leder")
    before = _nada_visits(manager)
    host = open_page(house, role="vært", phone=True)
    _record(host)
    assert _nada_visits(manager) == before + 9

    # the 10th of the next month has come: the job closes November by itself
    later = server(house=house.house, HOUSE_NOW="2026-12-11T09:00:00+01:00")
    manager = open_page(later, role="leder")
    manager.goto("/personale/statistik")
    manager.get_by_role("tab", name="Tal på tværs").click()
    expect(manager.get_by_text("november 2026: registreringsgrad").first).to_be_visible(
        timeout=60_000
    )


def _plan(page: Page) -> None:
    """Five questions, weekly and without an end; a clash is named before anything is saved."""
    page.goto("/personale/kalender?aktivitet=ny&visning=liste")
    page.get_by_role("textbox", name="Hvad?").fill(TITLE)
    page.get_by_role("textbox", name="Hvad?").press("Enter")
    _choose(page, "Type", "NADA")
    page.get_by_role("radio", name="Hver uge").click(force=True)
    expect(page.get_by_text("På disse dage")).to_be_visible()
    _choose(page, "For hvem?", "alle")
    _choose(page, "Hvor?", "Mødelokale")
    _choose(page, "Hvem står for det?", "Socialpædagog")
    clash = page.get_by_text(re.compile("Min indgang: åben rådgivning")).first
    expect(clash).to_be_visible()
    _choose(page, "Hvor?", "Samtale 1")
    expect(clash).not_to_be_visible()
    expect(page.get_by_text("Kalenderen Hele huset viser").first).to_be_visible()
    page.get_by_role("button", name="Gem og udgiv").click()
    expect(page.get_by_role("button", name=TITLE).first).to_be_visible()


def _choose(page: Page, label: str, option: str) -> None:
    """Pick from a list by typing, as one does without a mouse."""
    page.get_by_role("combobox", name=label).click()
    page.keyboard.type(option)
    page.get_by_role("option", name=option, exact=True).first.click()
    page.keyboard.press("Tab")
    page.wait_for_timeout(800)


def _cancel(page: Page) -> None:
    page.goto("/personale/kalender?uge=2026-W48&visning=liste")
    page.get_by_role("button", name=TITLE).first.click()
    page.get_by_role("button", name="Aflys denne dato").click()
    page.get_by_role("textbox", name="Hvorfor?").fill("Vejlederen er syg")
    page.get_by_role("button", name="Aflys datoen").click()
    expect(page.get_by_text("Datoen er aflyst").first).to_be_visible()


def _move(page: Page) -> None:
    """From Wednesday 2 December at 10 to Thursday at 14."""
    page.goto("/personale/kalender?uge=2026-W49&visning=liste")
    page.get_by_role("button", name=TITLE).first.click()
    page.get_by_role("button", name="Flyt denne dato").click()
    page.get_by_label("dag, Til hvilken dag?").click()
    page.keyboard.type("03122026")
    page.get_by_label("time, Fra").click()
    page.keyboard.type("1400")
    page.get_by_role("button", name="Flyt datoen").click()
    expect(page.get_by_text("Datoen er flyttet").first).to_be_visible()


def _record(page: Page) -> None:
    """Nine came: one tap and Gem; then where they came from."""
    page.goto("/vaert")
    page.get_by_role("link", name=re.compile(f"{TITLE}.*Registrér")).first.click()
    page.locator("label", has_text=re.compile("^9$")).click()
    page.get_by_role("button", name="Gem", exact=True).click()
    page.get_by_label("Ja, så mange kom").check()  # the room holds three: asked, then accepted
    page.get_by_role("button", name="Gem", exact=True).click()
    expect(page.get_by_text(re.compile("^Gemt$")).first).to_be_visible()
    assert not re.search(r"(?<![.\d])9(?![.\d])", page.locator("main .saved").first.inner_text())


def _nada_visits(page: Page) -> int:
    """Visits to activities of the type NADA this week, as the table of Driftstal has them."""
    page.goto("/personale/statistik?uge=Uge+47+2026")
    page.locator("summary", has_text="Tabellen, og hent den").first.click()
    row = page.locator("tr", has=page.get_by_text("NADA", exact=True)).first
    expect(row).to_be_visible(timeout=60_000)
    figure = row.get_by_role("cell").nth(1).inner_text()
    return int(figure) if figure.isdigit() else 0


def _shown(clients: Clients, feed: str, folder: Path) -> dict[str, dict[datetime, str]]:
    """What khal (through vdirsyncer, over HTTP) and ical.js show: wall start -> status."""
    out = folder / "clients.json"
    clients("run", feed, "--window", *WINDOW, "--clients", "khal,icaljs", "--json", str(out))
    found: dict[str, dict[datetime, str]] = {}
    answers: list[dict[str, Any]] = json.loads(out.read_text(encoding="utf-8"))
    for answer in answers:
        assert answer["error"] is None, answer
        found[answer["client"]] = {
            _wall(one["start_utc"]): one["status"] if one["status"] == "CANCELLED" else ""
            for one in answer["occurrences"]
            if TITLE in one["summary"]
        }
    assert set(found) == {"khal", "icaljs"}
    return found


def _wall(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(ZONE).replace(tzinfo=None)

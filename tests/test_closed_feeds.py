"""A calendar that is no more says so for months, then answers 410 (feed contract, line 29)."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import icalendar
import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from actions import feeds, setup
from calendars.serve import routes
from db.connection import HouseDb
from db.feeds import feed_rows, served
from db.house import load_house
from db.secret import public_addresses
from domain.errors import InvalidInput
from domain.feedentry import load
from domain.model import TargetGroup
from tests.feed_cases import BIRK, DISCREET_SLUG, EVERYONE, NOW, YOUNG, mondays, plan, wall
from tests.feed_store import new_house, save

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
CLOSED = NOW + MINUTE
UNGE, QUIETLY = "/kalender/unge.ics", f"/kalender/{DISCREET_SLUG}.ics"
MARK = "Mærke"


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOUSE_URL", "https://huset.example")
    monkeypatch.delenv("HOUSE_TZ", raising=False)


@pytest.fixture
def db(house_path: Path) -> HouseDb:
    made = new_house(house_path)
    with made.write() as con:
        save(con, mondays(group_ids=(YOUNG, BIRK), title=MARK, description=MARK))
    return made


@pytest.fixture
def client(db: HouseDb) -> TestClient:
    return TestClient(Starlette(routes=routes(db)))


def group(db: HouseDb, number: int) -> TargetGroup:
    with db.read() as con:
        return load_house(con).groups[number]


def change(db: HouseDb, number: int, now: datetime = CLOSED, **changes: Any) -> None:
    setup.save(db, None, replace(group(db, number), **changes), now=now)


def daily(db: HouseDb, now: datetime) -> None:
    with db.write() as con:
        feeds.refresh_all(con, now=now)


def events(text: str) -> list[Any]:
    return list(icalendar.Calendar.from_ical(text).walk("VEVENT"))


def notes(text: str) -> list[Any]:
    return [one for one in events(text) if one["SUMMARY"] == "Denne kalender er lukket"]


WAYS: dict[str, dict[str, Any]] = {
    "retired": {"retired": True},
    "secret": {"calendar": "secret"},
    "none": {"calendar": "none"},
    "another-address": {"slug": "ungdom"},
}


@pytest.mark.parametrize("changes", WAYS.values(), ids=WAYS.keys())
@pytest.mark.parametrize(
    ("number", "path", "name"),
    [(YOUNG, UNGE, "Unge"), (BIRK, QUIETLY, "Gruppe Birk")],
    ids=["open", "discreet"],
)
def test_it_says_once_that_it_is_closed_and_nothing_of_what_it_was(
    db: HouseDb, client: TestClient, changes: dict[str, Any], number: int, path: str, name: str
) -> None:
    before = events(client.get(path).text)
    change(db, number, **changes)
    answer = client.get(path)
    assert answer.status_code == 200 and answer.headers["etag"]
    assert answer.headers["cache-control"] == "public, no-cache"
    (note,) = notes(answer.text)
    rest = [one for one in events(answer.text) if one["UID"] != note["UID"]]
    assert {one["UID"] for one in rest} == {one["UID"] for one in before}
    assert {(one["SUMMARY"], one["STATUS"]) for one in rest} == {("Udgået", "CANCELLED")}
    assert MARK not in answer.text and f"X-WR-CALNAME:{name}\r\n" in answer.text
    is_open = number == YOUNG
    assert ("huset.example" in answer.text) is is_open
    assert note.get("URL") == ("https://huset.example/abonner" if is_open else None)
    assert "LOCATION" not in note and "CATEGORIES" not in note and "CONTACT" not in note


def test_a_discreet_calendar_says_the_same_as_any_other_discreet_one(
    db: HouseDb, client: TestClient
) -> None:
    with db.write() as con:
        save(con, plan(7, "Andet", wall("2026-11-24T10:00"), group_ids=(6,)))
    change(db, BIRK, retired=True)
    change(db, 6, retired=True)
    (one,), (other,) = (notes(client.get(path).text) for path in (QUIETLY, "/kalender/x3v9t.ics"))
    assert one.pop("UID") != other.pop("UID")
    assert one.to_ical() == other.to_ical()


def test_the_note_stands_where_people_look(db: HouseDb, client: TestClient) -> None:
    change(db, YOUNG, retired=True)
    (note,) = notes(client.get(UNGE).text)
    assert note["DTSTART"].dt.replace(tzinfo=None) == wall("2026-11-19T09:00")
    assert note["RRULE"].to_ical() == b"FREQ=WEEKLY;COUNT=4"
    assert (note["STATUS"], note["TRANSP"], note["CLASS"]) == (
        "CONFIRMED",
        "TRANSPARENT",
        "PUBLIC",
    )


def test_it_changes_no_more_until_its_tombstones_end(db: HouseDb, client: TestClient) -> None:
    change(db, YOUNG, retired=True)
    first = client.get(UNGE)
    daily(db, CLOSED + 29 * DAY)
    assert client.get(UNGE).content == first.content
    daily(db, CLOSED + 30 * DAY)
    assert [one["SUMMARY"] for one in events(client.get(UNGE).text)] == ["Denne kalender er lukket"]
    last = client.get(UNGE)
    daily(db, CLOSED + 170 * DAY)
    assert (client.get(UNGE).content, client.get(UNGE).headers) == (last.content, last.headers)


MONTHS = {"six-by-default": (None, 181), "two": ("2", 61), "nonsense": ("et år", 181)}


@pytest.mark.parametrize(("months", "days"), MONTHS.values(), ids=MONTHS.keys())
def test_after_months_it_is_gone_for_good(
    db: HouseDb, client: TestClient, months: str | None, days: int
) -> None:
    """CLOSED is 18 November: six months end on 18 May, two on 18 January."""
    if months is not None:
        setup.set_setting(db, None, "feed.closed_months", months, now=NOW)
    change(db, YOUNG, retired=True)
    etag = client.get(UNGE).headers["etag"]
    daily(db, CLOSED + (days - 1) * DAY)
    assert client.get(UNGE).status_code == 200
    daily(db, CLOSED + days * DAY)
    for headers in ({}, {"if-none-match": etag}):
        answer = client.get(UNGE, headers=headers)
        assert answer.status_code == 410
        assert answer.headers["content-type"] == "text/plain; charset=utf-8"
        assert answer.text.startswith("Denne kalender er lukket")
    daily(db, CLOSED + 400 * DAY)
    assert client.get(UNGE).status_code == 410


def test_what_never_was_public_is_unknown_and_not_gone(db: HouseDb, client: TestClient) -> None:
    change(db, 4, calendar="secret")
    daily(db, NOW + 400 * DAY)
    for slug in ("pitstop", "medarbejdere", "findes-ikke"):
        assert client.get(f"/kalender/{slug}.ics").status_code == 404


def test_opened_again_it_is_a_calendar_again_with_higher_stamps(
    db: HouseDb, client: TestClient
) -> None:
    before = {one["UID"]: one for one in events(client.get(UNGE).text)}
    change(db, YOUNG, retired=True)
    (note,) = notes(client.get(UNGE).text)
    change(db, YOUNG, retired=False, now=CLOSED + DAY)
    after = {one["UID"]: one for one in events(client.get(UNGE).text)}
    assert after[note["UID"]]["STATUS"] == "CANCELLED", "a series leaves by a tombstone"
    for uid in before:
        assert after[uid]["SUMMARY"] == MARK
        assert after[uid]["SEQUENCE"] == before[uid]["SEQUENCE"] + 2
        assert after[uid]["LAST-MODIFIED"].dt > before[uid]["LAST-MODIFIED"].dt
    daily(db, CLOSED + 400 * DAY)
    assert client.get(UNGE).status_code == 200


def test_gone_and_opened_again_it_is_there_again(db: HouseDb, client: TestClient) -> None:
    change(db, YOUNG, calendar="none")
    daily(db, CLOSED + 200 * DAY)
    assert client.get(UNGE).status_code == 410
    change(db, YOUNG, calendar="open", now=CLOSED + 201 * DAY)
    assert client.get(UNGE).status_code == 200 and not notes(client.get(UNGE).text)


def test_a_group_that_turns_discreet_keeps_its_calendar(db: HouseDb, client: TestClient) -> None:
    change(db, YOUNG, calendar="discreet", neutral_name="Gruppe Ask")
    assert not notes(client.get(UNGE).text)
    with db.read() as con:
        assert public_addresses(con)["unge"].discreet
    change(db, YOUNG, calendar="none", now=CLOSED + DAY)
    (note,) = notes(client.get(UNGE).text)
    assert note.get("URL") is None, "it was discreet last"


def test_the_new_address_of_a_group_is_a_calendar_at_once(db: HouseDb, client: TestClient) -> None:
    change(db, YOUNG, slug="ungdom")
    text = client.get("/kalender/ungdom.ics").text
    assert MARK in text and not notes(text)
    change(db, YOUNG, slug="unge", now=CLOSED + DAY)
    assert MARK in client.get(UNGE).text and notes(client.get("/kalender/ungdom.ics").text)


@pytest.mark.parametrize("slug", ["unge", "pitstop", "medarbejdere", "ungdom"])
@pytest.mark.parametrize("number", [0, BIRK], ids=["new-group", "other-group"])
def test_no_other_group_gets_a_slug_that_was_used(db: HouseDb, slug: str, number: int) -> None:
    change(db, YOUNG, slug="ungdom")
    other = TargetGroup(0, "", "nye", "Nye", "Gruppe Ny", "discreet")
    other = group(db, number) if number else other
    with pytest.raises(InvalidInput) as caught:
        setup.save(db, None, replace(other, slug=slug), now=CLOSED + DAY)
    assert [(one.field, one.code) for one in caught.value.problems] == [("slug", "slug-used")]


def test_edits_meanwhile_say_nothing_in_a_closed_calendar(db: HouseDb, client: TestClient) -> None:
    change(db, YOUNG, retired=True)
    before = client.get(UNGE)
    each = mondays(group_ids=(YOUNG, EVERYONE), title=f"{MARK} 2")
    with db.write() as con:
        save(con, each, now=CLOSED + MINUTE)
    assert f"{MARK} 2" in client.get("/kalender/alle.ics").text
    assert client.get(UNGE).content == before.content


def test_the_stored_feed_keeps_no_titles_of_a_closed_calendar(db: HouseDb) -> None:
    change(db, YOUNG, retired=True)
    with db.read() as con:
        assert not any(MARK in entry.content for entry in served(con, "unge"))
        statuses = sorted(load(entry.content).status for entry in served(con, "unge"))
        assert (statuses, feed_rows(con)["unge"].version) == (["gone", "note"], 3)

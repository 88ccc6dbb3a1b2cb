"""Opening hours with closures taken out, and how one sets them up."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from actions import entrance
from db import writes_house as writes
from domain.errors import InvalidField, InvalidInput, NotFound, Refused
from domain.model import Closure, Site
from domain.opening import Hours, open_today, parse_hours, stored, typed_hours
from tests.house_case import NOW
from tests.public_case import Web, a_web

DAY = date(2026, 11, 18)  # a Wednesday
SITES = (Site(1, "Huset", "Vej 1"), Site(2, "Det Gule Hus", "Vej 2"))
WEEK = ";".join(["08:00-16:00"] * 5 + ["", ""])


def at(hour: int, minute: int = 0, day: date = DAY) -> datetime:
    return datetime(day.year, day.month, day.day, hour, minute)


TYPED = {
    "plain": ("9-16", (9, 0, 16, 0)),
    "full-stop": ("9.30–16.00", (9, 30, 16, 0)),
    "colon-and-blanks": (" 9:30 - 16 ", (9, 30, 16, 0)),
    "nothing": ("", None),
    "backwards": ("16-9", "wrong"),
    "the-same": ("9-9", "wrong"),
    "no-end": ("9", "wrong"),
    "words": ("fra ni til fire", "wrong"),
    "no-such-hour": ("25-26", "wrong"),
    "no-such-minute": ("9.75-10", "wrong"),
    "other-digits": ("٩-١٦", "wrong"),
}


@pytest.mark.parametrize(("text", "expected"), TYPED.values(), ids=TYPED.keys())
def test_hours_as_they_are_typed(text: str, expected: object) -> None:
    if expected == "wrong":
        with pytest.raises(InvalidField) as error:
            typed_hours("day0", text)
        assert (error.value.field, error.value.code) == ("day0", "open-hours")
        return
    span = typed_hours("day0", text).span
    found = (span[0].hour, span[0].minute, span[1].hour, span[1].minute) if span else None
    assert found == expected


def test_a_week_is_kept_as_it_was() -> None:
    week = parse_hours(WEEK)
    assert stored(week) == WEEK and week[5] == Hours(None)
    for broken in ("", "x", WEEK + ";", WEEK.replace("08:00", "8")):
        assert parse_hours(broken) == ()


CLOSURES = {
    "none": ([], [(8, 16)], ()),
    "all-day": ([(None, at(0), at(0) + timedelta(days=1), "Fest")], [], ("Fest",)),
    "from-noon": ([(None, at(12), at(23), "Juleaften")], [(8, 12)], ("Juleaften",)),
    "in-the-middle": ([(1, at(11), at(13), "Møde")], [(8, 11), (13, 16)], ("Møde",)),
    "another-site": ([(2, at(8), at(16), "Maling")], [(8, 16)], ()),
    "outside-of-the-hours": ([(1, at(18), at(20), "Aften")], [(8, 16)], ()),
    "touching": ([(1, at(16), at(20), "Aften")], [(8, 16)], ()),
    "two": ([(1, at(8), at(9), "A"), (None, at(15), at(16), "B")], [(9, 15)], ("A", "B")),
}


@pytest.mark.parametrize(("closures", "spans", "why"), CLOSURES.values(), ids=CLOSURES.keys())
def test_what_the_door_says(
    closures: list[tuple[int | None, datetime, datetime, str]],
    spans: list[tuple[int, int]],
    why: tuple[str, ...],
) -> None:
    found = open_today(DAY, SITES, {"opening.1": WEEK}, closures)
    assert [one.site.id for one in found] == [1], "a site without hours says nothing"
    assert [(first.hour, last.hour) for first, last in found[0].spans] == spans
    assert found[0].why == why


# -- on the pages --------------------------------------------------------------------------------


@pytest.fixture
def web(house_path: Path, monkeypatch: pytest.MonkeyPatch) -> Web:
    return a_web(house_path, monkeypatch)


EVERYWHERE = ("/", "/i-dag", "/uge/2026-W47", "/hjaelp", "/abonner", "/frivillig", "/findes-ikke")


def test_every_page_says_what_is_open_today(web: Web) -> None:
    admin = web.case.actor("admin")
    week = ("9-16", "9-16", "9.30-15", "", "", "", "")
    entrance.set_door(web.case.db, admin, 1, "Den grønne dør.", week, now=NOW)
    entrance.set_door(web.case.db, admin, 2, "", ("", "", "10-14", "", "", "", ""), now=NOW)
    for path in EVERYWHERE:
        page = " ".join(web.get(path).text.split())
        assert page.count("Åbent i dag") == 2 and ">9.30</time>–<time" in page, path
    with web.case.db.write() as con:
        start = datetime(2026, 11, 17, 23, tzinfo=UTC)
        writes.save(con, Closure(0, 2, start, start + timedelta(days=1), "Maling"), NOW)
    for path in EVERYWHERE:
        page = web.get(path).text
        assert "Lukket i dag" in page and "Maling" in page and page.count("Åbent i dag") == 1


def test_doors_that_cannot_be_saved_say_where(web: Web) -> None:
    case, week = web.case, ("9-16", "x", "", "", "", "", "16-9")
    with pytest.raises(InvalidInput) as error:
        entrance.set_door(case.db, case.actor("admin"), 1, "010203-1234", week, now=NOW)
    assert {one.field for one in error.value.problems} == {"day1", "day6", "way_in"}
    with pytest.raises(NotFound):
        entrance.set_door(case.db, case.actor("admin"), 99, "", ("",) * 7, now=NOW)
    with pytest.raises(Refused):
        entrance.set_door(case.db, case.boss, 1, "", ("",) * 7, now=NOW)


def test_the_official_statement_is_linked(web: Web) -> None:
    admin, address = web.case.actor("admin"), "https://kommunen.example/erklaering"
    assert "officielle erklæring" not in web.text("/tilgaengelighed")
    entrance.set_statement(web.case.db, admin, address, now=NOW)
    assert f'href="{address}"' in web.text("/tilgaengelighed")
    for wrong in ("http://kommunen.example", "javascript:alert(1)", "https://a b", "x" * 400):
        with pytest.raises(InvalidInput):
            entrance.set_statement(web.case.db, admin, wrong, now=NOW)

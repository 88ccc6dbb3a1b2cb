"""calendars.build: the bytes of every kind of calendar, and the contract line by line.

After a wanted change: GOLDEN=write pytest tests/test_build.py, and read the difference.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from pathlib import Path
from zoneinfo import ZoneInfo

import icalendar
import pytest

from calendars.build import Stamped, UnknownZone, calendar, check_zone
from domain.discretion import feed_by_slug
from domain.feedentry import Component, tombstone
from domain.feedplan import entries
from domain.localtime import to_local
from tests.feed_cases import (
    BIRK,
    CHANGED,
    DISCREET_SLUG,
    EVERYONE,
    NOW,
    SETTINGS,
    YOUNG,
    ZONE,
    Plan,
    built,
    day,
    house,
    mondays,
    plan,
    stamped,
    wall,
)
from tests.feed_hard_cases import hard_cases

GOLDEN = Path(__file__).parent / "golden"


def lines(raw: bytes) -> list[str]:
    return raw.decode().replace("\r\n ", "").split("\r\n")


def values(raw: bytes, name: str) -> list[str]:
    """The values of a property, with its parameters, unfolded and not unescaped."""
    return [line[len(name) :].lstrip(";:") for line in lines(raw) if re.match(f"{name}[;:]", line)]


def one_titled(title: str) -> bytes:
    return built([plan(1, title, wall("2026-11-25T19:00"), group_ids=(YOUNG,))], "unge")


# -- golden files --------------------------------------------------------------------------------


def gone(plans: Iterable[Plan]) -> list[Stamped]:
    feed = feed_by_slug(house().groups, "alle")
    assert feed is not None
    return [
        Stamped(entry.uid, tombstone(entry.component, to_local(NOW, ZONE)), 3, CHANGED)
        for each in plans
        for entry in entries(house(), each.activity, each.dates, feed, NOW, ZONE, SETTINGS)
    ]


KINDS = {
    "hele-huset": lambda: built(hard_cases(), "alle"),
    "gruppe-birk": lambda: built(hard_cases((BIRK,)), DISCREET_SLUG),
    "udgaaet": lambda: calendar("Hele huset", gone(hard_cases()[:3]), ZONE),
    "tom": lambda: calendar("Unge", [], ZONE),
}


@pytest.mark.parametrize("kind", KINDS)
def test_the_bytes_are_pinned(kind: str) -> None:
    path, raw = GOLDEN / f"{kind}.ics", KINDS[kind]()
    if os.environ.get("GOLDEN") == "write":
        path.write_bytes(raw)
    assert raw == path.read_bytes()


def test_the_same_plan_gives_the_same_bytes() -> None:
    assert KINDS["hele-huset"]() == KINDS["hele-huset"]()


# -- the contract, line by line ------------------------------------------------------------------


def test_line_1_every_time_names_the_zone_and_the_zone_is_two_rules_from_1970() -> None:
    raw = built(hard_cases(), "alle")
    for name in ("DTSTART", "DTEND", "EXDATE"):
        of_events = [v for v in values(raw, name) if not v.startswith("1970")]
        assert of_events and all(
            re.fullmatch(r"TZID=Europe/Copenhagen:\d{8}T\d{6}", value) for value in of_events
        )
    head = raw.split(b"BEGIN:VEVENT")[0].decode()
    assert head.count("RRULE:FREQ=YEARLY") == 2 and "RDATE" not in head
    assert "DTSTART:19700329T020000" in head and "DTSTART:19701025T030000" in head


def test_line_2_until_is_utc_and_dtend_is_always_there() -> None:
    raw = built(hard_cases(), "alle")
    untils = re.findall(r"UNTIL=([^;\r]+)", "\n".join(lines(raw)))
    assert len(untils) >= 4 and all(re.fullmatch(r"\d{8}T\d{6}Z", until) for until in untils)
    assert raw.count(b"DTEND;") == raw.count(b"BEGIN:VEVENT")
    assert b"DURATION:PT" not in raw.replace(b"VALUE=DURATION:PT4H", b"")


@pytest.mark.parametrize(
    ("until", "instant"), [("20261027", "20261026T230000Z"), ("20260825", "20260824T220000Z")]
)
def test_line_2_the_last_day_is_a_local_day(until: str, instant: str) -> None:
    """A Tuesday at 00.00 is the evening before in UTC, by another offset after the change."""
    component = Component(
        wall("2026-08-18T00:00"),
        wall("2026-08-18T01:00"),
        "Nat",
        rrule=f"FREQ=WEEKLY;BYDAY=TU;UNTIL={until}",
    )
    raw = calendar("x", [Stamped("u", component, 0, CHANGED)], ZONE)
    assert f"UNTIL={instant}".encode() in raw


def test_lines_5_and_6_one_date_per_exdate_no_rdate_no_range() -> None:
    raw = built(hard_cases(), "alle")
    assert values(raw, "EXDATE") and not any("," in value for value in values(raw, "EXDATE"))
    assert b"RDATE" not in raw and b"RANGE" not in raw


def test_line_8_no_override_can_lose_its_master() -> None:
    """There is none: see domain.feedplan for the client that mixes them up."""
    raw = built(hard_cases(), "alle")
    assert b"RECURRENCE-ID" not in raw
    assert len(set(values(raw, "UID"))) == raw.count(b"BEGIN:VEVENT")


def test_line_9_cancelled_is_kept_and_says_so_three_times() -> None:
    raw = built([mondays().cancel(day("2026-11-30"))], "alle")
    event = raw.split(b"BEGIN:VEVENT")[2]
    for said in (b"STATUS:CANCELLED", b"SUMMARY:AFLYST: NADA", b"TRANSP:TRANSPARENT"):
        assert said in event


def test_line_10_a_tombstone_says_nothing() -> None:
    raw = calendar("Hele huset", gone([mondays()]), ZONE)
    event = raw.split(b"BEGIN:VEVENT\r\n")[1].split(b"END:VEVENT")[0].decode().splitlines()
    assert {line.split(":")[0].split(";")[0] for line in event} == {
        *("UID", "DTSTAMP", "LAST-MODIFIED", "SEQUENCE", "DTSTART", "DTEND"),
        *("SUMMARY", "STATUS", "TRANSP", "CLASS"),
    }
    assert "SUMMARY:Udgået" in event and "STATUS:CANCELLED" in event


def test_line_12_uids_are_ascii_and_tell_neither_time_nor_title() -> None:
    for uid in values(built(hard_cases(), "alle"), "UID"):
        assert re.fullmatch(r"[0-9a-f-]{24,36}", uid)


def test_line_13_dtstamp_is_last_modified() -> None:
    raw = built(hard_cases(), "alle")
    assert set(values(raw, "DTSTAMP")) == set(values(raw, "LAST-MODIFIED")) == {"20261117T120000Z"}


def test_line_15_crlf_and_folds_of_whole_characters() -> None:
    raw = one_titled("Æ👩‍👩‍👧‍👦ø" * 10)
    assert b"\n" not in raw.replace(b"\r\n", b"") and raw.endswith(b"END:VCALENDAR\r\n")
    for line in raw.split(b"\r\n"):
        assert len(line) <= 75
        line.decode()


HOSTILE = [
    ("Kaffe\r\nEND:VEVENT\r\nBEGIN:VEVENT", "Kaffe END: VEVENT BEGIN: VEVENT"),
    ("Kaffe\\nEND:VEVENT", "Kaffe/nEND: VEVENT"),
    ("end:vcalendar", "end: vcalendar"),
    ('=HYPERLINK("http://x.example")', '=HYPERLINK("http://x.example")'),
    ("<script>alert(1)</script>", "<script>alert(1)</script>"),
    ("Sne\u202e\u0007\x00\u2028 og is\t", "Sne og is"),
    ("Æble, saft; kage \\ 100 %", "Æble, saft; kage / 100 %"),
    ("👩‍👩‍👧‍👦 Familie 🇩🇰", "👩‍👩‍👧‍👦 Familie 🇩🇰"),
    ("æøåÆØÅ " * 17, ("æøåÆØÅ " * 17).strip()),
]


@pytest.mark.parametrize(("title", "shown"), HOSTILE, ids=[case[1][:20] for case in HOSTILE])
def test_line_16_text_is_text_whatever_it_says(title: str, shown: str) -> None:
    raw = one_titled(title)
    (event,) = icalendar.Calendar.from_ical(raw).walk("VEVENT")
    assert (str(event["SUMMARY"]), raw.count(b"BEGIN:VEVENT")) == (shown, 1)


def test_line_16_an_escaped_break_before_a_marker_splits_no_event() -> None:
    each = plan(1, "Kaffe", wall("2026-11-25T19:00"), description="Kom!\nEND:VEVENT\nBEGIN:VEVENT")
    assert not re.search(
        rb"(BEGIN|END):V",
        b"".join(
            line
            for line in built([each], "alle").split(b"\r\n")
            if line.startswith((b"DESC", b" "))
        ),
    )


def test_line_17_the_description_ends_with_the_address_and_is_short() -> None:
    each = plan(1, "Kaffe", wall("2026-11-25T19:00"), description="ord " * 450)
    (event,) = icalendar.Calendar.from_ical(built([each], "alle")).walk("VEVENT")
    text = str(event["DESCRIPTION"])
    assert text.endswith(f"\n\nhttps://huset.example/aktivitet/{each.activity.uid}")
    assert len(text) < 700 and " …\n" in text
    assert str(event["URL"]) == f"https://huset.example/aktivitet/{each.activity.uid}"


def test_lines_18_19_and_20_what_an_event_has_and_has_not() -> None:
    raw = built(hard_cases(), "alle")
    number = raw.count(b"BEGIN:VEVENT")
    for said in ("CLASS:PUBLIC", "TRANSP:TRANSPARENT", "CATEGORIES:Café", "CONTACT:"):
        assert raw.decode().count(said) == number
    for unsaid in ("ORGANIZER", "ATTENDEE", "VALARM", "METHOD", "X-ALT-DESC", "GEO", "COMMENT"):
        assert unsaid not in raw.decode()
    assert all(re.match(r"[A-Z-]+[;:]", line) for line in lines(raw) if line)


def test_lines_4_21_and_22_the_calendars_own_properties() -> None:
    head = built([], "unge").split(b"BEGIN:VTIMEZONE")[0].decode().split("\r\n")
    assert sorted(head[1:-1]) == [
        "CALSCALE:GREGORIAN",
        "NAME:Unge",
        "PRODID:-//Kalender//Kalender 1.0//DA",
        "REFRESH-INTERVAL;VALUE=DURATION:PT4H",
        "VERSION:2.0",
        "X-PUBLISHED-TTL:PT4H",
        "X-WR-CALNAME:Unge",
    ]


def test_line_23_an_event_takes_about_600_bytes() -> None:
    raw = built(hard_cases(), "alle")
    assert len(raw) / raw.count(b"BEGIN:VEVENT") < 750


def test_a_discreet_calendar_tells_nothing_but_times() -> None:
    text = built(hard_cases((BIRK,)), DISCREET_SLUG).decode()
    assert text.count("X-WR-CALNAME:Gruppe Birk") == 1
    for telling in ("CATEGORIES", "CONTACT", "DESCRIPTION", "URL", "huset.example", "Ro og"):
        assert telling not in text
    assert set(values(text.encode(), "SUMMARY")) == {"Gruppe Birk", "AFLYST: Gruppe Birk"}
    assert set(values(text.encode(), "LOCATION")) == {r"Fælleshuset\, Vejledalen 17\, 2635 Ishøj"}


def test_another_zone_is_refused_by_name() -> None:
    check_zone(ZONE)
    with pytest.raises(UnknownZone, match="America/Nuuk"):
        check_zone(ZoneInfo("America/Nuuk"))


def test_stamps_are_the_entrys_own() -> None:
    feed = feed_by_slug(house().groups, "alle")
    assert feed is not None
    raw = calendar("x", stamped([mondays(group_ids=(EVERYONE,))], "alle", sequence=7), ZONE)
    assert b"SEQUENCE:7\r\n" in raw

"""What is told of a cancelled or moved date: never more than a public place says of it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from actions import dates, morning
from actions.notices import notice_of
from db.occurrences import dated
from locales.notices import message, sign_lines
from tests.house_case import (
    ALLE,
    ANNE,
    BEHANDLING,
    BIRK,
    GUL,
    HUS,
    NOW,
    PITSTOP,
    STAFF,
    UNGE,
    ZONE,
    Case,
)


def gone(case: Case, number: int) -> None:
    """The first date is cancelled."""
    date = case.dates(number)[0]
    dates.cancel_date(case.db, case.boss, date.id, version=date.version, now=NOW)


TODAY = datetime(2026, 11, 23, 5, tzinfo=UTC)  # the morning of the date
SERIES: dict[str, Any] = {"rrule": "FREQ=WEEKLY;BYDAY=MO,TH", "group_ids": (ALLE,)}
TOLD: dict[str, tuple[dict[str, Any], str, str]] = {
    "open": ({}, "NADA kl. 10.00 i dag er aflyst. Næste gang torsdag.", "NADA"),
    "once": ({"rrule": None}, "NADA kl. 10.00 i dag er aflyst.", "NADA"),
    "for the young": (
        {"group_ids": (UNGE,)},
        "NADA kl. 10.00 i dag er aflyst. Næste gang torsdag.",
        "NADA",
    ),
    "a discreet group": (
        {"group_ids": (BIRK,)},
        "Gruppe Birk kl. 10.00 i dag er aflyst. Næste gang torsdag.",
        "Gruppe Birk",
    ),
    "a discreet group among open ones": (
        {"group_ids": (ALLE, BIRK)},
        "Gruppe Birk kl. 10.00 i dag er aflyst. Næste gang torsdag.",
        "Gruppe Birk",
    ),
    "a neutral title of its own": (
        {"group_ids": (BIRK,), "neutral_title": "Gruppe Ask"},
        "Gruppe Ask kl. 10.00 i dag er aflyst. Næste gang torsdag.",
        "Gruppe Ask",
    ),
    "discreet by its own setting": (
        {"feed": "discreet"},
        "Gruppe kl. 10.00 i dag er aflyst. Næste gang torsdag.",
        "Gruppe",
    ),
    "in no calendar, but on the board": (
        {"feed": "none"},
        "Gruppe kl. 10.00 i dag er aflyst. Næste gang torsdag.",
        "Gruppe",
    ),
    "hidden in an open calendar": (
        {"listing": "hidden"},
        "Gruppe kl. 10.00 i dag er aflyst. Næste gang torsdag.",
        "Gruppe",
    ),
    "treatment": ({"category_id": BEHANDLING}, "", ""),
    "a group without a calendar": ({"group_ids": (PITSTOP,)}, "", ""),
    "staff only": ({"group_ids": (STAFF,), "access": "internal"}, "", ""),
    "hidden and in no calendar": ({"listing": "hidden", "feed": "none"}, "", ""),
}


@pytest.mark.parametrize(("fields", "text", "title"), TOLD.values(), ids=TOLD.keys())
def test_what_is_told_of_a_cancelled_date(
    case: Case, fields: dict[str, Any], text: str, title: str
) -> None:
    number = case.create(**(SERIES | fields))
    gone(case, number)
    with case.db.read() as con:
        one = dated(con, case.dates(number)[0].id)
        assert one is not None
        notice = notice_of(con, one, now=TODAY, zone=ZONE)
    assert notice is not None
    assert (message(notice, TODAY.date()), notice.title) == (text, title)
    assert (notice.place != "") == (title == "NADA"), "a neutral sign names no room"


WHEN = {
    "today": (datetime(2026, 11, 23), "i dag"),
    "the day before": (datetime(2026, 11, 22), "i morgen"),
    "days before": (datetime(2026, 11, 20), "mandag 23. november"),
}


@pytest.mark.parametrize(("sent", "day"), WHEN.values(), ids=WHEN.keys())
def test_the_day_is_said_from_when_the_message_is_sent(
    case: Case, sent: datetime, day: str
) -> None:
    number = case.create(rrule="FREQ=WEEKLY;INTERVAL=2;BYDAY=MO")
    gone(case, number)
    with case.db.read() as con:
        one = dated(con, case.dates(number)[0].id)
        assert one is not None
        notice = notice_of(con, one, now=NOW, zone=ZONE)
    assert notice is not None
    words = f"NADA kl. 10.00 {day} er aflyst. Næste gang mandag 7. december."
    assert message(notice, sent.date()) == words
    assert sign_lines(notice) == (
        "Aflyst",
        "mandag 23. november kl. 10.00",
        "Næste gang",
        "mandag 7. december kl. 10.00",
    )


def test_a_next_date_that_lacks_somebody_is_promised_to_nobody(case: Case) -> None:
    number = case.create(**SERIES)
    second = case.dates(number)[1]
    morning.cannot(case.db, case.boss, second.id, ANNE, version=1, now=NOW)
    gone(case, number)
    with case.db.read() as con:
        one = dated(con, case.dates(number)[0].id)
        assert one is not None
        notice = notice_of(con, one, now=TODAY, zone=ZONE)
    assert notice is not None and notice.next_start == datetime(2026, 11, 30, 10)


def test_a_moved_date_says_where_to(case: Case) -> None:
    number = case.create(rrule="FREQ=WEEKLY;BYDAY=MO")
    date = case.dates(number)[0]
    to = datetime(2026, 11, 26, 13, 30)
    dates.move_date(case.db, case.boss, date.id, version=1, local_start=to, room_id=GUL, now=NOW)
    with case.db.read() as con:
        one = dated(con, date.id)
        assert one is not None
        notice = notice_of(con, one, now=TODAY, zone=ZONE)
    assert notice is not None
    words = "NADA kl. 10.00 i dag er flyttet til torsdag 26. november kl. 13.30."
    assert message(notice, TODAY.date()) == words


def test_a_date_as_it_was_planned_has_nothing_to_tell(case: Case) -> None:
    number = case.create(service_ids=(HUS,))
    with case.db.read() as con:
        one = dated(con, case.dates(number)[0].id)
        assert one is not None
        assert notice_of(con, one, now=NOW, zone=ZONE) is None

"""The calendar's filters, and partners' dates in it: shown as theirs, never to edit."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest

from db.house import load_house
from db.occurrences import between
from domain.localtime import day_start
from domain.model import DatedActivity, DayRange, House
from domain.outside import OutsideCalendar
from pages._kalender_filter import Filter
from pages._kalender_partners import COLUMN, partner_events
from tests.house_case import (
    ALLE,
    ANNE,
    GRUPPE,
    HUS,
    NADA,
    PEER,
    SAL,
    SP,
    STILLE,
    UNGE,
    ZONE,
    Case,
)

WEEK = DayRange(date(2026, 11, 23), date(2026, 11, 30))
NOTHING = Filter(None, None, None, None, None)
FIELDS = ("service_id", "group_id", "category_id", "room_id", "facilitator_id")


def narrowed(**chosen: int) -> Filter:
    return Filter(*(chosen.get(name) for name in FIELDS))


@pytest.fixture
def shown(case: Case) -> DatedActivity:
    """NADA by the house for everybody, in Stillerum by Anne."""
    case.create()
    with case.db.read() as con:
        start, end = day_start(WEEK.first, ZONE), day_start(WEEK.after, ZONE)
        (one,) = between(con, start, end)
    return one


@pytest.mark.parametrize(
    ("name", "fits", "other"),
    [
        ("service_id", HUS, SP),
        ("group_id", ALLE, UNGE),
        ("category_id", NADA, GRUPPE),
        ("room_id", STILLE, SAL),
        ("facilitator_id", ANNE, PEER),
    ],
)
def test_each_filter_keeps_what_fits(
    shown: DatedActivity, name: str, fits: int, other: int
) -> None:
    assert NOTHING.lets(shown)
    assert narrowed(**{name: fits}).lets(shown)
    assert not narrowed(**{name: other}).lets(shown)


@pytest.mark.parametrize(
    ("chosen", "seen"),
    [
        ({}, True),
        ({"service_id": 5}, True),
        ({"service_id": HUS}, False),
        ({"group_id": UNGE}, True),
        ({"group_id": ALLE}, False),
        ({"room_id": SAL}, False),
        ({"category_id": NADA}, False),
        ({"facilitator_id": ANNE}, False),
    ],
    ids=str,
)
def test_partners_have_no_room_type_or_people_of_ours(chosen: dict[str, int], seen: bool) -> None:
    calendar = OutsideCalendar(
        1, "partner", "https://example.org/", service_id=5, group_ids=(UNGE,)
    )
    assert narrowed(**chosen).lets_partner(calendar) is seen


@pytest.fixture
def partners(case: Case) -> tuple[Case, House]:
    with case.db.write() as con:
        con.execute(
            "INSERT INTO service (id, name, short, kind, color, is_origin)"
            " VALUES (5, 'Naturgruppen', 'NAT', 'partner', '#2c6e49', 0)"
        )
        con.execute(
            "INSERT INTO outside_calendar (id, kind, address, service_id)"
            " VALUES (1, 'partner', 'https://example.org/', 5)"
        )
        for start, end, whole, title, off in (
            ("2026-11-25T09:00:00Z", "2026-11-25T11:00:00Z", 0, "Fugletur", 0),
            ("2026-11-26T09:00:00Z", "2026-11-26T09:00:00Z", 0, "Uden slut", 1),
            ("2026-11-27T23:00:00Z", "2026-11-28T23:00:00Z", 1, "Naturens dag", 0),
            ("2026-12-05T09:00:00Z", "2026-12-05T11:00:00Z", 0, "Ugen efter", 0),
        ):
            con.execute(
                "INSERT INTO partner_date (calendar_id, starts_at, ends_at, all_day, title,"
                " cancelled) VALUES (1, :start, :end, :whole, :title, :off)",
                {"start": start, "end": end, "whole": whole, "title": title, "off": off},
            )
    with case.db.read() as con:
        return case, load_house(con)


def events(at: tuple[Case, House], wanted: Filter = NOTHING) -> list[dict[str, Any]]:
    case, house = at
    with case.db.read() as con:
        return partner_events(con, house, WEEK, ZONE, wanted)


def test_they_stand_in_local_time_with_the_partners_short_name(
    partners: tuple[Case, House],
) -> None:
    birds, endless, day = events(partners)
    assert (birds["start"], birds["end"]) == ("2026-11-25T10:00:00", "2026-11-25T12:00:00")
    assert birds["extendedProps"]["short"] == "NAT"
    assert birds["resourceIds"] == [COLUMN]
    assert datetime.fromisoformat(endless["end"]) > datetime.fromisoformat(endless["start"])
    assert "is-cancelled" in endless["classNames"]
    assert day["allDay"] and not birds["allDay"]


def test_nothing_of_theirs_can_be_edited(partners: tuple[Case, House]) -> None:
    for one in events(partners):
        assert not (one["editable"] or one["startEditable"] or one["durationEditable"])
        assert one["extendedProps"]["acts"] == [] and one["extendedProps"]["theirs"]
        assert not str(one["id"]).isdigit(), "never taken for a date of ours"


def test_a_filter_for_ours_leaves_them_out(partners: tuple[Case, House]) -> None:
    assert events(partners, narrowed(room_id=SAL)) == []
    assert len(events(partners, narrowed(service_id=5))) == 3

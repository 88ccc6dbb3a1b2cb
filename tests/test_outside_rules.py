"""Calendars from outside: who keeps them, what is written down, who sees what, busy times."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest
import uvicorn

from actions import outside, planning
from db.house import load_house
from domain.conflicts import Conflict, Slot, while_busy
from domain.errors import Conflicts, InvalidInput, NotFound, Refused
from domain.model import Role
from domain.outside import (
    Busy,
    OutsideCalendar,
    PartnerListing,
    calendar_address,
    merged,
    partner_view,
)
from tests.house_case import (
    ALLE,
    ANNE,
    BIRK,
    NOW,
    PEER,
    PITSTOP,
    SAL,
    STILLE,
    UNGE,
    Case,
    nada,
)
from tests.ics_case import event, ics, once
from tests.outside_case import (
    ADMIN,
    HOURS,
    URL,
    Elsewhere,
    add_busy,
    add_partner,
    add_service,
    elsewhere,
    kept,
    run,
    titles,
)

SECRET = "https://kalender.example/owa/TOKENHEMMELIG/calendar.ics"


@pytest.fixture
def there() -> Iterator[Elsewhere]:
    with elsewhere() as running:
        yield running


@pytest.fixture
def partner(case: Case) -> int:
    return add_service(case)


# -- who may, and what is written down ---------------------------------------------------------


@pytest.mark.parametrize("role", ["coordinator", "manager", "host"])
def test_only_an_admin_keeps_them(case: Case, partner: int, role: Role) -> None:
    one = OutsideCalendar(0, "partner", URL, partner, group_ids=(ALLE,))
    with pytest.raises(Refused):
        outside.save(case.db, case.actor(role), one, now=NOW)
    number = add_partner(case, partner)
    with pytest.raises(Refused):
        outside.remove(case.db, case.actor(role), number, now=NOW)
    with pytest.raises(Refused):
        outside.fetch_soon(case.db, case.actor(role), number)


WRONG: dict[str, tuple[dict[str, object], set[tuple[str, str]]]] = {
    "no-address": ({"address": " "}, {("address", "required")}),
    "no-scheme": ({"address": "kalender.example"}, {("address", "calendar-address")}),
    "a-file": ({"address": "file:///x"}, {("address", "calendar-address")}),
    "with-a-user": ({"address": "https://a:b@c.example/"}, {("address", "calendar-user")}),
    "a-port": ({"address": "https://c.example:9000/"}, {("address", "calendar-port")}),
    "a-novel": ({"address": "https://c.example/" + "x" * 999}, {("address", "too-long")}),
    "no-partner": ({"service_id": None}, {("service", "partner-required")}),
    "our-own-service": ({"service_id": 1}, {("service", "partner-required")}),
    "for-nobody": ({"group_ids": ()}, {("groups", "required")}),
    "for-unknown": ({"group_ids": (99,)}, {("groups", "unknown")}),
    "nobodys": ({"kind": "busy"}, {("owner", "owner-required")}),
    "two-owners": (
        {"kind": "busy", "room_id": SAL, "facilitator_id": ANNE},
        {("owner", "owner-required")},
    ),
    "unknown-owner": ({"kind": "busy", "room_id": 99}, {("owner", "owner-required")}),
}


@pytest.mark.parametrize(("changes", "expected"), WRONG.values(), ids=WRONG.keys())
def test_a_wrong_form_is_told_at_its_field(
    case: Case, partner: int, changes: dict[str, object], expected: set[tuple[str, str]]
) -> None:
    with pytest.raises(InvalidInput) as error:
        add_partner(case, partner, **changes)
    assert {(one.field, one.code) for one in error.value.problems} == expected


def test_webcal_becomes_https() -> None:
    assert calendar_address(" webcal://c.example/a.ics#x ") == "https://c.example/a.ics"


def test_adding_changing_and_removing_are_logged_without_the_address(
    case: Case, partner: int
) -> None:
    number = add_partner(case, partner, address=SECRET)
    outside.save(case.db, ADMIN, replace(kept(case).calendar, listing="hidden"), now=NOW)
    outside.remove(case.db, ADMIN, number, now=NOW)
    rows = case.rows("SELECT action, summary, before, after FROM change ORDER BY id")
    assert [row[0] for row in rows[-3:]] == ["outside.save", "outside.save", "outside.remove"]
    assert "kalender.example" in str(rows) and "TOKENHEMMELIG" not in str(rows)
    with pytest.raises(NotFound):
        outside.remove(case.db, ADMIN, number, now=NOW)


# -- discretion --------------------------------------------------------------------------------

VIEWS: dict[str, tuple[PartnerListing, tuple[int, ...], str]] = {
    "for-everyone": ("open", (ALLE,), "full"),
    "for-an-open-group": ("open", (UNGE,), "full"),
    "not-opened": ("hidden", (ALLE,), "absent"),
    "for-a-discreet-group": ("open", (BIRK,), "absent"),
    "for-an-open-and-a-discreet-one": ("open", (ALLE, BIRK), "absent"),
    "for-a-group-in-treatment": ("open", (PITSTOP,), "absent"),
    "for-a-group-that-is-gone": ("open", (99,), "absent"),
}


@pytest.mark.parametrize(("listing", "groups", "view"), VIEWS.values(), ids=VIEWS.keys())
def test_what_citizens_see_of_a_partner(
    case: Case, listing: PartnerListing, groups: tuple[int, ...], view: str
) -> None:
    with case.db.read() as con:
        house = load_house(con)
    one = OutsideCalendar(1, "partner", URL, 1, listing=listing, group_ids=groups)
    assert partner_view(one, house.groups) == view
    assert partner_view(replace(one, kind="busy"), house.groups) == "absent"


def test_private_and_nameless_events_of_a_partner_are_left_out(
    case: Case, there: Elsewhere, partner: int
) -> None:
    add_partner(case, partner)
    at = ("DTSTART:20261123T090000Z", "DURATION:PT1H")
    there.give(
        ics(
            event(*at, "CLASS:PRIVATE", uid="a", title="Lægen"),
            event(*at, "CLASS:CONFIDENTIAL", uid="b", title="Advokaten"),
            event(*at, uid="c", title=""),
            event(*at, uid="d", title="010190-1234 kommer"),
            event(*at, uid="e", title="Kaffe"),
        )
    )
    run(case, there)
    assert titles(case) == ["Kaffe"]


# -- busy times --------------------------------------------------------------------------------

MARK = "MARKØRTITEL"


def test_titles_of_a_busy_calendar_are_thrown_away_at_the_door(
    case: Case, there: Elsewhere, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    number = add_busy(case, facilitator_id=ANNE)
    lines = [f"{name}:{MARK}" for name in ("DESCRIPTION", "LOCATION", "CATEGORIES", "COMMENT")]
    there.give(
        ics(
            event(
                *("DTSTART:20261123T090000Z", "DTEND:20261123T100000Z", f"URL:https://{MARK}"),
                *(*lines, f"ATTENDEE;CN={MARK}:mailto:{MARK}@x.example"),
                uid=f"{MARK}@x",
                title=MARK,
            ),
            event("DTSTART:i morgen", uid=MARK, title=MARK),
            event(
                "DTSTART:20261124T090000Z", f"DTEND:{MARK}", uid=MARK, title=f"{MARK} 010190-1234"
            ),
            head=f"X-WR-CALNAME:{MARK}",
        ),
        ETag='"v1"',
    )
    assert run(case, there) == [(number, "")]
    there.give(ics(once(title=MARK))[:-20])
    assert run(case, there, NOW + HOURS) == [(number, "truncated")]
    assert case.rows("SELECT starts_at, ends_at FROM busy_time") == [
        ("2026-11-23T09:00:00Z", "2026-11-23T10:00:00Z")
    ]
    assert case.rows("SELECT * FROM partner_date") == []
    files = list(case.db.path.parent.glob(f"{case.db.path.name}*"))
    assert files and not any(MARK.encode() in path.read_bytes() for path in files)
    assert MARK not in caplog.text and "plan.ics" not in caplog.text


def test_busy_times_are_told_before_saving_and_the_reason_is_kept(
    case: Case, there: Elsewhere
) -> None:
    add_busy(case, facilitator_id=ANNE)
    there.give(ics(once("20261123T103000", "20261123T113000")))
    run(case, there)
    seen = planning.preview(case.db, case.boss, nada(), now=NOW).conflicts
    assert [(one.kind, one.hard, one.subject, one.other_title) for one in seen] == [
        ("busy", False, "Anne-rolle", "")
    ]
    with pytest.raises(Conflicts):
        case.create()
    number = planning.create(
        case.db, case.boss, nada(), now=NOW, publish=True, reason="Anne har sagt ja"
    )
    assert case.activity(number).state == "published"
    assert "Anne har sagt ja" in str(case.rows("SELECT after FROM change ORDER BY id DESC LIMIT 1"))


def test_a_busy_time_asks_before_a_date_comes_back(case: Case, there: Elsewhere) -> None:
    number = case.create()
    date = case.dates(number)[0]
    planning.cancel_date(case.db, case.boss, date.id, version=date.version, now=NOW)
    add_busy(case, room_id=STILLE)
    there.give(ics(once()))
    run(case, there)
    date = case.dates(number)[0]
    with pytest.raises(Conflicts):
        planning.restore_date(case.db, case.boss, date.id, version=date.version, now=NOW)
    planning.restore_date(
        case.db, case.boss, date.id, version=date.version, reason="Aftalt.", now=NOW
    )
    assert case.dates(number)[0].state == "planned"


FREE = {
    "transparent": "TRANSP:TRANSPARENT",
    "outlook-free": "X-MICROSOFT-CDO-BUSYSTATUS:FREE",
    "cancelled": "STATUS:CANCELLED",
}


@pytest.mark.parametrize("line", FREE.values(), ids=FREE.keys())
def test_free_times_do_not_count(case: Case, there: Elsewhere, line: str) -> None:
    add_busy(case, facilitator_id=ANNE)
    there.give(ics(event("DTSTART:20261123T090000Z", "DURATION:PT1H", line)))
    run(case, there)
    case.create()


def at(hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, 23, hour, minute, tzinfo=UTC)


# id -> busy from, to, room, person, and whether it meets 9.00-10.00 in Stillerum with Anne
MEETS = {
    "same-room": (at(9), at(10), STILLE, None, True),
    "same-person": (at(9), at(10), None, ANNE, True),
    "other-room": (at(9), at(10), SAL, None, False),
    "other-person": (at(9), at(10), None, PEER, False),
    "touches-before": (at(8), at(9), STILLE, None, False),
    "touches-after": (at(10), at(11), STILLE, None, False),
    "one-minute-in": (at(9, 59), at(11), None, ANNE, True),
    "all-around": (at(0), at(23), None, ANNE, True),
    "within": (at(9, 15), at(9, 30), STILLE, None, True),
}


@pytest.mark.parametrize(
    ("start", "end", "room", "person", "meets"), MEETS.values(), ids=MEETS.keys()
)
def test_which_busy_times_collide(
    case: Case, start: datetime, end: datetime, room: int | None, person: int | None, meets: bool
) -> None:
    with case.db.read() as con:
        house = load_house(con)
    slot = Slot(at(9), at(10), STILLE, (ANNE,))
    busy = Busy(start, end, room, person)
    found = while_busy(slot, [busy], house.rooms, house.facilitators)
    assert bool(found) is meets
    assert all(isinstance(one, Conflict) and not one.hard for one in found)


MERGES = {
    "nothing": ([], []),
    "apart": ([(1, 2), (3, 4)], [(1, 2), (3, 4)]),
    "touching": ([(3, 4), (1, 3)], [(1, 4)]),
    "within": ([(1, 9), (2, 3)], [(1, 9)]),
    "no-length": ([(1, 1), (2, 3)], [(2, 3)]),
}


@pytest.mark.parametrize(("times", "expected"), MERGES.values(), ids=MERGES.keys())
def test_busy_times_are_kept_as_few_intervals(
    times: list[tuple[int, int]], expected: list[tuple[int, int]]
) -> None:
    found = merged((at(start), at(end)) for start, end in times)
    assert found == [(at(start), at(end)) for start, end in expected]


def test_a_server_that_starts_does_not_make_the_client_tell_addresses() -> None:
    """uvicorn's own set-up of logging enables what was only disabled."""
    uvicorn.Config("web:create", factory=True, log_level="info").configure_logging()
    for name in ("httpx", "httpcore", "httpcore.connection"):
        assert not logging.getLogger(name).isEnabledFor(logging.CRITICAL)

"""The roles that rights are tested with, what each may, and a house with work for all."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from actions import (
    accounts,
    attendance,
    dates,
    half_days,
    outside,
    pauses,
    planning,
    secret_calendars,
    tablets,
)
from domain.half_days import CountingPlace
from domain.model import Activity, Actor, Occurrence, Role, RoleGrant
from domain.outside import OutsideCalendar
from domain.rights import Action
from tests.house_case import ANNE, NOW, PIT, SP, UDE, Case, a_house

ADMIN = RoleGrant("admin", None)


def _actor(role: Role | None, service: int | None = None, facilitator: int | None = None) -> Actor:
    grants = () if role is None else (RoleGrant(role, service),)
    return Actor(1, "Prøve", grants, facilitator)


ACTORS: dict[str, Actor] = {
    "admin": _actor("admin"),
    "manager": _actor("manager"),
    "host": _actor("host"),
    "tablet": _actor("tablet"),
    "coordinator": _actor("coordinator"),
    "coordinator-own": _actor("coordinator", SP),
    "coordinator-other": _actor("coordinator", PIT),
    "facilitator": _actor(None, facilitator=ANNE),
    "nothing": _actor(None),
}
"""What is touched is organised by Socialpsykiatri (SP)."""

EVERYBODY = frozenset(ACTORS)
COORDINATORS = frozenset({"coordinator", "coordinator-own", "coordinator-other"})
OWN = frozenset({"coordinator", "coordinator-own"})

MAY: dict[Action, frozenset[str]] = {
    "plan.read": COORDINATORS | {"manager", "admin"},
    "plan.write": OWN,
    "attendance.host": COORDINATORS | {"host", "tablet"},
    "attendance.total": OWN,
    "attendance.services": OWN,
    "figures.driftstal": COORDINATORS | {"manager"},
    "figures.across": frozenset({"manager"}),
    "setup.write": frozenset({"admin"}),
    "accounts.write": frozenset({"admin"}),
    "history.read": COORDINATORS | {"admin"},
    "account.own": COORDINATORS | {"admin", "host", "manager", "facilitator"},
    "calendar.own": COORDINATORS | {"admin", "host", "manager", "facilitator"},
    "calendar.staff": COORDINATORS | {"admin", "host", "manager"},
    "calendar.group": COORDINATORS,
    "calendar.room": COORDINATORS,
    "calendar.person": COORDINATORS | {"admin"},
    "calendar.all": frozenset({"admin"}),
    "schedule.own": frozenset({"facilitator"}),
}
"""The specification, written a second time by hand: who may on what SP organises."""


class Prepared:
    """A house with something to do for every use case; `at` opens a copy of its file."""

    def __init__(self, case: Case) -> None:
        self.case = case
        self.db = case.db

    def activity(self, title: str) -> Activity:
        row = self.case.rows(f"SELECT id FROM activity WHERE title = '{title}'")[0]
        return self.case.activity(int(row[0]))

    def date(self, title: str, number: int = 0) -> Occurrence:
        return self.case.dates(self.activity(title).id)[number]

    def id_of(self, question: str) -> int:
        return int(self.case.rows(question)[0][0])


def prepare(path: Path) -> Prepared:
    """Activities of SP: "Serie" weekly, "Klade" a draft, "Slettet", "Talt" today and counted."""
    case = a_house(path)
    own: dict[str, Any] = {"service_ids": (SP,), "room_id": UDE, "facilitator_ids": ()}
    before = NOW - timedelta(days=20)
    weekly = "FREQ=WEEKLY;BYDAY=MO;COUNT=8"
    case.create(title="Serie", rrule=weekly, now=before, **own)
    case.create(title="Klade", publish=False, **own)
    case.create(title="Aflyst", rrule=weekly, now=before, **own)
    deleted = case.create(title="Slettet", **own)
    planning.delete(case.db, case.boss, deleted, version=1, now=NOW)
    paused = case.create(title="Pause", rrule=weekly, now=before, **own)
    monday = datetime(2026, 11, 23, 10).date()
    pauses.pause(case.db, case.boss, paused, version=1, first=monday, last=monday, now=NOW)
    today = datetime(2026, 11, 18, 8)
    for title in ("Talt", "Utalt"):
        case.create(title=title, local_start=today, now=before, **own)
    past = datetime(2026, 11, 11, 8)
    case.create(title="Før", local_start=past, now=before, **own)
    house = Prepared(case)
    for title in ("Talt", "Før"):
        attendance.record(case.db, case.boss, house.date(title).id, total=5, now=NOW)
    cancelled = house.date("Aflyst")
    dates.cancel_date(case.db, case.boss, cancelled.id, version=cancelled.version, now=NOW)
    half_days.save_place(
        case.db, None, CountingPlace(0, "Café", time(12), date(2026, 11, 2)), now=before
    )
    telephone = secret_calendars.new_token()
    boss = replace(case.boss, facilitator_id=ANNE)
    secret_calendars.make(case.db, boss, "h/person/1", "telefon", token=telephone, now=NOW)
    accounts.create_staff(case.db, None, username="chef", name="Chef", grants=[ADMIN])
    accounts.create_staff(case.db, None, username="anden", name="Anden", grants=[ADMIN])
    tablets.add_tablet(case.db, ACTORS["admin"], "Ved døren")
    busy = OutsideCalendar(0, "busy", "https://kalender.example/a.ics", room_id=UDE)
    outside.save(case.db, ACTORS["admin"], busy, now=NOW)
    return house

"""A house in a real file, and the people and activities that tests plan with."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from zoneinfo import ZoneInfo

from actions import planning
from db import writes_house as writes
from db.activities import activity
from db.connection import HouseDb
from db.occurrences import of_activity
from db.schema import migrate
from domain.localtime import to_local
from domain.model import (
    Activity,
    ActivityFields,
    Actor,
    Category,
    Closure,
    Facilitator,
    Occurrence,
    Role,
    RoleGrant,
    Room,
    Service,
    Site,
    TargetGroup,
)

ZONE = ZoneInfo("Europe/Copenhagen")
NOW = datetime(2026, 11, 18, 8, 30, tzinfo=UTC)  # a Wednesday, 9.30 in Denmark
MONDAY_TEN = datetime(2026, 11, 23, 10, 0)
HUS, SP, PIT, UNG = 1, 2, 3, 4
ALLE, UNGE, BIRK, PITSTOP, STAFF = 1, 2, 3, 4, 5
NADA, GRUPPE, BEHANDLING = 1, 2, 3
SAL, STILLE, UDE, GUL = 1, 2, 3, 4
ANNE, PEER = 1, 2


@dataclass(frozen=True)
class Case:
    """The database, and short ways to plan in it as a coordinator of the whole house."""

    db: HouseDb
    boss: Actor

    def create(self, fields: ActivityFields | None = None, **more: Any) -> int:
        publish = more.pop("publish", True)
        now = more.pop("now", NOW)
        return planning.create(self.db, self.boss, fields or nada(**more), now=now, publish=publish)

    def activity(self, activity_id: int) -> Activity:
        with self.db.read() as con:
            found = activity(con, activity_id)
        assert found is not None
        return found

    def dates(self, activity_id: int) -> list[Occurrence]:
        with self.db.read() as con:
            return of_activity(con, activity_id)

    def walls(self, activity_id: int) -> list[datetime]:
        """When the dates of an activity begin, in wall time."""
        return [to_local(date.starts_at, ZONE) for date in self.dates(activity_id)]

    def edit(
        self, activity_id: int, *, now: datetime = NOW, reason: str = "", **changes: Any
    ) -> int:
        old = self.activity(activity_id)
        fields = replace(old.fields, **changes)
        return planning.edit(
            self.db, self.boss, activity_id, fields, version=old.version, now=now, reason=reason
        )

    def actor(self, *roles: Role, service: int | None = None, staff_id: int = 1) -> Actor:
        return Actor(staff_id, "Prøve", tuple(RoleGrant(role, service) for role in roles))

    def rows(self, question: str) -> list[tuple[Any, ...]]:
        with self.db.read() as con:
            return [tuple(row) for row in con.execute(question)]


def nada(**changes: Any) -> ActivityFields:
    """NADA, Mondays 10.00–11.00 in Stillerum, for everybody, by Anne; once unless `rrule`."""
    fields = ActivityFields(
        title="NADA",
        category_id=NADA,
        service_ids=(HUS,),
        group_ids=(ALLE,),
        room_id=STILLE,
        local_start=MONDAY_TEN,
        duration=timedelta(hours=1),
        facilitator_ids=(ANNE,),
    )
    return replace(fields, **changes)


def a_house(path: Path) -> Case:
    """Two sites, four services, five groups, a closure on 24 December 2026 (a Thursday).

    Migrated and filled once, then copied: that is a fifth of the time of many a test.
    """
    path.write_bytes(_a_house())
    return Case(HouseDb(path), Actor(1, "Prøve", (RoleGrant("coordinator", None),)))


@cache
def _a_house() -> bytes:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "house.db"
        _fill(path)
        return path.read_bytes()  # the last connection is closed: all of it is in the file


def _fill(path: Path) -> None:
    migrate(path)
    db = HouseDb(path)
    things: list[writes.Thing] = [
        Site(0, "Huset", "Eksempelvej 1, 2635 Ishøj"),
        Site(0, "Det Gule Hus", "Eksempelstræde 7, 2635 Ishøj"),
        Room(0, 1, "Sal", 20, "bevægelse", True),
        Room(0, 1, "Stillerum", 10, "behandling", True),
        Room(0, 1, "Ude", 20, "ude", False),
        Room(0, 2, "Gul café", 24, "café", True),
        Service(0, "Fælles hus", "HUS", "house", "#5b6770", False),
        Service(0, "Socialpsykiatri", "SP", "service", "#1c5f8a", True),
        Service(0, "Pitstop", "PIT", "service", "#7a3b69", True),
        Service(0, "Ung På Vej", "UNG", "service", "#a8480f", True),
        TargetGroup(0, "alle", "alle", "Hele huset", "", "open", is_everyone=True),
        TargetGroup(0, "unge", "unge", "Unge", "", "open"),
        TargetGroup(0, "birk", "socialpsykiatri", "Ro i hverdagen", "Gruppe Birk", "discreet"),
        TargetGroup(0, "pitstop", "pitstop", "Dig i et forløb", "", "none"),
        TargetGroup(0, "medarbejdere", "medarbejdere", "Medarbejdere", "", "secret"),
        Category(0, "NADA", "ear", "Små nåle."),
        Category(0, "Gruppeforløb", "people", "En fast gruppe."),
        Category(0, "Behandlingsgruppe", "people", "Et forløb.", treatment=True),
        Facilitator(0, "Anne-rolle", "staff", True),
        Facilitator(0, "Peer", "staff", False),
        Closure(
            0,
            None,
            datetime(2026, 12, 23, 23, tzinfo=UTC),
            datetime(2026, 12, 24, 23, tzinfo=UTC),
            "Juleaften",
        ),
    ]
    with db.write() as con:
        for thing in things:
            writes.save(con, thing, NOW)
        for number in (1, 2, 3):
            con.execute(
                "INSERT INTO staff (id, username, name, created_at)"
                " VALUES (:id, :name, :name, '2026-01-01T00:00:00Z')",
                {"id": number, "name": f"prøve{number}"},
            )

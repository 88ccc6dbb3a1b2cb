"""Showing, exporting and erasing what is held about a member of staff, facilitator or volunteer.

For the operator, who holds the file, on behalf of the data protection officer (manage.py person).
There is nothing here about citizens: nothing is held.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from actions import feeds
from actions.changelog import log
from actions.clock import real_now
from actions.feed_addresses import stop_lost
from actions.usernames import username_key
from db import outside as outside_reads
from db import staff as reads
from db import writes_outside
from db.connection import Connection, HouseDb
from db.house import load_house
from db.people import Held, facilitator_by_name, held
from db.writes_people import erase_facilitator, erase_staff, forget_names, labels_of
from domain.errors import InvalidField, InvalidInput, NotFound

Kind = Literal["staff", "facilitator"]
ERASED: dict[Kind, str] = {"staff": "Slettet medarbejder", "facilitator": "Slettet vejleder"}


@dataclass(frozen=True, slots=True)
class Person:
    kind: Kind
    id: int
    names: tuple[str, ...]
    """Name and user name, as they may stand in the history."""


def find(db: HouseDb, kind: Kind, name: str) -> Person:
    """A member of staff by user name, a facilitator or volunteer by the name shown.

    Raises NotFound.
    """
    with db.read() as con:
        if kind == "staff":
            person = reads.staff_by_username(con, username_key(name))
            if person is not None:
                return Person("staff", person.id, (person.name, person.username))
        else:
            number = facilitator_by_name(con, name)
            if number is not None:
                return Person("facilitator", number, (name,))
    raise NotFound(kind)


def what_is_held(db: HouseDb, person: Person) -> Held:
    """Every row about the person, by table. Secrets are shown as kept; counts are not theirs."""
    with db.read() as con:
        return held(con, person.kind, person.id)


def erase(db: HouseDb, person: Person, *, now: datetime | None = None) -> str:
    """Erase for good; returns the name that stands in the history instead.

    The file is scrubbed, so that nothing is left in freed pages or the write-ahead log. Backups
    keep what they held until they are thinned. Raises InvalidInput (`roles` `last-admin`).
    """
    now = now or real_now()
    instead = f"{ERASED[person.kind]} {person.id}"
    with db.write() as con:
        if person.kind == "staff":
            _keep_an_admin(con, person.id)
            labels = labels_of(con, person.id)
            erase_staff(con, person.id, f"slettet-{person.id}", instead, now)
            for address, label in labels:
                forget_names(con, address, (label,), "slettet")
        else:
            for one in outside_reads.outside_calendars(con):
                if one.calendar.facilitator_id == person.id:
                    writes_outside.delete(con, one.calendar.id)
            erase_facilitator(con, person.id, instead, now)
        row = f"{person.kind}:{person.id}"
        forget_names(con, row, person.names, instead, action="calendar.")
        stop_lost(con, load_house(con), now)
        feeds.refresh_all(con, now=now)
        log(con, None, "person.erase", instead, [row], {}, {}, now)
    db.scrub()
    return instead


def _keep_an_admin(con: Connection, staff_id: int) -> None:
    person = reads.staff(con, staff_id)
    admin = person is not None and person.actor.has("admin") and person.disabled_at is None
    if admin and not reads.count_admins(con, without=staff_id):
        raise InvalidInput((InvalidField("roles", "last-admin"),))

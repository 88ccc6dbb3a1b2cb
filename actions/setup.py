"""Setting the house up: services, groups, rooms, people, closures. For admins.

A value with id 0 is new. Renaming and retiring keep history: rows are never deleted.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import asdict, replace
from datetime import date, datetime, timedelta
from typing import Any

import holidays

from actions import feeds
from actions.changelog import log
from actions.config import config
from db import writes_house as writes
from db.connection import Connection, HouseDb
from db.house import closure as read_closure
from db.house import closures, load_house, setting
from db.secret import public_addresses
from db.writes_house import TABLES, Thing
from domain.conflicts import overlaps
from domain.driftstal import BUILT_FOR_SETTING, read_built_for
from domain.errors import InvalidField, InvalidInput, NotFound
from domain.house_rules import MAX_STAFF
from domain.icons import ICONS
from domain.localtime import day_start
from domain.model import (
    Actor,
    Category,
    Closure,
    Facilitator,
    Room,
    Service,
    TargetGroup,
)
from domain.retention import KEEP_SETTING, keep_months
from domain.rights import require
from domain.text import clean_block, clean_line, has_cpr

_SLUG = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?")
_COLOR = re.compile(r"#[0-9a-fA-F]{6}")
_BLOCKS = ("about", "what_happens", "sentence", "for_whom", "hours", "anonymous", "way_in")
MAX_NAME = 120
MAX_TEXT = 1000
SETTINGS = (
    *("feed.cancelled_days", "feed.past_days", "feed.tombstone_days", "feed.closed_months"),
    *("house.name", "demo", "outside.minutes", KEEP_SETTING, BUILT_FOR_SETTING),
)
_CHECKS: dict[str, Callable[[str], object]] = {
    KEEP_SETTING: keep_months,
    BUILT_FOR_SETTING: read_built_for,
}


def save(db: HouseDb, actor: Actor | None, thing: Thing, *, now: datetime) -> int:
    """Save a service, target group, category, site, room, facilitator or closure; returns its id.

    Feeds that show it change in the same transaction. `actor` None: the operator at the command
    line. Raises Refused, InvalidInput, NotFound.
    """
    _allowed(actor)
    thing = _checked(thing)
    with db.write() as con:
        before = _row(con, thing)
        if thing.id and before is None:
            raise NotFound(TABLES[type(thing)])
        if isinstance(thing, TargetGroup):
            _own_slug(con, thing)
        saved = writes.save(con, thing, now)
        _close(con, actor, "setup.save", thing, saved, before, now)
    return saved


def retire(
    db: HouseDb,
    actor: Actor | None,
    thing: Service | TargetGroup | Room | Facilitator,
    *,
    now: datetime,
) -> None:
    """Take something out of use; what it has been part of stays readable. Raises Refused."""
    save(db, actor, replace(thing, retired=True), now=now)


def delete_closure(db: HouseDb, actor: Actor | None, closure_id: int, *, now: datetime) -> None:
    """Open a day again. Dates that were left out for it do not come back by themselves."""
    _allowed(actor)
    with db.write() as con:
        found = read_closure(con, closure_id)
        if found is None:
            raise NotFound("closure")
        writes.delete_closure(con, closure_id)
        _close(con, actor, "setup.delete", found, closure_id, asdict(found), now)


def offer_holidays(db: HouseDb, year: int) -> list[Closure]:
    """Danish public holidays of a year on which nothing is closed yet, whole days, every site.

    Half days and 1 May, 5 June, 24 and 31 December are offered too (`holidays`, category optional).
    """
    zone = config().zone
    days = holidays.country_holidays(
        "DK", years=year, language="da", categories=("public", "optional")
    )
    offered = [
        Closure(0, None, day_start(day, zone), day_start(day + timedelta(days=1), zone), name)
        for day, name in sorted(days.items())
    ]
    first, after = date(year, 1, 1), date(year + 1, 1, 1)
    with db.read() as con:
        known = [
            one
            for one in closures(con, day_start(first, zone), day_start(after, zone))
            if one.site_id is None
        ]
    return [
        one
        for one in offered
        if not any(overlaps(one.starts_at, one.ends_at, k.starts_at, k.ends_at) for k in known)
    ]


def set_setting(db: HouseDb, actor: Actor | None, key: str, value: str, *, now: datetime) -> None:
    """Change one of the house's settings; "" is what the house starts with.

    Raises Refused, InvalidInput.
    """
    _allowed(actor)
    if key not in SETTINGS:
        raise InvalidInput((InvalidField("key", "unknown"),))
    check = _CHECKS.get(key)
    if check is not None and clean_line(value):
        try:
            check(clean_line(value))
        except InvalidField as problem:
            raise InvalidInput((problem,)) from problem
    with db.write() as con:
        before = {key: setting(con, key)}
        writes.set_setting(con, key, clean_line(value))
        feeds.refresh_all(con, now=now)
        log(con, actor, "setup.setting", key, [f"setting:{key}"], before, {key: value}, now)


def _own_slug(con: Connection, group: TargetGroup) -> None:
    """A slug stays its group's for good: phones may still ask there. Raises InvalidInput."""
    known = public_addresses(con).get(group.slug)
    if known is not None and known.group_id != group.id:
        raise InvalidInput((InvalidField("slug", "slug-used"),))


def _allowed(actor: Actor | None) -> None:
    if actor is not None:
        require(actor, "setup.write")


def _checked(thing: Thing) -> Thing:
    texts = {
        key: clean_block(value) if key in _BLOCKS else clean_line(value)
        for key, value in asdict(thing).items()
        if isinstance(value, str)
    }
    changed: Any = replace(thing, **texts)  # type: ignore[arg-type]
    problems = [
        InvalidField(key, "too-long", highest=MAX_TEXT if key in _BLOCKS else MAX_NAME)
        for key, text in texts.items()
        if len(text) > (MAX_TEXT if key in _BLOCKS else MAX_NAME)
    ]
    problems += [InvalidField(key, "cpr") for key, text in texts.items() if has_cpr(text)]
    if not texts.get("name"):
        problems.append(InvalidField("name", "required"))
    problems += _own_problems(changed)
    if problems:
        raise InvalidInput(tuple(problems))
    return changed  # type: ignore[no-any-return]


def _own_problems(thing: Thing) -> list[InvalidField]:
    """What only one kind of row can get wrong."""
    problems: list[InvalidField] = []
    if isinstance(thing, Service) and not _COLOR.fullmatch(thing.color):
        problems.append(InvalidField("color", "color"))
    if isinstance(thing, Service) and not thing.short:
        problems.append(InvalidField("short", "required"))
    if isinstance(thing, TargetGroup):
        if not _SLUG.fullmatch(thing.slug):
            problems.append(InvalidField("slug", "slug"))
        if not thing.public_name:
            problems.append(InvalidField("public_name", "required"))
        if thing.calendar == "discreet" and not thing.neutral_name:
            problems.append(InvalidField("neutral_name", "required"))
    if isinstance(thing, Room) and not 1 <= thing.capacity <= 10_000:
        problems.append(InvalidField("capacity", "number-range", lowest=1, highest=10_000))
    if isinstance(thing, Room):
        problems += [
            InvalidField(name, "number-range", lowest=0, highest=240)
            for name in ("setup_minutes", "clearing_minutes")
            if not 0 <= getattr(thing, name) <= 240
        ]
    if isinstance(thing, Category) and not 0 <= thing.min_staff <= MAX_STAFF:
        problems.append(InvalidField("min_staff", "number-range", lowest=0, highest=MAX_STAFF))
    if isinstance(thing, Category) and thing.icon not in ("", *ICONS):
        problems.append(InvalidField("icon", "unknown"))
    if isinstance(thing, Closure) and thing.ends_at <= thing.starts_at:
        problems.append(InvalidField("end", "before-start"))
    return problems


def _row(con: Connection, thing: Thing) -> dict[str, Any] | None:
    if isinstance(thing, Closure):
        found: Any = read_closure(con, thing.id)
    else:
        house = load_house(con)
        tables: dict[type, Any] = {
            Service: house.services,
            TargetGroup: house.groups,
            Room: house.rooms,
            Facilitator: house.facilitators,
        }
        table = tables.get(type(thing))
        if table is None:
            table = house.sites if TABLES[type(thing)] == "site" else house.categories
        found = table.get(thing.id)
    return asdict(found) if found else None


def _close(
    con: Connection,
    actor: Actor | None,
    action: str,
    thing: Thing,
    row_id: int,
    before: dict[str, Any] | None,
    now: datetime,
) -> None:
    feeds.refresh_all(con, now=now)
    after = {} if action == "setup.delete" else asdict(thing) | {"id": row_id}
    rows = [f"{TABLES[type(thing)]}:{row_id}"]
    log(con, actor, action, thing.name, rows, before or {}, after, now)

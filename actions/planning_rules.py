"""Setting the rules of planning: hours, absences, groups kept apart. For admins.

None of it stands in a feed or on a citizens' page, so no feed is refreshed. Plans that stand are
not touched: whoever changes them next is asked.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from actions.changelog import log
from actions.config import config
from db import planning_rules as reads
from db import writes_planning_rules as writes
from db.connection import Connection, HouseDb
from db.house import load_house
from domain.errors import InvalidField, InvalidInput, NotFound
from domain.hours import Window, on_weekday, parse_windows, windows_text
from domain.house_rules import Absence, Apart, Owner, check_absence, check_apart, shown_from
from domain.model import Actor, House
from domain.rights import require


def set_hours(
    db: HouseDb,
    actor: Actor | None,
    owner: Owner,
    owner_id: int,
    typed: Mapping[int, str],
    *,
    now: datetime,
) -> None:
    """The weekly hours of a site, room or facilitator, as typed for each weekday (0 Monday).

    Empty on every day: none entered, always open. Raises Refused, NotFound, InvalidInput
    ("hours_0" to "hours_6").
    """
    _allowed(actor)
    windows: list[Window] = []
    problems = []
    for weekday in range(7):
        try:
            windows += parse_windows(typed.get(weekday, ""), weekday, f"hours_{weekday}")
        except InvalidField as problem:
            problems.append(problem)
    if problems:
        raise InvalidInput(tuple(problems))
    with db.write() as con:
        name = _named(load_house(con), owner, owner_id)
        before = reads.load_rules(con).hours.get((owner, owner_id), ())
        writes.replace_hours(con, owner, owner_id, windows)
        rows = [f"{owner}:{owner_id}"]
        log(con, actor, "setup.hours", name, rows, _words(before), _words(windows), now)


def add_absence(
    db: HouseDb, actor: Actor | None, facilitator_id: int, first: date, last: date, *, now: datetime
) -> int:
    """A facilitator is away from `first` to `last`, local days, both included; returns its id.

    Absences that ended a month ago are deleted on the way. Raises Refused, NotFound, InvalidInput.
    """
    _allowed(actor)
    wanted = check_absence(Absence(0, facilitator_id, first, last))
    with db.write() as con:
        name = _named(load_house(con), "facilitator", facilitator_id)
        writes.forget_absences(con, shown_from(now, config().zone))
        number = writes.insert_absence(con, wanted)
        _log_absence(con, actor, "setup.absence", name, wanted, now)
    return number


def remove_absence(db: HouseDb, actor: Actor | None, absence_id: int, *, now: datetime) -> None:
    """Somebody is here after all. Raises Refused, NotFound."""
    _allowed(actor)
    with db.write() as con:
        found = reads.absence(con, absence_id)
        if found is None:
            raise NotFound("absence")
        name = _named(load_house(con), "facilitator", found.facilitator_id)
        writes.delete_absence(con, absence_id)
        _log_absence(con, actor, "setup.absence-off", name, found, now)


def set_apart(
    db: HouseDb, actor: Actor | None, first: int, second: int, margin: int, *, now: datetime
) -> None:
    """Keep two target groups apart at the same site, within `margin` minutes of each other.

    Raises Refused, InvalidInput ("apart" or "margin").
    """
    _allowed(actor)
    with db.write() as con:
        house = load_house(con)
        pair = check_apart(Apart(first, second, timedelta(minutes=margin)), house.groups)
        before = _minutes(con, pair)
        writes.set_apart(con, pair)
        _log_apart(con, actor, house, pair, before, {"minutes": margin}, now)


def remove_apart(
    db: HouseDb, actor: Actor | None, first: int, second: int, *, now: datetime
) -> None:
    """The two groups may meet again. Raises Refused, NotFound."""
    _allowed(actor)
    pair = Apart(min(first, second), max(first, second), timedelta())
    with db.write() as con:
        before = _minutes(con, pair)
        if not before:
            raise NotFound("apart")
        writes.delete_apart(con, pair.first_group, pair.second_group)
        _log_apart(con, actor, load_house(con), pair, before, {}, now)


def _allowed(actor: Actor | None) -> None:
    """None: the operator at the command line."""
    if actor is not None:
        require(actor, "setup.write")


def _named(house: House, owner: Owner, owner_id: int) -> str:
    tables = {"site": house.sites, "room": house.rooms, "facilitator": house.facilitators}
    found = tables[owner].get(owner_id)  # type: ignore[attr-defined]
    if found is None:
        raise NotFound(owner)
    return str(found.name)


def _words(windows: tuple[Window, ...] | list[Window]) -> dict[str, str]:
    return {str(day): windows_text(on_weekday(windows, day)) for day in range(7)}


def _minutes(con: Connection, pair: Apart) -> dict[str, int]:
    for one in reads.load_rules(con).apart:
        if (one.first_group, one.second_group) == (pair.first_group, pair.second_group):
            return {"minutes": int(one.margin / timedelta(minutes=1))}
    return {}


def _log_absence(
    con: Connection, actor: Actor | None, action: str, name: str, one: Absence, now: datetime
) -> None:
    days = {"first": one.first.isoformat(), "last": one.last.isoformat()}
    added = action == "setup.absence"
    rows = [f"facilitator:{one.facilitator_id}"]
    log(con, actor, action, name, rows, {} if added else days, days if added else {}, now)


def _log_apart(
    con: Connection,
    actor: Actor | None,
    house: House,
    pair: Apart,
    before: dict[str, int],
    after: dict[str, int],
    now: datetime,
) -> None:
    ids = (pair.first_group, pair.second_group)
    name = " / ".join(house.groups[one].name for one in ids)
    log(con, actor, "setup.apart", name, [f"target_group:{one}" for one in ids], before, after, now)

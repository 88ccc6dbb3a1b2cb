"""Putting the setup back as it was before a change: for admins, as a change of its own.

Only while the row still stands as that change left it, so that nothing newer is overwritten. Plans
that stand are not touched: whoever changes them next is asked.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, fields
from datetime import date, datetime, time
from typing import Any, Literal, cast

from actions import half_days, planning_rules, setup
from actions.setup_back_words import KINDS, is_kept
from db import planning_rules as rules
from db.changes import Change, change
from db.connection import Connection, HouseDb
from db.half_days import counting_places
from db.house import closure, load_house
from db.writes_house import TABLES, Thing
from domain.errors import NotFound, UndoRefused
from domain.half_days import CountingPlace
from domain.hours import on_weekday, windows_text
from domain.house_rules import Absence, Owner
from domain.model import Actor, Closure
from domain.rights import Action, require

Kept = Mapping[str, Any]
_KINDS: dict[str, type[Thing]] = {table: kind for kind, table in TABLES.items()}
_PLACE = "counting_place"

Why = Literal["account", "figures", "outside", "new-row"]
_WHY: Mapping[str, Why] = {
    "staff": "account",
    "tablet": "account",
    "calendar": "account",
    "attendance": "figures",
    "half-day": "figures",
    "outside": "outside",
}
"""By the first part of the action."""


def can_put_back(one: Change) -> bool:
    """Whether a change is one of the setup that can be taken back; a new row can only be retired,
    but for a closure, an absence or a pair of groups."""
    if one.action in KINDS:
        return is_kept(one)
    if one.action not in _BACK:
        return False
    if one.action != "setup.save":
        return True
    table = _touched(one)[0]
    known = table in _KINDS or table == _PLACE
    return table == "closure" or (known and json.loads(one.before) != {})


def right_for(one: Change) -> Action:
    """The right that putting it back takes: the same as changing it."""
    return KINDS[one.action].right if one.action in KINDS else "setup.write"


def why_not(one: Change) -> Why | None:
    """Why a change that is no plan's is not put back from here; None where it is, or is a plan's.

    A right is never given by going back, and the log holds neither figures nor secret addresses.
    """
    if can_put_back(one):
        return None
    if one.action == "setup.save":
        return "new-row"
    return _WHY.get(one.action.partition(".")[0])


def put_back(db: HouseDb, actor: Actor, change_id: int, *, now: datetime) -> None:
    """Write what stood before the change. Raises NotFound, Refused, InvalidInput,
    UndoRefused ("newer": it has been changed again since)."""
    with db.read() as con:
        one = change(con, change_id)
        require(actor, right_for(one) if one else "setup.write")
        if one is None or not can_put_back(one):
            raise NotFound("change")
        before, after = json.loads(one.before), json.loads(one.after)
        kind = KINDS.get(one.action)
        if (kind.stands(con, one) if kind else _stands(con, one)) != after:
            raise UndoRefused("newer")
    back = kind.back if kind else _BACK[one.action]
    back(db, actor, one, before, now)


def _stands(con: Connection, one: Change) -> Kept:
    """The row as the change log would keep it now."""
    table, number = _touched(one)
    if one.action == "setup.hours":
        windows = rules.load_rules(con).hours.get((cast("Owner", table), number), ())
        return {str(day): windows_text(on_weekday(windows, day)) for day in range(7)}
    if one.action in ("setup.absence", "setup.absence-off"):
        days = json.loads(one.after) or json.loads(one.before)
        return days if _absence(con, number, days) else {}
    if one.action == "setup.apart":
        pair = {_touched(one, place)[1] for place in (0, 1)}
        for each in rules.load_rules(con).apart:
            if {each.first_group, each.second_group} == pair:
                return {"minutes": int(each.margin.total_seconds() / 60)}
        return {}
    if table == _PLACE:
        return _as_kept(next((row for row in counting_places(con) if row.id == number), None))
    row: Any = closure(con, number) if table == "closure" else _house_row(con, table, number)
    return _as_kept(row)


def _house_row(con: Connection, table: str, number: int) -> Any:
    house = load_house(con)
    tables: dict[str, Mapping[int, Any]] = {
        "site": house.sites,
        "room": house.rooms,
        "service": house.services,
        "target_group": house.groups,
        "category": house.categories,
        "facilitator": house.facilitators,
    }
    return tables[table].get(number)


def _hours(db: HouseDb, actor: Actor, one: Change, before: Kept, now: datetime) -> None:
    owner, number = _touched(one)
    typed = {int(day): str(text) for day, text in before.items()}
    planning_rules.set_hours(db, actor, cast("Owner", owner), number, typed, now=now)


def _absent(db: HouseDb, actor: Actor, one: Change, before: Kept, now: datetime) -> None:
    number = _touched(one)[1]
    if before:
        first, last = (date.fromisoformat(before[name]) for name in ("first", "last"))
        planning_rules.add_absence(db, actor, number, first, last, now=now)
        return
    with db.read() as con:
        found = _absence(con, number, json.loads(one.after))
    assert found is not None  # it stands, or it would have been refused
    planning_rules.remove_absence(db, actor, found.id, now=now)


def _apart(db: HouseDb, actor: Actor, one: Change, before: Kept, now: datetime) -> None:
    first, second = (_touched(one, place)[1] for place in (0, 1))
    if before:
        minutes = int(before["minutes"])
        planning_rules.set_apart(db, actor, first, second, minutes, now=now)
    else:
        planning_rules.remove_apart(db, actor, first, second, now=now)


def _saved(db: HouseDb, actor: Actor, one: Change, before: Kept, now: datetime) -> None:
    table, number = _touched(one)
    if table == _PLACE:
        half_days.save_place(db, actor, _place(before), now=now)
    elif before:
        setup.save(db, actor, _thing(table, before), now=now)
    else:
        setup.delete_closure(db, actor, number, now=now)


def _deleted(db: HouseDb, actor: Actor, one: Change, before: Kept, now: datetime) -> None:
    setup.save(db, actor, _thing("closure", {**before, "id": 0}), now=now)


_Back = Callable[[HouseDb, Actor, Change, Kept, datetime], None]
_BACK: dict[str, _Back] = {
    "setup.hours": _hours,
    "setup.absence": _absent,
    "setup.absence-off": _absent,
    "setup.apart": _apart,
    "setup.save": _saved,
    "setup.delete": _deleted,
}


def _touched(one: Change, place: int = 0) -> tuple[str, int]:
    """The row that a change names, by table and id; ("", 0) for none."""
    names = json.loads(one.touched)
    table, _colon, number = str(names[place] if len(names) > place else "").partition(":")
    return (table, int(number)) if number.isdigit() else ("", 0)


def _absence(con: Connection, facilitator_id: int, days: Kept) -> Absence | None:
    for one in rules.load_rules(con).absences.get(facilitator_id, ()):
        if (str(one.first), str(one.last)) == (days["first"], days["last"]):
            return one
    return None


def _thing(table: str, values: Kept) -> Thing:
    """A row from what was kept of it; a field that came since has its default."""
    kind = _KINDS[table]
    known = {field.name for field in fields(kind)}
    kept = {name: value for name, value in values.items() if name in known}
    if kind is Closure:
        for name in ("starts_at", "ends_at"):
            kept[name] = datetime.fromisoformat(kept[name])
    return kind(**kept)


def _place(values: Kept) -> CountingPlace:
    begins = time.fromisoformat(values["divides_at"])
    since = date.fromisoformat(values["since"])
    return CountingPlace(**{**values, "divides_at": begins, "since": since})


def _as_kept(row: Any) -> Kept:
    """As the change log keeps a row: text for what JSON has no word for."""
    return json.loads(json.dumps(asdict(row), default=str)) if row is not None else {}

"""What an import would do, line by line: new, changed, left as it is, or not possible.

The preview and the import itself judge by the same function, on the same connection that writes.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any, Literal

from actions.booking import Desk
from db.imports import known_by
from db.occurrences import of_activity
from domain.conflicts import Conflict
from domain.discretion import ChannelLine, channel_lines, is_treatment
from domain.errors import InvalidField, InvalidInput, Refused
from domain.importing import (
    MOST_DATES,
    Choices,
    Differs,
    Found,
    Problem,
    base_of,
    fields_of,
)
from domain.localtime import to_utc
from domain.model import Activity, ActivityFields, Actor, Occurrence
from domain.schedule import has_begun, slots
from domain.telling import Telling, telling_in
from domain.validation import checked

Status = Literal["new", "update", "same", "leave", "bad", "out"]
"""`same`: known and as it is here; `leave`: known, and not to be touched; `out`: not wanted."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What the coordinator decided about a file."""

    choices: Choices
    left_out: frozenset[int] = frozenset()
    """Positions in the list of found ones."""
    update: bool = False
    """Whether what was imported before is changed to what the file says, or left."""
    publish: bool = False
    """Published at once; else drafts."""
    reason: str = ""
    """Answers soft conflicts."""


@dataclass(frozen=True, slots=True)
class Item:
    """One found activity as it would come in."""

    at: int
    found: Found
    status: Status
    fields: ActivityFields | None = None
    known: Activity | None = None
    dates: tuple[Occurrence, ...] = ()
    """As they would be written."""
    problems: tuple[Problem, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    telling: tuple[Telling, ...] = ()
    channels: tuple[ChannelLine, ...] = ()

    @property
    def comes(self) -> bool:
        return self.status in ("new", "update")

    @property
    def stops(self) -> bool:
        """Whether it keeps all of them out: it cannot be read, or what it would take is taken."""
        taken = self.status == "new" and any(one.hard for one in self.conflicts)
        return self.status == "bad" or taken


def judged(
    at: Desk, actor: Actor, found: Sequence[Found], wish: Wish, *, conflicts: bool
) -> list[Item]:
    """Every found activity with what becomes of it; with `conflicts` also what it collides with."""
    known = known_by(at.con, {uid for one in found for uid in (one.uid, base_of(one.uid))})
    seen: Counter[str] = Counter()
    items: list[Item] = []
    total = 0
    for number, one in enumerate(found):
        if number in wish.left_out:
            items.append(Item(number, one, "out"))
            continue
        seen[one.uid] += bool(one.uid)
        twice = one.uid if seen[one.uid] > 1 else ""
        here = known.get(one.uid, [])
        if not here and (series := known.get(base_of(one.uid))):
            items.append(Item(number, one, "leave", known=series[-1], problems=_told(one)))
            continue
        item = _judged(at, actor, number, one, wish, here, bool(twice))
        total += len(item.dates)
        if item.comes and total > MOST_DATES:
            item = _bad(item, Problem(one.line, "import-too-much", {"highest": MOST_DATES}))
        items.append(_with_conflicts(at, item) if conflicts and item.comes else item)
    return items


def _judged(
    at: Desk,
    actor: Actor,
    number: int,
    one: Found,
    wish: Wish,
    known: Sequence[Activity],
    twice: bool,
) -> Item:
    item = Item(number, one, "new", problems=one.problems)
    if twice:
        return _bad(item, Problem(one.line, "import-twice"))
    if known and not wish.update:
        return replace(item, status="leave", known=known[-1], problems=_told(one))
    if any(problem.stops for problem in one.problems):
        return replace(item, status="bad", known=known[-1] if known else None)
    try:
        fields = fields_of(one, wish.choices)
        old = _part(at, known) if known else None
        if old is not None:
            fields = _merged(at, old, one, fields)
            at.may_write(actor, old.fields.service_ids)
        fields = checked(fields, at.house, old.fields if old else None)
        at.may_write(actor, fields.service_ids)
        dates = at.dates(fields).all
    except InvalidInput as error:
        return _bad(item, *(_problem(one, each) for each in error.problems))
    except InvalidField as error:
        return _bad(item, _problem(one, error))
    except Refused:
        return _bad(item, Problem(one.line, "import-refused", field="services"))
    if old is None and to_utc(fields.local_start, at.zone) <= at.now:
        return _bad(item, Problem(one.line, "in-the-past", field="date"))
    category = at.house.categories[fields.category_id]
    status: Status = "new" if old is None else "same" if fields == old.fields else "update"
    return replace(
        item,
        status=status,
        fields=fields,
        known=old,
        dates=differing(dates, one.differs) if old is None else dates,
        telling=tuple(telling_in(fields, is_treatment(fields, category), at.house)),
        channels=channel_lines(fields, category, at.house.groups),
    )


def _bad(item: Item, *problems: Problem) -> Item:
    return replace(item, status="bad", problems=(*item.problems, *problems))


def _told(one: Found) -> tuple[Problem, ...]:
    return tuple(problem for problem in one.problems if not problem.stops)


def _problem(one: Found, error: InvalidField) -> Problem:
    return Problem(one.line, error.code, error.data, field=error.field)


def _part(at: Desk, known: Sequence[Activity]) -> Activity:
    """The part of a known series that goes on. Raises InvalidField where several or none do."""
    going_on = [
        one
        for one in known
        if one.state != "cancelled"
        and any(not has_begun(date, at.now) for date in of_activity(at.con, one.id))
    ]
    if not going_on:
        raise InvalidField("form", "import-is-over")
    if len(going_on) > 1:
        raise InvalidField("form", "import-split")
    return going_on[0]


def _merged(at: Desk, old: Activity, one: Found, new: ActivityFields) -> ActivityFields:
    """What is here with what the file says; what the file does not say stays as it is.

    The start and the rule stay where the coming dates are the same as the file's.
    """
    named: dict[str, Any] = {
        "category_id": new.category_id,
        "service_ids": new.service_ids,
        "group_ids": new.group_ids,
        "room_id": new.room_id,
        "facilitator_ids": new.facilitator_ids,
    }
    kinds = ("category", "services", "groups", "room", "facilitators")
    said = {
        field: value
        for kind, (field, value) in zip(kinds, named.items(), strict=True)
        # an event's title is only a hint at its category
        if one.names.get(kind) and value and one.names[kind] != (one.title,)  # type: ignore[index,call-overload]
    }
    values = {name: getattr(new, name) for name in one.values if name != "description"}
    if new.description:
        values["description"] = new.description
    merged = replace(old.fields, title=new.title, **said, **values)
    moved = replace(merged, local_start=new.local_start, duration=new.duration, rrule=new.rrule)
    coming = {d.original_start for d in of_activity(at.con, old.id) if d.original_start > at.now}
    wanted = {d.original_start for d in at.dates(moved).all if d.original_start > at.now}
    same = coming == wanted and old.fields.duration == new.duration
    return merged if same else moved


def differing(dates: Sequence[Occurrence], differs: Collection[Differs]) -> tuple[Occurrence, ...]:
    """The dates of a rule with those that the file has otherwise; UIDs of moved ones come later."""
    by_start = {one.original_start: one for one in differs}
    return tuple(
        _differing(date, by_start[date.original_start]) if date.original_start in by_start else date
        for date in dates
    )


def _differing(date: Occurrence, one: Differs) -> Occurrence:
    if date.state == "paused":  # a closure takes it anyway
        return date
    length = max(one.ends_at - one.starts_at, timedelta(minutes=1))
    return replace(
        date,
        starts_at=one.starts_at,
        ends_at=one.starts_at + min(length, timedelta(hours=24)),
        state=one.state,
        title=one.title[:120] if one.title else None,
        is_exception=True,
    )


def _with_conflicts(at: Desk, item: Item) -> Item:
    assert item.fields is not None
    known = item.known.id if item.known else None
    coming = slots(item.dates, known, item.fields.title)
    return replace(item, conflicts=tuple(at.conflicts(coming, item.fields, without=known)))

"""What an activity must satisfy before anything is looked up or saved."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, time
from typing import Any, Protocol

from domain.errors import InvalidField, InvalidInput
from domain.model import (
    ACCESSES,
    FEED_SETTINGS,
    LISTINGS,
    MAX_DESCRIPTION,
    MAX_DURATION,
    MAX_TITLE,
    OTHER_LANGUAGES,
    ActivityFields,
    House,
)
from domain.recurrence import first_start
from domain.text import clean_block, clean_line, has_cpr


class _Retires(Protocol):
    @property
    def retired(self) -> bool: ...


FORBIDDEN_FROM, FORBIDDEN_TO = time(2), time(3)
"""Nothing starts in the hour that the clock changes skip or repeat; half-open."""
MAX_CAPACITY = 10_000
MAX_PRICE = 100_000
MAX_FIRST_TIME, MAX_TASK = 500, 300
_LINES = (
    *("title", "neutral_title", "signup_phone", "sign_up_until", "legal_basis", "public_note"),
    *("first_time", "volunteer_task", "other_title"),
)
_BLOCKS = ("description", "other_text")


def checked(
    fields: ActivityFields, house: House, before: ActivityFields | None = None
) -> ActivityFields:
    """The same fields with clean text and a start that is in the rule.

    What is retired cannot be chosen anew; what `before` (the fields that are edited) has already
    stays. Raises InvalidInput with one InvalidField for each field that is wrong.
    """
    cleaned: dict[str, Any] = {name: clean_line(getattr(fields, name)) for name in _LINES}
    cleaned |= {name: clean_block(getattr(fields, name)) for name in _BLOCKS}
    fields = replace(fields, **cleaned)
    problems = [*_texts(fields), *_choices(fields, house), *_times(fields), *_numbers(fields)]
    known = {problem.field for problem in problems}
    problems += [one for one in _retired(fields, house, before) if one.field not in known]
    start = fields.local_start
    if not problems:
        try:
            start = first_start(fields.local_start, fields.rrule)
        except InvalidField as problem:
            problems.append(problem)
    if problems:
        raise InvalidInput(tuple(problems))
    return replace(fields, local_start=start)


def check_start(start: datetime) -> None:
    """Raise InvalidField when a wall start is between 02.00 and 03.00."""
    if FORBIDDEN_FROM <= start.time() < FORBIDDEN_TO:
        raise InvalidField("start", "night-hour")


def _texts(fields: ActivityFields) -> list[InvalidField]:
    problems: list[InvalidField] = []
    if not fields.title:
        problems.append(InvalidField("title", "required"))
    for name, limit in (
        ("title", MAX_TITLE),
        ("neutral_title", MAX_TITLE),
        ("description", MAX_DESCRIPTION),
        ("public_note", MAX_TITLE),
        ("sign_up_until", MAX_TITLE),
        ("signup_phone", 40),
        ("legal_basis", 40),
        ("first_time", MAX_FIRST_TIME),
        ("volunteer_task", MAX_TASK),
        ("other_title", MAX_TITLE),
        ("other_text", MAX_DESCRIPTION),
    ):
        text = getattr(fields, name)
        if len(text) > limit:
            problems.append(InvalidField(name, "too-long", highest=limit, length=len(text)))
        if name not in ("signup_phone", "legal_basis") and has_cpr(text):
            problems.append(InvalidField(name, "cpr"))
    return problems


def _choices(fields: ActivityFields, house: House) -> list[InvalidField]:
    problems: list[InvalidField] = []
    if fields.category_id not in house.categories:
        problems.append(InvalidField("category", "unknown" if fields.category_id else "required"))
    for name, ids, known in (
        ("services", fields.service_ids, house.services),
        ("groups", fields.group_ids, house.groups),
        ("facilitators", fields.facilitator_ids, house.facilitators),
    ):
        if not ids and name != "facilitators" and fields.kind == "activity":
            problems.append(InvalidField(name, "required"))
        elif any(one not in known for one in ids):
            problems.append(InvalidField(name, "unknown"))
    if fields.room_id is not None and fields.room_id not in house.rooms:
        problems.append(InvalidField("room", "unknown"))
    if fields.access not in ACCESSES:
        problems.append(InvalidField("access", "unknown"))
    if fields.listing is not None and fields.listing not in LISTINGS:
        problems.append(InvalidField("listing", "unknown"))
    if fields.feed is not None and fields.feed not in FEED_SETTINGS:
        problems.append(InvalidField("feed", "unknown"))
    if fields.other_language and fields.other_language not in OTHER_LANGUAGES:
        problems.append(InvalidField("other_language", "unknown"))
    if (fields.other_title or fields.other_text) and not fields.other_language:
        problems.append(InvalidField("other_language", "required"))
    return problems


def _retired(
    fields: ActivityFields, house: House, before: ActivityFields | None
) -> list[InvalidField]:
    """What is out of use and was not chosen before."""
    tables: tuple[tuple[str, str, Mapping[int, _Retires]], ...] = (
        ("category", "category_id", house.categories),
        ("room", "room_id", house.rooms),
        ("services", "service_ids", house.services),
        ("groups", "group_ids", house.groups),
        ("facilitators", "facilitator_ids", house.facilitators),
    )
    return [
        InvalidField(field, "unknown")
        for field, name, table in tables
        if any(
            one in table and table[one].retired
            for one in _chosen(fields, name) - (_chosen(before, name) if before else set())
        )
    ]


def _chosen(fields: ActivityFields, name: str) -> set[int]:
    value = getattr(fields, name)
    return set(value) if isinstance(value, tuple) else {value}


def _times(fields: ActivityFields) -> list[InvalidField]:
    problems: list[InvalidField] = []
    try:
        check_start(fields.local_start)
    except InvalidField as problem:
        problems.append(problem)
    if fields.duration.total_seconds() <= 0:
        problems.append(InvalidField("end", "before-start"))
    elif fields.duration > MAX_DURATION:
        problems.append(InvalidField("end", "too-long-day", hours=24))
    if not 2000 <= fields.local_start.year <= 2100:
        problems.append(InvalidField("date", "far-away"))
    return problems


def _numbers(fields: ActivityFields) -> list[InvalidField]:
    problems: list[InvalidField] = []
    if fields.capacity is not None and not 1 <= fields.capacity <= MAX_CAPACITY:
        problems.append(InvalidField("capacity", "number-range", lowest=1, highest=MAX_CAPACITY))
    if not 0 <= fields.price_dkk <= MAX_PRICE:
        problems.append(InvalidField("price", "number-range", lowest=0, highest=MAX_PRICE))
    return problems


def whole_number(field: str, text: str, lowest: int, highest: int) -> int | None:
    """A whole number as typed, None when empty. Raises InvalidField ("mange", "1,5", "-2")."""
    typed = clean_line(text)
    if not typed:
        return None
    if not (typed.isascii() and typed.isdigit() and len(typed) <= 9):
        raise InvalidField(field, "not-a-number", typed=typed[:40])
    if not lowest <= int(typed) <= highest:
        raise InvalidField(field, "number-range", lowest=lowest, highest=highest)
    return int(typed)

"""Reading what proposed dates may collide with. The cost follows the proposal, not the file."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

from db.connection import Connection, Row, to_instant, to_text
from domain.conflicts import Slot
from domain.house_rules import Beside
from domain.model import MAX_DURATION

_REACH = timedelta(hours=8)
"""The most that set-up and clearing of two dates add up to."""
_CHUNK = 1000
"""Proposed dates or people of one statement: SQLite takes 32,766 parameters."""
_FOUND = (
    " o.id, o.activity_id, o.starts_at, o.ends_at, o.room_id, coalesce(o.title, a.title) AS title"
)
_LIVE = (
    " CROSS JOIN activity a ON a.id = o.activity_id"
    " WHERE o.state = 'planned' AND o.activity_id <> :without AND a.deleted_at IS NULL"
)


def slots_near(con: Connection, slots: Sequence[Slot], *, without: int | None) -> list[list[Slot]]:
    """For each proposed date, the planned dates that may share its room or people.

    Two look-ups by index per date. `without` leaves one activity out (the one being edited).
    Drafts take their room too. Of the people of a date that was found, only those are told who are
    among the proposed date's.
    """
    found: list[dict[int, Slot]] = [{} for _slot in slots]
    for number, row in _by_room(con, slots, without):
        found[number][row["id"]] = _slot(row)
    for number, row in _by_person(con, slots, without):
        known = found[number].get(row["id"]) or _slot(row)
        people = (*known.facilitator_ids, row["person"])
        found[number][row["id"]] = replace(known, facilitator_ids=people)
    return [list(near.values()) for near in found]


def dates_beside(
    con: Connection, slots: Sequence[Slot], groups: Mapping[int, timedelta], *, without: int | None
) -> list[list[Beside]]:
    """For each proposed date, the planned dates for one of `groups` within the longest margin.

    One look-up by the index on time per date. Drafts count; `without` leaves one activity out.
    """
    margin = max(groups.values(), default=timedelta())
    dates: list[dict[int, Slot]] = [{} for _slot in slots]
    of: dict[tuple[int, int], set[int]] = defaultdict(set)
    wanted = [(number, 0, *_window(slot, margin)) for number, slot in enumerate(slots)]
    ids = ", ".join(str(int(one)) for one in groups)
    question = (
        f"SELECT w.n, g.group_id,{_FOUND} FROM w CROSS JOIN occurrence o"
        " ON o.starts_at >= w.earliest AND o.starts_at < w.before AND o.ends_at > w.after"
        " CROSS JOIN activity_group g ON g.activity_id = o.activity_id"
        f" AND g.group_id IN ({ids}){_LIVE}"
    )
    for number, row in _asked(con, wanted if groups else [], question, without):
        dates[number][row["id"]] = _slot(row)
        of[number, row["id"]].add(row["group_id"])
    return [
        [Beside(slot, frozenset(of[number, one])) for one, slot in found.items()]
        for number, found in enumerate(dates)
    ]


def _by_room(
    con: Connection, slots: Sequence[Slot], without: int | None
) -> Iterator[tuple[int, Row]]:
    wanted = [
        (number, slot.room_id, *_window(slot))
        for number, slot in enumerate(slots)
        if slot.room_id is not None
    ]
    # cross joins keep the order: from the proposed dates to what lies near each
    yield from _asked(
        con,
        wanted,
        f"SELECT w.n,{_FOUND} FROM w CROSS JOIN occurrence o ON o.room_id = w.what"
        f" AND o.starts_at >= w.earliest AND o.starts_at < w.before AND o.ends_at > w.after{_LIVE}",
        without,
    )


def _by_person(
    con: Connection, slots: Sequence[Slot], without: int | None
) -> Iterator[tuple[int, Row]]:
    wanted = [
        (number, person, *_window(slot))
        for number, slot in enumerate(slots)
        for person in slot.facilitator_ids
    ]
    yield from _asked(
        con,
        wanted,
        f"SELECT w.n, w.what AS person,{_FOUND} FROM w CROSS JOIN occurrence_facilitator f"
        " ON f.facilitator_id = w.what AND f.starts_at >= w.earliest AND f.starts_at < w.before"
        f" CROSS JOIN occurrence o ON o.id = f.occurrence_id AND o.ends_at > w.after{_LIVE}",
        without,
    )


def _window(slot: Slot, reach: timedelta = _REACH) -> tuple[str, str, str]:
    """From when a date that reaches into it may begin; before when it begins; after when ends."""
    return (
        to_text(slot.starts_at - MAX_DURATION - reach),
        to_text(slot.ends_at + reach),
        to_text(slot.starts_at - reach),
    )


def _asked(
    con: Connection, wanted: Sequence[tuple[Any, ...]], question: str, without: int | None
) -> Iterator[tuple[int, Row]]:
    for first in range(0, len(wanted), _CHUNK):
        part = wanted[first : first + _CHUNK]
        params: dict[str, Any] = {"without": without if without is not None else -1}
        rows = []
        for number, row in enumerate(part):
            params |= {f"v{number}_{at}": value for at, value in enumerate(row)}
            rows.append("(" + ", ".join(f":v{number}_{at}" for at in range(len(row))) + ")")
        values = f"WITH w (n, what, earliest, before, after) AS (VALUES {', '.join(rows)}) "
        for found in con.execute(values + question, params):
            yield found["n"], found


def _slot(row: Row) -> Slot:
    return Slot(
        to_instant(row["starts_at"]),
        to_instant(row["ends_at"]),
        row["room_id"],
        (),
        row["activity_id"],
        row["id"],
        row["title"],
    )

"""Packs: the dates of a kept day, month or year as columns of numbers, and how they are summed.

A row of a pack is what weekly dates have in common (activity, room, weekday, beginning, length)
with the sums of those dates; a weekly activity is one row a year. Packs hold where `figure_span`
says so, as the other kept sums do. Rows by the thousand are added up by numpy, column by column.
Only reads.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from db.connection import Connection
from domain.driftstal import SUMS, Bucket, Cut, Narrowed, Tally, bucket_start
from domain.figures import EVENING_FROM
from domain.spans import Piece

Rows = NDArray[np.int32]
"""One row per pattern: KEYS, then SUMS."""
Numbers = NDArray[np.int64]

KEYS = ("activity_id", "room_id", "weekday", "at", "minutes", "category_id", "groups")
"""`groups`: bit n for target group n up to LAST_BIT, bit 0 where there is any other group."""
WIDTH = len(KEYS) + len(SUMS)
LAST_BIT = 30
_TYPE = np.dtype("<i4")
_ACTIVITY, _ROOM, _WEEKDAY, _AT, _MINUTES, _CATEGORY, _GROUPS = range(len(KEYS))
_BOOKED = len(KEYS) + SUMS.index("booked_minutes")
_HELD = len(KEYS) + SUMS.index("held_minutes")
_OFFERED = [len(KEYS) + SUMS.index(name) for name in ("held", "unrecorded", "coming")]
_SPARSE = 1_000_000
"""Keys that spread wider are ranked first instead of being counted in place."""


def pack(rows: Rows) -> bytes:
    return rows.astype(_TYPE, copy=False).tobytes()


def unpack(content: bytes) -> Rows:
    return np.frombuffer(content, _TYPE).reshape(-1, WIDTH) if content else no_rows()


def no_rows() -> Rows:
    return np.zeros((0, WIDTH), np.int32)


def read_packs(
    con: Connection, pieces: Sequence[Piece], bucket: Bucket | None = None
) -> tuple[Rows, Numbers]:
    """The rows of some kept pieces, and for each the day (ordinal) that its bucket begins.

    Without a bucket all stand at 0. Only from "month" on may pieces be months.
    """
    contents: list[bytes] = []
    starts: list[int] = []
    for piece in pieces:
        for start, content in con.execute(
            "SELECT start, content FROM figure_pack"
            " WHERE level = :level AND start >= :first AND start < :after ORDER BY start",
            {"level": piece.level, "first": f"{piece.first}", "after": f"{piece.after}"},
        ):
            contents.append(content)
            if bucket:
                starts.append(bucket_start(date.fromisoformat(start), bucket).toordinal())
    rows = unpack(b"".join(contents))
    if not bucket:
        return rows, np.zeros(len(rows), np.int64)
    lengths = [len(content) // (WIDTH * _TYPE.itemsize) for content in contents]
    return rows, np.repeat(np.array(starts, np.int64), lengths)


def narrow(con: Connection, rows: Rows, narrowed: Narrowed) -> NDArray[np.bool_]:
    """Which rows a filter lets through."""
    wanted = np.ones(len(rows), np.bool_)
    if narrowed.group_id is not None:
        wanted &= _offered_to(con, rows, narrowed.group_id)
    if narrowed.category_id is not None:
        wanted &= rows[:, _CATEGORY] == narrowed.category_id
    if narrowed.room_id is not None:
        wanted &= rows[:, _ROOM] == narrowed.room_id
    if narrowed.weekday is not None:
        wanted &= rows[:, _WEEKDAY] == narrowed.weekday
    if narrowed.evening is not None:
        wanted &= (rows[:, _AT] >= EVENING_FROM * 60) == narrowed.evening
    return wanted


def sum_rows(
    con: Connection, rows: Rows, starts: Numbers, cut: Cut
) -> dict[tuple[int, int], Tally]:
    """The sums of rows by the beginning of their bucket and the key of a cut, in order."""
    if cut == "hour":
        at, keys, sums = _by_hour(rows)
    elif cut == "group":
        at, keys = by_group(con, rows)
        sums = rows[at, len(KEYS) :]
    else:
        at = np.arange(len(rows))
        column = {"category": _CATEGORY, "room": _ROOM, "activity": _ACTIVITY, "time": _AT}[cut]
        keys = rows[:, column].astype(np.int64)
        keys = (keys >= EVENING_FROM * 60).astype(np.int64) if cut == "time" else keys
        sums = rows[:, len(KEYS) :]
    return _added(starts[at], keys, sums)


def by_group(con: Connection, rows: Rows) -> tuple[Numbers, Numbers]:
    """Each row once for every target group it is offered to: the rows' numbers, and the groups."""
    groups = rows[:, _GROUPS]
    bits = int(np.bitwise_or.reduce(groups)) if len(rows) else 0
    found = [
        (np.flatnonzero(groups & (1 << one)), one)
        for one in range(1, LAST_BIT + 1)
        if bits & (1 << one)
    ]
    if bits & 1:
        for group_id in _other_groups(con, rows):
            found.append((np.flatnonzero(_offered_to(con, rows, group_id)), group_id))
    if not found:
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    at = np.concatenate([one for one, _key in found])
    return at, np.repeat([key for _at, key in found], [len(one) for one, _key in found])


def days_by_group(con: Connection, rows: Rows, starts: Numbers) -> dict[int, list[int]]:
    """The days of the rows, in order, per target group; `starts` never falls."""
    if not len(rows):
        return {}
    begins = _steps(starts)
    days, groups = starts[begins], np.bitwise_or.reduceat(rows[:, _GROUPS], begins)
    found = {one: days[groups & (1 << one) != 0].tolist() for one in range(1, LAST_BIT + 1)}
    if (groups & 1).any():
        for group_id in _other_groups(con, rows):
            found[group_id] = np.unique(starts[_offered_to(con, rows, group_id)]).tolist()
    return {key: each for key, each in sorted(found.items()) if each}


def offered(rows: Rows) -> NDArray[np.bool_]:
    """Which rows offered something: a date that was not cancelled."""
    held, unrecorded, coming = (rows[:, column] for column in _OFFERED)
    return np.asarray((held | unrecorded | coming) != 0, np.bool_)


def joined(rows: Rows) -> Rows:
    """Rows that stand for the same pattern as one, so that a month or year is not its days."""
    keys, at = np.unique(rows[:, : len(KEYS)], axis=0, return_inverse=True)
    sums = [
        np.bincount(at.ravel(), weights=rows[:, one], minlength=len(keys))
        for one in range(len(KEYS), WIDTH)
    ]
    return np.column_stack([keys, *(one.astype(np.int32) for one in sums)])


def _added(starts: Numbers, keys: Numbers, sums: Rows) -> dict[tuple[int, int], Tally]:
    if not len(keys):
        return {}
    begins, which = _ranked(starts)
    low = int(keys.min())
    width = int(keys.max()) - low + 1
    places, at = which * width + (keys - low), None
    if len(begins) * width > _SPARSE:
        places, at = np.unique(places, return_inverse=True)
    else:
        at, places = places, np.flatnonzero(np.bincount(places))
    table = _in_order(at, sums) if (at[1:] >= at[:-1]).all() else _in_any_order(at, sums, places)
    days = begins[places // width].tolist()
    found = (places % width + low).tolist()
    return dict(zip(zip(days, found, strict=True), map(Tally._make, table.tolist()), strict=True))


def _in_order(at: Numbers, sums: Rows) -> Numbers:
    """The sums of neighbours that have the same place."""
    return np.add.reduceat(sums, _steps(at), axis=0, dtype=np.int64)


def _in_any_order(at: Numbers, sums: Rows, places: Numbers) -> Numbers:
    """The sums by place, of the places that have any."""
    size = int(at.max()) + 1
    table = np.zeros((size, len(SUMS)), np.int64)
    for number in range(len(SUMS)):
        column = sums[:, number]
        if column.any():  # most sums are 0 nearly everywhere
            table[:, number] = np.bincount(at, weights=column, minlength=size)
    return table if size == len(places) else table[places]


def _steps(numbers: Numbers) -> Numbers:
    """Where each run of the same number begins."""
    return np.concatenate([[0], np.flatnonzero(numbers[1:] != numbers[:-1]) + 1])


def _ranked(starts: Numbers) -> tuple[Numbers, Numbers]:
    """The different beginnings in order, and for each row which of them it has."""
    if not starts.any():
        return starts[:1], starts
    if (starts[1:] >= starts[:-1]).all():
        begins = _steps(starts)
        return starts[begins], np.repeat(
            np.arange(len(begins)), np.diff(begins, append=len(starts))
        )
    return np.unique(starts, return_inverse=True)


def _by_hour(rows: Rows) -> tuple[Numbers, Numbers, Rows]:
    """Each row once for every clock hour that it touches, with the minutes inside that hour.

    A date counts to midnight, with the day it began on.
    """
    live = np.flatnonzero(rows[:, _BOOKED])
    parts: list[tuple[Numbers, Numbers, Rows]] = []
    first = rows[:, _AT] // 60
    step = 0
    while len(live):
        hour = first[live] + step
        begins, ends = rows[live, _AT], rows[live, _AT] + rows[live, _MINUTES]
        inside = np.minimum(ends, hour * 60 + 60) - np.maximum(begins, hour * 60)
        some = (inside > 0) & (hour < 24)
        live, hour, inside = live[some], hour[some], inside[some]
        chosen = rows[live]
        keys = chosen[:, _ROOM].astype(np.int64) * 1000 + chosen[:, _WEEKDAY] * 100 + hour
        sums = np.zeros((len(live), len(SUMS)), np.int32)
        for column in (_BOOKED, _HELD):  # minutes of the row / minutes of one date = dates
            sums[:, column - len(KEYS)] = chosen[:, column] // chosen[:, _MINUTES] * inside
        parts.append((live, keys, sums))
        step += 1
    if not parts:
        return np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros((0, len(SUMS)), np.int32)
    at, keys, sums = (np.concatenate(one) for one in zip(*parts, strict=True))
    return at, keys, sums


def _offered_to(con: Connection, rows: Rows, group_id: int) -> NDArray[np.bool_]:
    if 1 <= group_id <= LAST_BIT:
        return np.asarray(rows[:, _GROUPS] & (1 << group_id), np.bool_)
    ids = con.execute("SELECT activity_id FROM activity_group WHERE group_id = ?", (group_id,))
    wanted: list[Any] = [row[0] for row in ids]
    return np.isin(rows[:, _ACTIVITY], wanted)


def _other_groups(con: Connection, rows: Rows) -> list[int]:
    """The groups without a bit."""
    found = con.execute(
        "SELECT DISTINCT group_id FROM activity_group"
        " WHERE group_id < 1 OR group_id > :last ORDER BY 1",
        {"last": LAST_BIT},
    )
    return [row[0] for row in found]

"""Choosing among what the house has: retired rows are offered only where they were chosen."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Protocol


class Entry(Protocol):
    """A service, room, group, category or facilitator."""

    @property
    def name(self) -> str: ...

    @property
    def retired(self) -> bool: ...


def offered(table: Mapping[int, Entry], chosen: Collection[int] = ()) -> dict[int, str]:
    """Names by id, in the table's order."""
    return {
        number: one.name for number, one in table.items() if not one.retired or number in chosen
    }

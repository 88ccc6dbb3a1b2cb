"""Two people edited one activity: what I wrote beside what stands now, field by field."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, fields, replace
from typing import Any

from domain.model import ActivityFields


@dataclass(frozen=True, slots=True)
class Divergence:
    """One field in which my form and what stands now differ. Values are those of the fields."""

    field: str
    mine: Any
    theirs: Any
    """What stands now."""
    both: bool
    """Whether both of us changed it since I opened the form; else only one did."""
    i_changed: bool


def divergences(
    opened: ActivityFields, mine: ActivityFields, theirs: ActivityFields
) -> list[Divergence]:
    """Fields that differ between my form and what stands now; `opened` is what I began with."""
    found = []
    for one in fields(ActivityFields):
        was, mine_now, now = (_plain(getattr(side, one.name)) for side in (opened, mine, theirs))
        if mine_now != now:
            i_changed = mine_now != was
            found.append(Divergence(one.name, mine_now, now, i_changed and now != was, i_changed))
    return found


def merged(mine: ActivityFields, theirs: ActivityFields, keep: Collection[str]) -> ActivityFields:
    """What stands now, with my values of the fields in `keep`."""
    return replace(theirs, **{name: getattr(mine, name) for name in keep})


def _plain(value: Any) -> Any:
    """Lists of ids say the same in any order."""
    return tuple(sorted(value)) if isinstance(value, tuple) else value

"""Who runs a date: somebody cannot, somebody is found, and what may be asked of whom."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from domain.conflicts import Conflict
from domain.errors import Refused
from domain.model import Actor, DatedActivity, Facilitator, Occurrence
from domain.rights import require


@dataclass(frozen=True, slots=True)
class Substitute:
    """Somebody who could run a date."""

    person: Facilitator
    last_ran: datetime | None
    """When they last ran an activity of this type (UTC); None: not in the time looked at."""
    conflicts: tuple[Conflict, ...]
    """What stands in their way; empty: they are free."""


def may_be_changed(date: Occurrence, now: datetime) -> bool:
    """Whether the people of a date may still change: planned, not ended, not recorded.

    A date that has begun may be: whoever is not there at 8.35 was to begin at 8.30.
    """
    return date.state == "planned" and date.ends_at > now and date.close_out is None


def require_cannot(
    actor: Actor, one: DatedActivity, facilitator_id: int, shared_ids: Collection[int]
) -> None:
    """Raise Refused unless the actor may say of this facilitator that they cannot, or can again.

    Everybody linked to a facilitator for themselves, on dates that they run or were to run; of
    others, and of drafts, whoever may plan the activity.
    """
    if actor.facilitator_id == facilitator_id and one.activity.state != "draft":
        require_own(actor, one.occurrence)
    else:
        require(actor, "plan.write", one.activity.fields.service_ids, shared_ids)


def require_own(actor: Actor, date: Occurrence) -> None:
    """Raise Refused unless the actor is linked to a facilitator who runs the date, or was to."""
    require(actor, "schedule.own")
    if actor.facilitator_id not in (*date.facilitator_ids, *date.missing_ids):
        raise Refused("schedule.own")


def without(date: Occurrence, facilitator_id: int) -> Occurrence:
    """The date when a facilitator cannot: nobody is found for them yet."""
    return replace(
        date,
        facilitator_ids=tuple(one for one in date.facilitator_ids if one != facilitator_id),
        missing_ids=tuple(dict.fromkeys((*date.missing_ids, facilitator_id))),
        is_exception=True,
    )


def manned(date: Occurrence, facilitator_ids: Sequence[int]) -> Occurrence:
    """The date with these people: who is back is missed no more, each newcomer fills one gap.

    Gaps are filled in the order in which they came.
    """
    new = [one for one in facilitator_ids if one not in date.facilitator_ids]
    left = [one for one in date.missing_ids if one not in facilitator_ids]
    filled = sum(one not in date.missing_ids for one in new)
    return replace(
        date,
        facilitator_ids=tuple(dict.fromkeys(facilitator_ids)),
        missing_ids=tuple(left[filled:]),
        is_exception=True,
    )


def enough(date: Occurrence) -> Occurrence:
    """The date run by those who are left."""
    return replace(date, missing_ids=())


def in_order(found: Iterable[Substitute]) -> list[Substitute]:
    """Free first; of those who have run this type the latest first; then by name."""

    def place(one: Substitute) -> tuple[bool, bool, float, str]:
        ran = one.last_ran
        latest = -ran.timestamp() if ran else 0.0
        return bool(one.conflicts), ran is None, latest, one.person.name.casefold()

    return sorted(found, key=place)

"""Places of a course: counted by staff, no names; what citizens may read of it."""

from __future__ import annotations

from domain.errors import InvalidField
from domain.model import Activity, ActivityFields

MOST = 10_000


def has_places(fields: ActivityFields) -> bool:
    """Whether places are counted: a closed course with a fixed number of them."""
    return fields.course and fields.capacity is not None


def left(activity: Activity) -> int | None:
    """Places left, never below 0; None where none are counted."""
    if not has_places(activity.fields):
        return None
    return max(0, (activity.fields.capacity or 0) - activity.taken)


def changed(activity: Activity, by: int, *, over: bool) -> int:
    """Places taken after `by` more. With `over` somebody has said that it may be too many.

    Raises InvalidField: "no-course", "no-places-taken" below 0, "course-full" above the number
    of places.
    """
    if not has_places(activity.fields):
        raise InvalidField("places", "no-course")
    taken, places = activity.taken + by, activity.fields.capacity or 0
    if taken < 0:
        raise InvalidField("places", "no-places-taken")
    if by > 0 and taken > places and not over:
        raise InvalidField("places", "course-full", places=places)
    return min(taken, MOST)

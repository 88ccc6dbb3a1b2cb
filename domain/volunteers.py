"""*Frivillig søges*: what lacks a volunteer. Only what citizens' pages show in full is told."""

from __future__ import annotations

from domain.discretion import Groups, board_view
from domain.model import DatedActivity, Facilitator, Occurrence


def lacks_volunteer(
    one: DatedActivity, groups: Groups, facilitators: dict[int, Facilitator]
) -> bool:
    """Whether a date wants a volunteer and none is among those who run it.

    Wanted is who does the `volunteer_task` of the activity; a cancelled date wants nobody.
    """
    activity = one.activity
    if not activity.fields.volunteer_task or board_view(activity, groups) != "full":
        return False
    if one.occurrence.state != "planned" or activity.state != "published":
        return False
    return has_no_volunteer(one.occurrence, facilitators)


def has_no_volunteer(date: Occurrence, facilitators: dict[int, Facilitator]) -> bool:
    """Whether none of those who run a date is a volunteer."""
    people = (facilitators.get(number) for number in date.facilitator_ids)
    return not any(person is not None and person.kind == "volunteer" for person in people)

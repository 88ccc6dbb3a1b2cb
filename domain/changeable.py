"""What may still be changed, by what is cancelled, paused, begun or recorded.

One guard for every way in: the form, a drag, the telephone's page, an undo. Each raises
InvalidField ("form") with a code of its own, so that the sentence can say what to do instead.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from domain.errors import InvalidField
from domain.model import Activity, DatedActivity, Occurrence
from domain.schedule import has_begun


def check_date(one: DatedActivity, now: datetime, *, begun: bool = False) -> None:
    """A date that gets another time, place, people or words: planned and still to come.

    `begun`: one that goes on right now may be changed too (cancelled, run by somebody else), until
    it has ended or is recorded. Raises InvalidField ("activity-cancelled", "date-is-over",
    "date-cancelled", "date-paused").
    """
    date = one.occurrence
    check_activity(one.activity)
    over = date.ends_at <= now or date.close_out is not None if begun else has_begun(date, now)
    if over:
        raise InvalidField("form", "date-is-over")
    if date.state == "cancelled":
        raise InvalidField("form", "date-cancelled")
    if date.state == "paused":
        raise InvalidField("form", "date-paused")


def check_cancelled_date(one: DatedActivity, now: datetime) -> None:
    """A date whose cancelling is taken back. Raises InvalidField as `check_date`, and
    "date-planned" for one that is planned or paused."""
    check_activity(one.activity)
    if has_begun(one.occurrence, now):
        raise InvalidField("form", "date-is-over")
    if one.occurrence.state != "cancelled":
        raise InvalidField("form", "date-planned")


def check_activity(activity: Activity) -> None:
    """An activity whose dates change. Raises InvalidField ("activity-cancelled")."""
    if activity.state == "cancelled":
        raise InvalidField("form", "activity-cancelled")


def check_times(activity: Activity, dates: Collection[Occurrence]) -> None:
    """An activity that gets another time, rule, place or people.

    One without a rule is its date: where that is cancelled it must be planned again first. A
    series goes on around its cancelled dates. Raises InvalidField.
    """
    check_activity(activity)
    if activity.fields.rrule is None and any(date.state == "cancelled" for date in dates):
        raise InvalidField("form", "date-cancelled")

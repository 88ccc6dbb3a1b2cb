"""What may leave the house of Driftstal: sums of the whole house over a span, and nothing finer.

No room, type, group, service, day or activity is told apart; the report reads this and no other
exact figure. Only reads.
"""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from db.activity_names import named
from db.connection import Connection
from db.driftstal import daily, summed
from db.faces import faces
from domain.driftstal import opened, total
from domain.faces import month_of
from domain.model import DayRange
from domain.reporting import Whole


def whole_house(
    con: Connection, days: DayRange, zone: ZoneInfo, now: datetime, today: date
) -> Whole:
    """The whole house over local days, which must be whole months. `now` is an aware instant.

    The faces are those that may be shown on the local day `today`.
    """
    by_day = daily(con, "time", days, zone, now)
    acts = summed(con, "activity", days, zone, now)
    courses = total(acts[one.id] for one in named(con, acts) if one.course)
    first, last = month_of(days.first), month_of(days.after)
    shown = [one for one in faces(con, today) if first <= one.month < last]
    return Whole(
        total(by_day.values()),
        days_opened=len({day for part in (0, 1) for day in opened(by_day, part)}),
        evenings_opened=len(opened(by_day, 1)),
        course_dates=courses.planned - courses.coming,
        course_held=courses.held,
        good=sum(one.good for one in shown),
        middling=sum(one.middling for one in shown),
        bad=sum(one.bad for one in shown),
    )

"""Days, weeks and months as they stand in a table and under a column."""

from __future__ import annotations

from datetime import date

from domain.driftstal import Bucket, bucket_start
from locales import _
from locales.formats import month, short_day, weekday


def moment(when: date, bucket: Bucket) -> str:
    """ "man. 9. nov.", "uge 46/26" or "nov. 26"."""
    if bucket == "week":
        iso = bucket_start(when, "week").isocalendar()
        return _("week %(week)s/%(year)02d") % {"week": iso.week, "year": iso.year % 100}
    if bucket == "month":
        return f"{month(when)[:3]} {when.year % 100:02d}"
    return short_day(when)


def short_moment(when: date, bucket: Bucket) -> str:
    """The same on two short lines, for the foot of a column: "man.\\n9/11"."""
    if bucket == "week":
        return _("week") + f"\n{when.isocalendar().week}"
    if bucket == "month":
        return f"{month(when)[:3]}\n{when.year}"
    return f"{weekday(when)[:3]}\n{when.day}/{when.month}"

"""Everything a report is written from, fetched once, by somebody who may see it.

By-service figures come from `db.figures.released` alone; of Driftstal only whole-house sums of
months are read.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from db.connection import Connection, HouseDb
from db.driftstal_kept import first_day
from db.driftstal_whole import whole_house
from db.figures import Release, released
from db.house import load_house
from db.report_comments import Comment, comments
from domain.driftstal import Tally
from domain.localtime import local_day, to_local
from domain.model import Actor
from domain.periods import Period, month_of
from domain.reporting import Span, Whole, year_earlier
from domain.rights import require

QUARTERLY = ("organiser", "group", "category", "daypart")
"""The tables of a quarter by name, in the order of the report."""


@dataclass(frozen=True, slots=True)
class Figures:
    house: str
    demo: bool
    span: Span
    made: datetime
    """Naive local wall time."""
    first: date | None
    """The local day of the oldest date of the plan; None for an empty plan."""
    wholes: Mapping[Period, Whole]
    """Whole-house sums of the months that have begun: those of the span, and those before it back
    to the same month a year earlier."""
    tables: Mapping[tuple[Period, str], Release]
    """Released and withheld tables of the span and of the year before."""
    comments: Mapping[str, str]

    @property
    def today(self) -> date:
        return self.made.date()

    def tally(self, span: Span) -> Tally:
        """The whole house over a span; what has not begun counts nothing."""
        return self.whole(span).sums

    def whole(self, span: Span) -> Whole:
        """The same with what is told beside the sums."""
        return sum((self.wholes.get(month, Whole()) for month in span.months), Whole())

    def known(self, month: Period) -> Tally | None:
        """The sums of a month in which something was planned, None of others."""
        found = self.wholes.get(month)
        return found.sums if found is not None and found.planned else None

    def comparable(self) -> list[Period]:
        """The months of the span that are over, and that are known of the year before too."""
        return [
            month
            for month in self.span.months
            if month.days.after <= self.today
            and self.known(month)
            and self.known(year_earlier(month))
        ]

    def released(self, period: Period, name: str) -> Release | None:
        """A table that is out, None when it is withheld or its period is not closed."""
        found = self.tables.get((period, name))
        return found if found is not None and found.status == "released" else None

    def is_open(self, period: Period) -> bool:
        """Whether a period has begun, has dates, and is not closed yet."""
        return (
            not any(closed == period for closed, _name in self.tables)
            and period.days.first <= self.today
            and any(self.known(month) for month in period.months)
        )


def collect(db: HouseDb, actor: Actor, span: Span, *, now: datetime, zone: ZoneInfo) -> Figures:
    """Fetch what the report of a span needs. `now` is an aware instant. Raises Refused."""
    require(actor, "figures.across")
    today = local_day(now, zone)
    with db.read() as con:
        house = load_house(con)
        first = first_day(con, zone)
        wanted = {*span.months, *span.quarters, *span.before.months, *span.before.quarters}
        return Figures(
            house=house.settings.get("house.name", ""),
            demo=house.settings.get("demo") == "1",
            span=span,
            made=to_local(now, zone),
            first=first,
            wholes=_wholes(con, span, first, today, zone, now),
            tables={(one.period, one.name): one for one in released(con) if one.period in wanted},
            comments={key: one.text for key, one in comments(con, str(span)).items()},
        )


def draft(db: HouseDb, actor: Actor, span: Span) -> dict[str, Comment]:
    """What has been written into the report of a span, by section. Raises Refused."""
    require(actor, "figures.across")
    with db.read() as con:
        return comments(con, str(span))


def oldest(db: HouseDb, actor: Actor, zone: ZoneInfo) -> date | None:
    """The local day from which there is something to report on. Raises Refused."""
    require(actor, "figures.across")
    with db.read() as con:
        return first_day(con, zone)


def trend(span: Span) -> Sequence[Period]:
    """From the same month a year earlier to the end of the span, in order."""
    months = [year_earlier(span.months[0])]
    while months[-1] != span.months[-1]:
        months.append(months[-1].following)
    return months


def _wholes(
    con: Connection,
    span: Span,
    first: date | None,
    today: date,
    zone: ZoneInfo,
    now: datetime,
) -> dict[Period, Whole]:
    if first is None:
        return {}
    return {
        month: whole_house(con, month.days, zone, now, today)
        for month in trend(span)
        if month_of(first) <= month and month.days.first <= today
    }

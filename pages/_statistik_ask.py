"""What the sections of Driftstal ask the database with: one period, the year before, filters."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from db.connection import Connection
from db.driftstal import daily, longest_gaps, summed
from domain.driftstal import Bucket, Cut, Narrowed, Tally, bucket_of, total
from domain.gaps import Gap
from domain.model import DayRange, House
from exports import Column, Sheet, Value
from locales import _
from pages import _statistik_show as show
from pages._statistik_chosen import Chosen, long_words

Sums = dict[int, Tally]
Parts = dict[tuple[date, int], Tally]


@dataclass(frozen=True, slots=True)
class Ask:
    con: Connection
    """Open while the page is drawn, so that all its figures are of one state of the house."""
    house: House
    chosen: Chosen
    narrowed: Narrowed
    filters: str
    """The filters in words, "" when nothing is narrowed."""
    now: datetime
    zone: ZoneInfo
    whole: Tally
    before: Tally

    def both(self, cut: Cut) -> tuple[Sums, Sums]:
        """The sums of the period, and of the same period a year before."""
        return self._summed(cut, self.chosen.days), self._summed(cut, self.chosen.before)

    def over_time(self, bucket: Bucket) -> tuple[Parts, Parts]:
        """The sums by bucket and day (0) or evening (1), and those of the same period a year
        before; none of a year without dates."""
        return self._daily(self.chosen.days, bucket), (
            self._daily(self.chosen.before, bucket) if self.has_before else {}
        )

    def by_day(self) -> Parts:
        """The sums by day and day (0) or evening (1)."""
        return self._daily(self.chosen.days, "day")

    def gaps(self, days: DayRange) -> dict[int, Gap]:
        """The longest gap of each target group that was offered something."""
        return longest_gaps(self.con, days, self.zone, self.now, self.narrowed)

    @property
    def bucket(self) -> Bucket:
        return bucket_of(self.chosen.days)

    @property
    def has_before(self) -> bool:
        return self.before.planned > 0

    def sheet(
        self,
        title: str,
        says: str,
        columns: Iterable[Column],
        rows: Iterable[tuple[Value, ...]],
        *notes: str,
        covered: bool = True,
        stroke: bool = True,
    ) -> Sheet:
        """`covered`: the figure is about dates held; `stroke`: the year before is drawn in it."""
        told = [show.coverage(self.whole.held, self.whole.unrecorded)] if covered else []
        if self.has_before and stroke:
            told.append(
                _("The stroke is %(period)s") % {"period": self.chosen.before_words.lower()}
            )
        period = long_words(self.chosen)
        if self.filters:
            period = f"{period} · {self.filters}"
        return Sheet(
            title, period, says, ". ".join(told), tuple(columns), tuple(rows), (*notes, _hidden())
        )

    def _summed(self, cut: Cut, days: DayRange) -> Sums:
        return summed(self.con, cut, days, self.zone, self.now, self.narrowed)

    def _daily(self, days: DayRange, bucket: Bucket) -> Parts:
        return daily(self.con, "time", days, self.zone, self.now, self.narrowed, bucket)


def asked(
    con: Connection,
    house: House,
    chosen: Chosen,
    narrowed: Narrowed,
    filters: str,
    now: datetime,
    zone: ZoneInfo,
) -> Ask:
    now_sums = summed(con, "time", chosen.days, zone, now, narrowed)
    then = summed(con, "time", chosen.before, zone, now, narrowed)
    return Ask(
        con, house, chosen, narrowed, filters, now, zone, total(now_sums.values()),
        total(then.values()),
    )  # fmt: skip


def ranked(found: Mapping[int, Tally], name: Callable[[int], str]) -> list[int]:
    """The keys by visits, most first, then by name."""
    return sorted(found, key=lambda key: (-found[key].visits, name(key)))


def _hidden() -> str:
    return _("What is hidden (treatment, staff meetings, reservations) is in no figure.")

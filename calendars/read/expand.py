"""The dates of a rule within a window, at a bounded cost.

Rules are walked here, not by dateutil: it cannot be stopped in a rule that never occurs (every
30 February), which takes seconds each, and a file may hold thousands. Here each day that is looked
at is paid from a budget, and a rule without COUNT begins at the window. The tests hold it to
dateutil over random rules. Times are naive wall times.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import product

from calendars.read.rules import BadRule, Rule

ONE_DAY = timedelta(days=1)
_YIELD_COST = 3


class Budget:
    """What is left of the work that one file may cost."""

    def __init__(self, work: int) -> None:
        self.left = work

    def take(self, cost: int) -> None:
        """Raises BadRule "too-much" when there is not so much left."""
        if cost > self.left:
            self.left = 0
            raise BadRule("too-much")
        self.left -= cost


def wall_starts(
    start: datetime, rule: Rule, last: datetime, after: datetime, budget: Budget
) -> Iterator[datetime]:
    """Starts of a series in [after, last], in order; `start` always counts as the first one.

    Follows RFC 5545 3.3.10. Raises BadRule "too-much" when the budget does not suffice.
    """
    yielded = 1
    if after <= start <= last:
        yield start
    begin = start if rule.count is not None else max(start, after)
    times = [
        time(*hms)
        for hms in product(
            rule.hours or (start.hour,),
            rule.minutes or (start.minute,),
            rule.seconds or (start.second,),
        )
    ]
    for period in _periods(rule, start.date(), begin.date(), last.date()):
        budget.take(1 + len(period) // 2)
        for one in _in_period(rule, period, start, times):
            if one <= start:
                continue
            if one > last or (rule.count is not None and yielded >= rule.count):
                return
            yielded += 1
            if one >= after:
                budget.take(_YIELD_COST)
                yield one


@dataclass(frozen=True, slots=True)
class _Days:
    """Consecutive days, half-open."""

    first: date
    after: date

    def __len__(self) -> int:
        return (self.after - self.first).days


def _periods(rule: Rule, start: date, begin: date, last: date) -> Iterator[_Days]:
    """The rule's periods (day, week, month, year) that may hold a date in [begin, last]."""
    step = rule.interval
    if rule.frequency in ("DAILY", "WEEKLY"):
        weekly = rule.frequency == "WEEKLY"
        size = 7 if weekly else 1
        first = start - ONE_DAY * ((start.weekday() - rule.week_start) % 7 if weekly else 0)
        first += ONE_DAY * ((begin - first).days // (size * step) * size * step)
        while first <= last:
            yield _Days(first, first + size * ONE_DAY)
            first += size * step * ONE_DAY
        return
    size = 12 if rule.frequency == "YEARLY" else 1
    origin = start.year * 12 + (0 if size == 12 else start.month - 1)
    now = begin.year * 12 + begin.month - 1
    month = origin + (now - origin) // (size * step) * size * step
    while _month(month) <= last:
        yield _Days(_month(month), _month(month + size))
        month += size * step


def _month(number: int) -> date:
    return date(number // 12, number % 12 + 1, 1)


def _in_period(rule: Rule, period: _Days, start: datetime, times: list[time]) -> list[datetime]:
    """What one period gives, in order, BYSETPOS applied; `times` are the times of each day."""
    days = (period.first + number * ONE_DAY for number in range(len(period)))
    found = [datetime.combine(day, at) for day in days if _fits(rule, day, start) for at in times]
    if not rule.positions:
        return found
    return [
        one
        for number, one in enumerate(found)
        if number + 1 in rule.positions or number - len(found) in rule.positions
    ]


def _fits(rule: Rule, day: date, start: datetime) -> bool:
    """Whether a day of one of its periods is one of the rule's."""
    if rule.months and day.month not in rule.months:
        return False
    bare = not (rule.days or rule.month_days or rule.year_days or rule.weeks)
    if bare and rule.frequency == "WEEKLY":
        return day.weekday() == start.weekday()
    if bare and rule.frequency in ("MONTHLY", "YEARLY"):
        same_month = rule.frequency == "MONTHLY" or rule.months or day.month == start.month
        return bool(same_month) and day.day == start.day
    if rule.month_days:
        length = (_month(day.year * 12 + day.month) - day.replace(day=1)).days
        if not {day.day, day.day - length - 1} & rule.month_days:
            return False
    if rule.year_days:
        number, length = day.timetuple().tm_yday, date(day.year, 12, 31).timetuple().tm_yday
        if not {number, number - length - 1} & rule.year_days:
            return False
    if rule.weeks and not (_week_numbers(day, rule.week_start) & rule.weeks):
        return False
    if rule.weeks and not rule.days:
        return day.weekday() == start.weekday()
    return not rule.days or _fits_weekday(rule, day)


def _fits_weekday(rule: Rule, day: date) -> bool:
    """BYDAY: "MO" any Monday, "2MO" and "-1MO" counted within the month or the year."""
    weekday = day.weekday()
    if (0, weekday) in rule.days:
        return True
    if rule.frequency in ("DAILY", "WEEKLY"):
        return any(weekday == other for _nth, other in rule.days)
    if rule.frequency == "MONTHLY" or rule.months:
        length = (_month(day.year * 12 + day.month) - day.replace(day=1)).days
        number = day.day
    else:
        number, length = day.timetuple().tm_yday, date(day.year, 12, 31).timetuple().tm_yday
    nth, from_end = (number - 1) // 7 + 1, -((length - number) // 7 + 1)
    return (nth, weekday) in rule.days or (from_end, weekday) in rule.days


def _week_numbers(day: date, week_start: int) -> set[int]:
    """The number of a day's week from the start and from the end of the week's year."""
    middle = day - ONE_DAY * ((day.weekday() - week_start) % 7) + 3 * ONE_DAY
    number = (middle.timetuple().tm_yday - 1) // 7 + 1
    last = date(middle.year, 12, 31)
    while (last - ONE_DAY * ((last.weekday() - week_start) % 7) + 3 * ONE_DAY).year != middle.year:
        last -= ONE_DAY
    total = (
        (last - ONE_DAY * ((last.weekday() - week_start) % 7) + 3 * ONE_DAY).timetuple()
    ).tm_yday
    return {number, number - ((total - 1) // 7 + 1) - 1}

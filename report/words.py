"""Small words of the report: periods, figures, rows and columns. Everything is plain text."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, timedelta

from db.figures import Release
from domain.driftstal import Tally
from domain.periods import Period
from domain.reporting import SHARE_NEEDS, Span
from locales import _
from locales.formats import day_with_year, month, number, percent
from report.released import Across, Row

NONE = "–"
_LONG_WORD = re.compile(r"\S{25,}")
_ROWS = {
    "month": _("The whole house"),
    "day": _("Day (before 16.00)"),
    "evening": _("Evening (from 16.00)"),
    "other": _("others"),
}
_SEVERAL = {"organiser": _("several services"), "group": _("several target groups")}
_WITHHELD = {
    "no-visits": _("No visits were counted, so there is nothing to show."),
    "few-visits": _("So few visits were counted that people could be recognised. Not released."),
    "few-rows": _("Too few rows are large enough to stand side by side. Not released."),
    "audit": _("The figures could not be protected well enough. Not released."),
}
_TABLES = {
    "month": _("Visits by service"),
    "organiser": _("Whose activities are visited by whom"),
    "group": _("Visits by whom it was offered to"),
    "category": _("Visits by type of activity"),
    "daypart": _("Visits by day and evening"),
}


def breakable(text: str) -> str:
    """A name in which no word is too long for a narrow column: soft hyphens every 12 letters."""
    return _LONG_WORD.sub(lambda found: "\u00ad".join(_pieces(found[0], 12)), text)


def span(one: Span) -> str:
    """ "oktober 2026", "3. kvartal 2026" or "2026"."""
    return str(one.year) if one.kind == "year" else period(_only(one))


def period(one: Period) -> str:
    if one.kind == "month":
        return month(one.days.first)
    return _("Quarter %(number)s of %(year)s") % {"number": one.number, "year": one.year}


def short_month(one: Period) -> str:
    """ "okt. 26"."""
    name = month(one.days.first).split(" ")[0]
    return f"{name if len(name) < 4 else name[:3] + '.'} {one.year % 100:02d}"


def periods(found: Iterable[Period]) -> str:
    """ "1., 2. og 3. kvartal 2026", or the months with commas."""
    each = list(found)
    if len(each) > 1 and all(one.kind == "quarter" for one in each):
        return _("quarters %(first)s to %(last)s of %(year)s") % {
            "first": each[0].number, "last": each[-1].number, "year": each[-1].year,
        }  # fmt: skip
    return listed(period(one) for one in each)


def days(one: Span) -> str:
    return _("%(first)s to %(last)s") % {
        "first": day_with_year(one.days.first),
        "last": day_with_year(last_day(one)),
    }


def last_day(one: Span) -> date:
    return one.days.after - timedelta(days=1)


def listed(names: Iterable[str]) -> str:
    """ "a, b og c"."""
    each = list(names)
    if len(each) < 2:
        return "".join(each)
    return _("%(some)s and %(last)s") % {"some": ", ".join(each[:-1]), "last": each[-1]}


def figure(value: int | None, across: Across | None = None) -> str:
    """A released figure; 0 stands for everything from 0 to 4, of a sum for as many times four."""
    if value is None:
        return NONE
    return number(value) if value else f"0–{across.least if across else 4}"


def rounded_share(value: float | None) -> str:
    """A share of released figures in whole percent, or why there is none."""
    return _("too few") if value is None else percent(round(value, 2))


def column(key: str, label: str) -> str:
    return _("not known") if key == "unknown" else breakable(label)


def row(one: Row, name: str) -> str:
    return label_of(one.key, one.label, name) + (" *" if one.apart else "")


def label_of(key: str, label: str, name: str) -> str:
    own = _SEVERAL.get(name, "") if key == "several" else _ROWS.get(key, "")
    return capital(own or breakable(label))


def capital(text: str) -> str:
    """With a capital first letter, the others as they are."""
    return text[:1].upper() + text[1:]


def table_name(name: str) -> str:
    return _TABLES[name]


def reason(one: Release) -> str:
    return _WITHHELD.get(one.reason, _WITHHELD["audit"])


def visits(one: Tally | None) -> str:
    """The visits, or a dash where nothing was counted: that is not a zero."""
    return number(one.visits) if one is not None and one.held else NONE


def hours(minutes: int) -> str:
    return number(round(minutes / 60))


def coverage(one: Tally) -> str:
    """In whole percent; of few dates in numbers; a dash where no date was held."""
    begun = one.held + one.unrecorded
    if one.coverage is None:
        return NONE
    if begun < SHARE_NEEDS:
        return _("%(some)s of %(all)s") % {"some": number(one.held), "all": number(begun)}
    return percent(round(one.coverage, 2))


def _only(one: Span) -> Period:
    return one.quarters[0] if one.kind == "quarter" else one.months[0]


def _pieces(text: str, size: int) -> list[str]:
    return [text[at : at + size] for at in range(0, len(text), size)]

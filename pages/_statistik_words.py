"""The words of released tables: rows, columns, figures, and why one was withheld."""

from __future__ import annotations

from db.figures import Release, ReleasedRow
from domain.periods import Period
from locales import _
from locales.formats import month, number, percent

SHARE_NEEDS = 20
"""A share is told from a denominator of this size on."""

_WITHHELD = {
    "no-visits": _("No visits were counted, so there is nothing to show."),
    "few-visits": _("So few visits were counted that people could be recognised. Not released."),
    "few-rows": _("Too few rows are large enough to stand side by side. Not released."),
    "audit": _("The figures could not be protected well enough. Not released."),
}
_ROWS = {
    "month": _("The whole house"),
    "day": _("Day (before 16.00)"),
    "evening": _("Evening (from 16.00)"),
    "other": _("others"),
}
_SEVERAL = {"organiser": _("several services"), "group": _("several target groups")}


def figure(value: int) -> str:
    """A released figure; 0 stands for everything from 0 to 4."""
    return number(value) if value else "0–4"


def value(released: int | None) -> int | str | None:
    """A released figure for a table: a number, or "0–4"."""
    return released or (None if released is None else figure(released))


def method() -> str:
    return _("Rounded by lot to a multiple of five, at most four away from the truth.")


def column(key: str, label: str) -> str:
    return _("not known") if key == "unknown" else label


def row(one: ReleasedRow, table: str) -> str:
    return label_of(one.key, one.label, table)


def label_of(key: str, label: str, table: str) -> str:
    return (_SEVERAL.get(table, "") if key == "several" else _ROWS.get(key, "")) or label


def joined(one: Release) -> str:
    """Which rows stand together in "others", "" when none do."""
    names = [label_of(key, label, one.name) for key, label in one.joined]
    return _("Others: %(names)s.") % {"names": ", ".join(names)} if names else ""


def withheld(one: Release) -> str:
    return _WITHHELD.get(one.reason, _WITHHELD["audit"])


def period(one: Release) -> str:
    """ "oktober 2026" or "3. kvartal 2026"."""
    if one.period.kind == "month":
        return month(one.period.days.first)
    return _("Quarter %(number)s of %(year)s") % {
        "number": one.period.number,
        "year": one.period.year,
    }


def short_month(which: Period) -> str:
    """ "okt" over "26", as it stands under a column."""
    return f"{month(which.days.first)[:3]}\n{which.year % 100:02d}"


def cell(one: Release, key: str) -> int | None:
    """The column total of a service, None where the table was withheld or has no such column."""
    keys = [name for name, _label in one.columns]
    if one.status == "withheld" or key not in keys:
        return None
    return one.column_totals[keys.index(key)]


def share(part: int, whole: int) -> str:
    """A share of released figures, or why there is none."""
    return percent(part / whole) if whole >= SHARE_NEEDS else _("too few")


def told(one: Release) -> str:
    """Coverage, and the share of visits whose service is known, both of a released table."""
    unknown = cell(one, "unknown") or 0
    known = share(one.total - unknown, one.total)
    covered = "–" if one.coverage is None else percent(one.coverage)
    return _("%(period)s: coverage %(covered)s, service known for about %(known)s of visits") % {
        "period": period(one),
        "covered": covered,
        "known": known,
    }

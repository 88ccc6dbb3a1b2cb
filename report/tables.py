"""The tables of the report."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from domain.driftstal import Tally
from domain.periods import Period
from domain.reporting import Span, Whole
from locales import _, ngettext
from locales.formats import day_with_year, number
from report import words
from report.blocks import Notice, Table
from report.figures import Figures
from report.released import Across, by_service_before, guests, table_before

Column = tuple[str, Callable[[Tally], str]]
Beside = tuple[str, Callable[[Whole], str]]


def by_month(
    figures: Figures, caption: str, sums: Sequence[Column], beside: Sequence[Beside] = ()
) -> Table:
    """Whole-house sums: a row per month, the span, and the same period last year."""
    columns = [*((head, _of_sums(tell)) for head, tell in sums), *beside]
    span = figures.span
    rows = []
    for month in span.months:
        found = figures.wholes[month] if figures.known(month) else None
        mark = " °" if figures.is_open(month) else ""
        cells = [tell(found) if found else words.NONE for _head, tell in columns]
        rows.append((words.period(month).capitalize() + mark, *cells))
    totals = []
    if len(rows) > 1:
        totals.append(_sum_row(figures, _("Together"), span, columns))
    totals.append(_sum_row(figures, words.span(span.before), span.before, columns))
    note = _("° Not closed yet: the figures may still change.") if any(
        " °" in row[0] for row in rows
    ) else ""  # fmt: skip
    heads = (_("Month"), *(head for head, _tell in columns))
    return Table(_named(caption), heads, (*rows, *totals), totals=len(totals), note=note)


def by_service(figures: Figures, whole: Across | None, caption: str) -> Table:
    """Released visits by month and service; a quarter has a rounding of its own."""
    span = figures.span
    columns = dict(whole.columns) if whole else {}
    for month in span.months:
        one = figures.released(month, "month")
        columns |= dict(one.columns) if one else {}
    if "unknown" in columns:
        columns["unknown"] = columns.pop("unknown")
    rows = []
    for month in span.months:
        one = figures.released(month, "month")
        cells = dict(zip([key for key, _label in one.columns], one.column_totals, strict=True)
                     ) if one else {}  # fmt: skip
        mark = " °" if figures.is_open(month) else ""
        rows.append(
            (
                words.period(month).capitalize() + mark,
                *(words.figure(cells.get(key)) for key in columns),
                words.figure(one.total) if one else words.NONE,
            )
        )
    totals = []
    if whole and span.kind != "month":
        totals.append(_across_row(words.periods(whole.periods).capitalize(), whole, columns))
    before = by_service_before(figures, whole) if whole else None
    if before:
        totals.append(_across_row(words.periods(before.periods).capitalize(), before, columns))
    heads = (
        _("Month"),
        *(words.column(key, label) for key, label in columns.items()),
        _("Together"),
    )
    notes = []
    if span.kind != "month" and whole:
        notes.append(
            _("A quarter is rounded by itself, so it may differ a little from its months.")
        )
    if any(" °" in row[0] for row in rows):
        notes.append(_("° Not closed yet."))
    return Table(_named(caption), heads, (*rows, *totals), totals=len(totals), note=" ".join(notes))


def across(figures: Figures, one: Across, head: str, caption: str) -> Table:
    """A released table with its rows of the year before; of organisers with the share of guests."""
    earlier = table_before(figures, one)
    then = {row.key: words.figure(row.total, earlier) for row in earlier.rows} if earlier else {}
    with_guests = one.name == "organiser"
    rows = []
    for row in one.rows:
        cells = [words.row(row, one.name), *(words.figure(cell, one) for cell in row.cells)]
        cells.append(words.figure(row.total, one))
        if earlier:
            cells.append(then.get(row.key, words.NONE))
        if with_guests:
            found = guests(one, row)
            told = words.rounded_share(found[0] / found[1]) if found else _no_guests(one, row.key)
            cells.append(told)
        rows.append(tuple(cells))
    total = [_("Together"), *(words.figure(cell, one) for cell in one.totals)]
    total.append(words.figure(one.total, one))
    heads = [head, *(words.column(key, label) for key, label in one.columns), _("Together")]
    if earlier:
        year = earlier.periods[0].year
        heads.append(_("Together %(year)s") % {"year": year})
        total.append(words.figure(earlier.total, earlier))
    if with_guests:
        heads.append(_("Guests"))
        total.append("")
    note = " ".join(_notes(one))
    return Table(_named(caption), tuple(heads), (*rows, tuple(total)), totals=1, note=note)


def _named(caption: str) -> str:
    return _("Table: %(caption)s") % {"caption": caption}


def missing(figures: Figures, name: str) -> Notice:
    """Why there is no such table."""
    span = figures.span
    if span.kind == "month" and name != "month":
        quarter = span.months[0].quarter
        return Notice(
            _("These figures are made by quarter. They stand in the report of %(quarter)s.")
            % {"quarter": words.period(quarter)}
        )
    wanted = span.months if name == "month" else span.quarters
    told = []
    for period in wanted:
        found = figures.tables.get((period, name))
        if found is not None and found.status == "withheld":
            told.append(f"{words.period(period).capitalize()}: {words.reason(found)}")
        elif figures.is_open(period):
            told.append(not_closed(period))
    return Notice(" ".join(told) or _("Nothing was recorded in this period."))


def not_closed(period: Period) -> str:
    return _("%(period)s is not closed yet; that happens on %(day)s.") % {
        "period": words.period(period).capitalize(),
        "day": day_with_year(period.closes_on),
    }


def _of_sums(tell: Callable[[Tally], str]) -> Callable[[Whole], str]:
    return lambda one: tell(one.sums)


def _sum_row(figures: Figures, head: str, span: Span, columns: Sequence[Beside]) -> tuple[str, ...]:
    """A span in one row; where months are missing it says how many it is the sum of."""
    found, months = figures.whole(span), sum(1 for one in span.months if figures.known(one))
    if 0 < months < len(span.months):
        head = ngettext("%(head)s (%(number)s month)", "%(head)s (%(number)s months)", months) % {
            "head": head,
            "number": months,
        }
    if not found.planned:
        return (words.capital(head), *(words.NONE for _column in columns))
    return (words.capital(head), *(tell(found) for _head, tell in columns))


def _across_row(head: str, one: Across, columns: dict[str, str]) -> tuple[str, ...]:
    cells = (words.figure(one.cell(key), one) for key in columns)
    return (head, *cells, words.figure(one.total, one))


def _no_guests(one: Across, key: str) -> str:
    return _("too few") if key in dict(one.columns) else words.NONE


def _notes(one: Across) -> list[str]:
    notes = []
    names = [words.label_of(key, label, one.name) for key, label in one.joined]
    if names:
        notes.append(_("Others: %(names)s.") % {"names": words.listed(names)})
    if any(row.apart for row in one.rows):
        notes.append(_("* Stands among the others in at least one of the quarters."))
    if len(one.periods) > 1:
        notes.append(
            _("The sum of %(number)s quarters' figures: each may be up to %(most)s off.")
            % {"number": number(len(one.periods)), "most": number(one.least)}
        )
    return notes

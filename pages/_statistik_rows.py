"""The lines of a released table as they stand under its chart."""

from __future__ import annotations

from db.figures import Release, ReleasedRow
from locales import _
from locales.formats import number
from pages import _statistik_words as words


def line(one: Release, row: ReleasedRow, head: str) -> dict[str, str]:
    cells = {
        words.column(key, label): words.figure(cell)
        for (key, label), cell in zip(one.columns, row.cells, strict=True)
    }
    found = {head: words.row(row, one.name), **cells}
    found[_("Together")] = words.figure(row.total)
    if one.name == "organiser":
        found[_("Guests")] = _guests(one, row)
    return found


def _guests(one: Release, row: ReleasedRow) -> str:
    """The share of a service's visits that come from other services; of those whose service is
    known, from released figures only."""
    known = {
        key: cell
        for (key, _label), cell in zip(one.columns, row.cells, strict=True)
        if key != "unknown"
    }
    if row.key not in known:
        return "–"
    whole = sum(known.values())
    return words.share(whole - known[row.key], whole)


def margin(one: Release, head: str) -> dict[str, str]:
    found = {head: _("Together")}
    for (key, label), total in zip(one.columns, one.column_totals, strict=True):
        found[words.column(key, label)] = words.figure(total)
    found[_("Together")] = number(one.total)
    if one.name == "organiser":
        found[_("Guests")] = ""
    return found

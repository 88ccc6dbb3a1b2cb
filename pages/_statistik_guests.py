"""Guest share: how many of a service's visits come from other services, in a closed quarter."""

from __future__ import annotations

from collections.abc import Sequence

import charts
from charts import Chart, Look
from db.figures import Release, ReleasedRow
from domain.periods import Period
from exports import Column, Sheet, Value
from locales import _
from locales.formats import percent
from pages import _statistik_words as words
from pages._statistik_figure import figure


def draw(tables: Sequence[Release], period: Period) -> None:
    found = _table(tables, period)
    before = _table(tables, Period(period.year - 1, "quarter", period.number))
    if found is None:
        return
    title = _("Guests: whose visitors come to whose activities?")
    if found.status == "withheld":
        sheet = Sheet(title, words.period(found), words.withheld(found), "", (), ())
        figure("guests", sheet, None, part="paa tvaers")
        return
    rows = [row for row in found.rows if row.key in dict(found.columns)]
    then = {row.key: share(before, row) for row in before.rows} if before else {}
    values: list[tuple[Value, ...]] = []
    for row in rows:
        one, past = share(found, row), then.get(row.key)
        values.append(
            (
                words.row(row, "organiser"),
                _("too few") if one is None else one,
                *([past] if then else []),
                words.value(row.total),
            )
        )
    columns = [Column(_("Organised by"), "text"), Column(_("Guests"), "percent")]
    columns += [Column(_("A year before"), "percent")] if then else []
    columns.append(Column(_("Visits")))
    several = next((row for row in found.rows if row.key == "several"), None)
    note = (
        _("What several services organise (%(visits)s visits) is a mix: nobody is a guest there.")
        % {"visits": words.figure(several.total)}
        if several is not None
        else _("Only what one service organises has guests.")
    )
    sheet = Sheet(
        title,
        words.period(found),
        _(
            "Shows, of the visits to what one service organises, the share that comes from other"
            " services; those whose service is not known are left out. A guest is a visit, not a"
            " person."
        ),
        words.told(found),
        tuple(columns),
        tuple(values),
        (note, words.method(), _("A share is told from 20 visits on.")),
    )

    def drawn(look: Look) -> list[Chart]:
        lines = []
        for row in rows:
            one = share(found, row)
            lines.append(
                {
                    "label": words.row(row, "organiser"),
                    "value": one,
                    "shown": _("too few") if one is None else percent(one),
                    "before": then.get(row.key),
                    "shown_before": ""
                    if then.get(row.key) is None
                    else percent(then[row.key] or 0),
                }
            )
        text = "; ".join(f"{line['label']} {line['shown']}" for line in lines)
        return [
            charts.bars(
                charts.frame(lines),
                title=_("Share of guests"),
                description=f"{title} {text}.",
                look=look,
            )
        ]

    figure("guests", sheet, drawn if rows else None, part="paa tvaers")


def share(one: Release, row: ReleasedRow) -> float | None:
    """Guests of those whose service is known, from released figures; None below 20."""
    known = {
        key: cell
        for (key, _label), cell in zip(one.columns, row.cells, strict=True)
        if key != "unknown"
    }
    whole = sum(known.values())
    if row.key not in known or whole < words.SHARE_NEEDS:
        return None
    return (whole - known[row.key]) / whole


def _table(tables: Sequence[Release], period: Period) -> Release | None:
    return next((one for one in tables if one.period == period and one.name == "organiser"), None)

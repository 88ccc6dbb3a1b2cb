"""Driftstal, People: what is no visit to an activity. The faces, and visits outside activities."""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta

import charts
from charts import Chart, Look
from db.faces import faces
from db.half_days import counting_places, half_days
from domain.localtime import local_day
from exports import Column, Value
from locales import _
from locales.formats import number
from pages._statistik_ask import Ask
from pages._statistik_figure import figure


def draw(ask: Ask) -> None:
    _faces(ask)
    _outside(ask)


def _faces(ask: Ask) -> None:
    """Only months that are over, and from five answers on: `domain.faces` decides."""
    days = ask.chosen.days
    with ask.db.read() as con:
        told = faces(con, local_day(ask.now, ask.zone))
    last = days.after - timedelta(days=1)
    first_month, last_month = f"{days.first:%Y-%m}", f"{last:%Y-%m}"
    by_title: defaultdict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    for one in told:
        if first_month <= one.month <= last_month:
            for place, answers in enumerate((one.good, one.middling, one.bad)):
                by_title[one.title][place] += answers
    heads = (_("Good"), _("In between"), _("Bad"))
    order = sorted(by_title, key=lambda title: (-sum(by_title[title]), title))
    says = (
        _(
            "Shows the faces that citizens tapped after an activity, by whole months. Nobody is"
            " asked who they are, so it says nothing about who answered, or how many did not."
        )
        if order
        else _(
            "There are no faces to show. They stand by whole months that are over, and only where"
            " at least five have answered."
        )
    )
    rows: list[tuple[Value, ...]] = [(title, *by_title[title]) for title in order]
    sheet = ask.sheet(
        _("Three faces"),
        says,
        (Column(_("Activity"), "text"), *(Column(head) for head in heads)),
        rows,
        _("Filters do not reach the faces: they are kept per activity and month."),
        covered=False,
        stroke=False,
    )

    def drawn(look: Look) -> list[Chart]:
        cells = [
            {"row": title, "column": head, "value": answers, "shown": number(answers)}
            for title in order
            for head, answers in zip(heads, by_title[title], strict=True)
        ]
        text = "; ".join(f"{one['row']} – {one['column']} {one['shown']}" for one in cells)
        return [
            charts.grid(
                charts.frame(cells),
                title=_("Answers"),
                description=f"{sheet.title}: {text}.",
                look=look,
            )
        ]

    figure("faces", sheet, drawn if order else None)


def _outside(ask: Ask) -> None:
    """A measure of its own: never summed with visits to activities."""
    days = ask.chosen.days
    with ask.db.read() as con:
        places = {one.id: one for one in counting_places(con)}
        counts = half_days(con, days)
    sums: defaultdict[int, dict[str, int]] = defaultdict(lambda: {"morning": 0, "afternoon": 0})
    counted: defaultdict[int, set[object]] = defaultdict(set)
    for one in counts:
        sums[one.at.place_id][one.at.half] += one.total
        counted[one.at.place_id].add(one.at.day)
    order = [key for key in places if key in sums]
    title = _("Visits outside activities")
    says = (
        _(
            "Shows who dropped in at a place where nothing was planned, counted at most once in a"
            " morning and once in an afternoon. A measure of its own: the same person may also"
            " stand among the visits to activities, so never add the two."
        )
        if order
        else _("Nobody has counted visits outside activities in this period.")
    )
    heads = (_("Morning"), _("Afternoon"))
    rows: list[tuple[Value, ...]] = [
        (places[key].name, sums[key]["morning"], sums[key]["afternoon"], len(counted[key]))
        for key in order
    ]
    columns = (Column(_("Place"), "text"), *(Column(head) for head in heads))
    sheet = ask.sheet(
        title, says, (*columns, Column(_("Days counted"))), rows,
        _("Filters do not reach this measure: it belongs to no activity."), covered=False,
        stroke=False,
    )  # fmt: skip

    def drawn(look: Look) -> list[Chart]:
        lines = [
            {
                "label": f"{places[key].name}, {head.lower()}",
                "value": sums[key][half],
                "shown": number(sums[key][half]),
            }
            for key in order
            for half, head in zip(("morning", "afternoon"), heads, strict=True)
        ]
        text = "; ".join(f"{one['label']} {one['shown']}" for one in lines)
        return [
            charts.bars(
                charts.frame(lines), title=title, description=f"{title}: {text}.", look=look
            )
        ]

    figure("outside", sheet, drawn if order else None)

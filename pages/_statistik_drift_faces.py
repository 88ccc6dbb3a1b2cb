"""Driftstal, People: the faces that citizens tapped."""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta

import charts
from charts import Chart, Look
from db.faces import faces
from domain.localtime import local_day
from exports import Column, Value
from locales import _
from locales.formats import number
from pages._statistik_ask import Ask
from pages._statistik_figure import figure


def draw(ask: Ask) -> None:
    """Only months that are over, and from five answers on: `domain.faces` decides."""
    days = ask.chosen.days
    told = faces(ask.con, local_day(ask.now, ask.zone))
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

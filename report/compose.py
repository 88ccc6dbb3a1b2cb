"""The whole report in its order: summary, Menneske, Faglighed/kvalitet, Økonomi, method."""

from __future__ import annotations

from locales import _
from report import economy, front, method, people, quality, words
from report.blocks import Document
from report.figures import Figures


def compose(figures: Figures) -> Document:
    return Document(
        house=figures.house or _("Levende hus"),
        title=_("The house in figures"),
        period=words.span(figures.span),
        days=words.days(figures.span),
        made=front.made(figures),
        demo=figures.demo,
        promise=front.promise(),
        blocks=(
            *front.summary(figures),
            *people.section(figures),
            *quality.section(figures),
            *economy.section(figures),
            *method.section(figures),
        ),
    )

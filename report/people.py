"""Menneske: who came, with which service, and to what was offered to whom."""

from __future__ import annotations

from domain.reporting import Whole
from locales import _
from locales.formats import number
from report import drawing, tables, words
from report.blocks import Block, Comments, Heading, Notice, Pair, Words
from report.figures import Figures, trend
from report.released import Across, by_service, guests, table


def section(figures: Figures) -> list[Block]:
    return [
        Heading(_("People")),
        Words(_("Who the house is there for, and who comes."), "lead"),
        Pair(_offered(figures), _visited(figures)),
        *_whole_house(figures),
        *_services(figures),
        *_guest_share(figures),
        *_groups(figures),
        *_faces(figures),
        Comments(_("Comments on people"), figures.comments.get("people", "")),
    ]


def _offered(figures: Figures) -> str:
    sums = figures.tally(figures.span)
    if not sums.planned:
        return _("Nothing was planned in the period.")
    return _("%(planned)s dates were planned for the target groups, and %(held)s were held.") % {
        "planned": number(sums.planned),
        "held": number(sums.held),
    }


def _visited(figures: Figures) -> str:
    whole = by_service(figures, figures.span)
    if whole is None:
        return _("By service there are no figures for the period yet.")
    ranked = sorted(_services_of(whole), key=lambda found: -found[1])
    told = words.listed(f"{label} {words.figure(cell, whole)}" for label, cell in ranked)
    return _("Visits by service, %(period)s: %(list)s.") % {
        "period": words.periods(whole.periods),
        "list": told,
    }


def _services_of(whole: Across) -> list[tuple[str, int]]:
    return [
        (words.column(key, label), cell)
        for (key, label), cell in zip(whole.columns, whole.totals, strict=True)
        if key != "unknown"
    ]


def _whole_house(figures: Figures) -> list[Block]:
    caption = _("Visits in the whole house, month by month")
    picture = drawing.months(figures, trend(figures.span), "visits", caption=caption)
    blocks: list[Block] = [Heading(_("Visits in the whole house"), 2)]
    if picture is not None:
        blocks += [
            picture,
            Words(
                _(
                    "Shows every visit that was counted; grey columns are the time before, from"
                    " the same month last year on. Not how many different people came. A gap is a"
                    " month without a count, not a zero."
                ),
                "says",
            ),
        ]
    columns: list[tables.Column] = [
        (_("Visits"), words.visits),
        (_("Dates held and counted"), lambda one: number(one.held)),
        (_("No room for"), lambda one: number(one.turned_away)),
        (_("Coverage"), words.coverage),
    ]
    return [*blocks, tables.by_month(figures, caption, columns)]


def _services(figures: Figures) -> list[Block]:
    caption = _("Visits by service")
    whole = by_service(figures, figures.span)
    blocks: list[Block] = [Heading(_("Visited: by service"), 2)]
    if whole is not None:
        found = [
            (words.column(key, label), cell, words.figure(cell, whole))
            for (key, label), cell in zip(whole.columns, whole.totals, strict=True)
        ]
        quiet = len(found) - 1 if whole.columns[-1][0] == "unknown" else -1
        title = f"{caption}, {words.periods(whole.periods)}"
        blocks += [
            drawing.bars(found, caption=title, quiet=quiet),
            Words(
                _(
                    "Shows visits, each counted under the service that brought the visitor to the"
                    " house that day. Not how many different people came, and not what was offered"
                    " to whom. Grey: the service is not known."
                ),
                "says",
            ),
        ]
        panels = drawing.panels(
            figures, whole.columns, caption=_("Visits by service, month by month")
        )
        if panels is not None:
            blocks.append(panels)
    released = any(figures.released(month, "month") for month in figures.span.months)
    if whole is None and not released:
        return [*blocks, tables.missing(figures, "month")]
    return [*blocks, tables.by_service(figures, whole, caption)]


def _guest_share(figures: Figures) -> list[Block]:
    caption = _("Whose activities are visited by whom")
    blocks: list[Block] = [Heading(caption, 2)]
    found = table(figures, "organiser", figures.span.quarters)
    if found is None:
        return [*blocks, tables.missing(figures, "organiser")]
    shares = [
        (words.row(row, found.name), part[0] / part[1], words.rounded_share(part[0] / part[1]))
        for row in found.rows
        if (part := guests(found, row)) is not None
    ]
    if shares:
        blocks.append(
            drawing.bars(shares, caption=_("Share of visits by guests from other services"))
        )
    blocks += [
        Words(
            _(
                "Shows whose activities are visited by whose visitors. The share of guests is told"
                " only where one service organises; what several organise together is a blend,"
                " where nobody is a guest. It says nothing about who the guests are."
            ),
            "says",
        ),
        tables.across(figures, found, _("Organised by"), caption),
    ]
    return blocks


def _groups(figures: Figures) -> list[Block]:
    caption = _("Visits by whom it was offered to")
    blocks: list[Block] = [Heading(_("Offered: to which target groups"), 2)]
    found = table(figures, "group", figures.span.quarters)
    if found is None:
        return [*blocks, tables.missing(figures, "group")]
    return [
        *blocks,
        drawing.across_rows(found, caption=caption),
        Words(
            _(
                "Shows how often somebody came to what was offered to each target group. The rows"
                " are whom it was offered to, the columns which service the visitors came with."
                " The two are not the same: what is offered to one group may be visited by others."
            ),
            "says",
        ),
        tables.across(figures, found, _("Offered to"), caption),
    ]


def _faces(figures: Figures) -> list[Block]:
    """Sums of the whole house; those of an activity stay with the staff."""
    found = figures.whole(figures.span)
    blocks: list[Block] = [Heading(_("Three faces"), 2)]
    if not found.answers:
        return [
            *blocks,
            Notice(
                _(
                    "There are no faces to show. They stand by whole months that are over, and only"
                    " where at least five have answered."
                )
            ),
        ]
    columns: list[tables.Beside] = [
        (_("Good"), lambda one: _answers(one, one.good)),
        (_("In between"), lambda one: _answers(one, one.middling)),
        (_("Bad"), lambda one: _answers(one, one.bad)),
    ]
    return [
        *blocks,
        tables.by_month(figures, _("Faces, month by month"), [], columns),
        Words(
            _(
                "Shows the faces that citizens tapped after activities, all activities together."
                " Nobody is asked who they are. It says nothing about those who did not answer, and"
                " activities with fewer than five answers in a month are left out."
            ),
            "says",
        ),
    ]


def _answers(one: Whole, value: int) -> str:
    return number(value) if one.answers else words.NONE

"""Faglighed/kvalitet: what was planned and held, how well it is recorded, what was visited."""

from __future__ import annotations

from domain.driftstal import Tally
from domain.reporting import SHARE_NEEDS, Whole
from locales import _
from locales.formats import number, percent
from report import drawing, tables, words
from report.blocks import Block, Comments, Heading, Pair, Words
from report.figures import Figures
from report.released import by_service, known_share, share, table


def section(figures: Figures) -> list[Block]:
    return [
        Heading(_("Professional quality")),
        Words(_("Whether what was planned was held, and how well it is recorded."), "lead"),
        Pair(_offered(figures), _visited(figures)),
        *_kept(figures),
        *_types(figures),
        *_together(figures),
        Comments(_("Comments on professional quality"), figures.comments.get("quality", "")),
    ]


def _offered(figures: Figures) -> str:
    sums = figures.tally(figures.span)
    if not sums.planned:
        return _("Nothing was planned in the period.")
    return _("Of %(planned)s planned dates %(cancelled)s were cancelled.") % {
        "planned": number(sums.planned),
        "cancelled": number(sums.cancelled),
    }


def _visited(figures: Figures) -> str:
    whole = by_service(figures, figures.span)
    known = known_share(whole) if whole else None
    if whole is None or known is None:
        return _("By service there are no figures for the period yet.")
    return _("The service is known for about %(share)s of the visits, %(period)s.") % {
        "share": words.rounded_share(known),
        "period": words.periods(whole.periods),
    }


def _kept(figures: Figures) -> list[Block]:
    sums = figures.tally(figures.span)
    caption = _("What became of the planned dates")
    blocks: list[Block] = [Heading(_("Planned, held and cancelled"), 2)]
    rows = [
        (_("Held and counted"), sums.held),
        (_("Not recorded"), sums.unrecorded),
        (_("Cancelled, at least 7 days before"), sums.early),
        (_("Cancelled, 1 to 7 days before"), sums.soon),
        (_("Cancelled, later than the day before"), sums.late),
        (_("Not held, told afterwards"), sums.afterwards),
        (_("Still to come"), sums.coming),
    ]
    if sums.planned:
        shown = [(label, value, number(value)) for label, value in rows if value]
        blocks += [
            drawing.bars(shown, caption=caption),
            Words(
                _(
                    "Shows what became of every planned date, and with how much notice the"
                    " cancelled ones were cancelled. Not recorded is not the same as nobody came."
                    " The figures say nothing about how good an activity was."
                ),
                "says",
            ),
        ]
    columns: list[tables.Column] = [
        (_("Planned dates"), lambda one: number(one.planned)),
        (_("Held and counted"), lambda one: number(one.held)),
        (_("Not recorded"), lambda one: number(one.unrecorded)),
        (_("Coverage"), words.coverage),
        (_("Cancelled"), lambda one: number(one.cancelled)),
        (_("Cancelled late"), _late),
    ]
    if not any(figures.whole(one).course_dates for one in (figures.span, figures.span.before)):
        return [*blocks, tables.by_month(figures, caption, columns)]
    beside: list[tables.Beside] = [(_("Courses held"), _courses)]
    return [*blocks, tables.by_month(figures, caption, columns, beside), Words(_COURSES, "small")]


_COURSES = _(
    "Courses held: of the dates so far of all courses together, those that were held and"
    " counted. A course promises its dates to a fixed group."
)


def _courses(one: Whole) -> str:
    if not one.course_dates:
        return words.NONE
    return _("%(some)s of %(all)s") % {
        "some": number(one.course_held),
        "all": number(one.course_dates),
    }


def _late(one: Tally) -> str:
    return number(one.late)


def _types(figures: Figures) -> list[Block]:
    caption = _("Visits by type of activity")
    blocks: list[Block] = [Heading(_("Visited: types of activity"), 2)]
    found = table(figures, "category", figures.span.quarters)
    if found is None:
        return [*blocks, tables.missing(figures, "category")]
    return [
        *blocks,
        drawing.across_rows(found, caption=caption),
        Words(
            _(
                "Shows which types the visitors of each service come to. Not who they are, and not"
                " whether the activity helped them."
            ),
            "says",
        ),
        tables.across(figures, found, _("Type"), caption),
    ]


def _together(figures: Figures) -> list[Block]:
    found = table(figures, "organiser", figures.span.quarters)
    row = next((one for one in found.rows if one.key == "several"), None) if found else None
    if found is None or row is None or found.total < SHARE_NEEDS:
        return []
    part = share(row.total, found.total)
    return [
        Heading(_("Organised together"), 2),
        Words(
            _(
                "About %(share)s of the visits (%(visits)s) were to activities that two or more"
                " services organise together."
            )
            % {
                "share": percent(round(part or 0, 2)),
                "visits": words.figure(row.total, found),
            }
        ),
    ]

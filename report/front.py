"""The front page's words, and the summary: plain sentences made from the figures."""

from __future__ import annotations

from domain import driftstal
from domain.reporting import SHARE_NEEDS, year_earlier
from locales import _
from locales.formats import clock, day_with_year, number, percent
from report import words
from report.blocks import Block, Bullets, Comments, Heading, KeyFigure, KeyFigures, Notice
from report.figures import Figures
from report.released import by_service, guests, known_share, table
from report.tables import not_closed


def made(figures: Figures) -> str:
    return _("Made on %(day)s at %(clock)s") % {
        "day": day_with_year(figures.today),
        "clock": clock(figures.made),
    }


def promise() -> str:
    return _(
        "The figures count visits, never people. Figures by service are rounded, so that nobody"
        " can be recognised."
    )


def summary(figures: Figures) -> list[Block]:
    blocks: list[Block] = [Heading(_("In short"))]
    notices = _notices(figures)
    if figures.tally(figures.span).planned:
        blocks.append(_key_figures(figures))
    blocks += [Notice(text) for text in notices]
    lines = [*_house_lines(figures), *_service_lines(figures)]
    if lines:
        blocks.append(Bullets(tuple(lines)))
    blocks.append(Comments(_("The manager's comments"), figures.comments.get("whole", ""), 8))
    return blocks


def _notices(figures: Figures) -> list[str]:
    span, days = figures.span, figures.span.days
    if days.first > figures.today:
        return [_("The period has not begun, so there is nothing to report yet.")]
    if figures.first is None or days.after <= figures.first:
        return [_("The house has no figures from that time: its plan begins later.")]
    told = []
    if days.first <= figures.today < days.after:
        told.append(
            _("The period is not over. The figures go to %(day)s.")
            % {"day": day_with_year(figures.today)}
        )
    if not any(figures.known(month) for month in span.months):
        return [*told, _("Nothing was planned in the period.")]
    told += [not_closed(one) for one in span.months if figures.is_open(one)]
    return told


def _key_figures(figures: Figures) -> KeyFigures:
    now, before = figures.tally(figures.span), figures.tally(figures.span.before)
    year = words.span(figures.span.before)
    whole = len(figures.comparable()) == len(figures.span.months)
    pairs = (
        (_("visits"), words.visits(now), words.visits(before)),
        (_("dates held and counted"), number(now.held), number(before.held)),
        (_("coverage"), words.coverage(now), words.coverage(before)),
        (
            _("volunteers' hours"),
            words.hours(now.volunteer_minutes),
            words.hours(before.volunteer_minutes),
        ),
    )
    return KeyFigures(
        tuple(
            KeyFigure(label, value, f"{year}: {old if whole else words.NONE}")
            for label, value, old in pairs
        )
    )


def _house_lines(figures: Figures) -> list[str]:
    now = figures.tally(figures.span)
    if not now.planned:
        return []
    period = words.span(figures.span)
    lines = []
    if now.held:
        line = _("In %(period)s %(visits)s visits were recorded.") % {
            "period": period,
            "visits": number(now.visits),
        }
        lines.append(" ".join(filter(None, (line, _compared(figures)))))
    lines.append(
        _(
            "%(planned)s dates were planned: %(held)s held and counted, %(cancelled)s cancelled,"
            " %(unrecorded)s not recorded."
        )
        % {
            "planned": number(now.planned),
            "held": number(now.held),
            "cancelled": number(now.cancelled),
            "unrecorded": number(now.unrecorded),
        }
    )
    begun = now.held + now.unrecorded
    if begun >= SHARE_NEEDS and now.unrecorded:
        lines.append(
            _(
                "Coverage is %(share)s: so many of the dates that were held have a count. The real"
                " number of visits is higher than the recorded one."
            )
            % {"share": percent(round(now.held / begun, 2))}
        )
    if now.turned_away:
        lines.append(
            _("%(number)s times there was no room for somebody who came.")
            % {"number": number(now.turned_away)}
        )
    return lines


def _compared(figures: Figures) -> str:
    """Visits of the year before, of the same months only."""
    months, year = figures.comparable(), figures.span.before.year
    now = driftstal.total(figures.wholes[month].sums for month in months)
    before = driftstal.total(figures.wholes[year_earlier(month)].sums for month in months)
    if not (now.held and before.held):
        return _("There is no whole month to compare with in %(year)s.") % {"year": year}
    if len(months) == len(figures.span.months):
        return _("In the same period of %(year)s there were %(visits)s.") % {
            "year": year,
            "visits": number(before.visits),
        }
    return _(
        "In the %(number)s whole months that both years have there were %(now)s; in %(year)s"
        " %(before)s."
    ) % {
        "number": number(len(months)),
        "now": number(now.visits),
        "year": year,
        "before": number(before.visits),
    }


def _service_lines(figures: Figures) -> list[str]:
    whole = by_service(figures, figures.span)
    if whole is None:
        return []
    period = words.periods(whole.periods)
    ranked = sorted(
        (
            (cell, words.column(key, label))
            for (key, label), cell in zip(whole.columns, whole.totals, strict=True)
            if key != "unknown" and cell
        ),
        key=lambda found: -found[0],
    )
    lines = []
    if ranked:
        lines.append(
            _("Visits by service, %(period)s, rounded: %(list)s.")
            % {
                "period": period,
                "list": words.listed(f"{name} {number(cell)}" for cell, name in ranked[:3]),
            }
            if len(ranked) <= 3
            else _("Most visits, %(period)s, were with %(list)s (rounded figures).")
            % {
                "period": period,
                "list": words.listed(f"{name} ({number(cell)})" for cell, name in ranked[:3]),
            }
        )
    known = known_share(whole)
    if known is not None:
        lines.append(
            _("The service is known for about %(share)s of the visits.")
            % {"share": percent(round(known, 2))}
        )
    found = table(figures, "organiser", figures.span.quarters)
    parts = [part for row in found.rows if (part := guests(found, row))] if found else []
    visits, of_all = sum(part for part, _whole in parts), sum(whole for _part, whole in parts)
    if of_all >= SHARE_NEEDS:
        lines.append(
            _(
                "Of the visits to what one service organises by itself, about %(share)s were by"
                " guests from another service."
            )
            % {"share": percent(round(visits / of_all, 2))}
        )
    return lines

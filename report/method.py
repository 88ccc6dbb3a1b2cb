"""What the words mean, what the figures cannot say, and how they were made."""

from __future__ import annotations

from locales import _
from locales.formats import number
from report import words
from report.blocks import Block, Bullets, Definitions, Heading, Words
from report.figures import Figures
from report.released import by_service, known_share, withheld
from report.tables import not_closed


def section(figures: Figures) -> list[Block]:
    return [
        Heading(_("How the figures are made")),
        Words(_("What the words mean, what the figures cannot say, and why."), "lead"),
        Heading(_("What the words mean"), 2),
        Definitions(_definitions()),
        Heading(_("How complete the figures are"), 2),
        Bullets(tuple(_completeness(figures))),
        Heading(_("What the figures cannot say"), 2),
        Bullets(_limits()),
        Heading(_("Why figures by service are rounded"), 2),
        Words(
            _(
                "In a small house a 1 or a 2 in a table can point at a person. So every figure by"
                " service is rounded up or down to a multiple of five, by a secret lot. No figure"
                " is more than four away from the truth, rows and columns still add up, and on"
                " average the figures are right."
            )
        ),
        Words(
            _(
                "Before a table is shown, a program that knows everything the staff know tries to"
                " work the small figures out. If it can, the lot is drawn again, small rows are"
                " joined, or the table is withheld. A table that has been shown is never changed."
            )
        ),
        Words(
            _(
                "Method: random controlled rounding to base 5. L. H. Cox (1987), Journal of the"
                " American Statistical Association 82; Handbook on Statistical Disclosure Control,"
                " chapter 5."
            ),
            "small",
        ),
    ]


def _definitions() -> tuple[tuple[str, str], ...]:
    return (
        (
            _("Visit"),
            _(
                "Somebody took part in an activity on a date. Who comes ten times is ten visits."
                " The house keeps no register, so nobody knows how many different people came."
            ),
        ),
        (
            _("Offered"),
            _("What was planned, and for which target group. It says nothing about who came."),
        ),
        (
            _("Visited by service"),
            _(
                "Each visit counts once, under the service that brought the visitor to the house"
                " that day. It says nothing about whom the activity was offered to."
            ),
        ),
        (_("Not known"), _("Visits that were counted without their service being known.")),
        (
            _("Guests"),
            _(
                "Visits to what one service organises by visitors who came with another, of all"
                " visits there whose service is known."
            ),
        ),
        (
            _("Coverage"),
            _("How many of the dates that were held have a count. Not recorded is never zero."),
        ),
        (
            "0–4",
            _("Few or none. In a sum of several quarters the range is as many times wider."),
        ),
    )


def _completeness(figures: Figures) -> list[str]:
    span = figures.span
    lines = []
    whole = by_service(figures, span)
    for period in span.quarters or span.months:
        found = next(
            (one for (at, _name), one in figures.tables.items() if at == period and one.coverage),
            None,
        )
        if found is not None and found.coverage is not None:
            lines.append(
                _("%(period)s: when it closed, %(share)s of the dates held had a count.")
                % {
                    "period": words.period(period).capitalize(),
                    "share": words.rounded_share(found.coverage),
                }
            )
    known = known_share(whole) if whole else None
    if known is not None:
        lines.append(
            _("The service is known for about %(share)s of the visits that are divided by service.")
            % {"share": words.rounded_share(known)}
        )
    lines += [not_closed(one) for one in (*span.months, *span.quarters) if figures.is_open(one)]
    for one in withheld(figures, span):
        lines.append(
            _("%(period)s, “%(table)s”: %(reason)s")
            % {
                "period": words.period(one.period).capitalize(),
                "table": words.table_name(one.name),
                "reason": words.reason(one),
            }
        )
    months = [month for month in span.months if not figures.known(month)]
    if months:
        lines.append(
            _("Months without anything planned, or still to come: %(number)s.")
            % {"number": number(len(months))}
        )
    return lines


def _limits() -> tuple[str, ...]:
    return (
        _("Figures of the whole house are exact sums of months, without services."),
        _("Figures by service are rounded, so they differ a little from the exact sums."),
        _("Activities that are not announced, such as treatment, are in no figure and no sum."),
        _(
            "How long a target group was offered nothing, and figures of a single room, course or"
            " activity, are not in the report: with what people know of the house they could point"
            " at somebody. The managers have them on their own pages."
        ),
        _("A share is told only of 20 visits or more; of fewer it says too little."),
        _("A late correction changes the exact sums, but never a table that has been shown."),
        _("More visits do not prove that somebody is better off, fewer not the opposite."),
    )

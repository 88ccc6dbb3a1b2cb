"""Økonomi: how the house, its rooms and its volunteers are used."""

from __future__ import annotations

from domain.driftstal import Tally
from domain.reporting import SHARE_NEEDS
from locales import _
from locales.formats import number, percent
from report import drawing, tables, words
from report.blocks import Block, Comments, Heading, Pair, Words
from report.figures import Figures, trend
from report.released import Across, share, table


def section(figures: Figures) -> list[Block]:
    return [
        Heading(_("Economy")),
        Words(_("How rooms, places and volunteers are used."), "lead"),
        Pair(_offered(figures), _visited(figures)),
        *_rooms(figures),
        *_dayparts(figures),
        Comments(_("Comments on economy"), figures.comments.get("economy", "")),
    ]


def _offered(figures: Figures) -> str:
    sums = figures.tally(figures.span)
    if not sums.planned:
        return _("Nothing was planned in the period.")
    return _(
        "What was offered filled rooms for %(hours)s hours; volunteers gave %(volunteers)s hours."
    ) % {
        "hours": words.hours(sums.booked_minutes),
        "volunteers": words.hours(sums.volunteer_minutes),
    }


def _visited(figures: Figures) -> str:
    found = table(figures, "daypart", figures.span.quarters)
    row = next((one for one in found.rows if one.key == "evening"), None) if found else None
    part = share(row.total, found.total) if found and row else None
    if found is None or part is None:
        return _("How visits divide over day and evening is not told for the period.")
    return _("About %(share)s of the visits, %(period)s, were in the evening.") % {
        "share": words.rounded_share(part),
        "period": words.periods(found.periods),
    }


def _rooms(figures: Figures) -> list[Block]:
    caption = _("Hours in which rooms were booked")
    picture = drawing.months(figures, trend(figures.span), "booked_minutes", caption=caption)
    blocks: list[Block] = [Heading(_("Rooms, places and volunteers"), 2)]
    if picture is not None:
        blocks += [
            picture,
            Words(
                _(
                    "Shows the hours of all dates that were not cancelled, in all rooms together;"
                    " grey columns are the time before. Not what the hours cost."
                ),
                "says",
            ),
        ]
    columns: list[tables.Column] = [
        (_("Booked hours"), lambda one: words.hours(one.booked_minutes)),
        (_("Held and counted hours"), lambda one: words.hours(one.held_minutes)),
        (_("Places filled"), _filled),
        (_("Volunteers' hours"), lambda one: words.hours(one.volunteer_minutes)),
    ]
    beside: list[tables.Beside] = [
        (_("Days opened"), lambda one: number(one.days_opened)),
        (_("Evenings opened"), lambda one: number(one.evenings_opened)),
    ]
    caption = _("Rooms, places and volunteers, month by month")
    made = tables.by_month(figures, caption, columns, beside)
    return [*blocks, made, Words(_PLACES, "small"), Words(_OPENED, "small")]


_OPENED = _("Days and evenings opened: those on which something was held and counted.")


_PLACES = _(
    "Places filled: visits per place at the dates that have a fixed number of places. It is over"
    " 100 % where more came than there were places for."
)


def _filled(one: Tally) -> str:
    if one.filled is None:
        return words.NONE
    return percent(round(one.filled, 2)) if one.seats >= SHARE_NEEDS else _("too few")


def _dayparts(figures: Figures) -> list[Block]:
    caption = _("Visits by day and evening")
    blocks: list[Block] = [Heading(_("Visited: day and evening"), 2)]
    found = table(figures, "daypart", figures.span.quarters)
    if found is None:
        return [*blocks, tables.missing(figures, "daypart")]
    return [
        *blocks,
        drawing.across_rows(found, caption=caption),
        Words(
            _(
                "Shows when the visitors of each service come. An evening begins at 16.00. Not how"
                " long they stay."
            ),
            "says",
        ),
        tables.across(figures, found, _("Time of day"), caption),
        *_each_evening(figures, found),
    ]


def _each_evening(figures: Figures, found: Across) -> list[Block]:
    """Released visits over evenings opened: an average needs no exact count of an evening."""
    visits = next((row.total for row in found.rows if row.key == "evening"), 0)
    months = [month for quarter in found.periods for month in quarter.months]
    evenings = sum(figures.wholes[one].evenings_opened for one in months if one in figures.wholes)
    if visits < SHARE_NEEDS or not evenings:
        return []
    return [
        Words(
            _(
                "In %(period)s something was held on %(evenings)s evenings. With the rounded"
                " visits that is about %(visits)s visits per evening opened."
            )
            % {
                "period": words.periods(found.periods),
                "evenings": number(evenings),
                "visits": number(round(visits / evenings, 1)),
            }
        )
    ]

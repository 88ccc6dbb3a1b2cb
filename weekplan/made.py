"""One way in: a week, an audience and a format in; a file's name, type and bytes out."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal, get_args
from zoneinfo import ZoneInfo

from domain.localtime import week_text
from domain.model import Activity, DatedActivity, DayRange, House
from domain.weekplan import Audience, plan
from exports import CSV_TYPE, XLSX_TYPE
from locales import _
from weekplan.files import DOCX_TYPE, ICS_TYPE, as_csv, as_ics, as_xlsx
from weekplan.rows import rows

Format = Literal["docx", "xlsx", "csv", "ics"]
FORMATS: tuple[Format, ...] = get_args(Format)
TYPES: dict[Format, str] = {
    "docx": DOCX_TYPE,
    "xlsx": XLSX_TYPE,
    "csv": CSV_TYPE,
    "ics": ICS_TYPE,
}


@dataclass(frozen=True, slots=True)
class Week:
    """What an export is made from: the dates of a week as they are filtered on screen."""

    days: DayRange
    dates: Collection[DatedActivity]
    activities: Collection[Activity]
    """For what is mentioned without a date; none where the week is filtered."""
    house: House
    zone: ZoneInfo
    url: str


def says(audience: Audience) -> str:
    """What may be done with the file."""
    if audience == "wall":
        return _("May be hung up and shared: it holds what the citizens' pages show.")
    return _("Staff only: holds drafts and what is internal. Do not hang it up or pass it on.")


def file_name(days: DayRange, audience: Audience, kind: Format) -> str:
    whom = _("for-the-wall") if audience == "wall" else _("staff-only")
    return f"{_('week-plan')}-{week_text(days.first)}-{whom}.{kind}"


def made(week: Week, audience: Audience, kind: Format) -> bytes:
    """The bytes of a file."""
    chosen = plan(week.dates, week.house, audience, week.activities)
    number = week.days.first.isocalendar()
    title = _("Week plan, week %(week)s, %(year)s") % {"week": number.week, "year": number.year}
    if kind == "ics":
        return as_ics(chosen, week.house, week.zone, title, week.url)
    if kind == "docx":
        from weekplan.paper import as_docx  # python-docx only when asked for

        return as_docx(chosen, week.house, week.zone, week.days, title, says(audience))
    table = rows(chosen, week.house, week.zone)
    return as_csv(table) if kind == "csv" else as_xlsx(table, title, says(audience))

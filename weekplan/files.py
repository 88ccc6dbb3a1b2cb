"""The files of a week: CSV and XLSX for a Danish Excel, .ics for calendars. No formulas run."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, time
from io import BytesIO, StringIO
from zoneinfo import ZoneInfo

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from calendars.build import Stamped, calendar
from domain.discretion import EVERYONE_SLUG, Feed
from domain.feedentry import FeedSettings
from domain.feedface import Face
from domain.localtime import to_local
from domain.model import DatedActivity, House, Occurrence
from domain.weekplan import Plan, may_hang, may_travel
from exports import safe
from locales import _
from weekplan.rows import Rows, Value, identity

ICS_TYPE = "text/calendar"
DOCX_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def as_csv(table: Rows) -> bytes:
    """UTF-8 with a mark, semicolons, CRLF; days as 30-11-2026, times as 10:00."""
    out = StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow([safe(head) for head in table.heads])
    writer.writerows([_field(value) for value in row] for row in table.rows)
    return out.getvalue().encode("utf-8-sig")


def as_xlsx(table: Rows, title: str, says: str) -> bytes:
    """A workbook with real days and times, and a sheet that says what may be done with it."""
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.title = _("Week plan")
    for place, head in enumerate(table.heads, start=1):
        _write(sheet, 1, place, head)
        sheet.cell(1, place).font = Font(bold=True, color="FFFFFF")
        sheet.cell(1, place).fill = PatternFill("solid", fgColor="1C5F8A")
    for line, row in enumerate(table.rows, start=2):
        for place, value in enumerate(row, start=1):
            _write(sheet, line, place, value)
    for place, head in enumerate(table.heads, start=1):
        texts = [head, *(_field(row[place - 1]) for row in table.rows)]
        sheet.column_dimensions[get_column_letter(place)].width = min(
            40, max(len(text) for text in texts) + 3
        )
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = sheet.dimensions
    about = book.create_sheet(_("About"))
    _write(about, 1, 1, title)
    about.cell(1, 1).font = Font(bold=True)
    _write(about, 2, 1, says)
    about.cell(2, 1).alignment = Alignment(wrap_text=True, vertical="top")
    about.column_dimensions["A"].width = 90
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def as_ics(plan: Plan, house: House, zone: ZoneInfo, name: str, url: str) -> bytes:
    """One event a date. For the wall what "Hele huset" holds too; for staff in full, marked."""
    dates = [
        one
        for one in plan.dates
        if one.occurrence.state != "paused" and (plan.audience == "staff" or may_travel(one, house))
    ]
    return calendar(name, _events(dates, house, zone, url), zone)


def _events(
    dates: Iterable[DatedActivity], house: House, zone: ZoneInfo, url: str
) -> Iterable[Stamped]:
    feed = Feed(EVERYONE_SLUG, "", False, None)
    for one in dates:
        date_ = one.occurrence
        if not may_hang(one, house):
            words = _("Staff only: must not hang on a wall.")
            date_ = _with_note(one, words)
        face = Face(house, one.activity, feed, "full", FeedSettings(url))
        component = face.component(
            to_local(date_.starts_at, zone),
            to_local(date_.ends_at, zone),
            date_,
            "cancelled" if date_.state == "cancelled" else "confirmed",
        )
        yield Stamped(identity(one), component, one.activity.version, one.activity.updated_at)


def _with_note(one: DatedActivity, words: str) -> Occurrence:
    return replace(one.occurrence, note=f"{words} {one.occurrence.note}".strip())


def _field(value: Value) -> str:
    if value is None:
        return ""
    if isinstance(value, date):
        return f"{value:%d-%m-%Y}"
    if isinstance(value, time):
        return f"{value:%H:%M}"
    return safe(value) if isinstance(value, str) else str(value)


def _write(sheet: Worksheet, line: int, place: int, value: Value) -> None:
    cell = sheet.cell(line, place)
    cell.value = value
    if isinstance(value, str):
        cell.data_type = "s"  # a text stays a text, even if it begins like a formula
    elif isinstance(value, date):
        cell.number_format = "dd-mm-yyyy"
    elif isinstance(value, time):
        cell.number_format = "hh:mm"

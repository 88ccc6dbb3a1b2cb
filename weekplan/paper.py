"""A week as a DOCX that can be written in: a heading and a table for each day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from io import BytesIO
from zoneinfo import ZoneInfo

from docx.document import Document as WordFile
from docx.shared import Mm, Pt, RGBColor

from domain.localtime import local_day, to_local
from domain.model import DatedActivity, DayRange, House
from domain.weekplan import Plan, may_hang
from locales import _
from locales.formats import day, time_range
from report import word_style as style

_WIDTHS = (Mm(28), Mm(78), Mm(40), Mm(30))


def as_docx(
    plan: Plan, house: House, zone: ZoneInfo, days: DayRange, title: str, says: str
) -> bytes:
    """`says` is what may be done with the paper; it stands under the title and on every page."""
    file = style.blank()
    file.core_properties.title = style.clean(title)
    file.core_properties.author = file.core_properties.last_modified_by = ""
    section = file.sections[0]
    section.different_first_page_header_footer = False
    section.footer.paragraphs[0].text = style.clean(says)
    file.add_heading(style.clean(title), 0)
    told = file.add_paragraph().add_run(style.clean(says))
    if plan.audience == "staff":
        told.bold = True
        told.font.color.rgb = RGBColor.from_string("A11A1A")
    for offset in range((days.after - days.first).days):
        when = days.first + timedelta(days=offset)
        some = [one for one in plan.dates if local_day(one.occurrence.starts_at, zone) == when]
        if some:
            _day(file, when, some, house, zone, staff=plan.audience == "staff")
    if plan.mentioned:
        file.add_heading(_("Ask us about"), 2)
        for one in plan.mentioned:
            phone = one.fields.signup_phone
            words = f"{one.fields.title}: {phone}" if phone else one.fields.title
            file.add_paragraph(style.clean(words), style="List Bullet")
    kept = BytesIO()
    file.save(kept)
    return kept.getvalue()


def _day(
    file: WordFile,
    when: date,
    dates: Sequence[DatedActivity],
    house: House,
    zone: ZoneInfo,
    *,
    staff: bool,
) -> None:
    file.add_heading(style.clean(day(when).capitalize()), 2)
    table = file.add_table(rows=0, cols=len(_WIDTHS))
    table.autofit = False
    heads = (_("Time"), _("Activity"), _("Room"), _("Run by") if staff else _("For whom"))
    _row(table, heads, bold=True)
    style.header_row(table.rows[0])
    for one in dates:
        fields, date_ = one.activity.fields, one.occurrence
        start, end = to_local(date_.starts_at, zone), to_local(date_.ends_at, zone)
        room = house.rooms.get(date_.room_id or 0)
        people = (
            [one_.name for key in date_.facilitator_ids if (one_ := house.facilitators.get(key))]
            if staff
            else [
                group.public_name
                for key in fields.group_ids
                if (group := house.groups.get(key)) and group.calendar == "open"
            ]
        )
        _row(
            table,
            (
                time_range(start, end),
                _what(one, house, staff=staff),
                room.name if room else "",
                ", ".join(people),
            ),
        )


def _what(one: DatedActivity, house: House, *, staff: bool) -> str:
    """The title, and what has to be known of the date: cancelled, internal, a note."""
    title = one.occurrence.title or one.activity.fields.title
    if one.occurrence.state == "cancelled":
        title = _("CANCELLED: %(title)s") % {"title": title}
    marks = []
    if staff and one.activity.state == "draft":
        marks.append(_("draft"))
    if staff and not may_hang(one, house):
        marks.append(_("internal"))
    note = one.occurrence.note or one.activity.fields.public_note
    return "\n".join(
        part for part in (f"{title} ({', '.join(marks)})" if marks else title, note) if part
    )


def _row(table, cells: Sequence[str], *, bold: bool = False) -> None:  # type: ignore[no-untyped-def]
    row = table.add_row()
    style.whole_row(row)
    for at, (cell, text) in enumerate(zip(row.cells, cells, strict=True)):
        cell.width = _WIDTHS[at]
        run = cell.paragraphs[0].add_run(style.clean(text))
        run.bold = bold
        run.font.size = Pt(10)
        cell.paragraphs[0].paragraph_format.space_after = Pt(2)
        style.rules(cell, bottom=4)

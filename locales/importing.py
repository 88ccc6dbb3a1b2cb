"""What is told of an import: about a file, a line, a cell. Each says what to do about it."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from locales import N_, _
from locales.outside import problem_sentence

Words = Callable[[str], str]


FIELD_CODES = {
    "import-date": N_("“%(typed)s” is no date that can be read. Write it as 30-11-2026."),
    "import-weekday": N_("“%(typed)s”: the date falls on another weekday."),
    "import-time": N_("“%(typed)s” is no time that can be read. Write it as 10.00."),
    "import-word": N_("“%(typed)s” is not a word the house knows here."),
    "import-is-over": N_("It was fetched before, and has no coming dates here. Leave it out."),
    "import-split": N_(
        "It was fetched before, and is divided in several parts here. Change it in the calendar."
    ),
    "import-bad-lines": N_("Nothing was fetched. Mend or leave out line %(lines)s first."),
    "import-no-account": N_("“%(typed)s” is no open account here."),
    "import-nothing": N_("There is nothing here to fetch."),
}
"""Codes of InvalidField; `locales.messages` asks for them here."""

_LINE = {
    "import-no-end": N_("It has no end. Give it one."),
    "import-all-day": N_("It lasts all day. Give it a time from and to."),
    "import-too-long": N_("It lasts more than 24 hours. Give it another end."),
    "import-cancelled": N_("It is cancelled in the file."),
    "import-private": N_("It is marked private in the file, and is not fetched."),
    "import-seconds": N_("The seconds are left out."),
    "import-twice": N_("The same activity stands there twice."),
    "import-too-much": N_("There is too much at once: over %(highest)s dates."),
    "import-refused": N_("Another service organises it. You cannot plan for them."),
    "import-single-dates": N_("It repeats in a way we cannot keep: it comes as single dates."),
    "import-extra-date": N_("An extra date of a series: it comes by itself."),
    "import-serial": N_("The date was a number in Excel. We read it as %(day)s."),
    "import-ragged": N_("The line has %(cells)s cells, but there are %(heads)s columns."),
    "import-cell": N_("A cell holds more than %(highest)s letters."),
    "import-when": N_("Write when on %(day)s it is, from and to."),
    "import-very-long": N_("It lasts more than 12 hours. Are the times right? Correct them."),
    "import-closed": N_("“%(typed)s” (%(day)s) is no activity, and is left out."),
    "import-beside": N_("“%(typed)s” stands under no weekday, and is left out."),
    "import-above": N_("Stands above the table, and is passed over."),
    "import-encoding": N_("The letters are not written as UTF-8. Check that æ, ø and å are right."),
    "import-one-sheet": N_("Only the sheet “%(sheet)s” is read."),
    "import-over": N_("%(n)s events have begun or are further away than 18 months. Left out."),
}
_TABLE = {
    "empty": N_("There is nothing in it."),
    "only-heads": N_("There are only heads, and no lines below them."),
    "too-large": N_("It is too large: over %(highest)s MB."),
    "old-excel": N_("It is an old Excel file (.xls). Save it as .xlsx, and try again."),
    "not-a-table": N_("It cannot be read as a table. Save it as .xlsx or .csv, and try again."),
    "locked": N_("The file is locked with a password. Save it without one, and try again."),
    "bomb": N_("The file holds far more than a plan does, and is not opened."),
    "too-many-rows": N_("There are too many lines: over %(highest)s. Divide it."),
    "too-many-columns": N_("There are too many columns: over %(highest)s."),
    "no-columns": N_("There is only one column. Put tabs, semicolons or commas between the cells."),
    "grid-twice": N_("“%(day)s” stands there twice as a head. Take one week at a time."),
    "grid-torn": N_(
        "The cells are torn apart at line %(line)s, so the days are lost. Paste the table into "
        "Excel first, or save it as .xlsx."
    ),
    "long-cell": N_("A cell in line %(line)s is far too long for a plan."),
    "quotes": N_("A quotation mark in line %(line)s is never closed."),
}


def problem_words(
    code: str, data: Mapping[str, object] | None = None, translate: Words = _
) -> str | None:
    """The sentence of a line's problem, None for a code of `locales.messages`."""
    if code.startswith("ics-"):
        return problem_sentence(code.removeprefix("ics-"), translate)
    template = _LINE.get(code) or FIELD_CODES.get(code)
    if template is None:
        return None
    return translate(template) % data if data else translate(template)


def table_sentence(code: str, data: Mapping[str, object], translate: Words = _) -> str:
    """Why a table cannot be read at all."""
    template = _TABLE.get(code, _TABLE["not-a-table"])
    return translate(template) % data if data else translate(template)


def knows(code: str) -> bool:
    """Whether a code of a line or a table has words of its own."""
    return code in _LINE or code in FIELD_CODES or code in _TABLE

"""One cell of somebody's table as a value: days, times and numbers as Danes and Excel write them.

Day before month, always. Everything raises InvalidField with the field's name; nothing is guessed
where two readings are possible.
"""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta

from domain.errors import InvalidField
from domain.searching import normalised

_DAYS = ("mandag", "tirsdag", "onsdag", "torsdag", "fredag", "loerdag", "soendag")
_SHORT = ("man", "tir", "ons", "tor", "fre", "loer", "soen")
_MIDDLE = ("mand", "tirs", "onsd", "tors", "fred", "lord", "sond")
_TWO = ("ma", "ti", "on", "to", "fr", "loe", "soe")
_ENGLISH = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_CODES = ("mo", "tu", "we", "th", "fr", "sa", "su")
WEEKDAYS = {
    name: number
    for names in (_ENGLISH, _CODES, _TWO, _MIDDLE, _SHORT, _DAYS)
    for number, name in enumerate(names)
}
_MONTHS = ("jan", "feb", "mar", "apr", "maj", "jun", "jul", "aug", "sep", "okt", "nov", "dec")
_LONG = (
    *("januar", "februar", "marts", "april", "maj", "juni"),
    *("juli", "august", "september", "oktober", "november", "december"),
)
MONTHS = {name: at for names in (_MONTHS, _LONG) for at, name in enumerate(names, 1)}
MONTHS |= {"sept": 9}
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_NUMBERS = re.compile(r"(\d{1,2})[./\- ]{1,2}(\d{1,2})(?:[./\- ]{1,2}(\d{4}|\d{2}))?\.?")
_WORDS = re.compile(r"(\d{1,2})\.? ?([a-z]+)\.?(?: (\d{4}|\d{2}))?")
_TIME = re.compile(r"(\d{1,2})(?:[:.](\d{2})(?:[:.]\d{2})?)?")
_PLAIN = re.compile(r"(\d{2})(\d{2})")
_BETWEEN = re.compile(r"\s*(?:-|–|—|til|to)\s*")
_SERIAL = re.compile(r"(\d{5})(?:[.,](\d{1,15}))?")
_FRACTION = re.compile(r"0[.,]\d{1,18}")
_EPOCH = date(1899, 12, 30)
"""Day 0 of Excel's serial numbers (ECMA-376 18.17.4.1), its leap year of 1900 allowed for."""
SERIALS = range(36526, 73416)
"""The serial numbers that are taken for days: 2000 to 2100."""


def weekday_of(text: str) -> int | None:
    """0 Monday … 6 Sunday for a weekday's name, "Mandage" and "man." too; else None."""
    word = normalised(text)
    for ending in ("", "e", "en", "s"):
        if word.endswith(ending) and word.removesuffix(ending) in WEEKDAYS:
            return WEEKDAYS[word.removesuffix(ending)]
    return None


def is_serial(text: str) -> bool:
    """Whether a day stands as Excel's number."""
    found = _SERIAL.fullmatch(text.strip())
    return bool(found and int(found[1]) in SERIALS)


def day_of(text: str, today: date, field: str = "date") -> date:
    """A day: "30-11-2026", "30/11 2026", "30.11.26", "man. 30. nov.", ISO, or Excel's number.

    Without a year the next such day from `today` on. A weekday that stands before must be right.
    Raises InvalidField "import-date" or "import-weekday" (another weekday than the day has).
    """
    typed = " ".join(text.split())
    before, rest = _weekday_first(typed)
    found = _day(rest, today)
    if found is None or not 2000 <= found.year <= 2100:
        raise InvalidField(field, "import-date", typed=typed[:40])
    if before is not None and found.weekday() != before:
        raise InvalidField(field, "import-weekday", typed=typed[:40])
    return found


def _weekday_first(typed: str) -> tuple[int | None, str]:
    word, _blank, rest = typed.partition(" ")
    number = weekday_of(word.rstrip(".,"))
    if number is None or not rest:
        return None, typed
    return number, re.sub(r"^(?:d\.|den) ?", "", rest.strip(" ,"), flags=re.IGNORECASE)


def _day(typed: str, today: date) -> date | None:
    if is_serial(typed):
        return _EPOCH + timedelta(days=int(typed[:5]))
    iso = _ISO.match(typed)
    if iso and (iso.end() == len(typed) or typed[iso.end()] in "T "):
        return _date(int(iso[1]), int(iso[2]), int(iso[3]))
    found = _NUMBERS.fullmatch(typed)
    if found:
        return _with_year(found[3], int(found[2]), int(found[1]), today)
    found = _WORDS.fullmatch(typed.lower())
    if found and found[2] in MONTHS:
        return _with_year(found[3], MONTHS[found[2]], int(found[1]), today)
    return None


def _with_year(year: str | None, month: int, day: int, today: date) -> date | None:
    if year:
        return _date(int(year) + (2000 if len(year) == 2 else 0), month, day)
    tried = (_date(today.year + more, month, day) for more in range(9))
    return next((one for one in tried if one is not None and one >= today), None)


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def time_of(text: str, field: str = "start") -> time:
    """A time: "10", "10.00", "kl. 9:30", "0930", or Excel's part of a day ("0,4166667").

    Of a day with a time ("2026-11-30 10:00") the time. Raises InvalidField "import-time".
    """
    typed = re.sub(r"^kl\.? ?|(?<=\d)\s*h?$", "", text.strip().lower())
    if _FRACTION.fullmatch(typed):
        minutes = round(float(typed.replace(",", ".")) * 1440)
        if minutes < 1440:
            return time(minutes // 60, minutes % 60)
    typed = re.sub(r"^\d{4}-\d{2}-\d{2}[ t]", "", typed)
    found = _TIME.fullmatch(typed) or _PLAIN.fullmatch(typed)
    hour, minute = (int(found[1]), int(found[2] or 0)) if found else (99, 0)
    if hour == 24 and minute == 0:
        return time()
    if hour > 23 or minute > 59:
        raise InvalidField(field, "import-time", typed=text.strip()[:40])
    return time(hour, minute)


def span_of(text: str) -> tuple[time, time | None]:
    """Two times with a dash or "til" between, or one alone. Raises InvalidField "import-time"."""
    if has_time(text):
        return time_of(text), None
    parts = _BETWEEN.split(text.strip().lower().removesuffix(".").strip())
    if len(parts) > 2:
        raise InvalidField("start", "import-time", typed=text.strip()[:40])
    start = time_of(parts[0], "start")
    return start, time_of(parts[1], "end") if len(parts) == 2 and parts[1] else None


def has_time(text: str) -> bool:
    """Whether a day's cell holds a time too, as a spreadsheet's does: "2026-11-30 10:00"."""
    return bool(re.fullmatch(r"\d{4}-\d{2}-\d{2}[ T]\d{2}:\d{2}(:\d{2})?", text.strip()))


def number_of(text: str, field: str) -> int | None:
    """A whole number, "25 kr." and "12,0" too; None when empty. Raises InvalidField."""
    typed = re.sub(r"\s*(kr\.?|dkk|pladser|pers\.?|,-)$", "", text.strip().lower())
    typed = re.sub(r"[.,]0+$", "", typed)
    if typed in ("", "-", "–", "gratis", "ingen"):
        return None
    if not (typed.isascii() and typed.isdigit() and len(typed) <= 9):
        raise InvalidField(field, "not-a-number", typed=text.strip()[:40])
    return int(typed)


def parts_of(text: str) -> tuple[str, ...]:
    """Several names in one cell: by comma, slash, line break, "og" or "&".

    Where semicolons stand, by them alone: so a name may hold the others ("unge og pårørende;").
    """
    found = re.split(r"[;\n]" if ";" in text else r"[,/\n]|\s(?:og|&|\+)\s", text)
    return tuple(dict.fromkeys(part.strip() for part in found if part.strip()))


def until_end(start: datetime, end: time) -> timedelta:
    """From a start to the next such time of day: 22.00–01.00 is three hours; never nothing."""
    length = datetime.combine(start.date(), end) - start
    return length if length > timedelta() else length + timedelta(days=1)

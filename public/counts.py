"""The numbers of the hosts' forms: from what was typed to counts, or every field that is wrong."""

from __future__ import annotations

from domain.errors import InvalidField, InvalidInput
from domain.model import House, Service
from locales import _
from locales.messages import field_messages
from public.forms import Form

EMPTY = {
    "total": "",
    "total_more": "",
    "over_room": "",
    "turned_away": "",
    "volunteers": "",
    "volunteer_hours": "",
    "reason": "",
}
"""The fields of the first step, as they stand in a form nobody has filled in."""


def counts(typed: Form) -> dict[str, int]:
    """The numbers of the form. Raises InvalidInput with every field that is wrong."""
    problems: list[InvalidField] = []
    found = {
        "total": _total(typed, problems),
        "turned_away": _number(typed["turned_away"], "turned_away", problems),
        "volunteers": _number(typed["volunteers"], "volunteers", problems),
    }
    hours = _hours(typed["volunteer_hours"], problems)
    if problems:
        raise InvalidInput(tuple(problems))
    return {**found, "volunteer_minutes": hours}


def total(typed: Form) -> int:
    """The one number of a form that asks for nothing else. Raises InvalidInput."""
    problems: list[InvalidField] = []
    found = _total(typed, problems)
    if problems:
        raise InvalidInput(tuple(problems))
    return found


def visits(typed: Form, services: list[Service]) -> dict[int, int]:
    """Visits per service id, of those where something was tapped or written.

    Raises InvalidInput with every field that is wrong.
    """
    problems: list[InvalidField] = []
    found: dict[int, int] = {}
    for service in services:
        name = field_of(service)
        tapped, written = typed.get(name, ""), typed.get(f"{name}_more", "").strip()
        if tapped and written:
            problems.append(InvalidField(name, "both"))
        elif tapped or written:
            found[service.id] = _number(tapped or written, name, problems)
    if problems:
        raise InvalidInput(tuple(problems))
    return found


def messages(error: InvalidInput) -> dict[str, str]:
    """One sentence per field; none of them tells a figure that is saved."""
    found = field_messages(error)
    for problem in error.problems:
        if problem.code == "over-total":
            found[problem.field] = _("Together these are more than came. Check the numbers.")
    return found


def _total(typed: Form, problems: list[InvalidField]) -> int:
    """The figure that was tapped, or the number written where more came."""
    tapped, written = typed["total"], typed["total_more"].strip()
    if tapped and written:
        problems.append(InvalidField("total", "both"))
    elif not (tapped or written):
        problems.append(InvalidField("total", "required"))
    return _number(tapped or written, "total", problems)


def _number(text: str, field: str, problems: list[InvalidField]) -> int:
    """A whole number of at most four figures; empty is 0."""
    text = text.strip()
    if not text:
        return 0
    if text.isascii() and text.isdigit() and len(text) <= 4:
        return int(text)
    problems.append(InvalidField(field, "not-a-number"))
    return 0


def _hours(text: str, problems: list[InvalidField]) -> int:
    """Hours with a comma or a full stop, as minutes."""
    text = text.strip().replace(",", ".")
    whole, _dot, part = text.partition(".")
    if not text:
        return 0
    if f"{whole}{part}".isascii() and f"{whole}{part}".isdigit() and len(text) <= 6:
        return round(float(text) * 60)
    problems.append(InvalidField("volunteer_hours", "not-a-number"))
    return 0


def number_or(text: str, otherwise: int) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else otherwise


def origins(house: House) -> list[Service]:
    """The services visitors come from, in the house's fixed order."""
    return [one for one in house.services.values() if one.is_origin and not one.retired]


def field_of(service: Service) -> str:
    return f"service_{service.id}"

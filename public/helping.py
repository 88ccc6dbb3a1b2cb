"""*Hvem kan hjælpe?*: every service in plain words. Nothing of its activities stands here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from domain.model import House, Service
from public.words import Said, said


@dataclass(frozen=True, slots=True)
class Helper:
    """One service, as citizens read of it."""

    name: str
    color: str
    phone: str
    about: Said
    for_whom: Said
    what_happens: Said
    hours: Said
    anonymous: Said
    asks_name: bool
    """A service that says nothing of being anonymous: there one gives a name."""


def help_of(house: House) -> dict[str, Any]:
    """The house itself first, then its services, then associations."""
    used = [one for one in house.services.values() if not one.retired]
    kinds = ("house", "service", "partner")
    return {"helpers": [_helper(one, house) for kind in kinds for one in used if one.kind == kind]}


def _helper(one: Service, house: House) -> Helper:
    def text(field: str) -> Said:
        return said(house, "service", one.id, field, str(getattr(one, field)))

    return Helper(
        one.name,
        one.color,
        one.phone,
        text("about"),
        text("for_whom"),
        text("what_happens"),
        text("hours"),
        text("anonymous"),
        asks_name=one.kind == "service" and not one.anonymous,
    )

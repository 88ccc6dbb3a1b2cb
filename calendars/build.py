"""Entries and stamps in, the bytes of an .ics file out. Deterministic: no clock, no chance.

Every line of the feed contract on time, recurrence, cancelling, identity, text and calendar is
kept here or in `domain.feedplan`; "line n" below names it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import cast
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, Timezone, vDuration, vRecur

from domain.feedentry import Component, Details
from domain.localtime import to_utc
from domain.recurrence import until_of
from domain.text import clean_block, clean_line
from locales import _
from locales.formats import number

PRODUCT = "-//Kalender//Kalender 1.0//DA"
"""PRODID of every calendar alike: it must not tell whose house it is."""
REFRESH = timedelta(hours=4)
DESCRIPTION_LENGTH = 500
"""What a coordinator wrote is cut to so many characters; the page has all of it."""

# line 1: two rules from 1970, as Outlook reads them; icalendar's own writes RDATEs
_VTIMEZONES = {
    "Europe/Copenhagen": b"""BEGIN:VTIMEZONE\r
TZID:Europe/Copenhagen\r
X-LIC-LOCATION:Europe/Copenhagen\r
BEGIN:DAYLIGHT\r
TZOFFSETFROM:+0100\r
TZOFFSETTO:+0200\r
TZNAME:CEST\r
DTSTART:19700329T020000\r
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU\r
END:DAYLIGHT\r
BEGIN:STANDARD\r
TZOFFSETFROM:+0200\r
TZOFFSETTO:+0100\r
TZNAME:CET\r
DTSTART:19701025T030000\r
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU\r
END:STANDARD\r
END:VTIMEZONE\r
"""
}
_MARKER = re.compile(r"(BEGIN|END):(?=V)", re.IGNORECASE)


class UnknownZone(ValueError):
    """No calendar can be built for this HOUSE_TZ: its clock changes are not written down here."""

    def __init__(self, zone: str) -> None:
        super().__init__(f"no VTIMEZONE for {zone}; known: {', '.join(_VTIMEZONES)}")
        self.zone = zone


@dataclass(frozen=True, slots=True)
class Stamped:
    """An entry of a feed with its stamps."""

    uid: str
    component: Component
    sequence: int
    last_modified: datetime
    """UTC; DTSTAMP too (line 13)."""


def calendar(name: str, entries: Iterable[Stamped], zone: ZoneInfo) -> bytes:
    """A whole calendar. Raises UnknownZone."""
    return assemble(name, (event(entry, zone) for entry in entries), zone)


def assemble(name: str, blocks: Iterable[bytes], zone: ZoneInfo) -> bytes:
    """A calendar around VEVENTs that `event` made, in the order given. Raises UnknownZone."""
    shell = Calendar()
    shell.add("prodid", PRODUCT)
    shell.add("version", "2.0")
    shell.add("calscale", "GREGORIAN")
    shell.add("x-wr-calname", _line(name))
    shell.add("name", _line(name))
    shell.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    shell.add("x-published-ttl", vDuration(REFRESH))
    shell.add_component(cast(Timezone, Timezone.from_ical(_vtimezone(zone))))
    end = b"END:VCALENDAR\r\n"
    return b"".join([shell.to_ical().removesuffix(end), *blocks, end])


def event(entry: Stamped, zone: ZoneInfo) -> bytes:
    """The VEVENT of one entry."""
    component = entry.component
    made = Event()
    made.add("uid", entry.uid)
    made.add("dtstamp", entry.last_modified)
    made.add("last-modified", entry.last_modified)
    made.add("sequence", entry.sequence)
    made.add("dtstart", component.local_start.replace(tzinfo=zone))
    made.add("dtend", component.local_end.replace(tzinfo=zone))
    if component.rrule is not None:
        made.add("rrule", vRecur.from_ical(_published_rule(component, zone)))
    for exdate in component.exdates:
        made.add("exdate", exdate.replace(tzinfo=zone))  # one line each (line 6)
    made.add("summary", summary(component))
    stands = component.status in ("confirmed", "note")
    made.add("status", "CONFIRMED" if stands else "CANCELLED")
    made.add("transp", "TRANSPARENT")
    made.add("class", "PUBLIC")
    if component.location:
        made.add("location", _line(component.location))
    if component.details is not None:
        made.add("description", description(component.details, component.url))
    elif component.status == "note":
        made.add("description", _note(component.url))
    if component.url:
        made.add("url", component.url)
    if component.categories:
        made.add("categories", [_line(name) for name in component.categories])
    if component.contact:
        made.add("contact", _line(component.contact))
    return bytes(made.to_ical())


def check_zone(zone: ZoneInfo) -> None:
    """Raises UnknownZone; for start-up, so that no feed fails later."""
    _vtimezone(zone)


def description(details: Details, url: str) -> str:
    """DESCRIPTION: what, for whom, how to take part, the price, whom to ring, where to read on."""
    text = clean_block(details.text)
    if len(text) > DESCRIPTION_LENGTH:
        text = text[:DESCRIPTION_LENGTH].rsplit(None, 1)[0] + " …"
    facts = []
    if details.for_everyone:
        facts.append(_("For everyone."))
    elif details.for_whom:
        facts.append(_("For: %(groups)s") % {"groups": ", ".join(details.for_whom)})
    facts.append(_taking_part(details))
    price = [] if details.access == "internal" else [_price(details.price_dkk)]
    facts.append(" ".join(price + _notes(details)))
    if details.public_note:
        facts.append(details.public_note)
    if details.phone and details.access != "sign-up":
        facts.append(_("Phone: %(phone)s") % {"phone": details.phone})
    wanted = _("Volunteer wanted: %(task)s") % {"task": details.wanted} if details.wanted else ""
    parts = [wanted, details.date_note, text, "\n".join(filter(None, facts)), url]
    return _safe("\n\n".join(part for part in parts if part))


def summary(component: Component) -> str:
    """SUMMARY: what stands on a lock screen."""
    if component.status == "gone":
        return _("No longer in this calendar")
    if component.status == "note":
        return _("This calendar is closed")
    title = _line(component.summary) or _("Busy")
    if component.status == "cancelled":
        return _("CANCELLED: %(title)s") % {"title": title}
    return title


def _note(url: str) -> str:
    text = _("Nothing new comes here. You can delete the calendar from your phone.")
    return f"{text}\n\n{url}" if url else text


def _published_rule(component: Component, zone: ZoneInfo) -> str:
    """The rule with UNTIL in UTC (line 2): the instant of a start on the last day."""
    rule = component.rrule or ""
    until = until_of(rule)
    if until is None:
        return rule
    last = to_utc(datetime.combine(until, component.local_start.time()), zone).astimezone(UTC)
    return re.sub(r"UNTIL=[^;]*", f"UNTIL={last:%Y%m%dT%H%M%SZ}", rule)


def _taking_part(details: Details) -> str:
    if details.access == "drop-in":
        return _("Just come along.")
    if details.access == "referral":
        return _("By appointment.")
    if details.access == "internal":
        return _("For staff only.")
    where = _("Sign up on %(phone)s") % {"phone": details.phone} if details.phone else _("Sign up")
    return f"{where}, {details.sign_up_until}." if details.sign_up_until else f"{where}."


def _price(dkk: int) -> str:
    return _("Costs %(price)s kr.") % {"price": number(dkk)} if dkk else _("Free of charge.")


def _notes(details: Details) -> list[str]:
    notes = [
        (details.step_free, _("Step-free access.")),
        (details.interpreter, _("An interpreter can be booked.")),
        (details.rusfri, _("Free of alcohol and drugs.")),
        (details.childcare, _("Childcare.")),
        (details.relatives, _("Relatives are welcome.")),
    ]
    return [text for holds, text in notes if holds]


def _line(text: str) -> str:
    return _safe(clean_line(text))


def _safe(text: str) -> str:
    """What some readers trip over even in a correct feed (line 16).

    A backslash becomes a slash, and a component's marker gets a blank: ts-ics splits an event at
    an escaped line break followed by END:VEVENT.
    """
    return _MARKER.sub(r"\1: ", text.replace("\\", "/"))


def _vtimezone(zone: ZoneInfo) -> bytes:
    try:
        return _VTIMEZONES[zone.key]
    except KeyError:
        raise UnknownZone(zone.key) from None

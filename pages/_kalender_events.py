"""Dates as the calendar component takes them: plain values, text as text."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from domain.localtime import to_local
from domain.model import Actor, DatedActivity, House
from domain.places import has_places
from domain.rights import allows
from domain.schedule import has_begun
from locales import _
from locales.formats import day, number, time_range
from pages._kalender_act_run import MOVE, OFF, PAUSE, open_acts
from pages._kalender_places import FREE, TAKE, places_words

_ACT_WORDS = {"edit": _("Edit"), MOVE: _("Move"), OFF: _("Cancel"), PAUSE: _("Pause")}
_ACT_WORDS |= {"duplicate": _("Make another like it")}
_PLACE_WORDS = {TAKE: _("One more place"), FREE: _("One place fewer")}


@dataclass(frozen=True, slots=True)
class Scene:
    """What the events are drawn for."""

    house: House
    actor: Actor
    now: datetime
    zone: ZoneInfo
    usual: Mapping[str, float]
    """How many usually come, by lineage; empty for who may not read counts."""


Drawn = tuple[tuple[object, ...], str]
"""All that the event of one date depends on but house and actor; and the event as JSON."""


def event_texts(
    dates: Iterable[DatedActivity], scene: Scene, before: dict[int, Drawn]
) -> list[str]:
    """The dates as JSON texts. `before` is what the same house was drawn as for the same actor:
    what has not changed since is taken from there, by what it says, and the rest is put there."""
    found: dict[int, Drawn] = {}
    for one in dates:
        date = one.occurrence
        begun, over = has_begun(date, scene.now), date.ends_at <= scene.now
        made_of = (one, scene.usual.get(one.activity.lineage), begun, over)
        kept = before.get(date.id)
        if kept is None or kept[0] != made_of:
            kept = made_of, json.dumps(_event(one, scene))
        found[date.id] = kept
    before.clear()
    before.update(found)
    return [text for _made_of, text in found.values()]


def _event(one: DatedActivity, scene: Scene) -> dict[str, Any]:
    fields, date, house = one.activity.fields, one.occurrence, scene.house
    start, end = to_local(date.starts_at, scene.zone), to_local(date.ends_at, scene.zone)
    when = f"{day(start)} {time_range(start, end)}"
    services = [house.services[key] for key in fields.service_ids if key in house.services]
    room = house.rooms.get(date.room_id or 0)
    where = room.name if room else ""
    mark = _mark(one)
    mine = _may_write(one, scene)
    moves = mine and date.state == "planned" and not has_begun(date, scene.now)
    short = "+".join(service.short for service in services)
    return {
        "id": date.id,
        "start": f"{start:%Y-%m-%dT%H:%M:%S}",
        "end": f"{end:%Y-%m-%dT%H:%M:%S}",
        "title": one.title,
        "resourceIds": [date.room_id or 0],
        "editable": moves,
        "startEditable": moves,
        "durationEditable": moves,
        "classNames": _classes(one, scene),
        "styles": [f"--hc-service: {services[0].color if services else '#5b6770'}"],
        "extendedProps": {
            "version": date.version,
            "short": short,
            "room": where,
            "mark": mark,
            "when": when,
            "spoken": ", ".join(filter(None, (one.title, when, where, short, mark))),
            "facts": _facts(one, scene),
            "acts": _acts(one, scene) if mine else [],
        },
    }


def _may_write(one: DatedActivity, scene: Scene) -> bool:
    shared = [service.id for service in scene.house.services.values() if service.kind == "house"]
    return allows(scene.actor, "plan.write", one.activity.fields.service_ids, shared)


def _acts(one: DatedActivity, scene: Scene) -> list[tuple[str, str]]:
    open_now = open_acts(one, scene.now)
    open_now |= {"edit", "duplicate"} if one.activity.fields.kind == "activity" else {"edit"}
    found = [(act, words) for act, words in _ACT_WORDS.items() if act in open_now]
    return found + (list(_PLACE_WORDS.items()) if has_places(one.activity.fields) else [])


def _facts(one: DatedActivity, scene: Scene) -> list[tuple[str, str]]:
    fields, date, house = one.activity.fields, one.occurrence, scene.house
    room = house.rooms.get(date.room_id or 0)
    usual = scene.usual.get(one.activity.lineage)
    facts = (
        (_("Where"), room.name if room else ""),
        (_("Run by"), _names(date.facilitator_ids, house.facilitators) or _("nobody to run it")),
        (_("Cannot"), _names(date.missing_ids, house.facilitators)),
        (_("For whom"), _names(fields.group_ids, house.groups)),
        (_("Places"), places_words(one.activity)),
        (_("Organised by"), _names(fields.service_ids, house.services)),
        (_("Usually come"), number(round(usual)) if usual is not None else ""),
        (_("Note for citizens"), date.note or fields.public_note),
    )
    return [(name, value) for name, value in facts if value]


def _names(ids: Collection[int], table: Mapping[int, Any]) -> str:
    return ", ".join(table[key].name for key in ids if key in table)


def _mark(one: DatedActivity) -> str:
    date = one.occurrence
    if date.state == "cancelled":
        return _("cancelled")
    if date.state == "paused":
        return _("paused")
    if one.activity.state == "draft":
        return _("draft")
    if date.missing_ids:
        return _("needs somebody to run it")
    if one.activity.fields.kind == "reservation":
        return _("room reserved")
    return "" if date.facilitator_ids else _nobody(one)


def _nobody(one: DatedActivity) -> str:
    return _("nobody to run it") if one.activity.fields.kind == "activity" else ""


def _lacks(one: DatedActivity) -> bool:
    date = one.occurrence
    return bool(date.missing_ids or (not date.facilitator_ids and _nobody(one)))


def _classes(one: DatedActivity, scene: Scene) -> list[str]:
    date = one.occurrence
    found = [f"is-{date.state}", f"is-{one.activity.state}"]
    if date.ends_at <= scene.now:
        found.append("is-over")
    elif date.state == "planned" and _lacks(one):
        found.append("needs-people")
    return found

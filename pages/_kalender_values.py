"""What stands in the form's widgets when it is opened: for a new activity, and for one that is."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from domain.model import Activity, ActivityFields, Actor, House
from domain.recurrence import Rule, from_rrule

RAW = "imported"
"""The repetition of a rule that the form cannot show; it is kept as it is."""


def copied(activity: Activity, today: date) -> dict[str, object]:
    """A new activity like another, from its next weekday on."""
    start = activity.fields.local_start.date()
    if start < today:
        start = today + timedelta(days=(start.weekday() - today.weekday()) % 7)
    return filled(activity) | {"date": start}


def from_template(fields: ActivityFields, day: date, today: date) -> dict[str, object]:
    """A template on its weekday in the week of `day`, or the first such day that is to come."""
    first = day + timedelta(days=fields.local_start.weekday() - day.weekday())
    if first < today:
        first = today + timedelta(days=(first.weekday() - today.weekday()) % 7)
    return filled_with(fields) | {"date": first}


def placed(start: datetime, end: datetime, room_id: int | None) -> dict[str, object]:
    """What a drag over an empty slot fills in. Naive wall times."""
    values: dict[str, object] = {"date": start.date(), "start": start.time(), "end": end.time()}
    values["weekdays"] = [start.weekday()]
    return values | ({"room": room_id} if room_id else {})


def fresh(actor: Actor, house: House, day: date) -> dict[str, object]:
    own = [g.service_id for g in actor.grants if g.role == "coordinator" and g.service_id]
    shared = [one.id for one in house.services.values() if one.kind == "house" and not one.retired]
    return {
        "date": day,
        "start": time(10),
        "end": time(11, 30),
        "services": own or shared[:1],
        "access": "drop-in",
        "listing": "",
        "feed": "",
        "legal_basis": "",
        **_repetition(None, day),
    }


def filled(activity: Activity) -> dict[str, object]:
    return filled_with(activity.fields)


def filled_with(fields: ActivityFields) -> dict[str, object]:
    start = fields.local_start
    rule = from_rrule(fields.rrule) if fields.rrule else None
    repetition = _repetition(rule, start.date())
    if fields.rrule and rule is None:
        repetition["repeat"] = RAW
    return {
        "title": fields.title,
        "category": fields.category_id,
        "date": start.date(),
        "start": start.time(),
        "end": (start + fields.duration).time(),
        "room": fields.room_id,
        "groups": list(fields.group_ids),
        "facilitators": list(fields.facilitator_ids),
        "services": list(fields.service_ids),
        "capacity": str(fields.capacity or ""),
        "price": str(fields.price_dkk or ""),
        **repetition,
        **{name: getattr(fields, name) for name in PLAIN},
        "listing": fields.listing or "",
        "feed": fields.feed or "",
    }


PLAIN = (
    *("access", "neutral_title", "description", "signup_phone", "sign_up_until", "step_free"),
    *("interpreter", "rusfri", "childcare", "relatives", "listing", "feed", "legal_basis"),
    *("public_note", "course", "first_time", "nameless", "volunteer_task"),
    *("other_language", "other_title", "other_text"),
)
"""Fields whose widget holds just what the model holds."""


def _repetition(rule: Rule | None, day: date) -> dict[str, object]:
    last = rule is not None and rule.nth == -1
    ends = "until" if rule and rule.until else "count" if rule and rule.count else "never"
    return {
        "repeat": rule.frequency if rule else "once",
        "interval": str(rule.interval) if rule else "1",
        "weekdays": list(rule.weekdays) if rule and rule.weekdays else [day.weekday()],
        "monthly_by": "date" if rule and rule.monthday else "last" if last else "weekday",
        "ends": ends,
        "until": rule.until if rule and rule.until else day.replace(month=12, day=31),
        "count": str(rule.count) if rule and rule.count else "10",
    }

"""Secret calendars for tests: a person who may have them, their addresses, what they must show."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from actions import secret_calendars
from calendars.build import Stamped, calendar
from db.connection import Connection, HouseDb
from domain.discretion import Feed, holds, secret_feeds, view_of
from domain.feedface import derived_uid
from domain.feedplan import entries
from domain.model import Actor, House, Occurrence, Role, RoleGrant
from tests.feed_cases import (
    ANNE,
    BO,
    CHANGED,
    EVERYONE,
    HALL,
    NOW,
    QUIET,
    SETTINGS,
    STAFF,
    ZONE,
    Plan,
    day,
    house,
    plan,
    wall,
)
from tests.feed_hard_cases import hard_cases, truth

COORDINATOR = Actor(1, "Koordinator", (RoleGrant("coordinator", None),))


def actor(*roles: Role, staff_id: int = 1, facilitator: int | None = None) -> Actor:
    return Actor(staff_id, "Prøve", tuple(RoleGrant(role, None) for role in roles), facilitator)


def feed_named(slug: str, of: House | None = None) -> Feed:
    """The secret calendar of an inner name ("h/room/1")."""
    return next(feed for feed in secret_feeds(of or house()) if feed.slug == slug)


def add_staff(con: Connection, staff_id: int = 1, *roles: Role) -> None:
    con.execute(
        "INSERT INTO staff (id, username, name, created_at)"
        " VALUES (:id, :name, :name, '2026-01-01T00:00:00Z')",
        {"id": staff_id, "name": f"prøve{staff_id}"},
    )
    for role in roles or ("coordinator",):
        con.execute(
            "INSERT INTO staff_role (staff_id, role) VALUES (:id, :role)",
            {"id": staff_id, "role": role},
        )


def address_of(db: HouseDb, slug: str, who: Actor = COORDINATOR) -> str:
    """The path of a new address of a calendar."""
    token = secret_calendars.new_token()
    secret_calendars.make(db, who, slug, "min telefon", token=token, now=NOW)
    return secret_calendars.path_of(token)


def secret_ics(plans: Iterable[Plan], slug: str, of: House | None = None) -> bytes:
    """The plans' secret calendar without a database."""
    feed = feed_named(slug, of)
    found = [
        Stamped(entry.uid, entry.component, 0, CHANGED)
        for each in plans
        for entry in entries(of or house(), each.activity, each.dates, feed, NOW, ZONE, SETTINGS)
    ]
    return calendar(feed.name, found, ZONE)


def secret_truth(plans: Iterable[Plan], slug: str, of: House | None = None) -> list[dict[str, str]]:
    """Every date that a secret calendar must show, from the dates and the settings alone."""
    of = of or house()
    feed = feed_named(slug, of)
    rows: list[dict[str, str]] = []
    for each in plans:
        view = view_of(each.activity, of.groups, feed)
        theirs = [one for one in each.dates if holds(feed, one.room_id, one.facilitator_ids)]
        if view == "absent" or not theirs:
            continue
        found = truth([_as_seen(each, theirs, view)], of, neutral=view != "full", title="Gruppe")
        if not holds(feed, each.fields.room_id, each.fields.facilitator_ids):
            found = _alone(each, theirs, view, found)
        if view == "busy":
            found = [_busy(row, feed) for row in found]
        rows += found
    return sorted(rows, key=lambda row: (row["start_utc"], row["uid"]))


def _as_seen(each: Plan, theirs: list[Occurrence], view: str) -> Plan:
    if view != "busy":
        return Plan(each.activity, theirs)
    hidden = replace(each.activity, neutral_uid=each.activity.busy_uid)
    return Plan(hidden, [replace(one, moved_neutral_uid=None) for one in theirs])


def _alone(
    each: Plan,
    theirs: list[Occurrence],
    view: str,
    rows: list[dict[str, str]],
) -> list[dict[str, str]]:
    """Where the series itself is elsewhere, every date has a UID of its own."""
    names = {"full": each.activity.uid, "neutral": each.activity.neutral_uid}
    uid = names.get(view, each.activity.busy_uid)
    own = {}
    for one in theirs:
        moved = {"full": one.moved_uid, "neutral": one.moved_neutral_uid}.get(view)
        start = one.starts_at.strftime("%Y-%m-%dT%H:%M:%SZ")
        own[start] = moved or derived_uid(uid, one.original_start)
    return [row | {"uid": own[row["start_utc"]]} for row in rows]


def _busy(row: dict[str, str], feed: Feed) -> dict[str, str]:
    name = "AFLYST: Optaget" if row["status"] == "CANCELLED" else "Optaget"
    place = row["location"] if feed.secret == "person" else ""
    return row | {"summary": name, "location": place}


def secret_plans() -> list[Plan]:
    """Every hard case, in the quiet room and by Anne; and what is not all there or not open."""
    plans = [_by(each, ANNE) for each in hard_cases((EVERYONE,))]

    def make(number: int, title: str, time: str, **more: Any) -> Plan:
        rule = more.pop("rule", "FREQ=WEEKLY;BYDAY=TU")
        given = {"group_ids": (STAFF,), "facilitator_ids": (ANNE,), **more}
        return plan(number, title, wall(f"2026-11-03T{time}"), 45, rule, **given)

    def changed(each: Plan) -> Plan:
        """Moved, cancelled, paused, and twice lent to the hall and to Bo."""
        away = {"room_id": HALL, "facilitator_ids": (BO,)}
        each.move(day("2026-11-24"), wall("2026-11-25T18:15")).cancel(day("2026-12-01"), "Syg")
        each.change(day("2026-12-08"), state="paused")
        each.change(day("2026-12-15"), **away)
        return each.move(day("2026-12-22"), wall("2026-12-23T18:15")).change(
            day("2026-12-22"), **away
        )

    def lent(each: Plan) -> Plan:
        """In the hall and by Bo, but for three dates."""
        here = {"room_id": QUIET, "facilitator_ids": (BO, ANNE)}
        each.change(day("2026-11-24"), **here)
        each.move(day("2026-12-01"), wall("2026-12-02T19:30")).change(day("2026-12-01"), **here)
        return each.cancel(day("2026-12-08")).change(day("2026-12-08"), **here)

    kinds: list[dict[str, Any]] = [
        {"feed": "open"},
        {"feed": "discreet"},
        {"feed": "none"},
    ]
    for number, kind in enumerate(kinds):
        plans.append(changed(make(30 + number, f"Møde {number}", f"0{number + 3}:00", **kind)))
        elsewhere = {"room_id": HALL, "facilitator_ids": (BO,)}
        other = make(40 + number, f"Lånt {number}", f"0{number + 6}:15", **kind, **elsewhere)
        plans.append(lent(other))
    secret = {"kind": "reservation", "access": "internal", "listing": "hidden", "feed": "none"}
    return [
        *plans,
        make(50, "Personalemøde", "20:00", access="internal"),
        make(51, "Gruppe A", "21:00", treatment=True, feed="none", listing="hidden"),
        make(52, "Reserveret til MUS", "22:00", group_ids=(), **secret),
        make(53, "Kladde", "23:00").edit(state="draft"),
        make(54, "Slettet", "23:00").edit(deleted_at=NOW),
    ]


def _by(each: Plan, person: int) -> Plan:
    each.dates = [replace(one, facilitator_ids=(person,)) for one in each.dates]
    return each.edit(facilitator_ids=(person,))

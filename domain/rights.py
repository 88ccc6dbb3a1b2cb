"""Who may do what: one table of action × role × scope. `actions/` checks it at every write."""

from __future__ import annotations

from collections.abc import Collection
from typing import Literal

from domain.discretion import Feed, SecretKind
from domain.errors import Refused
from domain.model import Actor, Role

Action = Literal[
    "plan.read",
    "plan.write",
    "attendance.host",
    "attendance.total",
    "attendance.services",
    "figures.driftstal",
    "figures.across",
    "setup.write",
    "accounts.write",
    "account.own",
    "history.read",
    "calendar.own",
    "calendar.staff",
    "calendar.group",
    "calendar.room",
    "calendar.person",
    "calendar.all",
    "schedule.own",
]

Holder = Role | Literal["facilitator"]
"""A role that was given, or being linked to a facilitator, which is none and needs none."""
Reach = Literal["house", "organised", "own"]
"""How far it goes: all of the house; what a service of theirs organises (design.md, the model:
who coordinates no one service coordinates the house); what is theirs alone."""

_STAFF: dict[Holder, Reach] = dict.fromkeys(("admin", "coordinator", "host", "manager"), "own")

ACTIONS: dict[Action, dict[Holder, Reach]] = {
    "plan.read": {"coordinator": "house", "manager": "house", "admin": "house"},
    "plan.write": {"coordinator": "organised"},
    "attendance.host": {"host": "house", "coordinator": "house", "tablet": "house"},
    "attendance.total": {"coordinator": "organised"},
    "attendance.services": {"coordinator": "organised"},
    "figures.driftstal": {"coordinator": "house", "manager": "house"},
    "figures.across": {"manager": "house"},
    "setup.write": {"admin": "house"},
    "accounts.write": {"admin": "house"},
    "history.read": {"coordinator": "house", "admin": "house"},
    "account.own": {**_STAFF, "facilitator": "own"},
    "calendar.own": {**_STAFF, "facilitator": "own"},
    "calendar.staff": _STAFF,
    "calendar.group": {"coordinator": "house"},
    "calendar.room": {"coordinator": "house"},
    "calendar.person": {"coordinator": "house", "admin": "house"},
    "calendar.all": {"admin": "house"},
    # own dates, and "Jeg kan ikke" for them: by being linked, whatever the role
    "schedule.own": {"facilitator": "own"},
}
"""Default deny: who is not named may not. Admins read no counts. Hosts see dates of today and
those that were not recorded (actions.attendance)."""

_SUBSCRIBE: dict[SecretKind, Action] = {
    "staff": "calendar.staff",
    "group": "calendar.group",
    "room": "calendar.room",
    "person": "calendar.person",
}


def may_subscribe(actor: Actor, calendar: Feed) -> bool:
    """Whether the actor may have an address of a secret calendar, and keep it.

    Everybody with a role: the staff's. Coordinators: groups' and rooms'. A facilitator's
    (*Mit skema*): who is linked to it, and coordinators and admins on behalf. No public calendar:
    those have one address for everybody.
    """
    if calendar.secret is None:
        return False
    if calendar.secret == "person" and calendar.facilitator_id == actor.facilitator_id:
        return True
    return allows(actor, _SUBSCRIBE[calendar.secret])


def may_revoke(actor: Actor, made_by: int) -> bool:
    """Everybody their own address, administrators everybody's."""
    return actor.staff_id == made_by or allows(actor, "calendar.all")


def allows(
    actor: Actor,
    action: Action,
    service_ids: Collection[int] | None = None,
    shared_ids: Collection[int] = (),
) -> bool:
    """Whether the actor may do `action`.

    `service_ids`: the organising services of what is touched, None where there is none.
    `shared_ids`: services that stand for the whole house; every coordinator edits what they
    organise. A coordinator without a service coordinates the whole house.
    """
    holders = ACTIONS[action]
    if "facilitator" in holders and actor.facilitator_id is not None:
        return True
    for grant in actor.grants:
        if grant.role not in holders:
            continue
        if holders[grant.role] != "organised" or service_ids is None:
            return True
        if grant.service_id is None or grant.service_id in service_ids:
            return True
        if set(service_ids) & set(shared_ids):
            return True
    return False


def require(
    actor: Actor,
    action: Action,
    service_ids: Collection[int] | None = None,
    shared_ids: Collection[int] = (),
) -> None:
    """Raise Refused unless `allows` says yes."""
    if not allows(actor, action, service_ids, shared_ids):
        raise Refused(action)

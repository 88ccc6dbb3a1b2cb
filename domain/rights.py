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
    "history.read",
    "calendar.own",
    "calendar.staff",
    "calendar.group",
    "calendar.room",
    "calendar.person",
    "calendar.all",
]

ACTIONS: dict[Action, frozenset[Role]] = {
    "plan.read": frozenset({"coordinator", "manager", "admin"}),
    "plan.write": frozenset({"coordinator"}),
    "attendance.host": frozenset({"host", "coordinator", "tablet"}),
    "attendance.total": frozenset({"coordinator"}),
    "attendance.services": frozenset({"coordinator"}),
    "figures.driftstal": frozenset({"coordinator", "manager"}),
    "figures.across": frozenset({"manager"}),
    "setup.write": frozenset({"admin"}),
    "accounts.write": frozenset({"admin"}),
    "history.read": frozenset({"coordinator", "admin"}),
    "calendar.own": frozenset({"admin", "coordinator", "host", "manager"}),
    "calendar.staff": frozenset({"admin", "coordinator", "host", "manager"}),
    "calendar.group": frozenset({"coordinator"}),
    "calendar.room": frozenset({"coordinator"}),
    "calendar.person": frozenset({"coordinator", "admin"}),
    "calendar.all": frozenset({"admin"}),
}
"""Default deny: a role that is not named may not. Admins read no counts."""

SCOPED: frozenset[Action] = frozenset({"plan.write", "attendance.total", "attendance.services"})
"""Actions that ask whether the coordinator's service organises the activity."""


LINKED: frozenset[Action] = frozenset({"calendar.own"})
"""What an account may do that has no role but is linked to a facilitator."""

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
    if action in LINKED and actor.facilitator_id is not None:
        return True
    for grant in actor.grants:
        if grant.role not in ACTIONS[action]:
            continue
        if action not in SCOPED or service_ids is None or grant.role != "coordinator":
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

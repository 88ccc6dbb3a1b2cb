"""Who may do what: one table of action × role × scope. `actions/` checks it at every write."""

from __future__ import annotations

from collections.abc import Collection
from typing import Literal

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
]

ACTIONS: dict[Action, frozenset[Role]] = {
    "plan.read": frozenset({"coordinator", "manager", "admin"}),
    "plan.write": frozenset({"coordinator"}),
    "attendance.host": frozenset({"host", "coordinator"}),
    "attendance.total": frozenset({"coordinator"}),
    "attendance.services": frozenset({"coordinator"}),
    "figures.driftstal": frozenset({"coordinator", "manager"}),
    "figures.across": frozenset({"manager"}),
    "setup.write": frozenset({"admin"}),
    "accounts.write": frozenset({"admin"}),
    "history.read": frozenset({"coordinator", "admin"}),
}
"""Default deny: a role that is not named may not. Admins read no counts."""

SCOPED: frozenset[Action] = frozenset({"plan.write", "attendance.total", "attendance.services"})
"""Actions that ask whether the coordinator's service organises the activity."""


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

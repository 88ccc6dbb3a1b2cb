"""The roles of an account: choosing them, and saying them."""

from __future__ import annotations

from collections.abc import Container, Sequence

import streamlit as st

from actions.accounts import Staff
from actions.config import config
from domain.model import ROLES, House, RoleGrant
from locales import _
from pages._pick import offered
from pages._show import Slots, names, plain
from pages._words import ROLES as ROLE_WORDS


def choose(house: House, had: Sequence[RoleGrant], slots: Slots) -> list[RoleGrant]:
    """Roles, and for a coordinator the services; none of them means the whole house."""
    roles = st.multiselect(
        _("Roles"),
        list(ROLES),
        default=list(dict.fromkeys(grant.role for grant in had)),
        format_func=lambda role: ROLE_WORDS[role],
        placeholder=_("Choose roles"),
    )
    slots["roles"] = st.container()
    own = [g.service_id for g in had if g.role == "coordinator" and g.service_id is not None]
    services = offered(house.services, own)
    chosen = st.multiselect(
        _("A coordinator coordinates"),
        list(services),
        default=own,
        format_func=lambda number: services[number],
        placeholder=_("the whole house"),
    )
    grants = [RoleGrant(role, None) for role in roles if role != "coordinator"]
    if "coordinator" in roles:
        grants += [RoleGrant("coordinator", one) for one in chosen]
        grants += [] if chosen else [RoleGrant("coordinator", None)]
    return grants


def choose_facilitator(house: House, person: Staff) -> tuple[int | None, bool]:
    """Which facilitator the account is, and whether that is to be saved."""
    with st.form(f"opsaetning_facilitator_{person.id}"):
        chosen = facilitator(house, person.facilitator_id)
        sent = st.form_submit_button(_("Save the facilitator"))
    return chosen, sent


def facilitator(house: House, had: int | None = None) -> int | None:
    """The select of facilitators, None for nobody."""
    people = offered(house.facilitators, () if had is None else (had,))
    return st.selectbox(
        _("Is the facilitator"),
        list(people),
        index=list(people).index(had) if had in people else None,
        placeholder=_("nobody"),
        format_func=lambda number: people[number],
        help=_("The account then sees that facilitator's schedule, and needs no role for it."),
    )


def roles(one: Staff, house: House) -> str:
    """ "koordinator (Pitstop), leder", safe."""
    words = []
    for role in dict.fromkeys(grant.role for grant in one.grants):
        ids = [g.service_id for g in one.grants if g.role == role and g.service_id is not None]
        inside = f" ({names(ids, house.services)})" if ids else ""
        words.append(plain(ROLE_WORDS[role]) + inside)
    return ", ".join(words)


def state(one: Staff, factors: Container[int]) -> str:
    """`factors`: the accounts that sign in with a code from the phone too."""
    if one.disabled_at is not None:
        return _("closed")
    if one.id in factors:
        return _("in use, with codes from the phone")
    return _("in use") if one.has_password else _("waits for a password")


def show_link(name: str, token: str) -> None:
    """The link, this once: it is stored nowhere."""
    st.success(
        _("Give this link to %(name)s. It works once, for 7 days, and is shown only now.")
        % {"name": plain(name)}
    )
    st.code(f"{config().url}/log-ind/{token}", language=None, wrap_lines=True)

"""Staff accounts: invite with a one-time link, roles, close, sign out everywhere."""

from __future__ import annotations

from collections.abc import Callable, Container, Sequence
from functools import partial

import streamlit as st

from actions import accounts, second_factor
from actions.accounts import Staff
from domain.errors import HouseError, InvalidInput
from domain.model import House
from locales import _
from locales.messages import field_messages
from pages import _opsaetning_account_words as words_of
from pages._opsaetning_editor import Office, line
from pages._show import Slots, fill, flash, plain, tell


def draw(office: Office) -> None:
    house = office.house()
    people = accounts.list_staff(office.db, office.actor)
    factors = second_factor.those_with(office.db, office.actor)
    st.table(
        {
            _("Name"): [f"{plain(one.name)} :gray[{plain(one.username)}]" for one in people],
            _("Roles"): [words_of.roles(one, house) for one in people],
            _("State"): [words_of.state(one, factors) for one in people],
        },
        border="horizontal",
        hide_index=True,
    )
    invite, keep = st.columns(2, gap="large")
    with invite:
        _invite(office, house)
    with keep, st.container(border=True):
        _keep(office, house, people, factors)


def _invite(office: Office, house: House) -> None:
    slots: Slots = {}
    with st.form("opsaetning_invite"):
        st.markdown(f"**{_('Invite a colleague')}**")
        name = line(_("Name"), "name", "", slots)
        username = line(_("User name"), "username", "", slots, _("for example: anna.h"))
        grants = words_of.choose(house, (), slots)
        facilitator = words_of.facilitator(house)
        slots["form"] = st.container()
        sent = st.form_submit_button(_("Make the account"), type="primary")
    if not sent:
        return
    try:
        create = partial(accounts.create_staff, office.db, office.actor, username=username)
        staff_id = create(name=name, grants=grants, facilitator_id=facilitator)
        token = accounts.make_link(office.db, office.actor, staff_id)
    except InvalidInput as error:
        fill(slots, field_messages(error))
    except HouseError as error:
        tell(error)
    else:
        words_of.show_link(name, token)


def _keep(office: Office, house: House, people: Sequence[Staff], factors: Container[int]) -> None:
    st.markdown(f"**{_('Keep an account')}**")
    words = {one.id: one.name for one in people}
    number = st.selectbox(
        _("Whose?"), list(words), placeholder=_("Choose"), format_func=lambda one: words[one]
    )
    person = next(one for one in people if one.id == number)
    slots: Slots = {}
    with st.form(f"opsaetning_roles_{person.id}"):
        grants = words_of.choose(house, person.grants, slots)
        slots["form"] = st.container()
        sent = st.form_submit_button(_("Save the roles"))
    change = partial(_do, slots=slots)
    args = (office.db, office.actor, person.id)
    facilitator, save = words_of.choose_facilitator(house, person)
    if save:
        linked = partial(accounts.link_facilitator, *args, facilitator)
        change(_("The facilitator is saved."), linked)
    if sent:
        change(_("The roles are saved."), partial(accounts.set_roles, *args, grants))
    with st.container(horizontal=True):
        if person.disabled_at is None and st.button(_("New one-time link")):
            words_of.show_link(person.name, accounts.make_link(*args))
        if person.id in factors and st.button(_("Take the codes away: the phone is lost")):
            change(_("The codes are taken away."), partial(second_factor.take_away, *args))
        if st.button(_("Sign out everywhere")):
            change(_("Signed out everywhere."), partial(accounts.revoke_sessions, *args))
        if person.disabled_at is None:
            if st.button(_("Close the account")):
                change(_("The account is closed."), partial(accounts.disable_staff, *args))
        elif st.button(_("Open the account again")):
            change(_("The account is open again."), partial(accounts.enable_staff, *args))


def _do(done: str, call: Callable[[], object], *, slots: Slots) -> None:
    try:
        call()
    except InvalidInput as error:
        fill(slots, field_messages(error))
    except HouseError as error:
        tell(error)
    else:
        flash(done)
        st.rerun()

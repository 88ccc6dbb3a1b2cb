"""A calendar from outside in words: whose, who sees it, and how its fetching goes."""

from __future__ import annotations

from datetime import datetime

import streamlit as st

from actions.config import config
from domain.localtime import to_local
from domain.model import House
from domain.outside import Fetching, OutsideCalendar, partner_view
from locales import _, ngettext
from locales.formats import clock, short_day
from locales.outside import trouble_sentence
from pages._show import names, nothing, plain


def title(one: OutsideCalendar, house: House) -> str:
    """Whose calendar it is, safe."""
    if one.kind == "partner":
        return names([one.service_id or 0], house.services)
    if one.room_id is not None:
        return names([one.room_id], house.rooms)
    return names([one.facilitator_id or 0], house.facilitators)


def shown(one: OutsideCalendar, house: House) -> str:
    """What is seen of it, and by whom."""
    if one.kind == "busy":
        return _("Only times are kept. Whoever plans over one is asked for a reason.")
    groups = {"groups": names(one.group_ids, house.groups)}
    if partner_view(one, house.groups) == "full":
        return _("Citizens and staff see it. For: %(groups)s") % groups
    if one.listing == "open":
        return _("Only staff see it, because of whom it is for: %(groups)s") % groups
    return _("Only staff see it. For: %(groups)s") % groups


def state(how: Fetching) -> None:
    """When it was fetched, or since when it cannot be and why."""
    if how.trouble:
        words = [trouble_sentence(how.trouble, how.status)]
        if how.good_at is None:
            words.append(_("It has never been fetched."))
        else:
            words.append(_("What stands here is from %(when)s.") % {"when": when(how.good_at)})
        if how.failing_since is not None:
            words.append(_("Tried in vain since %(when)s.") % {"when": when(how.failing_since)})
        st.warning(plain(" ".join(words)), icon=":material/sync_problem:")
    elif how.good_at is None:
        nothing(_("Waits to be fetched."))
    else:
        count = ngettext("%(n)s date", "%(n)s dates", how.dates) % {"n": how.dates}
        told = _("Fetched %(when)s: %(count)s.") % {"when": when(how.good_at), "count": count}
        if how.left_out:
            rest = ngettext(
                "%(n)s thing in it could not be read as it stands.",
                "%(n)s things in it could not be read as they stand.",
                how.left_out,
            )
            told += " " + rest % {"n": how.left_out}
        nothing(told)


def when(instant: datetime) -> str:
    """ "man. 23. nov. 10.00", in the house's zone."""
    local = to_local(instant, config().zone)
    return f"{short_day(local)} {clock(local)}"

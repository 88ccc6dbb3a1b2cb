"""Doing one thing, and saying so; or saying beside the field what is wrong."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4
from zoneinfo import ZoneInfo

import streamlit as st

from db.connection import HouseDb
from domain.errors import AlreadyDone, Conflicts, HouseError, InvalidInput
from domain.model import Actor, DatedActivity, House
from locales.messages import field_messages
from pages import _conflicts
from pages import _kalender_state as state
from pages._show import Slots, fill, tell
from pages._undo import flash_with_undo

CHANGE, MOVE, OFF, ALL_OFF, TRASH = "ret", "flyt", "aflys", "aflys-alle", "slet"
PAUSE, FOLLOWING = "pause", "fra"
TEMPLATE = "som-skabelon"


@dataclass(frozen=True, slots=True)
class Doer:
    """Who does something, in which house."""

    db: HouseDb
    actor: Actor


@dataclass(frozen=True, slots=True)
class Bench(Doer):
    """Who acts on which date, and when."""

    one: DatedActivity
    house: House
    now: datetime
    zone: ZoneInfo

    def open_acts(self) -> set[str]:
        return open_acts(self.one, self.now)


def open_acts(one: DatedActivity, now: datetime) -> set[str]:
    """What the state of a date leaves open; `actions.planning` checks again."""
    date, activity = one.occurrence, one.activity
    acts = {TRASH, TEMPLATE} if activity.fields.kind == "activity" else {TRASH}
    if activity.state != "cancelled":
        if activity.fields.rrule:
            acts |= {ALL_OFF, PAUSE}
        if date.state == "planned" and date.starts_at > now:
            acts |= {CHANGE, MOVE}
            acts |= {FOLLOWING} if activity.fields.rrule else set()
        if date.state == "planned" and date.ends_at > now and date.close_out is None:
            acts.add(OFF)
    return acts


def run(
    doer: Doer,
    done: str,
    call: Callable[[], object],
    slots: Slots | None = None,
    *,
    stay: bool = True,
    back: Mapping[str, str | int | None] | None = None,
) -> None:
    """Afterwards back to the date, with `stay` False to the week, or to `back`; with an undo.

    A second click finds the first one's token and counts as done.
    """
    try:
        call()
    except AlreadyDone:
        pass
    except InvalidInput as error:
        fill(slots or Slots(form=st.container()), field_messages(error))
        return
    except Conflicts as error:
        _conflicts.show(error)
        return
    except HouseError as error:
        tell(error)
        return
    flash_with_undo(doer.db, doer.actor, done)
    date = st.query_params.get(state.DATE) if stay else None
    state.go(**(back if back is not None else {state.DATE: date}))
    st.rerun()


def form_token(form: str, version: int) -> str:
    """One per form and version of what it changes."""
    return str(st.session_state.setdefault(f"kalender_token_{form}_{version}", uuid4().hex))

"""The buttons under the form, and the save. Two clicks save once, by the draft's token."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

import streamlit as st

from actions import form_drafts, planning
from db.activities import activity
from db.connection import HouseDb
from domain.errors import AlreadyDone, Conflicts, HouseError, InvalidField, InvalidInput, Stale
from domain.localtime import week_text
from domain.model import ActivityFields, Actor
from locales import _
from locales.messages import field_messages
from pages import _conflicts
from pages import _kalender_alternatives as instead
from pages import _kalender_draft as drafts
from pages import _kalender_state as state
from pages._kalender_draft import Draft
from pages._save_key import saves
from pages._show import Slots, fill, plain, tell
from pages._undo import flash_with_undo


@dataclass(frozen=True, slots=True)
class Form:
    """One drawn form, and where its errors are written."""

    db: HouseDb
    actor: Actor
    which: str
    """The draft's name: "ny" or the activity's id, with the first date of its scope."""
    draft: Draft
    fields: ActivityFields
    problems: list[InvalidField]
    slots: Slots
    now: datetime


def draw(form: Form) -> None:
    """The buttons; a save that succeeds leads back to the week it begins in."""
    draft = form.draft
    unpublished = draft.activity is None or draft.activity.state == "draft"
    tried = {"on_click": draft.set, "args": ("tried", True)}
    with st.container(horizontal=True, key="bar_kalender"):
        label = _("Save and publish") if unpublished else _("Save")
        main = st.button(label, type="primary", key=draft.key("save"), **tried)  # type: ignore[arg-type]
        later = unpublished and st.button(_("Save as draft"), key=draft.key("later"), **tried)  # type: ignore[arg-type]
        st.button(
            _("Give up"), key=draft.key("cancel"), type="tertiary", on_click=_give_up, args=(form,)
        )
    saves(draft.key("save"))
    if (main or later) and form.problems:
        told = field_messages(InvalidInput(tuple(form.problems)))
        st.error(
            "\n".join([f"{_('Not saved yet:')}\n", *(f"- {plain(one)}" for one in told.values())])
        )
    if not (main or later) or form.problems:
        return
    try:
        _save(form, publish=main and unpublished)
    except InvalidInput as error:
        fill(form.slots, field_messages(error))
    except Stale as error:
        tell(error)
        words = _("Fetch the newest, without my changes")
        st.button(words, on_click=drafts.close, args=(form.which,))
    except Conflicts as error:
        _conflicts.show(error)
        if instead.wanted(error.conflicts):
            instead.instead(form.db, form.actor, draft, form.fields, form.now, key="saved")
    except HouseError as error:
        tell(error)
    else:
        _forget(form)
        done = _("Saved and published.") if main and unpublished else _("Saved.")
        flash_with_undo(form.db, form.actor, done)
        state.go(uge=week_text(form.fields.local_start.date()))
        st.rerun()


def _save(form: Form, *, publish: bool) -> None:
    """Create or edit, once; then publish what was a draft."""
    draft = form.draft
    reason = str(draft.value("reason") or "")
    if draft.activity is None:
        with suppress(AlreadyDone):
            planning.create(
                form.db,
                form.actor,
                form.fields,
                now=form.now,
                publish=publish,
                reason=reason,
                token=draft.token,
            )
        return
    try:
        saved = planning.edit(
            form.db,
            form.actor,
            draft.activity.id,
            form.fields,
            version=draft.activity.version,
            now=form.now,
            from_id=draft.from_id,
            reason=reason,
            token=draft.token,
        )
    except AlreadyDone as done:
        saved = int(done.result)
    with form.db.read() as con:
        found = activity(con, saved)
    if publish and found is not None and found.state == "draft":
        planning.publish(form.db, form.actor, saved, version=found.version, now=form.now)


def _give_up(form: Form) -> None:
    _forget(form)
    state.go()


def _forget(form: Form) -> None:
    """In the session, and what was kept of it."""
    drafts.close(form.which)
    form_drafts.drop(form.db, form.actor, form.which)

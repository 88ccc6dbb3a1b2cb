"""The buttons under the form, and the save. Two clicks save once, by the draft's token."""

from __future__ import annotations

from contextlib import suppress

import streamlit as st

from actions import form_drafts
from domain.errors import Conflicts, HouseError, InvalidInput, Refused, Stale
from domain.localtime import week_text
from locales import _
from locales.messages import field_messages
from pages import _conflicts, _kalender_given_up, _kalender_stale
from pages import _kalender_alternatives as instead
from pages import _kalender_draft as drafts
from pages import _kalender_state as state
from pages._kalender_store import Form, save
from pages._save_key import saves
from pages._show import fill, plain, tell
from pages._undo import flash_with_undo

_STALE = "stale"


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
            _("Close without saving"),
            key=draft.key("cancel"),
            type="tertiary",
            on_click=_give_up,
            args=(form,),
        )
    saves(draft.key("save"), leave=draft.key("cancel"))
    main = main or bool(st.session_state.pop(draft.key(_kalender_stale.AGAIN), False))
    if (main or later) and form.problems:
        told = field_messages(InvalidInput(tuple(form.problems)))
        st.error(
            "\n".join([f"{_('Not saved yet:')}\n", *(f"- {plain(one)}" for one in told.values())])
        )
    if draft.value(_STALE):
        _kalender_stale.draw(form.db, form.actor, form.which, draft, form.fields)
    if not (main or later) or form.problems:
        return
    try:
        save(form, publish=main and unpublished)
    except InvalidInput as error:
        fill(form.slots, field_messages(error))
    except Stale:
        draft.set(_STALE, True)
        st.rerun()
    except Conflicts as error:
        _conflicts.show(error)
        if instead.wanted(error.conflicts) and instead.AHEAD not in form.slots:
            instead.instead(form.db, form.actor, draft, form.fields, form.now, key="saved")
    except HouseError as error:
        tell(error)
    else:
        _forget(form)
        done = _("Saved and published.") if main and unpublished else _("Saved.")
        flash_with_undo(form.db, form.actor, done)
        state.go(uge=week_text(form.fields.local_start.date()))
        st.rerun()


def _give_up(form: Form) -> None:
    _kalender_given_up.remember(form)
    _forget(form)
    state.go()


def _forget(form: Form) -> None:
    """In the session, and what was kept of it."""
    drafts.close(form.which)
    with suppress(Refused):  # whoever lost the right meanwhile is told by the page itself
        form_drafts.drop(form.db, form.actor, form.which)

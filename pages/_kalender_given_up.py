"""A form that was closed without saving can be had back, so that a wrong click loses nothing."""

from __future__ import annotations

import streamlit as st

from locales import _
from pages import _kalender_draft as drafts
from pages import _kalender_kept as kept
from pages import _kalender_state as state
from pages._kalender_store import Form

_GIVEN_UP = "kalender_given_up"
_WHERE = (state.ACTIVITY, state.FROM, state.COPY)


def remember(form: Form) -> None:
    """A callback, before the form is forgotten; what nobody had touched is let go."""
    if not kept.is_touched(form.draft):
        return
    where = {name: st.query_params[name] for name in _WHERE if name in st.query_params}
    st.session_state[_GIVEN_UP] = (where, form.which, form.draft, kept.typed(form.draft))


def offer() -> None:
    """Once, on the page after: what was typed is there still."""
    if _GIVEN_UP not in st.session_state or state.ACTIVITY in st.query_params:
        return
    where, which, draft, values = st.session_state.pop(_GIVEN_UP)
    with st.container(horizontal=True, vertical_alignment="center", key="kalender_given_up_bar"):
        st.markdown(_("Closed without saving."))
        st.button(
            _("Go on with it after all"),
            icon=":material/undo:",
            key="kalender_go_on_after_all",
            on_click=_back,
            args=(where, which, draft, values),
        )


def _back(
    where: dict[str, str], which: str, draft: drafts.Draft, values: dict[str, object]
) -> None:
    kept.forget(draft)
    drafts.reopen(which, draft, values)
    state.go(**where)

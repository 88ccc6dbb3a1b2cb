"""A form that was closed without saving can be had back, so that a wrong click loses nothing."""

from __future__ import annotations

from time import monotonic

import streamlit as st

from locales import _
from pages import _kalender_draft as drafts
from pages import _kalender_kept as kept
from pages import _kalender_state as state
from pages._kalender_store import Form

_GIVEN_UP = "kalender_given_up"
_SECONDS = 60
_WHERE = (state.ACTIVITY, state.FROM, state.COPY)


def remember(form: Form) -> None:
    """A callback, before the form is forgotten; what nobody had touched is let go."""
    if not kept.is_touched(form.draft):
        return
    where = {name: st.query_params[name] for name in _WHERE if name in st.query_params}
    typed = kept.typed(form.draft)
    st.session_state[_GIVEN_UP] = (monotonic(), where, form.which, form.draft, typed)


def offer() -> None:
    """For a minute, on the pages after: what was typed is there still.

    Not on the first page alone: the board may draw it anew before anybody has looked.
    """
    if _GIVEN_UP not in st.session_state or state.ACTIVITY in st.query_params:
        return
    since, where, which, draft, values = st.session_state[_GIVEN_UP]
    if monotonic() - since > _SECONDS:
        del st.session_state[_GIVEN_UP]
        return
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
    st.session_state.pop(_GIVEN_UP, None)
    kept.forget(draft)
    drafts.reopen(which, draft, values)
    state.go(**where)

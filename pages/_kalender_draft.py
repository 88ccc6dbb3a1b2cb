"""A half-filled form: its token, what it edits, and its widgets' values in session state.

The values are kept for the session, so that a look at another page loses nothing that was typed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import uuid4

import streamlit as st

from domain.model import Activity, Occurrence
from pages._kalender_target import Target

_DRAFTS = "kalender_drafts"


@dataclass(frozen=True, slots=True)
class Draft:
    """`token` goes with the save, so that a double click saves once."""

    token: str
    activity: Activity | None
    """What is being edited, as it was when the form was opened; None: a new activity."""
    since: Occurrence | None = None
    """Scope *this and following*: the first date that changes. None: all coming dates."""

    @property
    def from_id(self) -> int | None:
        return self.since.id if self.since else None

    def key(self, name: str) -> str:
        return f"kalender_{self.token}_{name}"

    def value(self, name: str) -> object:
        return st.session_state.get(self.key(name))

    def set(self, name: str, value: object) -> None:
        st.session_state[self.key(name)] = value


def opened(target: Target) -> Draft:
    """The form for `target`, as it was left, or a fresh one."""
    drafts: dict[str, Draft] = st.session_state.setdefault(_DRAFTS, {})
    if target.which not in drafts:
        drafts[target.which] = Draft(uuid4().hex, target.activity, target.since)
        for name, value in target.values.items():
            drafts[target.which].set(name, value)
    return drafts[target.which]


def is_open(which: str) -> bool:
    """Whether this session has the form."""
    return which in st.session_state.get(_DRAFTS, {})


def reopen(which: str, draft: Draft, values: Mapping[str, object]) -> None:
    """A form as it stood, on another version or in another session. Also in a callback."""
    st.session_state.setdefault(_DRAFTS, {})[which] = draft
    for name, value in values.items():
        draft.set(name, value)


def close(which: str) -> None:
    """Forget a form that was saved or given up. Also a callback."""
    draft = st.session_state.get(_DRAFTS, {}).pop(which, None)
    for key in list(st.session_state):
        if draft and str(key).startswith(draft.key("")):
            del st.session_state[key]

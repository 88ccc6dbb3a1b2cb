"""What one click does, and the reason that is asked for where it meets a soft conflict."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

import streamlit as st

from domain.errors import Conflicts
from locales import _
from pages import _conflicts
from pages._kalender_act_run import Doer, run


@dataclass(frozen=True, slots=True)
class Click:
    """`key` names what it is about, with its version. `call` takes a `reason`."""

    doer: Doer
    label: str
    done: str
    key: str
    call: Callable[..., object]
    stay: bool = True
    back: Mapping[str, str | int | None] | None = None
    """Where to go afterwards, if not to the date."""

    def button(self, icon: str | None = None, *, primary: bool = False) -> None:
        kind: Literal["primary", "secondary"] = "primary" if primary else "secondary"
        if st.button(self.label, icon=icon, key=self.key, type=kind):
            self._try("")

    def answer(self) -> None:
        """Where a reason was asked for: why, a field for it, and the same button again."""
        asked = st.session_state.get(self._asked)
        if asked is None:
            return
        with st.form(f"{self.key}_form"):
            _conflicts.show(asked)
            reason = st.text_input(_("Reason"))
            sent = st.form_submit_button(self.label, type="primary")
        if sent:
            self._try(str(reason or ""))

    @property
    def asks(self) -> bool:
        """Whether a reason was asked for and not given yet."""
        return self._asked in st.session_state

    @property
    def _asked(self) -> str:
        return f"{self.key}_why"

    def _try(self, reason: str) -> None:
        def kept() -> None:
            st.session_state.pop(self._asked, None)
            try:
                self.call(reason=reason)
            except Conflicts as error:
                if any(one.hard for one in error.conflicts):
                    raise
                st.session_state[self._asked] = error
                st.rerun()

        run(self.doer, self.done, kept, stay=self.stay, back=self.back)

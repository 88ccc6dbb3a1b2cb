"""Recording once, saying so, and saying beside the field what is wrong."""

from __future__ import annotations

from collections.abc import Callable
from uuid import uuid4

import streamlit as st

from domain.errors import AlreadyDone, HouseError, InvalidInput
from domain.model import DatedActivity
from locales.messages import field_messages
from pages._show import Slots, fill, flash, tell


def run(done: str, call: Callable[[], object], slots: Slots | None = None) -> None:
    """Save, say so, and draw anew; a second click finds the first one's token."""
    try:
        call()
    except AlreadyDone:
        pass
    except InvalidInput as error:
        fill(slots or Slots(form=st.container()), field_messages(error))
        return
    except HouseError as error:
        tell(error)
        return
    flash(done)
    st.rerun()


def form_token(one: DatedActivity, form: str) -> str:
    """One per form and version of the date."""
    key = f"fremmoede_token_{form}_{one.occurrence.id}_{one.occurrence.version}"
    return str(st.session_state.setdefault(key, uuid4().hex))

"""What was read and worked out for a page, used again while nothing in the file has changed.

Kept in the session of the one it was read for, never across sessions: what somebody may see is
part of it. Asking whether the file changed costs microseconds (`db.feeds.FeedWatch`).
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from pathlib import Path
from typing import TypeVar

import streamlit as st

from db.connection import HouseDb
from db.feeds import FeedWatch

T = TypeVar("T")
_KEPT = "kalender_unchanged_"


@st.cache_resource
def _watch(path: str) -> FeedWatch:
    return FeedWatch(Path(path))


def unchanged(db: HouseDb, name: str, key: Hashable, make: Callable[[], T]) -> T:
    """What `make` gave for this `key` (everything else that it depends on), or gives now.

    The file is asked before `make` reads it, so what is kept is never older than it says. Whoever
    gets it must not change it. Raises DatabaseTrouble.
    """
    asked = (_watch(str(db.path)).token(), key)
    kept = st.session_state.get(f"{_KEPT}{name}")
    if kept is not None and kept[0] == asked:
        return kept[1]  # type: ignore[no-any-return]
    made = make()
    st.session_state[f"{_KEPT}{name}"] = (asked, made)
    return made

"""Where an import comes from: a text that was pasted, or a file. The file is read and let go."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

import streamlit as st

from actions.reading_events import Events, read_events
from actions.reading_tables import (
    MAX_OCTETS,
    looks_like_calendar,
    read_pasted,
    read_table,
)
from domain.errors import HouseError
from domain.import_rows import Table
from domain.importing import Problem
from locales import _
from pages._show import nothing, plain, tell

_KEPT, _ROUND = "hent_source", "hent_round"
_MEGABYTES = MAX_OCTETS // 1_000_000
_PASTE, _FILE = "paste", "file"


@dataclass(frozen=True, slots=True)
class Source:
    """What was read, and the token under which everything decided about it is kept."""

    token: str
    name: str
    """The file's name or the text that was pasted: what tells that another one was given."""
    table: Table | None = None
    events: Events | None = None

    @property
    def problems(self) -> tuple[Problem, ...]:
        whole = self.table or self.events
        return whole.problems if whole else ()

    def key(self, name: str) -> str:
        return f"hent_{self.token}_{name}"


def choose(zone: ZoneInfo, *, now: datetime) -> Source | None:
    """Draw the two ways in; returns what was read, None before anything was, or when it failed."""
    words = {_PASTE: _("Paste a table"), _FILE: _("Choose a file")}
    way = st.segmented_control(
        _("How?"),
        list(words),
        format_func=lambda one: words[one],
        default=_PASTE,
        required=True,
        key="hent_way",
        label_visibility="collapsed",
    )
    return _file(zone, now) if way == _FILE else _pasted()


def forget() -> None:
    """Let go of what was read. Also a callback."""
    st.session_state.pop(_KEPT, None)
    st.session_state[_ROUND] = st.session_state.get(_ROUND, 0) + 1


def _pasted() -> Source | None:
    text = st.text_area(
        _("Copy the table in Word or Excel, and paste it here"),
        height=160,
        key=f"hent_text_{st.session_state.get(_ROUND, 0)}",
        persist_state="session",
    )
    if not text.strip():
        nothing(_("The first line tells what the columns are: Day, Time, Activity, Room …"))
        nothing(_("A week plan with the weekdays at the top can be read too."))
        return None
    kept = st.session_state.get(_KEPT)
    if isinstance(kept, Source) and kept.name == text:
        return kept
    try:
        table = read_pasted(text)
    except HouseError as error:
        tell(error)
        return None
    return _keep(Source(_token(kept), text, table=table))


def _file(zone: ZoneInfo, now: datetime) -> Source | None:
    kept = st.session_state.get(_KEPT)
    if isinstance(kept, Source) and kept.name.startswith("file:"):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(f":material/description: {plain(kept.name.removeprefix('file:'))}")
            st.button(_("Choose another file"), on_click=forget, type="tertiary")
        return kept
    uploaded = st.file_uploader(
        _("A calendar (.ics), or a table (.xlsx, .csv). At most 5 MB. The file is not kept."),
        key=f"hent_file_{st.session_state.get(_ROUND, 0)}",
        max_upload_size=_MEGABYTES,
    )
    if uploaded is None:
        return None
    data = uploaded.getvalue()
    try:
        name = f"file:{uploaded.name[:80]}"
        if looks_like_calendar(data):
            read = Source(uuid.uuid4().hex, name, events=read_events(data, zone=zone, now=now))
        else:
            read = Source(uuid.uuid4().hex, name, table=read_table(data))
    except HouseError as error:
        tell(error)
        return None
    # with another key Streamlit lets go of the file's bytes
    st.session_state[_ROUND] = st.session_state.get(_ROUND, 0) + 1
    _keep(read)
    st.rerun()


def _token(kept: object) -> str:
    """A pasted text that is corrected keeps what was decided about it."""
    same = isinstance(kept, Source) and not kept.name.startswith("file:")
    return kept.token if same and isinstance(kept, Source) else uuid.uuid4().hex


def _keep(source: Source) -> Source:
    st.session_state[_KEPT] = source
    return source

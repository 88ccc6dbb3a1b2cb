"""The comments of a report, kept as a draft per period, and the buttons below them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

import streamlit as st

import report
from actions.report_comments import save_comments
from db.connection import HouseDb
from db.report_comments import Comment
from domain.errors import HouseError, InvalidInput
from domain.model import Actor
from domain.reporting import MAX_COMMENT, SECTIONS, Span
from locales import _
from locales.messages import field_messages
from pages import _show
from pages import _statistik_report_job as jobs
from report.figures import draft

_LABELS = {
    "whole": _("The manager's comments"),
    "people": _("Comments on people"),
    "quality": _("Comments on professional quality"),
    "economy": _("Comments on economy"),
}


def draw(db: HouseDb, actor: Actor, span: Span, now: datetime, zone: ZoneInfo) -> None:
    """Both buttons keep the comments; a refused one stays in its field, with the reason."""
    seen = _seen(db, actor, span)
    slots: _show.Slots = {}
    with st.form(f"report_{span}", border=False):
        st.markdown(_("Never write citizens' names. Where you write nothing, there is room."))
        texts = {}
        # a row at a time, so that a phone keeps the order of the report
        places = [*st.columns(2), *st.columns(2)]
        for place, section in zip(places, SECTIONS, strict=True):
            with place:
                texts[section] = st.text_area(
                    _LABELS[section],
                    key=_key(span, section),
                    height=100,
                    max_chars=MAX_COMMENT,
                )
                slots[section] = st.empty()
        slots["form"] = st.empty()
        with st.container(horizontal=True):
            make = st.form_submit_button(
                _("Make the report"), type="primary", icon=":material/picture_as_pdf:"
            )
            keep = st.form_submit_button(_("Save the comments"))
    if not (make or keep):
        return
    try:
        kept = save_comments(db, actor, str(span), texts, seen, now=now)
    except InvalidInput as error:
        _show.fill(slots, field_messages(error))
        return
    except HouseError as error:
        _show.tell(error)
        return
    st.session_state[f"report_seen_{span}"] = _versions(kept)
    if make:
        jobs.start(db, actor, span, texts, now=now, zone=zone, maker=report.make)
    else:
        st.success(_("The comments are saved."))


def _seen(db: HouseDb, actor: Actor, span: Span) -> dict[str, int]:
    """The versions on which the texts in the fields stand; read once, so nothing is overwritten."""
    name = f"report_seen_{span}"
    if name not in st.session_state or _key(span, "whole") not in st.session_state:
        there = draft(db, actor, span)
        for section in SECTIONS:
            st.session_state[_key(span, section)] = there.get(section, Comment("", 0)).text
        st.session_state[name] = _versions(there)
    found: dict[str, int] = st.session_state[name]
    return found


def _versions(kept: Mapping[str, Comment]) -> dict[str, int]:
    return {section: one.version for section, one in kept.items()}


def _key(span: Span, section: str) -> str:
    return f"report_{span}_{section}"

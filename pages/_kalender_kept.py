"""A half-filled form that was kept: *Kladde fra kl. 9.12 – fortsæt / kassér*."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, datetime, time
from typing import Any

import streamlit as st

from actions import form_drafts
from actions.config import config
from db.connection import HouseDb
from db.form_drafts import FormDraft
from db.plan_rows import fields_from, fields_text
from domain.localtime import to_local
from domain.model import Actor
from locales import _
from locales.formats import clock, day
from pages import _kalender_draft as drafts
from pages import _kalender_state as state
from pages._kalender_draft import Draft
from pages._kalender_target import Target
from pages._show import nothing, plain
from pages._typing import kept_while_typed

_LAST = "kalender_kept"
_TOUCHED = "kalender_touched"
_OWN = (
    *("save", "later", "cancel", "more", "tried", "stale", "again", "fetch", "keep_", "typing"),
    "ahead_",
)
"""Beginnings of what stands beside the form and is not of it."""
_KINDS = (str, int, bool, list, date, time, type(None))


def offer(db: HouseDb, actor: Actor, target: Target, now: datetime) -> bool:
    """Ask what becomes of what was kept; whether the form waits for the answer.

    What is in this session already goes on without a question.
    """
    if drafts.is_open(target.which):
        return False
    found = form_drafts.kept(db, actor, target.which, now)
    if found is None:
        return False
    st.header(_("You were in the middle of this"), anchor=False)
    with st.container(border=True, key="kept_draft"):
        st.markdown(f"**{words(found, now)}** · {plain(_title(found)) or _('without a title yet')}")
        if target.activity is not None and _version(found) != target.activity.version:
            nothing(_("The activity was changed since. You will see both before you save."))
        with st.container(horizontal=True):
            st.button(
                _("Go on with it"),
                type="primary",
                icon=":material/edit:",
                on_click=_go_on,
                args=(target, found),
                key="kept_go_on",
            )
            st.button(
                _("Throw it away"),
                icon=":material/delete:",
                on_click=form_drafts.drop,
                args=(db, actor, target.which),
                key="kept_drop",
            )
            st.button(_("Back to the week"), type="tertiary", on_click=state.to_list)
    return True


def keep(db: HouseDb, actor: Actor, which: str, draft: Draft, now: datetime) -> None:
    """Keep the form as it stands, where it changed since it was last looked at."""
    stands = typed(draft)
    kept_while_typed(draft.key(""), stands)
    last: dict[str, str] = st.session_state.setdefault(_LAST, {})
    values = _as_text(stands)
    if last.setdefault(draft.token, values) != values:
        last[draft.token] = values
        st.session_state.setdefault(_TOUCHED, set()).add(draft.token)
        if not form_drafts.keep(db, actor, which, _content(draft, stands), now):
            nothing(_("This is too long to be kept as a draft. Save it before you leave."))
            return
    if is_touched(draft):
        nothing(_("What you type is kept as a draft until you save."))


def words(found: FormDraft, now: datetime) -> str:
    """ "Kladde fra kl. 9.12", with the day where it is another."""
    zone = config().zone
    at = to_local(found.saved_at, zone)
    if at.date() == to_local(now, zone).date():
        return _("Draft from %(time)s") % {"time": clock(at)}
    return _("Draft from %(day)s at %(time)s") % {"day": day(at), "time": clock(at)}


def _go_on(target: Target, found: FormDraft) -> None:
    """A callback: the form as it was left, with its token, on the version it was begun on."""
    content = json.loads(found.content)
    activity = target.activity
    if activity is not None and content["opened"]:
        opened = fields_from(content["opened"])
        activity = replace(activity, version=int(content["version"]), fields=opened)
    values = form_drafts.from_plain(content["values"])
    draft = Draft(str(content["token"]), activity, target.since)
    drafts.reopen(target.which, draft, values)
    st.session_state.setdefault(_TOUCHED, set()).add(draft.token)


def typed(draft: Draft) -> dict[str, object]:
    """What stands in the form's own fields."""
    prefix = draft.key("")
    values = {
        str(key).removeprefix(prefix): value
        for key, value in st.session_state.items()
        if str(key).startswith(prefix) and isinstance(value, _KINDS)
    }
    return {name: value for name, value in values.items() if not name.startswith(_OWN)}


def is_touched(draft: Draft) -> bool:
    """Whether the form was changed since it was opened; what no page has drawn yet counts."""
    if draft.token in st.session_state.get(_TOUCHED, set()):
        return True
    last = st.session_state.get(_LAST, {}).get(draft.token)
    return bool(last) and last != _as_text(typed(draft))


def forget(draft: Draft) -> None:
    """Keep the form anew at its next drawing."""
    st.session_state.setdefault(_LAST, {})[draft.token] = ""


def _as_text(stands: dict[str, object]) -> str:
    return json.dumps(form_drafts.plain(stands), sort_keys=True)


def _content(draft: Draft, stands: dict[str, object]) -> dict[str, Any]:
    activity = draft.activity
    return {
        "token": draft.token,
        "version": activity.version if activity else 0,
        "opened": fields_text(activity.fields) if activity else "",
        "values": form_drafts.plain(stands),
    }


def _title(found: FormDraft) -> str:
    values = form_drafts.from_plain(json.loads(found.content)["values"])
    return str(values.get("title") or "")


def _version(found: FormDraft) -> int:
    return int(json.loads(found.content)["version"])

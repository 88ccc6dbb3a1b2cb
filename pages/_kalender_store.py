"""A drawn form, and its save: once, by the draft's token, however often it is clicked."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from actions import planning
from db.activities import activity
from db.connection import HouseDb
from domain.errors import AlreadyDone, InvalidField
from domain.model import ActivityFields, Actor
from pages import _kalender_stale
from pages._kalender_draft import Draft
from pages._show import Slots


@dataclass(frozen=True, slots=True)
class Form:
    """One drawn form, and where its errors are written."""

    db: HouseDb
    actor: Actor
    which: str
    """The draft's name: "ny" or the activity's id, with the first date of its scope."""
    draft: Draft
    fields: ActivityFields
    problems: list[InvalidField]
    slots: Slots
    now: datetime


def save(form: Form, *, publish: bool) -> None:
    """Create or edit, once; then publish what was a draft."""
    draft = form.draft
    reason = str(draft.value("reason") or "")
    if draft.activity is None:
        with suppress(AlreadyDone):
            planning.create(
                form.db,
                form.actor,
                form.fields,
                now=form.now,
                publish=publish,
                reason=reason,
                token=draft.token,
            )
        return
    newest = _kalender_stale.newest(form.db, draft) or draft.activity
    same = _kalender_stale.same_form(draft, newest)
    try:
        saved = planning.edit(
            form.db,
            form.actor,
            draft.activity.id,
            form.fields,
            version=newest.version if same else draft.activity.version,
            now=form.now,
            from_id=draft.from_id,
            reason=reason,
            token=draft.token,
        )
    except AlreadyDone as done:
        saved = int(done.result)
    with form.db.read() as con:
        found = activity(con, saved)
    if publish and found is not None and found.state == "draft":
        planning.publish(form.db, form.actor, saved, version=found.version, now=form.now)

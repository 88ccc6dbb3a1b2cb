"""The last step of an import: drafts or published, update or leave, a reason, and the button."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import streamlit as st

from actions import importing
from actions.config import config
from actions.import_judging import Wish
from actions.importing import Done, Preview
from db.connection import HouseDb
from domain.errors import AlreadyDone, Conflicts, HouseError
from domain.importing import Found
from domain.model import Actor
from locales import _, ngettext
from pages import _conflicts, _hent_lines, _hent_source
from pages import _kalender_state as state
from pages._hent_source import Source
from pages._show import nothing, tell
from pages._undo import flash_with_undo

_HARMLESS = ("import-above", "import-closed", "import-one-sheet", "import-over")
"""What is told of a file without asking whether it was read."""


def updates(source: Source) -> bool:
    return bool(st.session_state.get(source.key("update"), False))


def publishes(source: Source) -> bool:
    return bool(st.session_state.get(source.key("publish"), False))


def reason(source: Source) -> str:
    return str(st.session_state.get(source.key("reason"), ""))


def draw(
    db: HouseDb,
    actor: Actor,
    source: Source,
    found: Sequence[Found],
    wish: Wish,
    preview: Preview,
    *,
    now: datetime,
) -> None:
    if preview.together:
        head = _("Collide with each other in the file")
        st.error(_conflicts.lines(head, preview.together, config().zone))
    if any(one.known for one in preview.items):
        st.checkbox(
            _("Update what was fetched before. Else it stays as it is here."),
            key=source.key("update"),
        )
    st.checkbox(
        _("Publish at once. Else they come as drafts that nobody sees."),
        key=source.key("publish"),
    )
    _public(preview, wish)
    if any(not one.hard for one in preview.conflicts):
        st.text_input(_("Reason"), key=source.key("reason"))
    doubtful = any(one.code not in _HARMLESS and not one.stops for one in source.problems)
    seen = not doubtful or st.checkbox(
        _("I have seen what the file's own lines say above."), key=source.key("seen")
    )
    coming = sum(one.comes for one in preview.items)
    words = ngettext("Fetch in %(n)s activity", "Fetch in %(n)s activities", coming)
    bad = any(one.stops for one in preview.items)
    stopped = bad or not coming or not seen
    with st.container(horizontal=True, key="bar_hent"):
        pressed = st.button(
            words % {"n": coming},
            type="primary",
            disabled=stopped,
            key=source.key("save"),
        )
        st.button(_("Start over"), type="tertiary", on_click=_hent_source.forget)
    if bad:
        nothing(_("All of it or nothing: mend the red lines, or leave them out."))
    if pressed:
        _save(db, actor, source, found, wish, preview, now=now)


def _public(preview: Preview, wish: Wish) -> None:
    """How many would be seen by everybody, and which words in them tell too much."""
    if not wish.publish:
        return
    seen = sum(
        any(one.channel == "board" and one.shown == "full" for one in item.channels)
        for item in preview.items
        if item.comes
    )
    words = ngettext(
        "%(n)s of them stands open on the citizens' pages.",
        "%(n)s of them stand open on the citizens' pages.",
        seen,
    )
    st.info(words % {"n": seen})
    telling = {word for item in preview.items for one in item.telling for word in one.words}
    if telling:
        st.warning(
            _("Words that tell too much on a phone: %(words)s")
            % {"words": ", ".join(sorted(telling))}
        )


def _save(
    db: HouseDb,
    actor: Actor,
    source: Source,
    found: Sequence[Found],
    wish: Wish,
    preview: Preview,
    *,
    now: datetime,
) -> None:
    try:
        done = importing.run(db, actor, found, wish, now=now, token=source.token)
    except AlreadyDone:
        done = Done(0, 0, 0)
    except Conflicts as error:
        _conflicts.show(error)
        return
    except HouseError as error:
        tell(error)
        return
    first = _hent_lines.first_day(preview, config().zone)
    _hent_source.forget()
    words = ngettext("Fetched in: %(n)s activity.", "Fetched in: %(n)s activities.", done.created)
    flash_with_undo(db, actor, words % {"n": done.created + done.updated})
    # as a list, where drafts and what is beside them are read best
    st.switch_page("kalender.py", query_params={state.VIEW: state.LIST, state.DAY: first or ""})

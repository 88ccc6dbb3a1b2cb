"""Warnings of telling words: the words, where they would be read, and a title that says nothing."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import streamlit as st

from domain.telling import Telling
from locales import _
from locales.channels import telling_sentence
from pages._show import plain

_ICON = ":material/visibility:"


def draw(
    found: Sequence[Telling], key: str, use: Callable[[str, object], None] | None = None
) -> None:
    """`use(field, title)` takes the title that is offered into a form, by a button each."""
    for number, one in enumerate(found):
        with st.container(key=f"telling_{key}_{number}"):
            st.warning("  \n".join(_lines(one, offers=use is None)), icon=_ICON)
            if use is not None and one.suggestion:
                st.button(
                    _("Call it “%(title)s”") % {"title": plain(one.suggestion)},
                    key=f"telling_{key}_{number}_use",
                    on_click=use,
                    args=(one.part, one.suggestion),
                )


def _lines(one: Telling, *, offers: bool) -> list[str]:
    lines = [f"**{plain(telling_sentence(one))}**"]
    if one.suggestion and offers:
        words = _("It could be called “%(title)s”, or be discreet in calendars.")
        lines.append(plain(words % {"title": one.suggestion}))
    elif one.suggestion:
        lines.append(_("Give it a title that says nothing, or make it discreet under *More*."))
    else:
        lines.append(_("You may save it. Think of who looks at the phone."))
    return lines

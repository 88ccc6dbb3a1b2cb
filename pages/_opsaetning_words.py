"""The list of telling words, one to a line."""

from __future__ import annotations

import streamlit as st

from actions import telling
from domain.errors import HouseError, InvalidInput
from domain.telling import DEFAULT_WORDS, house_words, telling_words
from locales import _
from locales.messages import field_messages
from pages._opsaetning_editor import Office
from pages._show import Slots, fill, flash, nothing, plain, tell

_COUNT = "opsaetning_words_count"


def draw(office: Office) -> None:
    words = house_words(office.house().settings)
    count = st.session_state.setdefault(_COUNT, 0)
    st.write(
        _(
            "A calendar is read on lock screens. Coordinators are warned when one of these words "
            "would stand in a public calendar. They can still save."
        )
    )
    slots: Slots = {}
    left, right = st.columns([3, 2], gap="large")
    with left, st.form(f"opsaetning_words_{count}"):
        slots["form"] = st.container()
        typed = st.text_area(_("One word to a line"), value="\n".join(words), height=320)
        slots["words"] = st.container()
        with st.container(horizontal=True):
            saved = st.form_submit_button(_("Save"), type="primary")
            reset = words != DEFAULT_WORDS and st.form_submit_button(_("Back to the first list"))
    with right:
        st.markdown(
            "\n".join(
                f"- {line}"
                for line in (
                    _("**misbrug** also finds *Misbrugsbehandling*."),
                    _("**-misbrug** also finds *Stofmisbrug*: the hyphen means inside words."),
                    _("**pårørende til** finds the two words after each other."),
                    _("**rus** and other words of three letters are found whole only."),
                )
            )
        )
        tried = st.text_input(_("Try a title"), key="opsaetning_words_try")
        if tried:
            found = telling_words(tried, words)
            if found:
                st.warning(
                    _("Warns of: %(words)s") % {"words": plain(", ".join(found))},
                    icon=":material/visibility:",
                )
            else:
                nothing(_("No warning."))
    if saved or reset:
        _save(office, None if reset else typed or "", slots)


def _save(office: Office, text: str | None, slots: Slots) -> None:
    try:
        telling.set_words(office.db, office.actor, text, now=office.now)
    except InvalidInput as error:
        fill(slots, field_messages(error))
    except HouseError as error:
        tell(error)
    else:
        st.session_state[_COUNT] += 1
        flash(_("The list is saved."))
        st.rerun()

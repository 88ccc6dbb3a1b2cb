"""Languages: the house's own texts in each, beside the Danish, and who has approved them."""

from __future__ import annotations

from itertools import groupby

import streamlit as st

from actions import entrance
from domain.errors import HouseError, InvalidInput
from domain.texts import Sayable, approved, sayable
from locales import _
from locales.messages import field_messages
from locales.tongues import OTHERS, TONGUES
from pages._opsaetning_editor import Office
from pages._show import Slots, fill, flash, plain, tell

_KINDS = {
    "category": _("Types"),
    "target_group": _("Target groups"),
    "service": _("Services"),
    "site": _("How to get in"),
}
_FIELDS = {
    "name": _("Name"),
    "sentence": _("One sentence"),
    "public_name": _("Name"),
    "about": _("What it helps with, in plain words"),
    "for_whom": _("For whom"),
    "what_happens": _("What happens when you come"),
    "hours": _("Hours"),
    "anonymous": _("Can one be anonymous?"),
    "way_in": _("How to get in"),
}


def draw(office: Office) -> None:
    house = office.house()
    st.write(
        _(
            "What the pages say by themselves is translated. Here you write what the house says of "
            "itself. Where nothing stands, citizens read Danish."
        )
    )
    codes = [one.code for one in OTHERS]
    language = st.segmented_control(
        _("Language"),
        codes,
        default=codes[0],
        required=True,
        format_func=lambda code: TONGUES[code].name,
        key="opsaetning_language",
    )
    texts = sayable(house)
    slots: Slots = {}
    typed: dict[tuple[str, int, str], str] = {}
    with st.form(f"opsaetning_texts_{language}"):
        slots["form"] = st.container()
        yes = st.checkbox(
            _("Somebody at the house who reads the language has approved it"),
            value=language in approved(house.settings),
        )
        st.caption(_("Until then every page in it says that nobody has."))
        for kind, ones in groupby(texts, key=lambda one: one.kind):
            with st.expander(_KINDS[kind], expanded=kind == "category"):
                for one in ones:
                    key = (one.kind, one.row_id, one.field)
                    had = house.texts.get((one.kind, one.row_id, language, one.field), "")
                    typed[key] = _field(one, had, language, slots)
        sent = st.form_submit_button(_("Save"), type="primary")
    if not sent:
        return
    try:
        entrance.set_texts(
            office.db, office.actor, language, typed, is_approved=yes, now=office.now
        )
    except InvalidInput as error:
        fill(slots, field_messages(error))
    except HouseError as error:
        tell(error)
    else:
        flash(_("Saved."))
        st.rerun()


def _field(one: Sayable, had: str, language: str, slots: Slots) -> str:
    """The Danish on the left, the other language on the right."""
    slot = f"{one.kind}-{one.row_id}-{one.field}"
    left, right = st.columns(2)
    with left:
        st.markdown(f"**{plain(one.row_name)}**, {_FIELDS[one.field]}")
        st.markdown(plain(one.danish))
    with right:
        label = f"{one.row_name}: {_FIELDS[one.field]} ({TONGUES[language].name})"
        long = len(one.danish) > 60
        draw_field = st.text_area if long else st.text_input
        text = draw_field(
            label, value=had, key=f"opsaetning_text_{language}_{slot}", label_visibility="collapsed"
        )
        slots[slot] = st.container()
    return str(text or "")

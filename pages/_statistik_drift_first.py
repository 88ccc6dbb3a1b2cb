"""The first screen of Driftstal: the period in a sentence and a row of figures."""

from __future__ import annotations

import streamlit as st

from locales import _, ngettext
from locales.formats import number
from pages import _statistik_show as show
from pages._show import plain
from pages._statistik_ask import Ask


def draw(ask: Ask) -> None:
    st.markdown(plain(sentence(ask)))
    whole, before = ask.whole, ask.before
    entries = (
        (_("Visits"), whole.visits, before.visits),
        (_("Dates held and counted"), whole.held, before.held),
        (_("Not recorded"), whole.unrecorded, None),
        (_("Cancelled"), whole.cancelled, before.cancelled),
        (_("No room for"), whole.turned_away, before.turned_away),
    )
    with st.container(horizontal=True, gap="small"):
        for label, value, then in entries:
            compared = ask.has_before and then is not None
            st.metric(
                label,
                number(value),
                delta=_("before: %(number)s") % {"number": number(then or 0)} if compared else None,
                delta_color="off",
                delta_arrow="off",
                width=135,
            )
    st.caption(
        plain(
            f"{show.coverage(whole.held, whole.unrecorded)}. "
            + (
                _("Compared with %(period)s.") % {"period": ask.chosen.before_words.lower()}
                if ask.has_before
                else _("There is nothing to compare with: no plan stood here a year before.")
            )
        )
    )


def sentence(ask: Ask) -> str:
    """ "143 besøg på 27 gange. 1 gang blev aflyst, 2 mangler at blive registreret." """
    whole = ask.whole
    if not whole.held and whole.coming == whole.planned:
        return _("Nothing has begun yet: %(dates)s dates are planned.") % {
            "dates": number(whole.planned)
        }
    parts = [
        _("%(visits)s visits at %(dates)s dates.")
        % {"visits": number(whole.visits), "dates": number(whole.held)}
        if whole.held
        else _("Nothing is recorded yet.")
    ]
    if whole.cancelled:
        parts.append(
            ngettext("%(n)s date was cancelled.", "%(n)s dates were cancelled.", whole.cancelled)
            % {"n": number(whole.cancelled)}
        )
    if whole.unrecorded:
        parts.append(
            ngettext(
                "%(n)s date lacks its count, so there were perhaps more visits.",
                "%(n)s dates lack their count, so there were perhaps more visits.",
                whole.unrecorded,
            )
            % {"n": number(whole.unrecorded)}
        )
    if whole.turned_away:
        parts.append(
            ngettext(
                "Once somebody was told that there was no room.",
                "%(n)s times somebody was told that there was no room.",
                whole.turned_away,
            )
            % {"n": number(whole.turned_away)}
        )
    return " ".join(parts)

"""What a new plan for a period would do, before it is saved."""

from __future__ import annotations

import streamlit as st

from actions.plan_sets import OwnPlan, SetLook
from locales import _, ngettext
from locales.formats import clock, weekday
from pages._show import nothing, plain


def draw(found: SetLook) -> None:
    st.subheader(_("What that does"), anchor=False)
    count = len({one.activity.lineage for one in found.pausing})
    series = ngettext("%(n)s series pauses", "%(n)s series pause", count) % {"n": count}
    dates = ngettext("%(n)s date", "%(n)s dates", len(found.pausing)) % {"n": len(found.pausing)}
    lines = [f"- {series} ({dates})"] if count else []
    for one in found.own:
        lines.append(f"- {_own_words(one)}")
    if found.others:
        names = ", ".join(plain(one.fields.title) for one in found.others[:6])
        words = _("Other services' series go on: %(names)s")
        lines.append(f"- {words % {'names': names}}" + (" …" if len(found.others) > 6 else ""))
    st.markdown("\n".join(lines) or _("Nothing"))
    nothing(_("Single activities stay, and so does what has been."))


def _own_words(one: OwnPlan) -> str:
    if one.fields is None or not one.dates:
        return _("**%(title)s** gets no date in these days") % {"title": plain(one.title)}
    dates = ngettext("%(n)s date", "%(n)s dates", len(one.dates)) % {"n": len(one.dates)}
    when = f"{weekday(one.dates[0])} {clock(one.dates[0])}"
    return f"**{plain(one.title)}**: {plain(when)}, {dates}"

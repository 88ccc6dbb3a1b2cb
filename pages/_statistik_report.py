"""The report: a manager chooses a period, comments on it, and takes a PDF and a DOCX away."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import streamlit as st

from db.connection import HouseDb
from domain.localtime import local_day
from domain.model import Actor
from domain.reporting import Span, SpanKind, spans
from locales import _
from pages import _statistik_report_form as form
from pages import _statistik_report_job as jobs
from report import words
from report.figures import oldest

_KINDS: dict[str, SpanKind] = {_("Month"): "month", _("Quarter"): "quarter", _("Year"): "year"}


def draw(db: HouseDb, actor: Actor, *, now: datetime, zone: ZoneInfo) -> None:
    """One fold on the page; for managers only, which every fetch checks again."""
    with st.expander(_("Report for the committee: PDF and Word"), icon=":material/description:"):
        st.markdown(
            _(
                "Choose a period. The report has the charts and tables across services, the sums"
                " of the whole house by month, and room for your comments."
            )
        )
        span = _choose(db, actor, now, zone)
        form.draw(db, actor, span, now, zone)
        jobs.show(span)


def _choose(db: HouseDb, actor: Actor, now: datetime, zone: ZoneInfo) -> Span:
    left, right = st.columns([1, 1], vertical_alignment="bottom")
    with left:
        kind = st.segmented_control(
            _("The report is about"),
            list(_KINDS),
            default=_("Quarter"),
            key="rapport",
            bind="query-params",
            required=True,
        )
    today = local_day(now, zone)
    found = spans(_KINDS[str(kind)], oldest(db, actor, zone) or today, today)
    named = {words.capital(words.span(one)): one for one in found}
    over = next((at for at, one in enumerate(found) if one.days.after <= today), 0)
    with right:
        chosen = st.selectbox(
            _("Which period?"),
            list(named),
            index=over,
            key=f"rapport_{_KINDS[str(kind)]}",
            label_visibility="collapsed",
        )
    return named[str(chosen)]

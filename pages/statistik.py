"""Statistik: exact operating figures, and protected figures by service. Two tabs, never mixed."""

from __future__ import annotations

import streamlit as st

from actions import clock
from actions.config import config, house_db
from domain.rights import allows
from locales import _
from pages import _statistik_driftstal, _statistik_report, _statistik_show, _statistik_tvaers
from pages._guard import require

actor = require("figures.driftstal", "figures.across")
db, zone = house_db(), config().zone
now = clock.now(db)

st.title(_("Figures"))
_statistik_show.style()
if allows(actor, "figures.across"):
    _statistik_report.draw(db, actor, now=now, zone=zone)
names = {"figures.driftstal": _("Operating figures"), "figures.across": _("Across services")}
mine = {name: label for name, label in names.items() if allows(actor, name)}  # type: ignore[arg-type]
tabs = dict(
    zip(mine, st.tabs(list(mine.values()), key="vis", on_change="rerun", bind="query-params"),
        strict=True)
)  # fmt: skip
if "figures.driftstal" in tabs and tabs["figures.driftstal"].open:
    with tabs["figures.driftstal"]:
        _statistik_driftstal.draw(db, now=now, zone=zone)
if "figures.across" in tabs and tabs["figures.across"].open:
    with tabs["figures.across"]:
        _statistik_tvaers.draw(db, now=now, zone=zone)

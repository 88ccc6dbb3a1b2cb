"""How a total divides over the services: confidential, read on request, each reading logged."""

from __future__ import annotations

from datetime import datetime
from secrets import token_urlsafe

import streamlit as st

from actions import attendance_division
from db.connection import HouseDb
from domain.counting import Attendance
from domain.errors import HouseError, InvalidInput
from domain.model import Actor, DatedActivity, House
from domain.rights import allows
from locales import _
from locales.formats import number
from locales.messages import field_messages
from pages._show import Slots, fill, flash, nothing, plain, tell


def draw(db: HouseDb, actor: Actor, one: DatedActivity, house: House, *, now: datetime) -> None:
    """Only for coordinators of an organising service, and only when asked for."""
    shared = [service.id for service in house.services.values() if service.kind == "house"]
    if not allows(actor, "attendance.services", one.activity.fields.service_ids, shared):
        return
    key = f"fremmoede_divide_{one.occurrence.id}"
    opening = st.session_state.get(key)
    if not opening:
        nothing(_("Confidential. That you looked is written down."))
        if st.button(
            _("Divide by service"),
            icon=":material/call_split:",
        ):
            st.session_state[key] = token_urlsafe(16)
            st.rerun()
        return
    try:
        found = attendance_division.read_division(
            db, actor, one.occurrence.id, now=now, opening=opening
        )
    except InvalidInput as error:
        nothing(field_messages(error)["form"])
        return
    except HouseError as error:
        tell(error)
        return
    _form(db, actor, one, house, found, now=now)


def _form(
    db: HouseDb,
    actor: Actor,
    one: DatedActivity,
    house: House,
    found: Attendance,
    *,
    now: datetime,
) -> None:
    slots: Slots = {}
    origins = [
        one
        for one in house.services.values()
        if one.is_origin and (not one.retired or one.id in found.by_service)
    ]
    with st.form(f"fremmoede_divide_{one.occurrence.id}_{found.version}"):
        st.markdown(
            _("**%(total)s came.** Where did they come from? What is left is “do not know”.")
            % {"total": number(found.total)}
        )
        slots["form"] = st.container()
        counts: dict[int, int] = {}
        for start in range(0, len(origins), 3):
            for column, service in zip(st.columns(3), origins[start : start + 3], strict=False):
                with column:
                    value = st.number_input(
                        plain(service.name),
                        value=found.by_service.get(service.id),
                        step=1,
                        placeholder="0",
                    )
                    counts[service.id] = int(value or 0)
                    slots[f"service_{service.id}"] = st.container()
        slots["by_service"] = st.container()
        sent = st.form_submit_button(_("Save the division"), type="primary")
    if not sent:
        return
    try:
        attendance_division.divide(
            db,
            actor,
            one.occurrence.id,
            {service_id: visits for service_id, visits in counts.items() if visits},
            version=found.version,
            now=now,
        )
    except InvalidInput as error:
        fill(slots, field_messages(error))
    except HouseError as error:
        tell(error)
    else:
        flash(_("The division is saved."))
        del st.session_state[f"fremmoede_divide_{one.occurrence.id}"]
        st.rerun()

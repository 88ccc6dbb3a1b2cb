"""*Ugens besked*: what the coordinators tell everybody, on the page, the poster and the screen."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import streamlit as st

from actions import week_message
from db.connection import HouseDb
from db.house import load_house
from domain.errors import HouseError, InvalidInput
from domain.localtime import week_range
from domain.model import Actor
from domain.rights import allows
from domain.week_message import MAX_MESSAGE, UNTIL, others_of, shown_message
from locales import _
from locales.formats import day
from locales.messages import field_messages
from locales.tongues import OTHERS
from pages._show import Slots, fill, flash, plain, tell


def draw(db: HouseDb, actor: Actor, *, now: datetime, today: date) -> None:
    """The message as it stands; for who plans also the form."""
    with db.read() as con:
        settings = load_house(con).settings
    others = others_of(settings) if shown_message(settings, today) else {}
    shown = shown_message(settings, today)
    last = date.fromisoformat(settings[UNTIL]) if shown else week_range(today).after
    last = last if shown else last - timedelta(days=1)
    if not allows(actor, "plan.write"):
        if shown:
            st.info(plain(shown), icon=":material/campaign:")
        return
    title = _("The week's message")
    if shown:
        title = _("The week's message: %(text)s") % {"text": plain(shown)}
    with st.expander(title, icon=":material/campaign:"):
        _form(db, actor, shown, others, last, now)


def _form(
    db: HouseDb, actor: Actor, shown: str, others: dict[str, str], last: date, now: datetime
) -> None:
    slots: Slots = {}
    with st.form("i_dag_message"):
        slots["form"] = st.container()
        text = st.text_area(
            _("What shall everybody in the house know?"),
            value=shown,
            max_chars=MAX_MESSAGE,
            height=90,
            placeholder=_("For example: The café opens at 10 on Friday."),
        )
        slots["message"] = st.container()
        typed = _others(others, slots)
        fits = bool(others) and st.checkbox(_("The other languages still fit the Danish text"))
        until = st.date_input(_("Last day"), value=last, format="DD/MM/YYYY")
        slots["until"] = st.container()
        st.caption(_("It stands on Min indgang, the week's poster and the screen in the lobby."))
        with st.container(horizontal=True):
            sent = st.form_submit_button(_("Save"), type="primary")
            down = bool(shown) and st.form_submit_button(_("Take it down"))
    if not (sent or down):
        return
    try:
        day_or_none = until if isinstance(until, date) else None
        week_message.set_message(
            db,
            actor,
            "" if down else text or "",
            day_or_none,
            others=typed,
            still_fits=fits,
            now=now,
        )
    except InvalidInput as error:
        fill(slots, field_messages(error))
    except HouseError as error:
        tell(error)
    else:
        words = _("The message is taken down.")
        if text and not down and day_or_none:
            words = _("The message stands until %(day)s.") % {"day": day(day_or_none)}
        flash(words)
        st.rerun()


def _others(had: dict[str, str], slots: Slots) -> dict[str, str]:
    """A field to each other language, two to a row."""
    st.caption(_("In other languages, if you can. Where nothing stands, the Danish text does."))
    typed: dict[str, str] = {}
    for pair in (OTHERS[:2], OTHERS[2:]):
        for column, one in zip(st.columns(2), pair, strict=True):
            with column:
                text = st.text_area(
                    one.name, value=had.get(one.code, ""), max_chars=MAX_MESSAGE, height=90
                )
                slots[f"message_{one.code}"] = st.container()
                typed[one.code] = str(text or "")
    return typed

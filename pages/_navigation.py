"""The staff app's frame: page config, who is signed in, and every page, hidden where forbidden.

Every page is registered, because an unregistered deep link shows an English window that cannot be
left; what a person may not open is hidden from the menu, and guards itself anyway.
"""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from actions import health
from actions.config import house_db
from db.house import setting
from domain.errors import HouseError
from domain.model import Actor
from domain.rights import Action, allows
from locales import _
from locales.messages import sentence
from pages import _guard, _show, _style
from pages._words import ROLES

# A file of ours: Streamlit would ask another machine for the picture of a Material icon.
_MARK = Path(__file__).parent.parent / "public" / "static" / "mark.svg"

PAGES: tuple[tuple[str, str, str, tuple[Action, ...]], ...] = (
    ("i_dag.py", _("Today"), "today", ("plan.read",)),
    ("kalender.py", _("Calendar"), "calendar_month", ("plan.read",)),
    ("fremmoede.py", _("Attendance"), "how_to_reg", ("attendance.total",)),
    ("statistik.py", _("Figures"), "bar_chart", ("figures.driftstal", "figures.across")),
    ("kalendere.py", _("Calendars on phones"), "phone_iphone", ("plan.read", "calendar.own")),
    ("opsaetning.py", _("Setup"), "tune", ("setup.write", "accounts.write")),
    ("historik.py", _("History"), "history", ("history.read",)),
    ("hent.py", _("Fetch in"), "download", ("plan.write",)),
)


def main() -> None:
    st.set_page_config(page_title=_("Levende hus"), layout="wide", page_icon=_MARK)
    _style.apply()
    who = _guard.signed()
    page = st.navigation(
        [_page(*entry, actor=who.actor if who else None) for entry in PAGES],
        position="sidebar" if who else "hidden",
    )
    if who:
        _sidebar(who.actor)
    wrong = health.problem(house_db()) if who else None
    try:
        if wrong is not None:
            st.error(sentence(wrong), icon=":material/save_as:")
        if _is_demo():
            with st.container(key="demo_banner"):
                st.info(_("This is a demonstration. Everything is made up."))
        with _guard.seen(who):
            page.run()
    except HouseError as error:
        if wrong is None or sentence(error) != sentence(wrong):  # which stands at the top already
            _show.tell(error)


def _page(
    file: str, title: str, icon: str, actions: tuple[Action, ...], *, actor: Actor | None
) -> st.Page:
    may = actor is not None and any(allows(actor, action) for action in actions)
    first = file == PAGES[0][0]
    return st.Page(
        file,
        title=title,
        icon=f":material/{icon}:",
        url_path=file.removesuffix(".py"),
        default=first,
        visibility="visible" if may else "hidden",
    )


def _sidebar(actor: Actor) -> None:
    roles = list(dict.fromkeys(ROLES[grant.role] for grant in actor.grants))
    with st.sidebar:
        st.markdown(f"**{_show.plain(actor.name)}**  \n{_show.plain(', '.join(roles))}")
        with st.container(key="sidebar_links"):
            if allows(actor, "attendance.host"):
                _guard.link("/vaert", _("The hosts' page"))
            if allows(actor, "schedule.own"):
                _guard.link("/mit-skema", _("My schedule"))
            if allows(actor, "plan.write"):
                _guard.link("/vagt", _("When somebody cannot"))
            _guard.link("/", _("The citizens' page"))
            if allows(actor, "account.own"):
                _guard.link("/konto", _("My account"))
            _guard.link("/log-ud", _("Sign out"))


def _is_demo() -> bool:
    with house_db().read() as con:
        return setting(con, "demo") == "1"


with house_db().opened_once():
    main()

"""What an administrator ought to know before it is too late."""

from __future__ import annotations

from datetime import datetime, timedelta

import streamlit as st

from actions.clock import real_now
from actions.config import config
from actions.health import low_space, running
from db.connection import HouseDb
from db.jobs import last_error, last_finished
from db.staff import count_admins
from domain.localtime import to_local
from domain.model import Actor
from domain.rights import allows
from locales import _
from locales.formats import day_with_year

LATE = timedelta(days=3)
"""After so long without a backup it is told, whatever the reason."""


def draw(db: HouseDb, actor: Actor) -> None:
    """Nothing while all is well, or for whom it is not to mend."""
    if not allows(actor, "accounts.write"):
        return
    with db.read() as con:
        alone = count_admins(con) == 1
        made, failed = last_finished(con, "backup"), last_error(con, "backup")
    late = made is not None and real_now() - made > LATE
    if failed or late:
        st.warning(_backup_words(made), icon=":material/backup:")
    if alone:
        st.warning(
            _(
                "You are the only administrator. If you are ill or lose your password, nobody can"
                " help. Make a colleague an administrator too, under Accounts."
            ),
            icon=":material/group_add:",
        )
    free = low_space(db.path)
    if free is not None:
        st.warning(
            _("Only %(free)s MB are free on the house's disk. Tell whoever runs its machine.")
            % {"free": free},
            icon=":material/hard_drive:",
        )


def version() -> None:
    """Which version runs, for whoever is asked by telephone."""
    words = _("Levende hus, version %(version)s. The database has step %(schema)s.")
    version, schema = running()
    st.caption(words % {"version": version, "schema": schema})


def _backup_words(made: datetime | None) -> str:
    if made is None:
        return _("The backup failed, and there is none yet. Tell whoever runs the house's machine.")
    return _("The newest backup is of %(day)s. Tell whoever runs the house's machine.") % {
        "day": day_with_year(to_local(made, config().zone))
    }

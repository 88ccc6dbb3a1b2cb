"""What an administrator ought to know before it is too late."""

from __future__ import annotations

import streamlit as st

from db.connection import HouseDb
from db.staff import count_admins
from domain.model import Actor
from domain.rights import allows
from locales import _


def draw(db: HouseDb, actor: Actor) -> None:
    """Nothing while all is well, or for whom it is not to mend."""
    if not allows(actor, "accounts.write"):
        return
    with db.read() as con:
        alone = count_admins(con) == 1
    if alone:
        st.warning(
            _(
                "You are the only administrator. If you are ill or lose your password, nobody can"
                " help. Make a colleague an administrator too, under Accounts."
            ),
            icon=":material/group_add:",
        )

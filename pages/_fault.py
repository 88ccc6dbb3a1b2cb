"""A fault of ours in a staff page: one line in the log, and a plain sentence on the screen.

`app.py` hands `told` to Streamlit, which calls it for whatever escapes a page, a part of one that
is drawn again by itself, or what a button does.
"""

from __future__ import annotations

import logging
import secrets

import streamlit as st

from domain.errors import HouseError
from locales import _
from locales.messages import sentence
from pages import _guard

logger = logging.getLogger("house.pages")
_LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""What cannot be misheard on the telephone: no 0 and O, no 1 and I."""


def told(error: Exception) -> bool:
    """True: Streamlit's own English sentence is not shown.

    The line in the log has the number that stands on the screen, and where it happened; never the
    words of the error, in which somebody's input may stand.
    """
    if isinstance(error, HouseError):
        st.error(sentence(error))
        return True
    number = "".join(secrets.choice(_LETTERS) for _place in range(5))
    logger.error("fault in a page", exc_info=error, extra={"number": number})
    with st.container(key="fault"):
        st.error(
            _(
                "**Something went wrong with us.** It is not your fault. What you saved last is"
                " kept whole or not at all, so load the page again and look before you try once"
                " more. If it happens again, tell an administrator the number %(number)s."
            )
            % {"number": number},
            icon=":material/build:",
        )
        _guard.link(_guard.here(), _("Load the page again"))
    return True

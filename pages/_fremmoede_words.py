"""How a date's recording is said. Not recorded is a state of its own, never a zero."""

from __future__ import annotations

from datetime import datetime

from domain.model import Occurrence
from locales import _


def state_badge(date: Occurrence, now: datetime) -> str:
    """Markdown; a date that is still to come is not missing anything."""
    if date.state == "cancelled" or date.close_out == "cancelled":
        return f":red-badge[{_('cancelled')}]"
    if date.close_out == "held":
        return f":green-badge[{_('recorded')}]"
    if date.close_out == "nobody":
        return f":gray-badge[{_('nobody came')}]"
    if date.starts_at > now:
        return f":gray-badge[{_('later')}]"
    return f":orange-badge[{_('not recorded')}]"

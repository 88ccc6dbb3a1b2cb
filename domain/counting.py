"""A count, and what is odd about it, so that a form asks before it is accepted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from domain.model import Room


@dataclass(frozen=True, slots=True)
class Attendance:
    """What is counted at one date."""

    occurrence_id: int
    total: int
    turned_away: int
    volunteers: int
    volunteer_minutes: int
    by_service: dict[int, int]
    """Visits per service id; what is left of the total is "ved ikke". Confidential."""
    recorded_at: datetime
    recorded_by: int
    version: int


def over_room(room: Room, total: int) -> bool:
    """Whether more came than the room holds. Outdoors, and where several may be at once, never."""
    return room.exclusive and total > room.capacity

"""What is odd about a count, so that a form asks before it is accepted."""

from __future__ import annotations

from domain.model import Room


def over_room(room: Room, total: int) -> bool:
    """Whether more came than the room holds. Outdoors, and where several may be at once, never."""
    return room.exclusive and total > room.capacity

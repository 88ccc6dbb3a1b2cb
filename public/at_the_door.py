"""All routes at the door: recording, its second step, half days, faces, the sheet of paper."""

from __future__ import annotations

from starlette.routing import Route

from db.connection import HouseDb
from public.host import Host
from public.host_division import Division
from public.host_faces import Faces
from public.host_half import HalfDays
from public.host_sheet import Sheet


def routes(db: HouseDb) -> list[Route]:
    """The routes of one house."""
    rooms = (Host(db), Division(db), Faces(db), HalfDays(db), Sheet(db))
    return [route for room in rooms for route in room.routes()]

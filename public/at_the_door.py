"""All routes at the door: recording, its second step, half days, faces, the sheet of paper; and
those of a bad morning."""

from __future__ import annotations

from starlette.routing import Route

from db.connection import HouseDb
from public.duty import Duty
from public.host import Host
from public.host_division import Division
from public.host_faces import Faces
from public.host_half import HalfDays
from public.host_sheet import Sheet
from public.schedule import Schedule
from public.sign import Sign


def routes(db: HouseDb) -> list[Route]:
    """The routes of one house."""
    door = (Host(db), Division(db), Faces(db), HalfDays(db), Sheet(db))
    rooms = (*door, Schedule(db), Duty(db), Sign(db))
    return [route for room in rooms for route in room.routes()]

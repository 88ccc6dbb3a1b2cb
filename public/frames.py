"""What stands around a citizens' page: the house, what is open today, the week's message."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from actions.config import config
from db.connection import Connection
from db.house import closures
from domain.localtime import day_bounds, local_day, to_local
from domain.model import House
from domain.opening import OpenToday, open_today
from domain.texts import approved
from domain.week_message import message_in
from locales import spoken
from public.render import Frame, frame_of
from public.words import Said


def citizens_frame(con: Connection, house: House, now: datetime) -> Frame:
    """`now` is an aware UTC instant."""
    today = local_day(now, config().zone)
    return replace(
        frame_of(house),
        open_today=opening(con, house, today),
        message=Said(*message_in(house.settings, today, spoken().code)),
        approved=_approved(house),
    )


def opening(con: Connection, house: House, day: date) -> tuple[OpenToday, ...]:
    """What each door says on a local day."""
    zone = config().zone
    shut = [
        (one.site_id, to_local(one.starts_at, zone), to_local(one.ends_at, zone), one.name)
        for one in closures(con, *day_bounds(day, zone))
    ]
    return open_today(day, house.sites.values(), house.settings, shut)


def _approved(house: House) -> bool:
    tongue = spoken()
    return tongue.is_danish or tongue.code in approved(house.settings)

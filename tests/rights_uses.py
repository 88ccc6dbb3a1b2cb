"""Every use case that writes, as a call that works for who may: the rows of the rights' cells."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from typing import Any

import pyotp
from argon2 import PasswordHasher

from actions import (
    accounts,
    attendance,
    attendance_division,
    dates,
    editing,
    faces,
    half_days,
    links,
    moves,
    outside,
    own_account,
    pauses,
    planning,
    report_comments,
    second_factor,
    secret_calendars,
    setup,
    tablets,
    telling,
    undo,
)
from db import writes_sign_in, writes_staff
from db.connection import HouseDb
from domain.half_days import CountingPlace, HalfDay
from domain.model import Actor, Facilitator, RoleGrant, Site
from domain.moves import Move
from domain.outside import OutsideCalendar
from tests.house_case import ANNE, NOW, SP, UDE, nada
from tests.rights_case import ADMIN, EVERYBODY, MAY, OWN, Prepared

CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
Run = Callable[[Prepared, Actor], object]


@dataclass(frozen=True)
class Use:
    """One use case: who may, and how it is called so that it works for them."""

    may: frozenset[str]
    run: Run


def _create(house: Prepared, who: Actor) -> object:
    fields = nada(title="Ny", service_ids=(SP,), room_id=UDE, facilitator_ids=())
    return planning.create(house.db, who, fields, now=NOW, publish=True)


def _edit(house: Prepared, who: Actor) -> object:
    old = house.activity("Serie")
    fields = replace(old.fields, title="Serien")
    return editing.edit(house.db, who, old.id, fields, version=old.version, now=NOW)


def _move(house: Prepared, who: Actor) -> None:
    one = house.date("Serie", 1)
    move = Move(datetime(2026, 12, 1, 13), datetime(2026, 12, 1, 14), UDE)
    moves.move(house.db, who, one.id, move, "this", version=one.version, now=NOW)


def _move_date(house: Prepared, who: Actor) -> None:
    one = house.date("Serie", 1)
    place: dict[str, Any] = {"local_start": datetime(2026, 12, 1, 13), "room_id": UDE}
    dates.move_date(house.db, who, one.id, version=one.version, now=NOW, **place)


def _change_date(house: Prepared, who: Actor) -> None:
    one = house.date("Serie", 1)
    new: dict[str, Any] = {"title": "Gæst", "note": "", "facilitator_ids": ()}
    dates.change_date(house.db, who, one.id, version=one.version, now=NOW, **new)


def _on_date(action: Callable[..., object], title: str) -> Run:
    def run(house: Prepared, who: Actor) -> object:
        one = house.date(title)
        return action(house.db, who, one.id, version=one.version, now=NOW)

    return run


def _on_activity(action: Callable[..., object], title: str, **more: object) -> Run:
    def run(house: Prepared, who: Actor) -> object:
        old = house.activity(title)
        return action(house.db, who, old.id, version=old.version, now=NOW, **more)

    return run


def _record(title: str) -> Run:
    return lambda house, who: attendance.record(
        house.db, who, house.date(title).id, total=3, now=NOW
    )


def _divide(title: str) -> Run:
    return lambda house, who: attendance_division.divide(
        house.db, who, house.date(title).id, {SP: 2}, version=1, now=NOW
    )


def _resume(house: Prepared, who: Actor) -> object:
    old = house.activity("Pause")
    ids = [one.id for one in house.case.dates(old.id) if one.state == "paused"]
    return pauses.resume(house.db, who, old.id, ids, version=old.version, now=NOW)


def _half(house: Prepared, who: Actor) -> object:
    at = HalfDay(1, NOW.date(), "morning")
    return half_days.record_half_day(house.db, who, at, total=4, version=0, now=NOW)


def _undo(house: Prepared, who: Actor) -> object:
    number = house.id_of("SELECT id FROM change WHERE action = 'activity.create' AND id = 1")
    return undo.undo(house.db, who, number, now=NOW)


def _closure(house: Prepared, who: Actor) -> None:
    setup.delete_closure(house.db, who, 1, now=NOW)


def _make(calendar: str) -> Run:
    return lambda house, who: secret_calendars.make(
        house.db, who, calendar, "min", token=secret_calendars.new_token(), now=NOW
    )


def _begun(house: Prepared) -> tuple[HouseDb, pyotp.TOTP]:
    """The first account has set its phone up and not confirmed it."""
    secret = pyotp.random_base32()
    with house.db.write() as con:
        writes_sign_in.begin_factor(con, 1, secret, NOW)
    return house.db, pyotp.TOTP(secret)


def _confirm(house: Prepared, who: Actor) -> None:
    code = _begun(house)[1].at(NOW)
    second_factor.confirm(house.db, who, code, now=NOW)


def _remove(house: Prepared, who: Actor) -> None:
    code = _begun(house)[1].at(NOW)
    with house.db.write() as con:
        writes_sign_in.confirm_factor(con, 1, NOW)
    second_factor.remove(house.db, who, code, now=NOW)


def _end_session(house: Prepared, who: Actor) -> None:
    with house.db.write() as con:
        writes_staff.insert_session(con, "a" * 64, 1, "csrf", NOW)
    own_account.end_session(house.db, who, "a" * 16, now=NOW)


def _change_password(house: Prepared, who: Actor) -> None:
    old, new = "syv grønne cykler", "ni blå sommerfugle"
    with house.db.write() as con:
        writes_staff.set_password_hash(con, 1, CHEAP.hash(old))
    own_account.change_password(house.db, who, old, new, new, keep="", now=NOW)


_CHEF = "SELECT id FROM staff WHERE username = 'chef'"
_TABLET = "SELECT staff_id FROM tablet"
_MONDAY = date(2026, 12, 7)

USES: dict[str, Use] = {
    "planning.create": Use(OWN, _create),
    "planning.publish": Use(OWN, _on_activity(planning.publish, "Klade")),
    "planning.cancel_activity": Use(
        OWN, _on_activity(planning.cancel_activity, "Serie", reason="syg")
    ),
    "planning.delete": Use(OWN, _on_activity(planning.delete, "Serie")),
    "planning.restore_deleted": Use(
        OWN,
        lambda h, w: planning.restore_deleted(h.db, w, h.activity("Slettet").id, now=NOW),
    ),
    "editing.edit": Use(OWN, _edit),
    "moves.move": Use(OWN, _move),
    "dates.cancel_date": Use(OWN, _on_date(dates.cancel_date, "Serie")),
    "dates.restore_date": Use(OWN, _on_date(dates.restore_date, "Aflyst")),
    "dates.move_date": Use(OWN, _move_date),
    "dates.change_date": Use(OWN, _change_date),
    "pauses.pause": Use(OWN, _on_activity(pauses.pause, "Serie", first=_MONDAY, last=_MONDAY)),
    "pauses.resume": Use(OWN, _resume),
    "undo.undo": Use(OWN, _undo),
    "attendance.record": Use(MAY["attendance.host"], _record("Utalt")),
    "attendance.record, again on another day": Use(MAY["attendance.total"], _record("Før")),
    "attendance.nobody_came": Use(
        MAY["attendance.host"], _on_date(attendance.nobody_came, "Utalt")
    ),
    "attendance.cancelled": Use(MAY["attendance.host"], _on_date(attendance.cancelled, "Utalt")),
    "attendance_division.divide": Use(MAY["attendance.host"], _divide("Talt")),
    "attendance_division.divide, on another day": Use(MAY["attendance.services"], _divide("Før")),
    "attendance_division.read_division": Use(
        MAY["attendance.services"],
        lambda h, w: attendance_division.read_division(h.db, w, h.date("Talt").id, now=NOW),
    ),
    "faces.tap": Use(
        MAY["attendance.host"],
        lambda h, w: faces.tap(h.db, w, h.date("Talt").id, "good", now=NOW, token="t" * 20),
    ),
    "half_days.record_half_day": Use(MAY["attendance.host"], _half),
    "half_days.save_place": Use(
        MAY["setup.write"],
        lambda h, w: half_days.save_place(
            h.db, w, CountingPlace(0, "Indgang", time(12), date(2026, 11, 2)), now=NOW
        ),
    ),
    "report_comments.save_comments": Use(
        MAY["figures.across"],
        lambda h, w: report_comments.save_comments(
            h.db, w, "2026-10", {"people": "God måned."}, {}, now=NOW
        ),
    ),
    "secret_calendars.make, staff": Use(MAY["calendar.staff"], _make("h/group/5")),
    "secret_calendars.make, room": Use(MAY["calendar.room"], _make("h/room/1")),
    "secret_calendars.make": Use(MAY["calendar.person"] | {"facilitator"}, _make("h/person/1")),
    "secret_calendars.make, another's": Use(MAY["calendar.person"], _make("h/person/2")),
    "secret_calendars.renew": Use(
        MAY["calendar.person"] | {"facilitator"},
        lambda h, w: secret_calendars.renew(
            h.db, w, 1, token=secret_calendars.new_token(), now=NOW
        ),
    ),
    "secret_calendars.revoke": Use(
        MAY["calendar.all"],
        lambda h, w: secret_calendars.revoke(h.db, replace(w, staff_id=2), 1, now=NOW),
    ),
    "setup.save": Use(
        MAY["setup.write"],
        lambda h, w: setup.save(h.db, w, Site(0, "Laden", "Markvej 1, 2635 Ishøj"), now=NOW),
    ),
    "setup.retire": Use(
        MAY["setup.write"],
        lambda h, w: setup.retire(h.db, w, Facilitator(2, "Peer", "staff", False), now=NOW),
    ),
    "setup.delete_closure": Use(MAY["setup.write"], _closure),
    "setup.set_setting": Use(
        MAY["setup.write"],
        lambda h, w: setup.set_setting(h.db, w, "house.name", "Huset", now=NOW),
    ),
    "telling.set_words": Use(
        MAY["setup.write"], lambda h, w: telling.set_words(h.db, w, "misbrug", now=NOW)
    ),
    "outside.save": Use(
        MAY["setup.write"],
        lambda h, w: outside.save(
            h.db,
            w,
            OutsideCalendar(0, "busy", "https://kalender.example/b.ics", room_id=UDE),
            now=NOW,
        ),
    ),
    "outside.remove": Use(MAY["setup.write"], lambda h, w: outside.remove(h.db, w, 1, now=NOW)),
    "outside.fetch_soon": Use(MAY["setup.write"], lambda h, w: outside.fetch_soon(h.db, w, 1)),
    "accounts.create_staff": Use(
        MAY["accounts.write"],
        lambda h, w: accounts.create_staff(h.db, w, username="ny.en", name="Ny", grants=[ADMIN]),
    ),
    "accounts.set_roles": Use(
        MAY["accounts.write"],
        lambda h, w: accounts.set_roles(h.db, w, h.id_of(_CHEF), [RoleGrant("host", None)]),
    ),
    "accounts.link_facilitator": Use(
        MAY["accounts.write"],
        lambda h, w: accounts.link_facilitator(h.db, w, h.id_of(_CHEF), ANNE),
    ),
    "accounts.disable_staff": Use(
        MAY["accounts.write"], lambda h, w: accounts.disable_staff(h.db, w, h.id_of(_CHEF))
    ),
    "accounts.enable_staff": Use(
        MAY["accounts.write"], lambda h, w: accounts.enable_staff(h.db, w, h.id_of(_CHEF))
    ),
    "accounts.revoke_sessions": Use(
        MAY["accounts.write"], lambda h, w: accounts.revoke_sessions(h.db, w, h.id_of(_CHEF))
    ),
    "accounts.revoke_sessions, one's own": Use(
        EVERYBODY, lambda h, w: accounts.revoke_sessions(h.db, w, w.staff_id)
    ),
    "links.make_link": Use(
        MAY["accounts.write"], lambda h, w: links.make_link(h.db, w, h.id_of(_CHEF), "sign-in")
    ),
    "second_factor.begin": Use(
        MAY["account.own"], lambda h, w: second_factor.begin(h.db, w, now=NOW)
    ),
    "second_factor.confirm": Use(MAY["account.own"], _confirm),
    "second_factor.remove": Use(MAY["account.own"], _remove),
    "second_factor.take_away": Use(
        MAY["accounts.write"],
        lambda h, w: second_factor.take_away(_begun(h)[0], w, 1, now=NOW),
    ),
    "own_account.end_session": Use(MAY["account.own"], _end_session),
    "own_account.change_password": Use(MAY["account.own"], _change_password),
    "tablets.add_tablet": Use(
        MAY["accounts.write"], lambda h, w: tablets.add_tablet(h.db, w, "Ved trappen")
    ),
    "tablets.new_tablet_link": Use(
        MAY["accounts.write"], lambda h, w: tablets.new_tablet_link(h.db, w, h.id_of(_TABLET))
    ),
    "tablets.close_tablet": Use(
        MAY["accounts.write"], lambda h, w: tablets.close_tablet(h.db, w, h.id_of(_TABLET))
    ),
    "tablets.set_idle_days": Use(
        MAY["accounts.write"], lambda h, w: tablets.set_idle_days(h.db, w, 30)
    ),
}
"""`<module of actions>.<function>`, with a comma what is special about the call."""

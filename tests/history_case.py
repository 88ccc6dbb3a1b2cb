"""Every kind of change that the history tells of, each done once."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from actions import (
    accounts,
    attendance,
    closed_days,
    entrance,
    half_days,
    outside,
    plan_sets,
    planning,
    planning_rules,
    setup,
    telling,
    templates,
    week_message,
)
from db.house import load_house
from domain.half_days import CountingPlace
from domain.model import Closure, RoleGrant
from domain.outside import OutsideCalendar
from domain.telling import DEFAULT_WORDS
from tests.house_case import ANNE, NOW, PITSTOP, SAL, STILLE, UNGE, Case, nada

DAY = date(2026, 11, 30)


def admin(case: Case) -> Any:
    return case.actor("admin")


def hours(case: Case) -> None:
    planning_rules.set_hours(case.db, admin(case), "room", SAL, {0: "8-9"}, now=NOW)


def weekly_hours(case: Case) -> None:
    planning_rules.set_hours(case.db, admin(case), "facilitator", ANNE, {0: "8-12"}, now=NOW)
    planning_rules.set_hours(
        case.db, admin(case), "facilitator", ANNE, {0: "8-12, 13-16", 2: "9-15"}, now=NOW
    )


def away(case: Case) -> int:
    last = DAY + timedelta(days=2)
    return planning_rules.add_absence(case.db, admin(case), ANNE, DAY, last, now=NOW)


def back(case: Case) -> None:
    planning_rules.remove_absence(case.db, admin(case), away(case), now=NOW)


def apart(case: Case, minutes: int = 30) -> None:
    planning_rules.set_apart(case.db, admin(case), UNGE, PITSTOP, minutes, now=NOW)


def farther(case: Case) -> None:
    apart(case)
    apart(case, 45)


def closed(case: Case) -> int:
    day = datetime(2026, 11, 29, 23, tzinfo=UTC)
    shut = Closure(0, None, day, day + timedelta(days=1), "Rengøring")
    return setup.save(case.db, admin(case), shut, now=NOW)


def opened(case: Case) -> None:
    setup.delete_closure(case.db, admin(case), closed(case), now=NOW)


def bigger(case: Case) -> None:
    with case.db.read() as con:
        room = load_house(con).rooms[SAL]
    changed = replace(room, capacity=30, setup_minutes=10, exclusive=False)
    setup.save(case.db, admin(case), changed, now=NOW)


def retired(case: Case) -> None:
    with case.db.read() as con:
        person = load_house(con).facilitators[ANNE]
    setup.retire(case.db, admin(case), person, now=NOW)


def template(case: Case) -> int:
    return templates.save(case.db, case.boss, "Vores NADA", nada(room_id=SAL), now=NOW)


def template_changed(case: Case) -> None:
    fields = nada(title="NADA på gulvet", room_id=STILLE, facilitator_ids=(), group_ids=(UNGE,))
    number = template(case)
    templates.save(case.db, case.boss, "NADA 2", fields, template_id=number, version=1, now=NOW)


def template_gone(case: Case) -> None:
    templates.delete(case.db, case.boss, template(case), version=1, now=NOW)


def plan_set(case: Case) -> None:
    case.create(rrule="FREQ=WEEKLY;BYDAY=MO")
    plan_sets.make(case.db, case.boss, "Jul", DAY, DAY + timedelta(days=13), now=NOW)


def kept(case: Case) -> None:
    number, closure = case.create(rrule="FREQ=WEEKLY;BYDAY=MO"), closed(case)
    one = case.dates(number)[1].id
    closed_days.keep(case.db, case.boss, closure, [one], reason="Holdes ude", now=NOW)


def door(case: Case) -> None:
    week = ("9-16", *[""] * 6)
    entrance.set_door(case.db, admin(case), 1, "Ring på ved porten", week, now=NOW)


def in_english(case: Case) -> None:
    texts = {("category", 1, "sentence"): "Small needles."}
    entrance.set_texts(case.db, admin(case), "en", texts, is_approved=True, now=NOW)


def partner(case: Case) -> None:
    calendar = OutsideCalendar(
        0, "busy", "https://kalender.example/hemmelig/anne.ics", None, ANNE, None, "hidden", ()
    )
    outside.save(case.db, admin(case), calendar, now=NOW)


def roles(case: Case) -> None:
    grants = [RoleGrant("coordinator", 2)]
    number = accounts.create_staff(
        case.db, None, username="proeve.fire", name="Fire", grants=grants
    )
    accounts.set_roles(case.db, None, number, [RoleGrant("manager", None)])


def all_off(case: Case) -> None:
    number = case.create(rrule="FREQ=WEEKLY;BYDAY=MO;COUNT=6")
    planning.cancel_activity(case.db, case.boss, number, version=1, reason="syg", now=NOW)


def message(case: Case) -> None:
    week_message.set_message(case.db, case.boss, "Vi har fået ny kaffe", DAY, now=NOW)


def words(case: Case) -> None:
    kept = [one for one in DEFAULT_WORDS if one != "AA-møde"]
    telling.set_words(case.db, admin(case), "\n".join([*kept, "meditation"]), now=NOW)


def setting(case: Case) -> None:
    setup.set_setting(case.db, admin(case), "feed.past_days", "30", now=NOW)


def longer(case: Case) -> None:
    """A setting that had another value before."""
    setting(case)
    setup.set_setting(case.db, admin(case), "feed.past_days", "60", now=NOW)


def statement(case: Case) -> None:
    entrance.set_statement(case.db, admin(case), "https://www.was.digst.dk/huset", now=NOW)


def place(case: Case) -> None:
    """A place where visitors are counted, divided at another time."""
    one = CountingPlace(0, "Min indgang", time(12), DAY)
    number = half_days.save_place(case.db, admin(case), one, now=NOW)
    later = replace(one, id=number, divides_at=time(13), weekdays="0123")
    half_days.save_place(case.db, admin(case), later, now=NOW)


def new_room(case: Case) -> None:
    with case.db.read() as con:
        room = load_house(con).rooms[SAL]
    setup.save(case.db, admin(case), replace(room, id=0, name="Loftet"), now=NOW)


def recorded(case: Case) -> None:
    number = case.create(rrule="FREQ=WEEKLY;BYDAY=MO")
    first = case.dates(number)[0]
    later = first.starts_at + timedelta(hours=2)
    attendance.record(case.db, case.boss, first.id, total=7, version=first.version, now=later)

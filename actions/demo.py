"""The demo house: `demo/week.csv` as series around now, with fictional, deterministic attendance.

Everything is invented. It is written through the same rules as a coordinator's own plan.
"""

from __future__ import annotations

import csv
import json
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import holidays

from actions import feeds
from actions.booking import Desk, desk
from actions.changelog import log
from actions.demo_attendance import count_past
from actions.demo_citizens import fill_texts, message_elsewhere, words_of
from actions.demo_door import count_at_the_door
from actions.series import insert
from db import writes_activities as writes
from db import writes_house
from db.connection import Connection, HouseDb
from db.house import load_house
from db.occurrences import of_activity
from domain.localtime import day_start, local_day, to_utc, week_range
from domain.model import (
    ActivityFields,
    Category,
    Closure,
    Facilitator,
    House,
    Room,
    Service,
    Site,
    TargetGroup,
)
from domain.opening import setting_of
from domain.recurrence import WEEKDAYS, Rule, to_rrule
from domain.schedule import cancelled
from domain.validation import checked
from domain.week_message import OTHERS as MESSAGE_IN
from domain.week_message import TEXT, UNTIL

FILES = Path(__file__).resolve().parent.parent / "demo"
PAST_WEEKS, COMING_WEEKS = 26, 16
Row = dict[str, str]


def fill(db: HouseDb, *, now: datetime) -> None:
    """Fill an empty, migrated database with the demo house around `now` (aware UTC)."""
    spec = json.loads((FILES / "house.json").read_text(encoding="utf-8"))
    with (FILES / "week.csv").open(encoding="utf-8", newline="") as handle:
        rows = list(csv.DictReader(handle, delimiter=";"))
    with db.write() as con:
        writes_house.set_setting(con, "demo", "1")
        _fill_house(con, spec, now)
        fill_texts(con)
        at = desk(con, now)
        _close_holidays(at)
        ids = {row["id"]: _plan(at, row, spec["course"]) for row in rows}
        ids["evening"] = _plan(at, _evening(spec["evening"]), spec["course"])
        writes.set_taken(con, ids[str(spec["course"]["id"])], spec["course"]["taken"], now)
        _disturb(at, ids)
        count_past(at)
        count_at_the_door(at, spec["counting_places"])
        writes_house.set_setting(con, TEXT, "På fredag åbner caféen først kl. 10.")
        for code, words in message_elsewhere().items():
            writes_house.set_setting(con, MESSAGE_IN[code], words)
        last = week_range(local_day(now, at.zone)).after - timedelta(days=1)
        writes_house.set_setting(con, UNTIL, last.isoformat())
        feeds.refresh_all(con, now=now)
        log(con, None, "demo.fill", "demo", [], {}, {}, now)


def _fill_house(con: Connection, spec: dict[str, Any], now: datetime) -> None:
    sites = {row["name"]: writes_house.save(con, Site(0, **row), now) for row in spec["sites"]}
    for name, week in spec["opening"].items():
        writes_house.set_setting(con, setting_of(sites[name]), week)
    for row in spec["rooms"]:
        rest = {key: value for key, value in row.items() if key != "site"}
        standard: dict[str, Any] = {"exclusive": True, "site_id": sites[row["site"]]}
        writes_house.save(con, Room(id=0, **(standard | rest)), now)
    for sort, row in enumerate(spec["services"]):
        writes_house.save(con, Service(id=0, sort=sort, **row), now)
    for sort, row in enumerate(spec["groups"]):
        writes_house.save(con, TargetGroup(id=0, sort=sort, **({"neutral_name": ""} | row)), now)
    for sort, row in enumerate(spec["categories"]):
        writes_house.save(con, Category(id=0, sort=sort, **row), now)
    for row in spec["facilitators"]:
        standard = {"kind": "staff", "exclusive": True}
        writes_house.save(con, Facilitator(id=0, **(standard | row)), now)


def _close_holidays(at: Desk) -> None:
    """Public holidays as whole days, and 24 and 31 December as half days."""
    today = local_day(at.now, at.zone)
    years = range(today.year - 1, today.year + 3)
    for day, name in sorted(holidays.country_holidays("DK", years=years, language="da").items()):
        start, end = day_start(day, at.zone), day_start(day + timedelta(days=1), at.zone)
        writes_house.save(at.con, Closure(0, None, start, end, name), at.now)
    for year in years:
        for month_day, name in (((12, 24), "Juleaften"), ((12, 31), "Nytårsaften")):
            noon = to_utc(datetime(year, *month_day, 12), at.zone)
            end = day_start(date(year, *month_day) + timedelta(days=1), at.zone)
            writes_house.save(at.con, Closure(0, None, noon, end, name), at.now)


def _plan(at: Desk, row: Row, course: dict[str, Any]) -> int:
    house = at.house
    monday = week_range(local_day(at.now, at.zone)).first
    weekday = WEEKDAYS.index(row["weekday"])
    is_course = row["id"] == str(course["id"])
    weeks_ago = course["started_weeks_ago"] if is_course else PAST_WEEKS
    first = monday - timedelta(weeks=weeks_ago) + timedelta(days=weekday)
    last = monday + timedelta(weeks=COMING_WEEKS, days=6)
    start, end = (time.fromisoformat(row[name]) for name in ("start", "end"))
    rule = Rule("weekly", weekdays=(weekday,), until=None if is_course else last)
    if is_course:
        rule = replace(rule, count=course["count"])
    category = _id(house.categories, row["category"])
    treatment = house.categories[category].treatment
    fields = ActivityFields(
        title=row["title"],
        neutral_title=row["neutral_title"],
        category_id=category,
        service_ids=tuple(_id(house.services, name) for name in row["organised_by"].split(",")),
        group_ids=tuple(_id(house.groups, name) for name in row["target_groups"].split(",")),
        room_id=_id(house.rooms, row["room"]),
        local_start=datetime.combine(first, start),
        duration=datetime.combine(first, end) - datetime.combine(first, start),
        rrule=to_rrule(rule),
        facilitator_ids=(_id(house.facilitators, row["facilitator"]),),
        capacity=int(row["capacity"]),
        access=row["access"],  # type: ignore[arg-type]
        price_dkk=int(row["price_dkk"]),
        course=is_course,
        legal_basis="SEL § 101" if treatment else "",
        **_notes(row["note"], house, row),
    )
    return insert(at, checked(fields, house), state="published", reason="demo")


def _notes(note: str, house: House, row: Row) -> dict[str, Any]:
    """What the note of the week plan says, in the fields the form has for it."""
    service = house.services[_id(house.services, row["organised_by"].split(",")[0])]
    needs_phone = row["access"] in ("sign-up", "referral")
    said: dict[str, Any] = {
        "rusfri": "Rusfri" in note,
        "interpreter": "olk" in note,
        "childcare": "Børnepasning" in note,
        "step_free": "Niveaufri" in note or row["room"].startswith("Caf"),
        "sign_up_until": note if note.startswith("senest") else "",
        "signup_phone": service.phone if needs_phone else "",
    }
    said |= words_of(row["id"])
    said["nameless"] = row["access"] == "drop-in"
    if note.startswith(("Du kan være anonym", "Brugerstyret", "Naboforeningen")):
        said["description"] = note if note.endswith(".") else note + "."
    return said


def _evening(spec: dict[str, Any]) -> Row:
    """The evening of a voluntary association, as a row of the week plan."""
    standard = {"id": "evening", "neutral_title": "", "access": "drop-in", "price_dkk": "0"}
    return standard | {key: str(value) for key, value in spec.items()}


def _disturb(at: Desk, ids: dict[str, int]) -> None:
    """What happens to every plan: dates are cancelled, moved, and lack a facilitator."""
    house = load_house(at.con)
    illness = "Vejlederen er syg"
    _cancel(at, ids["29"], 0, illness)
    _cancel(at, ids["16"], 1, illness)
    _cancel(at, ids["11"], -3, illness)
    _cancel(at, ids["14"], -8, illness)
    coming = _coming(at, ids["17"])[1]
    start = coming.starts_at + timedelta(days=1, hours=2)
    moved = replace(
        coming,
        starts_at=start,
        ends_at=start + (coming.ends_at - coming.starts_at),
        is_exception=True,
        moved_uid=writes.new_uid(),
        moved_neutral_uid=writes.new_uid(),
        note="Flyttet til torsdag denne gang.",
    )
    writes.update_date(at.con, moved)
    changed = _coming(at, ids["31"])[0]
    room = _id(house.rooms, "Mødelokale")
    writes.update_date(at.con, replace(changed, room_id=room, is_exception=True))
    alone = _coming(at, ids["5"])[1]
    writes.update_date(at.con, replace(alone, facilitator_ids=(), is_exception=True))


def _cancel(at: Desk, activity_id: int, which: int, reason: str) -> None:
    """Cancel the `which`-th coming date, or with a negative number a past one."""
    coming = _coming(at, activity_id)
    past = [one for one in of_activity(at.con, activity_id) if one.starts_at <= at.now]
    chosen = (coming if which >= 0 else past)[which]
    told = min(at.now, chosen.starts_at - timedelta(hours=2))
    writes.update_date(at.con, cancelled(chosen, reason, told))


def _coming(at: Desk, activity_id: int) -> list[Any]:
    return [
        one
        for one in of_activity(at.con, activity_id)
        if one.starts_at > at.now and one.state == "planned"
    ]


def _id(table: dict[int, Any], name: str) -> int:
    return next(key for key, one in table.items() if one.name == name.strip())

"""`manage.py import` and `manage.py export`: files in and out without the screen."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from actions import clock, importing
from actions.config import config, house_db
from actions.import_judging import Item, Wish
from actions.reading_events import read_events
from actions.reading_tables import MAX_OCTETS, looks_like_calendar, read_table
from db.activities import all_activities
from db.connection import HouseDb
from db.house import load_house
from db.occurrences import between
from db.staff import staff_by_username
from domain.errors import InvalidField, UnreadableTable
from domain.import_columns import columns_of, guessed_columns
from domain.import_grids import monday_of_week, placed
from domain.import_rows import Reading, found_in
from domain.importing import Found, Kind, Problem, guessed, proposed
from domain.localtime import local_day, parse_week, range_bounds, week_range
from domain.model import House
from domain.weekplan import Audience
from locales.import_lines import told
from weekplan.made import FORMATS, Week, made, says


def run(
    file: Path,
    *,
    username: str,
    category: str,
    groups: Sequence[str],
    update: bool,
    publish: bool,
    dry_run: bool,
) -> Iterator[str]:
    """Import a file as the coordinator `username`; yields what is to be told, line by line.

    Raises what `actions.importing.run` raises, UnreadableTable, UnreadableCalendar, and
    InvalidField for a name that the house does not know.
    """
    db, now = house_db(), clock.now(house_db())
    with db.read() as con:
        house = load_house(con)
        who = staff_by_username(con, username.strip().casefold())
    if who is None or who.disabled_at is not None:
        raise InvalidField("form", "import-no-account", typed=username[:40])
    found, problems = _read(file, db, house)
    for problem in problems:
        yield _line(problem)
    choices = proposed(found, house, who.actor)
    choices = replace(
        choices,
        category_id=_one(house, "category", category) if category else None,
        group_ids=tuple(_one(house, "groups", name) for name in groups),
    )
    wish = Wish(choices, update=update, publish=publish)
    seen = importing.preview(db, who.actor, found, wish, now=now)
    for item in seen.items:
        yield from _about(item)
    if not dry_run:
        done = importing.run(db, who.actor, found, wish, now=now)
        yield f"Nye: {done.created}, opdateret: {done.updated}, uændret: {done.left}"


def _read(file: Path, db: HouseDb, house: House) -> tuple[list[Found], tuple[Problem, ...]]:
    if file.stat().st_size > MAX_OCTETS:  # before it is in memory
        raise UnreadableTable("too-large", highest=MAX_OCTETS // 1_000_000)
    data, zone, now = file.read_bytes(), config().zone, clock.now(db)
    if looks_like_calendar(data):
        events = read_events(data, zone=zone, now=now)
        return list(events.found), events.problems
    table = read_table(data)
    today = local_day(now, zone)
    rows = [row for _line_, row in table.rows]
    columns = columns_of(table.heads) if table.heads else guessed_columns(rows, today)
    told_ = tuple(one for one in table.problems if not one.stops)
    monday = monday_of_week(table.week, today) if table.week else None
    how = Reading(today, monday or week_range(today).after)
    return placed(table, found_in(table, columns, how), house), told_


def _one(house: House, kind: Kind, name: str) -> int:
    number = guessed(house, kind, name)
    if number is None:
        raise InvalidField("form", "import-word", typed=name[:40])
    return number


def _line(problem: Problem) -> str:
    where = f"Linje {problem.line}: " if problem.line else ""
    return f"{where}{told(problem)}"


def _about(item: Item) -> Iterator[str]:
    for problem in item.problems:
        yield _line(problem)
    if item.conflicts:
        first = item.conflicts[0]
        yield f"Linje {item.found.line}: {first.subject} ({first.other_title})".removesuffix(" ()")


def write_week(week: str, file: Path, audience: Audience) -> str:
    """Write a week to a file by its ending; returns what may be done with it.

    Raises InvalidField for a week or an ending that is none.
    """
    kind = next((one for one in FORMATS if file.suffix.lower() == f".{one}"), None)
    if kind is None:
        raise InvalidField("form", "import-word", typed=file.suffix[:40])
    try:
        days = parse_week(week)
    except ValueError as error:
        raise InvalidField("form", "import-date", typed=week[:40]) from error
    db, zone = house_db(), config().zone
    with db.read() as con:
        dates = between(
            con,
            *range_bounds(days, zone),
            states=("planned", "cancelled", "paused"),
            activity_states=("draft", "published", "cancelled"),
            kinds=("activity", "reservation"),
        )
        plan = Week(days, dates, all_activities(con), load_house(con), zone, config().url)
    file.write_bytes(made(plan, audience, kind))
    return says(audience)

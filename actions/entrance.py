"""Setting Min indgang up: doors and hours, other languages, the accessibility statement."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, replace
from datetime import datetime

from actions.changelog import log
from db import writes_house, writes_texts
from db.connection import HouseDb
from db.house import load_house
from domain.errors import InvalidField, InvalidInput, NotFound
from domain.model import OTHER_LANGUAGES, Actor
from domain.opening import Hours, setting_of, stored, typed_hours
from domain.rights import require
from domain.text import clean_block, clean_line, has_cpr
from domain.texts import APPROVED, approved, checked_texts

STATEMENT = "accessibility.url"
"""The setting: the address of the municipality's own accessibility statement, https or ""."""
MAX_WAY_IN = 1000


def set_door(
    db: HouseDb, actor: Actor, site_id: int, way_in: str, week: tuple[str, ...], *, now: datetime
) -> None:
    """Save how one gets in at a site, and its hours as typed, Monday first.

    A week without any hours says nothing of the site's hours. Raises Refused, NotFound,
    InvalidInput (fields "way_in", "day0" to "day6").
    """
    require(actor, "setup.write")
    way_in, hours = clean_block(way_in), _week(week)
    problems = [one for one in hours if isinstance(one, InvalidField)]
    if len(way_in) > MAX_WAY_IN:
        problems.append(InvalidField("way_in", "too-long", highest=MAX_WAY_IN, length=len(way_in)))
    if has_cpr(way_in):
        problems.append(InvalidField("way_in", "cpr"))
    if problems:
        raise InvalidInput(tuple(problems))
    kept = [one for one in hours if isinstance(one, Hours)]
    with db.write() as con:
        house = load_house(con)
        site = house.sites.get(site_id)
        if site is None:
            raise NotFound("site")
        key = setting_of(site_id)
        text = stored(kept) if any(one.span for one in kept) else ""
        before = asdict(site) | {"hours": house.settings.get(key, "")}
        writes_house.save(con, replace(site, way_in=way_in), now)
        writes_house.set_setting(con, key, text)
        after = asdict(replace(site, way_in=way_in)) | {"hours": text}
        log(con, actor, "setup.door", site.name, [f"site:{site_id}"], before, after, now)


def set_texts(
    db: HouseDb,
    actor: Actor,
    language: str,
    typed: Mapping[tuple[str, int, str], str],
    *,
    is_approved: bool,
    now: datetime,
) -> None:
    """Save texts of one language, and whether somebody at the house has approved it.

    Raises Refused, InvalidInput.
    """
    require(actor, "setup.write")
    texts = checked_texts(language, typed)
    with db.write() as con:
        house = load_house(con)
        known = approved(house.settings)
        wanted = known | {language} if is_approved else known - {language}
        changed = {key: text for key, text in texts.items() if house.texts.get(key, "") != text}
        for key, text in changed.items():
            writes_texts.set_text(con, key, text)
        ordered = [code for code in OTHER_LANGUAGES if code in wanted]
        writes_house.set_setting(con, APPROVED, " ".join(ordered))
        before = {"-".join(map(str, key)): house.texts.get(key, "") for key in changed}
        after = {"-".join(map(str, key)): text for key, text in changed.items()}
        before["approved"], after["approved"] = " ".join(sorted(known)), " ".join(ordered)
        log(con, actor, "setup.language", language, [f"language:{language}"], before, after, now)


def set_statement(db: HouseDb, actor: Actor, address: str, *, now: datetime) -> None:
    """Save the address of the official accessibility statement. Raises Refused, InvalidInput."""
    require(actor, "setup.write")
    address = clean_line(address)
    if address and (not address.startswith("https://") or " " in address or len(address) > 300):
        raise InvalidInput((InvalidField("statement", "https"),))
    with db.write() as con:
        before = load_house(con).settings.get(STATEMENT, "")
        writes_house.set_setting(con, STATEMENT, address)
        rows = [f"setting:{STATEMENT}"]
        log(con, actor, "setup.statement", "", rows, {"url": before}, {"url": address}, now)


def _week(typed: tuple[str, ...]) -> list[Hours | InvalidField]:
    found: list[Hours | InvalidField] = []
    for number, text in enumerate(typed):
        try:
            found.append(typed_hours(f"day{number}", text))
        except InvalidField as problem:
            found.append(problem)
    return found

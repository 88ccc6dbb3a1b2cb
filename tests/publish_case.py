"""A small house whose open calendars and pages are published to a folder."""

from __future__ import annotations

from pathlib import Path

import pytest

from db import writes_house
from publish import folder
from tests.house_case import BIRK, NOW, PITSTOP, STAFF, UNGE, Case, a_house

NOT_OF_THE_HOUSE = ("/404", "/404.txt", "/503")
"""The house has these answers at no address of their own."""


def a_case(path: Path, monkeypatch: pytest.MonkeyPatch) -> Case:
    """Activities for everybody, the young, a discreet group, treatment and staff; a fixed clock."""
    monkeypatch.setenv("HOUSE_DB", str(path))
    monkeypatch.setenv("HOUSE_URL", "http://huset.example")
    monkeypatch.setenv("HOUSE_NOW", NOW.isoformat())
    monkeypatch.delenv("HOUSE_TZ", raising=False)
    made = a_house(path)
    with made.db.write() as con:
        writes_house.set_setting(con, "demo", "1")
    made.create(title="Mindfulness", rrule="FREQ=WEEKLY;COUNT=4")
    made.create(title="Ungecafé", group_ids=(UNGE,), room_id=1, facilitator_ids=())
    made.create(title="Hemmelig gruppe", group_ids=(BIRK,), room_id=3, facilitator_ids=())
    made.create(title="Behandling", group_ids=(PITSTOP,), room_id=3, facilitator_ids=())
    made.create(title="Møde", group_ids=(STAFF,), room_id=3, access="internal", facilitator_ids=())
    return made


def published(out: Path) -> dict[str, bytes]:
    """Every file but twins and the lock, by address."""
    return {
        folder._address(path.relative_to(out).as_posix()): path.read_bytes()
        for path in sorted(out.rglob("*"))
        if path.is_file() and path.suffix not in (".gz", ".lock")
    }

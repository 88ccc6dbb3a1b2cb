"""Every action of a coordinator leaves feeds that say what the database's dates say."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import icalendar
import pytest
import recurring_ical_events
from starlette.applications import Starlette
from starlette.testclient import TestClient

from actions import attendance, dates, pauses, planning
from calendars.serve import routes
from db.activities import activity, all_activities
from db.connection import HouseDb, to_text
from db.occurrences import of_activity
from domain.model import ActivityFields, Actor, Occurrence, RoleGrant
from tests.feed_cases import (
    BIRK,
    DISCREET_SLUG,
    EVERYONE,
    HALL,
    NOW,
    QUIET,
    Plan,
    day,
    house,
    wall,
)
from tests.feed_hard_cases import truth
from tests.feed_store import new_house

COORDINATOR = Actor(1, "Koordinator", (RoleGrant("coordinator", None),))
FROM, TO = datetime(2026, 11, 1, tzinfo=UTC), datetime(2027, 6, 1, tzinfo=UTC)
NADA = ActivityFields(
    title="NADA",
    category_id=1,
    service_ids=(1,),
    group_ids=(EVERYONE, BIRK),
    room_id=QUIET,
    local_start=wall("2026-11-02T10:00"),
    duration=timedelta(minutes=45),
    rrule="FREQ=WEEKLY;BYDAY=MO",
    access="drop-in",
)


class Desk:
    """A coordinator with one series, a minute passing between what they do."""

    def __init__(self, path: Path) -> None:
        self.db: HouseDb = new_house(path)
        with self.db.write() as con:
            con.execute(
                "INSERT INTO staff (id, username, name, created_at)"
                " VALUES (1, 'k', 'Koordinator', '2026-01-01T00:00:00Z')"
            )
        self.client = TestClient(Starlette(routes=routes(self.db)))
        self.now = NOW
        self.id = planning.create(
            self.db, COORDINATOR, NADA, now=NOW - timedelta(days=20), publish=True
        )

    def tick(self) -> datetime:
        self.now += timedelta(minutes=1)
        return self.now

    def date(self, text: str) -> Occurrence:
        with self.db.read() as con:
            found = [one for each in all_activities(con) for one in of_activity(con, each.id)]
        return next(one for one in found if one.original_start.date() == day(text))

    @property
    def version(self) -> int:
        with self.db.read() as con:
            found = activity(con, self.id)
        assert found is not None
        return found.version

    def edit(self, **changes: object) -> None:
        fields = replace(NADA, **changes)  # type: ignore[arg-type]
        self.id = planning.edit(
            self.db, COORDINATOR, self.id, fields, version=self.version, now=self.tick(), reason="x"
        )

    def move(self, text: str, to: str) -> None:
        one = self.date(text)
        dates.move_date(
            self.db,
            COORDINATOR,
            one.id,
            version=one.version,
            local_start=wall(to),
            room_id=HALL,
            reason="x",
            now=self.tick(),
        )

    def cancel(self, text: str) -> None:
        one = self.date(text)
        dates.cancel_date(
            self.db, COORDINATOR, one.id, version=one.version, reason="syg", now=self.tick()
        )

    def restore(self, text: str) -> None:
        one = self.date(text)
        dates.restore_date(self.db, COORDINATOR, one.id, version=one.version, now=self.tick())

    def note(self, text: str, note: str) -> None:
        one = self.date(text)
        dates.change_date(
            self.db,
            COORDINATOR,
            one.id,
            version=one.version,
            title=None,
            note=note,
            facilitator_ids=(),
            reason="x",
            now=self.tick(),
        )

    def edit_from(self, text: str, **changes: object) -> None:
        fields = replace(NADA, **changes)  # type: ignore[arg-type]
        self.id = planning.edit(
            self.db,
            COORDINATOR,
            self.id,
            fields,
            version=self.version,
            now=self.tick(),
            from_id=self.date(text).id,
        )

    def pause(self, first: str, last: str) -> None:
        days: dict[str, Any] = {"first": day(first), "last": day(last)}
        pauses.pause(self.db, COORDINATOR, self.id, version=self.version, now=self.tick(), **days)

    def resume(self, text: str) -> None:
        one = self.date(text).id
        pauses.resume(self.db, COORDINATOR, self.id, [one], version=self.version, now=self.tick())

    def cancel_all(self) -> None:
        planning.cancel_activity(
            self.db, COORDINATOR, self.id, version=self.version, reason="syg", now=self.tick()
        )

    def delete(self) -> None:
        planning.delete(self.db, COORDINATOR, self.id, version=self.version, now=self.tick())

    def undelete(self) -> None:
        planning.restore_deleted(self.db, COORDINATOR, self.id, now=self.tick())

    def not_held(self, text: str) -> None:
        one = self.date(text)
        attendance.cancelled(self.db, COORDINATOR, one.id, reason="syg", now=self.tick())

    def shown(self, slug: str) -> list[tuple[str, ...]]:
        """What an independent reader finds in the served calendar, tombstones aside."""
        calendar = icalendar.Calendar.from_ical(self.client.get(f"/kalender/{slug}.ics").content)
        rows = []
        for event in recurring_ical_events.of(calendar).between(FROM, TO):
            start, end = (event[name].dt.astimezone(UTC) for name in ("DTSTART", "DTEND"))
            words = (str(event[name]) for name in ("UID", "SUMMARY", "STATUS"))
            if event["SUMMARY"] != "Udgået":
                rows.append((to_text(start), to_text(end), *words))
        return sorted(rows)

    def meant(self, *, neutral: bool) -> list[tuple[str, ...]]:
        """What the database's dates say."""
        with self.db.read() as con:
            plans = [Plan(each, of_activity(con, each.id)) for each in all_activities(con)]
        names = ("start_utc", "end_utc", "uid", "summary", "status")
        return sorted(
            tuple(row[name] for name in names)
            for row in truth(plans, house(), neutral=neutral, now=self.now)
            if to_text(FROM) <= row["start_utc"] < to_text(TO)
        )


STEPS: dict[str, list[Callable[[Desk], None]]] = {
    "created": [],
    "date cancelled": [lambda desk: desk.cancel("2026-11-30")],
    "date cancelled and restored": [
        lambda desk: desk.cancel("2026-11-30"),
        lambda desk: desk.restore("2026-11-30"),
    ],
    "date moved, moved again, cancelled": [
        lambda desk: desk.move("2026-11-30", "2026-12-02T13:00"),
        lambda desk: desk.move("2026-11-30", "2026-12-03T13:00"),
        lambda desk: desk.cancel("2026-11-30"),
    ],
    "date moved and back": [
        lambda desk: desk.move("2026-11-30", "2026-12-02T13:00"),
        lambda desk: desk.move("2026-11-30", "2026-11-30T10:00"),
    ],
    "note given and taken": [
        lambda desk: desk.note("2026-11-30", "Tag en ven med"),
        lambda desk: desk.note("2026-11-30", ""),
    ],
    "note given, then moved": [
        lambda desk: desk.note("2026-11-30", "Tag en ven med"),
        lambda desk: desk.move("2026-11-30", "2026-12-02T13:00"),
    ],
    "renamed": [lambda desk: desk.edit(title="NADA for alle")],
    "other time, so split": [lambda desk: desk.edit(local_start=wall("2026-11-02T11:00"))],
    "other room, so split": [lambda desk: desk.edit(room_id=HALL)],
    "moved date, then split": [
        lambda desk: desk.move("2026-12-07", "2026-12-09T13:00"),
        lambda desk: desk.edit(local_start=wall("2026-11-02T11:00")),
    ],
    "another day, so split": [lambda desk: desk.edit(rrule="FREQ=WEEKLY;BYDAY=TH")],
    "this and following": [
        lambda desk: desk.edit_from("2026-12-14", local_start=wall("2026-12-14T11:00")),
    ],
    "this and following, twice, with a moved date": [
        lambda desk: desk.move("2026-12-21", "2026-12-23T13:00"),
        lambda desk: desk.edit_from(
            "2026-12-14", room_id=HALL, local_start=wall("2026-12-14T10:00")
        ),
        lambda desk: desk.edit_from("2027-01-11", title="NADA igen", room_id=HALL),
    ],
    "paused": [lambda desk: desk.pause("2026-11-30", "2026-12-13")],
    "paused and taken up": [
        lambda desk: desk.pause("2026-11-30", "2026-12-13"),
        lambda desk: desk.resume("2026-12-07"),
    ],
    "withdrawn from one group": [lambda desk: desk.edit(group_ids=(EVERYONE,))],
    "cancelled and deleted": [lambda desk: desk.cancel_all(), lambda desk: desk.delete()],
    "ends earlier": [lambda desk: desk.edit(rrule="FREQ=WEEKLY;BYDAY=MO;UNTIL=20270125")],
    "cancelled": [lambda desk: desk.cancel_all()],
    "made discreet": [lambda desk: desk.edit(feed="discreet")],
    "withdrawn": [lambda desk: desk.edit(feed="none")],
    "deleted": [lambda desk: desk.delete()],
    "deleted and restored": [lambda desk: desk.delete(), lambda desk: desk.undelete()],
    "recorded as not held": [lambda desk: desk.not_held("2026-11-16")],
}
WITHDRAWN_FROM_ALL = {"made discreet", "withdrawn"}


@pytest.mark.parametrize("what", STEPS)
def test_feeds_say_what_the_dates_say(
    house_path: Path, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    monkeypatch.setenv("HOUSE_URL", "https://huset.example")
    monkeypatch.delenv("HOUSE_TZ", raising=False)
    desk = Desk(house_path)
    assert len(desk.shown("alle")) > 25
    for step in STEPS[what]:
        step(desk)
        gone = what in WITHDRAWN_FROM_ALL
        assert desk.shown("alle") == ([] if gone else desk.meant(neutral=False))
        gone = what in ("withdrawn", "withdrawn from one group")
        assert desk.shown(DISCREET_SLUG) == ([] if gone else desk.meant(neutral=True))

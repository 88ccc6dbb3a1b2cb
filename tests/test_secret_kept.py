"""What secret calendars hold: kept while somebody has an address; stamps only rise."""

from __future__ import annotations

import secrets
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from actions import feeds, planning, secret_calendars
from db.connection import HouseDb
from db.feeds import feed_rows, served
from domain.feedentry import load
from tests.feed_cases import ANNE, HALL, NOW, QUIET, STAFF, Plan, mondays
from tests.feed_store import new_house, save
from tests.secret_case import COORDINATOR, add_staff

MINUTE = timedelta(minutes=1)
ROOM, MINE = f"h/room/{QUIET}", f"h/person/{ANNE}"


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOUSE_URL", "https://huset.example")
    monkeypatch.delenv("HOUSE_TZ", raising=False)


@pytest.fixture
def db(house_path: Path) -> HouseDb:
    made = new_house(house_path)
    with made.write() as con:
        add_staff(con)
        save(con, nada())
    return made


def nada() -> Plan:
    return mondays(group_ids=(STAFF,), facilitator_ids=(ANNE,))


def make(db: HouseDb, slug: str, label: str = "min telefon") -> None:
    token = secret_calendars.new_token()
    secret_calendars.make(db, COORDINATOR, slug, label, token=token, now=NOW)


def titles(db: HouseDb, slug: str) -> list[str]:
    with db.read() as con:
        return [load(entry.content).summary for entry in served(con, slug)]


def test_a_calendar_that_nobody_asks_for_is_not_kept(db: HouseDb) -> None:
    with db.read() as con:
        assert not [slug for slug in feed_rows(con) if slug.startswith("h/")]
    make(db, ROOM)
    assert titles(db, ROOM) == ["NADA"]
    with db.read() as con:
        assert [slug for slug in feed_rows(con) if slug.startswith("h/")] == [ROOM]


def test_a_second_address_changes_no_stamp(db: HouseDb) -> None:
    make(db, ROOM)
    with db.read() as con:
        before = (served(con, ROOM), feed_rows(con))
    make(db, ROOM, label="en til")
    with db.read() as con:
        assert (served(con, ROOM), feed_rows(con)) == before


def test_a_calendar_rests_and_rises_with_higher_stamps(db: HouseDb) -> None:
    """What changed meanwhile is changed for a subscriber from before; what did not is not."""
    other = mondays(title="Yoga", room_id=HALL)
    other.edit(id=2, uid="yoga", neutral_uid="yoga-n", busy_uid="yoga-b")
    still = mondays(title="Stille")
    still.edit(id=3, uid="still", neutral_uid="still-n", busy_uid="still-b")
    for each in (other, still):
        each.dates = [
            replace(one, id=one.id + each.activity.id * 100, activity_id=each.activity.id)
            for one in each.dates
        ]
    with db.write() as con:
        save(con, other, still)
    make(db, ROOM)
    with db.read() as con:
        before = {entry.uid: entry for entry in served(con, ROOM)}
        version = feed_rows(con)[ROOM].version
    (one,) = secret_calendars.own(db, COORDINATOR)
    secret_calendars.revoke(db, COORDINATOR, one.id, now=NOW)
    with db.write() as con:
        each = nada()
        save(con, each.edit(deleted_at=NOW), now=NOW + MINUTE)
        feeds.refresh_all(con, now=NOW + MINUTE)
        assert {entry.uid: entry for entry in served(con, ROOM)} == before, "it rests"
    later = NOW + 5 * MINUTE
    secret_calendars.make(
        db, COORDINATOR, ROOM, "ny", token=secret_calendars.new_token(), now=later
    )
    with db.read() as con:
        after = {entry.uid: entry for entry in served(con, ROOM)}
        row = feed_rows(con)[ROOM]
    gone = after[nada().activity.uid]
    assert (load(gone.content).status, gone.sequence, gone.left_at) == ("gone", 1, later)
    assert after["still"] == before["still"]
    assert (row.version, row.changed_at) == (version + 1, later)


def test_only_its_own_entries_are_touched_when_it_rises(db: HouseDb) -> None:
    with db.read() as con:
        before = {slug: served(con, slug) for slug in ("alle", "unge")}
        rows = feed_rows(con)
    make(db, ROOM)
    with db.read() as con:
        assert {slug: served(con, slug) for slug in ("alle", "unge")} == before
        assert {slug: row for slug, row in feed_rows(con).items() if slug != ROOM} == rows


def test_an_edit_shows_in_each_calendar_that_has_an_address(db: HouseDb) -> None:
    for slug in (ROOM, MINE, "h/group/5"):
        make(db, slug)
    with db.write() as con:
        save(con, nada().edit(title="NADA og te"), now=NOW + MINUTE)
    for slug in (ROOM, MINE, "h/group/5"):
        assert titles(db, slug) == ["NADA og te"]


def test_what_moves_to_another_room_leaves_a_tombstone_and_arrives(db: HouseDb) -> None:
    make(db, ROOM)
    make(db, f"h/room/{HALL}")
    with db.write() as con:
        each = nada().edit(room_id=HALL)
        each.dates = [replace(one, room_id=HALL) for one in each.dates]
        save(con, each, now=NOW + MINUTE)
        (left,), (come,) = served(con, ROOM), served(con, f"h/room/{HALL}")
    assert (load(left.content).status, left.sequence) == ("gone", 1)
    assert (come.uid, load(come.content).summary) == (left.uid, "NADA")


def test_a_reservation_by_the_planner_is_busy_in_its_room(db: HouseDb) -> None:
    make(db, ROOM)
    fields = replace(
        nada().fields,
        title="Fortroligt møde",
        kind="reservation",
        access="internal",
        listing="hidden",
        feed="none",
        group_ids=(),
        service_ids=(1,),
        local_start=nada().fields.local_start + timedelta(hours=5),
        facilitator_ids=(),
    )
    planning.create(db, COORDINATOR, fields, now=NOW, publish=True)
    assert titles(db, ROOM) == ["", "NADA"] or titles(db, ROOM) == ["NADA", ""]
    with db.read() as con:
        assert not any("Fortroligt" in entry.content for entry in served(con, ROOM))


def test_every_activity_has_a_random_uid_for_busy(db: HouseDb) -> None:
    """Whoever writes the row."""
    with db.write() as con:
        for number in (11, 12):
            con.execute(
                "INSERT INTO activity (id, uid, neutral_uid, lineage, kind, title, category_id,"
                " local_start, duration_minutes, access, state, created_at, updated_at) VALUES"
                " (:id, :uid, :uid, :uid, 'activity', 'x', 1, '2026-11-23T10:00', 60, 'drop-in',"
                " 'draft', '', '')",
                {"id": number, "uid": secrets.token_hex(8)},
            )
        found = [row[0] for row in con.execute("SELECT busy_uid FROM activity WHERE id > 10")]
    assert len(set(found)) == 2 and {len(uid) for uid in found} == {32}

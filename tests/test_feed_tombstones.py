"""actions.feeds: nothing leaves a feed without a word, and the word tells nothing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from actions import feeds
from db.connection import Connection
from db.feeds import all_entries
from domain.feedentry import Component, load
from domain.feedface import derived_uid
from tests.feed_cases import (
    BIRK,
    NOW,
    YOUNG,
    day,
    mondays,
    plan,
    wall,
)
from tests.feed_store import first, held, new_house, regroup, save, state

MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOUSE_URL", "https://huset.example")
    monkeypatch.delenv("HOUSE_TZ", raising=False)


@pytest.fixture
def con(house_path: Path) -> Iterator[Connection]:
    with new_house(house_path).write() as con:
        yield con


LEAVING: list[tuple[str, dict[str, object]]] = [
    ("deleted", {"deleted_at": NOW}),
    ("withdrawn from the group", {"group_ids": (BIRK,)}),
    ("no calendar", {"feed": "none"}),
    ("discreet", {"feed": "discreet"}),
    ("back to draft", {"state": "draft"}),
    ("found to be treatment", {"treatment": True, "listing": "hidden", "feed": "none"}),
    ("internal", {"access": "internal", "listing": "hidden"}),
]


@pytest.mark.parametrize("change", [case[1] for case in LEAVING], ids=[case[0] for case in LEAVING])
def test_what_leaves_a_feed_leaves_a_tombstone_that_says_nothing(
    con: Connection, change: dict[str, object]
) -> None:
    each = mondays(group_ids=(YOUNG,), description="Mærke")
    save(con, each)
    save(con, each.edit(**change), now=NOW + MINUTE)
    for slug in ("alle", "unge"):
        stone = held(con, slug)[each.activity.uid]
        assert load(stone.content) == Component(
            wall("2026-11-23T10:00"), wall("2026-11-23T10:45"), "", "gone"
        )
        assert (stone.sequence, stone.left_at) == (1, NOW + MINUTE)
    assert not any("NADA" in one.content or "Mærke" in one.content for one in all_entries(con))


def test_a_date_moved_back_leaves_a_tombstone_and_returns_with_its_uid(con: Connection) -> None:
    each = mondays()
    there = wall("2026-12-01T13:00")
    save(con, each.move(day("2026-11-30"), there))
    uid = each.find(day("2026-11-30")).moved_uid or ""
    assert first(held(con)[uid]).local_start == there
    save(con, each.move_back(day("2026-11-30")), now=NOW + MINUTE)
    stone = held(con)[uid]
    assert load(stone.content) == Component(
        there, there + timedelta(minutes=45), summary="", status="gone"
    )
    assert (stone.sequence, stone.last_modified, stone.left_at) == (1, NOW + MINUTE, NOW + MINUTE)
    save(con, each.move(day("2026-11-30"), wall("2026-12-02T13:00")), now=NOW + 2 * MINUTE)
    back = held(con)[uid]
    assert (back.sequence, back.left_at, first(back).status) == (2, None, "confirmed")


def test_deleted_and_restored_it_comes_back_higher(con: Connection) -> None:
    each = mondays()
    save(con, each)
    save(con, each.edit(deleted_at=NOW), now=NOW + MINUTE)
    save(con, each.edit(deleted_at=None), now=NOW + 2 * MINUTE)
    entry = held(con)[each.activity.uid]
    assert (entry.sequence, entry.left_at, first(entry).summary) == (2, None, "NADA")


def test_after_30_days_the_tombstone_goes_but_not_the_number(con: Connection) -> None:
    each, other = mondays(), plan(2, "Café", wall("2026-11-23T09:00"), 60, "FREQ=WEEKLY;BYDAY=MO")
    save(con, each, other)
    save(con, each.edit(deleted_at=NOW), now=NOW + MINUTE)
    version = state(con).version
    feeds.refresh_all(con, now=NOW + 30 * DAY)
    assert each.activity.uid in held(con) and state(con).version == version
    feeds.refresh_all(con, now=NOW + MINUTE + 30 * DAY)
    assert each.activity.uid not in held(con) and state(con).version == version + 1
    save(con, each.edit(deleted_at=None), now=NOW + 40 * DAY)
    assert held(con)[each.activity.uid].sequence == 2


def test_line_11_a_feed_that_had_events_is_never_served_empty(con: Connection) -> None:
    each = mondays()
    save(con, each)
    save(con, each.edit(deleted_at=NOW), now=NOW + MINUTE)
    for days in (31, 400):
        feeds.refresh_all(con, now=NOW + days * DAY)
        assert held(con).keys() == {each.activity.uid}
    other = plan(2, "Café", wall("2028-01-03T09:00"), now=NOW + 400 * DAY)
    save(con, other, now=NOW + 401 * DAY)
    feeds.refresh_all(con, now=NOW + 402 * DAY)
    assert held(con).keys() == {other.activity.uid}


def test_what_is_over_leaves_without_a_tombstone(con: Connection) -> None:
    each, other = mondays(), plan(2, "Café", wall("2026-11-23T09:00"), 60, "FREQ=WEEKLY;BYDAY=MO")
    save(con, each, other)
    feeds.refresh_all(con, now=NOW + 200 * DAY)
    assert held(con).keys() == {other.activity.uid}


def test_a_group_that_turns_discreet_keeps_nothing_of_what_was_shown(con: Connection) -> None:
    each = mondays(group_ids=(YOUNG,), description="Mærke")
    save(con, each)
    regroup(con, YOUNG, "discreet", now=NOW + MINUTE)
    found = held(con, "unge")
    assert first(found[each.activity.uid]).status == "gone"
    assert first(found[each.activity.neutral_uid]).summary == "Gruppe Ask"
    assert state(con, "unge").name == "Gruppe Ask"
    assert not any("NADA" in one.content or "Mærke" in one.content for one in all_entries(con))
    regroup(con, YOUNG, "open", now=NOW + 2 * MINUTE)
    found = held(con, "unge")
    assert (found[each.activity.uid].sequence, first(found[each.activity.uid]).summary) == (
        2,
        "NADA",
    )
    assert first(found[each.activity.neutral_uid]).status == "gone"


def test_a_group_that_loses_its_calendar_keeps_no_titles_there(con: Connection) -> None:
    save(con, mondays(group_ids=(YOUNG,)))
    regroup(con, YOUNG, "none", now=NOW + MINUTE)
    assert {first(one).status for one in held(con, "unge").values()} == {"gone", "note"}
    assert {first(one).summary for one in held(con, "unge").values()} == {""}


def test_an_activity_that_was_purged_leaves_a_tombstone(con: Connection) -> None:
    each = mondays()
    save(con, each)
    con.execute("DELETE FROM activity WHERE id = 1")
    feeds.refresh_all(con, now=NOW + MINUTE)
    assert first(held(con)[each.activity.uid]).status == "gone"


def test_a_date_that_is_back_in_its_series_leaves_no_tombstone(con: Connection) -> None:
    """It is seen there, at the same time; "Udgået" beside it would be wrong."""
    each = mondays()
    save(con, each.cancel(day("2026-11-30")))
    own = derived_uid(each.activity.uid, each.find(day("2026-11-30")).original_start)
    assert first(held(con)[own]).status == "cancelled"
    each.change(day("2026-11-30"), state="planned", cancelled_at=None)
    save(con, each, now=NOW + MINUTE)
    assert held(con).keys() == {each.activity.uid}
    save(con, each.cancel(day("2026-11-30")), now=NOW + 2 * MINUTE)
    assert held(con)[own].sequence == 1


def test_a_cancelled_date_leaves_a_tombstone_with_its_whole_series(con: Connection) -> None:
    each = mondays().cancel(day("2026-11-30"))
    save(con, each)
    save(con, each.edit(deleted_at=NOW), now=NOW + MINUTE)
    assert [first(stone).status for stone in held(con).values()] == ["gone", "gone"]

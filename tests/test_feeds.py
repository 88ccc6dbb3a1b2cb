"""actions.feeds: stamps rise with what changed, and with nothing else."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from actions import feeds
from db.connection import Connection
from db.feeds import all_entries, feed_rows
from domain.feedface import derived_uid
from domain.model import House
from tests.feed_cases import (
    BIRK,
    DISCREET_SLUG,
    EVERYONE,
    HALL,
    NOW,
    YOUNG,
    day,
    house,
    mondays,
    plan,
    wall,
)
from tests.feed_hard_cases import hard_cases
from tests.feed_store import first, held, new_house, save, state, store_plan

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


def test_a_new_activity_is_in_its_feeds_and_in_no_other(con: Connection) -> None:
    each = mondays(group_ids=(YOUNG, BIRK))
    save(con, each)
    assert held(con).keys() == held(con, "unge").keys() == {each.activity.uid}
    assert held(con, DISCREET_SLUG).keys() == {each.activity.neutral_uid}
    assert held(con, "x3v9t") == {}
    entry = held(con)[each.activity.uid]
    assert (entry.sequence, entry.last_modified, entry.left_at) == (0, NOW, None)


def test_nothing_changes_when_nothing_changed(con: Connection) -> None:
    save(con, *hard_cases((EVERYONE, YOUNG, BIRK)))
    before = all_entries(con), feed_rows(con)
    feeds.refresh(con, range(1, 30), now=NOW + MINUTE)
    feeds.refresh_all(con, now=NOW + MINUTE)
    assert (all_entries(con), feed_rows(con)) == before


@pytest.mark.parametrize(
    ("change", "slugs"),
    [
        ({"title": "NADA for alle"}, {"alle", "unge"}),
        ({"neutral_title": "Gruppe Lind"}, {DISCREET_SLUG}),
        ({"room_id": HALL}, {"alle", "unge"}),
        ({"price_dkk": 20}, {"alle", "unge"}),
        ({"legal_basis": "SEL § 104"}, set()),
        ({"capacity": 4}, set()),
    ],
    ids=["title", "neutral-title", "room", "price", "legal-basis", "capacity"],
)
def test_only_feeds_that_show_the_change_change(
    con: Connection, change: dict[str, object], slugs: set[str]
) -> None:
    each = mondays(group_ids=(YOUNG, BIRK))
    save(con, each)
    before = feed_rows(con)
    if "room_id" in change:
        for one in list(each.dates):
            each.change(one.original_start.date(), **change)
    save(con, each.edit(**change), now=NOW + MINUTE)
    after = feed_rows(con)
    assert {slug for slug, row in after.items() if row != before[slug]} == slugs
    for slug in slugs:
        assert after[slug].version == before[slug].version + 1
        assert after[slug].changed_at == NOW + MINUTE
        (entry,) = held(con, slug).values()
        assert (entry.sequence, entry.last_modified) == (1, NOW + MINUTE)


def test_two_changes_in_one_second_have_two_stamps(con: Connection) -> None:
    each = mondays()
    stamps, states = [], []
    for title in ("A", "B", "C"):
        save(con, each.edit(title=title))
        entry = held(con)[each.activity.uid]
        stamps.append((entry.sequence, entry.last_modified))
        states.append((state(con).version, state(con).changed_at))
    second = timedelta(seconds=1)
    assert stamps == [(0, NOW), (1, NOW + second), (2, NOW + 2 * second)]
    assert all(later > earlier for earlier, later in itertools.pairwise(states))


def test_a_clock_that_is_put_back_takes_no_stamp_down(con: Connection) -> None:
    each = mondays()
    save(con, each)
    save(con, each.edit(title="B"), now=NOW - 5 * DAY)
    entry = held(con)[each.activity.uid]
    assert (entry.sequence, entry.last_modified > NOW) == (1, True)
    assert state(con).changed_at > NOW


def test_lines_13_and_14_an_undone_change_raises_the_stamps_again(con: Connection) -> None:
    each = mondays()
    save(con, each)
    content = held(con)[each.activity.uid].content
    save(con, each.edit(title="B"), now=NOW + MINUTE)
    save(con, each.edit(title="NADA"), now=NOW + 2 * MINUTE)
    entry = held(con)[each.activity.uid]
    assert (entry.content, entry.sequence) == (content, 2)


def test_past_dates_stay_as_long_as_the_setting_says(con: Connection) -> None:
    con.execute("INSERT INTO setting (key, value) VALUES ('feed.past_days', '300')")
    save(con, mondays(), plan(2, "Café", wall("2026-11-23T09:00"), 60, "FREQ=WEEKLY;BYDAY=MO"))
    feeds.refresh_all(con, now=NOW + 200 * DAY)
    assert len(held(con)) == 2


def test_an_old_cancellation_leaves_by_itself_and_the_series_does_not_change(
    con: Connection,
) -> None:
    each = mondays().cancel(day("2026-11-30"))
    save(con, each)
    before = held(con)
    own = derived_uid(each.activity.uid, each.find(day("2026-11-30")).original_start)
    assert before.keys() == {each.activity.uid, own}
    feeds.refresh_all(con, now=each.find(day("2026-11-30")).ends_at + 14 * DAY)
    assert held(con) == {each.activity.uid: before[each.activity.uid]}


def test_a_new_name_is_a_new_version(con: Connection) -> None:
    save(con, mondays(group_ids=(YOUNG,)))
    before = feed_rows(con)
    con.execute("UPDATE target_group SET public_name = 'Unge 18-25' WHERE id = 2")
    con.execute("UPDATE activity SET updated_at = updated_at")
    feeds.refresh_all(con, now=NOW + MINUTE)
    after = feed_rows(con)
    assert (after["unge"].name, after["unge"].version) == ("Unge 18-25", before["unge"].version + 1)


def test_the_split_of_a_series_touches_both_halves_only(con: Connection) -> None:
    series = plan(1, "Boldspil", wall("2026-10-06T16:30"), 90, "FREQ=WEEKLY;BYDAY=TU")
    bystander = mondays().edit(id=9, uid="bystander", neutral_uid="n9", lineage="l9")
    bystander.dates = []
    save(con, series)
    first_half = plan(
        1, "Boldspil", wall("2026-10-06T16:30"), 90, "FREQ=WEEKLY;BYDAY=TU;UNTIL=20261117"
    )
    second_half = plan(2, "Boldspil", wall("2026-11-24T17:00"), 90, "FREQ=WEEKLY;BYDAY=TU")
    save(con, first_half, second_half, now=NOW + MINUTE)
    found = held(con)
    assert found[series.activity.uid].sequence == 1
    assert found[second_half.activity.uid].sequence == 0
    assert (first(found[series.activity.uid]).rrule or "").endswith("UNTIL=20261117")


def test_a_transaction_that_fails_leaves_the_feeds_as_they_were(house_path: Path) -> None:
    db = new_house(house_path)
    each = mondays()
    with db.write() as con:
        save(con, each)
    with pytest.raises(RuntimeError), db.write() as con:
        save(con, each.edit(title="B"), now=NOW + MINUTE)
        raise RuntimeError
    with db.read() as con:
        assert first(held(con)[each.activity.uid]).summary == "NADA"
        assert state(con).version == 2


@pytest.mark.parametrize("text", ["", "-1", "mange", "1.5", "\u0663"])
def test_a_setting_that_is_no_number_counts_as_not_set(text: str) -> None:
    of: House = house(**{"feed.past_days": text})
    assert feeds.feed_settings(of, "https://x").past_days == 90


@pytest.mark.parametrize(
    ("slug", "changed"), [("alle", 1), (DISCREET_SLUG, 0)], ids=["full", "neutral"]
)
def test_a_moved_date_that_a_split_hands_over_keeps_its_entry(
    con: Connection, slug: str, changed: int
) -> None:
    """In full its link changes to the second half's; neutrally nothing does."""
    tuesdays = "FREQ=WEEKLY;BYDAY=TU"
    groups = (EVERYONE, BIRK)
    series = plan(1, "Boldspil", wall("2026-11-03T16:30"), 90, tuesdays, group_ids=groups)
    series.move(day("2026-12-01"), wall("2026-12-02T16:30"))
    date = series.find(day("2026-12-01"))
    save(con, series)
    uid = (date.moved_uid if slug == "alle" else date.moved_neutral_uid) or ""
    first_half = plan(
        1, "Boldspil", wall("2026-11-03T16:30"), 90, f"{tuesdays};UNTIL=20261117", group_ids=groups
    )
    second = plan(2, "Boldspil", wall("2026-11-24T16:30"), 90, tuesdays, group_ids=groups)
    second.dates = [replace(date, activity_id=2)]
    store_plan(con, first_half)
    store_plan(con, second)
    for touched in ([2], [1], [1, 2]):
        feeds.refresh(con, touched, now=NOW + MINUTE)
        entry = held(con, slug)[uid]
        assert (entry.sequence, entry.left_at, entry.activity_id) == (changed, None, 2)

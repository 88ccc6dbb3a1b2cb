"""domain.feedplan says no more than domain.discretion allows."""

from __future__ import annotations

import pytest

from domain.feedentry import dump
from tests.feed_cases import (
    BIRK,
    DISCREET_SLUG,
    EVERYONE,
    HALL,
    MONDAYS,
    NOW,
    PITSTOP,
    STAFF,
    YELLOW,
    YOUNG,
    day,
    house,
    in_feed,
    mondays,
    told,
    wall,
    with_calendar,
)


@pytest.mark.parametrize(
    ("groups", "setting", "slug", "expected"),
    [
        ((YOUNG,), None, "unge", "S"),
        ((YOUNG,), None, "alle", "S"),
        ((YOUNG,), None, DISCREET_SLUG, None),
        ((YOUNG, BIRK), None, "unge", "S"),
        ((YOUNG, BIRK), None, DISCREET_SLUG, "N"),
        ((YOUNG, BIRK), "discreet", "unge", "N"),
        ((YOUNG, BIRK), "discreet", "alle", None),
        ((BIRK,), None, DISCREET_SLUG, "N"),
        ((BIRK,), None, "alle", None),
        ((YOUNG, BIRK), "none", "unge", None),
        ((YOUNG, BIRK), "none", DISCREET_SLUG, None),
        ((EVERYONE,), None, "alle", "S"),
    ],
)
def test_the_table_of_what_is_seen(
    groups: tuple[int, ...], setting: str | None, slug: str, expected: str | None
) -> None:
    each = mondays(group_ids=groups, feed=setting)
    assert [line[0] for line in told(in_feed(each, slug), each)] == ([expected] if expected else [])


@pytest.mark.parametrize(
    "change",
    [
        {"state": "draft"},
        {"deleted_at": NOW},
        {"kind": "reservation"},
        {"access": "internal"},
        {"treatment": True},
        {"legal_basis": "SEL § 101", "treatment": True},
    ],
    ids=str,
)
def test_nothing_is_said_of(change: dict[str, object]) -> None:
    each = mondays(group_ids=(YOUNG, BIRK, EVERYONE)).edit(**change)
    for slug in ("alle", "unge", DISCREET_SLUG):
        assert in_feed(each, slug) == []


MARKERS = {
    "title": "Mærke-titel",
    "description": "Mærke-beskrivelse",
    "public_note": "Mærke-note",
    "signup_phone": "11 22 33 44",
    "sign_up_until": "Mærke-frist",
    "legal_basis": "Mærke-grundlag",
}


def test_a_neutral_entry_tells_nothing() -> None:
    each = mondays(group_ids=(BIRK,), price_dkk=7531, **MARKERS)
    each.move(day("2026-11-30"), wall("2026-12-01T13:00"))
    each.change(day("2026-11-30"), title="Mærke-dato", room_id=HALL, note="Mærke-datonote")
    each.change(day("2026-12-07"), title="Mærke-dato", room_id=HALL, note="Mærke-datonote")
    each.change(day("2026-12-14"), cancel_reason="Mærke-grund").cancel(day("2026-12-14"))
    found = in_feed(each, DISCREET_SLUG)
    assert told(found, each) == [
        f"N 1123.1000-1045 {MONDAYS} -1130 -1214 Gruppe Birk",
        "moved neutral 1130 1201.1300-1345 Gruppe Birk",
        "own neutral 1214 1214.1000-1045 cancelled Gruppe Birk",
    ]
    text = "".join(dump(entry.component) for entry in found)
    assert "Mærke" not in text and "7531" not in text and "11 22" not in text
    for telling in ("Stillerum", "Sal", "Café", "Fælles hus", "aktivitet/", each.activity.uid):
        assert telling not in text
    assert {entry.component.location for entry in found} == {
        "Fælleshuset, Vejledalen 17, 2635 Ishøj"
    }


def test_a_neutral_title_of_its_own_goes_before_the_groups() -> None:
    each = mondays(group_ids=(BIRK,), neutral_title="Gruppe Lind")
    assert in_feed(each, DISCREET_SLUG)[0].component.summary == "Gruppe Lind"


def test_a_group_that_becomes_discreet_turns_to_neutral_uids() -> None:
    each = mondays(group_ids=(YOUNG,)).move(day("2026-11-30"), wall("2026-12-01T13:00"))
    open_, discreet = house(), with_calendar(house(), YOUNG, "discreet")
    before = {entry.uid for entry in in_feed(each, "unge", of=open_)}
    after = in_feed(each, "unge", of=discreet)
    assert before.isdisjoint(entry.uid for entry in after)
    assert {entry.component.summary for entry in after} == {"Gruppe Ask"}


@pytest.mark.parametrize(
    ("groups", "listing", "linked"),
    [
        ((YOUNG,), None, True),
        ((YOUNG,), "mentioned", False),
        ((YOUNG,), "hidden", False),
        ((YOUNG, PITSTOP), None, False),
        ((YOUNG, STAFF), None, False),
    ],
)
def test_a_link_only_where_the_board_shows_everything(
    groups: tuple[int, ...], listing: str | None, linked: bool
) -> None:
    each = mondays(group_ids=groups, listing=listing)
    url = in_feed(each, "unge")[0].component.url
    assert url == (f"https://huset.example/aktivitet/{each.activity.uid}" if linked else "")


def test_details_name_only_groups_whose_calendars_are_open() -> None:
    details = in_feed(mondays(group_ids=(YOUNG, BIRK, PITSTOP)), "unge")[0].component.details
    assert details is not None
    assert (details.for_whom, details.for_everyone) == (("Unge",), False)


def test_the_place_is_room_house_street_and_city() -> None:
    (entry,) = in_feed(mondays(room_id=YELLOW))
    assert (
        entry.component.location == "Caféen i Det Gule Hus, Det Gule Hus, Gildbrovej 4, 2635 Ishøj"
    )

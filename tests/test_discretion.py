"""The policy of what is shown where: design.md's table, cell by cell."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from domain.discretion import (
    board_view,
    channel_lines,
    effective_listing,
    feed_view,
    is_counted,
    neutral_place,
    neutral_title,
    public_feeds,
)
from domain.model import Activity, ActivityFields, Category, House, Room, Site, TargetGroup

OPEN, YOUNG, BIRK, STAFF, NONE = 1, 2, 3, 4, 5
GROUPS = {
    OPEN: TargetGroup(OPEN, "alle", "alle", "Hele huset", "", "open", is_everyone=True),
    YOUNG: TargetGroup(YOUNG, "unge", "unge", "Unge", "", "open"),
    BIRK: TargetGroup(BIRK, "birk", "socialpsykiatri", "Ro", "Gruppe Birk", "discreet"),
    STAFF: TargetGroup(STAFF, "medarbejdere", "medarbejdere", "Medarbejdere", "", "secret"),
    NONE: TargetGroup(NONE, "pitstop", "pitstop", "Forløb", "", "none"),
}
NOW = datetime(2026, 11, 18, tzinfo=UTC)
START = datetime(2026, 11, 23, 10)


def made(*groups: int, treatment: bool = False, state: Any = "published", **more: Any) -> Activity:
    fields = ActivityFields("NADA", 1, (1,), groups, None, START, timedelta(hours=1), **more)
    return Activity(1, "u", "n", "l", fields, treatment, state, 1, NOW, NOW)


# activity's setting, its groups -> in unge, birk, alle
TABLE = {
    "open-in-open": (None, (YOUNG,), ("full", "absent", "full")),
    "open-in-discreet": (None, (BIRK,), ("absent", "neutral", "absent")),
    "open-in-both": (None, (YOUNG, BIRK), ("full", "neutral", "full")),
    "open-for-everybody": (None, (OPEN,), ("absent", "absent", "full")),
    "discreet-in-open": ("discreet", (YOUNG,), ("neutral", "absent", "absent")),
    "discreet-in-discreet": ("discreet", (BIRK,), ("absent", "neutral", "absent")),
    "discreet-for-everybody": ("discreet", (OPEN,), ("absent", "absent", "absent")),
    "none-in-both": ("none", (YOUNG, BIRK, OPEN), ("absent", "absent", "absent")),
    "only-secret": (None, (STAFF,), ("absent", "absent", "absent")),
    "only-none": (None, (NONE,), ("absent", "absent", "absent")),
}


@pytest.mark.parametrize(("feed", "groups", "views"), TABLE.values(), ids=TABLE.keys())
def test_calendars(feed: Any, groups: tuple[int, ...], views: tuple[str, str, str]) -> None:
    one = made(*groups, feed=feed)
    assert tuple(feed_view(one, GROUPS, slug) for slug in ("unge", "birk", "alle")) == views
    assert feed_view(one, GROUPS, "medarbejdere") == feed_view(one, GROUPS, "pitstop") == "absent"


NOWHERE = {
    "treatment": {"treatment": True},
    "draft": {"state": "draft"},
    "internal": {"access": "internal"},
    "reservation": {"kind": "reservation"},
}


@pytest.mark.parametrize("more", NOWHERE.values(), ids=NOWHERE.keys())
def test_what_is_in_no_public_calendar_and_on_no_page(more: dict[str, Any]) -> None:
    one = made(OPEN, YOUNG, BIRK, listing="open", feed="open", **more)
    assert {feed_view(one, GROUPS, slug) for slug in ("unge", "birk", "alle")} == {"absent"}
    assert board_view(one, GROUPS) == "absent"


def test_what_is_deleted_is_nowhere() -> None:
    one = replace(made(OPEN), deleted_at=NOW)
    assert feed_view(one, GROUPS, "alle") == board_view(one, GROUPS) == "absent"


LISTED = {
    "one-open-group": ((YOUNG, BIRK), None, "open"),
    "only-discreet": ((BIRK,), None, "mentioned"),
    "a-group-without-calendar": ((YOUNG, NONE), None, "hidden"),
    "a-secret-group": ((OPEN, STAFF), None, "hidden"),
    "no-group": ((), None, "hidden"),
    "chosen": ((BIRK,), "open", "open"),
}


@pytest.mark.parametrize(("groups", "chosen", "listing"), LISTED.values(), ids=LISTED.keys())
def test_the_board_inherits_from_the_groups(groups: Any, chosen: Any, listing: str) -> None:
    assert effective_listing(made(*groups, listing=chosen), GROUPS) == listing


def test_only_open_and_discreet_calendars_have_an_address() -> None:
    assert [(one.slug, one.name, one.discreet) for one in public_feeds(GROUPS)] == [
        ("alle", "Hele huset", False),
        ("unge", "Unge", False),
        ("birk", "Gruppe Birk", True),
    ]


def test_a_coordinator_reads_what_will_be_seen_where() -> None:
    fields = made(YOUNG, BIRK, NONE, feed="open", listing="open").fields
    lines = channel_lines(fields, Category(1, "NADA", "", ""), GROUPS)
    assert [(one.channel, one.name, one.shown, one.title) for one in lines] == [
        ("board", "", "full", "NADA"),
        ("everyone", "Hele huset", "full", "NADA"),
        ("feed", "unge", "full", "NADA"),
        ("feed", "socialpsykiatri", "neutral", "Gruppe Birk"),
        ("feed", "pitstop", "absent", ""),
    ]


def test_treatment_by_its_type_or_its_legal_basis_is_shown_nowhere() -> None:
    by_type = channel_lines(made(OPEN).fields, Category(1, "B", "", "", treatment=True), GROUPS)
    basis = made(OPEN, legal_basis="SUL § 141").fields
    by_basis = channel_lines(basis, Category(1, "NADA", "", ""), GROUPS)
    assert {one.shown for one in (*by_type, *by_basis)} == {"absent"}


def test_a_neutral_title_of_its_own_wins_over_the_groups_name() -> None:
    assert (
        neutral_title(made(BIRK, neutral_title="Gruppe Røn").fields, GROUPS[BIRK]) == "Gruppe Røn"
    )
    assert neutral_title(made(BIRK).fields, GROUPS[BIRK]) == "Gruppe Birk"


def test_a_neutral_place_names_the_site_and_not_the_room() -> None:
    sites = {1: Site(1, "Huset", "Vej 1"), 2: Site(2, "Det Gule Hus", "Stræde 7")}
    rooms = {7: Room(7, 2, "Caféen", 20, "", True)}
    house = House(sites, rooms, {}, {}, {}, {})
    assert neutral_place(house, None) == "Huset, Vej 1"
    assert neutral_place(house, 7) == "Det Gule Hus, Stræde 7"


def test_who_is_counted() -> None:
    assert is_counted(made(BIRK))
    assert not is_counted(made(NONE, treatment=True))
    assert not is_counted(made(STAFF, access="internal"))

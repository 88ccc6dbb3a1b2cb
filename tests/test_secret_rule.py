"""What secret calendars show, and who may have one: the rules cell by cell."""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import Any

import pytest

from domain.discretion import (
    channel_lines,
    feed_view,
    holds,
    place_in,
    public_feeds,
    secret_feeds,
    title_where_neutral,
    view_of,
)
from domain.errors import Refused
from domain.feedplan import entries
from domain.model import ActivityFields, Category, Role
from domain.rights import ACTIONS, allows, may_revoke, may_subscribe, require
from tests.feed_cases import (
    ANNE,
    BIRK,
    BO,
    EVERYONE,
    HALL,
    NOW,
    OAK,
    PITSTOP,
    QUIET,
    SETTINGS,
    STAFF,
    YELLOW,
    YOUNG,
    ZONE,
    Plan,
    day,
    house,
    mondays,
    wall,
    with_calendar,
)
from tests.secret_case import actor, feed_named

GROUPS = house().groups
KINDS = ("h/group/5", f"h/room/{QUIET}", f"h/person/{ANNE}")


def views(each: Plan) -> tuple[str, ...]:
    return tuple(view_of(each.activity, GROUPS, feed_named(slug)) for slug in KINDS)


# own setting, groups, more -> in its secret group's calendar, in its room's, in its facilitator's
TABLE: dict[str, tuple[dict[str, Any], tuple[str, ...]]] = {
    "open-for-staff": ({"group_ids": (STAFF,)}, ("full", "full", "full")),
    "internal": ({"group_ids": (STAFF,), "access": "internal"}, ("full", "full", "full")),
    "open-elsewhere": ({"group_ids": (YOUNG,)}, ("absent", "full", "full")),
    "open-for-everybody": ({"group_ids": (EVERYONE,)}, ("absent", "full", "full")),
    "open-in-a-discreet-group": ({"group_ids": (BIRK,)}, ("absent", "full", "full")),
    "discreet": ({"group_ids": (STAFF,), "feed": "discreet"}, ("full", "neutral", "neutral")),
    "discreet-elsewhere": ({"group_ids": (OAK,), "feed": "discreet"}, ("absent", *["neutral"] * 2)),
    "none": ({"group_ids": (STAFF,), "feed": "none"}, ("busy", "busy", "busy")),
    "none-elsewhere": ({"group_ids": (YOUNG,), "feed": "none"}, ("absent", "busy", "busy")),
    "only-groups-without-a-calendar": ({"group_ids": (PITSTOP,)}, ("absent", "busy", "busy")),
    "chosen-open-there": ({"group_ids": (PITSTOP,), "feed": "open"}, ("absent", "full", "full")),
    "in-no-group": ({"group_ids": ()}, ("absent", "busy", "busy")),
    "treatment": ({"group_ids": (STAFF,), "treatment": True}, ("busy", "busy", "busy")),
    "treatment-set-open": (
        {"group_ids": (STAFF,), "treatment": True, "feed": "open"},
        ("busy", "busy", "busy"),
    ),
    "reservation": (
        {"group_ids": (), "kind": "reservation", "access": "internal", "feed": "none"},
        ("absent", "busy", "busy"),
    ),
    "draft": ({"group_ids": (STAFF,), "state": "draft"}, ("absent",) * 3),
    "deleted": ({"group_ids": (STAFF,), "deleted_at": NOW}, ("absent",) * 3),
}


@pytest.mark.parametrize(("change", "seen"), TABLE.values(), ids=TABLE.keys())
def test_what_a_secret_calendar_shows(change: dict[str, Any], seen: tuple[str, ...]) -> None:
    assert views(mondays().edit(**change)) == seen


def test_no_public_calendar_is_ever_busy() -> None:
    for change, _seen in TABLE.values():
        each = mondays().edit(**change)
        for feed in public_feeds(GROUPS):
            assert feed_view(each.activity, GROUPS, feed.slug) != "busy"
        for slug in KINDS:
            assert feed_view(each.activity, GROUPS, slug) == "absent", "by no public address"


DATES = {
    "in-the-room": (f"h/room/{QUIET}", QUIET, (), True),
    "in-another-room": (f"h/room/{QUIET}", HALL, (ANNE,), False),
    "in-no-room": (f"h/room/{QUIET}", None, (), False),
    "by-the-facilitator": (f"h/person/{ANNE}", None, (BO, ANNE), True),
    "by-another": (f"h/person/{ANNE}", QUIET, (BO,), False),
    "by-nobody": (f"h/person/{ANNE}", QUIET, (), False),
    "of-a-group": ("h/group/5", None, (), True),
}


@pytest.mark.parametrize(("slug", "room", "people", "held"), DATES.values(), ids=DATES.keys())
def test_which_dates_belong(slug: str, room: int | None, people: Any, held: bool) -> None:
    assert holds(feed_named(slug), room, people) is held


PLACES = {
    "full": ("full", *["Caféen i Det Gule Hus, Det Gule Hus, Gildbrovej 4, 2635 Ishøj"] * 3),
    "neutral": ("neutral", *["Det Gule Hus, Gildbrovej 4, 2635 Ishøj"] * 3),
    "busy": ("busy", "", "", "Det Gule Hus, Gildbrovej 4, 2635 Ishøj"),
}


@pytest.mark.parametrize(("view", "group", "room", "person"), PLACES.values(), ids=PLACES.keys())
def test_only_who_must_find_the_way_is_told_where(
    view: Any, group: str, room: str, person: str
) -> None:
    told = [place_in(house(), feed_named(slug), view, YELLOW) for slug in KINDS]
    assert told == [group, room, person]


@pytest.mark.parametrize("slug", KINDS)
def test_busy_tells_a_time_and_nothing_else(slug: str) -> None:
    each = mondays(
        group_ids=(STAFF,),
        feed="none",
        facilitator_ids=(ANNE,),
        title="Mærke",
        neutral_title="Mærke",
        description="Mærke",
        public_note="Mærke",
        signup_phone="Mærke",
        price_dkk=7531,
    )
    each.move(day("2026-11-30"), wall("2026-12-01T13:00"))
    each.change(day("2026-12-07"), title="Mærke", note="Mærke").cancel(day("2026-12-14"), "Mærke")
    feed = feed_named(slug)
    found = entries(house(), each.activity, each.dates, feed, NOW, ZONE, SETTINGS)
    assert len(found) == 3
    times = {"local_start", "local_end", "rrule", "exdates", "status", "in_place"}
    place = "Fælleshuset, Vejledalen 17, 2635 Ishøj" if "person" in slug else ""
    for entry in found:
        said = {name: value for name, value in asdict(entry.component).items() if value}
        said = {name: value for name, value in said.items() if name not in times}
        assert said == ({"location": place} if place else {})


def test_the_three_views_share_no_uid() -> None:
    """Otherwise a calendar that says "Optaget" could be laid on one that says what."""
    seen: list[set[str]] = []
    for setting in ("open", "discreet", "none"):
        each = mondays(group_ids=(OAK,), feed=setting, facilitator_ids=(ANNE,))
        each.move(day("2026-11-30"), wall("2026-12-01T13:00")).cancel(day("2026-12-07"))
        feed = feed_named(f"h/person/{ANNE}")
        found = entries(house(), each.activity, each.dates, feed, NOW, ZONE, SETTINGS)
        seen.append({entry.uid for entry in found})
    assert len(set.union(*seen)) == sum(len(one) for one in seen) == 9


def test_a_neutral_name_is_a_discreet_groups_and_never_the_rooms_or_persons() -> None:
    room = feed_named(f"h/room/{QUIET}")
    assert title_where_neutral(mondays(group_ids=(YOUNG, OAK)).fields, GROUPS, room) == "Gruppe Eg"
    assert title_where_neutral(mondays(group_ids=(YOUNG,)).fields, GROUPS, room) == "Gruppe"
    own = mondays(group_ids=(OAK,), neutral_title="Gruppe Røn").fields
    assert title_where_neutral(own, GROUPS, room) == "Gruppe Røn"


def test_which_secret_calendars_there_are() -> None:
    found = [(feed.slug, feed.name, feed.secret) for feed in secret_feeds(house())]
    assert found == [
        ("h/group/5", "Medarbejdere", "staff"),
        ("h/room/1", "Stillerum", "room"),
        ("h/room/2", "Sal", "room"),
        ("h/room/3", "Caféen i Det Gule Hus", "room"),
        ("h/person/1", "Anne-rolle", "person"),
        ("h/person/2", "Bo-rolle", "person"),
    ]
    other = with_calendar(house(), PITSTOP, "secret")
    assert feed_named("h/group/4", other).secret == "group"
    rooms = {QUIET: replace(other.rooms[QUIET], retired=True)}
    people = {BO: replace(other.facilitators[BO], retired=True)}
    groups = {PITSTOP: replace(other.groups[PITSTOP], retired=True)}
    assert secret_feeds(replace(other, rooms=rooms, facilitators=people, groups=groups)) == []


def test_a_coordinator_reads_what_a_secret_group_will_see() -> None:
    def line(fields: ActivityFields) -> tuple[str, str, str]:
        found = channel_lines(fields, Category(1, "Møde", "", ""), GROUPS)[-1]
        return found.name, found.shown, found.title

    assert line(mondays(group_ids=(STAFF,)).fields) == ("Medarbejdere", "full", "NADA")
    none = mondays(group_ids=(STAFF,), feed="none").fields
    assert line(none) == ("Medarbejdere", "busy", "")


# -- who may have one ----------------------------------------------------------------------------

# role -> the staff's, another secret group's, a room's, a facilitator's, all of everybody's
MAY: dict[Role, tuple[bool, ...]] = {
    "coordinator": (True, True, True, True, False),
    "admin": (True, False, False, True, True),
    "manager": (True, False, False, False, False),
    "host": (True, False, False, False, False),
}
SOME = with_calendar(house(), PITSTOP, "secret")


@pytest.mark.parametrize(("role", "may"), MAY.items(), ids=MAY.keys())
def test_who_may_have_which(role: Role, may: tuple[bool, ...]) -> None:
    who = actor(role)
    slugs = ("h/group/5", "h/group/4", "h/room/1", "h/person/1")
    kinds = [may_subscribe(who, feed_named(slug, SOME)) for slug in slugs]
    assert (*kinds, allows(who, "calendar.all")) == may
    assert allows(who, "calendar.own")


def test_who_is_linked_has_the_own_schedule_and_nothing_else() -> None:
    who = actor(facilitator=ANNE)
    assert [feed.slug for feed in secret_feeds(SOME) if may_subscribe(who, feed)] == ["h/person/1"]
    assert allows(who, "calendar.own") and "facilitator" in ACTIONS["calendar.own"]
    assert not allows(who, "plan.read")


def test_by_default_nobody_may() -> None:
    who = actor()
    assert not any(may_subscribe(who, feed) for feed in secret_feeds(SOME))
    with pytest.raises(Refused):
        require(who, "calendar.own")
    boss = actor(*MAY)
    assert not any(may_subscribe(boss, feed) for feed in public_feeds(SOME.groups))


def test_everybody_may_stop_their_own_and_administrators_all() -> None:
    assert may_revoke(actor("host", staff_id=2), 2)
    assert not may_revoke(actor("coordinator", staff_id=2), 3)
    assert may_revoke(actor("admin", staff_id=2), 3)

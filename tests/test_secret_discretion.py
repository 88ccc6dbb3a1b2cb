"""What the addresses of secret calendars tell, marker by marker; and that they stand nowhere.

The same plants as in test_public_discretion.py, fetched where staff subscribe.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from actions import secret_calendars
from tests.house_case import ALLE, BIRK, STAFF, UNGE
from tests.marker_case import WAYS, Hidden, mark, planted, walk
from tests.public_case import Web, a_web
from tests.secret_case import address_of

# what each view may tell beside the calendar's own name
FULL = {"title", "description", "public_note", "signup_phone", "room"}
FULL |= {"organiser", "category", "note", "price", "start", "end", "moved"}
NEUTRAL = {"neutral_title", "start", "end", "moved"}
BUSY = {"start", "end", "moved"}
NOTHING: set[str] = set()
INTERNAL = FULL - {"price"}
"""A meeting of the staff costs nothing, and does not say so."""

# way -> what its room's and its facilitator's calendar tell, and the staff's
SEEN: dict[str, tuple[set[str], set[str]]] = {
    "draft": (NOTHING, NOTHING),
    "deleted": (NOTHING, NOTHING),
    "hidden": (FULL, NOTHING),
    "treatment": (BUSY, NOTHING),
    "legal-basis": (BUSY, NOTHING),
    "internal": (INTERNAL, INTERNAL),
    "secret-group": (FULL, FULL),
    "closed-group": (BUSY, NOTHING),
    "open-and-closed-group": (FULL, NOTHING),
    "reservation": (BUSY, NOTHING),
    "discreet-group": (FULL, NOTHING),
    "mentioned-by-choice": (FULL, NOTHING),
    "no-feed-mentioned": (BUSY, NOTHING),
    "discreet-for-staff": (NEUTRAL, FULL),
    "discreet": (NEUTRAL, NOTHING),
    "none-for-staff": (BUSY, BUSY),
    "treatment-for-staff": (BUSY, BUSY),
}
MORE = [
    Hidden("discreet-for-staff", {"group_ids": (STAFF, UNGE), "feed": "discreet"}),
    Hidden("discreet", {"group_ids": (ALLE, BIRK), "feed": "discreet"}),
    Hidden("none-for-staff", {"group_ids": (STAFF,), "feed": "none"}),
    Hidden("treatment-for-staff", {"group_ids": (STAFF,), "legal_basis": "SUL § 141"}),
]


@pytest.fixture
def web(house_path: Path, monkeypatch: pytest.MonkeyPatch) -> Web:
    web = a_web(house_path, monkeypatch)
    with web.case.db.write() as con:
        con.execute("INSERT INTO staff_role (staff_id, role) VALUES (1, 'coordinator')")
    return web


def calendars_of(web: Web) -> dict[str, str]:
    """The planted activity's room's, its facilitator's and the staff's calendar: kind -> path."""
    found = {feed.name: feed.slug for feed in secret_calendars.offered(web.case.db, web.case.boss)}
    slugs = {"room": found[mark("room")], "facilitator": found[mark("facilitator")]}
    slugs["staff"] = f"h/group/{STAFF}"
    return {kind: address_of(web.case.db, slug, web.case.boss) for kind, slug in slugs.items()}


def test_every_way_of_not_being_open_is_looked_at() -> None:
    assert {way.name for way in (*WAYS, *MORE)} == set(SEEN)


@pytest.mark.parametrize("way", [*WAYS, *MORE], ids=lambda way: way.name)
def test_exactly_what_is_allowed_is_told(web: Web, way: Hidden) -> None:
    made, told = planted(web, way)
    told |= {"start": "T230700", "end": "T234800", "moved": "T221300", "price": "77.123"}
    told.pop("time")
    told.pop("prices")
    activity = web.case.activity(made)
    uids = {"uid": activity.uid, "neutral": activity.neutral_uid, "busy": activity.busy_uid}
    theirs, staffs = SEEN[way.name]
    for kind, path in calendars_of(web).items():
        text = web.get(path).text.replace("\r\n ", "")
        allowed = staffs if kind == "staff" else theirs
        head, _event, events = text.partition("BEGIN:VEVENT")
        found = {name for name, marker in told.items() if marker in events}
        assert found == allowed, f"a {way.name} activity in the {kind} calendar"
        named = {name for name, marker in told.items() if marker in head}
        assert named == ({kind} if kind != "staff" else set()), "only what the calendar is of"
        views = ((BUSY, "busy"), (NEUTRAL, "neutral"), (FULL, "uid"), (INTERNAL, "uid"))
        view = next((uid for seen, uid in views if allowed == seen), None)
        assert {name for name, uid in uids.items() if uid in text} == ({view} if view else set())
        assert ("SUMMARY:Optaget" in text) is (allowed is BUSY)


AT_ONCE = ("treatment", "discreet")
"""Of each walk of every public address, twice; the others under `make test-all`."""


@pytest.mark.parametrize(
    "way",
    [
        pytest.param(one, marks=() if one.name in AT_ONCE else pytest.mark.long)
        for one in (*WAYS, *MORE)
    ],
    ids=lambda way: way.name,
)
def test_secret_addresses_change_nothing_that_citizens_see(web: Web, way: Hidden) -> None:
    planted(web, way)
    before = {path: page.partition("date")[0] for path, page in walk(web).items()}
    paths = calendars_of(web).values()
    pages = walk(web)
    assert {path: page.partition("date")[0] for path, page in pages.items()} == before
    for path in paths:
        token = path.split("/")[-1].removesuffix(".ics")
        assert token not in "".join(pages.values())


def test_public_calendars_know_nothing_of_secret_ones(web: Web) -> None:
    made, _told = planted(web, MORE[2])
    slugs = ("alle", "unge", "birk")
    before = {slug: web.get(f"/kalender/{slug}.ics").content for slug in slugs}
    calendars_of(web)
    assert {slug: web.get(f"/kalender/{slug}.ics").content for slug in slugs} == before
    assert web.case.activity(made).busy_uid not in str(before)

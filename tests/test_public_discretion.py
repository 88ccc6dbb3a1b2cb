"""What citizens' pages must not tell: markers planted in every field, every address walked."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from actions import planning
from db import writes_house as writes
from domain.model import ActivityFields, Category, Facilitator, Room, Service, TargetGroup
from tests.house_case import ALLE, BEHANDLING, BIRK, GRUPPE, PITSTOP, STAFF, UNGE, nada
from tests.public_case import Web, a_web

PLANNED = datetime(2026, 11, 2, 8, 0, tzinfo=UTC)
WEEKLY = "FREQ=WEEKLY;COUNT=8"
TEXTS = ("title", "neutral_title", "description", "public_note", "signup_phone", "sign_up_until")


@dataclass(frozen=True)
class Hidden:
    """One way of not being open, and which of its markers citizens may read."""

    name: str
    fields: dict[str, Any]
    state: str = "published"
    view: str = "absent"


WAYS = [
    Hidden("draft", {"group_ids": (UNGE,)}, state="draft"),
    Hidden("deleted", {"group_ids": (UNGE,)}, state="deleted"),
    Hidden("hidden", {"group_ids": (ALLE,), "listing": "hidden"}),
    Hidden("treatment", {"group_ids": (PITSTOP,), "category_id": BEHANDLING}),
    Hidden("legal-basis", {"group_ids": (UNGE,), "legal_basis": "SEL § 101"}),
    Hidden("internal", {"group_ids": (STAFF,), "access": "internal"}),
    Hidden("secret-group", {"group_ids": (STAFF,)}),
    Hidden("closed-group", {"group_ids": (PITSTOP,)}),
    Hidden("open-and-closed-group", {"group_ids": (UNGE, PITSTOP)}),
    Hidden("reservation", {"group_ids": (), "kind": "reservation", "access": "internal"}),
    Hidden("discreet-group", {"group_ids": (BIRK,)}, view="mentioned"),
    Hidden("mentioned-by-choice", {"group_ids": (ALLE,), "listing": "mentioned"}, view="mentioned"),
    Hidden("no-feed-mentioned", {"group_ids": (BIRK,), "feed": "none"}, view="mentioned"),
]
IDS = [one.name for one in WAYS]


@pytest.fixture
def web(house_path: Path, monkeypatch: pytest.MonkeyPatch) -> Web:
    return a_web(house_path, monkeypatch)


def mark(name: str) -> str:
    return f"Zq{name.replace('_', '').replace('-', '')}xZ"


def planted(web: Web, way: Hidden) -> tuple[int, dict[str, str]]:
    """The activity with a marker in every text, and in all it points at; the markers by field."""
    with web.case.db.write() as con:
        room = writes.save(con, Room(0, 1, mark("room"), 9, mark("kind"), True), PLANNED)
        person = writes.save(con, Facilitator(0, mark("facilitator"), "staff", True), PLANNED)
        service = Service(0, mark("organiser"), "ZQ", "service", "#123456", True, phone="99887766")
        service_id = writes.save(con, service, PLANNED)
        category_id = way.fields.get("category_id", GRUPPE)
        if category_id == GRUPPE:
            category = Category(0, mark("category"), mark("icon"), mark("sentence"))
            category_id = writes.save(con, category, PLANNED)
    texts: dict[str, Any] = {name: mark(name) for name in TEXTS} | {"signup_phone": "55443322"}
    fields: ActivityFields = replace(
        nada(local_start=datetime(2026, 11, 11, 23, 7), duration=timedelta(minutes=41)),
        rrule=WEEKLY,
        service_ids=(service_id,),
        room_id=room,
        facilitator_ids=(person,),
        capacity=7,
        interpreter=True,
        childcare=True,
        rusfri=True,
        price_dkk=77_123,
        **texts,
    )
    fields = replace(fields, **{**way.fields, "category_id": category_id})
    publish = way.state != "draft"
    made = web.case.create(fields, publish=publish, now=PLANNED)
    dates = web.case.dates(made)
    if publish:
        planning.cancel_date(
            web.case.db,
            web.case.boss,
            dates[1].id,
            version=dates[1].version,
            reason=mark("reason"),
            public_note=mark("note"),
            now=PLANNED,
        )
        planning.move_date(
            web.case.db,
            web.case.boss,
            dates[2].id,
            version=dates[2].version,
            local_start=datetime(2026, 11, 24, 22, 13),
            room_id=room,
            reason=mark("why"),
            now=PLANNED,
        )
    if way.state == "deleted":
        version = web.case.activity(made).version
        planning.delete(web.case.db, web.case.boss, made, version=version, now=PLANNED)
    names = ("room", "facilitator", "organiser", "category", "sentence", "reason", "note", "why")
    told = texts | {name: mark(name) for name in names}
    told |= {"house_phone": "99887766", "time": "23.07", "end": "23.48", "moved": "22.13"}
    return made, told | {"price": "77123", "prices": "77.123"}


def walk(web: Web, extra: tuple[str, ...] = ()) -> dict[str, str]:
    """Every citizens' address that links lead to, and those one may guess: path -> page."""
    guesses = ["/", "/i-dag", "/uge", "/hjaelp", "/abonner", "/robots.txt", "/findes-ikke"]
    guesses += [f"/uge/2026-W{week}" for week in range(45, 54)] + ["/uge/2027-W01"]
    guesses += [f"/?for={slug}" for slug in ("unge", "birk", "pitstop", "medarbejdere", "alle")]
    guesses += ["/?q=Zq", "/api/aktiviteter.json", "/skaerm", *extra]
    guesses += [f"/kort/{number}" for number in range(1, 7)] + ["/kort/alle", "/kort/birk"]
    pages: dict[str, str] = {}
    while guesses:
        path = guesses.pop()
        if path in pages or path.startswith(("/log-ind", "/kalender/", "/assets/")):
            continue
        answer = web.get(path)
        text = answer.text if "image/" not in answer.headers.get("content-type", "") else ""
        pages[path] = text + str(dict(answer.headers))
        links = re.findall(r'href="(/[^"#]*)"', answer.text)
        # the weeks lead on for ever
        guesses += [link for link in links if not link.startswith("/uge/")]
    return pages


def test_the_walk_finds_what_is_open(web: Web) -> None:
    """Otherwise the markers below would be found nowhere because nothing is."""
    way = Hidden("open", {"group_ids": (UNGE, BIRK)}, view="full")
    made, told = planted(web, way)
    pages = walk(web)
    uid = web.case.activity(made).uid
    assert f"/aktivitet/{uid}" in pages
    everything = "".join(pages.values())
    for name in ("title", "description", "public_note", "room", "time", "moved", "note"):
        assert told[name] in everything, name
    for name in ("neutral_title", "reason", "why", "facilitator"):
        assert told[name] not in everything, f"{name} is for staff"
    assert "Ro i hverdagen" not in everything, "a discreet group beside a time tells its calendar"


@pytest.mark.parametrize("way", WAYS, ids=IDS)
def test_only_what_is_allowed_appears(web: Web, way: Hidden) -> None:
    web.case.create(title="Åben formiddag", now=PLANNED, local_start=datetime(2026, 11, 19, 9))
    made, told = planted(web, way)
    activity = web.case.activity(made)
    uids = (activity.uid, activity.neutral_uid, activity.lineage)
    pages = walk(web, tuple(f"/aktivitet/{uid}" for uid in uids))
    everything = "".join(pages.values())
    assert "Åben formiddag" in everything
    allowed = {"organiser", "house_phone"}  # services and telephones stand on /hjaelp
    if way.view == "mentioned":
        allowed |= {"title", "signup_phone"}
        assert told["title"] in pages["/"] and told["signup_phone"] in pages["/"]
    for name, text in told.items():
        if name not in allowed:
            where = [path for path, page in pages.items() if text in page]
            assert not where, f"{name} of a {way.name} activity stands on {where}"
    for uid in (activity.neutral_uid, *(() if way.view == "mentioned" else uids[:1])):
        assert web.get(f"/aktivitet/{uid}").status_code == 404
        assert uid not in "".join(page for path, page in pages.items() if uid not in path)


def test_what_is_hidden_answers_exactly_as_what_never_was(web: Web) -> None:
    made, _told = planted(web, WAYS[2])
    unknown = web.get("/aktivitet/findes-ikke")
    for uid in (web.case.activity(made).uid, web.case.activity(made).neutral_uid):
        answer = web.get(f"/aktivitet/{uid}")
        assert answer.text == unknown.text
        assert dict(answer.headers) == dict(unknown.headers)


def test_a_mention_names_nothing_in_the_browsers_history(web: Web) -> None:
    made, told = planted(web, WAYS[IDS.index("discreet-group")])
    page = web.text(f"/aktivitet/{web.case.activity(made).uid}")
    assert told["title"] in page
    title = re.search(r"<title>(.*)</title>", page)
    assert title is not None and title[1] == "Spørg os – Levende hus"
    assert '<meta name="robots" content="noindex">' in page


@pytest.mark.parametrize("way", WAYS[-3:], ids=IDS[-3:])
def test_a_mention_comes_and_goes_with_no_date(web: Web, way: Hidden) -> None:
    """The same words whatever the day is and whatever day one looks at."""
    planted(web, way)
    shown = set()
    for path in ("/", *(f"/uge/2026-W{week}" for week in range(47, 50))):
        found = re.search(r'id="spoerg">.*?</section>', web.text(path), re.DOTALL)
        assert found is not None
        shown.add(re.sub(r"<[^>]+>|\s+", " ", found[0]) if path != "/" else "")
    assert len(shown) == 2, "one text on every week, and the front page's own"


@pytest.mark.parametrize("slug", ["birk", "pitstop", "medarbejdere", "alle", "nix", "'", "<b>"])
def test_only_open_groups_filter_and_others_look_like_no_group(web: Web, slug: str) -> None:
    web.case.create(group_ids=(UNGE, BIRK), title="Fælles aften")
    web.case.create(title="For alle", room_id=1, facilitator_ids=())
    assert web.text(f"/?for={slug}") == web.text("/")
    filtered = web.text("/?for=unge")
    assert "Fælles aften" in filtered and "For alle</a>" not in filtered
    names = re.findall(r'href="/\?for=([^"]+)"', filtered)
    assert names == ["unge"]


def test_calendars_of_discreet_groups_are_offered_nowhere(web: Web) -> None:
    page = web.text("/abonner")
    assert re.findall(r'value="[^"]*/kalender/([a-z]+)\.ics"', page) == ["alle", "unge"]
    assert page.index("<h3>Hele huset") < page.index("<h3>Unge")
    assert "birk" not in page.casefold() and "Ro i hverdagen" not in page
    assert 'href="webcal://huset.example/kalender/alle.ics"' in page


WEEKS = range(47, 53)


def pictures(web: Web) -> list[bytes]:
    """The pictures of the weeks in which `planted` has dates."""
    answers = [web.get(f"/uge/2026-W{week}.png") for week in WEEKS]
    assert {answer.headers["content-type"] for answer in answers} == {"image/png"}
    assert not [answer.headers for answer in answers if "Zq" in str(answer.headers)]
    return [answer.content for answer in answers]


@pytest.mark.parametrize("way", WAYS, ids=IDS)
def test_not_one_dot_of_a_picture_tells_what_is_not_open(web: Web, way: Hidden) -> None:
    web.case.create(title="Åben formiddag", now=PLANNED, local_start=datetime(2026, 11, 19, 9))
    before = pictures(web)
    planted(web, way)
    assert pictures(web) == before


def test_a_picture_changes_with_what_is_open(web: Web) -> None:
    """Otherwise the pictures above would be alike because nothing is drawn."""
    before = pictures(web)
    planted(web, Hidden("open", {"group_ids": (UNGE, BIRK)}, view="full"))
    after = pictures(web)
    assert [one != other for one, other in zip(before, after, strict=True)] == [True] * len(WEEKS)


def test_a_service_whose_activities_are_all_hidden_is_found_on_the_help_page(web: Web) -> None:
    with web.case.db.write() as con:
        con.execute(
            "UPDATE service SET about = 'Hjælp til at drikke mindre.', phone = '43 57 11 11',"
            " hours = 'Hver dag 9–15', anonymous = 'Du må være anonym.' WHERE name = 'Pitstop'"
        )
    web.case.create(group_ids=(PITSTOP,), category_id=BEHANDLING, title="Gruppe A")
    page = web.text("/hjaelp")
    for text in ("Pitstop", "drikke mindre", "Ring 43 57 11 11", "Hver dag 9–15", "anonym"):
        assert text in page
    assert 'href="tel:+4543571111"' in page and "Gruppe A" not in page


def test_a_groups_names_for_staff_and_neutral_names_stand_nowhere(web: Web) -> None:
    with web.case.db.write() as con:
        group = TargetGroup(0, "q9", mark("staffname"), "Noget andet", mark("neutral"), "discreet")
        group_id = writes.save(con, group, PLANNED)
    web.case.create(group_ids=(group_id,), title="Fælles gåtur", rrule=WEEKLY)
    everything = "".join(walk(web).values())
    assert "Fælles gåtur" in everything and "Noget andet" in everything
    assert mark("staffname") not in everything and mark("neutral") not in everything
    assert "q9" not in everything

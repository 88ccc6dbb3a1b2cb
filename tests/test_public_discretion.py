"""What citizens' pages must not tell: markers planted in every field, every address walked."""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path

import pytest

from db import writes_house as writes
from domain.model import TargetGroup
from tests.house_case import BEHANDLING, BIRK, PITSTOP, UNGE
from tests.marker_case import IDS, PLANNED, WAYS, WEEKLY, Hidden, mark, planted, walk
from tests.public_case import Web, a_web


@pytest.fixture
def web(house_path: Path, monkeypatch: pytest.MonkeyPatch) -> Web:
    return a_web(house_path, monkeypatch)


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
    where_it_meets = {"time", "end", "moved", "room"} if way.name == "discreet-group" else set()
    for name, text in told.items():
        if name not in allowed:
            where = [path for path, page in pages.items() if text in page]
            if name in where_it_meets:
                where = [path for path in where if "/skaerm" not in path]
            assert not where, f"{name} of a {way.name} activity stands on {where}"
    for uid in uids:
        assert web.get(f"/aktivitet/{uid}.ics").status_code == 404
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
    assert set(names) == {"unge"}


def test_calendars_of_discreet_groups_are_offered_nowhere(web: Web) -> None:
    page = web.text("/abonner")
    assert re.findall(r'value="[^"]*/kalender/([a-z]+)\.ics"', page) == ["alle", "unge"]
    assert page.index("<h3>Hele huset") < page.index("<h3>Unge")
    assert "birk" not in page.casefold() and "Ro i hverdagen" not in page
    assert 'href="webcal://huset.example/kalender/alle.ics"' in page


@pytest.mark.parametrize("way", WAYS, ids=IDS)
def test_the_screen_says_where_a_discreet_group_meets_and_no_more(web: Web, way: Hidden) -> None:
    """By its neutral name, with time and room; nothing at all of what else is not open."""
    planted(web, way)
    rows = web.case.rows("SELECT id FROM occurrence WHERE starts_at LIKE '2026-11-18%'")
    with web.case.db.write() as con:
        con.execute(
            "UPDATE occurrence SET state = 'planned', note = 'Zqnote' WHERE id = ?", rows[0]
        )
    page = web.text("/skaerm")
    words = set(re.findall(r"Zq\w+", page))
    if way.name == "discreet-group":
        assert "Gruppe Birk" in page and "23.07" in page
        assert words == {mark("room")}
    else:
        assert "Gruppe Birk" not in page and "23.07" not in page and words == set()
    assert '<meta name="robots" content="noindex">' in page


def test_no_address_and_no_title_names_a_discreet_group(web: Web) -> None:
    """What stays in the browser's history: addresses of every link, and titles."""
    web.case.create(group_ids=(BIRK,), title="Stille time", facilitator_ids=(), rrule=WEEKLY)
    planted(web, Hidden("open", {"group_ids": (UNGE, BIRK)}, view="full"))
    pages = walk(web)
    kept = [link for page in pages.values() for link in re.findall(r'href="([^"]*)"', page)]
    kept += [
        title for page in pages.values() for title in re.findall(r"<title>(.*?)</title>", page)
    ]
    kept += re.findall(r"<loc>(.*?)</loc>", pages["/sitemap.xml"])
    kept = [one for one in kept if "q=" not in one]  # what somebody searched for themselves
    assert len(set(kept)) > 50
    wrong = [one for one in kept if re.search("birk|hverdagen|socialpsyk", one, re.IGNORECASE)]
    assert wrong == []


WEEKS = range(47, 53)


def pictures(web: Web) -> list[bytes]:
    """The pictures of the weeks in which `planted` has dates."""
    answers = [web.get(f"/uge/2026-W{week}.png") for week in WEEKS]
    assert {answer.headers["content-type"] for answer in answers} == {"image/png"}
    assert not [answer.headers for answer in answers if "Zq" in str(answer.headers)]
    return [answer.content for answer in answers]


def papers(web: Web) -> list[bytes]:
    """The sheets on which `planted` would have dates."""
    weeks = [f"{tongue}/uge/2026-W{week}.pdf" for week in (47, 48) for tongue in ("", "/ar")]
    others = [
        "/uge/2026-W48.pdf?ark=lomme",
        "/uge/2026-W48.pdf?for=unge&for=birk",
        "/frivillig.pdf",
    ]
    answers = [web.get(path) for path in (*weeks, *others)]
    assert {answer.headers["content-type"] for answer in answers} == {"application/pdf"}
    return [answer.content for answer in answers]


@pytest.mark.parametrize(
    "way", [one for one in WAYS if one.view == "absent"], ids=lambda one: str(one.name)
)
def test_not_one_dot_of_a_sheet_of_paper_tells_it_either(web: Web, way: Hidden) -> None:
    web.case.create(title="Åben formiddag", now=PLANNED, local_start=datetime(2026, 11, 19, 9))
    before = papers(web)
    planted(web, way)
    assert papers(web) == before


def test_a_sheet_of_paper_changes_with_what_is_open(web: Web) -> None:
    before = papers(web)
    planted(web, Hidden("open", {"group_ids": (UNGE, BIRK)}, view="full"))
    assert [one != other for one, other in zip(before, papers(web), strict=True)] == [True] * 7


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

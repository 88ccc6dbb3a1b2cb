"""Citizens' pages: what stands there, in which order, with which status and headers."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from actions import planning
from db import writes_house as writes
from domain.model import Closure
from tests.house_case import ALLE, BIRK, GUL, SAL, UDE, UNG, UNGE
from tests.public_case import PLANNED, Web, a_web, plan

PAGES = ("/", "/i-dag", "/uge/2026-W47", "/hjaelp", "/abonner", "/?for=unge")


@pytest.fixture
def web(house_path: Path, monkeypatch: pytest.MonkeyPatch) -> Web:
    return a_web(house_path, monkeypatch)


def plain(page: str) -> str:
    """The words of a page, in reading order."""
    body = re.sub(r"<(style|script|head)\b.*?</\1>", " ", page, flags=re.DOTALL)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", body))


def cancel(web: Web, made: int, note: str = "") -> None:
    date = web.case.dates(made)[0]
    planning.cancel_date(
        web.case.db,
        web.case.boss,
        date.id,
        version=date.version,
        reason="Kun for personalet",
        public_note=note,
        now=PLANNED,
    )


def move(web: Web, made: int, to: str, room: int = UDE) -> None:
    date = web.case.dates(made)[0]
    planning.move_date(
        web.case.db,
        web.case.boss,
        date.id,
        version=date.version,
        local_start=datetime.fromisoformat(to),
        room_id=room,
        reason="",
        now=PLANNED,
    )


# -- what stands there ---------------------------------------------------------------------------


def test_now_next_and_the_coming_days_in_order(web: Web) -> None:
    plan(web, "Forbi", "2026-11-18T08:00")
    plan(web, "Netop nu", "2026-11-18T09:00")
    plan(web, "Om lidt", "2026-11-18T11:00")
    plan(web, "Også om lidt", "2026-11-18T11:00")
    plan(web, "Senere", "2026-11-18T15:00")
    plan(web, "Sidste dag", "2026-11-25T09:00")
    plan(web, "Dagen efter", "2026-11-26T09:00")
    words = plain(web.text("/"))
    now = words.index("Lige nu")
    assert now < words.index("Netop nu") < words.index("Næste") < words.index("Om lidt")
    assert words.count("Om lidt") == 2 and words.count("Også om lidt") == 2
    assert words.count("Senere") == 1 and "Tidligere i dag (1)" in words
    assert "Onsdag 25. november" in words and "Sidste dag" in words
    assert "Dagen efter" not in words


def test_nothing_is_next_when_it_is_cancelled(web: Web) -> None:
    cancel(web, plan(web, "Aflyst nu", "2026-11-18T09:00"))
    cancel(web, plan(web, "Aflyst snart", "2026-11-18T10:00"))
    plan(web, "Den rigtige", "2026-11-18T12:00")
    words = plain(web.text("/"))
    assert "Lige nu" not in words
    assert words.index("Næste") < words.index("Den rigtige") < words.index("Aflyst nu")


def test_everything_one_needs_to_know_about_an_activity(web: Web) -> None:
    made = plan(
        web,
        "Fælles frokost",
        "2026-11-19T12:00",
        room_id=GUL,
        group_ids=(UNGE, ALLE),
        access="sign-up",
        sign_up_until="senest onsdag",
        signup_phone="43 57 11 22",
        price_dkk=25,
        step_free=True,
        interpreter=True,
        rusfri=True,
        childcare=True,
        relatives=True,
        description="Vi laver mad.\n\nOg spiser den.",
        service_ids=(UNG,),
    )
    card = plain(web.text("/"))
    page = web.text(f"/aktivitet/{web.case.activity(made).uid}")
    wanted = ("Gul café", "For alle", "Tilmelding senest onsdag", "25 kr.", "Ung På Vej")
    notes = ("Niveaufri", "Tolk", "Rusfri", "Børnepasning", "Pårørende velkommen")
    for text in (*wanted, *notes, "12.00 – 13.00"):
        assert text.replace(" – ", "–") in card.replace(" – ", "–"), text
    order = ["Hvad", "Hvornår", "Hvor", "For hvem", "Sådan deltager du", "Pris", "Godt at vide"]
    assert re.findall(r"<dt>([^<]+)</dt>", page)[:7] == order
    assert "<p>Og spiser den.</p>" in page and "Eksempelstræde 7, 2635 Ishøj" in page
    assert page.count('href="tel:+4543571122"') == 2 and "Ring 43 57 11 22" in page


def test_free_and_just_come(web: Web) -> None:
    plan(web, "Gåtur", "2026-11-19T12:00", price_dkk=0, access="drop-in")
    plan(web, "Samtale", "2026-11-19T12:00", access="referral")
    words = plain(web.text("/"))
    assert "Bare mød op Gratis" in words and "Efter aftale" in words


def test_cancelled_is_said_plainly_with_the_public_note_only(web: Web) -> None:
    made = plan(web, "Gåtur", "2026-11-18T14:00")
    cancel(web, made, "Vi ses i næste uge.")
    for path in ("/", "/i-dag", "/uge/2026-W47", f"/aktivitet/{web.case.activity(made).uid}"):
        words = plain(web.text(path))
        assert "Aflyst" in words and "Vi ses i næste uge." in words, path
        assert "Kun for personalet" not in words


def test_a_moved_date_is_told_on_both_days(web: Web) -> None:
    made = plan(web, "Gåtur", "2026-11-18T14:00", rrule="FREQ=WEEKLY;COUNT=3")
    move(web, made, "2026-11-20T10:30")
    words = plain(web.text("/"))
    assert "Ikke denne dag, men fredag 20. november kl. 10.30." in words
    assert "Flyttet fra onsdag 18. november kl. 14.00." in words
    assert "Ændret i dag" in plain(web.text("/i-dag"))


def test_a_date_moved_far_away_is_still_told_where_it_was(web: Web) -> None:
    move(web, plan(web, "Gåtur", "2026-11-18T14:00"), "2026-12-20T10:00")
    assert "men søndag 20. december" in plain(web.text("/i-dag"))
    assert "Gåtur" in plain(web.text("/uge/2026-W51"))


def test_another_room_is_told(web: Web) -> None:
    made = plan(web, "Gåtur", "2026-11-18T14:00", rrule="FREQ=WEEKLY;COUNT=3")
    move(web, made, "2026-11-18T14:00", room=SAL)
    words = plain(web.text("/i-dag"))
    assert "Andet lokale" in words and "Sal" in words and "Flyttet" not in words


def test_a_closed_day_says_so(web: Web) -> None:
    with web.case.db.write() as con:
        start = datetime(2026, 11, 18, 23, 0, tzinfo=UTC)
        writes.save(con, Closure(0, 2, start, start + timedelta(days=1), "Maling"), PLANNED)
    words = plain(web.text("/"))
    assert words.index("Torsdag 19.") < words.index("Lukket Det Gule Hus: Maling")
    assert words.index("Maling") < words.index("Fredag 20.")
    assert "Lukket" not in plain(web.text("/i-dag"))


def test_the_filter_shows_what_is_made_for_a_group(web: Web) -> None:
    plan(web, "Kun unge", "2026-11-19T12:00", group_ids=(UNGE,))
    plan(web, "Også ro", "2026-11-19T13:00", group_ids=(UNGE, BIRK))
    plan(web, "For enhver", "2026-11-19T14:00", group_ids=(ALLE,))
    words = plain(web.text("/?for=unge"))
    assert "Kun unge" in words and "Også ro" in words and "For enhver" not in words
    assert 'href="/?for=unge" aria-current="true"' in web.text("/?for=unge")


def test_a_split_series_shows_its_coming_dates_on_one_page(web: Web) -> None:
    made = plan(web, "Gåtur", "2026-11-11T14:00", rrule="FREQ=WEEKLY;COUNT=4")
    now = datetime(2026, 11, 18, 8, 30, tzinfo=UTC)
    later = web.case.edit(made, now=now, local_start=datetime(2026, 11, 18, 15, 0))
    assert later != made
    page = plain(web.text(f"/aktivitet/{web.case.activity(made).uid}"))
    assert "Onsdag 18. november 15.00–16.00" in page.replace(" – ", "–")


@pytest.mark.parametrize(
    ("week", "first", "last"),
    [
        ("2026-W53", "28. december 2026", "3. januar 2027"),
        ("2027-W01", "4.", "10. januar 2027"),
        ("2020-W53", "28. december 2020", "3. januar 2021"),
    ],
)
def test_a_week_by_its_number(web: Web, week: str, first: str, last: str) -> None:
    page = plain(web.text(f"/uge/{week}"))
    assert f"Uge {int(week[-2:])}" in page and first in page and last in page


def test_the_week_has_a_code_for_the_wall(web: Web) -> None:
    page = web.text("/uge/2026-W47")
    assert '<svg class="qr"' in page and "huset.example" in plain(page)
    assert "@page" in (Path(__file__).parent.parent / "public/static/house.css").read_text("utf-8")


def test_an_empty_week_is_kind(web: Web) -> None:
    words = plain(web.text("/uge/2031-W10"))
    assert words.count("Ikke noget på programmet.") == 5


def test_the_demo_house_says_so_on_every_page_and_another_does_not(web: Web) -> None:
    pages = (*PAGES, "/log-ind", "/findes-ikke")
    for path in pages:
        assert "Demonstration." in web.get(path).text, path
    with web.case.db.write() as con:
        writes.set_setting(con, "demo", "0")
    assert not any("Demonstration." in web.get(path).text for path in pages)


# -- bad addresses -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "path",
    [
        "/findes-ikke",
        "/uge/2025-W53",
        "/uge/2026-W54",
        "/uge/2026-W00",
        "/uge/2026-47",
        "/uge/W47",
        "/uge/9999-W52",
        "/uge/0001-W01",
        "/uge/1999-W50",
        "/uge/2026-W4७",
        "/uge/%00",
        "/aktivitet/x",
        "/aktivitet/%F0%9F%8E%89",
        "/aktivitet/" + "a" * 5000,
        "/aktivitet/a'%20OR%201=1",
        "/kalender/pitstop.ics",
        "/assets/../web.py",
        "/assets/%2e%2e/render.py",
        "/i-dag/",
        "//",
        "/<script>alert(1)</script>",
    ],
)
def test_what_is_not_there_is_a_kind_404(web: Web, path: str) -> None:
    answer = web.browser.get(path, follow_redirects=True)
    if path in ("/i-dag/", "//"):
        assert answer.status_code in (200, 404)
        return
    assert answer.status_code == 404
    assert "Traceback" not in answer.text and "<script>alert" not in answer.text
    if not path.startswith(("/kalender", "/assets")):
        assert "Siden findes ikke" in answer.text and 'href="/hjaelp"' in answer.text


@pytest.mark.parametrize("path", ["/", "/i-dag", "/hjaelp", "/healthz"])
def test_what_one_cannot_post_to(web: Web, path: str) -> None:
    answer = web.post(path, {"a": "b"})
    assert answer.status_code == 405 and "Det kan man ikke her" in answer.text


def test_long_queries_and_odd_languages_change_nothing(web: Web) -> None:
    plan(web, "Gåtur", "2026-11-19T12:00")
    usual = web.text("/")
    for query in ("?" + "a" * 10_240, "?for=" + "%3Cscript%3E" * 500, "?for=unge&for=x"):
        assert web.text(f"/{query}") == usual
    for language in ("ar", "x" * 3000, "*;q=nonsense", "\x01"):
        answer = web.get("/", **{"Accept-Language": language})
        assert (answer.status_code, answer.headers.get("vary")) == (200, "Accept-Encoding")


def test_what_staff_typed_is_text_and_nothing_else(web: Web) -> None:
    nasty = "<script>alert(1)</script>{{ 7*7 }}\"'"
    made = plan(web, nasty, "2026-11-18T14:00", description=nasty, sign_up_until=nasty[:40])
    cancel(web, made, nasty)
    for path in (*PAGES, f"/aktivitet/{web.case.activity(made).uid}"):
        page = web.get(path).text
        assert "<script>" not in page and re.search(r"\b49\b", page) is None

"""The plan on one's phone: the links, the page, the picture, and the cards to hand out."""

from __future__ import annotations

import gzip
import io
import re
import subprocess
from pathlib import Path

import pytest
from PIL import Image

from db import writes_house
from domain.discretion import Feed
from domain.model import Role
from public.links import links_of
from public.picture import week_data
from tests.codes_case import drawn, read
from tests.house_case import ALLE, BIRK, PITSTOP, STAFF, UNGE
from tests.public_case import NOW_TEXT, Web, a_web, plan

FIRST_VIEW = 50 * 1024


@pytest.fixture
def web(house_path: Path, monkeypatch: pytest.MonkeyPatch) -> Web:
    return a_web(house_path, monkeypatch)


# -- the links ---------------------------------------------------------------------------------

HOUSE = "https://hus.example"
HTTPS = "https%3A%2F%2Fhus.example%2Fkalender%2Funge.ics"
GOOGLE = "https://calendar.google.com/calendar/r?cid=webcal://"
LINKS = {
    "https": "https://hus.example/kalender/unge.ics",
    "webcal": "webcal://hus.example/kalender/unge.ics",
    "google": f"{GOOGLE}hus.example/kalender/unge.ics",
    "outlook_com": f"https://outlook.live.com/calendar/0/addfromweb?url={HTTPS}&name=%C3%85bne%20d%C3%B8re%20%26%20te",
    "office_365": f"https://outlook.office.com/calendar/0/addfromweb?url={HTTPS}&name=%C3%85bne%20d%C3%B8re%20%26%20te",
}


@pytest.mark.parametrize(("kind", "address"), LINKS.items(), ids=LINKS.keys())
def test_each_kind_of_calendar_is_asked_in_its_own_form(kind: str, address: str) -> None:
    """Contract, line 30: webcal for Apple and Google, https for Outlook, never webcals."""
    links = links_of(Feed("unge", "Åbne døre & te", False, 2), HOUSE)
    assert getattr(links, kind) == address


@pytest.mark.parametrize("url", [HOUSE, "http://127.0.0.1:8501", "https://a.example/sti"])
def test_every_qr_code_reads_as_the_webcal_address(url: str) -> None:
    links = links_of(Feed("unge", "Unge", False, 2), url)
    assert read(drawn(links.qr)) == [links.webcal]
    assert links.webcal == f"webcal://{url.partition('://')[2]}/kalender/unge.ics"


# -- the page ----------------------------------------------------------------------------------


def test_the_page_is_in_the_order_that_works_for_real_people(web: Web) -> None:
    page = web.text("/abonner")
    order = ["Se ugen", "Gem som billede", "Få den i din kalender", "Hele huset", "iPhone og Mac"]
    order += [
        "Google Kalender",
        "Outlook.com",
        "Office 365",
        "Android med ICSx⁵",
        "Kopiér adressen",
    ]
    places = [page.index(f"{words}") for words in order]
    assert places == sorted(places)
    for words in ("Kræver en computer én gang", "12 til 24 timer", "3 til 24 timer", "et døgn"):
        assert words in page
    assert page.count('role="img" aria-label="QR-kode') == 2, "one per open calendar"


def test_every_address_on_the_page_answers_or_is_a_calendars_own(web: Web) -> None:
    page = web.text("/abonner")
    addresses = re.findall(r'(?:href|src)="([^"]+)"', page)
    ours = [one for one in addresses if one.startswith("/")]
    assert not [one for one in ours if web.get(one).status_code not in (200, 303)]
    hosts = {one.split("/")[2] for one in addresses if "://" in one}
    assert hosts == {
        *("huset.example", "calendar.google.com", "outlook.live.com", "outlook.office.com")
    }
    loaded = re.findall(r'<(?:script|img|link)[^>]+(?:src|href)="([^"]+)"', page)
    assert all(one.startswith("/") for one in loaded), "nothing is fetched from elsewhere"


def test_the_first_view_is_light(web: Web) -> None:
    """What a browser loads before anybody taps: the picture waits in a fold that is shut."""
    page = web.get("/abonner").text
    needed = set(re.findall(r'<(?:script|link)[^>]+(?:src|href)="([^"]+)"', page))
    bodies = [page.encode(), *(web.get(one).content for one in needed)]
    assert sum(len(gzip.compress(body)) for body in bodies) < FIRST_VIEW
    picture = re.search(r"<details[^>]*><summary>[^<]*</summary>.*?(<img[^>]+>)", page, re.DOTALL)
    assert picture is not None and 'loading="lazy"' in picture[1]
    assert page.count("<img") == 1


def test_the_page_on_the_home_screen_says_nothing_of_its_owner(web: Web) -> None:
    page = web.text("/")
    manifest = re.search(r'<link rel="manifest" href="([^"]+)"', page)
    assert manifest is not None
    answer = web.get(manifest[1])
    assert answer.headers["content-type"].startswith("application/manifest+json")
    told = answer.json()
    assert (told["name"], told["short_name"], told["start_url"]) == ("Ugen", "Ugen", "/")
    for icon in told["icons"]:
        size = Image.open(io.BytesIO(web.get(icon["src"]).content)).size
        assert "x".join(map(str, size)) == icon["sizes"]
    assert 'rel="manifest"' not in web.text("/log-ind"), "staff's pages are not the week"


# -- the picture -------------------------------------------------------------------------------


def test_the_picture_is_as_wide_as_a_phone_and_made_once(web: Web) -> None:
    plan(web, "Fælles frokost", "2026-11-19T12:00")
    first = web.get("/uge/2026-W47.png")
    assert first.headers["content-type"] == "image/png"
    assert first.headers["cache-control"] == "public, max-age=30"
    assert first.headers["content-disposition"] == 'inline; filename="uge-47.png"'
    picture = Image.open(io.BytesIO(first.content))
    assert picture.width == 1080 and picture.height > 1000
    assert len(first.content) < 300_000
    again = web.get("/uge/2026-W47.png", **{"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    plan(web, "Gåtur", "2026-11-20T12:00")
    assert web.get("/uge/2026-W47.png").headers["etag"] != first.headers["etag"]


@pytest.mark.parametrize(
    "week",
    ["2026-W45", "2027-W08", "2026-W54", "2026-W00", "1999-W01", "x", "2026-W47.png", "9999-W53"],
)
def test_only_weeks_near_this_one_are_drawn(web: Web, week: str) -> None:
    assert web.get(f"/uge/{week}.png").status_code == 404


def test_text_is_drawn_as_it_is_written(web: Web) -> None:
    """No title is markup to the typesetter, and none breaks it."""
    for number, title in enumerate(
        [
            '#panic("x")',
            "*fed* _skrå_ $x$ <b>",
            '"gåse" \\ `kode` @ref // #set',
            "æøå ÆØÅ é 漢字 🎉",
        ]
    ):
        plan(web, title, f"2026-11-{17 + number}T12:00")
    assert web.get("/uge/2026-W47.png").status_code == 200


def test_the_picture_says_when_it_was_true() -> None:
    from datetime import date

    from domain.model import DayRange
    from public.board import Day

    week = DayRange(date(2026, 12, 28), date(2027, 1, 4))
    days = [Day(date(2026, 12, 28 + n), (), (), ()) for n in range(4)]
    told = week_data(days, week, house_name="H", address="h/i-dag", today=date(2026, 12, 29))
    assert told["as_of"] == "Sådan så planen ud tirsdag 29. december."
    assert told["newest"][-1] == {"text": "h/i-dag", "lang": "number"}
    assert (told["week"], told["span"]) == ("Uge 53", "28.–31. december 2026")


# -- cards to hand out -------------------------------------------------------------------------


def text_of(pdf: bytes, folder: Path) -> str:
    (folder / "kort.pdf").write_bytes(pdf)
    shown = ["pdftotext", "-layout", str(folder / "kort.pdf"), "-"]
    told = subprocess.run(shown, capture_output=True, text=True, check=True).stdout
    about = subprocess.run(
        ["pdfinfo", str(folder / "kort.pdf")], capture_output=True, text=True, check=True
    )
    return (told + about.stdout).replace("\N{ZERO WIDTH SPACE}", "")


def codes_of(folder: Path) -> list[str]:
    subprocess.run(
        ["pdftoppm", "-r", "150", "-png", str(folder / "kort.pdf"), str(folder / "kort")],
        check=True,
    )
    (page,) = folder.glob("kort-*.png")
    return read(Image.open(page))


def test_a_discreet_card_names_neither_house_nor_group(web: Web, tmp_path: Path) -> None:
    with web.case.db.write() as con:
        writes_house.set_setting(con, "house.name", "Huset Solsikken")
    answer = web.sign_in_as("coordinator").get(f"/kort/{BIRK}")
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["x-robots-tag"] == "noindex"
    assert 'filename="kort.pdf"' in answer.headers["content-disposition"]
    told = text_of(answer.content, tmp_path)
    for name in ("Solsikken", "Levende", "Birk", "socialpsykiatri", "Ro i hverdagen", "Gruppe"):
        assert name not in told
    assert told.count("huset.example/kalender/birk.ics") == 10
    assert told.count("Kalender") == 10 and told.count("Ret telefonens kamera") == 10
    assert codes_of(tmp_path) == ["webcal://huset.example/kalender/birk.ics"] * 10
    assert re.search(r"Pages:\s+1\n", told) and "A4" in told


@pytest.mark.parametrize(
    ("group", "name", "slug"), [(ALLE, "Hele huset", "alle"), (UNGE, "Unge", "unge")]
)
def test_an_open_card_says_whose_it_is(
    web: Web, tmp_path: Path, group: int, name: str, slug: str
) -> None:
    told = text_of(web.sign_in_as("manager").get(f"/kort/{group}").content, tmp_path)
    assert told.count(name) == 10 and told.count("Levende hus") == 10
    assert codes_of(tmp_path) == [f"webcal://huset.example/kalender/{slug}.ics"] * 10


@pytest.mark.parametrize("group", [*range(1, 8), 99_999_999_999])
def test_whoever_is_not_signed_in_learns_not_even_which_groups_there_are(
    web: Web, group: int
) -> None:
    answer = web.get(f"/kort/{group}")
    assert answer.status_code == 303
    assert answer.headers["location"] == f"/log-ind?next=/kort/{group}"


def test_hosts_hand_no_cards_out_and_closed_groups_have_none(web: Web) -> None:
    role: Role = "host"
    assert web.sign_in_as(role).get(f"/kort/{BIRK}").status_code == 403
    reader = web.sign_in_as("coordinator")
    for group in (PITSTOP, STAFF, 999):
        assert reader.get(f"/kort/{group}").status_code == 404


def test_the_clock_of_these_tests_is_in_week_47() -> None:
    assert NOW_TEXT.startswith("2026-11-18")

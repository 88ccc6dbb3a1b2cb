"""publish: files are what the house serves, change only where it does, and are always whole."""

from __future__ import annotations

import gzip
import re
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from actions import planning
from publish import folder as folders
from publish.folder import LOCK, Folder
from publish.pages import Page, is_ours
from publish.run import Report, publish, publish_timed
from tests.house_case import NOW, Case, a_house
from tests.publish_case import NOT_OF_THE_HOUSE, a_case, published
from tests.sources import ROOT
from web import create

MINUTE = timedelta(minutes=1)


@pytest.fixture
def case(house_path: Path, monkeypatch: pytest.MonkeyPatch) -> Case:
    return a_case(house_path, monkeypatch)


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "out"


Publish = Callable[[], Report]


@pytest.fixture
def again(case: Case, out: Path) -> Publish:
    return lambda: publish(create(), case.db, Folder(out))


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> tuple[Case, Path]:
    """A house and what was published of it once; read them only."""
    folder = tmp_path_factory.mktemp("site")
    with pytest.MonkeyPatch.context() as patch:
        case = a_case(folder / "house.db", patch)
        publish(create(), case.db, Folder(folder / "out"))
    return case, folder / "out"


def uid(case: Case, title: str) -> str:
    return str(case.rows(f"SELECT uid FROM activity WHERE title = '{title}'")[0][0])


# -- what is published -------------------------------------------------------------------------


def test_files_are_what_the_house_serves(case: Case, again: Publish, out: Path) -> None:
    report = again()
    found = published(out)
    assert report == Report(written=len(found), unchanged=0, removed=0)
    browser = TestClient(create(), base_url="http://huset.example")
    for address, body in found.items():
        if address in NOT_OF_THE_HOUSE:
            continue
        answer = browser.get(address, headers={"accept-encoding": "identity"})
        assert (answer.status_code, answer.content) == (200, body), address
    assert found["/404"] == browser.get("/findes-ikke").content
    assert found["/404.txt"] == browser.get("/kalender/findes-ikke.ics").content
    assert "Huset holder lukket" in found["/503"].decode() or b"<h1>" in found["/503"]


def test_what_belongs_is_there_and_nothing_else(site: tuple[Case, Path]) -> None:
    case, out = site
    found = published(out)
    assert {each for each in found if each.startswith("/kalender/")} == {
        "/kalender/alle.ics",
        "/kalender/unge.ics",
        "/kalender/birk.ics",
    }
    shown = {f"/aktivitet/{uid(case, title)}" for title in ("Mindfulness", "Ungecafé")}
    mentioned = {f"/aktivitet/{uid(case, 'Hemmelig gruppe')}"}
    files = {f"{each}.ics" for each in shown}
    assert {each for each in found if each.startswith("/aktivitet/")} == shown | mentioned | files
    weeks = sorted(each for each in found if each.startswith("/uge/"))
    assert (weeks[0], weeks[-1]) == ("/uge/2026-W34", "/uge/2028-W20")
    assert {"/", "/i-dag", "/hjaelp", "/abonner", "/robots.txt"} <= found.keys()
    assert "/assets/house.css" in found
    everything = b"".join(found.values())
    assert b"Behandling" not in everything and "Møde".encode() not in everything


def test_no_page_names_a_discreet_calendar(site: tuple[Case, Path]) -> None:
    pages = {each: body for each, body in published(site[1]).items() if not each.endswith(".ics")}
    assert not [each for each, body in pages.items() if b"birk.ics" in body]


def test_every_link_of_a_page_is_published_or_the_houses_own(site: tuple[Case, Path]) -> None:
    found = published(site[1])
    asked = {
        link.split('"')[0].partition("?")[0]
        for address in ("/", "/i-dag", "/uge/2026-W47", "/hjaelp", "/abonner")
        for link in found[address].decode().split('href="/')[1:]
    }
    assert asked
    house = {"log-ind", "uge"}
    # weeks, paper and pictures in other languages, and paper, are the house's own
    house |= {link for link in asked if re.match(r"(en|tr|ar|ur|let)/uge|(.*/)?[^/]+\.pdf$", link)}
    house |= {link for link in asked if re.match(r"(en|tr|ar|ur|let)/aktivitet", link)}
    assert {link for link in asked if f"/{link}" not in found} <= house


def test_each_file_has_a_twin_of_the_same_content(site: tuple[Case, Path]) -> None:
    for path in site[1].rglob("*"):
        if path.is_file() and path.suffix not in (".gz", ".lock"):
            twin = path.with_name(f"{path.name}.gz")
            assert gzip.decompress(twin.read_bytes()) == path.read_bytes()
            assert twin.stat().st_mtime == path.stat().st_mtime


# -- only what changed -------------------------------------------------------------------------


def times(out: Path) -> dict[str, tuple[int, int]]:
    return {
        path.relative_to(out).as_posix(): (path.stat().st_ino, path.stat().st_mtime_ns)
        for path in out.rglob("*")
        if path.is_file()
    }


def test_a_second_time_touches_nothing(again: Publish, out: Path) -> None:
    first = again()
    before = times(out)
    assert again() == Report(written=0, unchanged=first.written, removed=0)
    assert times(out) == before


def test_an_edit_touches_what_shows_it(case: Case, again: Publish, out: Path) -> None:
    again()
    before = times(out)
    activity_id = case.rows("SELECT id FROM activity WHERE title = 'Ungecafé'")[0][0]
    case.edit(activity_id, title="Ungecafé med te", now=NOW + MINUTE)
    again()
    after = times(out)
    changed = {name for name in after if after[name] != before.get(name)}
    page = f"aktivitet/{uid(case, 'Ungecafé med te')}.html"
    plain = {name for name in changed if not name.endswith(".gz")}
    assert plain == {
        "index.html",
        *(f"{code}/index.html" for code in ("en", "tr", "ar", "ur", "let")),
        f"{page.removesuffix('.html')}.ics",
        "uge/2026-W48.html",
        "uge/2026-W48.png",
        page,
        "kalender/alle.ics",
        "kalender/unge.ics",
    }
    assert changed == plain | {f"{name}.gz" for name in plain}
    assert b"med te" in (out / "kalender/unge.ics").read_bytes()


def test_two_changes_within_a_second_have_two_times(out: Path) -> None:
    """Web servers make an ETag of time and size: equal ones would hide the second change."""
    store = Folder(out)
    seen = set()
    with store.locked():
        for body in (b"one", b"two", b"six"):
            assert store.put(Page("/i-dag", body, "text/html; charset=utf-8", "", None))
            seen.add(int((out / "i-dag.html").stat().st_mtime))
    assert len(seen) == 3


@pytest.mark.long
def test_a_calendar_keeps_the_time_of_its_own_change(again: Publish, out: Path, case: Case) -> None:
    again()
    answer = TestClient(create()).get("/kalender/unge.ics")
    moment = (out / "kalender/unge.ics").stat().st_mtime
    assert (
        time.strftime("%a, %d %b %Y %H:%M:%S GMT", time.gmtime(moment))
        == answer.headers["last-modified"]
    )


def test_what_no_longer_belongs_is_removed(case: Case, again: Publish, out: Path) -> None:
    again()
    page = f"/aktivitet/{uid(case, 'Ungecafé')}"
    assert page in published(out)
    row = case.activity(case.rows("SELECT id FROM activity WHERE title = 'Ungecafé'")[0][0])
    planning.delete(case.db, case.boss, row.id, version=row.version, now=NOW + MINUTE)
    (out / "mine.txt").write_text("the operator's own")
    report = again()
    found = published(out)
    assert page not in found and f"{page}.ics" not in found and report.removed == 2
    assert found["/mine.txt"]
    # the calendar says that it left, and is never empty
    text = found["/kalender/unge.ics"].decode()
    assert "STATUS:CANCELLED" in text and "BEGIN:VEVENT" in text


def test_a_calendar_with_events_is_never_replaced_by_an_empty_one(
    case: Case, again: Publish, out: Path, tmp_path: Path
) -> None:
    again()
    before = published(out)["/kalender/alle.ics"]
    other = a_house(tmp_path / "other.db")
    publish(create_for(other, tmp_path), other.db, Folder(out))
    assert published(out)["/kalender/alle.ics"] == before


def create_for(case: Case, folder: Path) -> Starlette:
    from web import build_app

    return build_app(case.db, staff=False)


@pytest.mark.long
def test_only_the_clock_changes_little(case: Case, again: Publish, out: Path) -> None:
    again()
    report = publish_timed(create(), case.db, Folder(out))
    assert (report.written, report.unchanged, report.removed) == (0, 13, 0)


# -- the command --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("target", "words"),
    [
        ("ftp://huset", "er hverken en mappe eller et lager"),
        ("/dev/null", "er hverken en mappe eller et lager"),
        ("/dev/null/x", "er hverken en mappe eller et lager"),
        (".", "Der ligger andet i mappen"),
    ],
)
def test_a_wrong_target_is_told(case: Case, target: str, words: str) -> None:
    command = [sys.executable, "manage.py", "publish", target]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 1 and words in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("address", "ours"),
    [
        ("/", True),
        ("/kalender/alle.ics", True),
        ("/uge/2026-W47", True),
        ("/aktivitet/3267d059-6442", True),
        ("/404.txt", True),
        ("/kalender/h/abc.ics", False),
        ("/kalender/../x.ics", False),
        ("/aktivitet/../../etc/passwd", False),
        ("/mine", False),
        (f"/{LOCK}", False),
        ("/assets/a/b", False),
        ("/log-ind", False),
    ],
)
def test_what_is_ours_to_write_and_remove(address: str, ours: bool) -> None:
    assert is_ours(address) is ours
    assert not ours or folders._address(folders._name(address)) == address


def test_a_group_that_turns_secret_takes_its_calendar_with_it(
    case: Case, again: Publish, out: Path
) -> None:
    again()
    assert (out / "kalender/unge.ics").exists()
    with case.db.write() as con:
        con.execute("UPDATE target_group SET calendar = 'secret' WHERE slug = 'unge'")
    again()
    assert not list(out.glob("kalender/unge*"))

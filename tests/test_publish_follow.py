"""publish: files are whole whatever happens, and follow the house by themselves."""

from __future__ import annotations

import gzip
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Mount, Route
from starlette.testclient import TestClient

from domain.errors import PublishTrouble
from publish import run
from publish.folder import Folder
from publish.pages import Page
from publish.run import Report, follow, publish
from tests.house_case import NOW, Case
from tests.publish_case import a_case, published
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


# -- whole files, one publisher -----------------------------------------------------------------


def test_a_folder_with_other_things_is_left_alone(again: Publish, out: Path) -> None:
    out.mkdir()
    (out / "index.html").write_text("somebody's page")
    with pytest.raises(PublishTrouble) as trouble:
        again()
    assert trouble.value.problem == "not-ours"
    assert os.listdir(out) == ["index.html"]


@pytest.mark.long
def test_two_publishers_do_not_mix(again: Publish, out: Path) -> None:
    with Folder(out).locked(), pytest.raises(PublishTrouble) as trouble:
        again()
    assert trouble.value.problem == "busy"
    assert again().written


@pytest.mark.long
def test_an_error_of_the_house_leaves_the_rest(case: Case, again: Publish, out: Path) -> None:
    again()
    before = published(out)

    def broken(request: object) -> PlainTextResponse:
        raise RuntimeError("a bug")

    app = Starlette(routes=[Route("/kalender/unge.ics", broken), Mount("/", create())])
    case.create(title="Ny", room_id=3, facilitator_ids=(), now=NOW + MINUTE)
    with pytest.raises(PublishTrouble) as trouble:
        publish(app, case.db, Folder(out))
    assert (trouble.value.problem, trouble.value.target) == ("page", "/kalender/unge.ics")
    assert published(out).keys() == before.keys()
    assert published(out)["/kalender/unge.ics"] == before["/kalender/unge.ics"]


@pytest.mark.parametrize("moments", [3, pytest.param(10, marks=pytest.mark.long)])
def test_killed_half_way_every_file_is_whole(
    case: Case, again: Publish, out: Path, moments: int
) -> None:
    """Killed while it writes, then run again: whole files throughout, and nothing left over."""
    process = subprocess.Popen(
        [sys.executable, "manage.py", "publish", str(out)], cwd=ROOT, stdout=subprocess.DEVNULL
    )
    while process.poll() is None and sum(1 for _ in out.rglob("*.html")) < moments:
        time.sleep(0.002)
    process.send_signal(signal.SIGKILL)
    process.wait()
    browser = TestClient(create(), base_url="http://huset.example")
    for address, body in published(out).items():
        if not Path(address).name.startswith(".new-") and address not in (
            "/404",
            "/404.txt",
            "/503",
        ):
            answer = browser.get(address, headers={"accept-encoding": "identity"})
            assert body == answer.content, address
    again()
    assert not list(out.rglob(".new-*"))
    assert len(published(out)) == again().unchanged


def test_a_reader_never_sees_half_a_file(out: Path) -> None:
    store = Folder(out)
    bodies = [bytes([letter]) * 300_000 for letter in b"ab"]
    path, done, wrong = out / "i-dag.html", threading.Event(), []

    def read() -> None:
        while not done.is_set():
            if path.exists() and (seen := path.read_bytes()) not in bodies:
                wrong.append(len(seen))

    reader = threading.Thread(target=read)
    with store.locked():
        reader.start()
        for number in range(40):
            store.put(Page("/i-dag", bodies[number % 2], "text/html; charset=utf-8", "", None))
    done.set()
    reader.join()
    assert wrong == []


@pytest.mark.long
def test_a_twin_that_does_not_fit_is_made_again(again: Publish, out: Path) -> None:
    again()
    (out / "i-dag.html.gz").write_bytes(gzip.compress(b"of another day"))
    (out / "index.html.gz").unlink()
    assert again().written == 2
    assert (
        gzip.decompress((out / "i-dag.html.gz").read_bytes()) == (out / "i-dag.html").read_bytes()
    )


# -- following the house -----------------------------------------------------------------------


@pytest.fixture
def following(case: Case, out: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Report]]:
    monkeypatch.setattr(run, "LOOK_SECONDS", 0.05)
    monkeypatch.setattr(run, "RETRY_SECONDS", 0.05)
    reports: list[Report] = []
    stop = threading.Event()
    thread = threading.Thread(
        target=follow, args=(create(), case.db, str(out), stop, reports.append)
    )
    thread.start()
    yield reports
    stop.set()
    thread.join()


def wait_for(fact: Callable[[], bool], seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while not fact():
        assert time.monotonic() < deadline, "it did not happen"
        time.sleep(0.02)


def test_published_files_follow_edits(case: Case, out: Path, following: list[Report]) -> None:
    wait_for(lambda: len(following) == 1)
    case.create(title="Nyt i huset", room_id=3, facilitator_ids=(), now=NOW + MINUTE)
    wait_for(lambda: len(following) >= 2)
    assert b"Nyt i huset" in published(out)["/kalender/alle.ics"]
    assert "Nyt i huset" in published(out)["/"].decode()


@pytest.mark.long
def test_a_new_day_is_published(
    case: Case, out: Path, following: list[Report], monkeypatch: pytest.MonkeyPatch
) -> None:
    wait_for(lambda: len(following) == 1)
    monkeypatch.setenv("HOUSE_NOW", (NOW + timedelta(days=5)).isoformat())
    wait_for(lambda: len(following) >= 2)
    assert "mandag 23. november" in published(out)["/i-dag"].decode()


@pytest.mark.long
def test_trouble_passes(case: Case, out: Path, following: list[Report]) -> None:
    wait_for(lambda: len(following) == 1)
    away = case.db.path.with_suffix(".away")
    case.db.path.rename(away)
    time.sleep(0.3)
    away.rename(case.db.path)
    case.create(title="Igen", room_id=3, facilitator_ids=(), now=NOW + MINUTE)
    wait_for(lambda: b"Igen" in published(out)["/kalender/alle.ics"])


def test_the_job_is_started_by_the_setting(
    case: Case, out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import asyncio

    import jobs

    monkeypatch.setenv("HOUSE_PUBLISH", str(out))

    async def a_while() -> None:
        async with jobs.running(create()):
            for _ in range(600):
                if (out / "index.html").exists():
                    return
                await asyncio.sleep(0.05)

    with ThreadPoolExecutor(1) as own:  # this thread's loop may be a browser's
        own.submit(asyncio.run, a_while()).result()
    assert (out / "index.html").exists()

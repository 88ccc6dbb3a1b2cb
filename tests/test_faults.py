"""A full disk, a read-only file, a corrupt page, a vanished file: told, survived, and mended.

Each fault is a real one under the real application; it recovers without a restart.
"""

from __future__ import annotations

import os
import resource
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

import actions.health
from db.connection import HouseDb
from domain.errors import DatabaseTrouble
from tests.public_case import Web, a_web

FEED = "/kalender/alle.ics"


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of its own, 4 MB."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", folder], capture_output=True
    )
    if mounted.returncode:
        pytest.skip("may not mount a disk here")
    yield folder
    subprocess.run(["umount", "-l", folder], check=True)


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(actions.health, "LOOK_AGAIN_SECONDS", 0.0)
    monkeypatch.setattr("db.connection.BUSY_SECONDS", 0.05)


def a_house(path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Web, bytes]:
    """A house with a calendar that has been fetched once, and the bytes it had."""
    web = a_web(path, monkeypatch)
    web.case.create(title="Kor", facilitator_ids=())
    return web, web.get(FEED).content


def save(web: Web) -> None:
    with web.case.db.write() as con:
        con.execute(
            "INSERT INTO setting (key, value) VALUES (hex(randomblob(8)), randomblob(9999))"
        )


def is_told(web: Web, why: str, feed: bytes) -> None:
    """Health says why; the calendar goes on; the programme is there, or a kind page."""
    health = web.get("/healthz")
    assert (health.status_code, health.json()["why"]) == (503, why)
    answer = web.get(FEED)
    assert (answer.status_code, answer.content) == (200, feed)
    assert web.get("/").status_code in (200, 503)


def is_well(web: Web) -> None:
    assert web.get("/healthz").status_code == 200
    save(web)
    web.case.create(title="Bagefter", room_id=3, facilitator_ids=())
    assert b"Bagefter" in web.get(FEED).content
    assert web.get("/").status_code == 200


def fill(folder: Path) -> Path:
    """Use up what is left of a disk."""
    file = folder / "fill"
    with open(file, "wb", buffering=0) as out:
        for size in (65536, 512, 1):
            try:
                while True:
                    out.write(b"x" * size)
            except OSError:
                continue
    return file


def test_a_full_disk(disk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    web, feed = a_house(disk / "house.db", monkeypatch)
    with web.case.db.write() as con:
        con.execute("PRAGMA wal_autocheckpoint = 1")
    web.case.db.scrub()
    filler = fill(disk)
    with pytest.raises(DatabaseTrouble) as told:
        for _ in range(200):
            save(web)
    assert told.value.problem in ("full", "disk")
    kept = web.case.rows("SELECT count(*) FROM setting")
    is_told(web, told.value.problem, feed)
    answer = web.send("/log-ind", username="anna", password="forkert kodeord")
    assert answer.status_code == 503 and "Traceback" not in answer.text
    assert web.case.rows("SELECT count(*) FROM setting") == kept, "all or nothing"
    filler.unlink()
    is_well(web)
    assert web.case.rows("PRAGMA integrity_check") == [("ok",)]


@pytest.mark.skipif(os.geteuid() != 0, reason="needs root, to become a user without the right")
def test_a_file_that_turns_read_only(monkeypatch: pytest.MonkeyPatch) -> None:
    with tempfile.TemporaryDirectory() as folder:  # where others may look, unlike pytest's own
        os.chmod(folder, 0o755)
        web, feed = a_house(Path(folder) / "house.db", monkeypatch)
        web.case.rows("SELECT 1")
        for file in Path(folder).iterdir():
            os.chmod(file, 0o644)
        os.seteuid(65534)
        try:
            with pytest.raises(DatabaseTrouble) as told:
                save(web)
            assert told.value.problem == "read-only"
            is_told(web, "read-only", feed)
        finally:
            os.seteuid(0)
        is_well(web)


@contextmanager
def files_of_at_most(size: int) -> Iterator[None]:
    """A quota: no file of this process grows beyond `size` bytes."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_a_file_that_may_not_grow(house_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    web, feed = a_house(house_path, monkeypatch)
    web.case.db.scrub()
    with files_of_at_most(4 * 1024):
        with pytest.raises(DatabaseTrouble) as told:
            for _ in range(40):
                save(web)
        assert told.value.problem in ("full", "disk")
        is_told(web, told.value.problem, feed)
    is_well(web)
    assert web.case.rows("PRAGMA integrity_check") == [("ok",)]


def pages_of(path: Path, table: str) -> list[int]:
    """The pages of a table, by SQLite's own list."""
    with HouseDb(path).read() as con:
        root = con.execute(
            "SELECT rootpage FROM sqlite_master WHERE name = :name", {"name": table}
        ).fetchone()[0]
    return [int(root)]


def test_a_corrupt_page(house_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    web, feed = a_house(house_path, monkeypatch)
    web.case.db.scrub()
    (page,) = pages_of(house_path, "activity")
    with HouseDb(house_path).read() as con:
        size = con.execute("PRAGMA page_size").fetchone()[0]
    with open(house_path, "r+b") as file:
        file.seek((page - 1) * size)
        good = file.read(size)
        file.seek((page - 1) * size)
        file.write(b"\xff" * size)
    os.utime(house_path)
    with pytest.raises(DatabaseTrouble) as told:
        fresh(house_path, "SELECT count(*), max(title) FROM activity")
    assert told.value.problem == "not-a-database"
    is_told(web, "not-a-database", feed)
    with open(house_path, "r+b") as file:
        file.seek((page - 1) * size)
        file.write(good)
    is_well(web)


def fresh(path: Path, question: str) -> object:
    with HouseDb(path).read() as con:
        return con.execute(question).fetchone()


def test_a_vanished_file(house_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    web, feed = a_house(house_path, monkeypatch)
    web.case.db.scrub()
    aside = house_path.with_name("aside.db")
    house_path.rename(aside)
    is_told(web, "missing", feed)
    assert not house_path.exists(), "and it is not made anew"
    aside.rename(house_path)
    is_well(web)


# -- the staff are told, and until it is over ----------------------------------------------------


@pytest.mark.parametrize("problem", ["full", "read-only", "disk", "not-a-database"])
def test_trouble_passes_once_it_is_tried_again(
    house_path: Path, monkeypatch: pytest.MonkeyPatch, problem: str
) -> None:
    from db import trouble

    web, _feed = a_house(house_path, monkeypatch)
    trouble.note(house_path, problem)  # type: ignore[arg-type]
    assert actions.health.problem(web.case.db) is None, "the file is well, so nothing is said"
    assert trouble.noted(house_path) is None


LOW: dict[str, tuple[int, bool]] = {"enough": (500, False), "few": (100, True)}


@pytest.mark.parametrize(("free", "told"), LOW.values(), ids=LOW.keys())
def test_few_bytes_left(
    house_path: Path, monkeypatch: pytest.MonkeyPatch, free: int, told: bool
) -> None:
    usage: Callable[[object], object] = lambda _path: type("U", (), {"free": free << 20})  # noqa: E731
    monkeypatch.setattr("shutil.disk_usage", usage)
    assert (actions.health.low_space(house_path) is not None) is told

"""Backups: made while people work, kept, thinned, encrypted, brought back, proved; and updates."""

from __future__ import annotations

import gzip
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import boto3
import pyrage
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from moto.server import ThreadedMotoServer

from backup import daily
from backup.in_use import in_use
from backup.making import make
from backup.restoring import drill, restore
from backup.stores import store_at
from db.connection import HouseDb
from db.jobs import last_error
from db.schema import NEWEST, schema_version
from domain.backups import Backup, parse_name, to_keep
from domain.errors import BackupTrouble
from tests.house_case import NOW, Case
from tests.support import free_port

DAY = timedelta(days=1)


@pytest.fixture
def key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A pair of keys: the public one in the environment, the secret one in a file."""
    identity = pyrage.x25519.Identity.generate()
    monkeypatch.setenv("HOUSE_BACKUP_KEY", str(identity.to_public()))
    path = tmp_path / "key.txt"
    path.write_text(f"# public key: {identity.to_public()}\n{identity}\n", "ascii")
    return path


@pytest.fixture(autouse=True)
def environment(house_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOUSE_DB", str(house_path))
    for name in ("HOUSE_BACKUP_KEY", "HOUSE_BACKUP_IDENTITY", "HOUSE_BACKUPS"):
        monkeypatch.delenv(name, raising=False)


def titles(db: HouseDb) -> list[str]:
    with db.read() as con:
        return [row[0] for row in con.execute("SELECT title FROM activity ORDER BY id")]


# -- which are kept ------------------------------------------------------------------------------

_TIMES = st.lists(
    st.datetimes(datetime(2025, 1, 1), datetime(2026, 12, 31)).map(
        lambda at: at.replace(tzinfo=UTC, microsecond=0)
    ),
    unique=True,
    max_size=80,
)


def test_a_backup_a_day_for_two_years_leaves_seven_five_and_twelve() -> None:
    now = datetime(2026, 11, 23, 3, tzinfo=UTC)  # a Monday
    kept: set[Backup] = set()
    for ago in range(730, -1, -1):
        at = now - ago * DAY
        kept = to_keep(kept | {Backup(at, 12)}, at)
    days = sorted((now - one.at).days for one in kept)
    assert days[:7] == [0, 1, 2, 3, 4, 5, 6]
    assert len({one.at.date().isocalendar()[:2] for one in kept if (now - one.at).days < 35}) == 5
    assert sorted({(one.at.year, one.at.month) for one in kept})[0] == (2025, 12)
    assert len({(one.at.year, one.at.month) for one in kept}) == 12
    assert len(kept) <= 7 + 5 + 12


@settings(deadline=None)
@given(_TIMES, st.integers(0, 700))
def test_the_newest_is_always_kept_and_thinning_twice_removes_nothing_more(
    times: list[datetime], ago: int
) -> None:
    now = datetime(2026, 12, 31, tzinfo=UTC) - timedelta(days=ago)
    there = {Backup(at, 12, before_update=at.minute % 5 == 0) for at in times}
    kept = to_keep(there, now)
    ordinary = [one for one in there if not one.before_update]
    assert not ordinary or max(ordinary) in kept
    assert to_keep(kept, now) == kept
    assert {one for one in there if one.at > now and not one.before_update} <= kept


@settings(deadline=None)
@given(_TIMES, st.booleans(), st.booleans())
def test_a_name_is_read_back(times: list[datetime], update: bool, encrypted: bool) -> None:
    for at in times:
        one = Backup(at, 12, update, encrypted)
        assert parse_name(one.name) == one


@pytest.mark.parametrize(
    "name", ["", "house.db", "levende-hus-2026-99-99T000000Z-s1.db.gz", "../x", ".new-a"]
)
def test_other_files_are_no_backups(name: str) -> None:
    assert parse_name(name) is None


# -- made and brought back -----------------------------------------------------------------------


def test_a_backup_while_people_write_is_one_moment(case: Case, key: Path) -> None:
    stop = threading.Event()

    def work() -> None:
        with_both = "INSERT INTO setting (key, value) VALUES (:key, '1')"
        number = 0
        while not stop.is_set():
            number += 1
            with case.db.write() as con:
                for half in ("a", "b"):
                    con.execute(with_both, {"key": f"{number}{half}"})

    worker = threading.Thread(target=work)
    worker.start()
    try:
        for ago in range(3):
            make(case.db, now=NOW + ago * DAY)
    finally:
        stop.set()
        worker.join()
    restore(case.db, identity=str(key), now=NOW)
    halves = case.rows("SELECT count(*) FROM setting WHERE key GLOB '[0-9]*'")
    assert halves[0][0] % 2 == 0, "never half a transaction"


def test_encrypted_backed_up_changed_and_brought_back(case: Case, key: Path) -> None:
    case.create(title="Før")
    made = make(case.db, now=NOW)
    folder = case.db.path.parent / "backups"
    file = folder / made.backup.name
    assert made.backup.encrypted and b"age-encryption.org" in file.read_bytes()[:40]
    assert b"SQLite" not in file.read_bytes()
    assert oct(file.stat().st_mode)[-3:] == "600" and oct(folder.stat().st_mode)[-3:] == "700"
    case.create(title="Efter", room_id=3, facilitator_ids=())
    done = restore(case.db, identity=str(key), now=NOW)
    assert titles(case.db) == ["Før"]
    assert done.old is not None and titles(HouseDb(done.old)) == ["Før", "Efter"]
    with case.db.read() as con:
        assert con.execute("PRAGMA journal_mode").fetchone()[0] == "wal"
    case.create(
        title="Videre",
        room_id=3,
        facilitator_ids=(),
        category_id=2,
        local_start=datetime(2026, 11, 24, 10),
    )


def test_deleted_words_are_not_in_a_backup(case: Case) -> None:
    case.create(title="Slettetordet")
    with case.db.write() as con:
        con.execute("DELETE FROM setting")
        con.execute("UPDATE activity SET title = 'x'")
        for table in ("feed_entry", "change"):
            con.execute(f"DELETE FROM {table}")
    made = make(case.db, now=NOW)
    packed = case.db.path.parent / "backups" / made.backup.name
    assert b"Slettetordet" not in gzip.decompress(packed.read_bytes())


def broken(path: Path, how: str) -> None:
    content = path.read_bytes()
    if how == "cut":
        path.write_bytes(content[: len(content) // 2])
    elif how == "flipped":
        middle = len(content) // 2
        path.write_bytes(content[:middle] + bytes([content[middle] ^ 255]) + content[middle + 1 :])
    else:
        path.write_bytes(b"")


@pytest.mark.parametrize("how", ["cut", "flipped", "empty"])
@pytest.mark.parametrize("encrypted", [True, False])
def test_a_damaged_backup_replaces_nothing(
    case: Case, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, how: str, encrypted: bool
) -> None:
    identity = pyrage.x25519.Identity.generate()
    (tmp_path / "key").write_text(str(identity))
    if encrypted:
        monkeypatch.setenv("HOUSE_BACKUP_KEY", str(identity.to_public()))
    case.create(title="Bliver")
    made = make(case.db, now=NOW)
    broken(case.db.path.parent / "backups" / made.backup.name, how)
    for call in (restore, drill):
        with pytest.raises(BackupTrouble) as refused:
            call(case.db, identity=str(tmp_path / "key"))
        assert refused.value.problem == "damaged"
    assert titles(case.db) == ["Bliver"]
    left = [one.name for one in case.db.path.parent.iterdir()]
    assert not [one for one in left if one.startswith((".restore-", ".backup-"))]


def test_what_cannot_be_opened_says_why(case: Case, key: Path, tmp_path: Path) -> None:
    with pytest.raises(BackupTrouble) as refused:
        restore(case.db)
    assert refused.value.problem == "none"
    made = make(case.db, now=NOW)
    other = tmp_path / "other"
    other.write_text(str(pyrage.x25519.Identity.generate()))
    text = tmp_path / "text"
    text.write_text("ikke en nøgle", "utf-8")
    for identity, problem in (("", "locked"), (str(other), "wrong-key"), (str(text), "key")):
        with pytest.raises(BackupTrouble) as refused:
            restore(case.db, identity=identity)
        assert refused.value.problem == problem
    for name, problem in (("findes-ikke", "not-ours"), (Backup(NOW + DAY, 3).name, "none")):
        with pytest.raises(BackupTrouble) as refused:
            restore(case.db, name, identity=str(key))
        assert refused.value.problem == problem
    path = case.db.path.parent / "backups" / made.backup.name
    assert restore(case.db, str(path), identity=str(key)).backup == made.backup, "by its path"


def test_while_the_house_runs_nothing_is_put_in_its_place(case: Case) -> None:
    make(case.db, now=NOW)
    with in_use(case.db), in_use(case.db):
        with pytest.raises(BackupTrouble) as refused:
            restore(case.db)
        assert refused.value.problem == "in-use"
        assert drill(case.db).checked.schema == NEWEST, "a drill may"
    restore(case.db)


def test_a_backup_on_a_new_machine(case: Case, key: Path, tmp_path: Path) -> None:
    case.create(title="Flytter med")
    make(case.db, now=NOW)
    moved = HouseDb(tmp_path / "ny" / "house.db")
    restore(moved, identity=str(key), target=str(case.db.path.parent / "backups"))
    assert titles(moved) == ["Flytter med"] and schema_version(moved.path) == NEWEST


def test_a_drill_builds_a_calendar(case: Case, key: Path) -> None:
    case.create(title="I kalenderen", rrule="FREQ=WEEKLY;BYDAY=MO;COUNT=3")
    make(case.db, now=NOW)
    found = drill(case.db, identity=str(key))
    assert found.events >= 1 and found.checked.rows["activity"] == 1


# -- an object store -----------------------------------------------------------------------------


@pytest.fixture
def s3(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=free_port(), verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    for name, value in {
        "AWS_ENDPOINT_URL": f"http://{host}:{port}",
        "AWS_ACCESS_KEY_ID": "abc",
        "AWS_SECRET_ACCESS_KEY": "made-up",
        "AWS_DEFAULT_REGION": "us-east-1",
    }.items():
        monkeypatch.setenv(name, value)
    client = boto3.client("s3")
    client.create_bucket(Bucket="husets-kopier")
    yield client
    server.stop()


@pytest.mark.long
def test_backups_in_an_object_store(
    case: Case, key: Path, s3: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = "s3://husets-kopier/levende/hus"
    monkeypatch.setenv("HOUSE_BACKUPS", target)
    case.create(title="Langt væk")
    s3.put_object(Bucket="husets-kopier", Key="levende/hus/andet.txt", Body=b"x")
    for ago in range(20, -1, -1):
        made = make(case.db, now=NOW - ago * DAY)
    assert len(store_at(target).listed()) < 14 and made.removed >= 1
    restore(case.db, identity=str(key))
    assert titles(case.db) == ["Langt væk"]
    keys = [one["Key"] for one in s3.list_objects_v2(Bucket="husets-kopier")["Contents"]]
    assert "levende/hus/andet.txt" in keys, "what is not ours stays"
    with pytest.raises(BackupTrouble) as refused:
        make(case.db, "s3://findes-ikke/x")
    assert refused.value.problem in ("refused", "unanswered")


# -- by itself -----------------------------------------------------------------------------------


def test_one_a_day_and_a_failure_is_told_and_tried_again(
    case: Case, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "a file").write_text("in the way")
    monkeypatch.setenv("HOUSE_BACKUPS", str(tmp_path / "a file"))
    assert not daily.run(case.db, now=NOW)
    with case.db.read() as con:
        assert last_error(con, "backup") == "refused"
    monkeypatch.delenv("HOUSE_BACKUPS")
    assert daily.run(case.db, now=NOW) and not daily.run(case.db, now=NOW)
    with case.db.read() as con:
        assert last_error(con, "backup") == ""
    assert daily.run(case.db, now=NOW + DAY)

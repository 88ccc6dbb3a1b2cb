"""publish to an S3-compatible store: moto's server on loopback, over real HTTP."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import boto3
import httpx
import pytest
from moto.server import ThreadedMotoServer
from starlette.testclient import TestClient

from domain.errors import PublishTrouble
from publish.pages import Page
from publish.run import Report, publish, store_at
from tests.house_case import BIRK, NOW, UNGE, Case, a_house
from tests.support import free_port
from web import create

MINUTE = timedelta(minutes=1)
TARGET = "s3://husets-kalender/levende/hus"
PREFIX = "levende/hus/"


@pytest.fixture(scope="module")
def endpoint() -> Iterator[str]:
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=free_port(), verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture
def s3(endpoint: str, monkeypatch: pytest.MonkeyPatch) -> Any:
    """The store, emptied, with one bucket, and the environment that boto3 reads."""
    httpx.post(f"{endpoint}/moto-api/reset")
    for name, value in {
        "AWS_ENDPOINT_URL": endpoint,
        "AWS_ACCESS_KEY_ID": "prøve".encode().hex(),
        "AWS_SECRET_ACCESS_KEY": "made-up",
        "AWS_DEFAULT_REGION": "us-east-1",
    }.items():
        monkeypatch.setenv(name, value)
    client = boto3.client("s3")
    client.create_bucket(Bucket="husets-kalender")
    return client


@pytest.fixture
def case(house_path: Path, monkeypatch: pytest.MonkeyPatch) -> Case:
    for name, value in {
        "HOUSE_DB": str(house_path),
        "HOUSE_URL": "http://huset.example",
        "HOUSE_NOW": NOW.isoformat(),
    }.items():
        monkeypatch.setenv(name, value)
    made = a_house(house_path)
    made.create(title="Mindfulness", group_ids=(1, UNGE, BIRK))
    with made.db.write() as con:
        con.execute("INSERT INTO setting (key, value) VALUES ('demo', '1')")
    return made


Publish = Callable[[], Report]


@pytest.fixture
def again(case: Case, s3: Any) -> Publish:
    return lambda: publish(create(), case.db, store_at(TARGET, case.db))


def held(s3: Any) -> dict[str, Any]:
    """What the store holds: key (without the prefix) -> its listing."""
    pages = s3.get_paginator("list_objects_v2").paginate(Bucket="husets-kalender")
    return {
        one["Key"].removeprefix(PREFIX): one for page in pages for one in page.get("Contents", ())
    }


def got(s3: Any, key: str) -> Any:
    return s3.get_object(Bucket="husets-kalender", Key=f"{PREFIX}{key}")


@pytest.mark.long
def test_keys_are_addresses(again: Publish, s3: Any) -> None:
    report = again()
    keys = held(s3).keys()
    assert len(keys) == report.written
    assert {"index.html", "i-dag", "hjaelp", "uge/2026-W47", "kalender/alle.ics"} <= keys
    assert {"robots.txt", "404", "404.txt", "503", "assets/house.css"} <= keys
    # a store that keeps keys as files cannot hold a key inside another
    assert not [key for key in keys if any(other.startswith(f"{key}/") for other in keys)]


HEADERS = {
    "kalender/birk.ics": ("text/calendar; charset=utf-8", 'inline; filename="birk.ics"'),
    "i-dag": ("text/html; charset=utf-8", None),
    "index.html": ("text/html; charset=utf-8", None),
    "robots.txt": ("text/plain; charset=utf-8", None),
    "404.txt": ("text/plain; charset=utf-8", None),
    "assets/mark.svg": ("image/svg+xml", None),
}


def test_objects_and_their_headers(again: Publish, s3: Any) -> None:
    again()
    for key, (kind, disposition) in HEADERS.items():
        found = got(s3, key)
        assert (found["ContentType"], found.get("ContentDisposition")) == (kind, disposition)
        assert found["CacheControl"] == "public, max-age=300"
        assert "ContentEncoding" not in found


@pytest.mark.long
def test_objects_are_what_the_house_serves(again: Publish, s3: Any) -> None:
    again()
    browser = TestClient(create(), base_url="http://huset.example")
    for key in held(s3):
        if key not in ("404", "404.txt", "503"):
            address = f"/{key}".removesuffix("index.html")
            answer = browser.get(address, headers={"accept-encoding": "identity"})
            assert got(s3, key)["Body"].read() == answer.content, key


@pytest.mark.long
def test_a_second_time_writes_nothing(again: Publish, s3: Any) -> None:
    first = again()
    before = held(s3)
    assert again() == Report(written=0, unchanged=first.written, removed=0)
    assert held(s3) == before


@pytest.mark.long
def test_an_edit_writes_what_shows_it(case: Case, again: Publish, s3: Any) -> None:
    again()
    before = held(s3)
    activity = case.rows("SELECT id, uid FROM activity")[0]
    case.edit(activity[0], title="Mindfulness med te", now=NOW + MINUTE)
    again()
    changed = {key for key, one in held(s3).items() if one["ETag"] != before[key]["ETag"]}
    feeds = {"kalender/alle.ics", "kalender/unge.ics"}
    pages = {"index.html", "uge/2026-W48", "uge/2026-W48.png", f"aktivitet/{activity[1]}"}
    pages |= {f"{code}/index.html" for code in ("en", "tr", "ar", "ur", "let")}
    pages.add(f"aktivitet/{activity[1]}.ics")
    assert changed == pages | feeds


@pytest.mark.long
def test_what_no_longer_belongs_goes_and_other_things_stay(
    case: Case, again: Publish, s3: Any
) -> None:
    again()
    for key in ("levende/andet/i-dag", f"{PREFIX}billeder/hus.png", "kalender/fremmed.ics"):
        s3.put_object(Bucket="husets-kalender", Key=key, Body=b"somebody else's")
    with case.db.write() as con:
        con.execute("UPDATE target_group SET calendar = 'none' WHERE slug = 'unge'")
    # Its page and its dates too: what a closed group does is listed nowhere.
    assert again().removed == 3
    keys = held(s3).keys()
    assert "kalender/unge.ics" not in keys
    assert {"levende/andet/i-dag", "billeder/hus.png", "kalender/fremmed.ics"} <= keys


@pytest.mark.long
def test_a_calendar_with_events_is_never_replaced_by_an_empty_one(
    case: Case, again: Publish, s3: Any
) -> None:
    again()
    before = got(s3, "kalender/alle.ics")["Body"].read()
    store = store_at(TARGET, case.db)
    empty = Page(
        "/kalender/alle.ics",
        b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n",
        "text/calendar; charset=utf-8",
        "",
        None,
    )
    with store.locked():
        assert store.put(empty) is False
    assert got(s3, "kalender/alle.ics")["Body"].read() == before


def test_two_publishers_do_not_mix(case: Case, again: Publish, s3: Any) -> None:
    with store_at(TARGET, case.db).locked(), pytest.raises(PublishTrouble) as trouble:
        again()
    assert trouble.value.problem == "busy"


@pytest.mark.parametrize(
    ("target", "env", "problem"),
    [
        ("s3://findes-ikke/x", {}, "unanswered"),
        ("s3://husets-kalender", {"AWS_ENDPOINT_URL": "http://127.0.0.1:9"}, "unanswered"),
        ("s3://husets-kalender", {"AWS_ENDPOINT_URL": "no address"}, "unanswered"),
        ("s3://", {}, "address"),
    ],
)
def test_a_store_that_does_not_answer_is_told(
    case: Case,
    s3: Any,
    monkeypatch: pytest.MonkeyPatch,
    target: str,
    env: dict[str, str],
    problem: str,
) -> None:
    for name, value in env.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(PublishTrouble) as trouble:
        publish(create(), case.db, store_at(target, case.db))
    assert trouble.value.problem == problem


def test_without_keys_it_is_refused(
    case: Case, s3: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.delenv(name)
    for name in ("AWS_SHARED_CREDENTIALS_FILE", "AWS_CONFIG_FILE"):
        monkeypatch.setenv(name, str(tmp_path / "none"))
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    with pytest.raises(PublishTrouble) as trouble:
        publish(create(), case.db, store_at(TARGET, case.db))
    assert trouble.value.problem == "refused"

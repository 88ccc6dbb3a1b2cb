"""deploy/nginx with a real nginx: what is published is answered as the house answers it."""

from __future__ import annotations

import gzip
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from db.connection import HouseDb
from publish.run import publish, store_at
from tests.house_case import BIRK, UNGE, a_house
from tests.sources import ROOT
from tests.support import CLIENTS, NOW, free_port, in_ci
from web import create

NGINX = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
if NGINX is None and not in_ci():
    pytest.skip("nginx is not installed: tests/install_debian.sh nginx", allow_module_level=True)

BASE = """
{user} daemon off; worker_processes 1; pid {folder}/nginx.pid; error_log stderr crit;
events {{}}
http {{
    client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/f; uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;
    access_log {folder}/access.log;
    include conf.d/*.conf;
}}
"""
OUT_OF_DATE = {"date", "server", "connection", "etag", "last-modified", "accept-ranges"}
"""Headers that are the server's own, or compared by what they do."""


@dataclass
class Published:
    """The house at `house`, nginx at `url` before the `folder` that was published."""

    house: str
    url: str
    folder: Path
    activity: str


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("published")


@pytest.fixture(scope="module", params=["house", pytest.param("alone", marks=pytest.mark.long)])
def published(request: pytest.FixtureRequest, home: Path) -> Iterator[Published]:
    """Both configurations; under "alone" nginx does not know the house."""
    folder = home / request.param
    folder.mkdir()
    house_port, port = free_port(), free_port()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HOUSE_URL", f"http://127.0.0.1:{port}")
        patch.setenv("HOUSE_DB", str(folder / "house.db"))
        patch.setenv("HOUSE_NOW", NOW)
        patch.setenv("PORT", str(house_port))
        case = a_house(folder / "house.db")
        case.create(title="Mindfulness", group_ids=(1, UNGE, BIRK))
        activity = case.rows("SELECT uid FROM activity")[0][0]
        db = HouseDb(folder / "house.db")
        publish(create(), db, store_at(str(folder / "out"), db))
        running = [
            subprocess.Popen([sys.executable, "manage.py", "feeds"], cwd=ROOT),
            _nginx(folder, request.param, port, house_port),
        ]
    try:
        _wait(f"http://127.0.0.1:{house_port}/healthz")
        _wait(f"http://127.0.0.1:{port}/robots.txt")
        yield Published(
            f"http://127.0.0.1:{house_port}",
            f"http://127.0.0.1:{port}",
            folder / "out",
            f"/aktivitet/{activity}",
        )
    finally:
        for each in running:
            each.terminate()
            each.wait(10)


def _nginx(folder: Path, kind: str, port: int, house_port: int) -> subprocess.Popen[bytes]:
    """nginx with the configuration of the documentation; only addresses and paths differ."""
    shutil.copytree(ROOT / "deploy" / "nginx", folder / "levende-hus")
    (folder / "conf.d").mkdir()
    text = (ROOT / "deploy" / "nginx" / f"{kind}.conf").read_text()
    for ours, theirs in (
        ("listen 80;", f"listen 127.0.0.1:{port};"),
        ("127.0.0.1:8501", f"127.0.0.1:{house_port}"),
        ("/srv/levende-hus", str(folder / "out")),
    ):
        assert ours in text or kind == "alone"
        text = text.replace(ours, theirs)
    (folder / "conf.d" / "house.conf").write_text(text)
    user = "user root;" if os.geteuid() == 0 else ""  # pytest's folders are closed to others
    (folder / "nginx.conf").write_text(BASE.format(folder=folder, user=user))
    assert NGINX is not None
    return subprocess.Popen([NGINX, "-p", str(folder), "-c", str(folder / "nginx.conf")])


def _wait(url: str) -> None:
    for _ in range(400):
        try:
            if httpx.get(url, timeout=60).status_code == 200:
                return
        except httpx.TransportError:
            time.sleep(0.05)
    raise RuntimeError(f"{url} does not answer")


def get(url: str, **headers: str) -> httpx.Response:
    asked = {"accept-encoding": "identity", **{k.replace("_", "-"): v for k, v in headers.items()}}
    return httpx.get(url, headers=asked, timeout=60)


ADDRESSES = ["/", "/i-dag", "/uge/2026-W47", "/hjaelp", "/abonner", "/robots.txt"]
ADDRESSES += ["/en/", "/ar/i-dag", "/frivillig", "/sitemap.xml", "{activity}.ics"]
ADDRESSES += ["/kalender/alle.ics", "/kalender/unge.ics", "/kalender/birk.ics", "{activity}"]


@pytest.mark.parametrize("address", ADDRESSES)
def test_what_is_published_is_what_the_house_answers(published: Published, address: str) -> None:
    address = address.format(activity=published.activity)
    own, house = get(published.url + address), get(published.house + address)
    assert (
        (own.status_code, own.content) == (house.status_code, house.content) == (200, own.content)
    )
    kept = {name: value for name, value in own.headers.items() if name not in OUT_OF_DATE}
    same = {name: value for name, value in house.headers.items() if name not in OUT_OF_DATE}
    assert kept.pop("cache-control") == "public, max-age=300"
    same.pop("cache-control", None)
    if address == "/robots.txt":
        kept.pop("vary")  # the house does not compress so little
    assert kept == same
    if address.startswith("/kalender/"):
        assert own.headers["last-modified"] == house.headers["last-modified"]
    assert httpx.head(
        published.url + address, headers={"accept-encoding": "identity"}, timeout=60
    ).headers["content-length"] == str(len(own.content))


@pytest.mark.parametrize("address", ["/", "/i-dag", "/kalender/alle.ics"])
def test_a_twin_for_who_takes_gzip_and_304_for_who_has_it(
    published: Published, address: str
) -> None:
    plain = get(published.url + address)
    with httpx.stream(
        "GET", published.url + address, headers={"accept-encoding": "gzip"}
    ) as packed:
        raw = b"".join(packed.iter_raw())
    assert packed.headers["content-encoding"] == "gzip"
    assert gzip.decompress(raw) == plain.content
    assert packed.headers["etag"] != plain.headers["etag"]
    for asked in (
        {"if_none_match": plain.headers["etag"]},
        {"if_modified_since": plain.headers["last-modified"]},
        {"if_none_match": packed.headers["etag"], "accept_encoding": "gzip"},
    ):
        answer = get(published.url + address, **asked)
        assert (answer.status_code, answer.content) == (304, b"")
        assert answer.headers["cache-control"] == "public, max-age=300"
    assert get(published.url + address, if_none_match='"another"').status_code == 200


def test_an_asset_by_its_hash_may_be_kept_for_good(published: Published) -> None:
    page = get(f"{published.url}/").text
    address = page.split('rel="stylesheet" href="')[1].split('"')[0]
    own, house = get(published.url + address), get(published.house + address)
    assert own.headers["cache-control"] == house.headers["cache-control"]
    assert own.headers["content-type"] == house.headers["content-type"]
    assert own.content == house.content
    bare = get(published.url + address.partition("?")[0])
    assert bare.headers["cache-control"] == "public, max-age=300"


HIDDEN = ["/kalender/alle.ics.gz", "/i-dag.html", "/index.html", "/404", "/404.txt", "/503"]
HIDDEN += [
    "/.levende-hus.lock",
    "/findes-ikke",
    "/kalender/findes-ikke.ics",
    "/kalender/",
    "/uge/x",
]


@pytest.mark.parametrize("address", HIDDEN)
def test_what_is_not_there_is_told_as_the_house_tells_it(
    published: Published, address: str
) -> None:
    own, house = get(published.url + address), get(published.house + address)
    assert own.status_code == house.status_code == 404
    assert own.headers["content-type"] == house.headers["content-type"]
    assert "no-" in own.headers["cache-control"]
    if address in ("/kalender/", "/kalender/alle.ics.gz"):
        return  # no calendar's address; nginx alone says of all below /kalender/ what it is not
    assert own.content == house.content
    for name in ("referrer-policy", "x-content-type-options", "content-security-policy"):
        assert own.headers[name] == house.headers.get(name), name


def test_a_filtered_front_page_is_the_houses(published: Published) -> None:
    own = get(f"{published.url}/?for=unge")
    if published.folder.parent.name == "house":
        assert own.content == get(f"{published.house}/?for=unge").content
        assert own.content != get(f"{published.url}/").content
    else:
        assert own.status_code == 404
    assert get(f"{published.url}/?fbclid=1").content == get(f"{published.url}/").content


def test_nobody_is_written_down(published: Published) -> None:
    answer = get(f"{published.url}/kalender/birk.ics")
    assert "set-cookie" not in answer.headers and answer.headers["server"] == "nginx"
    get(f"{published.url}/kalender/findes-ikke.ics")
    assert (published.folder.parent / "access.log").read_text() == ""


@pytest.mark.parametrize("slug", ["alle", "birk"])
def test_the_http_checker_finds_only_what_is_nginx_own(published: Published, slug: str) -> None:
    result = subprocess.run(
        [
            sys.executable,
            str(CLIENTS / "httpcheck.py"),
            f"{published.url}/kalender/{slug}.ics",
            "1",
        ],
        capture_output=True,
        text=True,
        timeout=60,
    )
    lines = [line.split()[:2] for line in result.stdout.splitlines()]
    found = {code for level, code, *_ in filter(None, lines) if level in ("E", "W")}
    # nginx wants both validators to hold (RFC 9110, 13.2.2: the tag alone decides); a client
    # that sends a tag with another version's date gets a whole answer, never a wrong one
    assert found <= {"inm-old-ims"}, result.stdout

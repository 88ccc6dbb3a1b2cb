"""The application as a whole: what is found by `streamlit run`, its headers, its Danish shell."""

from __future__ import annotations

import ast
import re
import urllib.request
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import streamlit as st
from click.testing import CliRunner
from streamlit.web.server.app_discovery import discover_asgi_app

from actions.housekeeping import JOBS, run_due
from db.connection import HouseDb
from manage import cli
from tests.sources import ROOT
from tests.support import Server


def fetch(server: Server, path: str) -> tuple[str, dict[str, str]]:
    with urllib.request.urlopen(server.url + path, timeout=20) as answer:
        return answer.read().decode(), {k.lower(): v for k, v in answer.headers.items()}


def test_streamlit_run_finds_the_house_and_not_the_staff_app_alone() -> None:
    found = discover_asgi_app(ROOT / "app.py")
    assert found.is_asgi_app and found.import_string == "app:app"


def test_the_navigation_script_has_no_pages_beside_it() -> None:
    """A folder `pages` beside the script would run its files without the guard."""
    assert not (ROOT / "pages" / "pages").exists()
    tree = ast.parse((ROOT / "app.py").read_text(encoding="utf-8"))
    assert "_navigation.py" in ast.unparse(tree)


def test_the_staff_shell_is_danish_and_its_inline_script_is_named(demo_server: Server) -> None:
    page, headers = fetch(demo_server, "/personale/kalender")
    assert '<html lang="da">' in page and "<title>Levende hus</title>" in page
    assert "You need to enable JavaScript" not in page
    policy = headers["content-security-policy"]
    assert re.search(r"script-src 'self' blob: 'sha256-[\w+/=]{44}'", policy)
    assert "unsafe-eval" not in policy and "'unsafe-inline'" not in policy.split("style-src")[0]
    assert headers["x-content-type-options"] == "nosniff"


def test_nothing_lets_programs_drive_the_staff_app(demo_server: Server) -> None:
    request = urllib.request.Request(
        f"{demo_server.url}/personale/_stcore/agent/interact",
        data=b"{}",
        headers={"Content-Type": "application/json"},
    )
    with pytest.raises(urllib.error.HTTPError) as caught:
        urllib.request.urlopen(request, timeout=20)
    assert caught.value.code in (403, 404, 405)
    caught.value.close()


def raw(server: Server, target: str, host: str = "") -> tuple[int, dict[str, str], str]:
    """An answer to a target as it stands, which no client of ours would send."""
    there = urlsplit(server.url)
    line = HTTPConnection(str(there.hostname), there.port, timeout=20)
    line.putrequest("GET", target, skip_host=bool(host))
    if host:
        line.putheader("Host", host)
    line.endheaders()
    answer = line.getresponse()
    found = (
        answer.status,
        {k.lower(): v for k, v in answer.getheaders()},
        answer.read().decode("latin-1"),
    )
    line.close()
    return found


@pytest.mark.parametrize("path", ["/i-dag/", "/log-ind/", "/en/uge/2026-W47/?x=1", "/assets"])
def test_another_host_is_named_in_no_answer(demo_server: Server, path: str) -> None:
    status, headers, _body = raw(demo_server, path, "ond.example")
    assert status == 307 and headers["location"].startswith("/"), headers
    assert not headers["location"].startswith("//") and "ond.example" not in str(headers)


def test_a_line_break_in_an_address_is_a_kind_page(demo_server: Server) -> None:
    status, headers, body = raw(demo_server, "/aktivitet/%0d%0aSet-Cookie:%20x=1")
    assert status == 404 and "set-cookie" not in headers and 'lang="da"' in body
    assert headers["content-security-policy"] and headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    "path", ["_stcore/metrics", "media/0a.xlsx", "_stcore/upload_file/a/b", "media/%2e%2e/0a"]
)
def test_nobody_is_given_files_or_figures_of_the_staff_app(demo_server: Server, path: str) -> None:
    status, _headers, body = raw(demo_server, f"/personale/{path}")
    assert status in (400, 404) and "session" not in body and "File not found" not in body


def test_the_staff_app_s_own_letters_are_for_everybody(demo_server: Server) -> None:
    """The page that asks to sign in, and the one that tells of trouble, are drawn with them."""
    folder = Path(st.__file__).parent / "static" / "static" / "media"
    file = next(one.name for one in sorted(folder.iterdir()) if "Material" in one.name)
    status, _headers, _body = raw(demo_server, f"/personale/static/media/{file}")
    assert status == 200


def test_a_new_house_prints_a_link_for_the_first_admin(
    house_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOUSE_DB", str(house_path))
    monkeypatch.delenv("HOUSE_NOW", raising=False)
    told = CliRunner().invoke(cli, ["serve", "--no-demo", "--prepare-only"])
    assert told.exit_code == 0, told.output
    assert re.search(r"Engangslink \(administrator\): http://\S+/log-ind/\S{40,}", told.output)
    again = CliRunner().invoke(cli, ["serve", "--no-demo", "--prepare-only"])
    assert "Engangslink (administrator)" in again.output, "nobody used the first one"


def test_the_demo_house_prints_a_link_per_role(
    house_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOUSE_DB", str(house_path))
    told = CliRunner().invoke(cli, ["serve", "--prepare-only"])
    roles = re.findall(r"Engangslink \((.*?)\)", told.output)
    assert roles == ["administrator", "koordinator", "vært", "leder"]


def test_jobs_run_once_a_day_and_catch_up(
    house_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOUSE_DB", str(house_path))
    monkeypatch.setenv("HOUSE_NOW", "2026-11-18T09:00")
    assert CliRunner().invoke(cli, ["demo"]).exit_code == 0
    db = HouseDb(house_path)
    assert run_due(db) == list(JOBS)
    assert run_due(db) == []
    monkeypatch.setenv("HOUSE_NOW", "2026-11-25T09:00")
    assert run_due(db) == list(JOBS)


@pytest.mark.parametrize("value", ["femten", "99999999999999999999999"], ids=["word", "huge"])
def test_a_port_that_cannot_be_read(value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", value)
    told = CliRunner().invoke(cli, ["serve", "--prepare-only"])
    assert told.exit_code == 1 and "PORT" in told.output and "Traceback" not in told.output


def test_every_command_explains_itself() -> None:
    for name in cli.commands:
        told = CliRunner().invoke(cli, [name, "--help"])
        assert told.exit_code == 0 and len(told.output.splitlines()) > 3

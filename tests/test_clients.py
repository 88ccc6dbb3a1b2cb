"""The calendar clients of tests/clients/ agree about feeds whose occurrences are known.

This shows that the clients are installed and measure right, before any of our own feeds is
put before them.
"""

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support import CLIENTS, EXPECTED_CLIENTS

Clients = Callable[..., subprocess.CompletedProcess[str]]

SAMPLES = sorted((CLIENTS / "samples").glob("*.ics"))
AT_ONCE = ("01-dst-weekly", "02-exceptions")
"""The others under `make test-all`."""


@pytest.mark.parametrize(
    "sample",
    [one if one.stem in AT_ONCE else pytest.param(one, marks=pytest.mark.long) for one in SAMPLES],
    ids=lambda path: path.stem,
)
def test_every_client_shows_the_known_occurrences(
    clients: Clients, sample: Path, tmp_path: Path
) -> None:
    answers = tmp_path / "answers.json"
    result = clients("run", str(sample), "--json", str(answers))
    assert result.returncode == 0, result.stdout + result.stderr
    known = json.loads(sample.with_suffix(".expected.json").read_text("utf-8"))
    live = sum(each["status"] != "CANCELLED" for each in known["occurrences"])
    shown = {each["client"]: each["n"] for each in json.loads(answers.read_text("utf-8"))}
    assert shown == dict.fromkeys(EXPECTED_CLIENTS, live)


def test_a_reader_abroad_sees_the_same_instants(clients: Clients) -> None:
    sample = CLIENTS / "samples" / "01-dst-weekly.ics"
    result = clients("run", str(sample), "--tz", "America/New_York")
    assert result.returncode == 0, result.stdout + result.stderr


def test_a_wrong_expectation_is_noticed(clients: Clients, tmp_path: Path) -> None:
    """An hour off, as a feed in UTC would be after the clocks change."""
    sample = CLIENTS / "samples" / "01-dst-weekly.ics"
    known = json.loads(sample.with_suffix(".expected.json").read_text("utf-8"))
    first = known["occurrences"][0]
    first["start_utc"] = first["start_utc"].replace("T15:", "T16:")
    wrong = tmp_path / "wrong.json"
    wrong.write_text(json.dumps(known), "utf-8")
    result = clients("run", str(sample), "--expected", str(wrong), "--clients", "icaljs")
    assert result.returncode == 1
    assert "missing" in result.stdout


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda path: path.stem)
def test_the_linter_finds_no_error_in_a_right_feed(clients: Clients, sample: Path) -> None:
    result = clients("lint", str(sample))
    assert result.returncode == 0, result.stdout + result.stderr


def test_the_linter_finds_what_breaks_clients(clients: Clients, tmp_path: Path) -> None:
    source = (CLIENTS / "samples" / "01-dst-weekly.ics").read_bytes()
    broken = tmp_path / "broken.ics"
    broken.write_bytes(source.replace(b"\r\n", b"\n").replace(b"DTSTAMP", b"X-STAMP"))
    result = clients("lint", str(broken))
    assert result.returncode == 1
    assert "crlf" in result.stdout
    assert "DTSTAMP" in result.stdout

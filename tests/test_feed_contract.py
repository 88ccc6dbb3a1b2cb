"""The feed contract: every one of its 30 lines has a test that names it, here or elsewhere.

A line is a group of rules on how a subscribed calendar must look so that real clients show it
right. Tests of one line are called `test_line_7_…`, of several `test_lines_5_and_6_…`.
"""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path
from urllib.robotparser import RobotFileParser

import pytest

from domain.errors import InvalidInput
from tests.feed_cases import EVERYONE, built, plan, wall
from tests.feed_hard_cases import hard_cases
from tests.house_case import Case
from tests.public_case import Web, a_web
from tests.test_build import values

LINES = range(1, 31)


@pytest.fixture
def web(house_path: Path, monkeypatch: pytest.MonkeyPatch) -> Web:
    return a_web(house_path, monkeypatch)


def test_every_line_has_a_test_that_names_it() -> None:
    named: set[int] = set()
    for path in Path(__file__).parent.glob("test_*.py"):
        for said in re.findall(r"^def test_lines?_((?:\d+_|and_)+)", path.read_text("utf-8"), re.M):
            named |= {int(number) for number in re.findall(r"\d+", said)}
    assert named == set(LINES)


@pytest.mark.parametrize("start", ["02:00", "02:30", "02:59"])
def test_line_3_nothing_starts_in_the_hour_of_the_clock_change(case: Case, start: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        case.create(local_start=wall(f"2026-11-30T{start}"), duration=timedelta(minutes=30))
    assert [one.code for one in caught.value.problems] == ["night-hour"]


def test_line_3_no_length_is_told_in_days() -> None:
    assert not [line for line in values(built(hard_cases(), "alle"), "DURATION") if "D" in line]


def test_line_14_the_sequence_is_a_whole_number_in_every_event() -> None:
    raw = built(hard_cases((EVERYONE,)), "alle")
    numbers = values(raw, "SEQUENCE")
    assert len(numbers) == raw.count(b"BEGIN:VEVENT") and all(each.isdigit() for each in numbers)


def test_line_23_a_year_of_a_full_house_is_far_below_a_megabyte() -> None:
    many = [
        plan(number, f"Nr {number}", wall("2026-11-02T10:00"), 45, "FREQ=WEEKLY;BYDAY=MO")
        for number in range(1, 501)
    ]
    assert len(built(many, "alle")) < 500_000


@pytest.mark.parametrize("agent", ["Googlebot", "Google-Calendar-Importer", "*"])
def test_line_28_robots_may_fetch_every_calendar(web: Web, agent: str) -> None:
    rules = RobotFileParser()
    rules.parse(web.text("/robots.txt").splitlines())
    assert rules.can_fetch(agent, "/kalender/alle.ics")
    assert rules.can_fetch(agent, "/kalender/h/hemmelig.ics")


def test_line_30_apple_subscribes_by_webcal(web: Web) -> None:
    page = web.text("/abonner")
    assert 'href="webcal://huset.example/kalender/alle.ics"' in page and "webcals:" not in page

"""public.feeds_first: the short way to a calendar answers as the long way does."""

from __future__ import annotations

from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from calendars.serve import routes
from public.feeds_first import FeedsFirst
from public.headers import OWN_POLICY
from tests.house_case import Case, a_house
from web import build_app


@pytest.fixture
def case(house_path: Path, monkeypatch: pytest.MonkeyPatch) -> Case:
    monkeypatch.setenv("HOUSE_URL", "https://huset.example")
    made = a_house(house_path)
    made.create(title="Mindfulness")
    return made


@pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "OPTIONS"])
@pytest.mark.parametrize(
    "path",
    [
        "/kalender/alle.ics",
        "/kalender/alle.ics?nocache=1",
        "/kalender/findes-ikke.ics",
        "/kalender/h/findes-ikke.ics",
        "/kalender/h/.ics",
        "/kalender/.ics",
        "/kalender/a.ics.ics",
        "/kalender/a/b.ics",
        "/kalender/%2e%2e/alle.ics",
        "/kalender/æ%00.ics",
        "/kalender/alle.ICS",
        "/kalender/",
        "/kalender//alle.ics",
        "/x/kalender/alle.ics",
    ],
)
def test_both_ways_answer_alike(case: Case, path: str, method: str) -> None:
    feeds = routes(case.db)
    short = FeedsFirst(feeds, routes=feeds)
    answers = [
        TestClient(app).request(method, path) for app in (Starlette(routes=routes(case.db)), short)
    ]
    assert answers[0].status_code == answers[1].status_code
    assert (answers[0].content, answers[0].headers) == (answers[1].content, answers[1].headers)


@pytest.mark.parametrize("slug", ["alle", "findes-ikke", "h/findes-ikke"])
def test_a_calendar_carries_what_every_answer_carries(case: Case, slug: str) -> None:
    headers = TestClient(build_app(case.db)).get(f"/kalender/{slug}.ics").headers
    assert headers["content-security-policy"] == OWN_POLICY
    assert headers["x-frame-options"] == "SAMEORIGIN"
    assert headers["strict-transport-security"].startswith("max-age=")
    assert headers.get_list("referrer-policy") == ["no-referrer"]
    assert headers.get_list("x-content-type-options") == ["nosniff"]

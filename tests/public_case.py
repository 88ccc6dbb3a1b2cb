"""A house with its web application, asked as a browser would ask it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from httpx2 import Response
from starlette.testclient import TestClient

from actions import accounts
from db import writes_house
from domain.model import Role, RoleGrant
from tests.house_case import UDE, Case, a_house
from web import build_app

PLANNED = datetime(2026, 11, 2, 8, 0, tzinfo=UTC)
URL = "http://huset.example"
NOW_TEXT = "2026-11-18T09:30:00+01:00"
_TOKEN = re.compile(r'name="(csrf|token|version)" value="([^"]*)"')


@dataclass
class Web:
    """A house and one browser at it; `get` and `post` never follow redirects."""

    case: Case
    browser: TestClient
    seen: list[str] = field(default_factory=list)

    def get(self, path: str, **headers: str) -> Response:
        answer = self.browser.get(path, headers=headers or None)
        self.seen.append(answer.text)
        return answer

    def text(self, path: str, status: int = 200) -> str:
        """The page with its entities resolved and non-breaking blanks plain."""
        answer = self.get(path)
        assert answer.status_code == status, answer.text
        return unescape(answer.text).replace("\N{NO-BREAK SPACE}", " ")

    def post(self, path: str, data: Mapping[str, str], **headers: str) -> Response:
        return self.browser.post(path, data=dict(data), headers={"Origin": URL, **headers})

    def send(self, path: str, **typed: str) -> Response:
        """Load the form at `path`, fill it in, send it to the same address."""
        return self.post(path, {**hidden(self.get(path).text), **typed})

    def another_browser(self) -> Web:
        return Web(self.case, _browser(self.browser.app))

    def sign_in_as(self, *roles: Role, service: int | None = None, name: str = "") -> Web:
        """A browser of its own, signed in with these roles by a one-time link."""
        username = name or f"prøve-{'-'.join(roles)}"
        staff_id = accounts.create_staff(
            self.case.db,
            None,
            username=username,
            name=username,
            grants=[RoleGrant(role, service if role == "coordinator" else None) for role in roles],
        )
        token = accounts.make_link(self.case.db, None, staff_id, "sign-in")
        other = self.another_browser()
        assert other.send(f"/log-ind/{token}").status_code == 303
        return other


def plan(web: Web, title: str, start: str, minutes: int = 60, **fields: Any) -> int:
    """A published activity for everybody, outdoors, planned two weeks before the clock."""
    return web.case.create(
        title=title,
        local_start=datetime.fromisoformat(start),
        duration=timedelta(minutes=minutes),
        facilitator_ids=(),
        now=PLANNED,
        **{"room_id": UDE, **fields},
    )


def hidden(page: str) -> dict[str, str]:
    """The hidden fields of the page's form."""
    return {name: unescape(value) for name, value in _TOKEN.findall(page)}


def a_web(path: Path, monkeypatch: pytest.MonkeyPatch, *, url: str = URL, **env: str) -> Web:
    """The demo clock stands at Wednesday 18 November 2026, 9.30."""
    settings = {"HOUSE_DB": str(path), "HOUSE_URL": url, "HOUSE_NOW": NOW_TEXT, **env}
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    monkeypatch.delenv("HOUSE_TZ", raising=False)
    case = a_house(path)
    with case.db.write() as con:
        writes_house.set_setting(con, "demo", "1")
    return Web(case, _browser(build_app(case.db), url))


def _browser(app: Any, url: str = URL) -> TestClient:
    return TestClient(app, base_url=url, follow_redirects=False, raise_server_exceptions=False)

"""What is announced to go stands where it can still be corrected, for those who can."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from db.connection import HouseDb
from tests.conftest import PageFactory
from tests.staff_case import Desk
from tests.support import Server

LINE = "slettes fordelingen på tilbud"


@pytest.fixture(scope="module")
def announced(demo_server: Server) -> Iterator[Server]:
    """The demo house on 18 November 2026, with the third quarter of 2025 announced."""
    db = HouseDb(Path(demo_server.house))
    with db.write() as con:
        con.execute(
            "INSERT OR IGNORE INTO retention (quarter, announced_at)"
            " VALUES ('2025-Q3', '2026-11-02T06:00:00Z')"
        )
    yield demo_server
    with db.write() as con:
        con.execute("DELETE FROM retention WHERE quarter = '2025-Q3'")


@pytest.mark.parametrize(
    ("role", "path", "sees"),
    [
        ("koordinator", "", True),
        pytest.param("koordinator", "fremmoede", True, marks=pytest.mark.long),
        pytest.param("koordinator", "historik", True, marks=pytest.mark.long),
        pytest.param("administrator", "historik", True, marks=pytest.mark.long),
        ("leder", "", False),
    ],
)
def test_who_sees_that_counts_will_go(
    open_page: PageFactory, announced: Server, role: str, path: str, sees: bool
) -> None:
    desk = Desk(open_page(announced, role=role), announced)
    desk.open(path)
    line = desk.page.get_by_text(LINE)
    expect(line).to_have_count(1 if sees else 0)
    if sees:
        expect(line).to_contain_text("3. kvartal 2025")
        expect(line).to_contain_text("30. november 2026")


@pytest.mark.long
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("phone", [False, True], ids=["desktop", "phone"])
def test_the_line_fits(
    open_page: PageFactory,
    announced: Server,
    screenshot: Callable[[Page, str], Path],
    phone: bool,
    dark: bool,
) -> None:
    desk = Desk(open_page(announced, role="koordinator", phone=phone, dark=dark), announced)
    desk.open("fremmoede")
    expect(desk.page.get_by_text(LINE)).to_be_visible()
    wide = desk.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert wide
    screenshot(desk.page, f"retention-{phone}-{dark}")

"""The page Statistik in a real browser: who sees what, two tabs, filters in the address."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import Page, expect

from actions.closing import close_due
from db.connection import HouseDb
from tests.conftest import PageFactory
from tests.staff_case import Desk
from tests.support import NOW, Server

ACROSS = "statistik?vis=" + quote("Tal på tværs")
SERVICES = ("Socialpsykiatri", "Pitstop", "MentorIshøj")


@pytest.fixture(scope="module")
def closed(demo_server: Server) -> Server:
    """The demo house with its months closed; its own job may have been quicker."""
    from datetime import UTC, datetime

    now = datetime.fromisoformat(NOW).astimezone(UTC)
    close_due(HouseDb(Path(demo_server.house)), now=now)
    return demo_server


def at(open_page: PageFactory, house: Server, role: str, path: str, **how: bool) -> Desk:
    desk = Desk(open_page(house, role=role, **how), house)
    desk.open(path)
    return desk


def main(page: Page) -> str:
    return page.locator("[data-testid=stMain]").inner_text()


def test_a_manager_reads_driftstal_without_any_service(
    open_page: PageFactory, closed: Server
) -> None:
    page = at(open_page, closed, "leder", "statistik").page
    expect(page.get_by_role("tab")).to_have_text(["Driftstal", "Tal på tværs"])
    expect(page.locator("[data-testid=stVegaLiteChart]").first).to_be_visible()
    assert not any(name in main(page) for name in SERVICES)
    assert "Behandlingsgruppe" not in main(page)
    assert re.search(r"Registreringsgrad: \d+\s% \(\d+ af \d+ afholdte har et tal\)", main(page))


def test_a_coordinator_has_no_figures_across_services(
    open_page: PageFactory, closed: Server
) -> None:
    for path in ("statistik", ACROSS):
        page = at(open_page, closed, "koordinator", path).page
        expect(page.get_by_role("tab")).to_have_text(["Driftstal"])
        assert not any(name in main(page) for name in SERVICES)


@pytest.mark.parametrize("role", ["administrator", "vært"])
def test_others_read_no_figures(open_page: PageFactory, closed: Server, role: str) -> None:
    page = at(open_page, closed, role, ACROSS).page
    expect(page.get_by_role("tab")).to_have_count(0)
    expect(page.get_by_role("table")).to_have_count(0)


def test_figures_across_services_are_multiples_of_five(
    open_page: PageFactory, closed: Server
) -> None:
    page = at(open_page, closed, "leder", ACROSS).page
    expect(page.get_by_role("table").first).to_be_visible()
    expect(page.get_by_role("table")).to_have_count(2)
    for table in page.get_by_role("table").all():
        for row in table.locator("tbody tr").all():
            for cell in row.locator("td").all_inner_texts()[1:]:
                text = cell.strip()
                assert (
                    text in ("", "–", "0–4", "for få")
                    or text.endswith("%")
                    or (int(text.replace(".", "")) % 5 == 0)
                ), text


def test_the_open_month_tells_its_coverage_only(open_page: PageFactory, closed: Server) -> None:
    page = at(open_page, closed, "leder", ACROSS).page
    notice = page.get_by_role("status").filter(has_text="November 2026 lukkes 10. december 2026")
    expect(notice).to_contain_text("Registreringsgrad")
    assert "november 2026" not in page.get_by_role("table").first.inner_text()


def test_filters_stand_in_the_address(open_page: PageFactory, closed: Server) -> None:
    address = f"{ACROSS}&fordelt={quote('Type')}&kvartal={quote('3. kvartal 2026')}"
    page = at(open_page, closed, "leder", address).page
    expect(page.get_by_role("table").last).to_contain_text("NADA")
    page = at(open_page, closed, "leder", "statistik?periode=" + quote("Seneste 13 uger")).page
    expect(page.locator("[data-testid=stMain]")).to_contain_text("Uge 34 til 46")


@pytest.mark.parametrize(
    ("query", "words"),
    [
        pytest.param("fra=2026-11-20&til=2026-11-02", "Den sidste dag", id="last before first"),
        pytest.param("fra=2001-01-01&til=2026-11-02", "højst tre år", id="too long"),
        pytest.param("fra=i+går&til=%3Cscript%3E", "Uge 47", id="no days at all"),
        pytest.param("fra=2028-10-01&til=2028-10-02", "ikke planlagt noget", id="far away"),
    ],
)
def test_days_that_cannot_be_are_told(
    open_page: PageFactory, closed: Server, query: str, words: str
) -> None:
    path = f"statistik?periode={quote('Egne datoer')}&{query}"
    page = at(open_page, closed, "leder", path).page
    expect(page.locator("[data-testid=stMain]")).to_contain_text(words)
    expect(page.locator("[data-testid=stException]")).to_have_count(0)


def test_every_chart_is_described(open_page: PageFactory, closed: Server) -> None:
    for path in ("statistik", ACROSS):
        page = at(open_page, closed, "leder", path).page
        expect(page.locator("[data-testid=stVegaLiteChart] svg").first).to_be_visible()
        for chart in page.locator("[data-testid=stVegaLiteChart]").all():
            assert len(chart.get_attribute("aria-label") or "") > 20


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("phone", [False, True], ids=["desktop", "phone"])
@pytest.mark.parametrize(("name", "path"), [("driftstal", "statistik"), ("tvaers", ACROSS)])
def test_it_fits_the_screen(
    open_page: PageFactory,
    closed: Server,
    screenshot: Callable[[Page, str], Path],
    name: str,
    path: str,
    phone: bool,
    dark: bool,
) -> None:
    page = at(open_page, closed, "leder", path, phone=phone, dark=dark).page
    expect(page.locator("[data-testid=stVegaLiteChart] svg").first).to_be_visible()
    page.wait_for_timeout(500)
    over = page.evaluate(
        "() => [...document.querySelectorAll('[data-testid=stVegaLiteChart]')].filter("
        "each => each.getBoundingClientRect().right > innerWidth + 1).length"
    )
    assert over == 0
    screenshot(
        page, f"statistik-{name}-{'phone' if phone else 'desktop'}-{'dark' if dark else 'light'}"
    )

"""The page Statistik in a real browser: who sees what, two tabs, filters in the address."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

import httpx
import pytest
from openpyxl import load_workbook
from PIL import Image
from playwright.sync_api import Page, expect

from actions.closing import close_due
from db.connection import HouseDb
from tests.conftest import PageFactory
from tests.staff_case import Desk
from tests.support import NOW, Server

LONG = pytest.mark.long
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


def unfolded(desk: Desk) -> dict[str, list[list[str]]]:
    """The tables behind the charts, by the figure they belong to, as cells."""
    folds = desk.page.locator("summary", has_text="Tabellen, og hent den")
    for number in range(folds.count()):
        folds.nth(number).click()
    desk.drawn()
    found: dict[str, list[list[str]]] = {}
    for number, table in enumerate(desk.page.get_by_role("table").all()):
        expect(table).to_be_visible()
        rows = table.locator("tr").all()
        found[str(number)] = [
            [text.strip() for text in row.locator("th, td").all_inner_texts()] for row in rows
        ]
    return found


@pytest.mark.parametrize("role", ["leder", pytest.param("koordinator", marks=LONG)])
def test_how_was_last_week(open_page: PageFactory, closed: Server, role: str) -> None:
    """The first screen says it, without a click: the week, and what it came to."""
    page = at(open_page, closed, role, "statistik").page
    expect(page.get_by_text("Uge 46 2026: man. 9. nov. – søn. 15. nov.")).to_be_in_viewport()
    answer = page.get_by_text(re.compile(r"^\d+ besøg på \d+ gange\."))
    expect(answer).to_be_in_viewport()
    expect(page.get_by_text("Registreringsgrad").first).to_be_in_viewport()


def test_the_guest_share_of_the_last_quarter_and_its_workbook(
    open_page: PageFactory, closed: Server, tmp_path: Path
) -> None:
    """A manager reads the guests, takes the XLSX home and opens it."""
    desk = at(open_page, closed, "leder", ACROSS)
    desk.sees("Gæster: hvem besøger hvis aktiviteter?")
    chart = desk.page.locator("[data-testid=stVegaLiteChart][aria-label*='Gæster']").first
    expect(chart).to_have_attribute("aria-label", re.compile(r"Socialpsykiatri \d+\s%"))
    box = (
        desk.page.locator("[data-testid=stExpander]")
        .filter(has_text="Andel")
        .or_(desk.page.locator("[data-testid=stExpander]", has_text="Gæster"))
    )
    unfolded(desk)
    with desk.page.expect_download() as download:
        box.get_by_role("button", name="Excel (XLSX)").first.click()
    path = tmp_path / download.value.suggested_filename
    download.value.save_as(path)
    assert path.name.startswith("paa-tvaers-gaester") and path.suffix == ".xlsx"
    table, about = load_workbook(path).worksheets
    rows = {row[0]: row[1] for row in table.iter_rows(min_row=2, values_only=True)}
    assert isinstance(rows["Socialpsykiatri"], float) and 0 <= rows["Socialpsykiatri"] <= 1
    assert "20 besøg" in str([row for row in about.iter_rows(values_only=True)])
    again = desk.page.request.get(download.value.url)
    assert again.status == 200 and again.headers["cache-control"] == "no-store"
    assert httpx.get(download.value.url).status_code == 404, "not to others"


@pytest.mark.long
def test_the_three_files_of_a_figure_say_the_same(
    open_page: PageFactory, closed: Server, tmp_path: Path
) -> None:
    desk = at(open_page, closed, "koordinator", "statistik")
    tables = unfolded(desk)
    files: dict[str, Path] = {}
    for label, kind in (("Tekst (CSV)", "csv"), ("Excel (XLSX)", "xlsx"), ("Billede (PNG)", "png")):
        with desk.page.expect_download() as download:
            desk.page.get_by_role("button", name=label).first.click()
        files[kind] = tmp_path / download.value.suggested_filename
        download.value.save_as(files[kind])
    assert files["csv"].name == "driftstal-besoeg-efter-type-uge-46-2026-man-9-nov-soen-15-nov.csv"
    with files["csv"].open(encoding="utf-8-sig", newline="") as handle:
        cells = list(csv.reader(handle, delimiter=";"))
    assert [row[:2] for row in cells] == [row[:2] for row in tables["0"]]
    sheet = load_workbook(files["xlsx"]).worksheets[0]
    assert [[str(one.value) for one in row[:2]] for row in sheet.iter_rows()] == [
        row[:2] for row in cells
    ]
    with Image.open(files["png"]) as picture:
        assert picture.format == "PNG" and picture.width > 1000


def test_a_manager_reads_driftstal_without_any_service(
    open_page: PageFactory, closed: Server
) -> None:
    page = at(open_page, closed, "leder", "statistik").page
    expect(page.get_by_role("tab")).to_have_text(["Driftstal", "Tal på tværs"])
    expect(page.locator("[data-testid=stVegaLiteChart]").first).to_be_visible()
    assert not any(name in main(page) for name in SERVICES)
    assert "Behandlingsgruppe" not in main(page)
    assert re.search(r"Registreringsgrad: \d+\s% \(\d+ af \d+ afholdte har et tal\)", main(page))


@pytest.mark.long
def test_a_coordinator_has_no_figures_across_services(
    open_page: PageFactory, closed: Server
) -> None:
    for path in ("statistik", ACROSS):
        page = at(open_page, closed, "koordinator", path).page
        expect(page.get_by_role("tab")).to_have_text(["Driftstal"])
        assert not any(name in main(page) for name in SERVICES)


@pytest.mark.parametrize("role", [pytest.param("administrator", marks=pytest.mark.long), "vært"])
@pytest.mark.parametrize(
    "path",
    [
        pytest.param("statistik", marks=pytest.mark.long, id="driftstal"),
        pytest.param(ACROSS, id="across"),
    ],
)
def test_others_read_no_figures(
    open_page: PageFactory, closed: Server, role: str, path: str
) -> None:
    page = at(open_page, closed, role, path).page
    expect(page.get_by_role("tab")).to_have_count(0)
    expect(page.get_by_role("table")).to_have_count(0)
    expect(page.locator("[data-testid=stVegaLiteChart]")).to_have_count(0)
    assert "besøg" not in main(page).lower() or role == "vært"


@pytest.mark.parametrize(
    "subject",
    [pytest.param(one, marks=LONG) for one in ("Menneske", "Faglighed og kvalitet", "Økonomi")],
    ids=["people", "quality", "economy"],
)
def test_figures_across_services_are_multiples_of_five(
    open_page: PageFactory, closed: Server, subject: str
) -> None:
    desk = at(open_page, closed, "leder", f"{ACROSS}&sammen={quote(subject)}")
    tables = unfolded(desk)
    assert tables
    for cell in (cell for rows in tables.values() for row in rows[1:] for cell in row[1:]):
        number = cell.replace(".", "")
        assert (
            cell in ("", "–", "0–4", "for få")
            or cell.endswith("%")
            or (number.isdecimal() and int(number) % 5 == 0)
        ), cell


@pytest.mark.long
def test_the_open_month_tells_its_coverage_only(open_page: PageFactory, closed: Server) -> None:
    page = at(open_page, closed, "leder", ACROSS).page
    notice = page.get_by_role("status").filter(has_text="November 2026 lukkes 10. december 2026")
    expect(notice).to_contain_text("Registreringsgrad")
    tables = unfolded(Desk(page, closed))
    assert "november 2026" not in str(tables) and "oktober 2026" in str(tables)


@pytest.mark.long
def test_filters_in_the_address_give_the_same_view_elsewhere(
    open_page: PageFactory, closed: Server
) -> None:
    """What a coordinator has chosen is sent on as a link and opens in another's session."""
    desk = at(open_page, closed, "koordinator", "statistik")
    desk.choose("Måned")
    desk.unfold("Vis kun noget af det")
    desk.pick("Type", "NADA")
    desk.pick("Tidspunkt", "Aften (fra kl. 16)")
    desk.choose("Økonomi")
    address = desk.page.url.partition("/personale/")[2]
    for part in ("periode=", "type=NADA", "tid=", "emne="):
        assert part in address
    before = main(desk.page)
    other = at(open_page, closed, "leder", address)
    expect(other.page.locator("[data-testid=stMain]")).to_contain_text("NADA, Aften (fra kl. 16)")
    headline = re.compile(r"[\d.]+ besøg på [\d.]+ gange?\.")
    assert headline.search(main(other.page))[0] == headline.search(before)[0]  # type: ignore[index]
    assert unfolded(other) == unfolded(desk)


@pytest.mark.long
def test_a_closed_quarter_is_chosen_in_the_address(open_page: PageFactory, closed: Server) -> None:
    address = f"{ACROSS}&sammen={quote('Faglighed og kvalitet')}&kvartal={quote('3. kvartal 2026')}"
    tables = unfolded(at(open_page, closed, "leder", address))
    assert "NADA" in str(tables)


@pytest.mark.long
@pytest.mark.parametrize(
    ("query", "words"),
    [
        pytest.param("fra=2026-11-20&til=2026-11-02", "Den sidste dag", id="last before first"),
        pytest.param("fra=2011-01-01&til=2026-11-02", "højst ti år", id="too long"),
        pytest.param("fra=i+går&til=%3Cscript%3E", "16. november 2026", id="no days at all"),
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


@pytest.mark.parametrize(
    "path", [pytest.param("statistik", marks=LONG), ACROSS], ids=["driftstal", "across"]
)
def test_a_screen_reader_is_told_every_chart(
    open_page: PageFactory, closed: Server, path: str
) -> None:
    """In the accessibility tree each chart is a graphic named by its figures."""
    desk = at(open_page, closed, "leder", path)
    charts = desk.page.locator("[data-testid=stVegaLiteChart]")
    expect(charts.locator("svg").first).to_be_visible()
    tree = desk.page.locator("[data-testid=stMain]").aria_snapshot()
    named = re.findall(r"(?:img|graphics-document|document|figure)[^\n]*", tree)
    told = [line for line in named if re.search(r"\d", line) and len(line) > 40]
    assert len(told) >= charts.count() > 3


@pytest.mark.long
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

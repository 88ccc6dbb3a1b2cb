"""A manager makes the report of the last quarter in a real browser, and takes both files."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from docx import Document as open_docx
from playwright.sync_api import expect
from pypdf import PdfReader

from tests.conftest import PageFactory
from tests.staff_case import Desk
from tests.support import Server

FOLD = "Rapport til udvalget: PDF og Word"
COMMENT = "Huset har haft *mange* besøg #i år."


def at_the_report(open_page: PageFactory, house: Server, **how: Any) -> Desk:
    desk = Desk(open_page(house, role="leder", **how), house)
    desk.open("statistik")
    desk.unfold(FOLD)
    return desk


def taken(desk: Desk, button: str) -> tuple[str, bytes]:
    with desk.page.expect_download() as found:
        desk.page.get_by_role("button", name=button).click()
    path = found.value.path()
    return found.value.suggested_filename, Path(path).read_bytes()


@pytest.mark.long
@pytest.mark.timeout(400)
def test_a_manager_takes_the_report_of_the_last_quarter(
    open_page: PageFactory, demo_server: Server
) -> None:
    desk = at_the_report(open_page, demo_server)
    desk.page.get_by_role("textbox", name="Lederens bemærkninger").fill(COMMENT)
    button = desk.page.get_by_role("button", name="Lav rapporten")
    button.dblclick()
    expect(desk.page.get_by_text("Rapporten bliver lavet")).to_be_visible()
    ready = desk.page.get_by_text("Rapporten er klar")
    expect(ready).to_be_visible(timeout=300_000)
    name, pdf = taken(desk, "Hent PDF")
    assert name == "rapport-2026-Q3.pdf"
    text = "\n".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages)
    assert COMMENT in text and "3. kvartal 2026" in text
    name, docx = taken(desk, "Hent Word")
    assert name == "rapport-2026-Q3.docx"
    assert COMMENT in "\n".join(one.text for one in open_docx(BytesIO(docx)).paragraphs)
    # what was written is a draft that waits for the next time
    again = at_the_report(open_page, demo_server)
    expect(again.page.get_by_role("textbox", name="Lederens bemærkninger")).to_have_value(COMMENT)


@pytest.mark.long
def test_a_number_that_looks_like_cpr_is_refused_beside_its_field(
    open_page: PageFactory, demo_server: Server
) -> None:
    desk = at_the_report(open_page, demo_server)
    desk.choose("År")
    box = desk.page.get_by_role("textbox", name="Bemærkninger til økonomi")
    box.fill("Ring til 010190-1234.")
    desk.click("Gem bemærkningerne")
    desk.sees("Det ligner et CPR-nummer")
    expect(box).to_have_value("Ring til 010190-1234.")


@pytest.mark.long
@pytest.mark.parametrize("role", ["koordinator", "administrator"])
def test_others_do_not_see_it(open_page: PageFactory, demo_server: Server, role: str) -> None:
    desk = Desk(open_page(demo_server, role=role), demo_server)
    desk.open("statistik")
    expect(desk.page.get_by_text(FOLD)).to_have_count(0)

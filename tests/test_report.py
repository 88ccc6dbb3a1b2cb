"""The report: every figure in it may stand there, both files can be read by everybody."""

from __future__ import annotations

import ast
import inspect
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest

import report
from db.figures import Release, released
from domain.errors import InvalidField, Refused
from domain.reporting import SECTIONS, Whole, parse_span
from report.blocks import Comments, Heading, Notice, Picture, Table
from report.figures import collect, draft, oldest
from tests.house_case import ZONE
from tests.report_case import (
    COMMENT,
    HOSTILE,
    MANAGER,
    NOW,
    Report,
    closed_house,
    numbers,
    squeezed,
    told,
)
from tests.sources import ROOT

BY_SERVICE = (
    "Besøg efter tilbud",
    "Hvem besøger hvis aktiviteter",
    "Besøg efter, hvem aktiviteten var tilbudt til",
    "Besøg efter type",
    "Besøg om dagen og om aftenen",
)
WHOLE_HOUSE = (
    "Besøg i hele huset, måned for måned",
    "Hvad der blev af det planlagte",
    "Lokaler, pladser og frivillige, måned for måned",
)


READ = {
    "db.connection", "db.driftstal_kept", "db.driftstal_whole", "db.figures", "db.house",
    "db.report_comments",
}  # fmt: skip
"""Of the database: that there is a plan, the whole house, what was released, names, comments."""

# -- which figures stand in it -----------------------------------------------------------------


def tables(one: Report) -> dict[str, Table]:
    return {
        block.caption.removeprefix("Tabel: "): block
        for block in one.document.blocks
        if isinstance(block, Table)
    }


def sums(cells: list[tuple[int, ...]]) -> set[int]:
    """Every cell, row, column and grand total."""
    found = {cell for row in cells for cell in row} | {sum(row) for row in cells}
    return found | {sum(column) for column in zip(*cells, strict=True)} | {sum(map(sum, cells))}


def of_release(found: Release) -> set[int]:
    return sums([row.cells for row in found.rows])


def out(one: Report) -> list[Release]:
    with one.case.db.read() as con:
        return [found for found in released(con) if found.status == "released"]


@pytest.mark.long
def test_the_house_has_released_every_table(quarter: Report) -> None:
    assert {found.name for found in out(quarter)} == {
        "month", "organiser", "group", "category", "daypart",
    }  # fmt: skip


def test_every_figure_by_service_stands_in_a_released_table(quarter: Report) -> None:
    allowed = set().union(*(of_release(found) for found in out(quarter))) | {0, 4}
    for caption in BY_SERVICE:
        table = tables(quarter)[caption]
        for row in table.rows:
            for head, cell in zip(table.head[1:], row[1:], strict=True):
                if head == "Gæsteandel":
                    continue
                assert cell in ("–", "0–4") or numbers(cell) <= allowed, (caption, head, cell)
                assert all(value % 5 == 0 for value in numbers(cell) - {4})


def test_guest_shares_are_made_of_released_figures(quarter: Report) -> None:
    [found] = [found for found in out(quarter) if found.name == "organiser"]
    table = tables(quarter)["Hvem besøger hvis aktiviteter"]
    shares = {row[0]: row[-1] for row in table.rows}
    told_shares = 0
    for row in found.rows:
        keys = [key for key, _label in found.columns]
        if row.key not in keys:
            continue
        known = sum(row.cells) - row.cells[keys.index("unknown")]
        share = (known - row.cells[keys.index(row.key)]) / known
        assert numbers(next(v for k, v in shares.items() if k == row.label)) == {round(share * 100)}
        told_shares += 1
    assert told_shares


def test_of_driftstal_there_are_only_sums_of_months(quarter: Report) -> None:
    """By the rows' names: months, the whole, and the year before. No type, room, day or hour."""
    for caption in WHOLE_HOUSE:
        rows = [row[0] for row in tables(quarter)[caption].rows]
        assert rows == ["Juli 2026", "August 2026", "September 2026", "I alt", "3. kvartal 2025"]
    visits = [row[1] for row in tables(quarter)[WHOLE_HOUSE[0]].rows]
    with quarter.case.db.read() as con:
        counted = [
            con.execute(
                "SELECT sum(t.total) FROM attendance t JOIN occurrence o ON o.id = t.occurrence_id"
                " WHERE o.starts_at LIKE :month || '%'",
                {"month": month},
            ).fetchone()[0]
            for month in ("2026-07", "2026-08", "2026-09")
        ]
    assert [int(cell.replace(".", "")) for cell in visits[:4]] == [*counted, sum(counted)]


def test_the_report_asks_driftstal_for_whole_months_only() -> None:
    """Nothing but sums of the whole house: no daily sums, no room, no type, no activity."""
    asked = []
    for path in (ROOT / "report").glob("*.py"):
        tree = ast.parse(path.read_text("utf-8"))
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("db."):
                assert node.module in READ, path.name
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "whole_house":
                asked.append([ast.unparse(one) for one in node.args])
    assert asked == [["con", "month.days", "zone", "now", "today"]]
    assert {one.name for one in fields(Whole)} == {
        "sums", "days_opened", "evenings_opened", "course_dates", "course_held",
        "good", "middling", "bad",
    }  # fmt: skip


def test_the_files_hold_no_other_number_than_the_document(quarter: Report) -> None:
    document = quarter.document
    allowed = numbers(repr([block for block in document.blocks if not isinstance(block, Picture)]))
    pictures = [block for block in document.blocks if isinstance(block, Picture)]
    allowed |= numbers(" ".join(f"{one.alt} {one.caption}" for one in pictures))
    allowed |= numbers(f"{document.house} {document.period} {document.days} {document.made}")
    pages = set(range(1, len(quarter.pdf.pages) + 1))
    months = {25, 26}  # "jul. 25" below a column
    for text in (quarter.pdf_text, quarter.docx_text):
        assert numbers(text) - allowed - pages - months == set()


def test_charts_say_what_tables_say(quarter: Report) -> None:
    """What is drawn is described, figure by figure."""
    for one in quarter.document.blocks:
        if isinstance(one, Picture):
            for chart in one.charts:
                for rows in chart.to_dict()["datasets"].values():
                    assert numbers(" ".join(row["shown"] for row in rows)) <= numbers(one.alt)


# -- whose it is -------------------------------------------------------------------------------


@pytest.mark.parametrize("role", ["coordinator", "host", "admin"])
def test_only_managers_may_fetch_it(quarter: Report, role: Any) -> None:
    db, span, other = quarter.case.db, parse_span("2026-Q3"), quarter.case.actor(role)
    for fetch in (
        lambda: collect(db, other, span, now=NOW, zone=ZONE),
        lambda: report.make(db, other, span, now=NOW, zone=ZONE),
        lambda: draft(db, other, span),
        lambda: oldest(db, other, ZONE),
    ):
        with pytest.raises(Refused):
            fetch()


# -- its order and its words -------------------------------------------------------------------


def test_sections_stand_in_the_order_of_the_municipality(quarter: Report) -> None:
    found = [one.text for one in quarter.document.blocks
             if isinstance(one, Heading) and one.level == 1]  # fmt: skip
    assert found == [
        "Kort fortalt", "Menneske", "Faglighed og kvalitet", "Økonomi", "Sådan er tallene lavet",
    ]  # fmt: skip
    texts = [one.text for one in quarter.docx.paragraphs if one.style.name == "Heading 1"]
    assert texts == found


def test_each_section_tells_offered_and_visited_apart(quarter: Report) -> None:
    for text in (quarter.pdf_text, quarter.docx_text):
        assert text.count("Tilbudt til målgrupper") == 3
        assert text.count("Besøgt efter tilbud") >= 3


def test_what_is_not_commented_has_room(quarter: Report) -> None:
    found = [one for one in quarter.document.blocks if isinstance(one, Comments)]
    assert len(found) == len(SECTIONS)
    assert [bool(one.text) for one in found] == [False, True, False, False]


@pytest.mark.parametrize("kind", HOSTILE, ids=HOSTILE.keys())
def test_names_come_out_as_text(quarter: Report, kind: str) -> None:
    wanted = squeezed(HOSTILE[kind])
    assert wanted in squeezed(quarter.docx_text)
    assert wanted.lower() in squeezed(quarter.pdf_text).lower()


def test_a_comment_comes_out_as_text(quarter: Report) -> None:
    for text in (quarter.pdf_text, quarter.docx_text):
        for line in COMMENT.split("\n"):
            assert squeezed(line) in squeezed(text)


# -- periods that have little or nothing -------------------------------------------------------


@pytest.mark.parametrize(
    ("period", "words"),
    [
        pytest.param("2019", "Huset har ingen tal fra den tid", id="before the house opened"),
        pytest.param("2031-Q1", "Perioden er ikke begyndt", id="still to come"),
        pytest.param("2026-10", "Oktober 2026 er ikke lukket endnu", id="an open month"),
        pytest.param("2026-09", "De står i rapporten for 3. kvartal 2026", id="a month"),
        pytest.param(
            "2026", "3. kvartal 2026", id="a year with one quarter", marks=pytest.mark.long
        ),
    ],
)
def test_little_is_told_plainly(quarter: Report, period: str, words: str) -> None:
    one = told(quarter.case, period)
    assert words in " ".join(one.docx_text.split())
    assert squeezed(words) in squeezed(one.pdf_text)


def test_withheld_tables_say_why(tmp_path: Path) -> None:
    one = told(closed_house(tmp_path / "house.db", size=0.2), "2026-Q3")
    notices = [block.text for block in one.document.blocks if isinstance(block, Notice)]
    assert any("Tallene holdes tilbage" in text for text in notices)
    assert not set(BY_SERVICE[1:]) & set(tables(one))


@pytest.mark.parametrize("text", ["", "i år", "2026-13", "2026-Q5", "0999", "9999", "٢٠٢٦"])
def test_a_period_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(InvalidField):
        parse_span(text)


def test_progress_goes_up_to_the_end(quarter: Report) -> None:
    seen: list[float] = []
    report.make(
        quarter.case.db, MANAGER, parse_span("2026-10"), now=NOW, zone=ZONE, tell=seen.append
    )
    assert seen == sorted(seen) and seen[-1] == 1.0 and len(seen) > 4


def test_the_maker_writes_no_file() -> None:
    source = inspect.getsource(report)
    assert "open(" not in source and "write_bytes" not in source

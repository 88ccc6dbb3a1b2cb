"""Figures by service leave the house by one path: closing, protection, stored releases."""

from __future__ import annotations

import re

from tests.house_case import Case
from tests.sources import own_files, relative

MAY_TOUCH = {
    "db/migrations/first.py": "makes the table",
    "db/attendance.py": "one date, for its coordinator; each reading is logged",
    "db/writes_attendance.py": "saves the division of one date",
    "db/writes_figures.py": "the closing query",
}
"""The only files that name the table of counts by service. Another one needs a reason here."""


def naming(*words: str) -> set[str]:
    return {
        relative(path)
        for path in own_files(".py", ".html", ".js", ".sql")
        if not relative(path).startswith("tests/")
        and any(word in path.read_text("utf-8") for word in words)
    }


def test_only_these_files_touch_counts_by_service() -> None:
    assert naming("attendance_service") == MAY_TOUCH.keys()


def test_only_closing_reads_them_in_bulk() -> None:
    assert naming("true_counts", "TrueCount") == {"db/writes_figures.py", "actions/closing.py"}


def test_only_the_form_of_one_date_reads_them_one_by_one() -> None:
    for file in naming("read_division", "read_attendance"):
        assert file.startswith(("actions/attendance", "pages/_fremmoede")), file


def test_charts_and_statistics_take_them_from_releases_only() -> None:
    for path in own_files(".py"):
        name = relative(path)
        if name == "charts.py" or (name.startswith("pages/") and "statistik" in name):
            text = path.read_text("utf-8")
            assert not re.search(r"db\.attendance|actions.attendance|by_service|\.visits\[", text)


def test_no_view_or_trigger_reads_them_in_the_database(case: Case) -> None:
    objects = case.rows(
        "SELECT name FROM sqlite_master WHERE type IN ('view', 'trigger')"
        " AND sql LIKE '%attendance_service%'"
    )
    assert objects == []

"""A manager's comments: kept per period and section, refused with a reason, never overwritten."""

from __future__ import annotations

from typing import Any

import pytest

from actions.report_comments import save_comments
from db.report_comments import comments
from domain.errors import InvalidField, InvalidInput, Refused, Stale
from domain.reporting import MAX_COMMENT, SECTIONS
from tests.house_case import Case
from tests.report_case import MANAGER, NOW


def kept(case: Case, period: str = "2026-Q3") -> dict[str, tuple[str, int]]:
    with case.db.read() as con:
        return {key: (one.text, one.version) for key, one in comments(con, period).items()}


def save(case: Case, texts: dict[str, str], seen: dict[str, int] | None = None) -> None:
    save_comments(case.db, MANAGER, "2026-Q3", texts, seen or {}, now=NOW)


def test_they_are_kept_by_period_and_section(case: Case) -> None:
    save(case, {"whole": " Et godt kvartal.\r\nMere næste gang. ", "people": ""})
    assert kept(case) == {"whole": ("Et godt kvartal.\nMere næste gang.", 1)}
    assert kept(case, "2026-Q2") == {}


def test_saving_twice_changes_nothing(case: Case) -> None:
    for _ in range(2):
        save(case, {"whole": "Et godt kvartal."})
    assert kept(case) == {"whole": ("Et godt kvartal.", 1)}
    assert len(case.rows("SELECT id FROM change WHERE action = 'report.comment'")) == 1


def test_a_comment_can_be_taken_away_again(case: Case) -> None:
    save(case, {"whole": "Et godt kvartal."})
    save(case, {"whole": ""}, {"whole": 1})
    assert kept(case) == {"whole": ("", 2)}


def test_of_two_who_write_neither_is_overwritten(case: Case) -> None:
    save(case, {"whole": "Den ene."})
    with pytest.raises(Stale):
        save(case, {"whole": "Den anden.", "people": "Også."}, {})
    assert kept(case) == {"whole": ("Den ene.", 1)}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        pytest.param("x" * (MAX_COMMENT + 1), "too-long", id="too long"),
        pytest.param("Ring til 010190-1234.", "cpr", id="a CPR number"),
        pytest.param("Ring til 0101901234.", "cpr", id="a CPR number without hyphen"),
    ],
)
def test_what_may_not_be_written_is_told_at_its_section(case: Case, text: str, code: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        save(case, {"whole": "Fint.", "economy": text})
    assert [(one.field, one.code) for one in caught.value.problems] == [("economy", code)]
    assert kept(case) == {}


@pytest.mark.parametrize("role", ["coordinator", "host", "admin"])
def test_only_managers_write(case: Case, role: Any) -> None:
    with pytest.raises(Refused):
        save_comments(case.db, case.actor(role), "2026-Q3", {"whole": "x"}, {}, now=NOW)


def test_a_section_or_period_that_is_none_is_refused(case: Case) -> None:
    with pytest.raises(InvalidInput):
        save(case, {"andet": "x"})
    with pytest.raises(InvalidField):
        save_comments(case.db, MANAGER, "2026-W03", {"whole": "x"}, {}, now=NOW)


def test_the_change_log_says_that_but_not_what(case: Case) -> None:
    save(case, dict.fromkeys(SECTIONS, "I alt kom der 412."))
    [(summary, before, after)] = case.rows(
        "SELECT summary, before, after FROM change WHERE action = 'report.comment'"
    )
    assert summary == "2026-Q3"
    assert "412" not in before + after

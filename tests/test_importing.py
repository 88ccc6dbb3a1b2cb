"""Importing: all or nothing, known again, undone as one."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from actions import importing, undo
from actions.import_judging import Wish
from domain.errors import AlreadyDone, Conflicts, InvalidInput, Refused, UnreadableTable
from domain.importing import Choices
from tests.house_case import ALLE, GRUPPE, HUS, NADA, NOW, SAL, SP, STILLE, UNGE, Case
from tests.import_case import (
    HEADS,
    HOW,
    WORD,
    look,
    newest,
    plan,
    rows,
    run,
    wish,
)

# -- a table -----------------------------------------------------------------------------------


def test_a_table_from_word_becomes_drafts_with_names_guessed(case: Case) -> None:
    done = run(case, rows(WORD))
    assert (done.created, done.updated, done.left) == (3, 0, 0)
    assert [(row[0], row[1], row[2], row[4]) for row in plan(case)] == [
        ("NADA", "draft", "2026-11-23T09:00:00Z", STILLE),
        ("Åben café", "draft", "2026-11-23T12:00:00Z", SAL),
        ("NADA igen", "draft", "2026-11-24T08:00:00Z", STILLE),
    ]
    cafe = case.activity(2).fields
    assert (cafe.category_id, cafe.group_ids, cafe.service_ids) == (GRUPPE, (ALLE, UNGE), (HUS,))
    assert cafe.duration == timedelta(minutes=90)


def test_it_is_one_change_and_one_undo_takes_it_all_back(case: Case) -> None:
    before = plan(case)
    changes = case.rows("SELECT count(*) FROM change")[0][0]
    run(case, rows(WORD))
    assert case.rows("SELECT count(*) FROM change")[0][0] == changes + 1
    undo.undo(case.db, case.boss, newest(case), now=NOW)
    assert plan(case) == before
    undo.undo(case.db, case.boss, newest(case), now=NOW)  # and the undo is undone
    assert len(plan(case)) == 3


@pytest.mark.parametrize(
    "bad",
    [
        "Onsdag\tkl. 25\tX\tNADA\tSal\talle",
        "Onsdag\t10-11\t\tNADA\tSal\talle",
        "Onsdag\t10-11\t0101701234\tNADA\tSal\talle",
        "31/2\t10-11\tX\tNADA\tSal\talle",
    ],
    ids=["time", "title", "cpr", "date"],
)
def test_one_bad_line_and_nothing_comes_in(case: Case, bad: str) -> None:
    found = rows(f"{WORD}{bad}\n")
    assert [one.status for one in look(case, found).items] == ["new", "new", "new", "bad"]
    with pytest.raises(InvalidInput) as refused:
        run(case, found)
    assert refused.value.problems[0].data == {"lines": "5"}
    assert plan(case) == []
    assert run(case, found, left_out=frozenset({3})).created == 3


def test_a_taken_room_stops_all_of_it_and_the_preview_says_by_what(case: Case) -> None:
    case.create()
    found = rows(WORD)
    (conflict,) = look(case, found).conflicts
    assert (conflict.kind, conflict.other_title) == ("room", "NADA")
    with pytest.raises(Conflicts):
        run(case, found)
    assert len(plan(case)) == 1


def test_lines_that_collide_with_each_other_are_told_and_stopped(case: Case) -> None:
    found = rows(f"{HEADS}\nMandag\t10-11\tA\tNADA\tSal\talle\nMandag\t10-12\tB\tNADA\tSal\talle\n")
    assert [one.kind for one in look(case, found).together] == ["room"]
    with pytest.raises(Conflicts):
        run(case, found)
    assert plan(case) == []


def test_a_soft_conflict_asks_for_a_reason_that_is_kept(case: Case) -> None:
    text = "Dato\tFra\tTil\tAktivitet\tType\tLokale\tFor hvem\tPladser\n"
    found = rows(f"{text}30-11-2026\t10\t11\tStort\tNADA\tStillerum\talle\t50\n")
    with pytest.raises(Conflicts):
        run(case, found)
    run(case, found, reason="Vi åbner døren")
    assert "Vi åbner døren" in str(case.rows("SELECT after FROM change ORDER BY id DESC LIMIT 1"))


def test_every_line_every_week_until_a_day(case: Case) -> None:
    how = replace(HOW, weekly=True, weekly_until=date(2026, 12, 31))
    run(case, rows(WORD, how))
    assert [wall.day for wall in case.walls(1)] == [23, 30, 7, 14, 21, 28]


def test_who_may_not_plan_imports_nothing(case: Case) -> None:
    found = rows(WORD)
    with pytest.raises(Refused):
        importing.run(case.db, case.actor("manager"), found, wish(case, found), now=NOW)
    other = case.actor("coordinator", service=SP)
    seen = importing.preview(case.db, other, found, Wish(Choices({}, NADA, (3,), (ALLE,))), now=NOW)
    assert {one.status for one in seen.items} == {"bad"}


def test_more_than_one_change_holds_is_refused(case: Case) -> None:
    lines = "".join(f"Mandag\t10-11\tA{n}\tNADA\tUde\talle\n" for n in range(401))
    with pytest.raises(UnreadableTable):
        look(case, rows(f"{HEADS}\n{lines}"))


def test_sent_twice_imports_once(case: Case) -> None:
    found = rows(WORD)
    decided = wish(case, found)
    importing.run(case.db, case.boss, found, decided, now=NOW, token="t")
    with pytest.raises(AlreadyDone):
        importing.run(case.db, case.boss, found, decided, now=NOW, token="t")


def test_the_same_table_again_is_known(case: Case) -> None:
    run(case, rows(WORD))
    assert [one.status for one in look(case, rows(WORD)).items] == ["leave"] * 3
    with pytest.raises(InvalidInput):
        run(case, rows(WORD))

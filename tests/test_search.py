"""The search in the plan: what it finds, and that nothing written makes the index lie."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from actions import planning, undo
from db import writes_house
from db.changes import newest_of
from db.migrations.search import FILL
from db.search import search
from domain.model import Facilitator
from domain.searching import matches, words_of
from tests.house_case import ANNE, NOW, PEER, Case, nada

WEEKLY = "FREQ=WEEKLY;BYDAY=MO;COUNT=4"


def found(case: Case, wanted: str, now: datetime = NOW) -> list[str]:
    with case.db.read() as con:
        return [one.activity.fields.title for one in search(con, wanted, now=now)]


def indexed(case: Case) -> list[tuple[object, ...]]:
    return case.rows("SELECT rowid, title, description, people FROM activity_search ORDER BY rowid")


def anew(case: Case) -> list[tuple[object, ...]]:
    """What the index would hold if it were made now."""
    question = FILL.partition(" SELECT ")[2]
    return case.rows(f"SELECT {question} ORDER BY 1")


TYPED = {
    "exactly": ("Åben café", True),
    "beginning": ("åb caf", True),
    "aa": ("aaben", True),
    "capitals": ("ÅBEN", True),
    "no accent": ("cafe", True),
    "in the description": ("groed", True),
    "facilitator": ("anne", True),
    "over the columns": ("aaben anne grød", True),
    "middle of a word": ("ben", False),
    "one word too many": ("åben yoga", False),
    "operators": ('åben" OR "yoga', False),
    "column filter": ("title: åben", False),
    "star": ("*", False),
    "near": ("NEAR(åben café)", False),
    "minus": ("åben -café", True),
    "blank": ("   ", False),
    "null": ("\x00", False),
}


@pytest.mark.parametrize(("typed", "there"), TYPED.values(), ids=TYPED.keys())
def test_what_is_typed_finds_what_begins_so(case: Case, typed: str, there: bool) -> None:
    case.create(title="Åben café", description="Der er grød.")
    assert found(case, typed) == (["Åben café"] if there else [])


def test_staff_find_drafts_and_hidden_but_not_the_trash(case: Case) -> None:
    case.create(
        title="Skjult hygge",
        publish=False,
        listing="hidden",
        feed="none",
        room_id=None,
        facilitator_ids=(),
    )
    gone = case.create(title="Hygge i skraldespanden", facilitator_ids=())
    one = case.activity(gone)
    planning.delete(case.db, case.boss, gone, version=one.version, now=NOW)
    assert found(case, "hygge") == ["Skjult hygge"]
    planning.restore_deleted(case.db, case.boss, gone, now=NOW)
    assert len(found(case, "hygge")) == 2


def test_a_hit_knows_its_next_date_and_a_split_series_is_one(case: Case) -> None:
    first = case.create(rrule=WEEKLY)
    dates = case.dates(first)
    second = planning.edit(
        case.db,
        case.boss,
        first,
        replace(case.activity(first).fields, title="NADA, stille"),
        version=case.activity(first).version,
        now=NOW,
        from_id=dates[2].id,
    )
    with case.db.read() as con:
        (early,) = search(con, "nada", now=NOW)
        (late,) = search(con, "nada", now=dates[1].ends_at)
        (over,) = search(con, "nada", now=NOW + timedelta(days=400))
    assert (early.activity.id, early.starts_at, early.coming) == (first, dates[0].starts_at, True)
    assert (late.activity.id, late.starts_at, late.coming) == (second, dates[2].starts_at, True)
    assert (over.starts_at, over.coming) == (dates[3].starts_at, False)


def test_what_is_over_stands_last(case: Case) -> None:
    case.create(title="Yoga")
    case.create(title="Yoga for begyndere", local_start=datetime(2026, 11, 30, 10))
    assert found(case, "yoga", datetime(2026, 11, 25, tzinfo=UTC))[0] == "Yoga for begyndere"


def test_a_name_that_changes_changes_what_is_found(case: Case) -> None:
    case.create(facilitator_ids=(ANNE,))
    with case.db.write() as con:
        writes_house.save(con, Facilitator(ANNE, "Øjvind-rolle", "staff", True), NOW)
    assert found(case, "oejvind") == ["NADA"]
    assert found(case, "anne") == []
    assert indexed(case) == anew(case)


def test_a_date_with_a_title_of_its_own_is_found(case: Case) -> None:
    first = case.create(rrule=WEEKLY)
    date = case.dates(first)[1]
    planning.change_date(
        case.db,
        case.boss,
        date.id,
        version=date.version,
        now=NOW,
        title="Gæst: læge",
        note="",
        facilitator_ids=(PEER,),
    )
    assert found(case, "laege") == ["NADA"]
    with case.db.read() as con:
        newest = newest_of(con, case.boss.staff_id)
    assert newest is not None
    undo.undo(case.db, case.boss, newest, now=NOW)
    assert found(case, "laege") == []
    assert indexed(case) == anew(case)


STEPS = st.lists(
    st.tuples(st.sampled_from(["create", "title", "people", "delete", "undo"]), st.integers(0, 5)),
    min_size=1,
    max_size=8,
)


@given(steps=STEPS)
@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_after_every_step_the_index_is_what_it_would_be_made_anew(
    case: Case, steps: list[tuple[str, int]]
) -> None:
    for what, number in steps:
        ids = [row[0] for row in case.rows("SELECT id FROM activity WHERE deleted_at IS NULL")]
        if what == "create" or not ids:
            case.create(nada(title=f"Æble {number}", room_id=None, facilitator_ids=()))
            continue
        one = case.activity(ids[number % len(ids)])
        with case.db.read() as con:
            newest = newest_of(con, case.boss.staff_id)
        if what == "title":
            case.edit(one.id, title=f"Ål {number}", description=f"øl {number}")
        elif what == "people":
            case.edit(one.id, facilitator_ids=(PEER,) if number % 2 else ())
        elif what == "delete":
            planning.delete(case.db, case.boss, one.id, version=one.version, now=NOW)
        elif newest is not None:
            undo.undo(case.db, case.boss, newest, now=NOW)
        assert indexed(case) == anew(case)


LETTERS = st.text("aåæøAÅÆØéöü -.,b1", min_size=1, max_size=20)


@given(title=LETTERS.filter(lambda text: text.strip(" ")), wanted=LETTERS)
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_the_index_finds_what_the_rule_finds(case: Case, title: str, wanted: str) -> None:
    with case.db.write() as con:
        con.execute("DELETE FROM activity")
    case.create(title=title, room_id=None, facilitator_ids=())
    expected = bool(words_of(wanted)) and matches(wanted, title)
    assert bool(found(case, wanted)) is expected

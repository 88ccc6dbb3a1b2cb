"""Templates: kept, used, renamed, changed and deleted; each an undo away."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actions import templates, undo
from db.plan_rows import Template, fields_from, fields_text
from db.plan_rows import templates as read_templates
from domain.errors import AlreadyDone, InvalidInput, NotFound, Refused, Stale
from domain.model import ACCESSES, FEED_SETTINGS, LISTINGS, ActivityFields
from pages._kalender_values import from_template
from tests.house_case import MONDAY_TEN, NOW, UNG, Case, nada
from tests.test_undo import last_change

LATER = NOW + timedelta(minutes=5)


def save(case: Case, name: str = "Fast NADA", **more: Any) -> int:
    fields = more.pop("fields", nada())
    return templates.save(case.db, more.pop("actor", case.boss), name, fields, now=NOW, **more)


def kept(case: Case) -> list[Template]:
    with case.db.read() as con:
        return read_templates(con)


def test_a_template_keeps_every_field_and_plans_nothing(case: Case) -> None:
    save(case, fields=nada(rrule="FREQ=WEEKLY;BYDAY=MO"))
    assert [one.fields for one in kept(case)] == [nada(rrule="FREQ=WEEKLY;BYDAY=MO")]
    assert case.rows("SELECT count(*) FROM activity") == [(0,)]


def test_changed_and_renamed_in_place(case: Case) -> None:
    number = save(case)
    save(case, fields=nada(title="NADA aften"), template_id=number, version=1)
    templates.rename(case.db, case.boss, number, "Aften", version=2, now=NOW)
    assert [(one.name, one.fields.title) for one in kept(case)] == [("Aften", "NADA aften")]
    with pytest.raises(Stale):
        templates.rename(case.db, case.boss, number, "Nat", version=2, now=NOW)


def test_each_step_is_undone(case: Case) -> None:
    number = save(case)
    templates.rename(case.db, case.boss, number, "Aften", version=1, now=NOW)
    undo.undo(case.db, case.boss, last_change(case), now=LATER)
    assert [one.name for one in kept(case)] == ["Fast NADA"]
    templates.delete(case.db, case.boss, number, version=3, now=NOW)
    assert kept(case) == []
    undo.undo(case.db, case.boss, last_change(case), now=LATER)
    assert [one.name for one in kept(case)] == ["Fast NADA"]


@pytest.mark.parametrize(
    ("name", "code"),
    [("fast nada", "name-taken"), ("010190-1234", "cpr"), ("x" * 121, "too-long")],
    ids=["taken", "a number", "too long"],
)
def test_names_that_cannot_be(case: Case, name: str, code: str) -> None:
    save(case)
    with pytest.raises(InvalidInput) as caught:
        save(case, name)
    assert [one.code for one in caught.value.problems] == [code]


def test_only_who_organises_it_changes_it(case: Case) -> None:
    number = save(case, fields=nada(service_ids=(UNG,)))
    other = case.actor("coordinator", service=2)
    for call in (
        lambda: templates.rename(case.db, other, number, "Min", version=1, now=NOW),
        lambda: templates.delete(case.db, other, number, version=1, now=NOW),
        lambda: save(case, "Ny", fields=nada(service_ids=(UNG,)), actor=other),
        lambda: undo.undo(case.db, other, last_change(case), now=LATER),
        lambda: save(case, "Ny", actor=case.actor("manager")),
    ):
        with pytest.raises(Refused):
            call()
    with pytest.raises(NotFound):
        templates.delete(case.db, case.boss, 99, version=1, now=NOW)


def test_two_clicks_keep_one(case: Case) -> None:
    save(case, token="et")
    with pytest.raises(AlreadyDone):
        save(case, token="et")
    assert len(kept(case)) == 1


@pytest.mark.parametrize(
    ("shown", "today", "first"),
    [
        (date(2026, 11, 26), date(2026, 11, 18), date(2026, 11, 23)),
        (date(2026, 11, 18), date(2026, 11, 18), date(2026, 11, 23)),
        (date(2026, 11, 16), date(2026, 11, 16), date(2026, 11, 16)),
    ],
    ids=["in the week shown", "its weekday has been this week", "today"],
)
def test_the_form_begins_on_its_weekday(shown: date, today: date, first: date) -> None:
    assert from_template(nada(), shown, today)["date"] == first


@given(
    st.builds(
        replace,
        st.just(nada()),
        title=st.text(min_size=1, max_size=20),
        description=st.text(max_size=40),
        capacity=st.none() | st.integers(1, 99),
        group_ids=st.lists(st.integers(1, 9), unique=True).map(tuple),
        duration=st.integers(1, 1440).map(lambda n: timedelta(minutes=n)),
        local_start=st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1)).map(
            lambda at: at.replace(second=0, microsecond=0)
        ),
        rrule=st.none() | st.just("FREQ=DAILY"),
        access=st.sampled_from(ACCESSES),
        listing=st.none() | st.sampled_from(LISTINGS),
        feed=st.none() | st.sampled_from(FEED_SETTINGS),
        childcare=st.booleans(),
    )
)
def test_what_is_kept_comes_back(fields: ActivityFields) -> None:
    assert fields_from(fields_text(fields)) == fields


def test_a_field_that_came_since_has_its_default() -> None:
    old = fields_text(nada()).replace('"childcare": false, ', "").replace("{", '{"gone": 1, ', 1)
    assert fields_from(old) == nada()
    assert fields_from(old).local_start == MONDAY_TEN

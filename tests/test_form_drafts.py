"""A half-filled form survives a reload; a double click saves once."""

from __future__ import annotations

from datetime import date, time, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

from actions import form_drafts
from actions.housekeeping import tidy
from domain.errors import Refused
from domain.text import has_cpr
from tests.house_case import NOW, Case
from tests.test_pages_form import form
from tests.test_stale import press, text, titled

CONTENT: dict[str, Any] = {"token": "t", "version": 0, "opened": "", "values": {}}


def kept(case: Case) -> list[tuple[Any, ...]]:
    return case.rows("SELECT staff_id, form FROM form_draft ORDER BY staff_id, form")


def keep(case: Case, which: str = "ny", **more: Any) -> bool:
    known: dict[str, Any] = {"content": CONTENT, "now": NOW, "actor": case.boss} | more
    return form_drafts.keep(case.db, known["actor"], which, known["content"], known["now"])


# -- keeping --------------------------------------------------------------------------------


def test_one_is_kept_per_person_and_form(case: Case) -> None:
    keep(case)
    keep(case, now=NOW + timedelta(minutes=1))
    keep(case, "7")
    keep(case, actor=case.actor("coordinator", staff_id=2))
    assert kept(case) == [(1, "7"), (1, "ny"), (2, "ny")]
    found = form_drafts.kept(case.db, case.boss, "ny", NOW)
    assert found is not None and found.saved_at == NOW + timedelta(minutes=1)
    assert form_drafts.kept(case.db, case.actor("coordinator", staff_id=3), "ny", NOW) is None


def test_a_dropped_one_is_gone_and_dropping_nothing_is_no_error(case: Case) -> None:
    keep(case)
    for _twice in range(2):
        form_drafts.drop(case.db, case.boss, "ny")
        assert kept(case) == []


@pytest.mark.parametrize("role", ["host", "manager", "admin"])
def test_who_plans_nothing_keeps_nothing(case: Case, role: Any) -> None:
    with pytest.raises(Refused):
        keep(case, actor=case.actor(role))


def test_old_ones_are_thinned(case: Case) -> None:
    keep(case, "gammel", now=NOW - form_drafts.KEPT - timedelta(seconds=1))
    keep(case, "ny", now=NOW - form_drafts.KEPT)
    assert form_drafts.kept(case.db, case.boss, "gammel", NOW) is None, "also before the job"
    tidy(case.db, NOW)
    assert kept(case) == [(1, "ny")]


def test_a_very_long_name_or_text_breaks_nothing(case: Case) -> None:
    assert keep(case, "ny-" + "x" * 5000)
    assert form_drafts.kept(case.db, case.boss, "ny-" + "x" * 5000, NOW) is not None
    assert not keep(case, content=CONTENT | {"values": {"title": "x" * 50_000}})


def test_what_looks_like_a_cpr_number_is_not_kept() -> None:
    values = form_drafts.plain({"title": "Møde", "description": "Ring til 010190-1234"})
    assert form_drafts.from_plain(values) == {"title": "Møde", "description": ""}


KINDS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.text().filter(lambda one: not has_cpr(one)),
    st.dates(),
    st.times().map(lambda one: one.replace(fold=0)),
    st.lists(st.integers()),
)


@given(st.dictionaries(st.text(), KINDS))
def test_values_come_back_as_they_were(values: dict[str, object]) -> None:
    assert form_drafts.from_plain(form_drafts.plain(values)) == values


@pytest.mark.parametrize(
    "value", ["date:2026", "time:", "text:x", "", "date:2026-11-18"], ids=lambda one: one or "empty"
)
def test_a_text_is_never_read_as_a_day(value: str) -> None:
    assert form_drafts.from_plain(form_drafts.plain({"title": value})) == {"title": value}


# -- on screen: a second AppTest is the reload ------------------------------------------------


def field(shown: AppTest, label: str) -> Any:
    return next(one for one in shown.text_input if one.label == label)


def test_an_untouched_form_keeps_nothing(case: Case) -> None:
    form(case, "ny").run()
    assert kept(case) == []


def test_a_reload_offers_what_was_typed(case: Case) -> None:
    shown = titled(form(case, "ny"), "Yoga på stol")
    day = next(one for one in shown.date_input if one.label == "Hvornår?")
    shown = day.set_value(date(2026, 12, 1)).run()
    again = form(case, "ny")
    assert "Kladde fra kl. 9.30" in text(again) and "Yoga på stol" in text(again)
    assert not again.text_input, "the form waits for the answer"
    again = press(again, "Fortsæt")
    assert field(again, "Hvad?").value == "Yoga på stol"
    assert next(one for one in again.date_input if one.label == "Hvornår?").value == date(
        2026, 12, 1
    )
    assert again.time_input[0].value == time(10)


def test_what_is_thrown_away_is_gone(case: Case) -> None:
    titled(form(case, "ny"), "Yoga")
    again = press(form(case, "ny"), "Kassér")
    assert field(again, "Hvad?").value == ""
    assert kept(case) == []


def test_a_saved_form_leaves_no_draft(case: Case) -> None:
    number = case.create()
    shown = titled(form(case, str(number)), "Yoga")
    assert kept(case) == [(1, str(number))]
    press(shown, "Gem")
    assert case.activity(number).fields.title == "Yoga"
    assert kept(case) == []


def test_a_form_that_is_given_up_leaves_no_draft(case: Case) -> None:
    shown = titled(form(case, "ny"), "Yoga")
    press(shown, "Luk uden at gemme")
    assert kept(case) == []


def test_a_form_that_was_closed_by_mistake_is_had_back_as_it_stood(case: Case) -> None:
    shown = press(titled(form(case, "ny"), "Yoga"), "Luk uden at gemme")
    assert "Lukket uden at gemme" in text(shown)
    again = press(shown, "Fortsæt alligevel, hvor du slap")
    assert field(again, "Hvad?").value == "Yoga"
    assert kept(case) == [(1, "ny")], "and survives a reload again"


def test_closing_what_nobody_touched_says_nothing(case: Case) -> None:
    shown = press(form(case, "ny"), "Luk uden at gemme")
    assert "Lukket uden at gemme" not in text(shown)


def test_another_person_is_not_offered_it(case: Case) -> None:
    titled(form(case, "ny"), "Yoga")
    theirs = form(case, "ny", case.actor("coordinator", staff_id=2))
    assert field(theirs, "Hvad?").value == ""


def test_a_draft_goes_on_from_the_version_it_was_begun_on(case: Case) -> None:
    number = case.create()
    titled(form(case, str(number)), "Min titel")
    case.edit(number, title="Deres titel")
    again = form(case, str(number))
    assert "Aktiviteten er ændret siden" in text(again)
    again = press(press(again, "Fortsæt"), "Gem")
    assert case.activity(number).fields.title == "Deres titel"
    assert "Min: Min titel" in text(again) and "Står nu: Deres titel" in text(again)


def test_what_was_saved_before_the_connection_was_lost_is_saved_once(case: Case) -> None:
    number = case.create()
    shown = titled(form(case, str(number)), "Yoga")
    row = case.rows("SELECT content, saved_at FROM form_draft")[0]
    press(shown, "Gem")
    with case.db.write() as con:  # the answer never came, and the draft is still there
        con.execute("INSERT INTO form_draft VALUES (1, ?, ?, ?)", (str(number), *row))
    again = press(press(form(case, str(number)), "Fortsæt"), "Gem")
    assert not again.exception
    changes = case.rows("SELECT count(*) FROM change WHERE action = 'activity.edit'")
    assert (changes, kept(case)) == ([(1,)], [])

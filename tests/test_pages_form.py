"""The form of an activity, drawn by itself over a real file: what goes in comes out again."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from streamlit.testing.v1 import AppTest

from domain.model import ActivityFields, Actor
from tests.house_case import BEHANDLING, BIRK, NOW, PEER, PITSTOP, SP, UDE, UNG, Case, nada


def draw(path, which, actor, now):  # type: ignore[no-untyped-def]  # run as a file of its own
    """The script of an AppTest: the form, and what it collects."""
    from pathlib import Path

    import streamlit as st

    from db.connection import HouseDb
    from pages import _kalender_form, _kalender_given_up
    from pages._kalender_collect import collect

    if "started" not in st.session_state:
        st.session_state["started"] = True
        st.query_params["aktivitet"] = which
    _kalender_given_up.offer()
    if "aktivitet" in st.query_params:
        _kalender_form.draw(HouseDb(Path(path)), actor, now=now, today=now.date())
    draft = st.session_state["kalender_drafts"].get(which)
    if draft:
        st.session_state["collected"] = collect(draft)


def form(case: Case, which: str, actor: Actor | None = None) -> AppTest:
    asked = {"path": str(case.db.path), "which": which, "actor": actor or case.boss, "now": NOW}
    return AppTest.from_function(draw, kwargs=asked, default_timeout=30).run()


def collected(shown: AppTest) -> ActivityFields:
    fields, problems = shown.session_state["collected"]
    assert problems == []
    assert isinstance(fields, ActivityFields)
    return fields


START = datetime(2026, 11, 24, 10)  # the fourth and last Tuesday of its month
ACTIVITIES = {
    "once": nada(),
    "daily": nada(rrule="FREQ=DAILY;COUNT=5"),
    "weekly": nada(rrule="FREQ=WEEKLY;BYDAY=MO,TH", local_start=datetime(2026, 11, 23, 10)),
    "every other week until": nada(rrule="FREQ=WEEKLY;INTERVAL=2;BYDAY=MO;UNTIL=20270301"),
    "fourth Tuesday": nada(rrule="FREQ=MONTHLY;BYDAY=4TU", local_start=START),
    "last Tuesday": nada(rrule="FREQ=MONTHLY;BYDAY=-1TU", local_start=START),
    "monthly by date": nada(rrule="FREQ=MONTHLY;BYMONTHDAY=24", local_start=START),
    "imported rule": nada(rrule="FREQ=YEARLY;BYMONTH=11;BYMONTHDAY=24", local_start=START),
    "until midnight": nada(local_start=datetime(2026, 11, 23, 22), duration=timedelta(hours=2)),
    "treatment": nada(category_id=BEHANDLING, group_ids=(PITSTOP,), legal_basis="SEL § 101"),
    "everything": nada(
        title="<b>Alt</b> på én gang",
        service_ids=(SP, UNG),
        group_ids=(BIRK,),
        room_id=UDE,
        facilitator_ids=(PEER,),
        neutral_title="Gruppe Ask",
        description="To\nlinjer",
        capacity=8,
        price_dkk=25,
        access="sign-up",
        signup_phone="12 34 56 78",
        sign_up_until="mandag kl. 12",
        step_free=True,
        interpreter=True,
        rusfri=True,
        childcare=True,
        relatives=True,
        course=True,
        listing="mentioned",
        feed="discreet",
        public_note="Tag et forklæde med",
    ),
}


@pytest.mark.parametrize("fields", ACTIVITIES.values(), ids=ACTIVITIES.keys())
def test_opening_and_saving_without_a_change_changes_nothing(
    fields: ActivityFields, case: Case
) -> None:
    activity_id = case.create(fields)
    before = case.activity(activity_id).fields
    shown = form(case, str(activity_id))
    assert not shown.exception
    assert collected(shown) == before


@pytest.mark.parametrize(
    ("service", "organiser"), [(None, "Fælles hus"), (SP, "Socialpsykiatri")], ids=["house", "own"]
)
def test_a_new_activity_is_organised_by_the_coordinators_own_service(
    service: int | None, organiser: str, case: Case
) -> None:
    shown = form(case, "ny", case.actor("coordinator", service=service))
    chosen = shown.multiselect(key=_key(shown, "services")).value
    with case.db.read() as con:
        name = con.execute("SELECT name FROM service WHERE id = ?", chosen).fetchone()[0]
    assert name == organiser


def test_what_is_missing_is_not_told_before_somebody_tried_to_save(case: Case) -> None:
    shown = form(case, "ny")
    assert "Skriv, hvad aktiviteten hedder" not in _words(shown)
    shown.button(key=_key(shown, "save")).click().run()
    assert "Skriv, hvad aktiviteten hedder" in _words(shown)
    assert case.rows("SELECT count(*) FROM activity") == [(0,)]


def test_a_weekday_follows_the_date_until_more_are_chosen(case: Case) -> None:
    activity_id = case.create(nada(rrule="FREQ=WEEKLY;BYDAY=MO"))
    shown = form(case, str(activity_id))
    shown.date_input(key=_key(shown, "date")).set_value(START.date()).run()
    assert collected(shown).rrule == "FREQ=WEEKLY;BYDAY=TU"


def test_each_channel_says_what_will_be_seen_there(case: Case) -> None:
    discreet = nada(title="Mestring", group_ids=(BIRK, PITSTOP), rrule="FREQ=WEEKLY;BYDAY=MO")
    shown = form(case, str(case.create(replace(discreet, listing="mentioned"))))
    words = _words(shown)
    assert "Opslaget nævner »Mestring« uden tid og sted." in words
    assert "Kalenderen socialpsykiatri viser »Gruppe Birk« og siger ikke, hvad det er." in words
    assert "Den står ikke i kalenderen pitstop." in words


def test_two_sends_of_one_form_save_once(case: Case) -> None:
    activity_id = case.create(nada())
    shown = form(case, str(activity_id))
    token = _key(shown, "").removeprefix("kalender_").removesuffix("_")
    with case.db.write() as con:
        con.execute(
            "INSERT INTO form_token (token, staff_id, result, at) VALUES (?, 1, ?, '2026')",
            (token, str(activity_id)),
        )
    shown.text_input(key=_key(shown, "title")).set_value("Anden gang").run()
    shown.button(key=_key(shown, "save")).click().run()
    assert not shown.exception
    assert case.activity(activity_id).fields.title == "NADA"
    assert shown.session_state["kalender_drafts"] == {}


def test_whoever_may_not_plan_gets_no_form(case: Case) -> None:
    shown = form(case, "ny", case.actor("manager"))
    assert shown.exception  # the frame of the pages says it in Danish
    assert not shown.text_input


def _key(shown: AppTest, name: str) -> str:
    (draft,) = shown.session_state["kalender_drafts"].values()
    return str(draft.key(name))


def _words(shown: AppTest) -> str:
    return "\n".join(block.value.replace("\\", "") for block in shown.markdown)


def closed(shown: AppTest) -> bool:
    """Close the form without saving; whether what was typed is offered back."""
    (leave,) = [one for one in shown.button if str(one.key).endswith("_cancel")]
    leave.click().run()
    return any("Lukket uden at gemme" in one.value for one in shown.markdown)


def test_a_word_that_no_page_has_drawn_yet_is_offered_back(case: Case) -> None:
    shown = form(case, "ny")
    title = next(one for one in shown.text_input if one.label == "Hvad?")
    title.set_value("Kor")  # sent together with the click
    assert closed(shown)


def test_what_nobody_touched_is_not_offered_back(case: Case) -> None:
    assert not closed(form(case, "ny"))


def test_times_that_are_free_instead_are_not_of_the_form(case: Case) -> None:
    """A copy at a time that is taken is drawn with free ones beside it."""
    one = case.create()
    asked = {"path": str(case.db.path), "which": "ny", "actor": case.boss, "now": NOW}
    shown = AppTest.from_function(draw, kwargs=asked, default_timeout=30)
    shown.query_params["kopi"] = str(one)
    shown.run()
    assert [button for button in shown.button if "ahead_alternative" in str(button.key)]
    assert not closed(shown)

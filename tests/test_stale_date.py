"""The small forms of one date: a newer save is told beside what was typed, never overwritten."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from actions import planning
from tests.house_case import ANNE, NOW, SAL, Case
from tests.test_stale import press, text


def draw(path, actor, date, act, now):  # type: ignore[no-untyped-def]  # run as a file of its own
    """The script of an AppTest: the page of one date with one of its forms open."""
    from pathlib import Path
    from zoneinfo import ZoneInfo

    import streamlit as st

    from db.connection import HouseDb
    from pages import _kalender_date, _undo

    if "started" not in st.session_state:
        st.session_state["started"] = True
        st.query_params["dato"] = str(date)
        st.query_params["handling"] = act
    _undo.show()
    zone = ZoneInfo("Europe/Copenhagen")
    _kalender_date.draw(HouseDb(Path(path)), actor, now=now, zone=zone)


def opened(case: Case, date: int, act: str) -> AppTest:
    asked = {"path": str(case.db.path), "actor": case.boss, "date": date, "act": act, "now": NOW}
    return AppTest.from_function(draw, kwargs=asked, default_timeout=30).run()


def line(shown: AppTest, label: str) -> Any:
    return next(one for one in shown.text_input if one.label == label)


def tables(shown: AppTest) -> str:
    return " ".join(one.value.to_string() for one in shown.table).replace("\\", "")


def moved_by_another(case: Case, date: int) -> None:
    to = datetime(2026, 11, 24, 14)
    planning.move_date(case.db, case.boss, date, version=1, local_start=to, room_id=SAL, now=NOW)


def changed_by_another(case: Case, date: int) -> None:
    planning.change_date(
        case.db, case.boss, date, version=1, title="NADA med te", note="", facilitator_ids=(ANNE,),
        now=NOW,
    )  # fmt: skip


FORMS = {
    "change": ("ret", "Gem datoen", "Besked til borgere"),
    "cancel": ("aflys", "Aflys datoen", "Hvad skal borgerne læse?"),
}


@pytest.mark.parametrize(("act", "send", "label"), FORMS.values(), ids=FORMS.keys())
def test_what_was_typed_stays_beside_what_stands_now(
    case: Case, act: str, send: str, label: str
) -> None:
    date = case.dates(case.create())[0].id
    shown = opened(case, date, act)
    changed_by_another(case, date)
    line(shown, label).set_value("Tag en kop med")
    shown = press(shown, send)
    assert case.dates(1)[0].version == 2, "nothing is saved over what was not seen"
    told = text(shown) + tables(shown)
    assert "Dit er ikke gemt endnu" in told and "NADA med te" in told
    assert line(shown, label).value == "Tag en kop med"
    shown = press(press(shown, "Behold mit: gem det nedenfor"), send)
    after = case.dates(1)[0]
    assert (after.version, after.note) == (3, "Tag en kop med")


def test_the_newest_is_taken(case: Case) -> None:
    date = case.dates(case.create())[0].id
    shown = opened(case, date, "flyt")
    moved_by_another(case, date)
    shown = press(shown, "Flyt datoen")
    assert "tirsdag 24. november 14.00" in tables(shown)
    shown = press(shown, "Tag det, der står nu")
    assert not shown.table
    assert shown.time_input[0].value == datetime(2026, 11, 24, 14).time()
    assert case.dates(1)[0].version == 2


def test_a_form_opened_anew_begins_with_what_stands(case: Case) -> None:
    date = case.dates(case.create())[0].id
    shown = opened(case, date, "ret")
    line(shown, "Besked til borgere").set_value("Først")
    shown = press(shown, "Gem datoen")
    assert case.dates(1)[0].note == "Først"
    shown = press(shown, "Ret denne dato")
    assert not shown.table and "Dit er ikke gemt" not in text(shown)
    assert line(shown, "Besked til borgere").value == "Først"


def drag(path, actor, act, now):  # type: ignore[no-untyped-def]  # run as a file of its own
    """The script of an AppTest: a drag that the calendar has just told."""
    from pathlib import Path
    from zoneinfo import ZoneInfo

    import streamlit as st

    from db.connection import HouseDb
    from db.house import load_house
    from pages import _kalender_board_acts, _undo

    db, zone = HouseDb(Path(path)), ZoneInfo("Europe/Copenhagen")
    if "started" not in st.session_state:
        st.session_state["started"] = True
        st.session_state["kalender_board_pending"] = act
    _undo.show()
    with db.read() as con:
        house = load_house(con)
    _kalender_board_acts.pending(db, actor, house, now=now, zone=zone)


@pytest.mark.parametrize("seen", [1, 2], ids=["an older picture", "what stands"])
def test_a_drag_moves_only_what_was_seen(case: Case, seen: int) -> None:
    date = case.dates(case.create())[0]
    changed_by_another(case, date.id)
    act = {"kind": "move", "id": date.id, "version": seen, "room": SAL}
    act |= {"start": "2026-11-24T14:00:00", "end": "2026-11-24T15:00:00"}
    asked = {"path": str(case.db.path), "actor": case.boss, "act": act, "now": NOW}
    shown = AppTest.from_function(drag, kwargs=asked, default_timeout=30).run()
    assert not shown.exception
    after = case.dates(1)[0]
    assert (after.version, after.room_id == SAL) == ((2, False) if seen == 1 else (3, True))
    assert ("En anden har gemt" in str([one.value for one in shown.error])) == (seen == 1)
    assert after.title == "NADA med te"

"""Bringing back from the trash where a reason is asked for: told, asked, kept."""

from __future__ import annotations

import json
from datetime import date, datetime
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from actions import planning, planning_rules
from tests.house_case import ANNE, NOW, Case, nada

FAR = datetime(2090, 11, 20, 10)  # coming, whatever the clock says


def draw(path, actor):  # type: ignore[no-untyped-def]  # run as a file of its own
    """The script of an AppTest: the trash below the calendar."""
    from pathlib import Path

    from db.connection import HouseDb
    from pages import _kalender_trash, _undo

    _undo.show()
    _kalender_trash.draw(HouseDb(Path(path)), actor)


@pytest.fixture
def trash(case: Case, monkeypatch: pytest.MonkeyPatch) -> AppTest:
    monkeypatch.setenv("HOUSE_DB", str(Path(case.db.path)))
    number = case.create(nada(local_start=FAR))
    planning.delete(case.db, case.boss, number, version=1, now=NOW)
    planning_rules.add_absence(case.db, None, ANNE, FAR.date(), date(2090, 12, 1), now=NOW)
    asked = {"path": str(case.db.path), "actor": case.boss}
    return AppTest.from_function(draw, kwargs=asked, default_timeout=60).run()


def test_a_reason_is_asked_for_and_kept(case: Case, trash: AppTest) -> None:
    (back,) = [one for one in trash.button if one.label == "Hent tilbage"]
    shown = back.click().run()
    assert not shown.exception
    assert "Anne\\-rolle er her ikke" in shown.error[0].value
    assert case.rows("SELECT count(*) FROM activity WHERE deleted_at IS NULL") == [(0,)]
    (reason,) = [one for one in shown.text_input if one.label == "Begrundelse"]
    reason.set_value("Kommer alligevel")
    again = [one for one in shown.button if one.label == "Hent tilbage"]
    shown = again[-1].click().run()
    assert not shown.exception
    assert case.rows("SELECT count(*) FROM activity WHERE deleted_at IS NULL") == [(1,)]
    ((after,),) = case.rows("SELECT after FROM change ORDER BY id DESC LIMIT 1")
    assert json.loads(after)["reason"] == "Kommer alligevel"
    assert [one.value for one in shown.text_input] == []

"""The trash below the week: the last deleted first, the rest when asked for."""

from __future__ import annotations

from datetime import timedelta

from streamlit.testing.v1 import AppTest

from actions import planning
from tests.house_case import NOW, Case


def draw(path, actor):  # type: ignore[no-untyped-def]  # run as a file of its own
    """The script of an AppTest."""
    from pathlib import Path

    from db.connection import HouseDb
    from pages import _kalender_trash

    _kalender_trash.draw(HouseDb(Path(path)), actor)


def test_what_was_deleted_earlier_is_shown_when_asked_for(case: Case) -> None:
    for number in range(23):
        one = case.create(title=f"Hold {number}", room_id=None)
        version, later = case.activity(one).version, NOW + timedelta(minutes=number)
        planning.delete(case.db, case.boss, one, version=version, now=later)
    asked = {"path": str(case.db.path), "actor": case.boss}
    shown = AppTest.from_function(draw, kwargs=asked, default_timeout=30).run()
    said = [one.value for one in shown.markdown]
    assert len(said) == 20 and "Hold 22," in said[0] and "Hold 3," in said[-1]
    shown.button(key="kalender_trash_earlier").click().run()
    said = [one.value for one in shown.markdown]
    assert len(said) == 23 and "Hold 0," in said[-1]
    assert not [one for one in shown.button if one.key == "kalender_trash_earlier"]

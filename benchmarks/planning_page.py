"""A rerun of the week page with 500 dates, beside a bare page that draws the same component.

    nice .venv/bin/python -m benchmarks.planning_page [runs]

Both scripts run in this process as Streamlit runs them (`streamlit.testing`), in turn; figures are
medians of the processor time. The page's script looks the session up, reads the house, the week and
what usually come, draws title, tools, filters, board and trash; the bare one is handed the finished
events.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
import time
from datetime import timedelta
from pathlib import Path
from statistics import median
from typing import Any

from streamlit.testing.v1 import AppTest

from benchmarks.planning_house import MONDAY, build
from db.connection import HouseDb

WEEK = 500
SAVED = "the first after a save"


def page(token):  # type: ignore[no-untyped-def]  # run as a file of its own
    """pages/kalender.py with a session that is known, as no cookie reaches a test's script."""
    import streamlit as st

    from actions import accounts, clock
    from actions.config import config, house_db
    from domain.model import Actor, RoleGrant
    from locales import _
    from pages import _kalender_board, _kalender_tools, _kalender_trash, _undo
    from pages import _kalender_state as state

    accounts.current(house_db(), token)
    actor = Actor(1, "Prøve", (RoleGrant("coordinator", None),))
    db, zone = house_db(), config().zone
    now, today = clock.now(db), clock.today(db)
    if "begun" not in st.session_state:
        st.session_state["begun"] = True
        st.query_params[state.DAY] = "2026-11-30"
        st.query_params[state.VIEW] = "uge"
    st.title(_("Calendar"), anchor=False)
    _undo.show()
    _kalender_tools.is_reservation(db)
    _kalender_tools.bar(actor)
    _kalender_board.draw(db, actor, now=now, today=today, zone=zone)
    _kalender_trash.draw(db, actor)


def bare(data, held):  # type: ignore[no-untyped-def]  # run as a file of its own
    """A title and the component, with the same data; it keeps nothing, so it writes it out."""
    import json

    import streamlit as st

    from pages._calendar_component import calendar

    st.title("Kalender", anchor=False)
    st.session_state["serial"] = st.session_state.get("serial", 0) + 1
    text = json.dumps(held)
    calendar(data | {"serial": st.session_state["serial"]}, text, key="bare", on_act=lambda: None)


def drawn(path: Path) -> dict[str, Any]:
    """What the page hands to the component, and what it holds, as a page that has it would."""
    from pages import _kalender_board

    found: dict[str, Any] = {}
    real = _kalender_board.calendar
    _kalender_board.calendar = lambda data, held, **more: found.update(  # type: ignore[assignment]
        data=data, held=json.loads(held)
    )
    try:
        AppTest.from_function(page, kwargs={"token": "x"}, default_timeout=60).run()
    finally:
        _kalender_board.calendar = real
    assert len(found["held"]["events"]) == WEEK, len(found["held"]["events"])
    return found


def main(runs: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "house.db"
        os.environ["HOUSE_DB"] = str(path)
        build(path, 52 * 190)
        _crowd(path)
        known = drawn(path)
        scripts = {
            "bare": AppTest.from_function(bare, kwargs=known, default_timeout=60),
            "page": AppTest.from_function(page, kwargs={"token": "x"}, default_timeout=60),
        }
        took: dict[str, list[float]] = {name: [] for name in (*scripts, SAVED)}
        for run in range(runs + 3):
            for name, script in (*scripts.items(), (SAVED, scripts["page"])):
                if name == SAVED:
                    _save(path, run)
                began = time.process_time()
                script.run()
                assert not script.exception, script.exception
                if run > 2:
                    took[name].append((time.process_time() - began) * 1000)
    mid = {name: median(figures) for name, figures in took.items()}
    print(", ".join(f"{name} {figure:.1f} ms" for name, figure in mid.items()))
    print(f"page / bare {mid['page'] / mid['bare']:.2f} (at most 1.5)")
    print(f"{SAVED} / bare {mid[SAVED] / mid['bare']:.2f}")


def _save(path: Path, run: int) -> None:
    """Somebody else's save: one date of the week reads otherwise."""
    with HouseDb(path).write() as con:
        con.execute(
            "UPDATE occurrence SET note = ?, version = version + 1 WHERE id ="
            " (SELECT min(id) FROM occurrence WHERE starts_at >= ?)",
            (f"{run}", MONDAY.isoformat()),
        )


def _crowd(path: Path) -> None:
    """Move dates of later weeks into the first one until it holds 500."""
    day, after = MONDAY, MONDAY + timedelta(days=7)
    with HouseDb(path).write() as con:
        (there,) = con.execute(
            "SELECT count(*) FROM occurrence WHERE starts_at >= ? AND starts_at < ?",
            (day.isoformat(), after.isoformat()),
        ).fetchone()
        rows = con.execute(
            "SELECT id, starts_at, ends_at FROM occurrence WHERE starts_at >= ?"
            " ORDER BY starts_at LIMIT ?",
            (after.isoformat(), WEEK - there),
        ).fetchall()
        for row in rows:
            on = (MONDAY + timedelta(days=row["id"] % 7)).isoformat()
            con.execute(
                "UPDATE occurrence SET starts_at = ?, ends_at = ? WHERE id = ?",
                (on + row["starts_at"][10:], on + row["ends_at"][10:], row["id"]),
            )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 25)

"""A house on a bad morning, a coordinator's phone and a facilitator's."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from actions import accounts
from tests.house_case import ANNE, STILLE, Case, nada
from tests.public_case import PLANNED, Web, a_web, hidden

TODAY_AT_ONE = datetime(2026, 11, 18, 13)


@dataclass
class House:
    """One house for the whole file; every test plans a date of its own, in the empty Stillerum."""

    web: Web
    coordinator: Web
    anne: Web

    @property
    def case(self) -> Case:
        return self.web.case

    def date(self, **fields: Any) -> int:
        """A date today at 13.00, of a series on Wednesdays and Thursdays; the id of the first."""
        known: dict[str, Any] = {
            "local_start": TODAY_AT_ONE,
            "rrule": "FREQ=WEEKLY;BYDAY=WE,TH;COUNT=4",
            "room_id": STILLE,
        }
        number = self.case.create(nada(**(known | fields)), now=PLANNED)
        return self.case.dates(number)[0].id

    def row(self, date: int) -> tuple[Any, ...]:
        asked = f"SELECT state, missing, version FROM occurrence WHERE id = {date}"
        return self.case.rows(asked)[0]

    def act(self, date: int, do: str, who: Web | None = None, **typed: str) -> Any:
        who = who or self.coordinator
        keys = hidden(who.get(f"/vagt/{date}").text)
        return who.post(f"/vagt/{date}", {**keys, "do": do, **typed})


def linked(web: Web, name: str, facilitator_id: int) -> tuple[Web, int, str]:
    """A browser signed in to an account without a role; its id, and where it landed."""
    staff_id = accounts.create_staff(
        web.case.db, None, username=name, name=name, grants=[], facilitator_id=facilitator_id
    )
    token = accounts.make_link(web.case.db, None, staff_id, "sign-in")
    phone = web.another_browser()
    return phone, staff_id, phone.send(f"/log-ind/{token}").headers["location"]


@contextmanager
def a_morning(folder: Path) -> Iterator[House]:
    """One house for a whole file of tests."""
    with pytest.MonkeyPatch.context() as patch:
        web = a_web(folder / "house.db", patch)
        coordinator = web.sign_in_as("coordinator")
        anne, _staff_id, _address = linked(web, "anne", ANNE)
        yield House(web, coordinator, anne)


def tidied(house: House) -> None:
    """The room and Anne are free for the next test."""
    with house.case.db.write() as con:
        con.execute("UPDATE activity SET deleted_at = '2026-11-18T08:00:00Z'")

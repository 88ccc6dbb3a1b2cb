"""The pages of a bad morning, asked as a phone asks them: /mit-skema, /vagt and the sign."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from actions import accounts, planning
from db import writes_staff
from tests.house_case import (
    ALLE,
    ANNE,
    BEHANDLING,
    BIRK,
    NOW,
    PEER,
    PITSTOP,
    SP,
    STILLE,
    UNG,
    Case,
    nada,
)
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


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with pytest.MonkeyPatch.context() as patch:
        web = a_web(Path(tmp_path_factory.mktemp("morning")) / "house.db", patch)
        coordinator = web.sign_in_as("coordinator")
        anne, _staff_id, _address = linked(web, "anne", ANNE)
        yield House(web, coordinator, anne)


@pytest.fixture
def house(whole: House) -> Iterator[House]:
    yield whole
    with whole.case.db.write() as con:  # the room and Anne are free for the next test
        con.execute("UPDATE activity SET deleted_at = '2026-11-18T08:00:00Z'")


# -- a facilitator's own page -----------------------------------------------------------------


def said(house: House, date: int, do: str = "kan-ikke", who: Web | None = None) -> Any:
    who = who or house.anne
    page = who.get("/mit-skema").text
    form = page[page.index(f'action="/mit-skema/{date}"') :].partition("</form>")[0]
    return who.post(f"/mit-skema/{date}", {**hidden(form), "do": do})


def test_signing_in_lands_at_ones_own_schedule(house: House) -> None:
    assert linked(house.web, "peer", PEER)[2] == "/mit-skema"


def test_a_facilitator_says_no_and_takes_it_back(house: House) -> None:
    date = house.date()
    assert "NADA" in house.anne.text("/mit-skema")
    answer = said(house, date)
    assert (answer.status_code, house.row(date)[1]) == (303, "[1]")
    told = house.anne.text(answer.headers["location"])
    assert "Koordinatorerne kan se det nu" in told and "Fortryd" in told
    assert "NADA" in house.web.text("/i-dag"), "citizens see nothing of it"
    assert "angler" not in house.web.text("/i-dag")
    answer = said(house, date, "kan-igen")
    assert (answer.status_code, house.row(date)[1]) == (303, "[]")
    assert "Du har NADA" in house.anne.text(answer.headers["location"])


@pytest.mark.parametrize(
    ("fields", "seen", "unseen"),
    [
        ({"group_ids": (ALLE,)}, "NADA", "Gruppe"),
        ({"feed": "discreet", "title": "Angst"}, "Gruppe", "Angst"),
        ({"category_id": BEHANDLING, "title": "Angst"}, "Optaget", "Angst"),
    ],
    ids=["open", "discreet", "treatment"],
)
def test_the_phone_says_what_the_calendar_on_it_says(
    house: House, fields: dict[str, Any], seen: str, unseen: str
) -> None:
    house.date(**fields)
    text = house.anne.text("/mit-skema")
    assert seen in text and unseen not in text


@pytest.mark.parametrize(
    "path",
    ["/vagt", "/vagt/{date}", "/vagt/{date}/skilt.pdf", "/vaert", "/kort/1"],
)
def test_a_facilitator_sees_nothing_else(house: House, path: str) -> None:
    assert house.anne.get(path.format(date=house.date())).status_code == 403


def test_a_date_of_another_is_refused(house: House) -> None:
    mine, theirs = house.date(), house.date(facilitator_ids=(PEER,), room_id=None)
    keys = hidden(house.anne.get("/mit-skema").text)
    for do in ("kan-ikke", "kan-igen"):
        answer = house.anne.post(f"/mit-skema/{theirs}", {**keys, "do": do})
        assert (answer.status_code, house.row(theirs)) == (403, ("planned", "[]", 1))
    assert house.row(mine)[1] == "[]"


FORGED: dict[str, tuple[dict[str, str], dict[str, str]]] = {
    "no token": ({"csrf": ""}, {}),
    "another session's token": ({"csrf": "x" * 32}, {}),
    "from another site": ({}, {"Origin": "http://ondt.example"}),
    "an act that is none": ({"do": "afloeser"}, {}),
}


@pytest.mark.parametrize(("typed", "headers"), FORGED.values(), ids=FORGED.keys())
@pytest.mark.parametrize("page", ["/mit-skema", "/vagt"])
def test_a_forged_post_changes_nothing(
    house: House, page: str, typed: dict[str, str], headers: dict[str, str]
) -> None:
    date = house.date()
    who = house.anne if page == "/mit-skema" else house.coordinator
    start = page if page == "/mit-skema" else f"/vagt/{date}"
    do = "kan-ikke" if page == "/mit-skema" else f"kan-ikke:{ANNE}"
    sent = {**hidden(who.get(start).text), "do": do, **typed}
    answer = who.post(f"{page}/{date}", sent, **headers)
    assert answer.status_code in (403, 409, 422)
    assert house.row(date) == ("planned", "[]", 1)


def test_nobody_signed_in_is_asked_to(house: House) -> None:
    date = house.date()
    for path in ("/mit-skema", "/vagt", f"/vagt/{date}", f"/vagt/{date}/skilt.pdf"):
        answer = house.web.get(path)
        assert answer.status_code == 303 and answer.headers["location"].startswith("/log-ind?next=")
    assert house.web.post(f"/mit-skema/{date}", {"do": "kan-ikke"}).status_code == 303
    assert house.row(date) == ("planned", "[]", 1)


@pytest.mark.parametrize("how", ["unlinked", "closed", "signed out"])
def test_a_right_that_is_taken_away_is_gone_at_once(house: House, how: str) -> None:
    date = house.date()
    who, staff_id, _address = linked(house.web, f"anne-{how.replace(' ', '-')}", ANNE)
    keys = hidden(who.get("/mit-skema").text)
    with house.case.db.write() as con:
        if how == "unlinked":
            writes_staff.set_facilitator(con, staff_id, None)
        elif how == "closed":
            writes_staff.set_disabled(con, staff_id, NOW)
        else:
            writes_staff.revoke_all_sessions(con, staff_id, NOW)
    expected = 403 if how == "unlinked" else 303
    assert who.get("/mit-skema").status_code == expected
    answer = who.post(f"/mit-skema/{date}", {**keys, "do": "kan-ikke", "version": "1"})
    assert (answer.status_code, house.row(date)) == (expected, ("planned", "[]", 1))


# -- the coordinator's -----------------------------------------------------------------------


def test_who_cannot_a_substitute_and_an_undo(house: House) -> None:
    date = house.date()
    assert f'href="/vagt/{date}"' in house.coordinator.text("/vagt")
    answer = house.act(date, f"kan-ikke:{ANNE}")
    told = house.coordinator.text(answer.headers["location"])
    assert "Mangler vejleder" in told and "Anne-rolle kan ikke" in told and "Peer" in told
    answer = house.act(date, f"afloeser:{PEER}")
    told = house.coordinator.text(answer.headers["location"])
    assert "Afløseren er sat på" in told and house.row(date)[1] == "[]"
    undoing = re.search(r'value="(fortryd:\d+)"', told)
    assert undoing is not None
    answer = house.act(date, undoing[1])
    assert "Det er fortrudt" in house.coordinator.text(answer.headers["location"])
    assert house.row(date)[1] == "[1]"


def test_the_list_is_of_what_one_may_plan(house: House) -> None:
    own = house.date(service_ids=(UNG,))
    theirs = house.date(service_ids=(SP,), room_id=None, facilitator_ids=(PEER,))
    young = house.web.sign_in_as("coordinator", service=UNG, name="ung")
    text = young.text("/vagt")
    assert f"/vagt/{own}" in text and f"/vagt/{theirs}" not in text
    assert young.get(f"/vagt/{theirs}").status_code == 403
    keys = hidden(young.get(f"/vagt/{own}").text)
    answer = young.post(f"/vagt/{theirs}", {**keys, "do": f"kan-ikke:{ANNE}"})
    assert (answer.status_code, house.row(theirs)) == (403, ("planned", "[]", 1))


@pytest.mark.parametrize("role", ["host", "manager", "admin"])
def test_other_roles_have_no_business_there(house: House, role: Any) -> None:
    who = house.web.sign_in_as(role, name=f"prøve-vagt-{role}")
    assert who.get("/vagt").status_code == 403
    assert who.get(f"/vagt/{house.date()}").status_code == 403


def test_cancelling_shows_at_once_and_gives_a_message_and_a_sign(house: House) -> None:
    date = house.date()
    sign = house.coordinator.get(f"/vagt/{date}/skilt.pdf")
    assert sign.status_code == 404, "nothing to tell yet"
    answer = house.act(date, "aflys", public_note="Vi ses i morgen")
    told = house.coordinator.text(answer.headers["location"])
    assert "NADA kl. 13.00 i dag er aflyst. Næste gang i morgen." in told
    assert "sms:?" in told
    for page in ("/", "/i-dag"):
        assert "Aflyst" in house.web.text(page) and "Vi ses i morgen" in house.web.text(page)
    sign = house.coordinator.get(f"/vagt/{date}/skilt.pdf")
    assert sign.content.startswith(b"%PDF-") and sign.headers["cache-control"] == "no-store"


DISCREET: dict[str, tuple[dict[str, Any], str]] = {
    "discreet": ({"group_ids": (BIRK,)}, "Gruppe Birk kl. 13.00 i dag er aflyst."),
    "hidden": ({"group_ids": (PITSTOP,)}, "Står ingen steder: ring selv."),
    "treatment": ({"category_id": BEHANDLING}, "Står ingen steder: ring selv."),
}


@pytest.mark.parametrize(("fields", "words"), DISCREET.values(), ids=DISCREET.keys())
def test_what_is_discreet_stays_so_in_what_is_told(
    house: House, fields: dict[str, Any], words: str
) -> None:
    date = house.date(title="Angst", **fields)
    answer = house.act(date, "aflys")
    told = house.coordinator.text(answer.headers["location"])
    assert words in told
    message = told.partition("<textarea")[2].partition("</textarea>")[0]
    assert "Angst" not in message and "Stillerum" not in message
    assert ("skilt.pdf" in told) == ("Gruppe" in words)
    sign = house.coordinator.get(f"/vagt/{date}/skilt.pdf")
    assert sign.status_code == (200 if "Gruppe" in words else 404)


def test_it_is_moved_to_a_day_that_is_offered(house: House) -> None:
    date = house.date()
    house.act(date, f"kan-ikke:{ANNE}")
    page = house.coordinator.text(f"/vagt/{date}")
    offered = re.search(r'value="(flyt:[^"]+)"', page)
    assert offered is not None
    answer = house.act(date, offered[1])
    told = house.coordinator.text(answer.headers["location"])
    assert "er flyttet til" in told and "Anne-rolle kan ikke" in told, "she may be asked again"
    assert house.row(date)[1] == "[]"


MOVES: dict[str, tuple[dict[str, str], int, str]] = {
    "no day": ({"day": "", "at": "10:00"}, 422, "Det mangler"),
    "no time": ({"day": "2026-11-20", "at": ""}, 422, "Det mangler"),
    "nonsense": ({"day": "i morgen", "at": "ti"}, 422, "Det mangler"),
    "in the past": ({"day": "2026-11-17", "at": "10:00"}, 422, "er forbi"),
    "at night": ({"day": "2026-11-20", "at": "02:30"}, 422, "mellem kl. 2 og 3"),
    "a room that is not there": (
        {"day": "2026-11-20", "at": "10:00", "room": "99"},
        422,
        "på listen længere",
    ),
    "on a closed day": ({"day": "2026-12-24", "at": "10:00"}, 409, "Juleaften"),
    "where the room is taken": ({"day": "2026-11-19", "at": "13:00"}, 409, "NADA"),
}


@pytest.mark.parametrize(("typed", "status", "words"), MOVES.values(), ids=MOVES.keys())
def test_a_move_that_cannot_be_says_why_and_loses_nothing(
    house: House, typed: dict[str, str], status: int, words: str
) -> None:
    date = house.date()
    sent: dict[str, Any] = {"room": str(STILLE)} | typed
    answer = house.act(date, "flyt", **sent)
    assert answer.status_code == status and words in answer.text
    assert house.row(date) == ("planned", "[]", 1)
    if typed["day"] and typed["day"][0] == "2":
        assert f'value="{typed["day"]}"' in answer.text


def test_somebody_else_was_quicker(house: House) -> None:
    date = house.date()
    keys = hidden(house.coordinator.get(f"/vagt/{date}").text)
    other = house.case.actor("coordinator", staff_id=2)
    planning.cancel_date(house.case.db, other, date, version=1, now=NOW + timedelta(minutes=1))
    answer = house.coordinator.post(f"/vagt/{date}", {**keys, "do": f"kan-ikke:{ANNE}"})
    assert answer.status_code == 409 and "Aflyst" in answer.text
    assert house.row(date) == ("cancelled", "[]", 2)


def test_a_second_send_of_the_same_tap_counts_once(house: House) -> None:
    date = house.date()
    sent = {**hidden(house.coordinator.get(f"/vagt/{date}").text), "do": f"kan-ikke:{ANNE}"}
    first, second = (house.coordinator.post(f"/vagt/{date}", sent) for _ in range(2))
    assert first.headers["location"] == second.headers["location"]
    assert house.row(date) == ("planned", "[1]", 2)

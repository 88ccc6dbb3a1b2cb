"""/vagt and the sign, asked as a coordinator's phone asks them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from pypdf import PdfReader

from actions import planning, planning_rules
from tests.house_case import (
    ANNE,
    BEHANDLING,
    BIRK,
    NOW,
    PEER,
    PITSTOP,
    SP,
    STILLE,
    UNG,
)
from tests.morning_case import TODAY_AT_ONE, House, a_morning, tidied
from tests.public_case import hidden


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with a_morning(tmp_path_factory.mktemp("morning")) as house:
        yield house


@pytest.fixture
def house(whole: House) -> Iterator[House]:
    yield whole
    tidied(whole)


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


def test_an_undo_asks_for_a_reason_where_somebody_is_away_since(house: House) -> None:
    date = house.date()
    answer = house.act(date, "aflys")
    told = house.coordinator.text(answer.headers["location"])
    undoing = re.search(r'value="(fortryd:\d+)"', told)
    assert undoing is not None
    day = TODAY_AT_ONE.date()
    away = planning_rules.add_absence(house.case.db, None, ANNE, day, day, now=NOW)
    again = {**hidden(told), "do": undoing[1]}
    answer = house.coordinator.post(f"/vagt/{date}", again)
    planning_rules.remove_absence(house.case.db, None, away, now=NOW)  # for the tests after this
    assert answer.status_code == 409 and "Anne-rolle er her ikke" in answer.text
    assert "Fortryd alligevel" in answer.text and undoing[1] in answer.text
    assert house.row(date)[0] == "cancelled"
    answer = house.coordinator.post(f"/vagt/{date}", {**again, "reason": "Kommer alligevel"})
    assert "Det er fortrudt" in house.coordinator.text(answer.headers["location"])
    assert house.row(date)[0] == "planned"


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
    if sign.status_code == 200:
        (page,) = PdfReader(BytesIO(sign.content)).pages
        assert "Gruppe Birk" in page.extract_text()
        assert not re.search("Angst|Stillerum", page.extract_text())


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
        "Lokalet findes ikke",
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

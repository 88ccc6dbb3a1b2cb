"""/mit-skema, asked as a phone asks it: own dates, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from db import writes_staff
from tests.house_case import (
    ALLE,
    ANNE,
    BEHANDLING,
    NOW,
    PEER,
)
from tests.morning_case import House, a_morning, linked, tidied
from tests.public_case import Web, hidden


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with a_morning(tmp_path_factory.mktemp("morning")) as house:
        yield house


@pytest.fixture
def house(whole: House) -> Iterator[House]:
    yield whole
    tidied(whole)


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

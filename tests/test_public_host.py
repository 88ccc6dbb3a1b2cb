"""/vaert: the total first, services if wished, no figure on the screen afterwards."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from domain.model import Role
from tests.house_case import PIT, SP, UNG
from tests.public_case import Web, a_web, hidden

TODAY = "2026-11-18"


@pytest.fixture
def web(house_path: Path, monkeypatch: pytest.MonkeyPatch) -> Web:
    return a_web(house_path, monkeypatch)


@pytest.fixture
def date(web: Web) -> int:
    """NADA today (Wednesday 18 November) at 9.00, planned the day before."""
    return a_date(web)


def a_date(web: Web, day: str = TODAY, title: str = "NADA", hour: int = 9) -> int:
    from datetime import UTC, datetime

    start = datetime.fromisoformat(f"{day}T{hour:02d}:00")
    planned = datetime(2026, 9, 1, tzinfo=UTC)
    made = web.case.create(title=title, local_start=start, now=planned, facilitator_ids=())
    return web.case.dates(made)[0].id


@pytest.fixture
def host(web: Web) -> Web:
    return web.sign_in_as("host")


def saved(web: Web) -> list[tuple[object, ...]]:
    return web.case.rows(
        "SELECT o.close_out, a.total, a.turned_away, a.volunteers, a.volunteer_minutes"
        " FROM occurrence o LEFT JOIN attendance a ON a.occurrence_id = o.id ORDER BY o.id"
    )


# -- who may -------------------------------------------------------------------------------------


def test_nobody_is_asked_to_sign_in_and_comes_back(web: Web, date: int) -> None:
    answer = web.get(f"/vaert/{date}")
    assert (answer.status_code, answer.headers["location"]) == (303, f"/log-ind?next=/vaert/{date}")
    assert web.post(f"/vaert/{date}", {"total": "3"}).status_code == 303
    assert saved(web) == [(None, None, None, None, None)]


@pytest.mark.parametrize(
    ("role", "status"), [("host", 200), ("coordinator", 200), ("manager", 403), ("admin", 403)]
)
def test_hosts_and_coordinators_only(web: Web, date: int, role: Role, status: int) -> None:
    person = web.sign_in_as(role)
    for path in ("/vaert", f"/vaert/{date}"):
        assert person.get(path).status_code == status
    sent = {"csrf": hidden(person.get("/log-ud").text)["csrf"], "total": "3", "version": "1"}
    answer = person.post(f"/vaert/{date}", sent)
    assert answer.status_code == (303 if status == 200 else 403)
    assert saved(web)[0][0] == ("held" if status == 200 else None)


def test_a_right_taken_away_while_the_page_was_open(web: Web, date: int, host: Web) -> None:
    from actions import accounts
    from domain.model import RoleGrant

    sent = hidden(host.get(f"/vaert/{date}").text) | {"total": "3"}
    accounts.set_roles(web.case.db, None, 4, [RoleGrant("manager", None)])
    assert host.post(f"/vaert/{date}", sent).status_code == 403
    assert saved(web)[0][0] is None


def test_a_post_without_the_sessions_token_saves_nothing(web: Web, date: int, host: Web) -> None:
    sent = hidden(host.get(f"/vaert/{date}").text) | {"total": "3", "csrf": "x"}
    assert host.post(f"/vaert/{date}", sent).status_code == 403
    cross = host.post(f"/vaert/{date}", sent, Origin="https://ond.example")
    assert cross.status_code == 403
    assert saved(web)[0][0] is None


# -- the dates -----------------------------------------------------------------------------------


def test_today_first_then_what_is_missing_oldest_first(web: Web, host: Web) -> None:
    a_date(web, "2026-11-17", "I går")
    a_date(web, "2026-11-09", "Forrige uge")
    a_date(web, "2026-11-18", "Sent i dag", 17)
    a_date(web, "2026-11-18", "Tidligt i dag", 8)
    a_date(web, "2026-11-19", "I morgen")
    page = host.text("/vaert")
    titles = re.findall(r"<strong>([^<]+)</strong>\s*<span class=\"place\"", page)
    assert titles == ["Tidligt i dag", "Sent i dag", "Forrige uge", "I går"]


# -- recording -----------------------------------------------------------------------------------


def test_one_tap_and_save_and_no_figure_is_left_on_the_screen(
    web: Web, date: int, host: Web
) -> None:
    answer = host.send(f"/vaert/{date}", total="13", over_room="1", do="held")
    assert (answer.status_code, answer.headers["location"]) == (303, f"/vaert?gemt={date}")
    assert saved(web) == [("held", 13, 0, 0, 0)]
    after = host.text(f"/vaert?gemt={date}")
    assert "Gemt</strong> NADA" in after and "Registreret" in after
    shown = re.sub(r"<[^>]*>", " ", after)
    assert re.search(r"(?<![.\d])13(?![.\d])", shown) is None
    assert "checked" not in host.text(f"/vaert/{date}")


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ({"total": "0"}, ("nobody", 0, 0, 0, 0)),
        ({"total_more": " 31 ", "over_room": "1"}, ("held", 31, 0, 0, 0)),
        ({"do": "nobody"}, ("nobody", 0, 0, 0, 0)),
        ({"do": "nobody", "total": "4"}, ("nobody", 0, 0, 0, 0)),
        ({"do": "cancelled", "reason": "Sygdom"}, ("cancelled", None, None, None, None)),
        (
            {"total": "9", "turned_away": "2", "volunteers": "3", "volunteer_hours": "4,5"},
            ("held", 9, 2, 3, 270),
        ),
    ],
    ids=["zero", "more", "nobody", "nobody-wins", "cancelled", "everything"],
)
def test_what_is_saved(
    web: Web, date: int, host: Web, typed: dict[str, str], expected: tuple[object, ...]
) -> None:
    assert host.send(f"/vaert/{date}", **typed).status_code == 303
    assert saved(web) == [expected]


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({}, "total"),
        ({"total_more": "mange"}, "total"),
        ({"total_more": "-3"}, "total"),
        ({"total_more": "3,5"}, "total"),
        ({"total_more": "1001"}, "total"),
        ({"total_more": "9" * 300}, "total"),
        ({"total_more": "١٢"}, "total"),
        ({"total": "3", "total_more": "18"}, "total"),
        ({"total": "<script>"}, "total"),
        ({"total": "3", "turned_away": "en del"}, "turned_away"),
        ({"total": "3", "volunteers": "101"}, "volunteers"),
        ({"total": "3", "volunteer_hours": "nan"}, "volunteer_hours"),
        ({"total": "3", "volunteer_hours": "1001"}, "volunteer_hours"),
    ],
)
def test_what_is_wrong_is_told_beside_the_field_and_nothing_is_lost(
    web: Web, date: int, host: Web, typed: dict[str, str], field: str
) -> None:
    answer = host.send(f"/vaert/{date}", **typed)
    assert answer.status_code == 422
    assert f'id="{field}-error"' in answer.text and '<a href="#' + field in answer.text
    assert "<script>" not in answer.text.replace("<script src=", "")
    assert saved(web) == [(None, None, None, None, None)]
    for name, value in typed.items():
        if name == "total":
            assert value == "<script>" or f'value="{value}" checked' in answer.text
        elif len(value) <= 200:
            assert f'value="{value}"' in answer.text
    again = hidden(answer.text) | {"total": "5"}
    assert host.post(f"/vaert/{date}", again).status_code == 303, "mended and sent again"


def test_a_double_tap_saves_once(web: Web, date: int, host: Web) -> None:
    sent = hidden(host.get(f"/vaert/{date}").text) | {"total": "6"}
    answers = [host.post(f"/vaert/{date}", sent) for _ in range(2)]
    assert [one.status_code for one in answers] == [303, 303]
    assert web.case.rows("SELECT count(*) FROM change WHERE action = 'attendance.held'") == [(1,)]
    assert saved(web) == [("held", 6, 0, 0, 0)]


def test_two_at_once_never_add_up_and_the_second_is_told(web: Web, date: int, host: Web) -> None:
    other = web.sign_in_as("coordinator")
    mine = hidden(host.get(f"/vaert/{date}").text) | {"total": "6"}
    theirs = hidden(other.get(f"/vaert/{date}").text) | {"total": "7"}
    assert host.post(f"/vaert/{date}", mine).status_code == 303
    late = other.post(f"/vaert/{date}", theirs)
    assert late.status_code == 409 and 'value="7" checked' in late.text
    assert saved(web) == [("held", 6, 0, 0, 0)]
    assert other.send(f"/vaert/{date}", total="7").status_code == 303
    assert saved(web) == [("held", 7, 0, 0, 0)]


@pytest.mark.parametrize("path", ["/vaert/999", "/vaert/999/fordeling", "/vaert/abc", "/vaert/-1"])
def test_a_date_that_is_not_there(host: Web, path: str) -> None:
    assert host.get(path).status_code == 404


def test_tomorrow_cannot_be_recorded(web: Web, host: Web) -> None:
    tomorrow = a_date(web, "2026-11-19")
    assert host.get(f"/vaert/{tomorrow}").status_code == 404
    sent = {"csrf": hidden(host.get("/log-ud").text)["csrf"], "total": "3", "version": "1"}
    answer = host.post(f"/vaert/{tomorrow}", sent)
    assert answer.status_code == 422 and "ikke kommet endnu" in answer.text
    assert saved(web)[0][0] is None


# -- by service ----------------------------------------------------------------------------------


def divided(web: Web) -> dict[int, int]:
    rows = web.case.rows("SELECT service_id, visits FROM attendance_service")
    return {int(str(service)): int(str(visits)) for service, visits in rows}


def test_services_in_their_fixed_order_and_the_rest_is_do_not_know(
    web: Web, date: int, host: Web
) -> None:
    host.send(f"/vaert/{date}", total="9")
    assert f"/vaert/{date}/fordeling" in host.text(f"/vaert?gemt={date}")
    page = host.text(f"/vaert/{date}/fordeling")
    names = re.findall(r"</svg>([^<]+)</legend>", page)
    assert names == ["Socialpsykiatri", "Pitstop", "Ung På Vej"]
    answer = host.send(
        f"/vaert/{date}/fordeling", **{f"service_{SP}": "4", f"service_{UNG}_more": "3"}
    )
    assert answer.status_code == 303
    assert divided(web) == {SP: 4, UNG: 3}
    assert "checked" not in host.text(f"/vaert/{date}/fordeling"), "hosts read no saved figures"


def test_more_than_came_is_refused_without_telling_how_many_came(
    web: Web, date: int, host: Web
) -> None:
    host.send(f"/vaert/{date}", total="7")
    answer = host.send(f"/vaert/{date}/fordeling", **{f"service_{SP}": "5", f"service_{PIT}": "4"})
    assert answer.status_code == 422 and divided(web) == {}
    assert "flere, end der kom" in answer.text
    assert re.search(r">[^<]*\b7\b(?!</span>)[^<]*<", answer.text) is None
    assert f'name="service_{SP}" value="5" checked' in answer.text


@pytest.mark.parametrize("value", ["mange", "-1", "1001", "3.5"])
def test_a_wrong_number_is_told_beside_its_service(
    web: Web, date: int, host: Web, value: str
) -> None:
    host.send(f"/vaert/{date}", total="7")
    answer = host.send(f"/vaert/{date}/fordeling", **{f"service_{PIT}_more": value})
    assert answer.status_code == 422 and f'id="service_{PIT}-error"' in answer.text
    assert divided(web) == {}


def test_dividing_is_for_the_same_day_only(web: Web, host: Web) -> None:
    yesterday = a_date(web, "2026-11-17")
    host.send(f"/vaert/{yesterday}", total="5")
    assert f'href="/vaert/{yesterday}/fordeling"' not in host.text(f"/vaert?gemt={yesterday}")
    assert host.get(f"/vaert/{yesterday}/fordeling").status_code == 404


def test_nothing_to_divide_where_nobody_came(web: Web, date: int, host: Web) -> None:
    host.send(f"/vaert/{date}", do="nobody")
    assert f'href="/vaert/{date}/fordeling"' not in host.text(f"/vaert?gemt={date}")
    assert host.get(f"/vaert/{date}/fordeling").status_code == 404


@pytest.mark.parametrize("saved_as", ["x", "-1", "9" * 40, "999", "1 OR 1=1"])
def test_nonsense_in_the_address_of_the_list(host: Web, saved_as: str) -> None:
    assert "Gemt</strong>" not in host.text(f"/vaert?gemt={saved_as}")

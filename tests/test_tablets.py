"""A tablet of the house: its link, its long session, what it may see, and shutting it off."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from actions import accounts, tablets
from domain.errors import InvalidInput, NotFound, Refused
from domain.model import Actor
from tests.house_case import Case
from tests.public_case import Web, a_web, plan

NOW = datetime(2026, 11, 18, 8, 0, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture
def admin(case: Case) -> Actor:
    return case.actor("admin")


def opened(case: Case, admin: Actor, name: str = "Tablet ved døren") -> tuple[int, str]:
    """A tablet whose link was opened; its account and its session's token."""
    number, link = tablets.add_tablet(case.db, admin, name, now=NOW)
    return number, accounts.use_link(case.db, link, now=NOW)


def test_it_stays_signed_in_while_it_is_used(case: Case, admin: Actor) -> None:
    _number, token = opened(case, admin)
    at = NOW
    for _ in range(4):  # people are signed out after 12 hours; a tablet after 30 days without use
        at += 29 * DAY
        assert accounts.current(case.db, token, now=at) is not None
    assert accounts.current(case.db, token, now=at + 31 * DAY) is None


def test_signing_in_of_people_does_not_forget_it(case: Case, admin: Actor) -> None:
    from tests.account_case import HOST, add

    _number, token = opened(case, admin)
    later = NOW + 20 * DAY
    person = add(case, "vaert", HOST)
    link = accounts.make_link(case.db, None, person, "sign-in", now=later)
    accounts.use_link(case.db, link, now=later)
    assert accounts.current(case.db, token, now=later) is not None


def test_how_long_is_a_setting(case: Case, admin: Actor) -> None:
    _number, token = opened(case, admin)
    tablets.set_idle_days(case.db, admin, 2, now=NOW)
    assert accounts.current(case.db, token, now=NOW + 1.9 * DAY) is not None
    assert accounts.current(case.db, token, now=NOW + 4 * DAY) is None
    for days in (0, -1, 366):
        with pytest.raises(InvalidInput):
            tablets.set_idle_days(case.db, admin, days)
    assert tablets.idle_days(case.db) == 2


def test_shutting_it_off_ends_it_at_once(case: Case, admin: Actor) -> None:
    number, token = opened(case, admin)
    link = tablets.new_tablet_link(case.db, admin, number, now=NOW)
    tablets.close_tablet(case.db, admin, number, now=NOW)
    assert accounts.current(case.db, token, now=NOW) is None
    with pytest.raises(NotFound):
        accounts.use_link(case.db, link, now=NOW)
    with pytest.raises(NotFound):
        tablets.new_tablet_link(case.db, admin, number)
    actions = [row[0] for row in case.rows("SELECT action FROM change ORDER BY id")]
    assert actions[0] == "tablet.create" and actions[-1] == "tablet.close"
    assert token not in str(case.rows("SELECT * FROM change")) and link not in str(
        case.rows("SELECT * FROM one_time_link")
    )


def test_a_link_works_once_and_moves_the_tablet_to_another_device(case: Case, admin: Actor) -> None:
    number, link = tablets.add_tablet(case.db, admin, "Tablet", now=NOW)
    first = accounts.use_link(case.db, link, now=NOW)
    with pytest.raises(NotFound):
        accounts.use_link(case.db, link, now=NOW)
    again = tablets.new_tablet_link(case.db, admin, number, now=NOW)
    second = accounts.use_link(case.db, again, now=NOW)
    assert accounts.current(case.db, first, now=NOW) is None
    assert accounts.current(case.db, second, now=NOW) is not None
    late = tablets.new_tablet_link(case.db, admin, number, now=NOW)
    with pytest.raises(NotFound):
        accounts.use_link(case.db, late, now=NOW + 1.1 * DAY)


NAMES = {"empty": "  ", "long": "x" * 81, "cpr": "Tablet 010190-1234", "taken": "Tablet ved døren"}


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES.keys())
def test_names_that_are_refused(case: Case, admin: Actor, name: str) -> None:
    opened(case, admin)
    with pytest.raises(InvalidInput):
        tablets.add_tablet(case.db, admin, name)
    assert len(tablets.list_tablets(case.db, admin)) == 1


@pytest.mark.parametrize("role", ["coordinator", "host", "manager"])
def test_only_admins_make_and_close_them(case: Case, admin: Actor, role: str) -> None:
    number, _token = opened(case, admin)
    other = case.actor(role)  # type: ignore[arg-type]
    for refused in (
        lambda: tablets.list_tablets(case.db, other),
        lambda: tablets.add_tablet(case.db, other, "Ny"),
        lambda: tablets.new_tablet_link(case.db, other, number),
        lambda: tablets.close_tablet(case.db, other, number),
        lambda: tablets.set_idle_days(case.db, other, 3),
    ):
        with pytest.raises(Refused):
            refused()


def test_it_is_no_account_that_somebody_keeps(case: Case, admin: Actor) -> None:
    opened(case, admin)
    assert "Tablet ved døren" not in [one.name for one in accounts.list_staff(case.db, admin)]
    (listed,) = tablets.list_tablets(case.db, admin)
    assert (listed.name, listed.last_seen_at, listed.closed_at) == ("Tablet ved døren", NOW, None)


# -- on the device ---------------------------------------------------------------------------------

ELSEWHERE = ("/personale/", "/personale/fremmoede", "/personale/opsaetning")


@pytest.fixture
def device(house_path: Path, monkeypatch: pytest.MonkeyPatch) -> Web:
    """A browser that opened a tablet's link."""
    web = a_web(house_path, monkeypatch)
    plan(web, "Gåtur", "2026-11-18T09:00")
    _number, link = tablets.add_tablet(web.case.db, web.case.actor("admin"), "Tablet ved døren")
    browser = web.another_browser()
    page = browser.text(f"/log-ind/{link}")
    assert "Tablet ved døren" in page and "Brug enheden ved døren" in page
    answer = browser.send(f"/log-ind/{link}")
    assert answer.headers["location"] == "/vaert"
    assert "Max-Age=31536000" in answer.headers["set-cookie"]
    assert "HttpOnly" in answer.headers["set-cookie"]
    return browser


def test_it_records_and_its_cookie_slides(device: Web) -> None:
    answer = device.get("/vaert")
    assert answer.status_code == 200 and "Max-Age=31536000" in answer.headers["set-cookie"]
    assert "Gåtur" in answer.text and "Log ud" not in answer.text
    assert device.send("/vaert/1", total="4").status_code == 303
    name = device.case.rows("SELECT s.name FROM attendance a JOIN staff s ON s.id = a.recorded_by")
    assert name == [("Tablet ved døren",)]


def test_it_sees_nothing_else(device: Web) -> None:
    """Its role allows recording only; every staff page asks `domain.rights` for something else."""
    from actions.sessions import current
    from domain.rights import ACTIONS, allows

    token = device.browser.cookies["house_session"]
    who = current(device.case.db, token)
    assert who is not None and who.tablet
    assert [one for one in ACTIONS if allows(who.actor, one)] == ["attendance.host"]
    assert "/personale/" not in device.text("/vaert")


def test_shut_off_from_elsewhere_it_asks_to_sign_in(device: Web) -> None:
    boss = device.case.actor("admin")
    (tablet,) = tablets.list_tablets(device.case.db, boss)
    tablets.close_tablet(device.case.db, boss, tablet.staff_id)
    assert device.get("/vaert").headers["location"] == "/log-ind?next=/vaert"
    assert device.post("/vaert/1", {"total": "3"}).status_code == 303
    assert device.case.rows("SELECT count(*) FROM attendance") == [(0,)]

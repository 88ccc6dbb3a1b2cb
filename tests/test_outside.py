"""Partners' calendars from the job to the copy: what is kept, doubted, and tried again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

import fetching
from actions import outside, setup
from domain.outside import (
    pause,
)
from locales.outside import knows
from tests.house_case import (
    NOW,
    Case,
)
from tests.ics_case import ics, once
from tests.outside_case import (
    ADMIN,
    HOURS,
    Elsewhere,
    add_partner,
    add_service,
    elsewhere,
    kept,
    run,
    titles,
)


@pytest.fixture
def there() -> Iterator[Elsewhere]:
    with elsewhere() as running:
        yield running


@pytest.fixture
def partner(case: Case) -> int:
    return add_service(case)


# -- the job -----------------------------------------------------------------------------------


def test_a_partners_calendar_is_fetched_and_kept(
    case: Case, there: Elsewhere, partner: int
) -> None:
    number = add_partner(case, partner)
    there.give(ics(once(), once("20261124T100000", "20261124T110000", uid="b", title="Kor")))
    assert run(case, there) == [(number, "")]
    assert titles(case) == ["Fællesspisning", "Kor"]
    assert run(case, there) == [], "not due before an hour has gone"
    assert [one for one, _ in run(case, there, NOW + HOURS)] == [number]


def test_unchanged_is_asked_for_and_once_a_day_all_of_it(
    case: Case, there: Elsewhere, partner: int
) -> None:
    add_partner(case, partner)
    there.give(ics(once()), ETag='"v1"')
    run(case, there)
    there.give(b"", status=304)
    run(case, there, NOW + HOURS)
    assert there.headers["if-none-match"] == '"v1"'
    assert kept(case).fetching.good_at == NOW + HOURS
    assert titles(case) == ["Fællesspisning"]
    run(case, there, NOW + timedelta(hours=25))
    assert "if-none-match" not in there.headers, "what rules give further ahead is not kept"


TROUBLES = {
    "gone": ({"body": b"", "status": 404}, "status"),
    "broken": ({"body": b"", "status": 500}, "status"),
    "a-page": ({"body": b"<html>Log ind</html>"}, "not-a-calendar"),
    "nothing": ({"body": b""}, "empty"),
    "cut-off": ({"body": ics(once())[:-30]}, "truncated"),
    "suddenly-empty": ({"body": ics()}, "suddenly-empty"),
    "too-large": ({"body": b"x" * 5_000_001}, "too-large"),
}


@pytest.mark.parametrize(("answer", "trouble"), TROUBLES.values(), ids=TROUBLES.keys())
def test_one_that_fails_keeps_its_last_good_copy(
    case: Case,
    there: Elsewhere,
    partner: int,
    answer: dict[str, object],
    trouble: str,
) -> None:
    add_partner(case, partner)
    there.give(ics(once()))
    run(case, there)
    there.give(**answer)  # type: ignore[arg-type]
    assert run(case, there, NOW + HOURS)[0][1] == trouble
    run(case, there, NOW + 9 * HOURS)
    how = kept(case).fetching
    assert titles(case) == ["Fællesspisning"]
    assert (how.good_at, how.failing_since, how.trouble) == (NOW, NOW + HOURS, trouble)
    assert knows(trouble)
    there.give(ics(once(title="Ny")))
    run(case, there, NOW + 40 * HOURS)
    how = kept(case).fetching
    assert (titles(case), how.failing_since, how.trouble, how.failures) == (["Ny"], None, "", 0)


def test_one_that_fails_is_asked_more_and_more_seldom() -> None:
    pauses = [pause(60, failures) for failures in range(7)]
    assert pauses == [timedelta(hours=hours) for hours in (1, 2, 4, 8, 16, 24, 24)]


def test_an_empty_calendar_is_believed_after_two_days(
    case: Case, there: Elsewhere, partner: int
) -> None:
    add_partner(case, partner)
    there.give(ics(once()))
    run(case, there)
    there.give(ics())
    for hours in range(1, 49):
        run(case, there, NOW + hours * HOURS)
        assert titles(case) == ["Fællesspisning"]
    run(case, there, NOW + 50 * HOURS)
    assert (titles(case), kept(case).fetching.trouble) == ([], "")


def test_a_season_that_is_over_is_believed_at_once(
    case: Case, there: Elsewhere, partner: int
) -> None:
    add_partner(case, partner)
    there.give(ics(once()))
    run(case, there)
    there.give(ics(once("20200101T100000", "20200101T110000")))
    run(case, there, NOW + HOURS)
    assert (titles(case), kept(case).fetching.trouble) == ([], "")


def test_another_address_forgets_the_old_copy(case: Case, there: Elsewhere, partner: int) -> None:
    number = add_partner(case, partner)
    there.give(ics(once()), ETag='"v1"')
    run(case, there)
    outside.save(case.db, ADMIN, kept(case).calendar, now=NOW)
    assert titles(case) == ["Fællesspisning"]
    moved = replace(kept(case).calendar, address="http://kalender.example/ny.ics")
    outside.save(case.db, ADMIN, moved, now=NOW)
    assert (titles(case), kept(case).fetching.etag) == ([], "")
    there.give(ics(once(title="Ny")), "/ny.ics")
    assert run(case, there) == [(number, "")]


def test_an_admin_may_ask_for_it_now(case: Case, there: Elsewhere, partner: int) -> None:
    number = add_partner(case, partner)
    there.give(ics(once()))
    run(case, there)
    outside.fetch_soon(case.db, ADMIN, number)
    assert run(case, there) == [(number, "")]


def test_two_processes_fetch_it_once(case: Case, there: Elsewhere, partner: int) -> None:
    number = add_partner(case, partner)
    from actions import outside_copies as copies

    assert copies.claim(case.db, number, NOW, due_only=True) is not None
    assert copies.claim(case.db, number, NOW, due_only=True) is None


def test_a_private_address_is_never_asked(case: Case, there: Elsewhere, partner: int) -> None:
    add_partner(case, partner, address="http://169.254.169.254/latest/")
    assert fetching.run(case.db, NOW)[0][1] == "private"


def test_how_often_is_a_setting(case: Case, there: Elsewhere, partner: int) -> None:
    add_partner(case, partner)
    there.give(ics(once()))
    setup.set_setting(case.db, ADMIN, "outside.minutes", "15", now=NOW)
    run(case, there)
    assert kept(case).fetching.next_at == NOW + timedelta(minutes=15)

"""What is cancelled, paused or over is not changed: by which way in, and what is said."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from actions import dates, editing, morning, moves, pauses, planning
from domain.errors import HouseError, InvalidInput
from domain.model import Occurrence
from domain.moves import Move
from locales.messages import sentence
from tests.house_case import ANNE, MONDAY_TEN, NOW, PEER, STILLE, Case
from tests.test_undo import state

WEEKLY = "FREQ=WEEKLY;BYDAY=MO;COUNT=4"
ELEVEN = MONDAY_TEN + timedelta(days=1, hours=1)
TO = Move(ELEVEN, ELEVEN + timedelta(hours=1), STILLE)
NEXT_YEAR = NOW + timedelta(days=365)


def second(case: Case, number: int) -> Occurrence:
    return case.dates(number)[-1 if len(case.dates(number)) == 1 else 1]


def date_off(case: Case, number: int) -> None:
    one = second(case, number)
    dates.cancel_date(case.db, case.boss, one.id, version=one.version, now=NOW)


def date_paused(case: Case, number: int) -> None:
    day = MONDAY_TEN.date() + timedelta(days=7)
    version = case.activity(number).version
    pauses.pause(case.db, case.boss, number, version=version, first=day, last=day, now=NOW)


def all_off(case: Case, number: int) -> None:
    planning.cancel_activity(case.db, case.boss, number, version=1, reason="", now=NOW)


def move(case: Case, one: Occurrence, now: datetime) -> None:
    dates.move_date(
        case.db,
        case.boss,
        one.id,
        version=one.version,
        local_start=ELEVEN,
        room_id=STILLE,
        now=now,
    )


def drag(case: Case, one: Occurrence, now: datetime) -> None:
    moves.preview(case.db, case.boss, one.id, TO, "this", now=now)


def drag_all(case: Case, one: Occurrence, now: datetime) -> None:
    moves.move(
        case.db,
        case.boss,
        one.id,
        TO,
        "all",
        version=case.activity(one.activity_id).version,
        now=now,
    )


def change(case: Case, one: Occurrence, now: datetime) -> None:
    dates.change_date(
        case.db,
        case.boss,
        one.id,
        version=one.version,
        title="Andet",
        note="",
        facilitator_ids=(),
        now=now,
    )


def cancel(case: Case, one: Occurrence, now: datetime) -> None:
    dates.cancel_date(case.db, case.boss, one.id, version=one.version, now=now)


def cannot(case: Case, one: Occurrence, now: datetime) -> None:
    morning.cannot(case.db, case.boss, one.id, ANNE, version=one.version, now=now)


def substitute(case: Case, one: Occurrence, now: datetime) -> None:
    morning.take_over(case.db, case.boss, one.id, PEER, version=one.version, now=now)


def again(case: Case, one: Occurrence, now: datetime) -> None:
    dates.restore_date(case.db, case.boss, one.id, version=one.version, now=now)


def hour_later(case: Case, one: Occurrence, now: datetime) -> None:
    case.edit(one.activity_id, local_start=MONDAY_TEN + timedelta(hours=1), now=now)


def look_ahead(case: Case, one: Occurrence, now: datetime) -> None:
    old = case.activity(one.activity_id)
    fields = replace(old.fields, local_start=MONDAY_TEN + timedelta(hours=1))
    editing.preview(case.db, case.boss, fields, now=now, activity_id=old.id)


def publish(case: Case, one: Occurrence, now: datetime) -> None:
    version = case.activity(one.activity_id).version
    planning.publish(case.db, case.boss, one.activity_id, version=version, now=now)


def pause(case: Case, one: Occurrence, now: datetime) -> None:
    day, version = date(2026, 11, 30), case.activity(one.activity_id).version
    pauses.pause(case.db, case.boss, one.activity_id, version=version, first=day, last=day, now=now)


def off_again(case: Case, one: Occurrence, now: datetime) -> None:
    version = case.activity(one.activity_id).version
    planning.cancel_activity(
        case.db, case.boss, one.activity_id, version=version, reason="", now=now
    )


Act = Callable[[Case, Occurrence, datetime], None]
ON_A_DATE: tuple[Act, ...] = (move, drag, change, cancel, cannot, substitute)
ON_ALL: tuple[Act, ...] = (*ON_A_DATE, drag_all, again, hour_later, look_ahead, publish)
ON_ALL += (pause, off_again)
OFF = ("Datoen er aflyst.", WEEKLY, date_off, NOW)
ONE_OFF = ("Datoen er aflyst.", None, date_off, NOW)
PAUSED = ("Datoen holder pause.", WEEKLY, date_paused, NOW)
ALL_OFF = ("Aktiviteten er aflyst.", WEEKLY, all_off, NOW)
OVER = ("Datoen er begyndt eller registreret", WEEKLY, lambda case, number: None, NEXT_YEAR)
REFUSED = {
    **{f"{act.__name__}, date cancelled": (act, *OFF) for act in ON_A_DATE},
    **{f"{act.__name__}, its one date cancelled": (act, *ONE_OFF) for act in ON_A_DATE},
    **{f"{act.__name__}, date paused": (act, *PAUSED) for act in ON_A_DATE},
    **{f"{act.__name__}, activity cancelled": (act, *ALL_OFF) for act in ON_ALL},
    **{f"{act.__name__}, over": (act, *OVER) for act in ON_A_DATE},
    "edit, its one date cancelled": (hour_later, *ONE_OFF),
    "preview, its one date cancelled": (look_ahead, *ONE_OFF),
    "restore what is planned": (
        again,
        "Datoen er ikke aflyst mere.",
        WEEKLY,
        lambda case, number: None,
        NOW,
    ),
}


@pytest.mark.parametrize(
    ("act", "words", "rule", "arrange", "now"), REFUSED.values(), ids=REFUSED.keys()
)
def test_it_is_refused_with_what_to_do_and_nothing_changes(
    case: Case,
    act: Act,
    words: str,
    rule: str | None,
    arrange: Callable[[Case, int], None],
    now: datetime,
) -> None:
    number = case.create(rrule=rule)
    arrange(case, number)
    before = state(case)
    with pytest.raises(InvalidInput) as caught:
        act(case, second(case, number), now)
    told: HouseError = caught.value
    assert words in sentence(told) and len(sentence(told)) > len(words)
    assert state(case) == before


def test_a_series_goes_on_around_its_cancelled_dates(case: Case) -> None:
    number = case.create(rrule=WEEKLY)
    date_off(case, number)
    hour_later(case, second(case, number), NOW)
    assert [(one.state, one.starts_at.hour) for one in case.dates(number)] == [
        ("planned", 10),
        ("cancelled", 10),
        ("planned", 10),
        ("planned", 10),
    ]


def test_what_citizens_read_of_a_cancelled_activity_may_still_be_mended(case: Case) -> None:
    number = case.create(rrule=WEEKLY)
    all_off(case, number)
    case.edit(number, public_note="Vi begynder igen til marts")
    assert case.activity(number).state == "cancelled"

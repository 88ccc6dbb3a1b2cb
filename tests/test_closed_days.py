"""What was planned on a day that is closed: told, cancelled with one text, or kept for a reason."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from actions import closed_days, planning, setup, undo
from domain.errors import Conflicts, InvalidInput, NotFound, Refused
from domain.model import Actor, Closure
from tests.house_case import GUL, NOW, SAL, UDE, UNG, Case
from tests.test_undo import last_change, shown, state

LATER = NOW + timedelta(minutes=5)
MONDAY = datetime(2026, 11, 22, 23, tzinfo=UTC), datetime(2026, 11, 23, 23, tzinfo=UTC)


def close(case: Case, site: int | None = None) -> int:
    admin = case.actor("admin")
    return setup.save(case.db, admin, Closure(0, site, *MONDAY, "Rengøring"), now=NOW)


def on(case: Case, number: int, actor: Actor | None = None) -> list[tuple[str, bool, str]]:
    _closure, found = closed_days.on_closure(case.db, actor or case.boss, number, now=NOW)
    return [(each.one.title, each.mine, each.kept) for each in found]


def cancel(case: Case, number: int, actor: Actor | None = None, note: str = "Vi har lukket") -> int:
    return closed_days.cancel_all(
        case.db, actor or case.boss, number, reason="rengøring", public_note=note, now=NOW
    )


def test_it_lists_what_it_falls_on_reservations_and_drafts_too(case: Case) -> None:
    case.create(rrule="FREQ=WEEKLY;BYDAY=MO")
    case.create(title="Udkast", room_id=SAL, facilitator_ids=(), publish=False)
    case.create(title="Gult", room_id=GUL, facilitator_ids=())
    case.create(title="Intet lokale", room_id=None, facilitator_ids=())
    case.create(title="Tirsdag", room_id=SAL, local_start=datetime(2026, 11, 24, 10))
    found = [title for title, _mine, _kept in on(case, close(case, site=1))]
    assert sorted(found) == ["Intet lokale", "NADA", "Udkast"]


def test_all_are_cancelled_with_one_text_and_undone_as_one_change(case: Case) -> None:
    case.create(rrule="FREQ=WEEKLY;BYDAY=MO")
    case.create(title="Kor", room_id=SAL, facilitator_ids=())
    number = close(case)
    before, feeds = state(case), shown(case)
    assert cancel(case, number) == 2
    dates = [case.dates(one)[0] for one in (1, 2)]
    assert {(one.state, one.note, one.cancel_reason) for one in dates} == {
        ("cancelled", "Vi har lukket", "rengøring")
    }
    assert [one.state for one in case.dates(1)[1:3]] == ["planned", "planned"]
    assert on(case, number) == []
    assert shown(case) != feeds
    undo.undo(case.db, case.boss, last_change(case), now=LATER)  # single ones come back too
    assert state(case) == before
    assert len(on(case, number)) == 2


def test_kept_for_a_reason_it_stays_and_can_still_be_changed(case: Case) -> None:
    number = case.create()
    closure = close(case)
    date = case.dates(number)[0]
    call = {"title": None, "note": "Brug bagdøren", "facilitator_ids": (), "now": NOW}
    with pytest.raises(Conflicts):
        planning.change_date(case.db, case.boss, date.id, version=date.version, **call)  # type: ignore[arg-type]
    closed_days.keep(case.db, case.boss, closure, [date.id], reason="Holdes i kirken", now=NOW)
    assert on(case, closure) == [("NADA", True, "Holdes i kirken")]
    with pytest.raises(InvalidInput):
        cancel(case, closure)
    planning.change_date(case.db, case.boss, date.id, version=date.version, **call)  # type: ignore[arg-type]
    assert case.dates(number)[0].note == "Brug bagdøren"


def test_keeping_is_undone_and_done_again(case: Case) -> None:
    case.create(room_id=UDE)
    case.create(title="Vores", service_ids=(2,), room_id=None, facilitator_ids=())
    closure, date = close(case), case.dates(1)[0]
    closed_days.keep(case.db, case.boss, closure, [date.id], reason="Ude", now=NOW)
    for kept in ("", "Ude"):
        undo.undo(case.db, case.boss, last_change(case), now=LATER)
        assert ("NADA", True, kept) in on(case, closure)
    stranger = case.actor("coordinator", service=UNG)
    theirs = case.dates(2)[0].id
    closed_days.keep(case.db, case.boss, closure, [theirs], reason="Ude", now=NOW)
    with pytest.raises(Refused):
        undo.undo(case.db, stranger, last_change(case), now=LATER)


def test_each_service_decides_about_its_own(case: Case) -> None:
    case.create(title="Deres", service_ids=(UNG,), room_id=UDE, facilitator_ids=())
    case.create(title="Vores", service_ids=(2,), room_id=SAL, facilitator_ids=())
    closure, mine = close(case), case.actor("coordinator", service=2)
    assert on(case, closure, mine) == [("Deres", False, ""), ("Vores", True, "")]
    assert cancel(case, closure, mine) == 1
    assert case.dates(1)[0].state == "planned"
    with pytest.raises(Refused):
        closed_days.keep(case.db, mine, closure, [case.dates(1)[0].id], reason="Ude", now=NOW)


def test_an_administrator_reads_the_list_and_decides_nothing(case: Case) -> None:
    case.create()
    closure, admin = close(case), case.actor("admin")
    assert on(case, closure, admin) == [("NADA", False, "")]
    with pytest.raises(Refused):
        cancel(case, closure, admin)


def test_texts_that_cannot_be(case: Case) -> None:
    case.create()
    closure, date = close(case), case.dates(1)[0].id
    for reason, code in (("", "required"), ("010190-1234", "cpr"), ("x" * 501, "too-long")):
        with pytest.raises(InvalidInput) as caught:
            closed_days.keep(case.db, case.boss, closure, [date], reason=reason, now=NOW)
        assert caught.value.problems[0].code == code
    with pytest.raises(InvalidInput):
        cancel(case, closure, note="010190-1234")
    with pytest.raises(InvalidInput):
        closed_days.keep(case.db, case.boss, closure, [], reason="Ude", now=NOW)
    with pytest.raises(NotFound):
        cancel(case, 99)


def test_a_closure_that_is_opened_again_forgets_what_was_kept(case: Case) -> None:
    case.create()
    closure = close(case)
    closed_days.keep(case.db, case.boss, closure, [case.dates(1)[0].id], reason="Ude", now=NOW)
    setup.delete_closure(case.db, case.actor("admin"), closure, now=NOW)
    assert case.rows("SELECT count(*) FROM closure_keep") == [(0,)]
    with pytest.raises(NotFound):
        on(case, closure)

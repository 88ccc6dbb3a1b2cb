"""The rest of the use cases that write: planning ahead, the rules of the house, a bad morning."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from actions import (
    closed_days,
    entrance,
    form_drafts,
    importing,
    morning,
    places,
    plan_set_end,
    plan_sets,
    planning_rules,
    reservations,
    setup_back,
    templates,
    week_message,
    weeks,
)
from actions.import_judging import Wish
from db import writes_house
from domain.errors import InvalidInput, Refused
from domain.importing import Choices, Found
from domain.model import Activity, Actor, Closure
from tests.house_case import ALLE, ANNE, BIRK, GRUPPE, NADA, NOW, PEER, SP, UDE, UNGE, nada
from tests.rights_case import ACTORS, COORDINATORS, MAY, OWN, Prepared, prepare
from tests.rights_uses import Run, Use

SHUT = date(2027, 3, 3)
_FIRST, _LAST = date(2027, 4, 5), date(2027, 4, 11)
_WEEKLY = "FREQ=WEEKLY;BYDAY=MO;COUNT=40"


def prepare_all(path: Path) -> Prepared:
    """The house of `prepare`, and work for the use cases below, all of it of SP.

    "Forløb" a course, "Lukket" on a day that is closed since, "Syg" by Anne and Peer and
    "Mangler" without her; a template, a plan for a period, an absence and two groups kept apart.
    """
    house = prepare(path)
    case, admin = house.case, ACTORS["admin"]
    own: dict[str, Any] = {"service_ids": (SP,), "room_id": UDE, "facilitator_ids": ()}
    case.create(title="Forløb", course=True, capacity=8, category_id=GRUPPE, **own)
    case.create(title="Lukket", local_start=datetime(2027, 3, 3, 10), **own)
    shut = datetime(2027, 3, 2, 23, tzinfo=UTC)
    closure = Closure(0, None, shut, shut + timedelta(days=1), "Fælles dag")
    with case.db.write() as con:  # not by the use case: it ends addresses of who has no right
        writes_house.save(con, closure, NOW)
    own["facilitator_ids"] = (ANNE, PEER)
    for day, title in ((7, "Syg"), (8, "Mangler")):
        case.create(title=title, local_start=datetime(2026, 12, day, 13), **own)
    gone = house.date("Mangler")
    morning.cannot(case.db, case.boss, gone.id, ANNE, version=gone.version, now=NOW)
    start, end = datetime(2026, 12, 9, 17), datetime(2026, 12, 9, 18)
    reservations.reserve(case.db, ACTORS["coordinator-own"], UDE, start, end, "Reserveret", now=NOW)
    own["facilitator_ids"] = ()
    fields = nada(title="Skabelon", rrule=_WEEKLY, **own)
    source = templates.save(case.db, case.boss, "Skabelon", fields, now=NOW)
    plan_sets.make(
        *(case.db, case.boss, "Påske", _FIRST, _LAST), sources=[("template", source)], now=NOW
    )
    planning_rules.add_absence(case.db, admin, PEER, SHUT, SHUT, now=NOW)
    planning_rules.set_apart(case.db, admin, UNGE, BIRK, 30, now=NOW)
    return house


def _by_id(table: str) -> Callable[[Prepared], int]:
    return lambda house: house.id_of(f"SELECT max(id) FROM {table}")


_template, _set, _closure = _by_id("template"), _by_id("plan_set"), _by_id("closure")


def _none_of_theirs(run: Run) -> Run:
    """What a coordinator of another service comes to: nothing of theirs is there to be changed."""

    def told(house: Prepared, who: Actor) -> object:
        try:
            return run(house, who)
        except InvalidInput as error:
            assert [one.code for one in error.problems] in (
                ["nothing-on-closure"],
                ["nothing-to-copy"],
            )
            raise Refused("plan.write") from error

    return told


def _save(house: Prepared, who: Actor) -> object:
    fields = nada(title="Ny", service_ids=(SP,), room_id=UDE, facilitator_ids=())
    return templates.save(house.db, who, "En anden", fields, now=NOW)


def _make_set(house: Prepared, who: Actor) -> object:
    source = ("template", _template(house))
    first, last = date(2027, 5, 3), date(2027, 5, 9)
    return plan_sets.make(house.db, who, "Maj", first, last, sources=[source], now=NOW)


def _keep(house: Prepared, who: Actor) -> object:
    ids = [house.date("Lukket").id]
    return closed_days.keep(house.db, who, _closure(house), ids, reason="aftalt", now=NOW)


def _cancel_all(house: Prepared, who: Actor) -> object:
    return closed_days.cancel_all(
        house.db, who, _closure(house), reason="", public_note="", now=NOW
    )


def _copy_week(house: Prepared, who: Actor) -> object:
    week, to = date(2026, 12, 7), date(2027, 1, 18)
    ids = [house.date("Syg").id]
    return weeks.copy_week(house.db, who, week, to, to, ids, now=NOW)


def _import(house: Prepared, who: Actor) -> object:
    found = Found(1, "", "Fra en fil", datetime(2026, 12, 9, 15), timedelta(hours=1))
    choices = Choices(category_id=NADA, service_ids=(SP,), group_ids=(ALLE,), room_id=UDE)
    try:
        return importing.run(house.db, who, [found], Wish(choices), now=NOW)
    except InvalidInput as error:
        # whoever may plan something, but not this, is told so at the line
        assert [one.code for one in error.problems] == ["import-bad-lines"]
        raise Refused("plan.write") from error


def _drop_draft(house: Prepared, who: Actor) -> None:
    form_drafts.drop(house.db, who, "activity:new")


def _on_date(action: Callable[..., object], title: str, *facilitator: int) -> Run:
    def run(house: Prepared, who: Actor) -> object:
        one = house.date(title)
        return action(house.db, who, one.id, *facilitator, version=one.version, now=NOW)

    return run


def _reserve(house: Prepared, who: Actor, of: Activity | None = None) -> object:
    start, end = datetime(2026, 12, 10, 17), datetime(2026, 12, 10, 18)
    return reservations.reserve(house.db, who, UDE, start, end, "Møde", of=of, now=NOW)


def _put_back(house: Prepared, who: Actor) -> None:
    number = house.id_of("SELECT max(id) FROM change WHERE action = 'setup.absence'")
    setup_back.put_back(house.db, who, number, now=NOW)


USES_MORE: dict[str, Use] = {
    "closed_days.cancel_all": Use(OWN, _none_of_theirs(_cancel_all)),
    "closed_days.keep": Use(OWN, _keep),
    "entrance.set_door": Use(
        MAY["setup.write"],
        lambda h, w: entrance.set_door(h.db, w, 1, "Ring på", ("",) * 7, now=NOW),
    ),
    "entrance.set_texts": Use(
        MAY["setup.write"],
        lambda h, w: entrance.set_texts(h.db, w, "en", {}, is_approved=True, now=NOW),
    ),
    "entrance.set_statement": Use(
        MAY["setup.write"],
        lambda h, w: entrance.set_statement(h.db, w, "https://was.example/x", now=NOW),
    ),
    "form_drafts.keep": Use(
        COORDINATORS, lambda h, w: form_drafts.keep(h.db, w, "activity:new", {"a": 1}, NOW)
    ),
    "form_drafts.drop": Use(COORDINATORS, _drop_draft),
    "importing.run": Use(OWN, _import),
    "morning.cannot": Use(OWN, _on_date(morning.cannot, "Syg", PEER)),
    "morning.cannot, oneself": Use(OWN | {"facilitator"}, _on_date(morning.cannot, "Syg", ANNE)),
    "morning.can_again": Use(OWN | {"facilitator"}, _on_date(morning.can_again, "Mangler", ANNE)),
    "morning.take_over": Use(OWN, _on_date(morning.take_over, "Mangler", ANNE)),
    "morning.manage": Use(OWN, _on_date(morning.manage, "Syg")),
    "places.count_places": Use(
        OWN, lambda h, w: places.count_places(h.db, w, h.activity("Forløb").id, 1, now=NOW)
    ),
    "plan_sets.make": Use(OWN, _make_set),
    "plan_sets.rename": Use(
        OWN, lambda h, w: plan_sets.rename(h.db, w, _set(h), "Ferie", version=1, now=NOW)
    ),
    "plan_set_end.drop": Use(
        OWN, lambda h, w: plan_set_end.drop(h.db, w, _set(h), version=1, now=NOW)
    ),
    "planning_rules.set_hours": Use(
        MAY["setup.write"],
        lambda h, w: planning_rules.set_hours(h.db, w, "room", UDE, {0: "9-16"}, now=NOW),
    ),
    "planning_rules.add_absence": Use(
        MAY["setup.write"],
        lambda h, w: planning_rules.add_absence(h.db, w, ANNE, SHUT, SHUT, now=NOW),
    ),
    "planning_rules.remove_absence": Use(
        MAY["setup.write"],
        lambda h, w: planning_rules.remove_absence(h.db, w, 1, now=NOW),
    ),
    "planning_rules.set_apart": Use(
        MAY["setup.write"],
        lambda h, w: planning_rules.set_apart(h.db, w, UNGE, BIRK, 45, now=NOW),
    ),
    "planning_rules.remove_apart": Use(
        MAY["setup.write"],
        lambda h, w: planning_rules.remove_apart(h.db, w, UNGE, BIRK, now=NOW),
    ),
    "reservations.reserve": Use(COORDINATORS, _reserve),
    "reservations.reserve, another's": Use(
        OWN, lambda h, w: _reserve(h, w, h.activity("Reserveret"))
    ),
    "setup_back.put_back": Use(MAY["setup.write"], _put_back),
    "templates.save": Use(OWN, _save),
    "templates.rename": Use(
        OWN,
        lambda h, w: templates.rename(h.db, w, _template(h), "Nyt navn", version=1, now=NOW),
    ),
    "templates.delete": Use(
        OWN, lambda h, w: templates.delete(h.db, w, _template(h), version=1, now=NOW)
    ),
    "week_message.set_message": Use(
        COORDINATORS,
        lambda h, w: week_message.set_message(h.db, w, "Kom glad", date(2026, 11, 20), now=NOW),
    ),
    "weeks.copy_week": Use(OWN, _none_of_theirs(_copy_week)),
}
"""As USES."""

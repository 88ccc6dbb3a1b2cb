"""What hypothesis draws for test_machine.py: forms, rules, and forms with a change."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, time, timedelta
from typing import Any

from hypothesis import strategies as st

from actions.import_judging import Wish
from domain.importing import Choices, Found
from domain.localtime import to_local
from domain.searching import normalised
from tests.house_case import ALLE, ANNE, HUS, NADA, NOW, PEER, SAL, STILLE, UDE, ZONE, nada
from tests.naive_house import Rule, Spec

FIRST = to_local(NOW, ZONE)
HOURS = st.sampled_from((9, 10, 11))
LENGTHS = st.sampled_from((timedelta(hours=1), timedelta(hours=2)))
ROOMS = st.sampled_from((SAL, STILLE, UDE, None))
PEOPLE = st.frozensets(st.sampled_from((ANNE, PEER)))
SOON = st.integers(1, 45).map(lambda days: FIRST.date() + timedelta(days=days))
ENDS: st.SearchStrategy[dict[str, Any]] = st.one_of(
    st.integers(1, 7).map(lambda times: {"times": times}),
    st.integers(20, 70).map(lambda days: {"until": FIRST.date() + timedelta(days=days)}),
    st.just({}),
)
WEEKDAYS = st.frozensets(st.integers(0, 4), min_size=1, max_size=2).map(lambda s: tuple(sorted(s)))


@st.composite
def rules(draw: st.DrawFn) -> Rule | None:
    kind = draw(st.sampled_from(("weekly", "weekly", "once", "daily")))
    if kind == "once":
        return None
    if kind == "daily":
        return Rule(None, draw(st.integers(1, 3)), times=draw(st.integers(1, 6)))
    return Rule(draw(WEEKDAYS), draw(st.integers(1, 2)), **draw(ENDS))


@st.composite
def specs(draw: st.DrawFn) -> Spec:
    start = datetime.combine(draw(SOON), time(draw(HOURS)))
    return Spec("NADA", start, draw(LENGTHS), draw(rules()), draw(ROOMS), draw(PEOPLE))


@st.composite
def changed(draw: st.DrawFn, spec: Spec) -> Spec:
    """A form with one or two things changed."""
    other: Spec = draw(specs())
    rule_ = None if spec.rule is None else (other.rule or spec.rule)
    changes: dict[str, Any] = {
        "title": "NADA for alle",
        "room": other.room,
        "people": other.people,
        "length": other.length,
        "rule": rule_,
        "start": datetime.combine(spec.start.date(), other.start.time()),
    }
    names = draw(st.sets(st.sampled_from(sorted(changes)), min_size=1, max_size=2))
    return replace(spec, **{name: changes[name] for name in names})


def fields_of(spec: Spec) -> Any:
    return nada(
        title=spec.title,
        local_start=spec.start,
        duration=spec.length,
        rrule=spec.rule.text if spec.rule else None,
        room_id=spec.room,
        facilitator_ids=tuple(sorted(spec.people)),
    )


CALLED = {SAL: "Sal", STILLE: "Stillerum", UDE: "Ude"}
WHO = {ANNE: "Anne-rolle", PEER: "Peer"}
WISH = Wish(
    Choices(
        {("room", normalised(name)): number for number, name in CALLED.items()}
        | {("facilitators", normalised(name)): number for number, name in WHO.items()},
        category_id=NADA,
        service_ids=(HUS,),
        group_ids=(ALLE,),
    ),
    publish=True,
)


def found_of(spec: Spec) -> Found:
    """The same form as a file would bring it."""
    return Found(
        line=1,
        uid="",
        title=spec.title,
        local_start=spec.start,
        duration=spec.length,
        rrule=spec.rule.text if spec.rule else None,
        names={
            "room": (CALLED[spec.room],) if spec.room else (),
            "facilitators": tuple(WHO[one] for one in sorted(spec.people)),
        },
    )

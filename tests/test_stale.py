"""Two people edit one activity: the later save is refused and shown beside what stands now."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from actions.places import count_places
from domain.model import ActivityFields
from domain.stale import divergences, merged
from tests.house_case import ANNE, NOW, PEER, SAL, STILLE, UNGE, Case, nada
from tests.test_pages_form import form

OPENED = nada(facilitator_ids=(ANNE, PEER))
FIELDS: dict[str, tuple[dict[str, Any], dict[str, Any], list[tuple[str, bool, bool]]]] = {
    "nothing differs": ({}, {}, []),
    "the same change twice": ({"title": "Yoga"}, {"title": "Yoga"}, []),
    "only I": ({"title": "Yoga"}, {}, [("title", False, True)]),
    "only they": ({}, {"title": "Yoga"}, [("title", False, False)]),
    "both": ({"title": "Yoga"}, {"title": "Te"}, [("title", True, True)]),
    "different fields": (
        {"room_id": SAL},
        {"title": "Te"},
        [("title", False, False), ("room_id", False, True)],
    ),
    "people in another order": ({}, {"facilitator_ids": (PEER, ANNE)}, []),
    "other people": ({}, {"facilitator_ids": (PEER,)}, [("facilitator_ids", False, False)]),
}


@pytest.mark.parametrize(("mine", "theirs", "told"), FIELDS.values(), ids=FIELDS.keys())
def test_what_diverges(
    mine: dict[str, Any], theirs: dict[str, Any], told: list[tuple[str, bool, bool]]
) -> None:
    found = divergences(OPENED, replace(OPENED, **mine), replace(OPENED, **theirs))
    assert [(one.field, one.both, one.i_changed) for one in found] == told


def test_merging_keeps_what_was_chosen_of_mine_and_the_rest_of_theirs() -> None:
    mine, theirs = replace(OPENED, title="Yoga", room_id=SAL), replace(OPENED, title="Te")
    assert merged(mine, theirs, ["room_id"]) == replace(OPENED, title="Te", room_id=SAL)
    assert merged(mine, theirs, []) == theirs


# -- on screen ------------------------------------------------------------------------------


def opened(case: Case, **fields: Any) -> tuple[int, AppTest]:
    number = case.create(**fields)
    return number, form(case, str(number))


def press(shown: AppTest, label: str) -> AppTest:
    found = [one for one in shown.button if one.label == label]
    assert found, f"{label!r} is not among {[one.label for one in shown.button]}"
    return found[0].click().run()


def titled(shown: AppTest, title: str) -> AppTest:
    return next(one for one in shown.text_input if one.label == "Hvad?").set_value(title).run()


def text(shown: AppTest) -> str:
    told = [*shown.markdown, *shown.error, *shown.caption]
    return "\n".join(str(one.value) for one in told).replace("\\", "")


def now_is(case: Case, number: int) -> ActivityFields:
    return case.activity(number).fields


def test_a_stale_save_is_refused_with_both_versions(case: Case) -> None:
    number, shown = opened(case)
    shown = titled(shown, "Min titel")
    case.edit(number, title="Deres titel", room_id=SAL)
    shown = press(shown, "Gem")
    assert now_is(case, number).title == "Deres titel", "nothing is overwritten unseen"
    told = text(shown)
    assert "Du har ikke mistet noget" in told and "Gemt af prøve1" in told
    assert "Min: Min titel" in told and "Står nu: Deres titel" in told
    assert "Min: Stillerum" in told and "Står nu: Sal" in told


def test_mine_is_kept_where_it_is_chosen(case: Case) -> None:
    number, shown = opened(case)
    shown = titled(shown, "Min titel")
    case.edit(number, title="Deres titel", room_id=SAL)
    shown = press(shown, "Gem")
    title = next(one for one in shown.radio if one.label == "Titel")
    assert title.value is False, "what both changed is theirs until it is chosen"
    shown = press(title.set_value(True).run(), "Gem det valgte")
    assert not shown.exception
    assert (now_is(case, number).title, now_is(case, number).room_id) == ("Min titel", SAL)


def test_the_newest_is_fetched_without_saving(case: Case) -> None:
    number, shown = opened(case)
    shown = titled(shown, "Min titel")
    case.edit(number, title="Deres titel")
    shown = press(press(shown, "Gem"), "Hent den nyeste, uden mine rettelser")
    assert next(one for one in shown.text_input if one.label == "Hvad?").value == "Deres titel"
    assert case.activity(number).version == 2


def test_a_third_save_in_between_is_seen_too(case: Case) -> None:
    number, shown = opened(case)
    shown = titled(shown, "Min titel")
    case.edit(number, title="Anden titel")
    shown = press(shown, "Gem")
    case.edit(number, title="Tredje titel")
    shown = press(shown, "Gem det valgte")
    assert now_is(case, number).title == "Tredje titel"
    assert "Står nu: Tredje titel" in text(shown)


def test_a_series_is_compared_field_by_field_too(case: Case) -> None:
    number, shown = opened(case, rrule="FREQ=WEEKLY;BYDAY=MO;UNTIL=20270301")
    shown = titled(shown, "Min titel")
    case.edit(number, rrule="FREQ=WEEKLY;BYDAY=MO,TH;UNTIL=20270301", group_ids=(UNGE,))
    told = text(press(shown, "Gem"))
    assert "Min: Hver uge: man.; til og med 1. marts 2027" in told
    assert "Står nu: Hver uge: man., tors.; til og med 1. marts 2027" in told
    assert "Min: alle" in told and "Står nu: unge" in told


def test_what_the_form_does_not_show_is_no_reason_to_refuse(case: Case) -> None:
    number, shown = opened(case, course=True, capacity=8, local_start=datetime(2026, 11, 24, 10))
    shown = titled(shown, "Forløb")
    count_places(case.db, case.boss, number, 2, now=NOW)
    shown = press(shown, "Gem")
    assert not shown.exception
    after = case.activity(number)
    assert (after.fields.title, after.taken, after.fields.room_id) == ("Forløb", 2, STILLE)

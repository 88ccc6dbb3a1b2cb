"""A week plan with weekdays as heads becomes activities; what has no day or time is told."""

from __future__ import annotations

import csv
from dataclasses import replace
from datetime import date, datetime, timedelta
from io import StringIO

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from actions import undo
from actions.reading_tables import read_pasted, read_table
from domain.errors import UnreadableTable
from domain.import_columns import columns_of
from domain.import_grids import monday_of_week, placed
from domain.import_rows import Table, found_in
from domain.importing import Found
from locales.import_lines import told
from locales.messages import sentence
from tests.house_case import ANNE, NOW, SAL, STILLE, Case
from tests.import_case import HOW, house, newest, plan, run
from tests.test_reading_tables import book

DAYS = ("Mandag", "Tirsdag", "Onsdag", "Torsdag", "Fredag")
MONDAY = HOW.monday


def pasted(*rows: tuple[str, ...], between: str = "\t") -> str:
    out = StringIO()
    csv.writer(out, delimiter=between).writerows(rows)
    return out.getvalue()


def found(case: Case, table: Table) -> list[Found]:
    assert table.grid
    return placed(table, found_in(table, columns_of(table.heads), HOW), house(case))


def monday(case: Case, cell: str, time: str = "") -> list[Found]:
    """What one cell under Monday becomes."""
    return found(case, read_pasted(pasted(("Tid", *DAYS), (time, cell, "", "", "", ""))))


LINES = {
    "span-first": ("10.00-12.00 NADA, Stillerum", 10, 120, "NADA", "Stillerum", ()),
    "kl": ("kl. 10–12: Café", 10, 120, "Café", "", ()),
    "by": ("NADA 10-11 v/ Anne-rolle", 10, 60, "NADA", "", ("Anne-rolle",)),
    "all": ("9.30 til 11 Yoga (Sal) v/ Peer", 9.5, 90, "Yoga", "Sal", ("Peer",)),
    "room-behind-i": (
        "Fællesspisning i Gul café kl. 17-19",
        17,
        120,
        "Fællesspisning",
        "Gul café",
        (),
    ),
    "room-at-the-end": ("10-11 Gå ude", 10, 60, "Gå ude", "Ude", ()),
    "hold": ("Hold 1-2, 10.00-11.00", 10, 60, "Hold 1-2", "", ()),
    "midnight": ("22-01 Nattevagt", 22, 180, "Nattevagt", "", ()),
    "title-above": ("NADA\n10-11", 10, 60, "NADA", "", ()),
    "title-below": ("10-11\nNADA\nv/ Peer", 10, 60, "NADA", "", ("Peer",)),
}


@pytest.mark.parametrize(
    ("cell", "hour", "minutes", "title", "room", "people"), LINES.values(), ids=LINES.keys()
)
def test_a_line_of_a_cell_is_an_activity(
    case: Case, cell: str, hour: float, minutes: int, title: str, room: str, people: tuple[str, ...]
) -> None:
    (one,) = monday(case, cell)
    assert one.problems == ()
    assert one.local_start == datetime(2026, 11, 23) + timedelta(hours=hour)
    assert (one.title, one.duration) == (title, timedelta(minutes=minutes))
    assert one.names.get("room", ()) == ((room,) if room else ())
    assert one.names.get("facilitators", ()) == people


BAD = {
    "no-time": ("NADA", "", "Skriv hvornår (Mandag): fra og til."),
    "part-of-day": ("NADA", "Formiddag", "Skriv hvornår (Mandag): fra og til."),
    "two-times": ("10-11 og 13-14 NADA", "", "kan ikke læses som et klokkeslæt"),
    "backwards": ("13-12 NADA", "", "Den varer mere end 12 timer."),
    "no-end": ("kl. 10 NADA", "", "Den har ingen sluttid."),
    "no-title": ("10-11", "", "Skriv, hvad aktiviteten hedder."),
    "hour": ("10.00-25.00 NADA", "", "kan ikke læses som et klokkeslæt"),
}


@pytest.mark.parametrize(("cell", "time", "words"), BAD.values(), ids=BAD.keys())
def test_what_cannot_be_read_is_told_and_never_guessed(
    case: Case, cell: str, time: str, words: str
) -> None:
    (one,) = monday(case, cell, time)
    (problem,) = one.problems
    assert problem.stops
    assert words.lower() in told(problem).lower()


def test_the_rows_time_holds_where_a_line_has_none(case: Case) -> None:
    first, second = monday(case, "NADA\n14-15 Café", "10.00-12.00")
    assert (first.local_start, second.local_start) == (
        datetime(2026, 11, 23, 10),
        datetime(2026, 11, 23, 14),
    )


def test_a_title_that_is_mended_keeps_its_room(case: Case) -> None:
    table = read_pasted(pasted(DAYS, ("10-11 NADA, Sal", "NADA", "", "", "")))
    typed = {1: {"title": "NADA igen"}, 2: {"start": "14", "end": "15"}}
    read = found_in(table, columns_of(table.heads), HOW, typed)
    first, second = placed(table, read, house(case))
    assert (first.title, first.names["room"]) == ("NADA igen", ("Sal",))
    assert (second.local_start, second.problems) == (datetime(2026, 11, 24, 14), ())


HEADS = {
    "slash": ("Mandag 30/11", "Tirsdag 1/12", "Onsdag 2/12"),
    "short": ("Man. 30. nov.", "Tir. 1. dec.", "Ons. 2. dec."),
    "lines": ("Mandag\n30/11", "Tirsdag\n1/12", "Onsdag\n2/12"),
    "iso": ("2026-11-30", "2026-12-01", "2026-12-02"),
}


@pytest.mark.parametrize("heads", HEADS.values(), ids=HEADS.keys())
def test_days_come_out_of_the_heads(case: Case, heads: tuple[str, ...]) -> None:
    ones = found(case, read_pasted(pasted(heads, ("", "", "10-11 NADA"), ("9-10 Yoga", "", ""))))
    assert [one.local_start and one.local_start.date() for one in ones] == [
        date(2026, 12, 2),
        date(2026, 11, 30),
    ]


WEEKS = {"Uge 48": (None, 48), "Ugeplan uge 48 2026": (2026, 48), "Ugeplan": None, "Uge 99": None}


@pytest.mark.parametrize(("above", "week"), WEEKS.items(), ids=WEEKS.keys())
def test_the_week_stands_above(above: str, week: tuple[int | None, int] | None) -> None:
    table = read_pasted(pasted((above,), DAYS, ("10-11 NADA", "", "", "", "")))
    assert table.week == week


def test_a_week_without_a_year_is_the_next_such() -> None:
    assert monday_of_week((None, 48), HOW.today) == date(2026, 11, 23)
    assert monday_of_week((None, 47), HOW.today) == date(2026, 11, 16)
    assert monday_of_week((None, 2), HOW.today) == date(2027, 1, 11)
    assert monday_of_week((2027, 53), HOW.today) is None


REFUSED = {
    "twice": (pasted(("Mandag", "Mandag", "Onsdag"), ("10-11 A", "", "")), "står der to gange"),
    "two-weeks": (pasted(DAYS, ("10-11 A", *[""] * 4), DAYS), "står der to gange"),
    "torn": ("Mandag\tTirsdag\tOnsdag\n10-11 A\n12-13 B\t\t\n", "revet fra hinanden"),
    "empty": (pasted(DAYS, ("", "", "", "", "-")), "ingen linjer"),
}


@pytest.mark.parametrize(("text", "words"), REFUSED.values(), ids=REFUSED.keys())
def test_a_grid_whose_days_are_lost_is_refused(text: str, words: str) -> None:
    with pytest.raises(UnreadableTable) as refused:
        read_pasted(text)
    assert words in sentence(refused.value)


def test_closed_days_and_what_stands_beside_are_left_out_and_told() -> None:
    heads = (*DAYS[:3], "Husk")
    table = read_pasted(pasted(heads, ("Lukket", "10-11 NADA", "Lukket pga. kursus", "Ring")))
    assert [row[2] for _line, row in table.rows] == ["NADA"]
    assert [told(one) for one in table.problems] == [
        "“Lukket” (Mandag) er ingen aktivitet og er udeladt.",
        "“Lukket pga. kursus” (Onsdag) er ingen aktivitet og er udeladt.",
        "“Ring” står ikke under en ugedag og er udeladt.",
    ]


ROWS = (("Tid", *DAYS), ("10-11", "NADA, Stillerum", "", "12-13 Café\n14-15 Kor, Sal", "", ""))


@pytest.mark.parametrize("kind", ["pasted", "csv", "xlsx"])
def test_it_is_saved_as_drafts_and_undone(case: Case, kind: str) -> None:
    text = pasted(*ROWS, between="\t" if kind == "pasted" else ";")
    file = book(*ROWS) if kind == "xlsx" else text.encode()
    table = read_pasted(text) if kind == "pasted" else read_table(file)
    run(case, found(case, table))
    assert [(row[0], row[1], row[2], row[4]) for row in plan(case)] == [
        ("NADA", "draft", "2026-11-23T09:00:00Z", STILLE),
        ("Café", "draft", "2026-11-25T11:00:00Z", None),
        ("Kor", "draft", "2026-11-25T13:00:00Z", SAL),
    ]
    undo.undo(case.db, case.boss, newest(case), now=NOW)
    assert plan(case) == []


def test_people_come_along_and_every_line_may_go_on_weekly(case: Case) -> None:
    table = read_pasted(pasted(DAYS, ("10-11 NADA v/ Anne-rolle", "", "", "", "")))
    how = replace(HOW, weekly=True, weekly_until=date(2026, 12, 8))
    run(case, placed(table, found_in(table, columns_of(table.heads), how), house(case)))
    assert case.activity(1).fields.facilitator_ids == (ANNE,)
    assert [wall.day for wall in case.walls(1)] == [23, 30, 7]


ACTIVITY = st.tuples(
    st.sampled_from(("NADA", "Åben café", "Hold 1-2", "Kor & krop")),
    st.integers(6, 20),
    st.integers(1, 3),
    st.sampled_from(("", "Sal", "Stillerum")),
)


@given(st.lists(st.lists(ACTIVITY, max_size=3), min_size=5, max_size=5).filter(any))
@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40, deadline=None
)
def test_a_rendered_week_reads_back(
    case: Case, week: list[list[tuple[str, int, int, str]]]
) -> None:
    cells = tuple(
        "\n".join(
            f"{hour}.00-{hour + hours}.00 {title}{', ' * bool(room)}{room}"
            for title, hour, hours, room in day
        )
        for day in week
    )
    read = [
        (one.local_start, one.duration, one.title, one.names.get("room", ("",)))
        for one in found(case, read_pasted(pasted(DAYS, cells)))
    ]
    assert read == [
        (
            datetime.combine(MONDAY + timedelta(days=at), datetime.min.time().replace(hour=hour)),
            timedelta(hours=hours),
            title,
            (room,),
        )
        for at, day in enumerate(week)
        for title, hour, hours, room in day
    ]

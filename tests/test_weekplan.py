"""The week as files: who may see what, no formulas, and what comes back is what went out."""

from __future__ import annotations

import csv
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from io import BytesIO, StringIO
from typing import Any

import pytest
from docx import Document
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from actions import importing, planning
from actions.import_judging import Wish
from actions.reading_events import read_events
from actions.reading_tables import read_table
from db.activities import all_activities
from db.house import load_house
from db.occurrences import between
from domain.import_columns import columns_of
from domain.import_rows import Reading, found_in
from domain.importing import Found, fields_of, proposed
from domain.localtime import range_bounds, to_local, week_range
from domain.model import ActivityFields
from domain.weekplan import Audience
from pages._kalender_filter import NOTHING, Filter, of_address
from tests.house_case import (
    ALLE,
    BEHANDLING,
    BIRK,
    GRUPPE,
    GUL,
    HUS,
    NADA,
    NOW,
    PEER,
    PIT,
    PITSTOP,
    STAFF,
    STILLE,
    UDE,
    UNG,
    UNGE,
    ZONE,
    Case,
    nada,
)
from weekplan.made import FORMATS, Format, Week, file_name, made, says

DAYS = week_range(date(2026, 11, 23))


def week(case: Case) -> Week:
    with case.db.read() as con:
        house = load_house(con)
        dates = between(
            con,
            *range_bounds(DAYS, ZONE),
            states=("planned", "cancelled", "paused"),
            activity_states=("draft", "published", "cancelled"),
            kinds=("activity", "reservation"),
        )
        return Week(DAYS, dates, all_activities(con), house, ZONE, "https://huset.example")


def text_of(data: bytes, kind: Format) -> str:
    """Everything that a reader of the file can see."""
    if kind == "xlsx":
        book = load_workbook(BytesIO(data))
        return "\n".join(str(cell.value) for one in book for row in one.rows for cell in row)
    if kind == "docx":
        file = Document(BytesIO(data))
        cells = [cell.text for table in file.tables for row in table.rows for cell in row.cells]
        return "\n".join([*(each.text for each in file.paragraphs), *cells])
    return data.decode("utf-8-sig").replace("\r\n ", "")


def a_telling_week(case: Case) -> None:
    shown: dict[str, dict[str, Any]] = {
        "Åben sang": {},
        "Kladden": {"publish": False},
        "Behandlingen": {"category_id": BEHANDLING, "group_ids": (PITSTOP,)},
        "Personalemøde": {"access": "internal", "group_ids": (STAFF,)},
        "Diskret gruppe": {"group_ids": (BIRK,)},
        "Skjult hygge": {"listing": "hidden"},
        "Ikke i kalendere": {"feed": "none"},
    }
    for number, (title, more) in enumerate(shown.items()):
        start = datetime(2026, 11, 23, 8 + number)
        publish = more.pop("publish", True)
        fields = nada(title=title, local_start=start, facilitator_ids=(), room_id=None, **more)
        case.create(fields, publish=publish)


HIDDEN = ("Kladden", "Behandlingen", "Personalemøde", "Skjult hygge")


@pytest.mark.parametrize("kind", FORMATS)
def test_what_hangs_on_a_wall_is_what_citizens_pages_hold(case: Case, kind: Format) -> None:
    a_telling_week(case)
    text = text_of(made(week(case), "wall", kind), kind)
    assert "Åben sang" in text
    assert [word for word in (*HIDDEN, "Anne-rolle", "Gruppe Birk") if word in text] == []
    assert ("Ikke i kalendere" in text) is (kind != "ics")
    # mentioned: by name, without a date, and only on paper
    assert ("Diskret gruppe" in text) is (kind == "docx")
    if kind in ("docx", "xlsx"):
        assert says("wall") in text


@pytest.mark.parametrize("kind", FORMATS)
def test_staff_s_export_holds_all_and_says_what_is_internal(case: Case, kind: Format) -> None:
    a_telling_week(case)
    text = text_of(made(week(case), "staff", kind), kind)
    assert [word for word in (*HIDDEN, "Åben sang", "Diskret gruppe") if word not in text] == []
    assert "intern" in text or "Kun for medarbejdere" in text
    if kind == "csv":
        lines = list(csv.DictReader(StringIO(text), delimiter=";"))
        assert {one["Aktivitet"]: one["Må hænges op"] for one in lines}["Kladden"] == "nej: internt"
        assert {one["Aktivitet"]: one["Må hænges op"] for one in lines}["Åben sang"] == "ja"


def test_a_file_s_name_says_whom_it_is_for() -> None:
    assert file_name(DAYS, "wall", "docx") == "ugeplan-2026-W48-til-opslag.docx"
    assert file_name(DAYS, "staff", "csv") == "ugeplan-2026-W48-kun-medarbejdere.csv"


@pytest.mark.parametrize("title", ["=1+1", "+45 12345678", "-x", "@cmd", "%a", "|calc"])
@pytest.mark.parametrize("audience", ["wall", "staff"])
def test_no_cell_is_a_formula(case: Case, title: str, audience: Audience) -> None:
    case.create(title=title)
    plan = week(case)
    line = made(plan, audience, "csv").decode("utf-8-sig").splitlines()[1]
    assert f"'{title}" in line
    book = load_workbook(BytesIO(made(plan, audience, "xlsx")))
    cells = [cell for row in book.worksheets[0].rows for cell in row if cell.value == title]
    assert [cell.data_type for cell in cells] == ["s"]


def test_danish_excel_reads_days_times_and_letters(case: Case) -> None:
    case.create(title="Rød grød")
    data = made(week(case), "wall", "csv")
    assert data.startswith(b"\xef\xbb\xbf") and b"\r\n23-11-2026;mandag;10:00;" in data
    sheet = load_workbook(BytesIO(made(week(case), "wall", "xlsx"))).worksheets[0]
    assert isinstance(sheet["A2"].value, datetime) and sheet["A2"].number_format == "dd-mm-yyyy"


FILTERS: dict[str, tuple[dict[str, str], Filter]] = {
    "none": ({"uge": "2026-W48"}, NOTHING),
    "service": ({"tilbud": "Pitstop"}, replace(NOTHING, service_id=PIT)),
    "group": ({"gruppe": "unge"}, replace(NOTHING, group_id=UNGE)),
    "type": ({"type": "NADA"}, replace(NOTHING, category_id=NADA)),
    "room": ({"lokale": "Stillerum"}, replace(NOTHING, room_id=STILLE)),
    "facilitator": ({"vejleder": "Peer"}, replace(NOTHING, facilitator_id=PEER)),
    "unknown": ({"lokale": "Månen"}, NOTHING),
}


@pytest.mark.parametrize(("address", "wanted"), FILTERS.values(), ids=FILTERS.keys())
def test_a_file_has_the_filter_of_the_page(
    case: Case, address: dict[str, str], wanted: Filter
) -> None:
    found = of_address(week(case).house, address)
    assert found == wanted
    assert found.narrows is (wanted != NOTHING)


def test_a_cancelled_date_is_told_as_cancelled(case: Case) -> None:
    made_id = case.create(title="Sang")
    date_ = case.dates(made_id)[0]
    planning.cancel_date(
        case.db, case.boss, date_.id, version=date_.version, reason="hemmelig", now=NOW
    )
    for kind in FORMATS:
        text = text_of(made(week(case), "wall", kind), kind)
        assert "aflyst" in text.lower() and "hemmelig" not in text


# -- and back again ----------------------------------------------------------------------------

WORDS = st.text("abcæøåÆ=+-@;,\"' 1.", min_size=1, max_size=20).filter(
    lambda text: text.strip(" '") == text and bool(text)
)
FIELDS = st.builds(
    nada,
    title=WORDS,
    neutral_title=st.just("") | WORDS,
    description=st.just("") | WORDS,
    category_id=st.sampled_from([NADA, GRUPPE]),
    service_ids=st.sampled_from([(HUS,), (PIT, UNG)]),
    group_ids=st.sampled_from([(ALLE,), (ALLE, UNGE), (BIRK,)]),
    room_id=st.sampled_from([None, STILLE, UDE, GUL]),
    facilitator_ids=st.sampled_from([(), (PEER,)]),
    local_start=st.integers(0, 6 * 24 * 12).map(
        lambda n: datetime(2026, 11, 23, 3) + timedelta(minutes=5 * n)
    ),
    duration=st.integers(1, 24 * 12).map(lambda n: timedelta(minutes=5 * n)),
    capacity=st.none() | st.integers(1, 10),
    price_dkk=st.integers(0, 100),
    access=st.sampled_from(["drop-in", "sign-up", "referral"]),
    rusfri=st.booleans(),
    childcare=st.booleans(),
    listing=st.sampled_from([None, "open", "mentioned", "hidden"]),
    feed=st.sampled_from([None, "open", "discreet", "none"]),
).filter(lambda one: one.local_start.hour != 2)


def back(data: bytes, kind: Format) -> list[Found]:
    if kind == "ics":
        return list(read_events(data, zone=ZONE, now=NOW).found)
    table = read_table(data)
    return found_in(table, columns_of(table.heads), Reading(date(2026, 11, 18), DAYS.first))


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
@given(fields=FIELDS)
@settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_what_went_out_comes_back_as_it_was(
    case: Case, kind: Format, fields: ActivityFields
) -> None:
    with case.db.write() as con:
        con.execute("DELETE FROM activity")
    made_id = case.create(fields)
    kept = case.activity(made_id).fields
    plan = week(case)
    (found,) = back(made(plan, "staff", kind), kind)
    assert found.problems == ()
    assert fields_of(found, proposed([found], plan.house, case.boss)) == kept


def test_a_calendar_file_comes_back_with_title_time_room_and_type(case: Case) -> None:
    kept = case.activity(case.create(title="Sang, dans; og mere")).fields
    plan = week(case)
    (found,) = back(made(plan, "staff", "ics"), "ics")
    again = fields_of(found, proposed([found], plan.house, case.boss))
    assert (again.title, again.local_start, again.duration, again.room_id, again.category_id) == (
        *(kept.title, kept.local_start, kept.duration, kept.room_id, kept.category_id),
    )


@pytest.mark.parametrize("kind", ["csv", "xlsx", "ics"])
def test_what_is_here_already_is_known_when_it_comes_back(case: Case, kind: Format) -> None:
    case.create(rrule="FREQ=WEEKLY;COUNT=3")
    case.create(title="Én gang", local_start=datetime(2026, 11, 25, 9), facilitator_ids=())
    plan = week(case)
    found = back(made(plan, "staff", kind), kind)
    choices = replace(proposed(found, plan.house, case.boss), group_ids=(ALLE,), category_id=NADA)
    for update in (False, True):
        seen = importing.preview(case.db, case.boss, found, Wish(choices, update=update), now=NOW)
        assert seen.items[0].status == "leave"
        assert seen.items[1].status in ("leave", "same" if kind != "ics" else "update")


def test_the_times_are_the_house_s(case: Case) -> None:
    case.create(local_start=datetime(2026, 11, 25, 8, 5))
    (found,) = back(made(week(case), "wall", "ics"), "ics")
    assert found.local_start == to_local(datetime(2026, 11, 25, 7, 5, tzinfo=UTC), ZONE)

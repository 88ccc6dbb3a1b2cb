"""The week on paper, volunteers wanted, and one activity to take home."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from icalendar import Calendar, Component
from pypdf import PdfReader

from actions import entrance, planning
from db import writes_house as writes
from domain.model import Closure, Facilitator, TargetGroup
from tests.house_case import ALLE, ANNE, BIRK, GUL, SAL, UNGE
from tests.public_case import PLANNED, Web, a_web, plan


@pytest.fixture
def web(house_path: Path, monkeypatch: pytest.MonkeyPatch) -> Web:
    return a_web(house_path, monkeypatch)


def pdf(web: Web, path: str) -> PdfReader:
    answer = web.get(path)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/pdf")
    return PdfReader(BytesIO(answer.content))


def words(reader: PdfReader) -> str:
    text = " ".join(page.extract_text() for page in reader.pages)
    return " ".join(text.replace("\u00ad\n", "").replace("\u00ad ", "").split())


SHAPES = {
    "a4": ("", (842, 595)),
    "a3": ("?ark=a3", (1191, 842)),
    "pocket": ("?ark=lomme", (298, 420)),
    "nonsense": ("?ark=%3Cscript%3E", (842, 595)),
}


@pytest.mark.parametrize(("query", "size"), SHAPES.values(), ids=SHAPES.keys())
def test_one_sheet_with_everything_tagged(web: Web, query: str, size: tuple[int, int]) -> None:
    for number in range(40):
        day, hour = 16 + number % 5, 8 + number % 11
        plan(web, f"Aktivitet nummer {number}", f"2026-11-{day}T{hour:02d}:00", room_id=SAL)
    reader = pdf(web, f"/uge/2026-W47.pdf{query}")
    assert len(reader.pages) == 1
    box = reader.pages[0].mediabox
    assert (round(box.width), round(box.height)) == size
    said = words(reader)
    assert "Uge 47" in said and all(f"nummer {number}" in said for number in range(40))
    assert "huset.example/i-dag" in said
    root: Any = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"] and root["/Lang"] == "da" and "/StructTreeRoot" in root
    assert reader.metadata is not None and reader.metadata.title == "Uge 47, Levende hus"


def test_day_and_evening_stand_apart(web: Web) -> None:
    plan(web, "Om dagen", "2026-11-18T16:30")
    plan(web, "Om aftenen", "2026-11-18T17:00")
    said = words(pdf(web, "/uge/2026-W47.pdf"))
    assert (
        said.index("Dag") < said.index("Om dagen") < said.index("Aften") < said.index("Om aftenen")
    )


def test_each_day_has_its_own_opening_hours(web: Web) -> None:
    """The sheet hangs all week: what is open on the day it was printed is wrong on the next."""
    admin = web.case.actor("admin")
    week = ("9-16", "9-16", "9-16", "9-21.30", "9-14", "", "")
    entrance.set_door(web.case.db, admin, 1, "", week, now=PLANNED)
    entrance.set_door(web.case.db, admin, 2, "", ("", "10-15", "", "", "", "", ""), now=PLANNED)
    with web.case.db.write() as con:
        start = datetime(2026, 11, 18, 11, tzinfo=UTC)
        writes.save(con, Closure(0, 1, start, start + timedelta(hours=9), "Maling"), PLANNED)
    said = words(pdf(web, "/uge/2026-W47.pdf"))
    names = ("Mandag", "Tirsdag", "Onsdag", "Torsdag", "Fredag")
    places = [said.index(name) for name in names] + [len(said)]
    doors = {
        "Mandag": "Huset: 9.00–16.00 Det Gule Hus: Lukket",
        "Tirsdag": "Huset: 9.00–16.00 Det Gule Hus: 10.00–15.00",
        "Onsdag": "Huset: 9.00–12.00 Det Gule Hus: Lukket",
        "Torsdag": "Huset: 9.00–21.30 Det Gule Hus: Lukket",
        "Fredag": "Huset: 9.00–14.00 Det Gule Hus: Lukket",
    }
    for number, door in enumerate(doors.values()):
        assert door in said[places[number] : places[number + 1]]


def test_open_groups_can_be_chosen_and_others_change_nothing(web: Web) -> None:
    plan(web, "Kun unge", "2026-11-18T10:00", group_ids=(UNGE,))
    plan(web, "For enhver", "2026-11-18T11:00", group_ids=(ALLE,))
    plan(web, "Stille", "2026-11-18T12:00", group_ids=(BIRK,))
    usual = web.get("/uge/2026-W47.pdf").content
    young = words(pdf(web, "/uge/2026-W47.pdf?for=unge"))
    assert "Kun unge" in young and "For enhver" not in young and "Stille" not in young
    for query in ("?for=birk", "?for=alle", "?for=x&for=pitstop", "?for="):
        assert web.get(f"/uge/2026-W47.pdf{query}").content == usual
    picture = web.get("/uge/2026-W47.png").content
    assert web.get("/uge/2026-W47.png?for=birk").content == picture
    assert web.get("/uge/2026-W47.png?for=unge").content != picture


@pytest.mark.parametrize("language", ["en", "tr", "ar", "ur"])
def test_paper_and_picture_in_each_language(web: Web, language: str) -> None:
    plan(web, "Gåtur", "2026-11-18T14:00", room_id=GUL)
    reader = pdf(web, f"/{language}/uge/2026-W47.pdf")
    root: Any = reader.trailer["/Root"]
    assert root["/Lang"] == language
    assert "Gåtur" in words(reader)
    assert web.get(f"/{language}/uge/2026-W47.png").headers["content-type"] == "image/png"
    names = {str(font) for page in reader.pages for font in _fonts(page)}
    assert any("Arabic" in name for name in names) is (language in ("ar", "ur"))


def _fonts(page: object) -> list[object]:
    fonts = page["/Resources"]["/Font"]  # type: ignore[index]
    return [font.get_object()["/BaseFont"] for font in fonts.values()]


@pytest.mark.parametrize("week", ["2025-W53", "2026-W00", "x", "2031-W10", "2026-W45", "%00"])
def test_a_week_that_is_not_drawn(web: Web, week: str) -> None:
    for kind in ("pdf", "png"):
        assert web.get(f"/uge/{week}.{kind}").status_code == 404


def test_an_empty_week_is_a_kind_sheet(web: Web) -> None:
    assert words(pdf(web, "/uge/2026-W49.pdf")).count("Ikke noget på programmet.") == 5


def test_an_unchanged_sheet_is_not_sent_again(web: Web) -> None:
    first = web.get("/uge/2026-W47.pdf")
    again = web.get("/uge/2026-W47.pdf", **{"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


# -- volunteers ----------------------------------------------------------------------------------


def test_what_lacks_a_volunteer_until_somebody_does_it(web: Web) -> None:
    task = "Lave mad med os."
    weekly = "FREQ=WEEKLY;COUNT=3"
    made = plan(web, "Madhold", "2026-11-19T16:00", volunteer_task=task, rrule=weekly)
    plan(web, "Uden opgave", "2026-11-19T16:00")
    plan(web, "Lukket", "2026-11-19T16:00", volunteer_task="Hemmeligt.", listing="mentioned")
    page = web.text("/frivillig")
    assert "Madhold" in page and task in page and page.count("16.00</time>") == 3
    assert "Uden opgave" not in page and "Hemmeligt" not in page
    assert "Madhold" in words(pdf(web, "/frivillig.pdf"))
    with web.case.db.write() as con:
        helper = writes.save(con, Facilitator(0, "Frivillig kok", "volunteer", False), PLANNED)
    web.case.edit(made, facilitator_ids=(ANNE, helper))
    page = web.text("/frivillig")
    assert "Madhold" not in page and "Lige nu mangler vi ingen." in page
    assert "Lige nu mangler vi ingen." in words(pdf(web, "/frivillig.pdf"))


def test_a_cancelled_date_wants_nobody(web: Web) -> None:
    made = plan(web, "Madhold", "2026-11-19T16:00", volunteer_task="Lave mad.")
    date = web.case.dates(made)[0]
    planning.cancel_date(
        web.case.db, web.case.boss, date.id, version=date.version, reason="x", now=PLANNED
    )
    assert "Madhold" not in web.text("/frivillig")


# -- one activity to take home -------------------------------------------------------------------


def test_one_activity_as_a_file_is_what_the_whole_houses_calendar_says(web: Web) -> None:
    made = plan(web, "Gåtur", "2026-11-18T14:00", rrule="FREQ=WEEKLY;COUNT=3")
    plan(web, "Noget andet", "2026-11-18T15:00")
    uid = web.case.activity(made).uid
    answer = web.get(f"/aktivitet/{uid}.ics")
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    assert answer.headers["content-disposition"] == 'attachment; filename="aktivitet.ics"'
    (event,) = Calendar.from_ical(answer.content).walk("VEVENT")
    whole = Calendar.from_ical(web.get("/kalender/alle.ics").content).walk("VEVENT")
    assert event in whole and str(event["SUMMARY"]) == "Gåtur"
    assert f'href="/aktivitet/{uid}.ics"' in web.text(f"/aktivitet/{uid}")


NOT_OPEN = {
    "discreet-calendar": {"feed": "discreet"},
    "no-calendar": {"feed": "none"},
    "discreet-group": {"group_ids": (BIRK,)},
    "mentioned": {"listing": "mentioned"},
}


@pytest.mark.parametrize("fields", NOT_OPEN.values(), ids=NOT_OPEN.keys())
def test_what_is_not_open_cannot_be_taken_home(web: Web, fields: dict[str, object]) -> None:
    made = plan(web, "Noget", "2026-11-18T14:00", **fields)  # type: ignore[arg-type]
    uid = web.case.activity(made).uid
    assert web.get(f"/aktivitet/{uid}.ics").status_code == 404
    assert ".ics" not in web.get(f"/aktivitet/{uid}").text


# -- the volunteers' calendar --------------------------------------------------------------------


def test_what_lacks_a_volunteer_stands_in_the_volunteers_calendar(web: Web) -> None:
    """Date by date: where somebody has come, it leaves. Other calendars never say it."""
    with web.case.db.write() as con:
        group = TargetGroup(0, "frivillige", "frivillige", "Frivillige", "", "open")
        writes.save(con, group, PLANNED)
        helper = writes.save(con, Facilitator(0, "Frivillig kok", "volunteer", False), PLANNED)
    weekly = "FREQ=WEEKLY;COUNT=3"
    made = plan(web, "Madhold", "2026-11-19T16:00", volunteer_task="Lave mad.", rrule=weekly)
    hidden = {
        "discreet": {"group_ids": (BIRK,)},
        "out": {"listing": "hidden"},
        "no": {"feed": "none"},
    }
    for title, fields in hidden.items():
        plan(web, title, "2026-11-19T16:00", volunteer_task="Noget.", **fields)  # type: ignore[arg-type]
    plan(web, "Uden opgave", "2026-11-19T16:00")

    def held(slug: str) -> list[tuple[str, str, int]]:
        found = Calendar.from_ical(web.get(f"/kalender/{slug}.ics").content).walk("VEVENT")
        return sorted(
            (
                str(one["SUMMARY"]),
                str(one.get("DESCRIPTION", "")).partition("\n")[0],
                len(_exdates(one)),
            )
            for one in found
        )

    assert held("frivillige") == [("Madhold", "Frivillig søges: Lave mad.", 0)]
    assert "Frivillig søges" not in str(held("alle")) + str(held("unge"))
    date = web.case.dates(made)[1]
    planning.change_date(
        web.case.db,
        web.case.boss,
        date.id,
        version=date.version,
        title=None,
        note="",
        facilitator_ids=(helper,),
        now=PLANNED,
    )
    assert held("frivillige") == [("Madhold", "Frivillig søges: Lave mad.", 1)]
    web.case.edit(made, volunteer_task="")
    assert [title for title, _what, _out in held("frivillige")] == ["Udgået"]


def _exdates(event: Component) -> list[object]:
    found = event.get("EXDATE", [])
    return [one for each in (found if isinstance(found, list) else [found]) for one in each.dts]

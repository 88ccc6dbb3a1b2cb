"""What coordinators do on an ordinary day, in a real browser against a real house."""

from __future__ import annotations

import re
import sqlite3
import urllib.request
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import expect

from actions import planning
from db.activities import all_activities
from db.connection import HouseDb
from db.house import load_house
from db.occurrences import of_activity
from db.staff import all_staff
from domain.localtime import to_local
from domain.model import Activity, ActivityFields
from tests.conftest import PageFactory
from tests.feed_cases import ZONE
from tests.staff_case import Desk
from tests.support import NOW, Server


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A demo house that these tests may change; each uses titles of its own."""
    running = Server(tmp_path_factory.mktemp("staff") / "house.db")
    running.wait()
    yield running
    running.stop()


@pytest.fixture
def desk(house: Server, open_page: PageFactory) -> Desk:
    return Desk(open_page(house, role="koordinator"), house)


def saved(house: Server, title: str) -> list[Activity]:
    with HouseDb(Path(house.house)).read() as con:
        return [one for one in all_activities(con, deleted=True) if one.fields.title == title]


def starts(house: Server, activity: Activity) -> list[datetime]:
    """Naive wall starts of the planned dates."""
    with HouseDb(Path(house.house)).read() as con:
        dates = of_activity(con, activity.id)
    return [to_local(one.starts_at, ZONE) for one in dates if one.state == "planned"]


def planned(house: Server, title: str, start: datetime, rrule: str | None = None) -> Activity:
    """A published activity outdoors, where several may be at once, made without the form."""
    db = HouseDb(Path(house.house))
    with db.read() as con:
        known = load_house(con)
        me = next(one for one in all_staff(con) if one.actor.has("coordinator"))
    fields = ActivityFields(
        title=title,
        category_id=next(iter(known.categories)),
        service_ids=(next(one.id for one in known.services.values() if one.kind == "house"),),
        group_ids=(next(one.id for one in known.groups.values() if one.is_everyone),),
        room_id=next(one.id for one in known.rooms.values() if one.name == "Ude"),
        local_start=start,
        duration=timedelta(hours=1),
        rrule=rrule,
    )
    now = datetime.fromisoformat(NOW)
    planning.create(db, me.actor, fields, now=now, publish=True)
    return saved(house, title)[0]


def poster(house: Server, week: str) -> str:
    """What hangs on the wall, as anybody reads it."""
    with urllib.request.urlopen(f"{house.url}/uge/{week}", timeout=20) as answer:
        return str(answer.read().decode())


def fill(desk: Desk, title: str, *, day: str = "27112026", hours: str = "1600 1700") -> None:
    """The five questions, in a room and at a time that are free."""
    desk.open("kalender?aktivitet=ny")
    desk.write("Hvad?", title)
    desk.pick("Type", "Mindfulness")
    desk.type_into("Hvornår?", day)
    for label, digits in zip(("Fra", "Til"), hours.split(), strict=True):
        desk.type_into(label, digits)
    desk.pick("Hvor?", "Stillerum")
    desk.pick("For hvem?", "unge")


def test_a_clash_is_named_before_saving_and_nothing_typed_is_lost(
    desk: Desk, house: Server
) -> None:
    fill(desk, "Stilhed sammen", day="26112026", hours="0845 0930")
    desk.sees("Stillerum er optaget af NADA (øreakupunktur) 8.30–9.15")
    desk.click("Gem og udgiv")
    assert saved(house, "Stilhed sammen") == []
    expect(desk.page.get_by_role("textbox", name="Hvad?")).to_have_value("Stilhed sammen")
    desk.type_into("Fra", "1600")
    desk.type_into("Til", "1700")
    desk.click("Gem og udgiv")
    desk.sees("Gemt og udgivet.")
    expect(desk.row("Stilhed sammen")).to_contain_text("16.00–17.00")


def test_a_weekly_series_says_what_a_save_does_and_then_does_it(desk: Desk, house: Server) -> None:
    fill(desk, "Ro på fredage")
    desk.choose("Hver uge")
    desk.pick("Hvor længe?", "Et antal gange")
    desk.write("Hvor mange gange?", "6")
    desk.sees("4 datoer, fra fre. 27. nov. til 18. december 2026")
    seen = desk.text()
    assert "Springes over, lukket: fre. 25. dec." in seen
    assert "Opslag: Ro på fredage" in seen
    assert "Kalender unge: Ro på fredage" in seen
    desk.click("Gem og udgiv")
    (activity,) = saved(house, "Ro på fredage")
    assert {start.hour for start in starts(house, activity)} == {16}
    assert len(starts(house, activity)) == 4


def test_two_clicks_save_once(desk: Desk, house: Server) -> None:
    fill(desk, "Dobbelt op", hours="1300 1400")
    desk.page.get_by_role("button", name="Gem og udgiv").dblclick()
    desk.drawn()
    expect(desk.row("Dobbelt op")).to_be_visible()
    assert len(saved(house, "Dobbelt op")) == 1


def test_a_draft_is_seen_by_nobody_until_it_is_published(desk: Desk, house: Server) -> None:
    fill(desk, "Endnu hemmeligt", hours="1100 1200")
    desk.click("Gem som kladde")
    expect(desk.row("Endnu hemmeligt")).to_contain_text("kladde")
    desk.open("")
    desk.sees("Endnu hemmeligt")
    assert "Endnu hemmeligt" not in poster(house, "2026-W48")
    desk.open("kalender?uge=2026-W48")
    desk.follow("Endnu hemmeligt")
    desk.click("Udgiv")
    desk.sees("Udgivet.")
    assert "Endnu hemmeligt" in poster(house, "2026-W48")


def test_a_date_is_moved_cancelled_and_planned_again(desk: Desk, house: Server) -> None:
    activity = planned(house, "Flytbar", datetime(2026, 12, 1, 16))
    desk.open("kalender?uge=2026-W49")
    desk.follow("Flytbar")
    desk.click("Flyt denne dato")
    desk.type_into("Til hvilken dag?", "02122026")
    desk.type_into("Fra", "1700")
    desk.click("Flyt datoen")
    desk.sees("Datoen er flyttet.")
    assert starts(house, activity) == [datetime(2026, 12, 2, 17)]
    desk.click("Aflys denne dato")
    desk.write("Hvorfor? (kun for medarbejdere)", "vejlederen er syg")
    desk.write("Hvad skal borgerne læse?", "Vi prøver igen i næste uge")
    desk.click("Aflys datoen")
    desk.sees("Datoen er aflyst.")
    assert starts(house, activity) == []
    assert "vejlederen er syg" in desk.text()
    assert "vejlederen er syg" not in poster(house, "2026-W49")
    assert "Vi prøver igen i næste uge" in poster(house, "2026-W49")
    desk.click("Tilbage til ugen")
    expect(desk.row("Flytbar").locator("del")).to_have_text("Flytbar")
    desk.follow("Flytbar")
    desk.click("Fortryd aflysningen")
    desk.sees("Datoen er planlagt igen.")
    assert starts(house, activity) == [datetime(2026, 12, 2, 17)]


def test_a_move_onto_something_else_names_it(desk: Desk, house: Server) -> None:
    activity = planned(house, "Vil ind i Stillerum", datetime(2026, 12, 2, 13))
    desk.open("kalender?uge=2026-W49")
    desk.follow("Vil ind i Stillerum")
    desk.click("Flyt denne dato")
    desk.type_into("Fra", "0915")
    desk.pick("Hvor?", "Stillerum")
    desk.click("Flyt datoen")
    desk.sees("Stillerum er optaget af Mindfulness 9.00–9.45")
    assert starts(house, activity) == [datetime(2026, 12, 2, 13)]


def test_a_cancelled_series_stays_and_a_deleted_one_comes_back_from_the_trash(
    desk: Desk, house: Server
) -> None:
    planned(house, "Slutter snart", datetime(2026, 12, 3, 16), "FREQ=WEEKLY;BYDAY=TH")
    desk.open("kalender?uge=2026-W49")
    desk.follow("Slutter snart")
    desk.click("Aflys hele aktiviteten")
    desk.click("Aflys alle kommende datoer")
    desk.sees("Aktiviteten er aflyst.")
    (activity,) = saved(house, "Slutter snart")
    assert activity.state == "cancelled"
    desk.click("Slet")
    desk.click("Slet aktiviteten")
    desk.sees("Aktiviteten ligger i papirkurven.")
    expect(desk.row("Slutter snart")).to_have_count(0)
    desk.unfold("Papirkurv")
    desk.click("Hent tilbage")
    desk.sees("Aktiviteten er tilbage.")
    expect(desk.row("Slutter snart")).to_be_visible()


def test_somebody_elses_change_is_not_overwritten(
    desk: Desk, house: Server, open_page: PageFactory
) -> None:
    activity = planned(house, "Vores fælles", datetime(2026, 12, 4, 16))
    other = Desk(open_page(house, role="koordinator"), house)
    for one in (desk, other):
        one.open(f"kalender?aktivitet={activity.id}")
    desk.write("Hvad?", "Vores fælles, først")
    desk.click("Gem")
    other.write("Hvad?", "Vores fælles, sidst")
    other.click("Gem")
    other.sees("En anden har gemt, mens du skrev.")
    expect(other.page.get_by_role("textbox", name="Hvad?")).to_have_value("Vores fælles, sidst")
    assert saved(house, "Vores fælles, sidst") == []
    other.click("Hent den nyeste, uden mine rettelser")
    expect(other.page.get_by_role("textbox", name="Hvad?")).to_have_value("Vores fælles, først")


def test_a_look_at_another_page_loses_nothing_that_was_typed(desk: Desk, house: Server) -> None:
    fill(desk, "Halvt skrevet")
    desk.page.get_by_role("link", name="I dag").click()
    desk.drawn()
    desk.page.get_by_role("link", name="Kalender", exact=True).click()
    desk.drawn()
    desk.click("Ny aktivitet")
    expect(desk.page.get_by_role("textbox", name="Hvad?")).to_have_value("Halvt skrevet")
    desk.click("Fortryd")
    desk.click("Ny aktivitet")
    expect(desk.page.get_by_role("textbox", name="Hvad?")).to_have_value("")


def test_attendance_is_counted_corrected_and_divided(desk: Desk, house: Server) -> None:
    desk.open("fremmoede")
    desk.follow("Mindfulness")
    assert "ikke registreret" in desk.text()
    desk.page.get_by_role("spinbutton", name="Hvor mange kom?").fill("7")
    desk.click("Gem antallet")
    desk.sees("Antallet er gemt.")
    desk.page.get_by_role("spinbutton", name="Hvor mange kom?").fill("8")
    desk.click("Ret antallet")
    desk.click("Fordel på tilbud")
    desk.page.get_by_role("spinbutton", name="Pitstop").fill("9")
    desk.click("Gem fordelingen")
    desk.sees("Tilsammen er det flere end de 8, der kom")
    desk.page.get_by_role("spinbutton", name="Pitstop").fill("3")
    desk.click("Gem fordelingen")
    desk.sees("Fordelingen er gemt.")
    desk.click("Tilbage til listen")
    expect(desk.row("Mindfulness")).to_contain_text("registreret")


def test_nobody_came_is_not_the_same_as_not_recorded(desk: Desk) -> None:
    desk.open("fremmoede")
    missing = desk.page.locator(".st-key-rows_missing button")
    words, before = missing.first.inner_text(), missing.count()
    missing.first.click()
    desk.drawn()
    desk.click("Ingen kom")
    desk.sees("Registreret: ingen kom.")
    desk.click("Tilbage til listen")
    assert missing.count() == before - 1
    assert words not in missing.all_inner_texts()


@pytest.mark.parametrize("phone", [False, True], ids=["desktop", "phone"])
def test_staff_text_is_shown_as_typed_and_never_run(
    house: Server, open_page: PageFactory, phone: bool
) -> None:
    title = f"<script>alert({int(phone)})</script> **fed** :red[x] $y$ [a](b) 😀"
    desk = Desk(open_page(house, role="koordinator", phone=phone), house)
    asked: list[str] = []
    desk.page.on("dialog", lambda dialog: asked.append(dialog.message))
    fill(desk, title, day="10122026", hours="1000 1100" if phone else "1600 1700")
    desk.click("Gem og udgiv")
    expect(desk.row(title)).to_be_visible()
    desk.follow(title)
    expect(desk.page.get_by_role("heading", name=title)).to_be_visible()
    assert asked == []


BAD = (
    ("Hvad?", "", "Skriv, hvad aktiviteten hedder."),
    ("Hvad?", "lang " * 2000, "højst 120 tegn"),
    ("Hvad?", "Møde med 010190-1234", "CPR"),
    ("Pladser", "mange", "med cifre"),
    ("Pladser", "0", "fra 1 til"),
    ("Pris i kroner", "-5", "helt tal"),
)


def test_bad_input_is_told_beside_the_field_and_nothing_is_saved(desk: Desk, house: Server) -> None:
    fill(desk, "Dårlige svar")
    desk.unfold("Mere")
    with HouseDb(Path(house.house)).read() as con:
        before = len(all_activities(con))
    good = {"Hvad?": "Dårlige svar", "Pladser": "8", "Pris i kroner": "0"}
    for label, typed, told in BAD:
        desk.write(label, typed)
        desk.click("Gem og udgiv")
        desk.sees(re.compile(re.escape(told)))
        expect(desk.page.get_by_role("textbox", name=label)).to_have_value(typed)
        desk.write(label, good[label])
    desk.type_into("Fra", "0230")
    desk.sees("mellem kl. 2 og 3")
    desk.type_into("Fra", "1700")
    desk.type_into("Til", "1600")
    desk.sees("Slut skal være efter start")
    desk.type_into("Til", "1800")
    desk.choose("Hver dag")
    desk.pick("Hvor længe?", "Et antal gange")
    desk.write("Hvor mange gange?", "5000")
    desk.click("Gem og udgiv")
    desk.sees("fra 1 til 1000")
    with HouseDb(Path(house.house)).read() as con:
        assert len(all_activities(con)) == before


def test_a_locked_file_is_told_and_the_form_is_kept(desk: Desk, house: Server) -> None:
    fill(desk, "Låst ude", day="08122026")
    with closing(sqlite3.connect(house.house, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        desk.page.get_by_role("button", name="Gem og udgiv").click()
        told = desk.page.get_by_text("En anden er ved at gemme lige nu.")
        expect(told).to_be_visible(timeout=30_000)
        other.execute("ROLLBACK")
    expect(desk.page.get_by_role("textbox", name="Hvad?")).to_have_value("Låst ude")
    desk.click("Gem og udgiv")
    desk.sees("Gemt og udgivet.")


def test_an_activity_is_planned_without_a_mouse(desk: Desk, house: Server) -> None:
    desk.open("kalender")
    desk.tab_to("button", "Ny aktivitet")
    desk.page.keyboard.press("Enter")
    desk.drawn()
    for role, label, typed, then in (
        ("textbox", "Hvad?", "Uden mus", "Tab"),
        ("combobox", "Type", "Mindfulness", "Enter"),
        ("spinbutton", "Hvornår?", "11122026", "Tab"),
        ("spinbutton", "Fra", "1600", "Tab"),
        ("spinbutton", "Til", "1700", "Tab"),
        ("combobox", "Hvor?", "Sal", "Enter"),
        ("combobox", "For hvem?", "unge", "Enter"),
    ):
        desk.tab_to(role, label)
        desk.page.keyboard.type(typed, delay=30)
        desk.page.keyboard.press(then)
        desk.drawn()
    desk.page.keyboard.press("Escape")
    desk.tab_to("button", "Gem og udgiv")
    desk.page.keyboard.press("Enter")
    desk.drawn()
    desk.sees("Gemt og udgivet.")
    (activity,) = saved(house, "Uden mus")
    assert starts(house, activity) == [datetime(2026, 12, 11, 16)]

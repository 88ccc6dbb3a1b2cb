"""What coordinators do on an ordinary day, in a real browser against a real house."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import pytest
from playwright.sync_api import expect

from tests.conftest import PageFactory
from tests.staff_case import Desk, fill, planned, poster, saved, starts
from tests.support import Server


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


@pytest.mark.long
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


@pytest.mark.long
def test_a_weekly_series_says_what_a_save_does_and_then_does_it(desk: Desk, house: Server) -> None:
    fill(desk, "Ro på fredage")
    desk.choose("Hver uge")
    desk.pick("Hvor længe?", "Et antal gange")
    desk.write("Hvor mange gange?", "6")
    desk.sees("4 datoer, fra fre. 27. nov. til 18. december 2026")
    seen = desk.text()
    assert "Springes over, lukket: fre. 25. dec." in seen
    assert "Opslaget viser »Ro på fredage« med tid og sted." in seen
    assert "Kalenderen unge viser »Ro på fredage« med tid og sted." in seen
    desk.click("Gem og udgiv")
    (activity,) = saved(house, "Ro på fredage")
    assert {start.hour for start in starts(house, activity)} == {16}
    assert len(starts(house, activity)) == 4


@pytest.mark.long
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


@pytest.mark.long
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


@pytest.mark.long
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


@pytest.mark.long
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


@pytest.mark.long
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
    other.sees("En anden har gemt, mens du arbejdede.")
    expect(other.page.get_by_role("textbox", name="Hvad?")).to_have_value("Vores fælles, sidst")
    assert saved(house, "Vores fælles, sidst") == []
    other.click("Hent den nyeste, uden mine rettelser")
    expect(other.page.get_by_role("textbox", name="Hvad?")).to_have_value("Vores fælles, først")


@pytest.mark.long
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


@pytest.mark.long
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

"""What staff set up for citizens: the week's message, hours and doors, languages, plain texts."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from db.house import load_house
from domain.opening import setting_of
from tests.house_case import Case, a_house


@pytest.fixture
def case(house_path: Path, monkeypatch: pytest.MonkeyPatch) -> Case:
    monkeypatch.setenv("HOUSE_DB", str(house_path))
    monkeypatch.setenv("HOUSE_URL", "http://huset.example")
    return a_house(house_path)


def _message(path: str, role: str) -> None:
    from datetime import date, datetime
    from pathlib import Path

    from db.connection import HouseDb
    from domain.model import Actor, RoleGrant
    from pages import _i_dag_message

    now = datetime.fromisoformat("2026-11-18T08:30:00+00:00")
    actor = Actor(1, "Prøve", (RoleGrant(role, None),))  # type: ignore[arg-type]
    _i_dag_message.draw(HouseDb(Path(path)), actor, now=now, today=date(2026, 11, 18))


def _setup(path: str, part: str) -> None:
    from datetime import datetime
    from importlib import import_module
    from pathlib import Path

    from db.connection import HouseDb
    from domain.model import Actor, RoleGrant
    from pages._opsaetning_editor import Office

    now = datetime.fromisoformat("2026-11-18T08:30:00+00:00")
    actor = Actor(1, "Prøve", (RoleGrant("admin", None),))
    import_module(f"pages._opsaetning_{part}").draw(Office(HouseDb(Path(path)), actor, now))


def drawn(case: Case, script: object, *args: str) -> AppTest:
    test = AppTest.from_function(script, args=(str(case.db.path), *args), default_timeout=30)  # type: ignore[arg-type]
    test.run()
    assert not test.exception
    return test


def words(page: AppTest) -> str:
    """What is written, without Markdown's backslashes."""
    return " ".join(str(one.value) for one in page.markdown).replace("\\", "")


def settings(case: Case) -> dict[str, str]:
    with case.db.read() as con:
        return dict(load_house(con).settings)


def test_a_coordinator_puts_the_message_up_and_takes_it_down(case: Case) -> None:
    page = drawn(case, _message, "coordinator")
    assert page.date_input[0].value == date(2026, 11, 22), "to the end of the week at first"
    page.text_area[0].set_value("Caféen åbner kl. 10.")
    page.button[0].click().run()
    kept = settings(case)
    assert (kept["message.text"], kept["message.until"]) == ("Caféen åbner kl. 10.", "2026-11-22")
    page = drawn(case, _message, "coordinator")
    assert "Caféen åbner kl" in page.expander[0].label
    next(one for one in page.button if one.label == "Tag den ned").click().run()
    assert settings(case)["message.text"] == ""


def test_a_wrong_message_is_told_beside_its_field_and_not_lost(case: Case) -> None:
    page = drawn(case, _message, "coordinator")
    page.text_area[0].set_value("Ring til 010203-1234")
    page.date_input[0].set_value(date(2026, 11, 1))
    page.button[0].click().run()
    told = words(page)
    assert "CPR" in told and "Tidspunktet er forbi" in told
    assert page.text_area[0].value == "Ring til 010203-1234"
    assert "message.text" not in settings(case)


def test_the_message_in_other_languages_is_asked_about_when_the_danish_changes(case: Case) -> None:
    page = drawn(case, _message, "coordinator")
    fields = {one.label: one for one in page.text_area}
    assert [*fields][1:] == ["English", "Türkçe", "العربية", "اردو"] and not page.checkbox
    page.text_area[0].set_value("Kaffe kl. 10")
    fields["Türkçe"].set_value("Kafe 10")
    page.button[0].click().run()
    assert settings(case)["message.text.tr"] == "Kafe 10"
    page = drawn(case, _message, "coordinator")
    page.text_area[0].set_value("Kaffe klokken 10")
    page.button[0].click().run()
    assert "Den danske tekst er ny" in words(page)
    assert settings(case)["message.text"] == "Kaffe kl. 10"
    page.checkbox[0].check()
    page.button[0].click().run()
    kept = settings(case)
    assert (kept["message.text"], kept["message.text.tr"]) == ("Kaffe klokken 10", "Kafe 10")


def test_managers_read_the_message_and_change_nothing(case: Case) -> None:
    assert not drawn(case, _message, "manager").text_area
    page = drawn(case, _message, "coordinator")
    page.text_area[0].set_value("Hej alle")
    page.button[0].click().run()
    assert drawn(case, _message, "manager").info[0].value == "Hej alle"


def test_hours_are_typed_as_one_says_them(case: Case) -> None:
    page = drawn(case, _setup, "entrance")
    fields = page.text_input
    assert len(fields) == 15, "two sites with seven days, and the statement"
    for number, text in enumerate(("9-16", "9.30–15", "", "9-16", "9-14", "", "")):
        fields[number].set_value(text)
    page.text_area[0].set_value("Den grønne dør.")
    page.button[0].click().run()
    kept = settings(case)[setting_of(1)]
    assert kept == "09:00-16:00;09:30-15:00;;09:00-16:00;09:00-14:00;;"
    assert case.rows("SELECT way_in FROM site")[0] == ("Den grønne dør.",)
    page = drawn(case, _setup, "entrance")
    assert page.text_input[1].value == "9.30–15.00"
    page.text_input[0].set_value("fra ni")
    page.button[0].click().run()
    assert "Skriv tiden som 9.00–16.00" in words(page)
    assert settings(case)[setting_of(1)] == kept


def test_a_language_is_written_beside_the_danish_and_approved(case: Case) -> None:
    page = drawn(case, _setup, "languages")
    field = next(one for one in page.text_input if "NADA: Navn (English)" in one.label)
    field.set_value("Ear needles")
    page.checkbox[0].check()
    page.button[0].click().run()
    assert case.rows("SELECT * FROM house_text") == [("category", 1, "en", "name", "Ear needles")]
    assert settings(case)["languages.approved"] == "en"
    page = drawn(case, _setup, "languages")
    next(one for one in page.text_input if one.value == "Ear needles").set_value("")
    page.button[0].click().run()
    assert case.rows("SELECT * FROM house_text") == []
    assert not any("Behandlingsgruppe" in one.label for one in page.text_input)

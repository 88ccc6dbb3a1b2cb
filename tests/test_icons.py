"""The icons of types: each is drawn, each type has one, and none tells what its type may not."""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree import ElementTree

import pytest
from streamlit.testing.v1 import AppTest

from actions import setup
from db.house import load_house
from domain.errors import InvalidInput
from domain.icons import ICONS, NEUTRAL, board_icon, icon_of
from domain.model import Category
from pages._opsaetning_types import _NAMES
from public.icons import SPRITE, icon, paths
from tests.house_case import ALLE, BEHANDLING, BIRK, PITSTOP, SAL, UNGE
from tests.public_case import PLANNED, Web, a_web, plan


@pytest.fixture
def web(house_path: Path, monkeypatch: pytest.MonkeyPatch) -> Web:
    return a_web(house_path, monkeypatch)


def test_each_icon_is_drawn_once_and_can_be_chosen() -> None:
    assert sorted(paths()) == sorted(ICONS) == sorted(_NAMES) and len(set(ICONS)) == len(ICONS)
    assert len(set(paths().values())) == len(ICONS)
    views = {one.get("id") for one in ElementTree.parse(SPRITE).iter() if one.tag.endswith("view")}
    assert views == {f"{name}-view" for name in ICONS}
    assert "<script" not in SPRITE.read_text() and "style" not in SPRITE.read_text()


def test_an_icon_is_no_word_and_no_colour() -> None:
    drawn = icon("cup")
    assert 'aria-hidden="true"' in drawn and "<title" not in drawn and "#" not in drawn


TYPES = {
    "chosen": (("Café", "brush"), "brush"),
    "unknown": (("Café", "findes-ikke"), "cup"),
    "by-name": (("Åben café", ""), "cup"),
    "inside-a-word": (("Fællesspisning", ""), "bowl"),
    "teeth-before-health": (("Oplæg: tandsundhed", ""), "tooth"),
    "any": (("Noget helt andet", ""), NEUTRAL),
}


@pytest.mark.parametrize(("given", "expected"), TYPES.values(), ids=TYPES.keys())
def test_every_type_has_an_icon(given: tuple[str, str], expected: str) -> None:
    assert icon_of(Category(1, *given, "")) == expected


VIEWS = {
    "open": ({"group_ids": (UNGE,)}, True),
    "open-beside-a-discreet": ({"group_ids": (ALLE, BIRK)}, True),
    "discreet-calendar-but-listed": ({"group_ids": (UNGE,), "feed": "discreet"}, True),
    "discreet": ({"group_ids": (BIRK,)}, False),
    "mentioned": ({"group_ids": (UNGE,), "listing": "mentioned"}, False),
    "hidden": ({"group_ids": (UNGE,), "listing": "hidden"}, False),
    "closed-group": ({"group_ids": (PITSTOP,)}, False),
    "treatment": ({"group_ids": (UNGE,), "category_id": BEHANDLING}, False),
}


@pytest.mark.parametrize(("fields", "own"), VIEWS.values(), ids=VIEWS.keys())
def test_an_icon_tells_no_more_than_the_type_may(
    web: Web, fields: dict[str, object], own: bool
) -> None:
    """Asked of the rule, and of every page, the screen and the typesetter's data."""
    with web.case.db.write() as con:
        con.execute("UPDATE category SET icon = 'tooth'")
    made = plan(web, "Noget", "2026-11-18T11:00", room_id=SAL, **fields)  # type: ignore[arg-type]
    with web.case.db.read() as con:
        house = load_house(con)
    assert board_icon(web.case.activity(made), house) == ("tooth" if own else NEUTRAL)
    for address in ("/", "/i-dag", "/uge/2026-W47", "/skaerm", "/frivillig", "/tr/"):
        shown = web.text(address)
        assert (paths()["tooth"] in shown) is (own and address != "/frivillig"), address
    uid = web.case.activity(made).uid
    assert (paths()["tooth"] in web.get(f"/aktivitet/{uid}").text) is own


def test_a_neutral_row_on_the_screen_has_the_neutral_icon(web: Web) -> None:
    plan(web, "Noget", "2026-11-18T11:00", group_ids=(BIRK,))
    page = web.text("/skaerm")
    row = re.search(r"<li data-ends.*?</li>", page, re.DOTALL)
    assert row is not None and "Gruppe Birk" in row[0] and paths()[NEUTRAL] in row[0]


def test_only_what_is_drawn_can_be_chosen(web: Web) -> None:
    with web.case.db.read() as con:
        one = next(iter(load_house(con).categories.values()))
    with pytest.raises(InvalidInput) as refused:
        setup.save(web.case.db, None, Category(one.id, one.name, "x", ""), now=PLANNED)
    assert [(p.field, p.code) for p in refused.value.problems] == [("icon", "unknown")]
    setup.save(web.case.db, None, Category(one.id, one.name, "music", ""), now=PLANNED)
    with web.case.db.read() as con:
        assert load_house(con).categories[one.id].icon == "music"


def _types(path: str) -> None:
    from datetime import datetime
    from pathlib import Path

    from db.connection import HouseDb
    from domain.model import Actor, RoleGrant
    from pages import _opsaetning_types
    from pages._opsaetning_editor import Office

    actor = Actor(1, "Prøve", (RoleGrant("admin", None),))
    now = datetime.fromisoformat("2026-11-18T08:30:00+00:00")
    _opsaetning_types.draw(Office(HouseDb(Path(path)), actor, now))


def test_an_icon_is_chosen_in_setup(web: Web) -> None:
    with web.case.db.read() as con:
        one = next(one for one in load_house(con).categories.values())
    page = AppTest.from_function(_types, args=(str(web.case.db.path),), default_timeout=30).run()
    page.selectbox[0].select(one.id).run()
    assert page.radio[0].value == one.icon in ICONS and page.radio[0].options[0] == "Efter navnet"
    assert page.radio[0].options[1] == "![](/assets/icons.svg#house-view) Hus"
    page.radio[0].set_value("music")
    page.button[0].click().run()
    assert not page.exception
    with web.case.db.read() as con:
        assert load_house(con).categories[one.id].icon == "music"

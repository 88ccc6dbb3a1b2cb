"""Languages by prefix: complete catalogues, the right `lang`, times and dates as theirs."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from babel.messages.pofile import read_po

from actions import entrance
from db import writes_house as writes
from domain.errors import InvalidInput
from domain.lix import EASY, lix
from domain.model import Site
from locales import formats, speaking, translator
from locales.tongues import EVERY, OTHERS, TONGUES
from public.words import digits
from tests.citizens_case import told
from tests.house_case import NOW, UNGE, Case
from tests.public_case import PLANNED, Web, a_web, plan
from tests.sources import ROOT

PREFIXED = [one for one in EVERY if one.prefix]
CODES = [one.code for one in PREFIXED]
PATHS = ("/", "/i-dag", "/uge/2026-W47", "/hjaelp", "/abonner", "/frivillig", "/tilgaengelighed")
WRITTEN = ("tr", "ar", "ur")
_PLACEHOLDER = re.compile(r"%\(\w+\)s|\{\w+\}")


@pytest.fixture
def web(house_path: Path, monkeypatch: pytest.MonkeyPatch) -> Web:
    return a_web(house_path, monkeypatch)


def catalogue(language: str) -> dict[str, tuple[str, ...]]:
    """msgid -> its texts, one of each plural form."""
    found: dict[str, tuple[str, ...]] = {}
    for path in sorted((ROOT / "locales" / language).glob("*.po")):
        with path.open("rb") as handle:
            for message in read_po(handle):
                if message.id:
                    one = message.id if isinstance(message.id, str) else message.id[0]
                    said = message.string
                    found[one] = (said,) if isinstance(said, str) else tuple(said or ())
    return found


# -- catalogues ----------------------------------------------------------------------------------


@pytest.mark.parametrize("language", WRITTEN)
def test_everything_said_to_citizens_is_said_in_each_language(language: str) -> None:
    known = catalogue(language)
    missing = sorted(text for text in told() if not all(known.get(text, ("",))))
    assert missing == []
    assert sorted(set(known) - told()) == [], "nothing is left over"


@pytest.mark.parametrize("language", [*WRITTEN, "let"])
def test_placeholders_are_kept(language: str) -> None:
    for text, said in catalogue(language).items():
        wanted = sorted(_PLACEHOLDER.findall(text))
        for form in said[-1:]:  # one and two may be said in words, the last form never
            assert sorted(_PLACEHOLDER.findall(form)) == wanted, text


@pytest.mark.parametrize("language", ["ar", "ur"])
def test_what_is_read_from_right_to_left_is_written_in_its_own_letters(language: str) -> None:
    names = {"Office 365", "Outlook.com", "iPhone and Mac"}
    for text, said in catalogue(language).items():
        if text not in names:
            assert any("\u0600" <= char <= "\u06ff" for char in said[-1]), text


def test_easy_danish_says_only_what_it_says_otherwise_and_all_of_it_is_used() -> None:
    easy, danish = catalogue("let"), translator("da")
    assert set(easy) <= told()
    assert translator("let").gettext("Afternoon") != danish.gettext("Afternoon")
    assert translator("let").gettext("Week %(n)s") == danish.gettext("Week %(n)s")


def easy_texts() -> list[str]:
    said = [translator("let").gettext(text) for text in sorted(told())]
    return [_PLACEHOLDER.sub("ord", text) for text in said]


def test_easy_danish_is_easy() -> None:
    """A LIX of at most 30: all fixed texts together, and each that is more than a label."""
    assert lix("\n".join(easy_texts())).value <= EASY
    hard = {
        text: lix(text).value
        for text in easy_texts()
        if lix(text).words >= 7 and lix(text).value > EASY
    }
    assert hard == {}


LIX = {
    "nothing": ("", 0),
    "one-word": ("Hej", 1),
    "a-long-one": ("Tilgængelighedserklæring", 101),
    "short": ("Kom som du er. Vi drikker kaffe.", 18),
    "half-long": ("Vi drikker kaffe.\nDer er kage", 20),
    "clock": ("Vi ses kl. 10.30 i morgen.", 6),
    "office": ("Forvaltningen tilvejebringer sammenhængende indsatser.", 104),
}


@pytest.mark.parametrize(("text", "value"), LIX.values(), ids=LIX.keys())
def test_lix_by_hand(text: str, value: int) -> None:
    assert lix(text).value == value


# -- how each writes days, times and telephone numbers -------------------------------------------

AT = datetime(2026, 11, 23, 9, 5)
WRITES = {
    "da": ("mandag 23. november", "9.05–10.05", "43 57"),
    "let": ("mandag 23. november", "9.05–10.05", "43 57"),
    "en": ("Monday 23 November", "09:05–10:05", "43 57"),
    "tr": ("23 Kasım Pazartesi", "09:05–10:05", "43 57"),
    "ar": ("الاثنين، 23 نوفمبر", "09:05\xa0إلى\xa010:05", '<bdi dir="ltr">43 57</bdi>'),
    "ur": ("پیر، 23 نومبر", "09:05\xa0تا\xa010:05", '<bdi dir="ltr">43 57</bdi>'),
}


@pytest.mark.parametrize("code", WRITES)
def test_days_times_and_numbers_as_each_language_writes_them(code: str) -> None:
    with speaking(code):
        written = (
            formats.day(AT.date()),
            formats.time_range(AT, AT + timedelta(hours=1)),
            str(digits("43 57")).replace("\N{NO-BREAK SPACE}", " "),
        )
    assert written == WRITES[code]


def test_what_is_said_outside_is_danish_again() -> None:
    with speaking("tr"), speaking("ar"):
        pass
    assert formats.day(date(2026, 11, 23)) == "mandag 23. november"


# -- pages ---------------------------------------------------------------------------------------


class Lang(HTMLParser):
    """The language of every text of a page, by the nearest `lang`."""

    VOID = frozenset(("meta", "link", "br", "input", "img", "path", "circle", "rect", "hr"))

    def __init__(self) -> None:
        super().__init__()
        self.stack: list[str] = [""]
        self.in_title = False
        self.texts: list[tuple[str, str]] = []

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        self.in_title = tag in ("title", "script")  # no part of their text can be marked
        if tag not in self.VOID:
            self.stack.append(dict(attrs).get("lang") or self.stack[-1])

    def handle_endtag(self, tag: str) -> None:
        if tag not in self.VOID:
            self.stack.pop()

    def handle_data(self, data: str) -> None:
        if data.strip() and not self.in_title:
            self.texts.append((self.stack[-1], data.strip()))


def texts(page: str) -> list[tuple[str, str]]:
    parser = Lang()
    parser.feed(page)
    return parser.texts


def filled(web: Web) -> str:
    """Something in every kind of place; the activity's uid. All that staff typed begins "Zz"."""
    with web.case.db.write() as con:
        site = Site(1, "Zzhus", "Zzvej 1, 2635 Ishøj", "Zzdør i gården.")
        writes.save(con, site, PLANNED)
        con.execute("UPDATE category SET name = 'Zz' || name, sentence = 'Zz' || sentence")
        con.execute("UPDATE service SET name = 'Zz' || name, about = 'Zzhjælp', hours = 'Zztid'")
        con.execute("UPDATE target_group SET public_name = 'Zz' || public_name")
        con.execute("UPDATE room SET name = 'Zz' || name")
        writes.set_setting(con, "house.name", "Zzhuset")
        writes.set_setting(con, "message.text", "Zzbesked")
        writes.set_setting(con, "message.until", "2026-11-30")
        writes.set_setting(con, "opening.1", ";".join(["09:00-16:00"] * 7))
    more: dict[str, Any] = {"group_ids": (UNGE,), "volunteer_task": "Zzopgave"}
    more |= {"description": "Zzom det.", "first_time": "Zzførst.", "public_note": "Zznote"}
    more |= {"sign_up_until": "Zzsenest", "access": "sign-up", "signup_phone": "43 57 11 22"}
    made = plan(web, "Zzkaffe", "2026-11-18T14:00", **more)
    plan(web, "Zzstille", "2026-11-18T15:00", listing="mentioned")
    return web.case.activity(made).uid


@pytest.mark.parametrize("tongue", OTHERS, ids=lambda one: str(one.code))
def test_what_staff_typed_is_marked_as_danish_and_nothing_else_is(web: Web, tongue: Any) -> None:
    uid = filled(web)
    for path in (*PATHS, f"/aktivitet/{uid}", "/skaerm", "/findes-ikke"):
        page = web.get(f"{tongue.prefix}{path}").text
        assert f'<html lang="{tongue.lang}"' in page, path
        assert ('dir="rtl"' in page.partition("<head>")[0]) is (tongue.direction == "rtl")
        found = [one for one in texts(page) if "Zz" in one[1]]
        assert found, path
        wrong = [one for one in found if one[0] != "da"]
        assert not wrong, path
    home = web.get(f"{tongue.prefix}/").text
    names = {one.name for one in EVERY}
    danish = [text for lang, text in texts(home) if lang == "da" and "Zz" not in text]
    assert set(danish) - names == set(), "what the house says itself is in the page's language"


@pytest.mark.parametrize("code", CODES)
def test_links_stay_in_the_language_and_every_page_has_all_of_them(web: Web, code: str) -> None:
    uid = filled(web)
    for path in (*PATHS, f"/aktivitet/{uid}"):
        page = web.get(f"/{code}{path}").text
        for one in EVERY:
            assert f'href="{one.prefix}{path}"' in page, (path, one.code)
        links = re.findall(r'href="(/[^"?#]*)', page)
        out = [
            link
            for link in links
            if not link.startswith((f"/{code}/", "/assets/", "/log-ind"))
            and not link.endswith(".ics")
            and link not in {f"{one.prefix}{path}" for one in EVERY}
        ]
        assert out == [], path
        for link in set(links) - {"/log-ind"}:
            assert web.get(link).status_code in (200, 303), link


def test_no_language_is_negotiated(web: Web) -> None:
    plain = web.get("/")
    for language in ("ar", "tr;q=1, *;q=0.1", "\x01", "x" * 3000):
        assert web.get("/", **{"Accept-Language": language}).text == plain.text
    assert "language" not in plain.headers.get("vary", "").lower()


@pytest.mark.parametrize(
    "path", ["/xx/", "/EN/", "/en/log-ind", "/tr/vaert", "/ar/kalender/alle.ics"]
)
def test_only_citizens_pages_have_languages(web: Web, path: str) -> None:
    assert web.get(path).status_code == 404


def test_an_error_is_told_in_the_language_of_its_address(web: Web) -> None:
    page = web.text("/tr/uge/2025-W53", 404)
    assert "Sayfa bulunamadı" in page and '<html lang="tr"' in page
    assert 'href="/ar/"' in page, "the languages lead home from a page that is not there"


def test_the_house_says_what_it_is_in_the_language_it_has(web: Web) -> None:
    plan(web, "NADA", "2026-11-18T14:00")
    typed = {("category", 1, "name"): "نادا", ("category", 1, "sentence"): "إبر صغيرة."}
    admin = web.case.actor("admin")
    entrance.set_texts(web.case.db, admin, "ar", typed, is_approved=False, now=NOW)
    assert '<option value="nada" lang="ar">نادا' in web.text("/ar/")
    assert "نادا" not in web.text("/tr/") and "نادا" not in web.text("/")


def test_a_language_nobody_has_approved_says_so_until_somebody_has(web: Web) -> None:
    told_so = "Nobody at the house has checked"
    assert told_so in web.text("/en/") and told_so in web.text("/en/hjaelp")
    assert "godkendt denne" not in web.text("/let/") + web.text("/")
    entrance.set_texts(web.case.db, web.case.actor("admin"), "en", {}, is_approved=True, now=NOW)
    assert told_so not in web.text("/en/")
    assert "لم يراجع" in web.text("/ar/")


def refused(case: Case, language: str, typed: dict[tuple[str, int, str], str]) -> dict[str, str]:
    with pytest.raises(InvalidInput) as error:
        entrance.set_texts(case.db, case.actor("admin"), language, typed, is_approved=True, now=NOW)
    return {one.field: one.code for one in error.value.problems}


def test_texts_that_cannot_be_saved_say_where(web: Web) -> None:
    key = ("category", 1, "name")
    assert refused(web.case, "de", {key: "NADA"}) == {"language": "unknown"}
    assert refused(web.case, "tr", {key: "x" * 1001}) == {"category-1-name": "too-long"}
    assert refused(web.case, "tr", {("staff", 1, "name"): "x"}) == {"staff-1-name": "unknown"}
    assert refused(web.case, "tr", {key: "010203-1234"}) == {"category-1-name": "cpr"}
    assert web.case.rows("SELECT * FROM house_text") == []
    assert TONGUES["ur"].direction == "rtl"

"""For other sites: the JSON, schema.org, Open Graph, the sitemap; and answers from memory."""

from __future__ import annotations

import json
import re
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actions import planning
from locales.tongues import EVERY
from public import answers
from tests.house_case import ALLE, BIRK, GUL, UNGE
from tests.public_case import PLANNED, Web, a_web, plan
from tests.sources import ROOT


@pytest.fixture
def web(house_path: Path, monkeypatch: pytest.MonkeyPatch) -> Web:
    return a_web(house_path, monkeypatch)


def test_the_json_is_what_the_documentation_says(web: Web) -> None:
    more = {"signup_phone": "43 57 11 22", "price_dkk": 20, "nameless": True, "step_free": True}
    plan(web, "Åben café", "2026-11-19T12:00", room_id=GUL, group_ids=(UNGE, ALLE), **more)  # type: ignore[arg-type]
    plan(web, "Stille", "2026-11-19T12:00", group_ids=(BIRK,))
    plan(web, "I går", "2026-11-17T12:00")
    answer = web.get("/api/aktiviteter.json")
    assert answer.headers["content-type"] == "application/json"
    assert answer.headers["access-control-allow-origin"] == "*"
    data = answer.json()
    assert (data["version"], data["from"], data["until"]) == (1, "2026-11-18", "2027-01-12")
    (one,) = data["activities"]
    assert one["starts"] == "2026-11-19T12:00:00+01:00" and one["place"] == "Gul café, Det Gule Hus"
    assert (one["for_everyone"], one["for_whom"]) == (True, ["Unge"])
    assert (one["notes"], one["no_name_needed"], one["price_dkk"]) == (["step_free"], True, 20)
    documented = set(
        re.findall(r"^\| `(\w+)` \|", (ROOT / "docs/api.md").read_text(), re.MULTILINE)
    )
    assert documented == {*data, *one}


def test_the_json_can_be_narrowed_to_open_groups(web: Web) -> None:
    plan(web, "Kun unge", "2026-11-19T12:00", group_ids=(UNGE,))
    plan(web, "For alle", "2026-11-19T12:00")
    young = web.get("/api/aktiviteter.json?for=unge").json()["activities"]
    assert [one["title"] for one in young] == ["Kun unge"]
    usual = web.get("/api/aktiviteter.json").content
    assert web.get("/api/aktiviteter.json?for=birk&for=x").content == usual


def events(page: str) -> list[dict[str, object]]:
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    assert found is not None
    data: list[dict[str, object]] = json.loads(found[1])["@graph"]
    return data


def test_an_activity_says_what_it_is_to_search_engines(web: Web) -> None:
    nasty = "</script><script>alert('x')</script> & \u2028"
    weekly = "FREQ=WEEKLY;COUNT=2"
    made = plan(web, "Gåtur", "2026-11-18T14:00", description=nasty, rrule=weekly)
    first = web.case.dates(made)[0]
    planning.cancel_date(
        web.case.db, web.case.boss, first.id, version=first.version, reason="x", now=PLANNED
    )
    page = web.get(f"/aktivitet/{web.case.activity(made).uid}").text
    off, on = events(page)
    assert off["eventStatus"] == "https://schema.org/EventCancelled"
    assert on["startDate"] == "2026-11-25T14:00:00+01:00"
    assert on["description"] == "</script><script>alert('x')</script> &"
    assert "<script>alert" not in page
    assert '<meta property="og:title" content="Gåtur">' in page


def test_a_mention_shared_with_a_friend_names_nothing(web: Web) -> None:
    made = plan(web, "Ro i hverdagen", "2026-11-18T14:00", group_ids=(BIRK,))
    head = web.get(f"/aktivitet/{web.case.activity(made).uid}").text.partition("<body")[0]
    assert '<meta property="og:title" content="Levende hus">' in head
    assert "Ro i" not in head and "ld+json" not in head and "canonical" not in head


def test_the_sitemap_has_every_page_in_every_language_and_what_is_open(web: Web) -> None:
    made = plan(web, "Gåtur", "2026-11-19T14:00")
    plan(web, "Stille", "2026-11-19T14:00", group_ids=(BIRK,))
    tree = ElementTree.fromstring(web.get("/sitemap.xml").content)
    found = [str(one.text) for one in tree.iter() if one.tag.endswith("loc")]
    uid = web.case.activity(made).uid
    assert len(found) == len(set(found)) == 7 * len(EVERY)
    assert f"http://huset.example/ur/aktivitet/{uid}" in found
    for address in found:
        assert web.get(address.removeprefix("http://huset.example")).status_code == 200
    assert "Sitemap: http://huset.example/sitemap.xml" in web.text("/robots.txt")


# -- answers from memory -------------------------------------------------------------------------


def asked(monkeypatch: pytest.MonkeyPatch, web: Web) -> list[str]:
    """The addresses that go further than the memory, from now on."""
    calls: list[str] = []
    put = answers.Answers._put

    def counted(self: answers.Answers, key: answers.Key, *rest: object) -> object:
        calls.append(key[0])
        return put(self, key, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(answers.Answers, "_put", counted)
    return calls


def test_a_page_is_made_once_until_an_edit(web: Web, monkeypatch: pytest.MonkeyPatch) -> None:
    calls = asked(monkeypatch, web)
    first = web.get("/uge/2026-W47")
    again = web.get("/uge/2026-W47")
    assert (again.content, dict(again.headers)) == (first.content, dict(first.headers))
    held = web.get("/uge/2026-W47", **{"If-None-Match": first.headers["etag"]})
    assert (held.status_code, held.content) == (304, b"")
    assert calls == ["/uge/2026-W47"]
    plan(web, "Nyt", "2026-11-19T12:00")
    assert "Nyt" in web.text("/uge/2026-W47") and calls == ["/uge/2026-W47"] * 2
    fresh = web.get("/uge/2026-W47", **{"If-None-Match": first.headers["etag"]})
    assert fresh.status_code == 200 and "Nyt" in fresh.text


def test_whoever_takes_no_gzip_gets_none(web: Web) -> None:
    for number in range(5):
        plan(web, f"Aktivitet {number}", "2026-11-19T12:00")
    packed = web.get("/", **{"Accept-Encoding": "gzip"})
    plain = web.get("/", **{"Accept-Encoding": "identity"})
    assert packed.headers["content-encoding"] == "gzip" and packed.text == plain.text
    assert "content-encoding" not in plain.headers


def test_what_is_not_for_everybody_is_never_kept(web: Web, monkeypatch: pytest.MonkeyPatch) -> None:
    calls = asked(monkeypatch, web)
    staff = web.sign_in_as("host")
    for path in ("/vaert", "/log-ind", "/healthz", "/personale/", "/kort/1", "/robots.txt"):
        staff.get(path)
    assert calls == []
    web.get("/?q=" + "a" * 300)
    assert calls == []


@given(st.text(max_size=30))
def test_any_address_is_looked_at_without_trouble(text: str) -> None:
    scope = {"path": f"/{text}", "query_string": b""}
    assert answers.is_kept(scope) in (True, False)

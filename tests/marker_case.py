"""Markers planted in every field of an activity, and a walk over every citizens' address."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from actions import planning
from db import writes_house as writes
from domain.model import ActivityFields, Category, Facilitator, Room, Service
from locales.tongues import EVERY
from tests.house_case import ALLE, BEHANDLING, BIRK, GRUPPE, PITSTOP, STAFF, UNGE, nada
from tests.public_case import Web

PLANNED = datetime(2026, 11, 2, 8, 0, tzinfo=UTC)
WISHES = (
    *("emne=gruppeforlob", "emne=zqcategoryxz", "tid=aften", "tid=formiddag", "sted=huset"),
    *("sted=det-gule-hus", "bare=ja", "niveaufri=ja", "tolk=ja&pasning=ja", "rusfri=ja"),
    *("paaroerende=ja", "for=unge&tid=aften&tolk=ja", "q=zqtitel", "q=zqdescription"),
    *("q=zqroom", "q=zqorganiser", "q=ro+i+hverdagen", "for=birk&q=zq", "q=gruppe+birk"),
)
"""Filters and searches, those that ask for what is hidden too."""
BIRKS = "birk&for=pitstop&for=medarbejdere"
NOT_FOLLOWED = re.compile(r"/(uge/|(en|tr|ar|ur|let)/)")
WEEKLY = "FREQ=WEEKLY;COUNT=8"
TEXTS = (
    *("title", "neutral_title", "description", "public_note", "signup_phone", "sign_up_until"),
    *("first_time", "volunteer_task", "other_title", "other_text"),
)


@dataclass(frozen=True)
class Hidden:
    """One way of not being open, and which of its markers citizens may read."""

    name: str
    fields: dict[str, Any]
    state: str = "published"
    view: str = "absent"


WAYS = [
    Hidden("draft", {"group_ids": (UNGE,)}, state="draft"),
    Hidden("deleted", {"group_ids": (UNGE,)}, state="deleted"),
    Hidden("hidden", {"group_ids": (ALLE,), "listing": "hidden"}),
    Hidden("treatment", {"group_ids": (PITSTOP,), "category_id": BEHANDLING}),
    Hidden("legal-basis", {"group_ids": (UNGE,), "legal_basis": "SEL § 101"}),
    Hidden("internal", {"group_ids": (STAFF,), "access": "internal"}),
    Hidden("secret-group", {"group_ids": (STAFF,)}),
    Hidden("closed-group", {"group_ids": (PITSTOP,)}),
    Hidden("open-and-closed-group", {"group_ids": (UNGE, PITSTOP)}),
    Hidden("reservation", {"group_ids": (), "kind": "reservation", "access": "internal"}),
    Hidden("discreet-group", {"group_ids": (BIRK,)}, view="mentioned"),
    Hidden("mentioned-by-choice", {"group_ids": (ALLE,), "listing": "mentioned"}, view="mentioned"),
    Hidden("no-feed-mentioned", {"group_ids": (BIRK,), "feed": "none"}, view="mentioned"),
]
IDS = [one.name for one in WAYS]


def mark(name: str) -> str:
    return f"Zq{name.replace('_', '').replace('-', '')}xZ"


def planted(web: Web, way: Hidden) -> tuple[int, dict[str, str]]:
    """The activity with a marker in every text, and in all it points at; the markers by field."""
    with web.case.db.write() as con:
        room = writes.save(con, Room(0, 1, mark("room"), 9, mark("kind"), True), PLANNED)
        person = writes.save(con, Facilitator(0, mark("facilitator"), "staff", True), PLANNED)
        service = Service(0, mark("organiser"), "ZQ", "service", "#123456", True, phone="99887766")
        service_id = writes.save(con, service, PLANNED)
        category_id = way.fields.get("category_id", GRUPPE)
        if category_id == GRUPPE:
            category = Category(0, mark("category"), mark("icon"), mark("sentence"))
            category_id = writes.save(con, category, PLANNED)
    texts: dict[str, Any] = {name: mark(name) for name in TEXTS} | {"signup_phone": "55443322"}
    fields: ActivityFields = replace(
        nada(local_start=datetime(2026, 11, 11, 23, 7), duration=timedelta(minutes=41)),
        rrule=WEEKLY,
        service_ids=(service_id,),
        room_id=room,
        facilitator_ids=(person,),
        capacity=7,
        interpreter=True,
        childcare=True,
        rusfri=True,
        price_dkk=77_123,
        other_language="tr",
        **texts,
    )
    fields = replace(fields, **{**way.fields, "category_id": category_id})
    publish = way.state != "draft"
    made = web.case.create(fields, publish=publish, now=PLANNED)
    dates = web.case.dates(made)
    if publish:
        planning.cancel_date(
            web.case.db,
            web.case.boss,
            dates[1].id,
            version=dates[1].version,
            reason=mark("reason"),
            public_note=mark("note"),
            now=PLANNED,
        )
        planning.move_date(
            web.case.db,
            web.case.boss,
            dates[2].id,
            version=dates[2].version,
            local_start=datetime(2026, 11, 24, 22, 13),
            room_id=room,
            reason=mark("why"),
            now=PLANNED,
        )
    if way.state == "deleted":
        version = web.case.activity(made).version
        planning.delete(web.case.db, web.case.boss, made, version=version, now=PLANNED)
    names = ("room", "facilitator", "organiser", "category", "sentence", "reason", "note", "why")
    told = texts | {name: mark(name) for name in names}
    told |= {"house_phone": "99887766", "time": "23.07", "end": "23.48", "moved": "22.13"}
    return made, told | {"price": "77123", "prices": "77.123"}


def walk(web: Web, extra: tuple[str, ...] = ()) -> dict[str, str]:
    """Every citizens' address that links lead to, and those one may guess: path -> page."""
    guesses = ["/", "/i-dag", "/uge", "/hjaelp", "/abonner", "/robots.txt", "/findes-ikke"]
    guesses += [f"/uge/2026-W{week}" for week in range(45, 54)] + ["/uge/2027-W01"]
    guesses += [f"/?for={slug}" for slug in ("unge", "birk", "pitstop", "medarbejdere", "alle")]
    guesses += ["/?q=Zq", "/api/aktiviteter.json", "/sitemap.xml", "/frivillig", *extra]
    guesses += ["/skaerm", "/skaerm/huset", "/skaerm/det-gule-hus", "/skaerm/worker.js"]
    guesses += [f"/?{wish}" for wish in WISHES] + [f"/api/aktiviteter.json?for={BIRKS}"]
    everywhere = ("/", "/i-dag", "/uge/2026-W47", "/uge/2026-W48", "/frivillig", "/skaerm", *extra)
    guesses += [f"{one.prefix}{path}" for one in EVERY if one.prefix for path in everywhere]
    guesses += [f"/kort/{number}" for number in range(1, 7)] + ["/kort/alle", "/kort/birk"]
    pages: dict[str, str] = {}
    while guesses:
        path = guesses.pop()
        if path in pages or path.startswith(("/log-ind", "/kalender/", "/assets/")):
            continue
        if path.endswith((".png", ".pdf")):
            continue  # compared dot by dot below
        answer = web.get(path)
        text = answer.text if "image/" not in answer.headers.get("content-type", "") else ""
        pages[path] = text + str(dict(answer.headers))
        links = re.findall(r'href="(/[^"#]*)"', answer.text)
        # the weeks lead on for ever, and the languages are guessed above
        guesses += [link for link in links if not NOT_FOLLOWED.match(link)]
    return pages

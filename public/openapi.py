"""`/api/openapi.json`: what anybody may ask of the house, as OpenAPI 3.1, for machines.

Written by hand and held to the truth by tests/test_openapi.py: every public address is here, and
every answer is as it says. docs/api.md tells people.
"""

from __future__ import annotations

import json
from functools import lru_cache
from typing import Any, get_args

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from domain.errors import DatabaseProblem
from locales.tongues import EVERY
from public.finding import TICKS, TIMES
from public.poster import SHAPES
from public.render import kept_answer

PATH = "/api/openapi.json"
API_VERSION = "1.0"
"""Of the description; the program's own version is nobody's business."""
OPEN_TO_ALL = {"Access-Control-Allow-Origin": "*", "Cross-Origin-Resource-Policy": "cross-origin"}
Json = dict[str, Any]
_TEXT: Json = {"type": "string"}
_NOT_HERE: Json = {"description": "It is not here.", "content": {"text/html": {}}}
_HTML, _ICS, _PDF, _PNG = "text/html", "text/calendar", "application/pdf", "image/png"
_JSON, _PLAIN, _XML = "application/json", "text/plain", "application/xml"


def routes() -> list[Route]:
    return [Route(PATH, _answer)]


def _answer(request: Request) -> Response:
    return kept_answer(request, _body(), _JSON, OPEN_TO_ALL)


@lru_cache(maxsize=1)
def _body() -> bytes:
    return json.dumps(description(), ensure_ascii=False, separators=(",", ":")).encode()


def description() -> Json:
    """The whole document."""
    spoken = _spoken()
    language: Json = {
        **_in_path("language", "A language of citizens' pages.", ""),
        "schema": {"enum": [one.code for one in EVERY if one.prefix]},
    }
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Levende hus: the open programme",
            "version": API_VERSION,
            "summary": "What a house shows to everybody: data, calendars and pages. Read only.",
            "description": "No key. No address is written down. See docs/api.md.",
        },
        "servers": [{"url": "/"}],
        "paths": {
            **_data(),
            **{path: {"get": one} for path, one in spoken.items()},
            **{
                f"/{{language}}{path}": {
                    "get": {
                        **one,
                        "parameters": [language, *one.get("parameters", ())],
                        "responses": {"404": _NOT_HERE, **one["responses"]},
                    }
                }
                for path, one in spoken.items()
            },
        },
        "components": {"schemas": _schemas()},
    }


def _data() -> Json:
    """What has one address for every language."""
    programme = _get(
        "The dates of the coming eight weeks that are shown in full.",
        {_JSON: {"schema": {"$ref": "#/components/schemas/Programme"}}},
        _FOR,
    )
    health: Json = {"schema": {"$ref": "#/components/schemas/Health"}}
    well = _get("Whether the house is well, for whoever runs it.", {_JSON: health}, kept=False)
    well["responses"]["503"] = {"description": "It is not, and why.", "content": {_JSON: health}}
    calendar = _get(
        "A calendar to subscribe to. `alle` is the whole house.",
        {_ICS: {"schema": _TEXT}},
        _in_path("slug", "The calendar's name.", "alle"),
        missing=_PLAIN,
    )
    calendar["responses"]["410"] = {"description": "Closed for good.", "content": {_PLAIN: {}}}
    return {
        "/api/aktiviteter.json": {"get": programme},
        PATH: {"get": _get("This description.", {_JSON: {"schema": {"type": "object"}}})},
        "/healthz": {"get": well},
        "/kalender/{slug}.ics": {"get": calendar},
        "/aktivitet/{uid}.ics": {
            "get": _get("An activity for one's own calendar.", {_ICS: {"schema": _TEXT}}, _UID)
        },
        "/sitemap.xml": {"get": _get("For search engines.", {_XML: {}})},
        "/robots.txt": {"get": _get("For search engines.", {_PLAIN: {}}, kept=False)},
        "/skaerm/worker.js": {
            "get": _get("What keeps the lobby's screen.", {"text/javascript": {}}, kept=False)
        },
    }


def _spoken() -> dict[str, Json]:
    """Citizens' pages, which stand below each language too; in the order of `web.build_app`."""
    wishes = [
        _query("for", "A group, by the name of its calendar.", _TEXT),
        _query("emne", "A type of activity.", _TEXT),
        _query("tid", "A time of day.", {"enum": list(TIMES)}),
        _query("sted", "A site.", _TEXT),
        *(_query(name, "Ticked.", {"const": "ja"}) for name in TICKS),
        _query("q", "Words to look for.", {"type": "string", "maxLength": 80}),
    ]
    home = _get("Today and the coming week, narrowed as one wishes.", {_HTML: {}}, *wishes)
    home["responses"]["303"] = {"description": "To the same without its empty fields."}
    this_week = {"summary": "To this week.", "responses": {"303": {"description": "There."}}}
    shape = _query("ark", "The paper.", {"enum": list(SHAPES), "default": "a4"})
    return {
        "/": home,
        "/i-dag": _get("Today.", {_HTML: {}}),
        "/uge": _with_trouble(this_week),
        "/uge/{week}": _get("A week.", {_HTML: {}}, _WEEK),
        "/uge/{week}.pdf": _get("A week on paper.", {_PDF: {}}, _WEEK, _FOR, shape),
        "/uge/{week}.png": _get("A week as a picture.", {_PNG: {}}, _WEEK, _FOR),
        "/aktivitet/{uid}": _get("An activity and its dates.", {_HTML: {}}, _UID),
        "/hjaelp": _get("Who can help.", {_HTML: {}}),
        "/abonner": _get("The plan on one's phone.", {_HTML: {}}),
        "/frivillig": _get("Where a volunteer is wanted.", {_HTML: {}}),
        "/frivillig.pdf": _get("The same on paper.", {_PDF: {}}),
        "/tilgaengelighed": _get("The accessibility statement.", {_HTML: {}}),
        "/skaerm": _get("The lobby's screen.", {_HTML: {}}),
        "/skaerm/{site}": _get(
            "A site's screen.", {_HTML: {}}, _in_path("site", "The site.", "huset")
        ),
    }


def _in_path(name: str, words: str, example: str) -> Json:
    # what has a slash is another address
    found: Json = {"name": name, "in": "path", "required": True, "description": words}
    found["schema"] = {"type": "string", "pattern": "^[^/?#]+$", "maxLength": 200}
    return {**found, "example": example} if example else found


def _query(name: str, words: str, schema: Json) -> Json:
    return {"name": name, "in": "query", "description": words, "schema": schema}


_UID = _in_path("uid", "The activity's `uid`.", "")
_WEEK: Json = {
    **_in_path("week", "An ISO week.", "2026-W47"),
    "schema": {"type": "string", "pattern": "^20[0-9]{2}-W(0[1-9]|[1-4][0-9]|5[0-3])$"},
}
_FOR: Json = {
    **_query("for", "Only these open groups; others are passed over.", _TEXT),
    "schema": {"type": "array", "items": _TEXT, "maxItems": 20},
    "style": "form",
    "explode": True,
}


def _get(
    summary: str, content: Json, *parameters: Json, missing: str = _HTML, kept: bool = True
) -> Json:
    """One GET. `kept`: it has an ETag and may be answered by 304."""
    ok: Json = {"description": "Here it is.", "content": content}
    found: Json = {"summary": summary, "responses": {"200": ok}}
    if kept:
        ok["headers"] = {"Cache-Control": {"schema": _TEXT, "required": True}}
        found["responses"]["304"] = {"description": "What you have is still so."}
    if parameters:
        found["parameters"] = list(parameters)
    if any(one["in"] == "path" for one in parameters):
        found["responses"]["404"] = {**_NOT_HERE, "content": {missing: {}}}
    return _with_trouble(found)


def _with_trouble(found: Json) -> Json:
    trouble = {"description": "The house is closed for a moment; ask again later."}
    found["responses"].setdefault("503", trouble)
    return found


def _schemas() -> Json:
    instant = {"type": "string", "format": "date-time"}
    day = {"type": "string", "format": "date"}
    texts = {"type": "array", "items": _TEXT}
    yes_or_no = {"type": "boolean"}
    activity: Json = {
        "uid": _TEXT,
        "url": {"type": "string", "format": "uri"},
        "title": {"type": "string", "minLength": 1},
        "type": _TEXT,
        "description": _TEXT,
        "starts": instant,
        "ends": instant,
        "state": {"enum": ["planned", "cancelled", "moved"]},
        "moved_from": {"oneOf": [instant, {"type": "null"}]},
        "place": _TEXT,
        "address": _TEXT,
        "for_everyone": yes_or_no,
        "for_whom": texts,
        "access": {"enum": ["drop-in", "sign-up", "referral"]},
        "phone": _TEXT,
        "price_dkk": {"type": "integer", "minimum": 0},
        "no_name_needed": yes_or_no,
        "notes": {
            "type": "array",
            "items": {"enum": ["step_free", "interpreter", "rusfri", "childcare", "relatives"]},
        },
        "organised_by": texts,
        "note": _TEXT,
    }
    programme: Json = {
        "version": {"const": 1},
        "house": _TEXT,
        "url": {"type": "string", "format": "uri"},
        "time_zone": _TEXT,
        "from": day,
        "until": day,
        "activities": {"type": "array", "items": {"$ref": "#/components/schemas/Activity"}},
    }
    why = {"enum": sorted({*get_args(DatabaseProblem), "older"})}
    health: Json = {
        "type": "object",
        "properties": {"ok": yes_or_no, "why": why, "schema": {"type": "integer"}},
        "required": ["ok"],
        "additionalProperties": False,
    }
    return {"Programme": _whole(programme), "Activity": _whole(activity), "Health": health}


def _whole(properties: Json) -> Json:
    """Every field is always there, and no other."""
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }

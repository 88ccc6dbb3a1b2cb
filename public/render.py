"""Templates to answers: one Jinja2 environment, the frame every page has, validators for caches."""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from actions.config import config
from domain.model import House
from domain.opening import OpenToday
from locales import _, formats, ngettext, speaking, spoken
from locales.tongues import EVERY
from public import board
from public.icons import icon
from public.tongues import bare, to, tongue_of
from public.words import NOTHING, Said, digits, own, title_here

HERE = Path(__file__).parent
STATIC = HERE / "static"
CITIZENS_CACHE = "public, max-age=30"
PRIVATE = "no-store"
HOUSE_NAME = "Levende hus"
_GZIP_FROM = 1000


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands around every page; the defaults hold when the database cannot be read."""

    house_name: str = HOUSE_NAME
    phone: str = ""
    address: str = ""
    hours: str = ""
    demo: bool = False
    open_today: tuple[OpenToday, ...] = ()
    """What each door says today; empty where no hours are set."""
    message: Said = NOTHING
    """*Ugens besked*, empty when there is none."""
    approved: bool = True
    """Whether somebody at the house has approved the language of the page."""


def frame_of(house: House) -> Frame:
    """The frame: the name by the setting `house.name`, telephone and hours of the house itself."""
    site = next(iter(house.sites.values()), None)
    itself = board.house_itself(house)
    return Frame(
        house_name=house.settings.get("house.name") or HOUSE_NAME,
        phone=itself.phone if itself else "",
        address=site.address if site else "",
        hours=itself.hours if itself else "",
        demo=house.settings.get("demo") == "1",
    )


def citizens_page(
    request: Request, template: str, frame: Frame, context: Mapping[str, Any]
) -> Response:
    """A page anybody may keep: cacheable, answered with 304 where it is unchanged, compressed.

    It carries nothing of the reader, so compressing it tells nothing.
    """
    body = _rendered(request, template, frame, context).encode()
    return kept_answer(request, body, "text/html; charset=utf-8", {})


def kept_answer(
    request: Request, body: bytes, media_type: str, more: Mapping[str, str]
) -> Response:
    """An answer that anybody may keep: validated by its content, compressed where asked for."""
    headers = {
        **more,
        "Cache-Control": CITIZENS_CACHE,
        "ETag": f'W/"{hashlib.sha256(body).hexdigest()[:24]}"',
        "Vary": "Accept-Encoding",
    }
    known = {tag.strip() for tag in request.headers.get("if-none-match", "").split(",")}
    if headers["ETag"] in known:
        return Response(status_code=304, headers=headers)
    if len(body) >= _GZIP_FROM and "gzip" in request.headers.get("accept-encoding", ""):
        headers["Content-Encoding"] = "gzip"
        body = gzip.compress(body, compresslevel=6, mtime=0)
    return Response(body, headers=headers, media_type=media_type)


def private_page(
    request: Request,
    template: str,
    frame: Frame,
    context: Mapping[str, Any],
    *,
    status: int = 200,
) -> Response:
    """A page of somebody signed in or signing in: never kept, nor compressed (it holds tokens)."""
    body = _rendered(request, template, frame, context)
    return HTMLResponse(body, status_code=status, headers={"Cache-Control": PRIVATE})


def asset(name: str) -> str:
    """The address of one of our static files, with its content's hash, so that it may be kept."""
    return f"/assets/{name}?v={_fingerprint(name)}"


def _rendered(request: Request, template: str, frame: Frame, context: Mapping[str, Any]) -> str:
    path = request.url.path
    with speaking(tongue_of(path).code) as tongue:
        standard = {"frame": frame, "tongue": tongue, "path": path, "here": bare(path)}
        standard["comma"] = "، " if tongue.direction == "rtl" else ", "
        standard["public"] = f"{config().url}{path}"
        standard["picture"] = f"{config().url}{asset('icon-512.png')}"
        return _environment().get_template(template).render({"kept": "", **standard, **context})


@cache
def _fingerprint(name: str) -> str:
    return hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:10]


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    # newstyle: placeholders are escaped as every other value is
    environment.install_gettext_callables(_, ngettext, newstyle=True)  # type: ignore[attr-defined]
    environment.globals.update(asset=asset, to=_to, tongues=EVERY, in_tongue=to)
    environment.globals.update(until=formats.until, icon=icon, title_here=title_here)
    environment.filters.update(
        day=formats.day,
        short_day=formats.short_day,
        weekday=formats.weekday,
        day_with_year=formats.day_with_year,
        clock=formats.clock,
        capital=_capital,
        dial=_dial,
        whole=digits,
        machine=_machine,
        own=own,
    )
    return environment


def _capital(text: str) -> str:
    """Only the first letter raised, unlike Jinja's own, which lowers the rest."""
    return text[:1].upper() + text[1:]


def _dial(phone: str) -> str:
    """A telephone number as `tel:` has it: digits and a leading plus, Danish when eight digits."""
    digits = "".join(char for char in phone if char in "+0123456789")
    return f"+45{digits}" if len(digits) == 8 and digits.isdigit() else digits


def _to(address: str) -> str:
    """One of the house's addresses in the language of the page."""
    return to(address, spoken())


def _machine(value: datetime) -> str:
    """A wall time for `<time datetime>`."""
    return value.strftime("%Y-%m-%dT%H:%M")

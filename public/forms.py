"""Posts: reading a small form, and refusing those that were not sent from our own pages."""

from __future__ import annotations

import hmac
import secrets
from urllib.parse import parse_qsl, urlsplit

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from actions.config import config

MAX_BYTES = 64 * 1024
MAX_FIELDS = 200
FORM_COOKIE = "house_form"
Form = dict[str, str]


async def read_form(request: Request) -> Form:
    """The fields of a urlencoded post, the last of each name.

    Raises HTTPException: 403 when it was sent from another site, 413 above 64 KB, 400 when it
    cannot be read.
    """
    refuse_other_sites(request)
    if not request.headers.get("content-type", "").startswith("application/x-www-form-urlencoded"):
        raise HTTPException(400)
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > MAX_BYTES:
            raise HTTPException(413)
    try:
        pairs = parse_qsl(
            body.decode("ascii"), keep_blank_values=True, max_num_fields=MAX_FIELDS, errors="strict"
        )
    except ValueError as error:
        raise HTTPException(400) from error
    return dict(pairs)


def refuse_other_sites(request: Request) -> None:
    """Raise HTTPException 403 unless the browser says the post comes from this house.

    Browsers send Origin or Sec-Fetch-Site with every post; what sends neither is no browser, and
    must still know the form's token.
    """
    origin = request.headers.get("origin")
    if origin is not None:
        own = {urlsplit(config().url).netloc, request.headers.get("host", "")}
        if urlsplit(origin).netloc not in own - {""}:
            raise HTTPException(403)
    elif request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        raise HTTPException(403)


def check_token(sent: str, expected: str) -> None:
    """Raise HTTPException 403 unless the form's token is the expected one."""
    if not expected or not hmac.compare_digest(sent.encode(), expected.encode()):
        raise HTTPException(403)


def cookie_name() -> str:
    """Under https the browser itself holds the cookie to this host."""
    return f"__Host-{FORM_COOKIE}" if config().https else FORM_COOKIE


def known_token(request: Request) -> str:
    """The token of forms that this browser was given before anybody signed in, "" for none."""
    return request.cookies.get(cookie_name(), "")


def form_cookie(request: Request) -> str:
    """The token of forms shown before anybody is signed in: the browser's, else a new one."""
    known = known_token(request)
    return known if len(known) == 32 and known.isalnum() else secrets.token_hex(16)


def keep_form_cookie(response: Response, token: str) -> Response:
    https = config().https
    response.set_cookie(
        cookie_name(),
        token,
        path="/" if https else "/log-ind",  # `__Host-` asks for the whole host
        secure=https,
        httponly=True,
        samesite="lax",
    )
    return response


def local_path(target: str, default: str) -> str:
    """`target` if it is a path of this house, else `default`: never another site's address."""
    plain = target.isascii() and target.isprintable() and "\\" not in target
    if plain and target.startswith("/") and not target.startswith("//"):
        parts = urlsplit(target)
        if not parts.scheme and not parts.netloc and len(target) <= 500:
            return target
    return default

"""The headers of every answer: what browsers may load, from whom, and who may frame us."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urlsplit, urlunsplit

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

OWN_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; script-src 'self'; connect-src 'self'; "
    "worker-src 'self'; "
    "manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; "
    "object-src 'none'"
)
"""Our own pages: a stylesheet, a small script and pictures from this house, nothing inline."""

STAFF_PREFIX = "/personale"

_COMMON = {
    "X-Content-Type-Options": "nosniff",
    # not `no-referrer`: under that browsers post forms with "Origin: null"
    "Referrer-Policy": "same-origin",
    "X-Frame-Options": "SAMEORIGIN",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": (
        "accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), "
        "magnetometer=(), microphone=(), midi=(), payment=(), usb=()"
    ),
}
_HSTS = "max-age=31536000"


def staff_policy(script_hashes: Iterable[str] = ()) -> str:
    """What Streamlit needs: `script_hashes` are "sha256-…" of its page's inline scripts."""
    hashes = "".join(f" '{each}'" for each in script_hashes)
    return (
        f"default-src 'self'; script-src 'self' blob:{hashes}; font-src 'self' data:; "
        "img-src 'self' data: blob:; style-src 'self' 'unsafe-inline'; worker-src 'self' blob:; "
        "base-uri 'self'; form-action 'self'; frame-ancestors 'self'; object-src 'none'"
    )


class SecurityHeaders:
    """ASGI middleware: the strict policy everywhere but under /personale."""

    def __init__(self, app: ASGIApp, *, https: bool, script_hashes: Iterable[str] = ()) -> None:
        self.app = app
        self.https = https
        self.staff = staff_policy(script_hashes)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        path: str = scope["path"]
        is_staff = path == STAFF_PREFIX or path.startswith(f"{STAFF_PREFIX}/")
        policy = self.staff if is_staff else OWN_POLICY

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                add_headers(headers, policy, https=self.https)
                stay_here(headers, scope)
            await send(message)

        await self.app(scope, receive, with_headers)


def add_headers(headers: MutableHeaders, policy: str, *, https: bool) -> None:
    """Set what is not set yet."""
    for name, value in _COMMON.items():
        headers.setdefault(name, value)
    headers.setdefault("Content-Security-Policy", policy)
    if https:
        headers.setdefault("Strict-Transport-Security", _HSTS)


def stay_here(headers: MutableHeaders, scope: Scope) -> None:
    """Say the way to another page of ours as a path alone.

    Starlette takes off a slash at the end by naming the host that was asked for, which may be
    anything, and the scheme of a proxy that nobody named.
    """
    asked = dict(scope["headers"]).get(b"host", b"").decode("latin-1")
    parts = urlsplit(headers.get("location", ""))
    if parts.netloc and parts.netloc == asked:
        path = "/" + parts.path.lstrip("/")
        headers["location"] = urlunsplit(("", "", path, parts.query, parts.fragment))


def feed_headers(*, https: bool) -> list[tuple[bytes, bytes]]:
    """The same headers for calendars, which are answered before any middleware."""
    headers = MutableHeaders()
    add_headers(headers, OWN_POLICY, https=https)
    return headers.raw

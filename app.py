"""The whole house as one ASGI application: the web without Streamlit, and the staff app in it.

`streamlit run app.py` finds `app` here. This module draws nothing: the staff app's script is
`pages/_navigation.py`.
"""

from __future__ import annotations

import base64
import gc
import hashlib
import logging
import re
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import streamlit as st
import streamlit.logger
from starlette.applications import Starlette
from starlette.responses import RedirectResponse
from starlette.routing import Mount, Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

import jobs
import logs
import stopping
from actions.config import house_db
from pages import _fault
from public.staff_files import StaffFiles
from web import build_app

HERE = Path(__file__).resolve().parent
INDEX = Path(st.__file__).parent / "static" / "index.html"
_INLINE = re.compile(r"<script>(.*?)</script>", re.DOTALL)
_DANISH = HERE / "public" / "static" / "danish.js"
_SHELL = (
    (b'<html lang="en">', b'<html lang="da">'),
    (b"<title>Streamlit</title>", b"<title>Levende hus</title>"),
    (
        b"<p>You need to enable JavaScript to run this app.</p>",
        b'<p>Personalets sider bruger JavaScript. <a href="/">Til programmet</a></p>',
    ),
    (
        b"</head>",
        b'<script src="/assets/danish.js?v=%s" defer></script></head>'
        % hashlib.sha256(_DANISH.read_bytes()).hexdigest()[:10].encode(),
    ),
)
"""What Streamlit's page says in English, and what ours says instead."""
_CONDITIONS = (b"accept-encoding", b"if-none-match", b"if-modified-since")


class DanishShell:
    """ASGI middleware: the one HTML page of Streamlit, in Danish."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        start: Message | None = None
        body = b""
        # ask for plain bytes and a full answer, so that the page can be changed
        if "." not in scope["path"].rpartition("/")[2]:
            scope["headers"] = [each for each in scope["headers"] if each[0] not in _CONDITIONS]

        async def changed(message: Message) -> None:
            nonlocal start, body
            if message["type"] == "http.response.start":
                headers = dict(message["headers"])
                if headers.get(b"content-type", b"").startswith(b"text/html"):
                    start = message
                    return
            if start is None:
                await send(message)
                return
            body += message.get("body", b"")
            if message.get("more_body"):
                return
            for old, new in _SHELL:
                body = body.replace(old, new)
            kept = [
                (name, value)
                for name, value in start["headers"]
                if name not in (b"content-length", b"etag", b"last-modified")
            ]
            kept.append((b"content-length", str(len(body)).encode()))
            await send({**start, "headers": kept})
            await send({"type": "http.response.body", "body": body})

        await self.app(scope, receive, changed)


def inline_hashes(page: str) -> list[str]:
    """The CSP hashes of a page's inline scripts ("sha256-…"), bound to the pinned Streamlit."""
    return [
        "sha256-" + base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
        for script in _INLINE.findall(page)
    ]


staff = st.App(HERE / "pages" / "_navigation.py", on_script_error=_fault.told)


def _streamlit_in_one_line() -> None:
    """Streamlit gives each of its loggers a way of its own to write; from now on that is ours."""

    def ours(logger: logging.Logger) -> None:
        old = getattr(logger, "streamlit_console_handler", None)
        logger.handlers = [
            one for one in logger.handlers if one is not old and one.get_name() != logs.NAME
        ]
        logger.addHandler(logs.handler())

    theirs: Any = streamlit.logger
    theirs.setup_formatter = ours
    streamlit.logger.update_formatter()
    # our own line says it, with where it happened (pages/_fault.py)
    logging.getLogger("streamlit.error_util").addFilter(
        lambda record: record.msg != "Uncaught app execution"
    )


@asynccontextmanager
async def lifespan(app: Starlette) -> AsyncIterator[None]:
    """The staff app's own start and stop, and the jobs beside it."""
    logs.configure()
    _streamlit_in_one_line()
    stopping.in_time()
    logs.started("the house")
    # Streamlit collects garbage after every run of a page; what is loaded by now never is any
    gc.collect()
    gc.freeze()
    # pages are drawn in threads: whoever only asks for a calendar need not wait for 5 ms of each
    sys.setswitchinterval(0.0005)
    async with staff.lifespan()(app), jobs.running(house):
        yield


house = build_app(
    house_db(),
    routes=[
        Route("/personale", lambda request: RedirectResponse("/personale/", 308)),
        Mount("/personale", app=StaffFiles(DanishShell(staff), house_db())),
    ],
    script_hashes=inline_hashes(INDEX.read_text(encoding="utf-8")),
)

# `streamlit run` looks in this file for a call of Starlette by that name; finding none, it would
# serve the staff app alone, without our routes and headers
app = Starlette(routes=[Mount("/", app=house)], lifespan=lifespan)
app.router.default = house  # an address with a line break in it is no path to `Mount`

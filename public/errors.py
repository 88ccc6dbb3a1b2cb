"""Kind pages for what goes wrong, with the right status and never a traceback."""

from __future__ import annotations

from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.types import ExceptionHandler

from actions import clock
from actions.config import config
from db.connection import HouseDb
from db.house import load_house
from domain.errors import DatabaseTrouble, HouseError, InvalidField, InvalidInput, NotFound, Refused
from locales import _, speaking
from public.frames import citizens_frame
from public.headers import OWN_POLICY, add_headers
from public.render import Frame, private_page
from public.tongues import tongue_of

RETRY_SECONDS = "30"


def words(status: int) -> tuple[str, str]:
    """Heading and sentence of an error page."""
    return {
        400: (_("We did not understand that"), _("Go back and try once more.")),
        403: (
            _("You cannot do that here"),
            _("The page may have been open too long. Go back, load it again and try once more."),
        ),
        404: (
            _("The page is not here"),
            _("The address may be old. The programme is always up to date."),
        ),
        405: (_("That is not possible"), _("Go to the programme and start there.")),
        413: (_("That is too much at once"), _("Write something shorter and try again.")),
        503: (
            _("The house is closed for a moment"),
            _("Something is wrong with our computer. Try again in a minute, or ring us."),
        ),
    }.get(
        status,
        (_("Something went wrong with us"), _("It is not your fault. Try again in a minute.")),
    )


def handlers(db: HouseDb) -> dict[object, ExceptionHandler]:
    """Starlette's `exception_handlers` for the whole application."""

    def answer(request: Request, status: int, headers: dict[str, str] | None = None) -> Response:
        with speaking(tongue_of(request.url.path).code):
            return _answer(request, status, headers)

    def _answer(request: Request, status: int, headers: dict[str, str] | None) -> Response:
        heading, text = words(status)
        if request.url.path.startswith(("/kalender/", "/assets/")):
            page: Response = PlainTextResponse(f"{heading}. {text}\n", status_code=status)
            page.headers["Cache-Control"] = "no-store"
        else:
            context = {"heading": heading, "text": text}
            frame = _frame(db, broken=status >= 500)
            page = private_page(request, "error.html", frame, context, status=status)
        page.headers.update(headers or {})
        add_headers(MutableHeaders(raw=page.raw_headers), OWN_POLICY, https=config().https)
        return page

    def http(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        return answer(request, error.status_code, dict(error.headers or {}))

    def trouble(request: Request, error: Exception) -> Response:
        return answer(request, 503, {"Retry-After": RETRY_SECONDS})

    def house(request: Request, error: Exception) -> Response:
        if isinstance(error, NotFound):
            return answer(request, 404)
        if isinstance(error, Refused):
            return answer(request, 403)
        return answer(request, 400 if isinstance(error, InvalidField | InvalidInput) else 409)

    def anything(request: Request, error: Exception) -> Response:
        return answer(request, 500)

    return {
        HTTPException: http,
        DatabaseTrouble: trouble,
        HouseError: house,
        Exception: anything,
    }


def _frame(db: HouseDb, *, broken: bool) -> Frame:
    if not broken:
        try:
            with db.read() as con:
                return citizens_frame(con, load_house(con), clock.now(db))
        except HouseError:
            pass
    return Frame()

"""The session cookie on our own routes, and who it belongs to."""

from __future__ import annotations

from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from actions import accounts
from actions.config import config
from db.connection import HouseDb
from domain.model import Actor
from domain.rights import allows

SECONDS = int(accounts.ABSOLUTE.total_seconds())
HOSTS_PAGE, STAFF_PAGE, OWN_PAGE = "/vaert", "/personale/", "/mit-skema"


def token(request: Request) -> str:
    """The session token the browser sent, "" without one."""
    return request.cookies.get(accounts.cookie_name(config().https), "")


def signed(request: Request, db: HouseDb) -> accounts.Signed | None:
    """Who is signed in by the request's cookie at this moment, None when nobody."""
    return accounts.current(db, token(request))


def give_session(response: Response, token: str, seconds: int = SECONDS) -> Response:
    """Let the browser keep a session's token, at most as long as the session lives."""
    https = config().https
    response.set_cookie(
        accounts.cookie_name(https),
        token,
        max_age=seconds,
        path="/",
        secure=https,
        httponly=True,
        samesite="lax",
    )
    return response


def take_session(response: Response) -> Response:
    https = config().https
    response.delete_cookie(
        accounts.cookie_name(https), path="/", secure=https, httponly=True, samesite="lax"
    )
    return response


def see_other(address: str) -> Response:
    """After a post: 303, and never kept."""
    return RedirectResponse(address, status_code=303, headers={"Cache-Control": "no-store"})


def to_sign_in(request: Request) -> Response:
    """To the sign-in page, and back here afterwards."""
    return see_other(f"/log-ind?next={quote(request.url.path, safe='/')}")


def first_page(actor: Actor) -> str:
    """Where somebody lands: hosts at the door's page, who only runs dates at their own schedule,
    everybody else in the staff app."""
    if actor.has("coordinator", "manager", "admin"):
        return STAFF_PAGE
    if not actor.has("host", "tablet") and allows(actor, "schedule.own"):
        return OWN_PAGE
    return HOSTS_PAGE

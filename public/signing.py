"""All routes of signing in: the form, links and codes, the municipality's own, one's account."""

from __future__ import annotations

from starlette.routing import Route

from db.connection import HouseDb
from public.account import Account
from public.oidc import Elsewhere
from public.signin import SignIn


def routes(db: HouseDb) -> list[Route]:
    """The routes of one house. `/log-ind/oidc` stands before `/log-ind/<token>`."""
    elsewhere = Elsewhere(db)
    return [*elsewhere.routes(), *SignIn(db, elsewhere.leaving).routes(), *Account(db).routes()]

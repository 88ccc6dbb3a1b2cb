"""Languages by prefix: `/en/i-dag` is `/i-dag` in English. Nothing is negotiated, so that every
address has one answer and can be cached, published and sent to somebody else."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import wraps

from starlette.convertors import Convertor, register_url_convertor
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Mount, Route

from locales import speaking
from locales.tongues import DANISH, EVERY, TONGUES, Tongue

Endpoint = Callable[[Request], Response]
_PREFIXES = {one.code for one in EVERY if one.prefix}


class _Prefix(Convertor[str]):
    regex = "|".join(sorted(_PREFIXES))

    def convert(self, value: str) -> str:
        return value

    def to_string(self, value: str) -> str:
        return value


register_url_convertor("tongue", _Prefix())


def tongue_of(path: str) -> Tongue:
    """The language of an address by its first part; Danish where it names none."""
    first = path.split("/", 2)[1] if path.startswith("/") else ""
    return TONGUES[first if first in _PREFIXES else DANISH]


def bare(path: str) -> str:
    """An address without its language."""
    return path[len(tongue_of(path).prefix) :] or "/"


def to(address: str, tongue: Tongue) -> str:
    """One of the house's addresses in a language."""
    return f"{tongue.prefix}{address}"


def in_each(routes: Sequence[Route]) -> list[BaseRoute]:
    """The routes, and the same below each language's prefix."""
    spoken = [Route(one.path, _speaking(one.endpoint)) for one in routes]
    return [*spoken, Mount("/{tongue:tongue}", routes=spoken)]


def _speaking(endpoint: Endpoint) -> Endpoint:
    @wraps(endpoint)
    def answer(request: Request) -> Response:
        with speaking(tongue_of(request.url.path).code):
            return endpoint(request)

    return answer

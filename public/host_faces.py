"""Three faces on the tablet: what citizens thought of an activity, one tap, no way back by chance.

The page asks citizens, so it has no link to recording but behind a word, and shows no figure.
"""

from __future__ import annotations

import secrets
import time

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from actions import clock, faces
from actions.accounts import Signed
from db.connection import HouseDb
from db.house import load_house
from domain.errors import AlreadyDone, HouseError, InvalidInput
from domain.faces import FACES, ONE_TAP_SECONDS
from public import door, forms
from public.door import answered
from public.forms import Form
from public.render import frame_of, private_page

THANKS_SECONDS = 3


class Faces:
    """The routes of one house."""

    def __init__(self, db: HouseDb) -> None:
        self.db = db
        self._last_tap: dict[str, float] = {}
        # a tablet's form token -> the machine's seconds; in memory only, so no tap has a time

    def routes(self) -> list[Route]:
        path = "/vaert/{date:int}/ansigter"
        return [Route(path, self.page), Route(path, self.posted, methods=["POST"])]

    @answered
    def page(self, request: Request) -> Response:
        who = door.host(request, self.db)
        now = clock.now(self.db)
        one = faces.faces_date(self.db, who.actor, request.path_params["date"], now=now)
        with self.db.read() as con:
            house = load_house(con)
        thanks = request.query_params.get("tak", "") == "1"
        context = {
            "one": door.line(one, house, now),
            "faces": FACES,
            "thanks": thanks,
            "csrf": door.csrf_of(request, who),
            "token": secrets.token_urlsafe(16),
        }
        page = private_page(request, "host_faces.html", frame_of(house), context)
        if thanks:
            page.headers["Refresh"] = f"{THANKS_SECONDS}; url={request.url.path}"
        return page

    async def posted(self, request: Request) -> Response:
        sent = await forms.read_form(request)
        return await run_in_threadpool(self._tap, request, sent)

    @answered
    def _tap(self, request: Request, sent: Form) -> Response:
        who = door.sender(request, self.db, sent)
        # the queue has waited its two seconds on the device, and sends several at once
        if door.asks_json(request) or self._counts(who):
            try:
                faces.tap(
                    self.db,
                    who.actor,
                    request.path_params["date"],
                    sent.get("face", ""),
                    now=clock.now(self.db),
                    token=sent.get("token", "")[:64],
                )
            except AlreadyDone:
                pass
            except HouseError as error:
                if door.asks_json(request):
                    return door.not_saved(error)
                if not isinstance(error, InvalidInput):
                    raise
        return door.saved(request, f"{request.url.path}?tak=1", {})

    def _counts(self, who: Signed) -> bool:
        """Whether two seconds have passed since the last tap on this tablet."""
        now, last = time.monotonic(), self._last_tap.get(who.csrf)
        if last is not None and now - last < ONE_TAP_SECONDS:
            return False
        if len(self._last_tap) > 200:
            self._last_tap.clear()
        self._last_tap[who.csrf] = now
        return True

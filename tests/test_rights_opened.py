"""Staff pages that were opened before a right was taken away, on the real server.

The page's connection stays open, as in a browser's tab; each click asks again who is signed in.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Origin, Subprotocol

from actions import accounts
from db.connection import HouseDb
from db.staff import all_staff
from domain.model import RoleGrant
from tests.staff_case import STAFF
from tests.support import Server
from tests.test_deep_links import REFUSED, secrets


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    running = Server(tmp_path_factory.mktemp("opened") / "house.db")
    running.wait()
    yield running
    running.stop()


@contextmanager
def tab(server: Server, token: str) -> Iterator[Callable[[str], bytes]]:
    """A browser's tab; called, it clicks: everything the page sends until it has been drawn."""
    with connect(
        f"{server.url.replace('http', 'ws', 1)}{STAFF}_stcore/stream",
        additional_headers={"Cookie": f"{accounts.COOKIE}={token}"},
        subprotocols=[Subprotocol("streamlit")],
        origin=Origin(server.url),
        max_size=None,
    ) as socket:
        yield lambda page: _click(server, socket, page)


def _click(server: Server, socket: ClientConnection, page: str) -> bytes:
    wanted = BackMsg()
    wanted.rerun_script.page_name = page
    wanted.rerun_script.context_info.url = f"{server.url}{STAFF}{page}"
    socket.send(wanted.SerializeToString())
    said = b""
    while True:
        data = socket.recv(timeout=60)
        assert isinstance(data, bytes)
        said += data
        if ForwardMsg.FromString(data).WhichOneof("type") == "script_finished":
            return said


def account(db: HouseDb, role: str) -> tuple[int, str]:
    """A new account with one role: its id and a session's token."""
    with db.read() as con:
        count = len(all_staff(con))
    staff_id = accounts.create_staff(
        db,
        None,
        username=f"åben-{role}-{count}",
        name="Åben",
        grants=[RoleGrant(role, None)],  # type: ignore[arg-type]
    )
    token = accounts.make_link(db, None, staff_id, "sign-in")
    return staff_id, accounts.use_link(db, token)


TAKEN: dict[str, tuple[Callable[[HouseDb, int], object], str]] = {
    "role": (
        lambda db, who: accounts.set_roles(db, None, who, [RoleGrant("host", None)]),
        REFUSED[1],
    ),
    "session": (lambda db, who: accounts.revoke_sessions(db, None, who), REFUSED[0]),
    "account": (lambda db, who: accounts.disable_staff(db, None, who), REFUSED[0]),
}
OPENED = {
    "kalender": "coordinator",
    "fremmoede": "coordinator",
    "historik": "coordinator",
    "statistik": "manager",
    "opsaetning": "admin",
}


@pytest.mark.parametrize(
    ("page", "role"),
    [
        pytest.param(page, role, id=page, marks=() if page == "kalender" else pytest.mark.long)
        for page, role in OPENED.items()
    ],
)
def test_a_page_opened_before_a_right_was_taken_away(page: str, role: str, house: Server) -> None:
    db = HouseDb(Path(house.house))
    known = [word.encode() for word in secrets(house.house)]
    for take, refusal in TAKEN.values():
        staff_id, token = account(db, role)
        with tab(house, token) as click:
            before = click(page)
            assert not any(word.encode() in before for word in REFUSED), page
            take(db, staff_id)
            after = click(page)
        assert refusal.encode() in after
        assert [word.decode() for word in known if word in after] == []


def test_the_only_administrator_is_warned(house: Server) -> None:
    db = HouseDb(Path(house.house))
    with db.read() as con:
        admins = [one.id for one in all_staff(con) if one.actor.has("admin")]
    first, token = account(db, "admin")
    words = b"Du er den eneste administrator"
    with tab(house, token) as click:
        assert words not in click("opsaetning")
        for other in admins:
            accounts.disable_staff(db, None, other)
        assert words in click("opsaetning")
        account(db, "admin")
        assert words not in click("opsaetning")
    assert first not in admins

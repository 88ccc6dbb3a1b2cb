"""Staff at work: Streamlit sessions over real websockets, each clicking once a second.

    python -m benchmarks.staff_clicks URL COOKIE-NAME SECONDS TOKEN...

Speaks Streamlit's own protocol (BackMsg, ForwardMsg) because twenty browsers would need more
processor than the house. A click is a rerun of a page with its widgets as they stand; the next
one waits until the page is drawn, as people do. Prints how many pages were drawn, and how long
that took.
"""

from __future__ import annotations

import asyncio
import sys
import time
from statistics import median

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect

PAGES = ("i_dag", "kalender", "fremmoede", "kalender")


async def click(connection: ClientConnection, page: str) -> None:
    """Ask for a page, and read until it is drawn."""
    message = BackMsg()
    message.rerun_script.page_name = page
    message.rerun_script.context_info.timezone = "Europe/Copenhagen"
    message.rerun_script.context_info.locale = "da-DK"
    await connection.send(message.SerializeToString())
    while True:
        data = await connection.recv()
        answer = ForwardMsg()
        answer.ParseFromString(data if isinstance(data, bytes) else data.encode())
        if answer.WhichOneof("type") == "script_finished":
            return


async def session(url: str, cookie: str, number: int, until: float, took: list[float]) -> None:
    """One member of staff, from a moment of their own within the first second."""
    await asyncio.sleep(number / 20)
    headers = {"Cookie": cookie, "Origin": url}
    address = f"{url.replace('http', 'ws', 1)}/personale/_stcore/stream"
    async with connect(
        address,
        additional_headers=headers,
        subprotocols=["streamlit"],
        max_size=None,
        open_timeout=None,
        ping_timeout=None,
    ) as connection:
        clicks = number
        while time.monotonic() < until:
            began = time.monotonic()
            await click(connection, PAGES[clicks % len(PAGES)])
            clicks += 1
            took.append(time.monotonic() - began)
            await asyncio.sleep(max(0.0, 1 - took[-1]))


async def main(url: str, name: str, seconds: float, tokens: list[str]) -> None:
    took: list[float] = []
    until = time.monotonic() + seconds
    await asyncio.gather(
        *(
            session(url, f"{name}={token}", number, until, took)
            for number, token in enumerate(tokens)
        )
    )
    print(f"{len(took)} {median(took):.3f} {max(took):.3f}")


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], sys.argv[2], float(sys.argv[3]), sys.argv[4:]))

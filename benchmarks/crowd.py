"""Fifty members of staff at once, calendars fetched beside them: what goes wrong, and how fast.

    python -m benchmarks.crowd FOLDER [MINUTES]

Fifty sessions over real websockets at the real server rerun pages (Streamlit's own protocol), every
three seconds each. Ten of them also work: they plan, move, cancel, record and undo on the same file
through the use cases that the pages call. A calendar client fetches twenty times a second. At the
end: errors shown, refusals, double bookings in exclusive rooms, p95 of a rerun, memory.
"""

from __future__ import annotations

import asyncio
import random
import sys
import threading
import time
import urllib.request
from collections import Counter
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import connect

from actions import accounts, attendance, dates, planning, undo
from db.changes import latest
from db.connection import HouseDb
from db.house import load_house
from db.occurrences import of_activity
from db.staff import all_staff
from domain.errors import (
    AlreadyDone,
    Conflicts,
    HouseError,
    InvalidInput,
    NotFound,
    Stale,
    UndoRefused,
)
from domain.model import ActivityFields, Actor
from tests.support import NOW as CLOCK
from tests.support import Server

STAFF, WORKERS, EVERY = 50, 10, 3.0
PAGES = ("i_dag", "kalender", "fremmoede", "kalendere", "historik")
NOW = datetime.fromisoformat(CLOCK)
TAKEN = (Conflicts, Stale, NotFound, UndoRefused, InvalidInput, AlreadyDone)
"""What two who do the same thing are told; the rest is an error."""

DOUBLE = """
SELECT count(*) FROM occurrence a JOIN occurrence b ON b.room_id = a.room_id AND b.id > a.id
  AND b.starts_at < a.ends_at AND b.ends_at > a.starts_at JOIN room r ON r.id = a.room_id
  JOIN activity x ON x.id = a.activity_id JOIN activity y ON y.id = b.activity_id
WHERE r.exclusive = 1 AND a.state = 'planned' AND b.state = 'planned'
  AND x.deleted_at IS NULL AND y.deleted_at IS NULL AND x.state <> 'cancelled'
  AND y.state <> 'cancelled'
"""


class Crowd:
    """What the fifty have seen, counted."""

    def __init__(self, server: Server, seconds: float) -> None:
        self.server, self.db = server, HouseDb(server.house)
        self.until = time.monotonic() + seconds
        self.took: list[float] = []
        self.said: Counter[str] = Counter()

    def actor(self) -> Actor:
        with self.db.read() as con:
            return next(one.actor for one in all_staff(con) if one.actor.has("coordinator"))

    def work(self, seed: int) -> None:
        """One who works: a task every second or so, until the time is over."""
        chance, who = random.Random(seed), self.actor()
        with self.db.read() as con:
            house = load_house(con)
        rooms = [one.id for one in house.rooms.values() if not one.retired]
        made: list[int] = []
        while time.monotonic() < self.until:
            task = chance.choice(("plan", "plan", "move", "cancel", "record", "undo"))
            try:
                self._do(task, chance, who, house, rooms, made)
                self.said[task] += 1
            except TAKEN as refused:
                self.said[f"refused: {type(refused).__name__}"] += 1
            except HouseError as error:
                self.said[f"ERROR {error}"] += 1
            except Exception as error:
                self.said[f"ERROR {type(error).__name__}: {error}"] += 1
            time.sleep(chance.uniform(0.5, 1.5))

    def _do(
        self,
        task: str,
        chance: random.Random,
        who: Actor,
        house: Any,
        rooms: list[int],
        made: list[int],
    ) -> None:
        later = timedelta(days=chance.randrange(20), hours=chance.randrange(9))
        start = datetime(2026, 12, 1, 8) + later
        if task == "plan" or not made:
            fields = ActivityFields(
                title=f"Travlt {chance.randrange(10**6)}",
                category_id=next(iter(house.categories)),
                service_ids=(next(o.id for o in house.services.values() if o.kind == "house"),),
                group_ids=(next(o.id for o in house.groups.values() if o.is_everyone),),
                room_id=chance.choice(rooms),
                local_start=start,
                duration=timedelta(hours=1),
            )
            made.append(planning.create(self.db, who, fields, now=NOW, publish=True))
            return
        if task == "undo":
            with self.db.read() as con:
                last = latest(con, limit=20)
            undo.undo(self.db, who, chance.choice(last).id, now=NOW)
            return
        with self.db.read() as con:
            (one, *_rest) = of_activity(con, chance.choice(made)) or (None,)
        if one is None:
            raise NotFound("date")
        if task == "record":
            attendance.record(self.db, who, one.id, total=3, now=one.ends_at)
        elif task == "cancel":
            dates.cancel_date(self.db, who, one.id, version=one.version, now=NOW)
        else:
            place = {"local_start": start, "room_id": chance.choice(rooms)}
            dates.move_date(self.db, who, one.id, version=one.version, now=NOW, **place)  # type: ignore[arg-type]

    def fetch(self) -> None:
        """A calendar client that never rests."""
        while time.monotonic() < self.until:
            try:
                address = f"{self.server.url}/kalender/alle.ics"
                with urllib.request.urlopen(address, timeout=30) as answer:
                    whole = answer.read().endswith(b"END:VCALENDAR\r\n")
                self.said["calendar" if whole else "ERROR half a calendar"] += 1
            except OSError as error:
                self.said[f"ERROR calendar {error}"] += 1
            time.sleep(0.05)

    async def sit(self, number: int, token: str) -> None:
        """One session: a page after the other."""
        await asyncio.sleep(number * EVERY / STAFF)
        url = self.server.url
        async with connect(
            f"{url.replace('http', 'ws', 1)}/personale/_stcore/stream",
            additional_headers={"Cookie": f"{accounts.COOKIE}={token}", "Origin": url},
            subprotocols=["streamlit"],  # type: ignore[list-item]
            max_size=None,
            open_timeout=None,
            ping_timeout=None,
        ) as line:
            while time.monotonic() < self.until:
                began = time.monotonic()
                wanted = BackMsg()
                wanted.rerun_script.page_name = PAGES[number % len(PAGES)]
                number += 1
                await line.send(wanted.SerializeToString())
                while True:
                    data = await line.recv()
                    told = ForwardMsg.FromString(data if isinstance(data, bytes) else data.encode())
                    if told.delta.new_element.WhichOneof("type") == "exception":
                        self.said["ERROR shown on a page"] += 1
                    if told.WhichOneof("type") == "script_finished":
                        break
                self.took.append(time.monotonic() - began)
                await asyncio.sleep(max(0.0, EVERY - self.took[-1]))

    async def all_sit(self, tokens: list[str]) -> None:
        await asyncio.gather(*(self.sit(number, token) for number, token in enumerate(tokens)))


def memory(server: Server) -> int:
    """Resident megabytes of the house's process."""
    text = Path(f"/proc/{server._process.pid}/status").read_text()
    return (
        int(next(line.split()[1] for line in text.splitlines() if line.startswith("VmRSS"))) // 1024
    )


def main(folder: Path, minutes: float) -> None:
    server = Server(folder / "house.db")
    server.wait()
    db = HouseDb(server.house)
    tokens = [accounts.use_link(db, accounts.demo_links(db)["coordinator"]) for _ in range(STAFF)]
    try:
        warm = Crowd(server, 45)
        asyncio.run(warm.all_sit(tokens))
        before = memory(server)
        crowd = Crowd(server, minutes * 60)
        threads = [threading.Thread(target=crowd.work, args=(n,)) for n in range(WORKERS)]
        threads.append(threading.Thread(target=crowd.fetch))
        for one in threads:
            one.start()
        asyncio.run(crowd.all_sit(tokens))
        for one in threads:
            one.join()
        took = sorted(crowd.took)
        after = memory(server)
        with db.read() as con:
            double = con.execute(DOUBLE).fetchone()[0]
            sound = con.execute("PRAGMA integrity_check").fetchone()[0]
        print(f"{minutes:g} minutes, {STAFF} sessions, {len(took)} reruns")
        print(
            f"rerun: median {took[len(took) // 2]:.2f} s, p95 {took[int(len(took) * 0.95)]:.2f} s"
        )
        grown = 100 * (after - before) / before
        print(f"memory: {before} MB, afterwards {after} MB ({grown:+.0f} %)")
        print(f"double bookings: {double}, integrity: {sound}")
        for name, count in sorted(crowd.said.items()):
            print(f"{name}: {count}")
    finally:
        server.stop()


if __name__ == "__main__":
    main(Path(sys.argv[1]), float(sys.argv[2]) if len(sys.argv) > 2 else 10)

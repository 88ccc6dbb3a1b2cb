"""A folder of static files, each with a compressed twin, as nginx serves them."""

from __future__ import annotations

import errno
import fcntl
import gzip
import os
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from time import time

from domain.errors import PublishTrouble
from publish.pages import Page, is_ours

LOCK = ".levende-hus.lock"
"""Taken while publishing. It also marks a folder as ours: in any other nothing is removed."""
_TEMPORARY = ".new-"
_EVENT = b"BEGIN:VEVENT"


class Folder:
    """`/i-dag` is `i-dag.html`, `/kalender/alle.ics` is itself; beside each its twin in `.gz`."""

    def __init__(self, root: Path) -> None:
        self.root = root

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Make the folder; one publisher at a time. Raises PublishTrouble (not-ours, busy).

        What an interrupted publisher left half written is removed first.
        """
        with _told(self.root):
            self.root.mkdir(parents=True, exist_ok=True)
            if not (self.root / LOCK).exists() and any(self.root.iterdir()):
                raise PublishTrouble("not-ours", str(self.root))
            with open(self.root / LOCK, "a") as handle:
                try:
                    fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                except BlockingIOError:
                    raise PublishTrouble("busy", str(self.root)) from None
                for left in self.root.rglob(f"{_TEMPORARY}*"):
                    left.unlink()
                yield

    def put(self, page: Page) -> bool:
        """Write what changed, each file whole or not at all; whether anything did.

        A calendar without events never takes the place of one with events (feed contract, 11).
        The time of a file is the calendar's own, and in any case a second later than before:
        web servers make their validators of it.
        """
        path = self.root / _name(page.address)
        with _told(self.root):
            before = path.read_bytes() if path.is_file() else None
            twin = path.with_name(f"{path.name}.gz")
            if before == page.body and _holds(twin, page.body):
                return False
            if before is not None and loses_events(page, before):
                return False
            changed = page.changed_at.timestamp() if page.changed_at else time()
            if before is not None:
                changed = max(changed, path.stat().st_mtime + 1)
            path.parent.mkdir(parents=True, exist_ok=True)
            _replace(twin, gzip.compress(page.body, compresslevel=9, mtime=0), int(changed))
            _replace(path, page.body, int(changed))
        return True

    def keep_only(self, addresses: Collection[str]) -> int:
        """Remove files of ours with other addresses; how many there were."""
        removed = 0
        with _told(self.root):
            for path in self.root.rglob("*"):
                address = _address(path.relative_to(self.root).as_posix())
                if path.is_file() and is_ours(address) and address not in addresses:
                    path.unlink()
                    removed += path.suffix != ".gz"
        return removed


def loses_events(page: Page, before: bytes) -> bool:
    """Whether a calendar that had events would be empty now, as with another database's."""
    return page.address.endswith(".ics") and _EVENT in before and _EVENT not in page.body


def _name(address: str) -> str:
    """The file of an address: pages get `.html`, so that their type can be told."""
    name = address.removeprefix("/")
    name = f"{name}index" if not name or name.endswith("/") else name
    return name if "." in name else f"{name}.html"


def _address(name: str) -> str:
    """The address of a file or its twin; the opposite of `_name`."""
    bare = name.removesuffix(".gz").removesuffix(".html")
    return f"/{bare.removesuffix('index')}" if bare.rpartition("/")[2] == "index" else f"/{bare}"


def _holds(twin: Path, body: bytes) -> bool:
    try:
        return gzip.decompress(twin.read_bytes()) == body
    except (OSError, EOFError):
        return False


def _replace(path: Path, content: bytes, changed: int) -> None:
    """Put a whole file in the place of the old one; on disk before it can be seen."""
    temporary = path.with_name(f"{_TEMPORARY}{path.name}")
    try:
        with open(temporary, "wb") as handle:
            handle.write(content)
            handle.flush()
            os.utime(handle.fileno(), (changed, changed))
            os.fsync(handle.fileno())
        temporary.replace(path)
    except BaseException:
        with suppress(OSError):
            temporary.unlink()
        raise
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


@contextmanager
def _told(root: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if isinstance(error, NotADirectoryError | FileExistsError):
            raise PublishTrouble("address", str(root)) from error
        full = error.errno in (errno.ENOSPC, errno.EDQUOT)
        raise PublishTrouble("full" if full else "refused", str(root)) from error

"""One version of a calendar as it goes out: bytes, compressed too, and headers made once."""

from __future__ import annotations

import gzip
import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime

from calendars.asked import Header
from domain.discretion import Feed

ALWAYS: list[Header] = [
    (b"vary", b"Accept-Encoding"),
    (b"x-robots-tag", b"noindex"),
    (b"referrer-policy", b"no-referrer"),
    (b"x-content-type-options", b"nosniff"),
]
CACHE: Header = (b"cache-control", b"public, no-cache")
PRIVATE: Header = (b"cache-control", b"private, no-cache")

Key = tuple[int, str, int]
"""What bytes were built from: the database file as opened, the calendar's name and its version.

A restored backup may have the same version with other content, so the file counts.
"""


@dataclass(frozen=True, slots=True)
class Served:
    """One encoding of one version of a calendar, with its headers made once."""

    etag: str
    body: bytes
    headers: list[Header]
    unchanged: list[Header]
    """Of a 304."""


@dataclass(frozen=True, slots=True)
class Built:
    """One version of a calendar, as it is and compressed."""

    key: Key
    changed_at: datetime
    plain: Served
    gzipped: Served

    @property
    def etags(self) -> tuple[str, str]:
        return self.plain.etag, self.gzipped.etag


def encoded(
    feed: Feed, key: Key, changed_at: datetime, body: bytes, always: Sequence[Header]
) -> Built:
    """The version of `feed` with these bytes; `always` are headers of every answer with a body.

    `changed_at` is UTC.
    """
    digest = hashlib.sha256(body).hexdigest()[:32]
    file = feed.slug if re.fullmatch(r"[a-z0-9-]+", feed.slug) else "kalender"
    kept: list[Header] = [
        (b"last-modified", format_datetime(changed_at, usegmt=True).encode()),
        PRIVATE if feed.secret else CACHE,
        *ALWAYS,
    ]
    whole: list[Header] = [
        (b"content-type", b"text/calendar; charset=utf-8"),
        (b"content-disposition", f'inline; filename="{file}.ics"'.encode()),
        *(pair for pair in always if pair not in ALWAYS),
    ]

    def served_as(etag: str, content: bytes, *more: Header) -> Served:
        # what describes the body stays with the body that the client has (RFC 9110, 15.4.5)
        unchanged = [*kept, (b"etag", etag.encode())]
        length = (b"content-length", str(len(content)).encode())
        return Served(etag, content, [*unchanged, *whole, length, *more], unchanged)

    return Built(
        key,
        changed_at,
        plain=served_as(f'"{digest}"', body),
        gzipped=served_as(
            f'"{digest}-gz"',
            gzip.compress(body, compresslevel=9, mtime=0),
            (b"content-encoding", b"gzip"),
        ),
    )

"""The conditions and encodings of one request for a calendar (RFC 9110, 12.5.3 and 13)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

Header = tuple[bytes, bytes]
_USUAL = {"gzip", "gzip, deflate", "gzip, deflate, br", "gzip, deflate, br, zstd"}
"""What most clients send, so that it need not be read."""
_NAMES = (b"accept-encoding", b"if-none-match", b"if-modified-since")


class Asked:
    """What one request's headers ask for."""

    def __init__(self, headers: Iterable[Header]) -> None:
        found: dict[bytes, list[str]] = {}
        for name, value in headers:
            if name in _NAMES:
                found.setdefault(name, []).append(value.decode("latin-1"))
        self._found = {name: ", ".join(values) for name, values in found.items()}

    def takes_gzip(self) -> bool:
        """Only when asked by name, or by "*", and not with q=0."""
        accepted = self._found.get(b"accept-encoding", "")
        if accepted in _USUAL:
            return True
        weights: dict[str, float] = {}
        for item in accepted.lower().split(","):
            coding, _semicolon, weight = item.partition(";")
            try:
                weights[coding.strip()] = float(weight.strip().removeprefix("q=") or 1)
            except ValueError:
                weights[coding.strip()] = 0
        return weights.get("gzip", weights.get("*", 0)) > 0

    def holds(self, etags: Iterable[str], chosen: str, changed_at: datetime) -> str | None:
        """The ETag for a 304 when the client has this version already, else None.

        If-None-Match (weakly compared, in either encoding: `etags`) decides alone where it is
        sent; `chosen` is the ETag of the encoding that would be sent, `changed_at` is UTC.
        """
        tags = self._found.get(b"if-none-match")
        if tags == chosen:
            return chosen
        if tags is not None:
            listed = {tag.strip().removeprefix("W/") for tag in tags.split(",")}
            if "*" in listed or chosen in listed:
                return chosen
            return next((etag for etag in etags if etag in listed), None)
        since = _date(self._found.get(b"if-modified-since"))
        return chosen if since is not None and changed_at <= since else None


def _date(text: str | None) -> datetime | None:
    """An HTTP date, None when there is none or it cannot be read."""
    if not text:
        return None
    try:
        parsed = parsedate_to_datetime(text)
    except ValueError:
        return None
    return parsed if parsed.tzinfo else parsed.replace(tzinfo=UTC)

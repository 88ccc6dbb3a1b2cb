"""The configuration of the house, read from the environment once per call."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from db.connection import HouseDb


@dataclass(frozen=True, slots=True)
class Config:
    db_path: Path
    port: int
    url: str
    """Public base URL without a slash at the end, for links inside feeds and QR codes."""
    zone: ZoneInfo
    demo_now: datetime | None
    """HOUSE_NOW in UTC; honoured only in a demo house (actions.clock)."""
    publish: str = ""
    """Where open calendars and pages are published after every change; "" for nowhere."""
    proxies: str = ""
    """Addresses of proxies whose word about the reader's address counts, by comma; "" for none."""

    @property
    def https(self) -> bool:
        return self.url.startswith("https://")


def config() -> Config:
    """HOUSE_DB, PORT, HOUSE_URL, HOUSE_TZ, HOUSE_NOW, HOUSE_PUBLISH and HOUSE_PROXIES, or defaults.

    Raises ValueError for a PORT, HOUSE_TZ or HOUSE_NOW that cannot be read.
    """
    port = int(os.environ.get("PORT") or 8501)
    if not 1 <= port <= 65535:
        raise ValueError(f"PORT={port}")
    zone = ZoneInfo(os.environ.get("HOUSE_TZ") or "Europe/Copenhagen")
    return Config(
        db_path=Path(os.environ.get("HOUSE_DB") or "data/house.db"),
        port=port,
        url=(os.environ.get("HOUSE_URL") or f"http://localhost:{port}").rstrip("/"),
        zone=zone,
        demo_now=_instant(os.environ.get("HOUSE_NOW"), zone),
        publish=os.environ.get("HOUSE_PUBLISH") or "",
        proxies=os.environ.get("HOUSE_PROXIES") or "",
    )


def house_db() -> HouseDb:
    """The house's database by the configuration."""
    return HouseDb(config().db_path)


def _instant(text: str | None, zone: ZoneInfo) -> datetime | None:
    """HOUSE_NOW as UTC; without an offset it is wall time in the house's zone."""
    if not text:
        return None
    parsed = datetime.fromisoformat(text)
    return (parsed if parsed.tzinfo else parsed.replace(tzinfo=zone)).astimezone(UTC)

"""Shared by the Python adapters.  Usage of every adapter:
    <adapter> ICS_FILE URL START END TZ
START/END are local dates (END exclusive), TZ an Olson name for the client's own zone.
One JSON line per occurrence the client sees; dates for all-day events, else UTC.
"""
import json, sys
from datetime import date, datetime, timedelta, UTC
from zoneinfo import ZoneInfo


class Args:
    def __init__(self):
        self.ics, self.url, s, e, tz = sys.argv[1:6]
        self.tz = ZoneInfo(tz)
        self.tzname = tz
        self.start, self.end = date.fromisoformat(s), date.fromisoformat(e)
        # adapters ask the client for a little more; interop.py cuts to the window
        self.lo = datetime.combine(self.start - timedelta(2), datetime.min.time(), self.tz)
        self.hi = datetime.combine(self.end + timedelta(2), datetime.min.time(), self.tz)
        with open(self.ics, "rb") as f:
            self.raw = f.read()

    @property
    def text(self):
        return self.raw.decode("utf-8")

    def stamp(self, v):
        if v is None:
            return None
        if isinstance(v, datetime):
            if v.tzinfo is None:
                v = v.replace(tzinfo=self.tz)
            return v.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        return v.isoformat()


def emit(uid, start, end, summary="", status="", location=""):
    print(json.dumps(dict(uid=str(uid or ""), start_utc=start, end_utc=end, summary=str(summary or ""),
                          status=str(status or "").upper(), location=str(location or "")), ensure_ascii=False))

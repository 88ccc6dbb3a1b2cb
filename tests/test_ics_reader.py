"""The reader of others' .ics files: what it takes from them, and what it may cost."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from calendars.read import Limits
from tests.ics_case import event, ics, once, reading, told, utc
from tests.sources import ROOT

CPH = "TZID=Europe/Copenhagen"
TEN = f"DTSTART;{CPH}:20261123T100000"
HOUR = "DURATION:PT1H"


def test_people_alarms_and_inventions_are_not_read() -> None:
    marked = event(
        *(TEN, HOUR, "ATTENDEE;CN=MARK1:mailto:mark2@there.example"),
        *("ORGANIZER;CN=MARK3:mailto:m@there.example", "CONTACT:MARK4", "COMMENT:MARK5"),
        *("X-MOZ-NOTE:MARK6", "X-ALT-DESC;FMTTYPE=text/html:MARK7", "ATTACH:https://MARK8"),
        *("BEGIN:VALARM", "DESCRIPTION:MARK9", "SUMMARY:MARK9", "END:VALARM"),
    )
    found = reading(ics(marked))
    assert len(found.dates) == 1
    assert "MARK" not in repr(found)


def test_texts_are_cleaned_and_short() -> None:
    texts = event(
        *(TEN, HOUR, "LOCATION:Sal\\nBEGIN:VEVENT\u202e", "URL:https://there.example/x"),
        "DESCRIPTION:" + "æ" * 5_000,
        title="\u2066Kaffe\\, te\\n og <b>kage</b>\x07" + "!" * 300,
    )
    one = reading(ics(texts)).events[0]
    assert one.title.startswith("Kaffe, te og <b>kage</b>!") and len(one.title) == 120
    assert one.place == "Sal BEGIN:VEVENT"
    assert (len(one.text), one.link) == (2000, "https://there.example/x")


LINKS = {
    "https://there.example/a?b=c": "https://there.example/a?b=c",
    "http://there.example/": "",
    "javascript:alert(1)": "",
    "https://user:pw@there.example/": "",
    "https://there.example:8443/": "",
    "https://there.example/\"onclick='x": "",
    "https://" + "a" * 600: "",
    "https://[::1": "",
}


@pytest.mark.parametrize(("link", "kept"), LINKS.items(), ids=[str(n) for n in range(len(LINKS))])
def test_only_a_plain_https_link_is_kept(link: str, kept: str) -> None:
    assert reading(ics(event(TEN, HOUR, f"URL:{link}"))).events[0].link == kept


BUSY = {
    "plain": (once(), True),
    "transparent": (event(TEN, HOUR, "TRANSP:TRANSPARENT"), False),
    "outlook-free": (event(TEN, HOUR, "X-MICROSOFT-CDO-BUSYSTATUS:FREE"), False),
    "outlook-away": (event(TEN, HOUR, "X-MICROSOFT-CDO-BUSYSTATUS:OOF"), True),
    "tentative": (event(TEN, HOUR, "X-MICROSOFT-CDO-BUSYSTATUS:TENTATIVE"), True),
    "cancelled": (event(TEN, HOUR, "STATUS:CANCELLED"), False),
    "private": (event(TEN, HOUR, "CLASS:PRIVATE"), True),
}


@pytest.mark.parametrize(("text", "busy"), BUSY.values(), ids=BUSY.keys())
def test_what_counts_as_busy(text: str, busy: bool) -> None:
    found = reading(ics(text), texts=False)
    assert [one.event.busy for one in found.dates] == [busy]
    assert "Fællesspisning" not in repr(found)


def test_free_busy_components_count_but_for_what_is_free() -> None:
    found = reading(
        ics(
            "BEGIN:VFREEBUSY\r\nFREEBUSY:20261123T090000Z/PT1H,20261124T090000Z/20261124T100000Z\r\n"
            "FREEBUSY;FBTYPE=FREE:20261125T090000Z/PT1H\r\n"
            "FREEBUSY;FBTYPE=BUSY-TENTATIVE:20261126T090000Z/PT1H\r\nFREEBUSY:vrøvl\r\nEND:VFREEBUSY"
        )
    )
    assert [f"{start:%d%H}-{end:%H}" for start, end in found.taken] == [
        "2309-10",
        "2409-10",
        "2609-10",
    ]
    assert told(found) == {"end"}


def test_of_too_many_dates_the_earliest_are_kept() -> None:
    daily = event(TEN, HOUR, "RRULE:FREQ=DAILY")
    found = reading(ics(daily), limits=Limits(dates=10))
    assert utc(found)[-1] == "1202T0900-1000"
    assert told(found) == {"too-many-dates"}


# -- its bounds --------------------------------------------------------------------------------

_NINES = ",".join(f"2026{m:02d}{d:02d}T100000" for m in (11, 12) for d in range(1, 31))
WORST = {
    "rules-that-never-happen": ics(
        *(event("DTSTART:19000101T100000", "RRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30;COUNT=9",
                uid=str(n)) for n in range(4_900))
    ),
    "a-million-dates": ics(
        *(event("DTSTART:20261101T100000", "RRULE:FREQ=DAILY;BYHOUR=1,3,5,7,9;COUNT=1000000",
                uid=str(n)) for n in range(4_900))
    ),
    "dates-by-list": ics(
        *(event("DTSTART:20261101T100000", *(f"RDATE:{_NINES}" for _ in range(15)), uid=str(n))
          for n in range(300))
    ),
    "years": ics(
        *(event("DTSTART:19000101T100000", "RRULE:FREQ=YEARLY;BYDAY=53MO;COUNT=9", uid=str(n))
          for n in range(4_900))
    ),
    "texts": ics(*(event(TEN, HOUR, "DESCRIPTION:" + "æ" * 400, uid=str(n)) for n in range(4_900))),
    "long-lines": ics(
        *(event(TEN, "DESCRIPTION:" + "\\n;," * 4_900, uid=str(n)) for n in range(240))
    ),
    "one-line": b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nSUMMARY:" + b"x\r\n " * 1_200_000,
    "depth": b"BEGIN:VCALENDAR\n" * 240_000,
}  # fmt: skip

_MEASURE = """
import json, re, resource, sys
from pathlib import Path
from tests.ics_case import reading
def kb(name):
    return int(re.search(name + r":\\s+(\\d+)", Path("/proc/self/status").read_text())[1])
data = Path(sys.argv[1]).read_bytes()
Path("/proc/self/clear_refs").write_text("5")  # the peak begins anew; getrusage's never does
before = kb("VmRSS")
try:
    reading(data)
except Exception as error:
    assert type(error).__name__ == "UnreadableCalendar", error
cpu = resource.getrusage(resource.RUSAGE_SELF).ru_utime
print(json.dumps({"mb": (kb("VmHWM") - before) / 1024, "cpu": cpu}))
"""
MAX_MEGABYTES = 80
MAX_CPU_SECONDS = 60
"""Measured: 6 s at most, 45 MB. A busy machine with a slow clock is not a failure, a hang is."""


_SLOW = {"years", "dates-by-list", "a-million-dates", "long-lines"}


@pytest.mark.parametrize(
    "name",
    [pytest.param(one, marks=[pytest.mark.long] if one in _SLOW else []) for one in WORST],
)
def test_the_worst_file_of_its_kind_costs_little(name: str, tmp_path: Path) -> None:
    path = tmp_path / "worst.ics"
    path.write_bytes(WORST[name])
    done = subprocess.run(
        [sys.executable, "-c", _MEASURE, str(path)],
        cwd=ROOT, capture_output=True, text=True, timeout=150, check=True,
    )  # fmt: skip
    cost = json.loads(done.stdout)
    assert cost["mb"] < MAX_MEGABYTES
    assert cost["cpu"] < MAX_CPU_SECONDS

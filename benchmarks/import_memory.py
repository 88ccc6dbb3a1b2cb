"""What the worst files that an import lets through cost: seconds and memory, each in a process.

    .venv/bin/python -m benchmarks.import_memory

Every file is as large as the limits of actions/reading_tables.py, actions/reading_xlsx.py and
calendars/read allow, or a little larger, when it must be refused at once.
"""

from __future__ import annotations

import io
import resource
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from openpyxl import Workbook

NS = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
NOW = datetime(2026, 11, 18, 8, 30, tzinfo=UTC)


def plain() -> bytes:
    made = Workbook()
    sheet = made.active
    assert sheet is not None
    sheet.append(["Dato", "Fra", "Til", "Aktivitet"])
    sheet.append(["2026-11-30", "10:00", "11:00", "NADA"])
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def with_part(name: str, content: bytes) -> bytes:
    out = io.BytesIO()
    source = zipfile.ZipFile(io.BytesIO(plain()))
    with source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for one in source.namelist():
            if one != name:
                made.writestr(one, source.read(one))
        made.writestr(name, content)
    return out.getvalue()


def sheet(inner: bytes) -> bytes:
    head = b'<worksheet xmlns="%s"><sheetData>' % NS
    return with_part("xl/worksheets/sheet1.xml", head + inner + b"</sheetData></worksheet>")


def strings(count: int) -> bytes:
    inner = b"<si><t>a</t></si>" * count
    return with_part("xl/sharedStrings.xml", b'<sst xmlns="%s">' % NS + inner + b"</sst>")


def styles(count: int) -> bytes:
    inner = b"<cellXfs>" + b"<xf/>" * count + b"</cellXfs>"
    return with_part("xl/styles.xml", b'<styleSheet xmlns="%s">' % NS + inner + b"</styleSheet>")


def events(count: int) -> bytes:
    """Open-ended rules, every one of which walks far."""
    one = (
        "BEGIN:VEVENT\r\nUID:{0}\r\nSUMMARY:A\r\nDTSTART:20000101T100000\r\n"
        "DTEND:20000101T110000\r\nRRULE:FREQ=DAILY;COUNT=999999999\r\nEND:VEVENT\r\n"
    )
    body = "".join(one.format(number) for number in range(count))
    return f"BEGIN:VCALENDAR\r\n{body}END:VCALENDAR\r\n".encode()


FILES: dict[str, Callable[[], bytes]] = {
    "a plan": plain,
    "csv, 5 MB, one cell": lambda: b"a;b\n" + b"x" * 4_990_000 + b";1\n",
    "csv, 2,000 rows of 60": lambda: (b";".join([b"x" * 40] * 60) + b"\n") * 2_000,
    "csv, a million rows": lambda: b"a;b\n" * 1_000_000,
    "xlsx, strings": lambda: strings(62_000),
    "xlsx, styles": lambda: styles(59_000),
    "xlsx, cells": lambda: sheet((b"<row>" + b"<c><v>1</v></c>" * 60 + b"</row>") * 1_990),
    "xlsx, one wide row": lambda: sheet(b"<row>" + b"<c/>" * 149_000 + b"</row>"),
    "xlsx, empty rows": lambda: sheet(b"<row/>" * 590_000),
    "xlsx, a far cell": lambda: sheet(b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'),
    "xlsx, a long text": lambda: sheet(
        b'<row><c t="inlineStr"><is><t>' + b"a" * 7_900_000 + b"</t></is></c></row>"
    ),
    "xlsx, 900 MB unpacked": lambda: sheet(b"<row/>" * 150_000_000),
    "ics, 5,000 endless rules": lambda: events(5_000),
    "ics, 50 MB": lambda: b"BEGIN:VCALENDAR\r\n" + b"X" * 50_000_000,
}


def read(name: str) -> None:
    """In a process of its own: what reading one file takes."""
    from actions.reading_events import read_events
    from actions.reading_tables import looks_like_calendar, read_table
    from domain.errors import UnreadableCalendar, UnreadableTable

    data = sys.stdin.buffer.read()
    read_table(plain())  # so that what is imported is not counted
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    start = time.process_time()
    try:
        if looks_like_calendar(data):
            found = read_events(data, zone=ZoneInfo("Europe/Copenhagen"), now=NOW).found
            said = f"{len(found)} activities"
        else:
            said = f"{len(read_table(data).rows)} rows"
    except (UnreadableTable, UnreadableCalendar) as error:
        said = f"refused: {error.code}"
    seconds = time.process_time() - start
    more = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    print(f"| {name} | {len(data) / 1e6:.2f} MB | {said} | {seconds:.1f} s | {more:.0f} MB |")


def main() -> None:
    print("| file | size | answer | processor | more memory |\n|---|---|---|---|---|", flush=True)
    for name, make in FILES.items():
        subprocess.run(
            [sys.executable, "-m", "benchmarks.import_memory", name], input=make(), check=True
        )


if __name__ == "__main__":
    read(sys.argv[1]) if len(sys.argv) > 1 else main()

"""manage.py logs: who signed in, who read counts by service; shown, exported, thinned."""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

import click

from actions.config import config, house_db
from commands._told import told
from domain.text import FORMULA

_FILE = click.option(
    "--to", "file", type=click.Path(dir_okay=False, path_type=Path), help="Write CSV to this file."
)
_LIMIT = click.option("--limit", default=100, help="So many lines; -1 for all.")
_WHO = click.option("--who", default="", help="Only this user name.")


@click.group()
def logs() -> None:
    """Who signed in (with the address, 90 days) and who read counts by service (2 years)."""


@logs.command("sign-ins")
@_WHO
@_LIMIT
@_FILE
def sign_ins(who: str, limit: int, file: Path | None) -> None:
    """Sign-ins, failed ones too, the newest first."""
    from actions.sign_in_log import sign_in_rows
    from domain.localtime import to_local

    with told():
        rows = sign_in_rows(house_db(), who, limit)
    zone = config().zone
    lines = [
        (f"{to_local(one.at, zone)}", one.who, one.outcome, one.way, one.ip, one.device)
        for one in rows
    ]
    _write(("tid", "hvem", "udfald", "måde", "ip", "enhed"), lines, file)


@logs.command("readings")
@_WHO
@_LIMIT
@_FILE
def readings(who: str, limit: int, file: Path | None) -> None:
    """Every reading of by-service counts of a date, the newest first. No figure is in it."""
    from actions.sign_in_log import reading_rows
    from domain.localtime import to_local

    with told():
        rows = reading_rows(house_db(), who, limit)
    zone = config().zone
    lines = [(f"{to_local(one.at, zone)}", one.who, one.what, one.date, one.title) for one in rows]
    _write(("tid", "hvem", "hvad", "dato-id", "aktivitet"), lines, file)


@logs.command()
def thin() -> None:
    """Forget what is older than the settings say; the jobs do it each day."""
    from actions.clock import real_now
    from actions.sign_in_log import thin as forget

    with told():
        gone = forget(house_db(), real_now())
    click.echo(f"Fjernet: {gone[0]} log ind, {gone[1]} læsninger, {gone[2]} ændringer")


@logs.command()
@click.option("--sign-ins", "sign_in_days", type=click.IntRange(1, 3650), default=None)
@click.option("--readings", "reading_days", type=click.IntRange(1, 3650), default=None)
@click.option("--changes", "change_days", type=click.IntRange(31, 3650), default=None)
def keep(sign_in_days: int | None, reading_days: int | None, change_days: int | None) -> None:
    """Set for how many days the logs are kept; without options, show it."""
    from actions.sign_in_log import keep_days

    with told():
        found = keep_days(house_db(), sign_in_days, reading_days, change_days)
    click.echo(f"Log ind {found[0]} dage, læsninger {found[1]}, ændringer {found[2]}")


def _write(head: Sequence[str], lines: Iterable[Sequence[object]], file: Path | None) -> None:
    if file is None:
        for line in lines:
            click.echo("  ".join(str(cell) for cell in line))
        return
    file.touch(0o600)
    with open(file, "w", encoding="utf-8-sig", newline="") as out:
        writer = csv.writer(out, delimiter=";")
        writer.writerow(head)
        writer.writerows([_safe(cell) for cell in line] for line in lines)
    click.echo(str(file), file=sys.stdout)


def _safe(cell: object) -> str:
    """A spreadsheet takes what begins so for a formula."""
    text = str(cell)
    return f"'{text}" if text.startswith(FORMULA) else text

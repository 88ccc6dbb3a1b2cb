"""The jobs of the house, each in one transaction: `jobs.py` and `manage.py` run them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from actions import clock, feeds, form_drafts, retention
from actions.booking import desk
from actions.config import config
from actions.driftstal import keep_sums
from actions.series import extend
from db.activities import open_ended
from db.connection import HouseDb
from db.jobs import last_finished
from db.writes_changes import forget_tokens
from db.writes_door import forget_face_tokens
from db.writes_jobs import fail, finish
from domain.faces import month_of
from domain.localtime import local_day

FORM_TOKENS_KEPT = timedelta(days=60)
"""A device that was without a connection may send a form again after weeks (actions.attendance)."""


def run_due(db: HouseDb) -> list[str]:
    """Run what has not run yet on this local day; returns the names of the jobs that ran."""
    now = clock.now(db)
    done: list[str] = []
    for name, job in JOBS.items():
        with db.read() as con:
            last = last_finished(con, name)
        if last is not None and local_day(last, config().zone) >= local_day(now, config().zone):
            continue
        job(db, now)
        with db.write() as con:
            finish(con, name, now)
        done.append(name)
    return done


def ended(db: HouseDb, name: str, now: datetime, why: str = "") -> None:
    """Note how a job of another room ended: well, or why not."""
    with db.write() as con:
        if why:
            fail(con, name, why, now)
        else:
            finish(con, name, now)


def write_on(db: HouseDb, now: datetime) -> None:
    """Write open-ended series on to the horizon and let time pass in the feeds."""
    with db.write() as con:
        at = desk(con, now)
        for series in open_ended(con):
            extend(at, series)
        feeds.refresh_all(con, now=now)


def close_months(db: HouseDb, now: datetime) -> None:
    """Release the protected figures of every month that is due."""
    # scipy takes half a second to import, which the start of the house need not wait for
    from actions.closing import close_due

    close_due(db, now=now)


def forget_counts(db: HouseDb, now: datetime) -> None:
    """Announce, and after some weeks reduce, counts by service that are too old to keep."""
    retention.run(db, now=now)


def keep_figures(db: HouseDb, now: datetime) -> None:
    """Keep the sums of Driftstal for the days that have passed, and for what was corrected."""
    keep_sums(db, now=now)


def tidy(db: HouseDb, now: datetime) -> None:
    """Forget the tokens of old forms, and half-filled ones that nobody went on with."""
    with db.write() as con:
        form_drafts.thin(con, now)
        forget_tokens(con, now - FORM_TOKENS_KEPT)
        forget_face_tokens(con, month_of(local_day(now, config().zone)))


JOBS: dict[str, Callable[[HouseDb, datetime], None]] = {
    "horizon": write_on,
    "closing": close_months,
    "retention": forget_counts,
    "figures": keep_figures,
    "tidy": tidy,
}

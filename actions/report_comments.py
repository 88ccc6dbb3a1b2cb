"""A manager's comments in the report of a period: free text, kept as a draft per section.

The change log says that somebody wrote, not what: a comment may hold figures.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from actions.changelog import log
from db.connection import HouseDb
from db.report_comments import Comment, comments
from db.writes_report import save_comment
from domain.errors import InvalidField, InvalidInput, Stale
from domain.model import Actor
from domain.reporting import MAX_COMMENT, SECTIONS, parse_span
from domain.rights import require
from domain.text import clean_block, has_cpr


def save_comments(
    db: HouseDb,
    actor: Actor,
    period: str,
    texts: Mapping[str, str],
    seen: Mapping[str, int],
    *,
    now: datetime,
) -> dict[str, Comment]:
    """Keep the texts by section; returns what the period has then. `seen`: the versions read.

    Raises Refused, InvalidField (a period that is none), InvalidInput (per section: "too-long",
    "cpr"; "form": "unknown" section), Stale when somebody else has written in between.
    """
    require(actor, "figures.across")
    period = str(parse_span(period))
    cleaned = {section: clean_block(text) for section, text in texts.items()}
    problems = [
        InvalidField("form", "unknown") for section in cleaned if section not in SECTIONS
    ] + [problem for section, text in cleaned.items() for problem in _problems(section, text)]
    if problems:
        raise InvalidInput(tuple(problems))
    with db.write() as con:
        there = comments(con, period)
        changed = []
        for section, text in cleaned.items():
            old = there.get(section, Comment("", 0))
            if text == old.text:
                continue
            if old.version != seen.get(section, 0):
                raise Stale("report_comment", seen.get(section, 0), old.version)
            save_comment(con, period, section, text, staff_id=actor.staff_id, now=now)
            changed.append(section)
        if changed:
            rows = [f"report_comment:{period}/{section}" for section in changed]
            log(con, actor, "report.comment", period, rows, {}, {"sections": changed}, now)
        return comments(con, period)


def _problems(section: str, text: str) -> list[InvalidField]:
    problems = []
    if len(text) > MAX_COMMENT:
        problems.append(InvalidField(section, "too-long", highest=MAX_COMMENT))
    if has_cpr(text):
        problems.append(InvalidField(section, "cpr"))
    return problems

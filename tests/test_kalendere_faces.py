"""How phones draw a calendar: from the entries that its feed serves, as text and never markup."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

import pytest

from db.feeds import served
from domain.feedentry import Component, load
from locales.channels import channel_sentence
from pages._kalendere_faces import AHEAD, MOST, Seen, coming, markup
from tests.house_case import BIRK, MONDAY_TEN, NOW, UNGE, Case

LOCAL = datetime(2026, 11, 18, 9, 30)
WEEKLY = "FREQ=WEEKLY;BYDAY=MO;COUNT=9"


def seen(case: Case, slug: str) -> list[Seen]:
    with case.db.read() as con:
        return coming([load(one.content) for one in served(con, slug)], LOCAL)


def test_the_faces_show_what_the_feed_serves(case: Case) -> None:
    case.create(group_ids=(UNGE, BIRK), rrule=WEEKLY)
    full, neutral = seen(case, "unge"), seen(case, "birk")
    days = [MONDAY_TEN + timedelta(weeks=week) for week in range(3)]
    assert [one.start for one in full] == [one.start for one in neutral] == days
    assert {(one.title, one.full) for one in full} == {("NADA", True)}
    assert {(one.title, one.full) for one in neutral} == {("Gruppe Birk", False)}
    assert "Stillerum" in full[0].place and "Stillerum" not in neutral[0].place


def test_a_cancelled_date_is_called_so_and_a_tombstone_is_not_shown(case: Case) -> None:
    from actions import planning

    made = case.create(group_ids=(UNGE,), rrule=WEEKLY)
    date = case.dates(made)[0]
    planning.cancel_date(
        case.db, case.boss, date.id, version=date.version, reason="", public_note="", now=NOW
    )
    first = seen(case, "unge")[0]
    assert (first.title, first.cancelled) == ("AFLYST: NADA", True)
    version = case.activity(made).version
    planning.delete(case.db, case.boss, made, version=version, now=NOW)
    assert seen(case, "unge") == []


@pytest.mark.parametrize("rrule", [None, "FREQ=YEARLY;COUNT=2"], ids=["once", "series"])
@pytest.mark.parametrize(
    ("start", "shown"),
    [
        (LOCAL - timedelta(hours=2), False),
        (LOCAL - timedelta(minutes=30), True),
        (LOCAL, True),
        (LOCAL + AHEAD - timedelta(minutes=1), True),
        (LOCAL + AHEAD, False),
        (LOCAL + AHEAD + timedelta(days=1), False),
    ],
    ids=["over", "on", "now", "last", "edge", "later"],
)
def test_what_is_over_or_far_away_is_left_out(
    start: datetime, shown: bool, rrule: str | None
) -> None:
    one = Component(start, start + timedelta(hours=1), "Te", rrule=rrule)
    assert bool(coming([one], LOCAL)) is shown


HOSTILE = '<img src=x onerror="alert(1)">&amp;{{ 7*7 }}</style><script>'


def test_whatever_was_typed_is_text() -> None:
    one = Seen(LOCAL, LOCAL + timedelta(hours=1), HOSTILE, HOSTILE, cancelled=False, full=True)
    made = markup(HOSTILE, [one] * (MOST + 2), LOCAL)
    tags = set(re.findall(r"</?([a-z]+)", made))
    assert tags == {"style", "div", "figure", "figcaption", "p", "span", "b", "br"}
    assert made.count("<style>") == made.count("</style>") == 1
    assert made.count("&lt;img src=x onerror=&#34;alert(1)&#34;&gt;&amp;amp;{{ 7*7 }}") >= 6


def test_an_empty_calendar_says_so() -> None:
    assert markup("Unge", [], LOCAL).count("Intet i de kommende tre uger.") == 3


SENTENCES = {
    ("board", "full"): "Opslaget viser »NADA« med tid og sted.",
    ("board", "mentioned"): "Opslaget nævner »NADA« uden tid og sted.",
    ("board", "absent"): "Opslaget viser den ikke.",
    ("feed", "full"): "Kalenderen Unge viser »NADA« med tid og sted.",
    ("feed", "neutral"): "Kalenderen Unge viser »NADA« og siger ikke, hvad det er.",
    ("feed", "busy"): "Kalenderen Unge viser kun, at tiden er optaget.",
    ("feed", "absent"): "Den står ikke i kalenderen Unge.",
    ("everyone", "full"): "Kalenderen Unge viser »NADA« med tid og sted.",
    ("everyone", "absent"): "Den står ikke i kalenderen Unge.",
}


@pytest.mark.parametrize(("asked", "sentence"), SENTENCES.items(), ids=[*map("-".join, SENTENCES)])
def test_one_sentence_per_channel(asked: tuple[str, str], sentence: str) -> None:
    from domain.discretion import ChannelLine

    channel, shown = asked
    line = ChannelLine(channel, "Unge", shown, "NADA")  # type: ignore[arg-type]
    assert channel_sentence(line) == sentence

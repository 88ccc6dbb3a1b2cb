"""What a report tells of the whole house beside visits: days opened, courses, faces, evenings."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from random import Random

from actions.driftstal import keep_sums
from db.driftstal_whole import whole_house
from domain.localtime import local_day
from domain.model import DayRange
from domain.reporting import Whole
from report.blocks import Notice
from report.released import table
from tests.driftstal_case import LATER, count_some, plan
from tests.house_case import ZONE, Case
from tests.report_case import Report, numbers

NOVEMBER = DayRange(date(2026, 11, 1), date(2026, 12, 1))


def told(case: Case, today: date, now: datetime = LATER) -> Whole:
    with case.db.read() as con:
        return whole_house(con, NOVEMBER, ZONE, now, today)


def test_days_evenings_and_courses_are_those_counted_by_hand(case: Case) -> None:
    """From the dates and from kept sums; what is hidden (activity 4) is in none of them."""
    plan(case)
    count_some(case, Random(3))
    with case.db.write() as con:
        con.execute("UPDATE activity SET course = 1 WHERE id IN (2, 4)")
    held = case.rows(
        "SELECT o.activity_id, datetime(o.starts_at, '+1 hour') FROM occurrence o"
        " JOIN attendance t ON t.occurrence_id = o.id WHERE o.activity_id < 4"
        " AND o.starts_at >= '2026-10-31T23' AND o.starts_at < '2026-11-30T23'"
    )
    expected = (
        len({text[:10] for _id, text in held}),
        len({text[:10] for _id, text in held if text[11:13] >= "16"}),
        sum(1 for one, _text in held if one == 2),
    )
    [(dates,)] = case.rows(
        "SELECT count(*) FROM occurrence WHERE activity_id = 2 AND starts_at LIKE '2026-11-%'"
    )
    for _ in range(2):
        found = told(case, local_day(LATER, ZONE))
        assert (found.days_opened, found.evenings_opened, found.course_held) == expected
        assert found.course_dates == dates > 0
        keep_sums(case.db, now=LATER)


def test_faces_are_sums_of_what_may_be_shown(case: Case) -> None:
    """From five answers, when the month is over, and nothing of a hidden activity."""
    plan(case)
    lineages = [lineage for (lineage,) in case.rows("SELECT lineage FROM activity ORDER BY id")]
    answers = [(4, 0, 1), (3, 1, 0), (9, 0, 2), (50, 50, 50)]
    with case.db.write() as con:
        for lineage, counts in zip(lineages, answers, strict=True):
            for face, count in zip(("good", "middling", "bad"), counts, strict=True):
                if count:
                    con.execute(
                        "INSERT INTO face_tally VALUES (:lineage, '2026-11', :face, :count)",
                        {"lineage": lineage, "face": face, "count": count},
                    )
    assert told(case, NOVEMBER.after - timedelta(days=1)).answers == 0
    found = told(case, NOVEMBER.after)
    assert (found.good, found.middling, found.bad) == (13, 0, 3)


def test_visits_per_evening_come_from_released_visits(quarter: Report) -> None:
    across = table(quarter.figures, "daypart", quarter.figures.span.quarters)
    assert across is not None
    visits = next(row.total for row in across.rows if row.key == "evening")
    evenings = quarter.figures.whole(quarter.figures.span).evenings_opened
    [line] = [one for one in quarter.docx_text.split("\n") if "pr. åben aften" in one]
    assert {evenings, visits // evenings} <= numbers(line)


def test_a_report_without_faces_says_so(quarter: Report) -> None:
    texts = [one.text for one in quarter.document.blocks if isinstance(one, Notice)]
    assert any("Der er ingen ansigter at vise" in text for text in texts)

"""The sentence of a line's problem, whichever catalogue knows it."""

from __future__ import annotations

from datetime import date

from domain.errors import InvalidField
from domain.importing import Problem
from locales.formats import day_with_year
from locales.importing import problem_words
from locales.messages import field_sentence


def told(problem: Problem) -> str:
    """In Danish; a code of InvalidField is told as it is beside a field."""
    data = dict(problem.data)
    day = data.get("day")
    if isinstance(day, date):
        data["day"] = day_with_year(day)
    words = problem_words(problem.code, data)
    return words or field_sentence(InvalidField(problem.field, problem.code, **data))

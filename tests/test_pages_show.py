"""Staff's text made safe for Markdown, chips, and the rule behind a form's repetition."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

import pytest

from domain.model import Service
from pages._kalender_rule import monthly_ways
from pages._show import aligned, chip, plain

HOUSE = Service(1, "Fælles hus", "HUS", "house", "#5b6770", False)


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("NADA", "NADA"),
        ("Ro på, nu", r"Ro på\, nu"),
        ("**fed**", r"\*\*fed\*\*"),
        ("<script>", r"\<script\>"),
        (":red[x]", r"\:red\[x\]"),
        ("$x$", r"\$x\$"),
        ("1. punkt", r"1\. punkt"),
        ("to\nlinjer\tog", "to linjer og"),
        ("æøå 😀", "æøå 😀"),
        ("\\", "\\\\"),
    ],
)
def test_a_text_is_markdown_that_shows_the_same_characters(typed: str, written: str) -> None:
    assert plain(typed) == written
    assert re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", written) == " ".join(typed.split())


@pytest.mark.parametrize(
    ("color", "ink", "shown"),
    [
        ("#000000", "#ffffff", "#000000"),
        ("#ffffff", "#111111", "#ffffff"),
        ("#5b6770", "#ffffff", "#5b6770"),
        ('#"}evil', "#ffffff", "#555555"),
        ("red", "#ffffff", "#555555"),
    ],
)
def test_a_chip_has_letters_that_can_be_read(color: str, ink: str, shown: str) -> None:
    drawn = chip(replace(HOUSE, color=color))
    assert drawn.endswith(f'{{foreground="{ink}" background="{shown}"}}')
    assert "HUS" in drawn


def test_short_and_long_times_take_the_same_room() -> None:
    widths = {len(aligned(when).replace("\\", "")) for when in ("8.30–9.15", "10.00–11.30")}
    assert len(widths) == 1


@pytest.mark.parametrize(
    ("day", "ways"),
    [
        (date(2026, 11, 2), ["weekday", "date"]),
        (date(2026, 11, 23), ["weekday", "date"]),
        (date(2026, 11, 24), ["weekday", "last", "date"]),
        (date(2026, 11, 30), ["last", "date"]),
    ],
    ids=["first", "fourth of five", "fourth and last", "fifth"],
)
def test_a_month_repeats_a_day_only_in_ways_that_fit_it(day: date, ways: list[str]) -> None:
    assert monthly_ways(day) == ways

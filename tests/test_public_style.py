"""The stylesheets: contrasts of both colour schemes, and nothing fetched from elsewhere."""

from __future__ import annotations

import re

import pytest

from public.render import STATIC

HOUSE = (STATIC / "house.css").read_text("utf-8")
STAFF = (STATIC / "staff.css").read_text("utf-8")


def colours(block: str) -> dict[str, str]:
    return dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{3,6});", block))


LIGHT = colours(HOUSE[HOUSE.index(":root") : HOUSE.index("@media")])
DARK = LIGHT | colours(HOUSE[HOUSE.index("prefers-color-scheme") : HOUSE.index("* {")])

TEXT, LARGE = 4.5, 3.0
PAIRS = [
    *(("ink", ground, TEXT) for ground in ("paper", "card", "tint", "sun-tint", "bad-tint")),
    *(("soft", ground, TEXT) for ground in ("paper", "card", "tint")),
    *(("brand", ground, TEXT) for ground in ("paper", "card", "tint")),
    ("on-brand", "brand", TEXT),
    ("on-hero", "hero", TEXT),
    ("sun-ink", "sun-tint", TEXT),
    ("sun-ink", "card", TEXT),
    ("sun-ink", "paper", TEXT),
    *(("bad", ground, TEXT) for ground in ("paper", "card", "bad-tint")),
    ("card", "bad", TEXT),
    ("edge", "card", LARGE),
    ("edge", "paper", LARGE),
    ("focus", "paper", LARGE),
    ("focus", "card", LARGE),
]


def luminance(colour: str) -> float:
    digits = colour[1:]
    digits = "".join(two * 2 for two in digits) if len(digits) == 3 else digits
    parts = [int(digits[n : n + 2], 16) / 255 for n in (0, 2, 4)]
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_the_measure_itself() -> None:
    assert contrast("#000", "#fff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize(("front", "ground", "least"), PAIRS, ids=lambda value: str(value))
def test_contrast_in_light_and_dark(front: str, ground: str, least: float) -> None:
    for scheme in (LIGHT, DARK):
        assert contrast(scheme[front], scheme[ground]) >= least, (scheme[front], scheme[ground])


def test_dark_has_every_colour_of_its_own() -> None:
    dark = colours(HOUSE[HOUSE.index("prefers-color-scheme") : HOUSE.index("* {")])
    assert dark.keys() == LIGHT.keys()


@pytest.mark.parametrize("sheet", [HOUSE, STAFF], ids=["house", "staff"])
def test_nothing_from_elsewhere_and_focus_stays_visible(sheet: str) -> None:
    assert "url(" not in sheet and "@import" not in sheet and "@font-face" not in sheet
    hidden = re.findall(r"([^{}]+)\{[^}]*outline: (?:none|0)", sheet)
    assert [one.strip() for one in hidden] == (["main:focus"] if sheet is HOUSE else [])

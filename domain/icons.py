"""The icons of types of activities, and where one may stand: it tells no more than the type may."""

from __future__ import annotations

from domain.discretion import board_view
from domain.model import Activity, Category, House

NEUTRAL = "house"
"""What says nothing: for types that suggest none, and wherever the type is not told."""
ICONS = (
    *(NEUTRAL, "cup", "bowl", "ball", "walk", "leaf", "ear", "heart", "tooth", "talk", "people"),
    *("hands", "child", "book", "coin", "screen", "brush", "music", "flower", "game", "table"),
)
"""Their names, each drawn in public/static/icons.svg."""
_SUGGESTED = (
    ("tand", "tooth"),
    ("nada", "ear"),
    *((word, "leaf") for word in ("mindful", "yoga", "meditation", "afspænding")),
    *((word, "walk") for word in ("gåtur", "vandr", "natur")),
    *((word, "ball") for word in ("sport", "idræt", "fodbold", "træning", "motion", "bevægelse")),
    *((word, "bowl") for word in ("spisning", "mad", "køkken", "frokost", "middag")),
    *((word, "cup") for word in ("café", "cafe", "kaffe", "værested")),
    *((word, "music") for word in ("musik", "sang", "kor")),
    *((word, "flower") for word in ("have", "blomster")),
    *((word, "game") for word in ("spil", "bingo")),
    *((word, "screen") for word in ("computer", "it-", "digital", "film")),
    *((word, "child") for word in ("børn", "familie", "forældre")),
    *((word, "brush") for word in ("kreativ", "maling", "kunst", "værksted", "håndarbejde")),
    *((word, "coin") for word in ("økonomi", "gæld", "penge", "budget")),
    *((word, "book") for word in ("uddannelse", "skole", "lektie", "sprog", "læse")),
    *((word, "heart") for word in ("sundhed", "helbred", "sygeplejerske")),
    *((word, "talk") for word in ("rådgivning", "samtale", "vejledning")),
    *((word, "hands") for word in ("frivillig", "mentor")),
    *((word, "table") for word in ("møde",)),
    *((word, "people") for word in ("gruppe", "forløb", "netværk", "fællesskab")),
)
"""A word inside a type's name and the icon that suggests itself; the first that fits."""


def icon_of(category: Category) -> str:
    """The icon chosen in setup, else the one that the type's name suggests, else NEUTRAL."""
    if category.icon in ICONS:
        return category.icon
    name = category.name.casefold()
    return next((icon for word, icon in _SUGGESTED if word in name), NEUTRAL)


def board_icon(activity: Activity, house: House) -> str:
    """The icon beside an activity on pages, paper and screen, by the one policy of what is told.

    Only what is shown in full has its type's own. What is mentioned, or stands under a discreet
    group's neutral name, has NEUTRAL; so has what is absent.
    """
    if board_view(activity, house.groups) != "full":
        return NEUTRAL
    return icon_of(house.categories[activity.fields.category_id])

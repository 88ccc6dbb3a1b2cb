"""Telling words: what a title may not say where a stranger reads over somebody's shoulder.

A calendar is read on lock screens and shared phones, so a word such as "misbrug" in it tells the
family more than its owner has. The house keeps a list; finding one is a warning, never a stop.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from domain.discretion import (
    NEUTRAL_FALLBACK,
    Feed,
    FeedView,
    neutral_place,
    neutral_title,
    public_feeds,
    view_in,
)
from domain.errors import InvalidField, InvalidInput
from domain.model import Activity, ActivityFields, House
from domain.text import clean_line, has_cpr

SETTING = "words.telling"
"""The house's own list, one word to a line; where the setting is not there, DEFAULT_WORDS."""
MOST_WORDS, LONGEST = 200, 60

DEFAULT_WORDS = (
    *("Pitstop", "misbrug", "-misbrug", "rusbehandling", "rusmiddel", "rusproblem", "rus"),
    *("afhængighed", "afhængig", "alkoholiker", "alkoholbehandling", "AA-møde", "NA-møde"),
    *("afrusning", "antabus", "metadon", "substitution", "narkoman", "stofbehandling"),
    *("psykiatri", "-psykiatri", "psykisk", "psykose", "skizofren", "bipolar", "borderline"),
    *("depression", "angst", "selvskade", "selvmord", "spiseforstyrrelse", "diagnose", "patient"),
    *("pårørende til", "pårørendegruppe", "efterladte", "voldsramt", "krisecenter", "incest"),
    *("seksuelle overgreb",),
    *("behandling", "kriminel", "tidligere indsat", "hjemløs", "ludomani", "hiv", "hepatitis"),
)
"""To start from: the house's own services and what a title should not say about who comes."""

_TOKEN = re.compile(r"\w+")
_SHORT = 3
"""A listed word that ends in so few letters is looked for whole: "rus" is not in "russisk"."""
_LETTERS = {"å": "aa", "æ": "ae", "ø": "oe", "ä": "ae", "ö": "oe", "ü": "y"}
_INVISIBLE = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u2060\ufeff"))

Part = Literal["title", "neutral_title", "description", "public_note", "place", "calendar"]


@dataclass(frozen=True, slots=True)
class Telling:
    """A telling word that a public calendar will show."""

    words: tuple[str, ...]
    """As they are written in the text."""
    part: Part
    calendars: tuple[str, ...]
    """Names of the calendars, as their subscribers see them."""
    suggestion: str
    """A title that says nothing; "" where it is not the title that tells."""


def house_words(settings: Mapping[str, str]) -> tuple[str, ...]:
    """The house's list; an emptied one stays empty."""
    text = settings.get(SETTING)
    return DEFAULT_WORDS if text is None else tuple(text.splitlines())


def checked_words(text: str) -> tuple[str, ...]:
    """A typed list, one word to a line (commas divide too), each once.

    Raises InvalidInput, field "words".
    """
    typed = (clean_line(part) for part in re.split(r"[\n,;]", text))
    words = tuple(dict.fromkeys(word for word in typed if word.strip("- ")))
    problems = []
    if len(words) > MOST_WORDS:
        problems.append(InvalidField("words", "too-many-words", highest=MOST_WORDS))
    if any(len(word) > LONGEST for word in words):
        problems.append(InvalidField("words", "too-long", highest=LONGEST))
    if any(has_cpr(word) for word in words):
        problems.append(InvalidField("words", "cpr"))
    if problems:
        raise InvalidInput(tuple(problems))
    return words


def telling_words(text: str, words: Iterable[str]) -> tuple[str, ...]:
    """What in `text` is or begins with one of `words`, as written there, each once, in order.

    Whatever the case, and with "aa" for å, "ae" for æ, "oe" for ø: inflections and compounds
    ("misbrug" finds "misbrugsbehandling"). A word that begins with a hyphen is found inside others
    too ("-misbrug": "stofmisbruget"). Several words ("pårørende til") must follow each other. A
    listed word whose last part has at most three letters ends there.
    """
    return _told(text, tuple(words))


@lru_cache(maxsize=8192)
def _told(text: str, words: tuple[str, ...]) -> tuple[str, ...]:
    """Kept, because a page of calendars asks about the same few titles once per calendar."""
    written = _TOKEN.findall(unicodedata.normalize("NFC", text).translate(_INVISIBLE))
    folded = [_fold(token) for token in written]
    found: dict[int, int] = {}
    for word in words:
        wanted = _wanted(word)
        inside = word.lstrip().startswith("-")
        for at in range(len(folded) - len(wanted) + 1) if wanted else ():
            if _meets(folded[at : at + len(wanted)], wanted, inside=inside):
                found[at] = max(found.get(at, 0), at + len(wanted))
    once: dict[str, str] = {}
    for start, end in sorted(found.items()):
        span = " ".join(written[start:end])
        once.setdefault(span.casefold(), span)
    return tuple(once.values())


def telling_in(fields: ActivityFields, treatment: bool, house: House) -> list[Telling]:
    """The telling words that public calendars will show once `fields` are published.

    By the text that each calendar shows: what is neutral there is read neutrally.
    """
    return _telling(fields, treatment, house, [])


def telling_of(activity: Activity, own_title: str | None, house: House) -> list[Telling]:
    """The same for one date of an activity, with the title that date has of its own."""
    if activity.deleted_at is not None:
        return []
    return _telling(activity.fields, activity.treatment, house, [own_title or ""])


def telling_name(feed: Feed, house: House) -> tuple[str, ...]:
    """The telling words in a public calendar's own name, which stands on every phone."""
    return telling_words(feed.name, house_words(house.settings))


def neutral_suggestion(fields: ActivityFields, house: House) -> str:
    """A title that tells nothing: a group's neutral name, else the type's, else "Gruppe"."""
    words = house_words(house.settings)
    groups = (house.groups[one] for one in fields.group_ids if one in house.groups)
    category = house.categories.get(fields.category_id)
    offered = [group.neutral_name for group in groups] + ([category.name] if category else [])
    return next((one for one in offered if one and not telling_words(one, words)), NEUTRAL_FALLBACK)


def _telling(
    fields: ActivityFields, treatment: bool, house: House, more_titles: Iterable[str]
) -> list[Telling]:
    words = house_words(house.settings)
    seen: dict[tuple[Part, tuple[str, ...]], list[str]] = {}
    for feed in public_feeds(house.groups):
        view = view_in(fields, treatment, house.groups, feed)
        for part, text in _shown(fields, view, feed, house, more_titles):
            found = telling_words(text, words)
            if found:
                seen.setdefault((part, found), []).append(feed.name)
    suggestion = neutral_suggestion(fields, house)
    return [
        Telling(
            found,
            part,
            tuple(dict.fromkeys(calendars)),
            suggestion if part in ("title", "neutral_title") else "",
        )
        for (part, found), calendars in seen.items()
    ]


def _shown(
    fields: ActivityFields, view: FeedView, feed: Feed, house: House, more_titles: Iterable[str]
) -> list[tuple[Part, str]]:
    """What domain.feedface puts into the event, by part."""
    if view == "full":
        return [
            ("title", fields.title),
            *(("title", title) for title in more_titles if title and title != fields.title),
            ("description", fields.description),
            ("public_note", fields.public_note),
            ("place", house.place(fields.room_id)),
            ("calendar", feed.name),
        ]
    if view == "neutral" and feed.group_id is not None:
        # the group's neutral name is told as the calendar's, below
        own = neutral_title(fields, house.groups[feed.group_id]) if fields.neutral_title else ""
        place = neutral_place(house, fields.room_id)
        return [("neutral_title", own), ("place", place), ("calendar", feed.name)]
    return []


@lru_cache(maxsize=1024)
def _wanted(word: str) -> tuple[str, ...]:
    return tuple(map(_fold, _TOKEN.findall(unicodedata.normalize("NFC", word))))


def _meets(tokens: Sequence[str], wanted: Sequence[str], *, inside: bool) -> bool:
    """Whether the tokens are the wanted ones; the last may go on, the first may have a front."""
    pairs = list(zip(tokens, wanted, strict=True))
    last = len(pairs) - 1
    for at, (token, word) in enumerate(pairs):
        front = inside and at == 0
        more = at == last and len(word) > _SHORT
        if front and more:
            right = word in token[1:] or token == word
        elif front:
            right = token.endswith(word)
        else:
            right = token.startswith(word) if more else token == word
        if not right:
            return False
    return True


def _fold(token: str) -> str:
    """Lower case, with the spellings of a keyboard without Danish letters made equal."""
    return "".join(_LETTERS.get(letter, letter) for letter in token.casefold())

"""Finding something to do: filters that are addresses, and a search that forgives spelling.

A filter names only what is open: groups with an open calendar, types and sites of activities that
are shown in full. What is asked for and not there looks like what never was.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal, TypeVar
from urllib.parse import urlencode

from domain.model import House, TargetGroup
from domain.text import clean_line
from public import board
from public.board import Card, Mention
from public.folding import folded, is_near
from public.partners import PartnerCard
from public.words import Said

T = TypeVar("T")
MOST_LETTERS = 80
"""A search is cut to so many characters."""
MOST_WORDS = 8
TIMES = ("formiddag", "eftermiddag", "aften")
NOON, EVENING = 12, 17
"""The hours (wall time) at which the afternoon and the evening begin."""

Tick = Literal["bare", "niveaufri", "tolk", "pasning", "rusfri", "paaroerende"]
TICKS: dict[Tick, str] = {
    "bare": "",
    "niveaufri": "step_free",
    "tolk": "interpreter",
    "pasning": "childcare",
    "rusfri": "rusfri",
    "paaroerende": "relatives",
}
"""What can be ticked, and the note of an activity that it asks for ("bare": how to take part)."""
_NAMES = {"for", "emne", "tid", "sted", "q", *TICKS}


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody looks for. It stands in an address, which can be kept and sent."""

    group: TargetGroup | None = None
    topic: str = ""
    time: str = ""
    site: str = ""
    ticks: tuple[Tick, ...] = ()
    words: str = ""

    @property
    def active(self) -> bool:
        """Whether anything is asked for at all."""
        return self != Wish()

    @property
    def narrow(self) -> bool:
        """Whether more is chosen than a group or words."""
        return bool(self.topic or self.time or self.site or self.ticks)

    @property
    def query(self) -> str:
        """The part of the address from "?" on; "" for nothing."""
        pairs = [
            ("for", self.group.slug if self.group else ""),
            *(("emne", self.topic), ("tid", self.time), ("sted", self.site)),
            *((name, "ja") for name in self.ticks),
            ("q", self.words),
        ]
        text = urlencode([pair for pair in pairs if pair[1]])
        return f"?{text}" if text else ""


@dataclass(frozen=True, slots=True)
class Choices:
    """What can be chosen now."""

    groups: tuple[tuple[TargetGroup, Said], ...]
    topics: tuple[tuple[str, Said], ...]
    sites: tuple[tuple[str, str], ...]


def wish_of(asked: Mapping[str, str], house: House) -> Wish:
    """The wish of an address; what is not known there is passed over."""
    words = clean_line(asked.get("q", "")[: MOST_LETTERS * 4])[:MOST_LETTERS]
    group = next((g for g in board.open_groups(house) if g.slug == asked.get("for")), None)
    time = asked.get("tid", "")
    ticks = tuple(name for name in TICKS if asked.get(name))
    return Wish(
        group=group,
        topic=_part(asked.get("emne", "")),
        time=time if time in TIMES else "",
        site=_part(asked.get("sted", "")),
        ticks=ticks,
        words=" ".join(words.split()[:MOST_WORDS]),
    )


def has_empty(asked: Mapping[str, str]) -> bool:
    """Whether a form was sent with fields left empty: such an address is made shorter."""
    return any(not value and name in _NAMES for name, value in asked.items())


def with_group(wish: Wish, group: TargetGroup) -> Wish:
    """The same wish for another group."""
    return replace(wish, group=group)


def without(wish: Wish, name: str) -> Wish:
    """The wish without one of its parts ("tick:rusfri" for a tick)."""
    if name.startswith("tick:"):
        return replace(wish, ticks=tuple(one for one in wish.ticks if f"tick:{one}" != name))
    if name == "group":
        return replace(wish, group=None)
    empty: dict[str, str] = {name: ""}
    return replace(wish, **empty)  # type: ignore[arg-type]


def choices_of(cards: Iterable[Card], house: House) -> Choices:
    """The groups that are open, and the types and sites of what is shown in full."""
    topics: dict[str, Said] = {}
    sites: set[str] = set()
    for card in cards:
        topics.setdefault(card.about.topic, card.about.category)
        sites.add(card.site)
    groups = tuple((group, board.group_name(group, house)) for group in board.open_groups(house))
    named = {board.slug(site.name): site.name for site in house.sites.values()}
    known = tuple((key, name) for key, name in named.items() if key in sites)
    return Choices(
        groups,
        tuple(sorted(topics.items(), key=lambda one: one[1].text.casefold())),
        known if len(known) > 1 else (),
    )


def fitting(cards: Iterable[Card], wish: Wish) -> list[Card]:
    """The cards that meet the wish, its group aside (board.for_group); in the order given."""
    met = [card for card in cards if _meets(card, wish)]
    return _spelled(met, wish.words, _card_words)


def fitting_mentions(mentions: Sequence[Mention], wish: Wish) -> list[Mention]:
    """Mentions tell neither time, place nor type, so only what they tell can leave one out."""
    met = [
        one
        for one in mentions
        if (one.interpreter or "tolk" not in wish.ticks)
        and (one.childcare or "pasning" not in wish.ticks)
    ]
    return _spelled(met, wish.words, _mention_words)


def tells_of_mentions(wish: Wish) -> bool:
    """Whether a mention can be meant: by words, or by ticks that it tells something of."""
    return bool(wish.words) or (bool(wish.ticks) and set(wish.ticks) <= {"tolk", "pasning"})


def fitting_partners(cards: Sequence[PartnerCard], wish: Wish) -> list[PartnerCard]:
    """Partners' dates by time of day and title."""
    met = [
        card
        for card in cards
        if not wish.time or (not card.whole_day and _time(card.starts.hour) == wish.time)
    ]
    return _spelled(met, wish.words, lambda card: f"{card.title} {card.partner} {card.place}")


def _meets(card: Card, wish: Wish) -> bool:
    about = card.about
    notes = [note for tick in wish.ticks if (note := TICKS[tick])]
    return (
        (not wish.topic or about.topic == wish.topic)
        and (not wish.site or card.site == wish.site)
        and (not wish.time or _time(card.starts.hour) == wish.time)
        and ("bare" not in wish.ticks or about.access == "drop-in")
        and all(note in about.notes for note in notes)
    )


def _time(hour: int) -> str:
    return TIMES[0] if hour < NOON else TIMES[1] if hour < EVENING else TIMES[2]


def _part(text: str) -> str:
    """A part of an address as `board.slug` writes it; nonsense becomes what nothing is called."""
    return board.slug(text[:MOST_LETTERS])


def _spelled(things: list[T], words: str, said_of: Callable[[T], str]) -> list[T]:
    """Those that hold every word asked for; where none does, those that hold any."""
    asked = folded(words)
    if not asked:
        return things if not words else []
    found = [(one, _held(asked, folded(said_of(one)))) for one in things]
    whole = [one for one, held in found if held == len(asked)]
    return whole or [one for one, held in found if held]


def _held(asked: Sequence[str], words: Sequence[str]) -> int:
    return sum(any(is_near(one, word) for word in words) for one in asked)


def _card_words(card: Card) -> str:
    about = card.about
    return " ".join(
        (
            *(card.title, about.title, about.category.text, about.sentence.text),
            *(about.description, about.first_time, about.public_note, card.place),
            *(about.other_title.text, about.other_text.text, about.words),
            *(one.text for one in about.for_whom),
            *(one.name for one in about.services),
        )
    )


def _mention_words(one: Mention) -> str:
    return " ".join((one.title, *(name.text for name in one.for_whom)))

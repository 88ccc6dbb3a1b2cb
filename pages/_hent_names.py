"""What the names in a file mean in the house, guessed by name and changed by select boxes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import streamlit as st

from domain.importing import KINDS, Choices, Found, Kind, names_in, proposed, table_of
from domain.model import Actor, House
from domain.searching import normalised
from locales import _, ngettext
from pages._hent_source import Source
from pages._hent_words import KIND_WORDS
from pages._pick import offered
from pages._show import plain

_MOST = 60
"""Names of one kind that are asked for; more are no names but sentences."""


def choose(source: Source, found: Sequence[Found], house: House, actor: Actor) -> Choices:
    """Draw what is not known first; returns what every name means."""
    guess = proposed(found, house, actor)
    meant: dict[tuple[Kind, str], int] = {}
    names = {kind: _asked(found, kind, guess) for kind in KINDS}
    unknown = sum(
        (kind, normalised(name)) not in guess.meant for kind, some in names.items() for name in some
    )
    words = ngettext("%(n)s name is not known", "%(n)s names are not known", unknown)
    told = f" · {words % {'n': unknown}}" if unknown else ""
    with st.expander(
        _("What the names mean") + told, expanded=bool(unknown), icon=":material/translate:"
    ):
        for kind in KINDS:
            meant |= _kind(source, kind, names[kind], house, guess)
    st.markdown(f"**{_('Where the file says nothing')}**")
    category, groups, services = st.columns(3)
    with category:
        category_id = _default(source, "category", _("Type"), house)
    with groups:
        group_ids = _several(source, "groups", _("For whom?"), house, ())
    with services:
        service_ids = _several(source, "services", _("Organised by"), house, guess.service_ids)
    return Choices(
        meant,
        category_id=category_id,
        group_ids=group_ids,
        service_ids=service_ids,
        descriptions=_descriptions(source, found),
    )


def _asked(found: Sequence[Found], kind: Kind, guess: Choices) -> list[str]:
    """A title is only a hint at the type of what has none: unknown ones take what is chosen."""
    names = names_in(found, kind)
    if kind == "category":
        titles = {normalised(one.title) for one in found}
        names = [
            name
            for name in names
            if normalised(name) not in titles or (kind, normalised(name)) in guess.meant
        ]
    return names[:_MOST]


def _kind(
    source: Source, kind: Kind, names: Sequence[str], house: House, guess: Choices
) -> dict[tuple[Kind, str], int]:
    if not names:
        return {}
    words: dict[int, str] = offered(table_of(house, kind))
    options = list(words)
    meant = {}
    st.caption(KIND_WORDS[kind])
    grid = st.columns(3)
    for at, name in enumerate(names):
        key = (kind, normalised(name))
        known = guess.meant.get(key)
        with grid[at % 3]:
            chosen = st.selectbox(
                plain(name),
                options,
                index=options.index(known) if known in options else None,
                format_func=lambda one: words[one],
                placeholder=_("Nothing"),
                key=source.key(f"{kind}_{key[1]}"),
            )
        if chosen is not None:
            meant[key] = chosen
    return meant


def _default(source: Source, kind: Kind, label: str, house: House) -> int | None:
    words = offered(table_of(house, kind))
    return st.selectbox(
        label,
        list(words),
        index=None,
        format_func=lambda one: words[one],
        placeholder=_("Choose a type"),
        key=source.key(f"default_{kind}"),
    )


def _several(
    source: Source, kind: Kind, label: str, house: House, start: Sequence[int]
) -> tuple[int, ...]:
    words = offered(table_of(house, kind))
    more: dict[str, Any] = {"default": list(start)} if start else {}
    chosen = st.multiselect(
        label,
        list(words),
        format_func=lambda one: words[one],
        placeholder=_("Choose one or more"),
        key=source.key(f"default_{kind}"),
        **more,
    )
    return tuple(chosen)


def _descriptions(source: Source, found: Sequence[Found]) -> bool:
    """Whether texts come along: out of calendars they hold links and names, so not by itself."""
    if not any("description" in one.values for one in found):
        return True
    return st.checkbox(
        _("Take the descriptions along. Look them through: never names of citizens."),
        value=source.table is not None,
        key=source.key("descriptions"),
    )

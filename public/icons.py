"""The icons of public/static/icons.svg, drawn into pages: no request, no script, no colour."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from markupsafe import Markup

SPRITE = Path(__file__).parent / "static" / "icons.svg"
_PATH = re.compile(r'<path id="([a-z]+)" [^>]*?d="([^"<>]+)"')


@cache
def paths() -> dict[str, str]:
    """Each icon's name with its path, for a box of 24 by 24. Read once from our own file."""
    return dict(_PATH.findall(SPRITE.read_text("utf-8")))


@cache
def icon(name: str) -> Markup:
    """An icon in the colour of the text around it. Those who hear the page do not meet it."""
    return Markup(
        '<svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">'
        '<path d="{}"/></svg>'
    ).format(paths()[name])

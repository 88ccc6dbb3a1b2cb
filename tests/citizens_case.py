"""What the house says to citizens: the texts of their pages, in every language."""

from __future__ import annotations

from tests.test_locales import said

PAGES = (
    *("_find", "_parts", "_partners", "activity", "base", "error", "help", "home", "lobby"),
    *("mention", "statement", "subscribe", "today", "volunteers", "week"),
)
"""The templates that citizens read."""
CODE = (
    *("citizens", "errors", "home", "lobby", "open_data", "paper", "phone", "picture"),
    *("poster", "shut", "volunteers"),
)
"""The modules of public/ that say something to citizens themselves."""
FILES = {f"public/templates/{name}.html" for name in PAGES} | {f"public/{name}.py" for name in CODE}


def told() -> set[str]:
    """Every msgid that a citizen may read."""
    return {text for text, where in said() if where in FILES}

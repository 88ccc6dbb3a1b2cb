"""The operators' guide names commands, files, settings and words that there are."""

from __future__ import annotations

import re

import click
import pytest

from manage import cli
from tests.sources import ROOT
from tests.test_locales import catalogue

GUIDE = (ROOT / "docs" / "operating.md").read_text("utf-8")


def commands() -> set[str]:
    return {
        *re.findall(
            r"(?:manage\.py|^house|`house) "
            r"([a-z][a-z-]*(?: (?:keep|sign-ins|readings|erase|show))?)",
            GUIDE,
            re.MULTILINE,
        )
    }


@pytest.mark.parametrize("words", sorted(commands()))
def test_every_command_is_there(words: str) -> None:
    found: click.Command = cli
    for word in words.split():
        assert isinstance(found, click.Group) and word in found.commands, words
        found = found.commands[word]


def test_every_file_is_there() -> None:
    for path in re.findall(r"`((?:deploy|docs|tests)/[\w./-]+)`", GUIDE):
        assert (ROOT / path).exists(), path


def test_every_setting_is_read_somewhere() -> None:
    code = "".join(
        path.read_text("utf-8")
        for room in ("actions", "backup", "commands")
        for path in (ROOT / room).rglob("*.py")
    )
    for name in {*re.findall(r"\bHOUSE_[A-Z_]+[A-Z]\b", GUIDE)}:
        assert name in code, name


def test_every_word_of_the_screen_is_on_the_screen() -> None:
    said = {str(one.string) for one in catalogue("da").values()}
    plain = re.sub(r"`[^`]*`", "", GUIDE.replace("**", ""))
    found = re.findall(r"\*([^*\n]+)\*", plain)
    words = {part.strip() for one in found for part in one.split("→")}
    assert len(words) > 6
    assert [one for one in sorted(words) if not any(text.startswith(one) for text in said)] == []

"""manage.py person: what is held about somebody who works in the house, shown and erased."""

from __future__ import annotations

import json
from pathlib import Path

import click

from actions.config import house_db
from commands._told import told


@click.group()
def person() -> None:
    """What is held about a member of staff, facilitator or volunteer. Nothing is about citizens."""


_FACILITATOR = click.option(
    "--facilitator", is_flag=True, help="NAME is a facilitator's or volunteer's, as it is shown."
)


@person.command()
@click.argument("name")
@_FACILITATOR
def show(name: str, facilitator: bool) -> None:
    """Show what is held about NAME (a user name), on the screen."""
    click.echo(_text(name, facilitator))


@person.command("export")
@click.argument("name")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@_FACILITATOR
def export_(name: str, file: Path, facilitator: bool) -> None:
    """Write what is held about NAME to FILE (JSON), for whoever asks to see it."""
    text = _text(name, facilitator)
    file.touch(0o600)
    file.write_text(f"{text}\n", encoding="utf-8")
    click.echo(str(file))


@person.command()
@click.argument("name")
@_FACILITATOR
@click.option("--yes", is_flag=True, help="Do not ask.")
def erase(name: str, facilitator: bool, yes: bool) -> None:
    """Erase NAME for good. The history stays readable, with another name in it."""
    from actions import people

    with told():
        found = people.find(house_db(), "facilitator" if facilitator else "staff", name)
        if not yes:
            click.confirm(f"Slet {name} for altid?", abort=True)
        click.echo(f"{name} -> {people.erase(house_db(), found)}")


def _text(name: str, facilitator: bool) -> str:
    from actions import people

    with told():
        found = people.find(house_db(), "facilitator" if facilitator else "staff", name)
        rows = people.what_is_held(house_db(), found)
        return json.dumps(rows, ensure_ascii=False, indent=2, default=str)

"""Whoever runs a command leaves files behind: root's would shut the house's own user out."""

from __future__ import annotations

import os
from pathlib import Path

import click


def as_its_owner() -> None:
    """Refuse to work as root on a database that is somebody else's."""
    path = Path(os.environ.get("HOUSE_DB") or "data/house.db")
    if os.geteuid() != 0 or not path.exists() or path.stat().st_uid == 0:
        return
    try:
        owner = path.owner()
    except KeyError:
        owner = str(path.stat().st_uid)
    raise click.ClickException(
        f"{path} tilhører {owner}. Kør kommandoen som {owner} (deploy/house gør det), ellers kan"
        " huset ikke skrive bagefter."
    )

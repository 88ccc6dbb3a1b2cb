"""Errors of the house end a command with their sentence."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import click

from domain.errors import HouseError
from locales.messages import operators_sentence


@contextmanager
def told() -> Iterator[None]:
    try:
        yield
    except HouseError as error:
        raise click.ClickException(operators_sentence(error)) from error

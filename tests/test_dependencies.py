"""What is installed: pinned, by hash, with a licence that is listed, and nothing else."""

from __future__ import annotations

import re
from importlib.metadata import PackageNotFoundError, metadata

import pytest

from tests.sources import ROOT

PIN = re.compile(r"^([A-Za-z0-9._-]+)==([^\s\\;]+)", re.MULTILINE)


def pins(name: str) -> dict[str, str]:
    text = (ROOT / name).read_text("utf-8")
    return {found[1].lower().replace("_", "-"): found[2] for found in PIN.finditer(text)}


def test_every_pin_is_locked_by_hash() -> None:
    assert pins("requirements.lock") == pins("requirements.txt"), "make lock"
    blocks = re.split(r"\n(?=\w)", (ROOT / "requirements.lock").read_text("utf-8"))
    assert [one.partition("=")[0] for one in blocks[1:] if "--hash=sha256:" not in one] == []


def test_no_host_stands_in_the_lock() -> None:
    assert "://" not in (ROOT / "requirements.lock").read_text("utf-8")


@pytest.mark.parametrize("name", sorted(pins("requirements.txt")))
def test_every_dependency_is_listed_with_its_licence(name: str) -> None:
    listed = (ROOT / "docs" / "licences.md").read_text("utf-8").casefold()
    assert f"| {name} |" in listed, "docs/licences.md"
    try:
        assert metadata(name)["Version"] == pins("requirements.txt")[name]
    except PackageNotFoundError:
        pytest.skip("not installed on this machine")

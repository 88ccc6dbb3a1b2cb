"""Lighthouse on every kind of citizens' page: what does not depend on how busy the machine is.

Performance is measured by `python -m benchmarks.citizens_lighthouse`.
"""

from __future__ import annotations

import shutil

import pytest

from benchmarks import citizens_lighthouse as lighthouse
from tests.support import Server, chromium, in_ci

ASKED = ("accessibility", "best-practices", "seo")


@pytest.mark.long
@pytest.mark.parametrize("address", [*lighthouse.PAGES, ""], ids=lambda one: one or "activity")
def test_nothing_costs_a_point(demo_server: Server, address: str) -> None:
    if shutil.which("npm") is None or chromium() is None:
        pytest.fail("npm and Chromium are needed") if in_ci() else pytest.skip(
            "no npm, no Chromium"
        )
    lighthouse.install()
    address = address or lighthouse.some_activity(demo_server.url)
    found, wrong = lighthouse.scores(f"{demo_server.url}{address}", ASKED)
    assert (found, wrong) == (dict.fromkeys(ASKED, 100), [])

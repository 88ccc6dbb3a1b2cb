"""How much a test tries: all of it under `make test-all`, a sixth under `make test`."""

from __future__ import annotations

import os


def examples(every: int) -> int:
    """How many examples hypothesis tries of `every`; `make test-all` sets EVERY_EXAMPLE."""
    return every if os.environ.get("EVERY_EXAMPLE") else max(10, every // 6)

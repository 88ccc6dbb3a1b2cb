"""The one function that true counts by service pass through on their way out of the house.

design.md, *Statistics*: random controlled rounding to base 5 (`rounding`), audited by a solver that
plays the attacker (`attacker`), joined and released or withheld (`release`). `tables` has the
values.
"""

from domain.protection.release import (
    MIN_ROW,
    MIN_VISITS,
    MONTH,
    protect_month,
    protect_quarter,
)
from domain.protection.tables import (
    BASE,
    OTHER,
    SEVERAL,
    CountedDate,
    Month,
    Outcome,
    Shown,
    Withheld,
)

__all__ = [
    "BASE",
    "MIN_ROW",
    "MIN_VISITS",
    "MONTH",
    "OTHER",
    "SEVERAL",
    "CountedDate",
    "Month",
    "Outcome",
    "Shown",
    "Withheld",
    "protect_month",
    "protect_quarter",
]

"""axe-core on every staff page: nothing serious or critical that is ours."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.conftest import PageFactory
from tests.staff_case import Desk
from tests.support import Server, axe

pytestmark = pytest.mark.browser

NOT_OURS = {
    # EventCalendar 5.10.1: its grid says role="table" without rows of cells
    ("aria-required-children", ".ec"),
    ("aria-required-children", ".ec-body"),
    ("aria-required-parent", ".ec-day"),
    # the same cells, by what makes one the only one: today's, the other month's, the last row's
    ("aria-required-parent", ".ec-today"),
    ("aria-required-parent", ".ec-other-month"),
    ("aria-required-parent", ".ec-no-beb"),
}
"""What the vendored calendar causes: (rule, end of the selector)."""
PAGES = [
    ("koordinator", ""),
    ("koordinator", "kalender?visning=uge"),
    ("koordinator", "kalender?visning=maaned"),
    ("koordinator", "kalender?visning=dag"),
    ("koordinator", "kalender?visning=lokaler"),
    ("koordinator", "kalender?visning=liste"),
    ("koordinator", "kalender?aktivitet=ny"),
    ("koordinator", "kalender?aktivitet=2"),
    ("koordinator", "kalender?vaerktoej=find-tid"),
    ("koordinator", "kalender?vaerktoej=reserver"),
    ("koordinator", "kalender?vaerktoej=kopier"),
    ("koordinator", "kalender?vaerktoej=skabeloner"),
    ("koordinator", "kalender?vaerktoej=plan"),
    ("koordinator", "hent"),
    ("koordinator", "fremmoede"),
    ("koordinator", "kalendere"),
    ("koordinator", "historik"),
    ("leder", "statistik"),
    ("leder", "statistik?vis=Tal på tværs"),
    ("administrator", "opsaetning"),
]
QUICK = {"", "kalender?visning=uge", "kalender?aktivitet=ny"}


def cases() -> Iterator[object]:
    """A few of the pages in one light; all of them in both for `make test-all`."""
    for role, path in PAGES:
        for dark in (False, True):
            marks = [] if path in QUICK and not dark else [pytest.mark.long]
            name = f"{path or 'i-dag'}-{'dark' if dark else 'light'}"
            yield pytest.param(role, path, dark, marks=marks, id=name)


@pytest.mark.parametrize(("role", "path", "dark"), [*cases()])
def test_nothing_serious_on_any_staff_page(
    role: str, path: str, dark: bool, open_page: PageFactory, demo_server: Server
) -> None:
    page = open_page(demo_server, role=role, dark=dark)
    Desk(page, demo_server).open(path)
    page.wait_for_timeout(500)
    serious = axe(page, impacts=("serious", "critical"))
    assert [one for one in serious if not _is_the_calendars(one)] == []


def _is_the_calendars(found: str) -> bool:
    rule, _, rest = found.partition(":")
    return any(rule == known and place in rest for known, place in NOT_OURS)

"""People with a password, for the tests of accounts and sessions."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from actions import accounts
from actions.accounts import Answers
from domain.errors import InvalidInput
from domain.model import RoleGrant
from tests.house_case import Case

NOW = datetime(2026, 11, 18, 8, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)
GOOD = "syv grønne cykler"
ADMIN = RoleGrant("admin", None)
HOST = RoleGrant("host", None)


def add(case: Case, username: str, *grants: RoleGrant, password: str = GOOD) -> int:
    staff_id = accounts.create_staff(
        case.db, None, username=username, name=username.title(), grants=grants, now=NOW
    )
    token = accounts.make_link(case.db, None, staff_id, "password", now=NOW)
    accounts.use_link(case.db, token, Answers(password=password, repeat=password), now=NOW)
    return staff_id


def codes(refused: pytest.ExceptionInfo[InvalidInput]) -> list[tuple[str, str]]:
    return [(problem.field, problem.code) for problem in refused.value.problems]

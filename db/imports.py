"""Recognising what was imported before, by the identity it had outside or by the house's own."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from typing import Any

from db.activities import activities_by_id
from db.connection import Connection, in_clause
from domain.model import Activity

_AT_A_TIME = 500


def known_by(con: Connection, uids: Collection[str]) -> dict[str, list[Activity]]:
    """By UID the activities it stands for, every part of a split series; not what is in the trash.

    A UID is the one an import kept (`source_uid`), or the house's own, so that what the house
    exported is known again. A neutral UID is no identity here: it says nothing on purpose.
    """
    wanted = sorted({uid for uid in uids if uid})
    lineages: dict[str, set[str]] = defaultdict(set)
    for at in range(0, len(wanted), _AT_A_TIME):
        params: dict[str, Any] = {}
        listed = in_clause("uid", wanted[at : at + _AT_A_TIME], params)
        for row in con.execute(
            f"SELECT source_uid AS uid, lineage FROM activity WHERE source_uid IN ({listed})"
            f" UNION SELECT uid, lineage FROM activity WHERE uid IN ({listed})",
            params,
        ):
            lineages[row["uid"]].add(row["lineage"])
    parts = _parts(con, {one for some in lineages.values() for one in some})
    found = {uid: [p for one in some for p in parts.get(one, ())] for uid, some in lineages.items()}
    return {uid: some for uid, some in found.items() if some}


def _parts(con: Connection, lineages: Collection[str]) -> dict[str, list[Activity]]:
    wanted = sorted(lineages)
    parts: dict[str, list[Activity]] = defaultdict(list)
    for at in range(0, len(wanted), _AT_A_TIME):
        params: dict[str, Any] = {}
        listed = in_clause("lineage", wanted[at : at + _AT_A_TIME], params)
        rows = con.execute(
            f"SELECT id FROM activity WHERE lineage IN ({listed}) AND deleted_at IS NULL", params
        ).fetchall()
        for one in activities_by_id(con, [row["id"] for row in rows]).values():
            parts[one.lineage].append(one)
    return parts

"""Reading the faces: only what `domain.faces.shown_faces` lets through leaves this module."""

from __future__ import annotations

from datetime import date

from db.connection import Connection
from db.figures import seen_activities
from domain.faces import FaceTally, shown_faces


def faces(con: Connection, today: date) -> list[FaceTally]:
    """The faces that may be shown on the local day `today`, by month and title.

    Hidden activities are left out. A total is the sum of these rows and of nothing else.
    """
    titles = {one.lineage: one.fields.title for one in seen_activities(con).values()}
    rows = con.execute(
        "SELECT lineage, month,"
        " sum(CASE face WHEN 'good' THEN answers ELSE 0 END) AS good,"
        " sum(CASE face WHEN 'middling' THEN answers ELSE 0 END) AS middling,"
        " sum(CASE face WHEN 'bad' THEN answers ELSE 0 END) AS bad"
        " FROM face_tally GROUP BY lineage, month"
    )
    found = [
        FaceTally(
            row["lineage"],
            titles[row["lineage"]],
            row["month"],
            row["good"],
            row["middling"],
            row["bad"],
        )
        for row in rows
        if row["lineage"] in titles
    ]
    return shown_faces(found, today)

"""Kept sums of Driftstal: per day, month and year, and for which spans they still hold."""

from __future__ import annotations

from sqlite_utils import Database

from db.migrations.steps import migrations, script

# A date's local day is the UTC day of its start, or a neighbour of it, in every zone.
_OFF = "(SELECT '-1 day' AS off UNION ALL SELECT '+0 day' UNION ALL SELECT '+1 day') n"
_SPANS = (
    "DELETE FROM figure_span WHERE (level, start) IN ("
    " SELECT 'day', date({at}, n.off) FROM {rows}"
    " UNION SELECT 'month', strftime('%Y-%m-01', {at}, n.off) FROM {rows}"
    " UNION SELECT 'year', strftime('%Y-01-01', {at}, n.off) FROM {rows})"
)
_OF_DATE = _SPANS.format(at="{0}.starts_at", rows=_OFF)
_OF_COUNT = _SPANS.format(
    at="(SELECT starts_at FROM occurrence WHERE id = {0}.occurrence_id)", rows=_OFF
)
_OF_ACTIVITY = _SPANS.format(
    at="o.starts_at", rows="(SELECT starts_at FROM occurrence WHERE activity_id = {0}) o, " + _OFF
)
_ACTIVITY: tuple[str, ...] = (
    *("category_id", "capacity", "access", "kind", "listing", "treatment", "state"),
    *("deleted_at", "cancelled_at"),
)


def _trigger(name: str, when: str, *actions: str) -> str:
    return f"CREATE TRIGGER {name} AFTER {when} BEGIN {'; '.join(actions)}; END"


def _differs(columns: tuple[str, ...]) -> str:
    return " OR ".join(f"OLD.{name} IS NOT NEW.{name}" for name in columns)


@migrations()
def m011_driftstal(db: Database) -> None:
    """Sums that a job keeps, and triggers that let a span go when anything in it changes.

    A span that is not kept is summed from its dates, so the figures are exact at every moment,
    whoever writes: the triggers belong to the tables and are part of the writing transaction.
    """
    old, new = _OF_DATE.format("OLD"), _OF_DATE.format("NEW")
    counted_old, counted_new = _OF_COUNT.format("OLD"), _OF_COUNT.format("NEW")
    of_old, of_new = _OF_ACTIVITY.format("OLD.activity_id"), _OF_ACTIVITY.format("NEW.activity_id")
    statements = [
        """CREATE TABLE figure (
  cut TEXT NOT NULL, level TEXT NOT NULL, start TEXT NOT NULL, key INTEGER NOT NULL,
  visits INTEGER NOT NULL, turned_away INTEGER NOT NULL, held INTEGER NOT NULL,
  unrecorded INTEGER NOT NULL, coming INTEGER NOT NULL, late INTEGER NOT NULL,
  soon INTEGER NOT NULL, early INTEGER NOT NULL, afterwards INTEGER NOT NULL,
  volunteer_minutes INTEGER NOT NULL, seats INTEGER NOT NULL, seated INTEGER NOT NULL,
  booked_minutes INTEGER NOT NULL, held_minutes INTEGER NOT NULL,
  PRIMARY KEY (cut, level, start, key)) WITHOUT ROWID""",
        """CREATE TABLE figure_span (
  level TEXT NOT NULL CHECK (level IN ('day', 'month', 'year')), start TEXT NOT NULL,
  zone TEXT NOT NULL, PRIMARY KEY (level, start)) WITHOUT ROWID""",
        _trigger("figure_date_new", "INSERT ON occurrence", new),
        _trigger("figure_date_gone", "DELETE ON occurrence", old),
        _trigger(
            "figure_date_changed",
            "UPDATE OF activity_id, starts_at, ends_at, room_id, state, close_out, cancelled_at"
            " ON occurrence",
            old,
            new,
        ),
        _trigger("figure_count_new", "INSERT ON attendance", counted_new),
        _trigger("figure_count_gone", "DELETE ON attendance", counted_old),
        _trigger(
            "figure_count_changed",
            "UPDATE OF total, turned_away, volunteer_minutes ON attendance",
            counted_new,
        ),
        _trigger(
            "figure_activity_changed",
            f"UPDATE OF {', '.join(_ACTIVITY)} ON activity WHEN {_differs(_ACTIVITY)}",
            _OF_ACTIVITY.format("NEW.id"),
        ),
        _trigger("figure_group_new", "INSERT ON activity_group", of_new),
        _trigger("figure_group_gone", "DELETE ON activity_group", of_old),
        _trigger(
            "figure_calendar_changed",
            "UPDATE OF calendar, is_everyone ON target_group"
            f" WHEN {_differs(('calendar', 'is_everyone'))}",
            "DELETE FROM figure_span",
        ),
    ]
    script(db, ";\n".join(statements))

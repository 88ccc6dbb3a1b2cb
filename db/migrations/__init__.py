"""The schema, one numbered step after the other. A step that has been released is never edited.

Instants are ISO 8601 text in UTC ("2026-11-23T09:00:00Z"), local wall times without a zone
("2026-11-23T10:00"). Both sort as text. Intervals are half-open. Importing a module registers its
steps, so the imports stand in the order of the steps.
"""

# isort: off
from db.migrations import first
from db.migrations import secret_calendars
from db.migrations import partners
from db.migrations import door
from db.migrations import retention
from db.migrations import report
from db.migrations import driftstal
from db.migrations import patterns
from db.migrations import planning_rules
from db.migrations import morning
from db.migrations import templates
from db.migrations import search
from db.migrations import citizens
from db.migrations import safe
from db.migrations import figures_more
from db.migrations import speed

# isort: on
from db.migrations.steps import migrations

__all__ = [
    "citizens",
    "door",
    "driftstal",
    "figures_more",
    "first",
    "migrations",
    "morning",
    "partners",
    "patterns",
    "planning_rules",
    "report",
    "retention",
    "safe",
    "search",
    "secret_calendars",
    "speed",
    "templates",
]

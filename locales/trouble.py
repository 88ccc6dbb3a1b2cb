"""What is told when something is wrong with the database's file: to staff, and to the operator.

Staff can do nothing about a file and need not know where it lies; whoever runs the machine must.
"""

from __future__ import annotations

from collections.abc import Callable

from domain.errors import DatabaseProblem, DatabaseTrouble
from locales import N_, _

Words = Callable[[str], str]


_LOCKED = N_("Somebody else is saving right now. Nothing is lost. Please try again in a moment.")
_ON_SCREEN: dict[DatabaseProblem, str] = {
    "locked": _LOCKED,
    "read-only": N_(
        "Nothing can be saved now, because the house may not write in its own database. You can"
        " still read. Tell whoever runs the house's machine."
    ),
    "newer": N_(
        "Nothing can be saved now, because the database is of a newer version than the program."
        " You can still read. Tell whoever runs the house's machine."
    ),
    "not-a-database": N_(
        "The house's database is damaged. What you see may be incomplete, and perhaps nothing can"
        " be saved. Tell whoever runs the house's machine."
    ),
    "full": N_(
        "Nothing can be saved now, because the disk of the house's machine is full. You can still"
        " read. Tell whoever runs the machine."
    ),
    "disk": N_(
        "Nothing can be saved now, because the disk of the house's machine does not answer as it"
        " should. Tell whoever runs the machine."
    ),
    "missing": N_(
        "The house's database is not in its place, so nothing can be shown or saved. Tell whoever"
        " runs the house's machine."
    ),
}
_TO_OPERATORS: dict[DatabaseProblem, str] = {
    "locked": _LOCKED,
    "read-only": N_(
        "The file %(path)s cannot be written to. Check who owns the file and its folder."
    ),
    "newer": N_(
        "The file %(path)s was made by a newer version of the house. Update the program first."
    ),
    "not-a-database": N_("The file %(path)s is not a database of the house, or it is damaged."),
    "full": N_("The disk is full, so nothing can be saved. Make room, and try again."),
    "disk": N_("The disk under %(path)s does not answer as it should. Nothing can be saved now."),
    "missing": N_("There is no database at %(path)s. Start the house with “make run”."),
}


def on_screen(error: DatabaseTrouble, translate: Words = _) -> str:
    """For staff: what it means for them, never where the file is."""
    return translate(_ON_SCREEN[error.problem])


def to_operators(error: DatabaseTrouble, translate: Words = _) -> str:
    """For the command line: which file, and what to do about it."""
    return translate(_TO_OPERATORS[error.problem]) % {"path": error.path}

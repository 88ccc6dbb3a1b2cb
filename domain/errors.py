"""What can go wrong, typed and with data; `locales.messages` turns each into a Danish sentence.

HouseError
├── InvalidField          one field of a form is wrong (field, code, data)
├── InvalidInput          several fields at once (a tuple of InvalidField)
├── Refused               the role or scope does not allow it
├── NotFound
├── Stale                 somebody saved in between
├── Conflicts             hard conflicts, or soft ones without a reason
├── CodeNeeded            the password is right, and a code is asked for (carries the step's token)
├── SignInElsewhere       who signed in at the municipality's own sign-in cannot come in here
├── AlreadyDone           the same form was sent twice (carries what the first one made)
├── UndoRefused           a change that cannot be undone any more
├── UnreadableCalendar    an .ics file that is none, or too large a one
├── UnreadableTable       a CSV, XLSX or pasted table that is none, or too large a one
├── BackupTrouble         a backup cannot be made, found, opened or brought back
├── PublishTrouble        static files cannot be written where they should go
└── DatabaseTrouble       locked, read-only, newer, not a database, full
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from domain.conflicts import Conflict


class HouseError(Exception):
    """Base of all errors that have a sentence in the catalogue."""


class InvalidField(HouseError):
    """`field` is the form's name for it, `code` picks the sentence, `data` fills it."""

    def __init__(self, field: str, code: str, **data: object) -> None:
        super().__init__(f"{field}: {code}")
        self.field = field
        self.code = code
        self.data = data


class InvalidInput(HouseError):
    """Everything that is wrong with one form at once, so that nothing is told piecemeal."""

    def __init__(self, problems: tuple[InvalidField, ...]) -> None:
        super().__init__("; ".join(str(problem) for problem in problems))
        self.problems = problems


class Refused(HouseError):
    """The actor's roles do not allow `action` (a key of domain.rights)."""

    def __init__(self, action: str) -> None:
        super().__init__(action)
        self.action = action


class NotFound(HouseError):
    def __init__(self, what: str) -> None:
        super().__init__(what)
        self.what = what


class Stale(HouseError):
    """The row was saved by somebody else since it was read."""

    def __init__(self, what: str, expected: int, found: int) -> None:
        super().__init__(f"{what}: version {found}, expected {expected}")
        self.what = what
        self.expected = expected
        self.found = found


class Conflicts(HouseError):
    """Conflicts that stop a write: any hard one, or soft ones for which no reason was given."""

    def __init__(self, conflicts: tuple[Conflict, ...]) -> None:
        super().__init__(f"{len(conflicts)} conflicts")
        self.conflicts = conflicts


class CodeNeeded(HouseError):
    """The account has a second factor; `step` is the token that its code is shown with."""

    def __init__(self, step: str) -> None:
        super().__init__("code needed")
        self.step = step


class SignInElsewhere(HouseError):
    """The municipality's own sign-in let somebody through whom the house cannot."""

    def __init__(self, problem: str) -> None:
        super().__init__(problem)
        self.problem = problem


class AlreadyDone(HouseError):
    """A second send of the same form; `result` is what the first one returned."""

    def __init__(self, result: str) -> None:
        super().__init__(result)
        self.result = result


UndoProblem = Literal["too-old", "newer", "begun", "cancelled", "trash"]


class UndoRefused(HouseError):
    """A change reaches too far back, or what it touched was changed, begun or taken off since."""

    def __init__(self, problem: UndoProblem) -> None:
        super().__init__(problem)
        self.problem = problem


class UnreadableCalendar(HouseError):
    """An .ics file that cannot be read at all; `code` picks the sentence, `highest` is a limit."""

    def __init__(self, code: str, highest: int | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.highest = highest


class UnreadableTable(HouseError):
    """A table that cannot be read at all; `code` picks the sentence, `data` fills it."""

    def __init__(self, code: str, **data: object) -> None:
        super().__init__(code)
        self.code = code
        self.data = data


DatabaseProblem = Literal[
    "locked", "read-only", "newer", "not-a-database", "full", "missing", "disk"
]


class DatabaseTrouble(HouseError):
    def __init__(self, problem: DatabaseProblem, path: str) -> None:
        super().__init__(f"{problem}: {path}")
        self.problem = problem
        self.path = path


PublishProblem = Literal["not-ours", "refused", "unanswered", "address", "page", "busy", "full"]


class PublishTrouble(HouseError):
    """`target` is the folder or store, for "page" the address that the house answers wrongly."""

    def __init__(self, problem: PublishProblem, target: str) -> None:
        super().__init__(f"{problem}: {target}")
        self.problem = problem
        self.target = target


BackupProblem = Literal[
    "none",
    "damaged",
    "locked",
    "key",
    "wrong-key",
    "not-ours",
    "in-use",
    "full",
    "refused",
    "unanswered",
]


class BackupTrouble(HouseError):
    """`target` is the folder, store, backup or key that it is about."""

    def __init__(self, problem: BackupProblem, target: str) -> None:
        super().__init__(f"{problem}: {target}")
        self.problem = problem
        self.target = target

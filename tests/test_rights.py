"""Who may do what: the table, cell by cell, in domain/ and through every use case that writes."""

from __future__ import annotations

import ast
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from db.connection import HouseDb
from domain.errors import Refused
from domain.model import Actor, RoleGrant
from domain.rights import ACTIONS, Action, allows
from tests.house_case import HUS, PIT, SP, Case
from tests.rights_case import ACTORS, MAY, Prepared
from tests.rights_uses import USES as FIRST_USES
from tests.rights_uses_more import USES_MORE, prepare_all
from tests.sources import ROOT

USES = FIRST_USES | USES_MORE

# -- the table -----------------------------------------------------------------------------------


@pytest.mark.parametrize("action", ACTIONS)
def test_who_may(action: Action) -> None:
    may = {name for name, who in ACTORS.items() if allows(who, action, (SP,), (HUS,))}
    assert may == MAY[action]


def test_every_action_is_specified() -> None:
    assert MAY.keys() == ACTIONS.keys()


@pytest.mark.parametrize("action", [one for one in ACTIONS if "coordinator" in ACTIONS[one]])
def test_what_the_whole_house_organises_every_coordinator_edits(action: Action) -> None:
    assert allows(ACTORS["coordinator-other"], action, (HUS,), (HUS,))
    assert allows(ACTORS["coordinator-other"], action, (SP, PIT), (HUS,)), "organised together"


def test_several_roles_are_their_union() -> None:
    both = Actor(1, "A", (RoleGrant("manager", None), RoleGrant("coordinator", PIT)))
    assert allows(both, "figures.across") and allows(both, "plan.write", (PIT,))
    assert not allows(both, "plan.write", (SP,)) and not allows(both, "setup.write")


# -- every use case ------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    house = prepare_all(tmp_path_factory.mktemp("rights") / "house.db")
    house.db.scrub()
    return house.db.path


def outcome(house: Path, path: Path, use: str, who: Actor) -> str:
    """What a call on a fresh copy comes to; anything but done and refused is an error here."""
    path.with_name(f"{path.name}-wal").unlink(missing_ok=True)
    shutil.copy(house, path)
    case = Prepared(Case(HouseDb(path), ACTORS["coordinator"]))
    before = case.case.rows("SELECT count(*), max(id) FROM change")
    try:
        USES[use].run(case, who)
    except Refused:
        assert case.case.rows("SELECT count(*), max(id) FROM change") == before
        return "refused"
    return "done"


@pytest.mark.parametrize("use", USES)
def test_every_use_case_for_every_role(use: str, prepared: Path, house_path: Path) -> None:
    outcomes = {name: outcome(prepared, house_path, use, who) for name, who in ACTORS.items()}
    expected = {name: "done" if name in USES[use].may else "refused" for name in ACTORS}
    assert outcomes == expected


# -- and no use case is left out -----------------------------------------------------------------

CHECKS = {"require", "allows", "may_subscribe", "may_revoke"}
"""Of domain.rights: what a use case reaches that asks for the right."""

BY_ITSELF = {
    "elsewhere.sign_in_elsewhere": "whom the municipality's own sign-in vouches for",
    "sessions.current": "who is signed in; a session that is used stays",
    "sessions.show_code": "whoever has just shown the password",
    "sessions.sign_in": "nobody is signed in yet",
    "sessions.sign_out": "whoever holds the token ends it",
    "people.erase": "the operator, who holds the file",
    "sign_in_log.keep_days": "the operator, who holds the file",
    "sign_in_log.thin": "a job, and the operator",
    "using_links.use_link": "whoever holds the link",
    "links.first_admin_link": "the operator, who holds the file",
    "links.demo_links": "only in a demo house, printed at its start",
    "demo.fill": "an empty house",
    "closing.close_due": "a job",
    "closing.close_month": "a job, and the operator",
    "dates.change_one": "only reached through those that change one date: they have cells",
    "driftstal.keep_sums": "a job",
    "health.problem": "tries whether anything can be saved, after trouble",
    "health.schema": "tries whether anything can be saved, after trouble",
    "housekeeping.close_months": "a job",
    "housekeeping.ended": "a job",
    "housekeeping.forget_counts": "a job",
    "housekeeping.keep_figures": "a job",
    "housekeeping.run_due": "the jobs",
    "housekeeping.write_on": "a job",
    "housekeeping.tidy": "a job",
    "retention.run": "a job",
    "outside_copies.claim": "a job: fetching",
    "outside_copies.keep": "a job: fetching",
    "outside_copies.fail": "a job: fetching",
}
"""Use cases that write for nobody who is signed in, and why."""

Functions = dict[str, ast.FunctionDef]


def functions() -> tuple[Functions, dict[str, dict[str, str]]]:
    """Every function and method of actions/ by "module.name", and what each module imports."""
    found: Functions = {}
    imports: dict[str, dict[str, str]] = {}
    for path in sorted((ROOT / "actions").glob("*.py")):
        tree = ast.parse(path.read_text("utf-8"))
        imports[path.stem] = {}
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef):
                found[f"{path.stem}.{node.name}"] = node
            elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith("actions"):
                for name in node.names:
                    module = (node.module or "").partition(".")[2]
                    target = f"{module}.{name.name}" if module else name.name
                    imports[path.stem][name.asname or name.name] = target
    return found, imports


FUNCTIONS, IMPORTS = functions()


def called(name: str) -> Iterator[str]:
    """What a function calls or hands on: names of FUNCTIONS, and bare names of others."""
    module = name.partition(".")[0]
    for node in ast.walk(FUNCTIONS[name]):
        if isinstance(node, ast.Name):
            own = f"{module}.{node.id}"
            yield own if own in FUNCTIONS else IMPORTS[module].get(node.id, node.id)
        elif isinstance(node, ast.Attribute):
            base = node.value.id if isinstance(node.value, ast.Name) else ""
            other = IMPORTS[module].get(base, "")
            yield f"{other}.{node.attr}"
            yield from (one for one in FUNCTIONS if one.endswith(f".{node.attr}") and not other)


def reached(name: str) -> set[str]:
    seen, waiting = set[str](), [name]
    while waiting:
        one = waiting.pop()
        if one not in seen:
            seen.add(one)
            waiting += list(called(one)) if one in FUNCTIONS else []
    return seen


def opens(name: str) -> bool:
    """Whether a function itself opens a writing transaction."""
    return any(
        isinstance(item.context_expr, ast.Call)
        and getattr(item.context_expr.func, "attr", "") == "write"
        for node in ast.walk(FUNCTIONS[name])
        if isinstance(node, ast.With)
        for item in node.items
    )


def writers() -> list[str]:
    """Public functions with a `db` that write, themselves or through a private helper."""
    public = [
        name
        for name, node in FUNCTIONS.items()
        if not node.name.startswith("_") and "db" in [one.arg for one in node.args.args]
    ]
    return [
        name
        for name in public
        if opens(name)
        or any(opens(one) for one in called(name) if one in FUNCTIONS and "._" in one)
    ]


def test_the_search_finds_use_cases() -> None:
    assert {"planning.create", "planning.publish", "undo.undo", "tablets.set_idle_days"} <= {
        *writers()
    }, "also those that write through a helper"
    assert len(writers()) > 50


@pytest.mark.parametrize("name", [one for one in writers() if one not in BY_ITSELF])
def test_a_use_case_asks_for_the_right(name: str) -> None:
    assert reached(name) & CHECKS, "call domain.rights.require"


def surely_called(name: str) -> Iterator[str]:
    """What a function calls by its own name or a module's: no guess at methods."""
    module = name.partition(".")[0]
    own = {node.arg for node in ast.walk(FUNCTIONS[name]) if isinstance(node, ast.arg)}
    for node in ast.walk(FUNCTIONS[name]):
        if isinstance(node, ast.Name) and node.id not in own:
            yield IMPORTS[module].get(node.id, f"{module}.{node.id}")
        elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            yield f"{IMPORTS[module].get(node.value.id, '')}.{node.attr}"


def with_a_cell() -> list[str]:
    """Every public function with a `db` that comes to write, through whatever it calls."""
    found = []
    for name, node in FUNCTIONS.items():
        seen, waiting = set[str](), [name]
        while waiting:
            one = REEXPORTED.get(waiting.pop(), "")
            if one in FUNCTIONS and one not in seen:
                seen.add(one)
                waiting += surely_called(one)
        is_public = not node.name.startswith("_")
        if is_public and "db" in [one.arg for one in node.args.args] and any(map(opens, seen)):
            found.append(name)
    return found


REEXPORTED = {name: name for name in FUNCTIONS} | {
    f"{module}.{name}": target
    for module, names in IMPORTS.items()
    for name, target in names.items()
    if target in FUNCTIONS
}
"""What a name of a module stands for, also where it only hands another's on."""


def test_every_use_case_has_a_cell_or_an_excuse() -> None:
    """A new use case that writes: a row in USES_MORE, or in BY_ITSELF with the reason."""
    cells = {use.partition(",")[0] for use in USES}
    found = set(with_a_cell())
    assert {"planning.create", "morning.cannot", "reservations.reserve"} <= found
    assert not found - cells - BY_ITSELF.keys()
    assert not cells & BY_ITSELF.keys() and not USES_MORE.keys() & FIRST_USES.keys()


def test_nothing_is_excused_that_is_not_there() -> None:
    assert BY_ITSELF.keys() <= FUNCTIONS.keys()

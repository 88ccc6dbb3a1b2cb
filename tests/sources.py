"""Our own files, as the tests about the code see them: nothing installed, made or vendored."""

import os
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

_ANYWHERE = {"vendor", "__pycache__", "node_modules"}
_NOT_OURS = {"data", *(f"tests/clients/{name}" for name in ("venv", "node_modules", "build"))}

# Not rooms of the house: they may import everything.
EXEMPT = {"tests", "benchmarks"}


def own_files(*suffixes: str) -> Iterator[Path]:
    for folder, inner, names in os.walk(ROOT):
        inner[:] = sorted(
            name
            for name in inner
            if not name.startswith(".")
            and name not in _ANYWHERE
            and relative(Path(folder, name)) not in _NOT_OURS
        )
        yield from (Path(folder, name) for name in sorted(names) if name.endswith(suffixes))


def relative(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def _module_name(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


# Module name -> file, of every room and top-level module.
SOURCES = {
    _module_name(path): path
    for path in own_files(".py")
    if path.relative_to(ROOT).parts[0] not in EXEMPT
}

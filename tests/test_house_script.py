"""deploy/house: manage.py as the house's user, with the settings of a file; the guide types it."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pyrage
import pytest

from tests.house_case import a_house
from tests.sources import ROOT

NOBODY = "nobody"
pytestmark = pytest.mark.skipif(os.geteuid() != 0, reason="only root becomes somebody else")


@pytest.fixture
def home() -> Iterator[Path]:
    """The house's folder, its user's alone, where that user can get at it."""
    base = Path("/var/tmp") / f"house-script-{os.getpid()}"
    base.mkdir(mode=0o755)
    folder = base / "lib"
    folder.mkdir(mode=0o700)
    a_house(folder / "house.db")
    for path in (folder, *folder.iterdir()):
        shutil.chown(path, NOBODY)
    yield folder
    shutil.rmtree(base)


def house(home: Path, *args: str, settings: str = "", key: str = "") -> subprocess.CompletedProcess:  # type: ignore[type-arg]
    env = home.parent / "settings.env"
    env.write_text(f"# a comment\nHOUSE_DB={home}/house.db\nPYTHONDONTWRITEBYTECODE=1\n{settings}")
    env.chmod(0o600)
    return subprocess.run(
        [ROOT / "deploy" / "house", *args],
        env={"PATH": os.environ["PATH"], "HOUSE_SETTINGS": str(env), "HOUSE_USER": NOBODY},
        input=key,
        capture_output=True,
        text=True,
        cwd="/",
    )


def test_backup_drill_and_restore_as_its_user(home: Path) -> None:
    as_nobody = ["setpriv", f"--reuid={NOBODY}", "--clear-groups", "test", "-r"]
    if subprocess.run([*as_nobody, ROOT / "manage.py"]).returncode:
        pytest.skip("that user cannot read the program here")
    identity = pyrage.x25519.Identity.generate()
    settings = f"HOUSE_BACKUP_KEY='{identity.to_public()}'\nHOUSE_NAME=\"a b $HOME `id`\""
    made = house(home, "backup", settings=settings)
    assert made.returncode == 0 and "krypteret, skema" in made.stdout, made.stderr
    owners = {path.stat().st_uid for path in home.rglob("*")}
    assert owners == {pwd.getpwnam(NOBODY).pw_uid}, "nothing of root's is left behind"
    drilled = house(home, "drill", "--identity", "-", settings=settings, key=str(identity))
    assert "Øvelsen lykkedes" in drilled.stdout, drilled.stderr
    back = house(home, "restore", "--identity", "-", settings=settings, key=str(identity))
    assert back.returncode == 0 and "Gendannet" in back.stdout, back.stderr
    assert (home / "house.db").stat().st_uid == pwd.getpwnam(NOBODY).pw_uid


def test_root_itself_is_sent_to_it(home: Path) -> None:
    told = subprocess.run(
        [ROOT / ".venv" / "bin" / "python", "manage.py", "backup"],
        env={"PATH": os.environ["PATH"], "HOUSE_DB": str(home / "house.db"), "PYTHONUTF8": "1"},
        capture_output=True,
        text=True,
        cwd=ROOT,
    )
    assert told.returncode == 1 and "deploy/house" in told.stderr
    assert not (home / "backups").exists()

"""What the fixtures of conftest.py are made of: the real server, the browser, their addresses."""

import os
import re
import shutil
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, Request

from tests.sources import ROOT

SCREENSHOTS = ROOT / "docs" / "screenshots"

# A Wednesday morning in term time, three weeks after the clocks went back.
NOW = "2026-11-18T09:30:00+01:00"

# The roles as `manage.py serve` prints them.
ROLES = ("administrator", "koordinator", "vært", "leder")

CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

DESKTOP = {"viewport": {"width": 1280, "height": 900}}
PHONE = {
    "viewport": {"width": 390, "height": 844},
    "device_scale_factor": 2,
    "is_mobile": True,
    "has_touch": True,
}

_LINK = re.compile(r"Engangslink \(([^)]+)\): (\S+)")


def chromium() -> str | None:
    return shutil.which("chromium") or shutil.which("chromium-browser")


def in_ci() -> bool:
    """Under `.ci/run` a tool that is missing is a failure; at a developer's, a skipped test."""
    return os.environ.get("CI", "").lower() in {"1", "true"}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class Server:
    """A real house in a process of its own, on a free loopback port, with its own database."""

    def __init__(self, house: Path, *args: str, env: Mapping[str, str] | None = None) -> None:
        port = free_port()
        self.house = house
        self.url = f"http://127.0.0.1:{port}"
        self.lines: list[str] = []
        self.sessions: dict[str, Any] = {}  # role -> the browser's cookies once signed in
        self._process = subprocess.Popen(
            [sys.executable, "manage.py", "serve", *args],
            cwd=ROOT,
            env={
                **{k: v for k, v in os.environ.items() if not k.startswith(("HOUSE_", "PYTEST_"))},
                "HOUSE_DB": str(house),
                "HOUSE_NOW": NOW,
                "HOUSE_URL": self.url,
                "PORT": str(port),
                "PYTHONUNBUFFERED": "1",
                "PYTHONUTF8": "1",
                **(env or {}),
            },
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
        )
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    @property
    def pid(self) -> int:
        return self._process.pid

    def _read(self) -> None:
        assert self._process.stdout is not None
        self.lines.extend(line.rstrip("\n") for line in self._process.stdout)

    @property
    def output(self) -> str:
        return "\n".join(self.lines)

    @property
    def links(self) -> dict[str, str]:
        """The one-time sign-in links that were printed, by role in Danish."""
        return {found[1]: found[2] for line in self.lines if (found := _LINK.search(line))}

    def wait(self, seconds: float = 60) -> None:
        """Return when /healthz answers 200; raise with what was printed if it never does."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline and self._process.poll() is None:
            try:
                with urllib.request.urlopen(f"{self.url}/healthz", timeout=5) as answer:
                    if answer.status == 200:
                        return
            except OSError:
                time.sleep(0.05)
        state = self._process.poll()
        how = f"ended with {state}" if state is not None else f"did not answer in {seconds:g} s"
        self.stop()
        raise RuntimeError(f"the server {how} and said:\n{self.output}")

    def stop(self) -> None:
        if self._process.poll() is None:
            self._process.terminate()
            try:
                self._process.wait(10)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
        self._reader.join(5)
        if self._process.stdout is not None:
            self._process.stdout.close()

    def sign_in(self, page: Page, role: str) -> None:
        """Use the role's one-time link once; its later pages reuse the session it gave."""
        page.goto(self.links[role])
        button = page.get_by_role("button", name=re.compile("log ind", re.IGNORECASE))
        if button.count():
            button.first.click()
        page.wait_for_url(lambda url: "/log-ind" not in url)
        self.sessions[role] = page.context.storage_state()


class OutsideWatch:
    """Notes every request a page makes to another machine; the house asks nobody."""

    def __init__(self) -> None:
        self.addresses: list[str] = []

    def __call__(self, request: Request) -> None:
        address = urlsplit(request.url)
        if address.scheme in {"http", "https", "ws", "wss"} and address.hostname != "127.0.0.1":
            self.addresses.append(request.url)


def wants_screenshots() -> bool:
    return os.environ.get("SCREENSHOTS") == "1"


# -- accessibility -----------------------------------------------------------------------------

AXE = ROOT / "tests" / "clients" / "node_modules" / "axe-core" / "axe.min.js"
WCAG = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice")


def axe(page: Page, impacts: Collection[str] = ()) -> list[str]:
    """What axe-core finds wrong with a page as it stands, as "rule: help (selector)".

    Rules of WCAG 2.1 A and AA and axe's best practices; of these `impacts`, or all. Without
    axe-core (tests/clients/setup.sh) the test is skipped, under CI failed.
    """
    if not AXE.exists():
        reason = "axe-core is not installed: tests/clients/setup.sh"
        pytest.fail(reason) if in_ci() else pytest.skip(reason)
    page.evaluate(AXE.read_text("utf-8"))  # not a script tag: the page's own policy refuses it
    found = page.evaluate(
        "tags => axe.run(document, {runOnly: tags}).then(all => all.violations)", list(WCAG)
    )
    return [
        f"{one['id']}: {one['help']} ({node['target']})"
        for one in found
        if not impacts or one["impact"] in impacts
        for node in one["nodes"]
    ]


# -- calendar clients --------------------------------------------------------------------------

CLIENTS = ROOT / "tests" / "clients"
EXPECTED_CLIENTS = ("khal", "icaljs", "libical", "recurring")


def run_clients(*args: str, seconds: float = 300) -> subprocess.CompletedProcess[str]:
    """tests/clients/interop.sh; its exit status 0 means that every client agrees."""
    return subprocess.run(
        [CLIENTS / "interop.sh", *args], capture_output=True, text=True, timeout=seconds
    )


def missing_clients() -> str:
    """The clients that setup.sh has not installed, as a sentence part; empty when all are there."""
    listed = run_clients("clients")
    if listed.returncode:
        return "none is there"
    there = {line.split()[0] for line in listed.stdout.splitlines() if "not installed" not in line}
    return ", ".join(name for name in EXPECTED_CLIENTS if name not in there)

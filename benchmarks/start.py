"""How long the house takes to start, beside a bare `streamlit run` of an empty script.

    .venv/bin/python -m benchmarks.start [runs]

Both are timed in turn, from the command to the first answer of their health address. `make run`
is the whole command, its checks included, on a house that is filled already.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path
from statistics import median

from tests.support import free_port

ROOT = Path(__file__).resolve().parent.parent


def seconds(command: list[str], address: str, cwd: Path, env: dict[str, str]) -> float:
    """Start, wait for the first 200, stop; the seconds in between."""
    began = time.perf_counter()
    running = subprocess.Popen(
        command,
        cwd=cwd,
        env=os.environ | env,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        while time.perf_counter() - began < 60:
            try:
                with urllib.request.urlopen(address, timeout=1):
                    return time.perf_counter() - began
            except (urllib.error.URLError, ConnectionError, TimeoutError):
                time.sleep(0.01)
        raise RuntimeError(f"{command[0]} did not answer")
    finally:
        os.killpg(running.pid, signal.SIGTERM)
        running.wait(10)


def main(runs: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        empty = Path(folder) / "empty.py"
        empty.write_text("")
        house = {"HOUSE_DB": str(Path(folder) / "house.db")}
        subprocess.run(
            [sys.executable, "manage.py", "demo"], cwd=ROOT, env=os.environ | house, check=True
        )
        bare: list[float] = []
        whole: list[float] = []
        for _ in range(runs):
            port = str(free_port())
            command = [sys.executable, "-m", "streamlit", "run", str(empty)]
            command += ["--server.port", port, "--server.headless", "true"]
            command += ["--browser.gatherUsageStats", "false", "--server.address", "127.0.0.1"]
            health = f"http://127.0.0.1:{port}/_stcore/health"
            bare.append(seconds(command, health, Path(folder), {}))
            port = str(free_port())
            health = f"http://127.0.0.1:{port}/healthz"
            whole.append(seconds(["make", "-s", "run"], health, ROOT, house | {"PORT": port}))
        for name, figures in (("bare streamlit run", bare), ("make run", whole)):
            low, mid, high = min(figures), median(figures), max(figures)
            print(f"{name:20} min {low:.2f} s  median {mid:.2f} s  max {high:.2f} s")
        print(f"difference of medians {median(whole) - median(bare):+.2f} s")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5)

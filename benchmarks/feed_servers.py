"""The servers that are measured, each in a process of its own on one core, and what loads them."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.feed_house import ROOT, environment
from tests.support import free_port

SERVER_CORE, LOAD_CORE = "0", "1"
_TICK = os.sysconf("SC_CLK_TCK")
_NGINX = """
{user} daemon off; worker_processes 1; pid {folder}/nginx.pid; error_log stderr emerg;
events {{}}
http {{
    client_body_temp_path {folder}/b; proxy_temp_path {folder}/p;
    fastcgi_temp_path {folder}/f; uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;
    keepalive_requests 100000000; sendfile on; open_file_cache max=100;
    include levende-hus/maps.conf;
    server {{
        listen 127.0.0.1:{port}; root {root};
        include levende-hus/published.conf;
        location @missing {{ return 404; }}
    }}
}}
"""


@dataclass
class Running:
    """A server that answers; `pids` are it and its children."""

    url: str
    process: subprocess.Popen[bytes]

    @property
    def pids(self) -> list[int]:
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text()
        return [self.process.pid, *map(int, children.split())]

    def cpu(self) -> float:
        """Seconds of processor time so far."""
        ticks = 0
        for pid in self.pids:
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            ticks += int(fields[11]) + int(fields[12])
        return ticks / _TICK

    def resident(self) -> int:
        """Bytes of memory."""
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        return int(re.findall(r"VmRSS:\s+(\d+) kB", status)[0]) * 1024


@contextmanager
def started(
    command: Sequence[str], url: str, ready: str, env: dict[str, str], core: str = SERVER_CORE
) -> Iterator[Running]:
    """Start pinned to `core`, wait until `ready` answers, stop at the end."""
    process = subprocess.Popen(
        ["taskset", "-c", core, *command],
        cwd=ROOT,
        env=env,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            try:
                with urllib.request.urlopen(f"{url}{ready}", timeout=5):
                    break
            except (urllib.error.URLError, ConnectionError, TimeoutError):
                time.sleep(0.05)
        else:
            raise RuntimeError(f"{command[0]} did not answer at {url}{ready}")
        yield Running(url, process)
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(20)


def calendars(house: Path, core: str = SERVER_CORE):  # type: ignore[no-untyped-def]
    """`make feeds` over a house's database."""
    port = free_port()
    command = [sys.executable, "manage.py", "feeds"]
    return started(command, f"http://127.0.0.1:{port}", "/healthz", environment(house, port), core)


def whole_house(house: Path, core: str = SERVER_CORE):  # type: ignore[no-untyped-def]
    """`make run`: everything in one process."""
    port = free_port()
    command = [sys.executable, "manage.py", "serve", "--no-demo"]
    return started(command, f"http://127.0.0.1:{port}", "/healthz", environment(house, port), core)


def nginx(folder: Path, root: Path):  # type: ignore[no-untyped-def]
    """nginx with one worker before a published folder, with our own configuration for it."""
    program = shutil.which("nginx") or "/usr/sbin/nginx"
    port = free_port()
    shutil.copytree(ROOT / "deploy" / "nginx", folder / "levende-hus")
    user = "user root;" if os.geteuid() == 0 else ""
    text = _NGINX.format(folder=folder, port=port, root=root, user=user)
    (folder / "nginx.conf").write_text(text)
    command = [program, "-p", str(folder), "-c", str(folder / "nginx.conf")]
    return started(command, f"http://127.0.0.1:{port}", "/robots.txt", dict(os.environ))


def radicale(folder: Path):  # type: ignore[no-untyped-def]
    """Radicale without sign-in, its collections in `folder`."""
    port = free_port()
    command = [sys.executable, "-m", "radicale", "--config", ""]
    command += ["--server-hosts", f"127.0.0.1:{port}", "--auth-type", "none"]
    command += ["--storage-filesystem-folder", str(folder), "--rights-type", "authenticated"]
    command += ["--logging-level", "warning"]
    return started(command, f"http://127.0.0.1:{port}", "/.web/", dict(os.environ))


@dataclass(frozen=True)
class Loaded:
    """What wrk counted, and the processor time a request cost the server."""

    per_second: float
    cpu_us: float
    statuses: dict[str, int]


_SCRIPT = """
%s
function response(status) counts = counts or {} counts[status] = (counts[status] or 0) + 1 end
local threads = {}
function setup(thread) table.insert(threads, thread) end
function done(summary, latency)
  local statuses = {}
  for _, thread in ipairs(threads) do
    local found = thread:get("counts") or {}
    for status, number in pairs(found) do statuses[status] = (statuses[status] or 0) + number end
  end
  local parts = {}
  for status, number in pairs(statuses) do table.insert(parts, '"' .. status .. '":' .. number) end
  print('RESULT {"requests":' .. summary.requests .. ',"us":' .. summary.duration ..
    ',"statuses":{' .. table.concat(parts, ",") .. '}}')
end
"""


def load(server: Running, path: str, folder: Path, seconds: float, **headers: str) -> Loaded:
    """Fetch one address as fast as it goes: wrk on its own core, eight connections."""
    lines = [
        f"wrk.headers[{json.dumps(name.replace('_', '-'))}] = {json.dumps(value)}"
        for name, value in headers.items()
    ]
    script = folder / "load.lua"
    script.write_text(_SCRIPT % "\n".join(lines))
    before = server.cpu()
    wrk = ["taskset", "-c", LOAD_CORE, "wrk", "-t1", "-c8", f"-d{seconds:g}s", "-s", str(script)]
    done = subprocess.run(
        [*wrk, f"{server.url}{path}"],
        capture_output=True,
        text=True,
        check=True,
    )
    used = server.cpu() - before
    found = json.loads(done.stdout.partition("RESULT ")[2].splitlines()[0])
    requests = found["requests"]
    return Loaded(requests / (found["us"] / 1e6), used / max(requests, 1) * 1e6, found["statuses"])

"""The clients, and how each is asked what it shows."""
import json, os, shutil, subprocess, sys, time

HERE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
STATE = os.environ.get("INTEROP_HOME", HERE)     # where setup.sh put venv/, node_modules/ and build/
VENV = os.path.join(STATE, "venv", "bin", "python")
PY = VENV if os.path.exists(VENV) else sys.executable


def adapter(name):
    return os.path.join(HERE, "adapters", name)


def pyver(pkg):
    return [PY, "-c", f"from importlib.metadata import version as v; print('{pkg} '+v('{pkg}'))"]


def npmver(pkg):
    return ["node", "-p", f"'{pkg} '+JSON.parse(require('fs').readFileSync('{STATE}/node_modules/{pkg}/package.json')).version"]


def debver(pkg):
    return ["dpkg-query", "-W", "-f", "${Package} ${Version}", pkg]


# name: (what it stands for, command, version command, how it gets the feed)
CLIENTS = {
    "khal": ("vdirsyncer + khal, subscribed", [PY, adapter("khal_vdirsyncer.py")], pyver("khal"), "http"),
    "icaljs": ("ical.js: Nextcloud web, FullCalendar", ["node", os.path.join(STATE, "adapters", "icaljs.mjs")], npmver("ical.js"), "file"),
    "libical": ("libical: GNOME/Cyrus engine", [os.path.join(STATE, "build", "libical")], debver("libical3"), "file"),
    "recurring": ("recurring-ical-events: open-web-calendar", [PY, adapter("py_recurring_ical_events.py")], pyver("recurring-ical-events"), "file"),
}


def run_client(name, ics, url, win, tz, env=None, timeout=400):
    cmd = CLIENTS[name][1]
    t = time.time()
    res = dict(name=name, occ=[], error=None, warn="", secs=0)
    if not (os.path.exists(cmd[0]) or shutil.which(cmd[0])):
        return dict(res, error="not installed")
    e = dict(os.environ, TZ=tz, PYTHONWARNINGS="ignore", **(env or {}))
    try:
        r = subprocess.run([*cmd, ics, url, *win, tz], capture_output=True, timeout=timeout, env=e, stdin=subprocess.DEVNULL)
    except subprocess.TimeoutExpired:
        return dict(res, error=f"no answer in {timeout} s", secs=timeout)
    res["secs"] = time.time() - t
    err = r.stderr.decode("utf-8", "replace").strip()
    if r.returncode:
        res["error"] = (err.splitlines() or [f"exit {r.returncode}"])[-1][:300]
    res["warn"] = err[-2000:]
    for l in r.stdout.decode("utf-8", "replace").splitlines():
        try:
            d = json.loads(l)
        except ValueError:
            continue
        res["occ"].append(d)
    return res

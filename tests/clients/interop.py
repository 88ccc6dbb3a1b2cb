#!/usr/bin/env python3
"""Run real calendar clients against an iCalendar feed and compare what each of them sees.

  interop.py run FEED [--window A B] [--expected F.json] [--clients a,b] [--tz Z] [--json OUT] [-v]
  interop.py update OLD.ics NEW.ics [--expected F.json]   a live subscription whose feed changes
  interop.py lint FEED          RFC 5545 and what calendar clients need beside it
  interop.py diff OLD NEW       two snapshots of one feed: UID, DTSTAMP, SEQUENCE stability
  interop.py http URL           headers, 304, HEAD, gzip, stability, robots.txt
  interop.py all URL            lint + http + run
  interop.py clients            what is installed, with versions
FEED is an http(s)/webcal URL or a file.  Exit status 0: nothing wrong."""
import argparse, concurrent.futures, json, os, re, subprocess, sys, urllib.error
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import httpcheck
import lint
from lib.compare import compare, in_window, majority, norm
from lib.fetch import get
from lib.origin import Feed
from lib.running import CLIENTS, run_client
from lib.snapshots import do_diff


def pick(names):
    if not names:
        return list(CLIENTS)
    out = [n for n in names.split(",") if n]
    for n in out:
        if n not in CLIENTS:
            sys.exit(f"no client {n}; there are: {', '.join(CLIENTS)}")
    return out


def short(o):
    return f"{o.get('start_utc')} {str(o.get('uid') or '')[:36]} {norm(o.get('summary'))[:40]!r}"


def table(rows, verbose):
    """rows: (comparison, result of run_client) of every client."""
    print(f"  {'client':12} {'n':>6} {'missing':>8} {'extra':>6} {'differ':>7} {'cancelled':>10} {'sec':>6}")
    for c, r in rows:
        print(f"{'! ' if c['bad'] else '  '}{r['name']:12} {c['n']:>6} {len(c['missing']):>8} {len(c['extra']):>6} {len(c['diff']):>7} {c['cancelled']:>10} {r['secs']:>6.1f}"
              + (f"  ERROR {r['error'][:110]}" if r["error"] else "") + (f"  {c['dup']} duplicates" if c["dup"] else ""))
        lim = 1000 if verbose else 3
        for what in ("missing", "extra"):
            for o in c[what][:lim]:
                print(f"      {what}: {short(o)}")
            if len(c[what]) > lim:
                print(f"      … {len(c[what]) - lim} more {what}")
        for o, b in c["diff"][:lim]:
            print(f"      differs: {short(o)} " + "; ".join(f"{f}: want {norm(x)[:60]!r} got {norm(y)[:60]!r}" for f, (x, y) in b.items()))
        if len(c["diff"]) > lim:
            print(f"      … {len(c['diff']) - lim} more differ")
        if verbose and r["warn"]:
            for l in r["warn"].splitlines()[-6:]:
                print(f"      stderr: {l[:200]}")


def expected_for(feed, given):
    """The file of expected occurrences: the one given, else the one beside the feed, else None."""
    beside = feed.removesuffix(".ics") + ".expected.json"
    return given or (beside if feed.endswith(".ics") and os.path.exists(beside) else None)


def load_expected(path):
    """(occurrences or None, window or None, note)"""
    if not path:
        return None, None, ""
    with open(path, encoding="utf-8") as f:
        j = json.load(f)
    return (j, None, "") if isinstance(j, list) else (j["occurrences"], j.get("window"), j.get("note", ""))


def do_run(a, feed):
    raw, path, url = get(feed)
    tz = ZoneInfo(a.tz)
    want, win, note = load_expected(expected_for(feed, a.expected))
    today = datetime.now(tz).date()
    win = a.window or win or [(today - timedelta(30)).isoformat(), (today + timedelta(365)).isoformat()]
    srv = Feed(path=path, url=url)
    try:
        with concurrent.futures.ThreadPoolExecutor(max_workers=a.jobs) as ex:
            results = list(ex.map(lambda n: run_client(n, path, srv.base + "/feed.ics", win, a.tz, timeout=a.timeout), pick(a.clients)))
    finally:
        srv.close()
        if url:
            os.unlink(path)
    results = [r for r in results if a.clients or r["error"] != "not installed"]
    if not results:
        sys.exit("interop: no client is installed; run setup.sh")
    kind = "expected"
    if want is None:
        want, n = majority(results, win, tz)
        kind = f"majority of {n} clients"
    want = [o for o in want if in_window(o["start_utc"], win, tz)]
    rows = [(compare(want, r, win, tz), r) for r in results]
    live = sum(o.get("status") != "CANCELLED" for o in want)
    print(f"{feed}: {len(raw)} bytes, window {win[0]}..{win[1]}, {live} live + {len(want) - live} cancelled occurrences ({kind}){'; ' + note if note else ''}")
    table(rows, a.verbose)
    if a.verbose:
        for q in srv.log:
            print("      http:", json.dumps(q))
    if a.json:
        answers = [dict(client=r["name"], n=c["n"], missing=c["missing"], extra=c["extra"], differ=[dict(want=o, fields=b) for o, b in c["diff"]],
                        cancelled=c["cancelled"], error=r["error"], secs=round(r["secs"], 2), occurrences=[o for o in r["occ"] if in_window(o["start_utc"], win, tz)])
                   for c, r in rows]
        with open(a.json, "w", encoding="utf-8") as f:
            json.dump(answers, f, ensure_ascii=False, indent=1)
    return sum(c["bad"] for c, _ in rows)


def do_update(a, old, new):
    """Subscribe to OLD, change the feed to NEW, refresh the same subscription: what do they show?"""
    tz = ZoneInfo(a.tz)
    want, win, _ = load_expected(expected_for(new, a.expected))
    win = a.window or win or sys.exit("--window or --expected is needed")
    results, logs = [], {}
    for n in pick(a.clients):
        if CLIENTS[n][3] != "http":
            continue
        srv = Feed(path=os.path.abspath(old), nxt=os.path.abspath(new))
        results.append(run_client(n, os.path.abspath(new), srv.base + "/feed.ics", win, a.tz, env={"INTEROP_NEXT": srv.base + "/__next"}, timeout=a.timeout))
        srv.close()
        logs[n] = srv.log
    if want is None:
        want = majority(results, win, tz)[0]
    want = [o for o in want if in_window(o["start_utc"], win, tz)]
    rows = [(compare(want, r, win, tz), r) for r in results]
    print(f"{old} -> {new}: what each subscription shows after the change")
    table(rows, a.verbose)
    for n, log in logs.items():
        print(f"  {n}: " + " | ".join("CHANGE" if q.get("event") else f"{q['method']} {q['status']}" + (" If-None-Match" if q.get("inm") else "") + (" If-Modified-Since" if q.get("ims") else "")
                                      + f" [{(q.get('ae') or 'no Accept-Encoding')}]" for q in log))
        ua = next((q.get("ua") for q in log if q.get("ua")), "-")
        print(f"      User-Agent: {ua[:100]}")
    return sum(c["bad"] for c, _ in rows)


def do_lint(feed):
    raw, path, url = get(feed)
    print(f"{feed}: {len(raw)} bytes")
    bad = lint.show(lint.lint(raw, path))
    if url:
        os.unlink(path)
    return bad


def list_clients():
    for n, (label, _, version, how) in CLIENTS.items():
        try:
            r = subprocess.run(version, capture_output=True, text=True)
            found = r.stdout.strip() if r.returncode == 0 else ""
        except FileNotFoundError:
            found = ""
        print(f"  {n:12} {how:4} {found or 'not installed':40} {label}")


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("cmd", choices=["run", "update", "lint", "diff", "http", "all", "clients"])
    ap.add_argument("feeds", nargs="*")
    ap.add_argument("--window", nargs=2, metavar=("FROM", "TO"))
    ap.add_argument("--expected")
    ap.add_argument("--clients", default=os.environ.get("INTEROP_CLIENTS", ""))
    ap.add_argument("--tz", default="Europe/Copenhagen", help="the client machine's own zone")
    ap.add_argument("--json")
    ap.add_argument("--jobs", type=int, default=min(4, os.cpu_count() or 2))
    ap.add_argument("--timeout", type=int, default=400)
    ap.add_argument("--wait", type=float, default=3.0, help="http: seconds between the two fetches")
    ap.add_argument("-v", "--verbose", action="store_true")
    a = ap.parse_args()
    need = {"update": 2, "diff": 2, "clients": 0}.get(a.cmd, 1)
    if len(a.feeds) < need:
        ap.error(f"{a.cmd} needs {need} feed(s)")
    if a.cmd == "clients":
        list_clients()
    bad = 0
    if a.cmd in ("lint", "all"):
        bad += sum(do_lint(f) for f in a.feeds)
    if a.cmd in ("http", "all"):
        bad += sum(httpcheck.check(re.sub(r"^webcal", "http", f), a.wait) for f in a.feeds)
    if a.cmd in ("run", "all"):
        bad += sum(do_run(a, f) for f in a.feeds)
    if a.cmd == "update":
        bad += do_update(a, *a.feeds[:2])
    if a.cmd == "diff":
        bad += do_diff(*a.feeds[:2])
    sys.exit(1 if bad else 0)


if __name__ == "__main__":
    try:
        main()
    except (urllib.error.URLError, FileNotFoundError) as e:
        sys.exit(f"interop: {e}")

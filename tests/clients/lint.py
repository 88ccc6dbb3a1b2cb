#!/usr/bin/env python3
"""RFC 5545 / 7986 and feed-contract checks of one .ics file.   lint.py FILE [--json]
Levels: E breaks the RFC or a known client, W hurts in some client, I for information."""
import json, os, subprocess, sys
from collections import Counter, defaultdict

from lib import icsraw
from lib.lint_events import Events
from lib.lint_values import TEXT

HERE = os.path.dirname(os.path.abspath(__file__))


class Lint(Events):
    def run(self):
        self.tzids, self.cache, self.fresh = {}, {}, 0
        self.bytes_()
        roots = icsraw.parse(self.raw, self.add)
        if len(roots) != 1 or roots[0].name != "VCALENDAR":
            self.E("vcalendar", 1, f"{len(roots)} top-level components, expected one VCALENDAR")
        for cal in [r for r in roots if r.name == "VCALENDAR"]:
            if not cal.val("PRODID"):
                self.E("prodid", cal.line, "no PRODID (3.6)")
            if cal.val("VERSION") != "2.0":
                self.E("version", cal.line, "VERSION is not 2.0 (3.6)")
            if cal.val("CALSCALE", "GREGORIAN") != "GREGORIAN":
                self.E("calscale", cal.line, "CALSCALE is not GREGORIAN")
            m = cal.val("METHOD")
            if m and m != "PUBLISH":
                self.E("method", cal.line, f"METHOD:{m} in a subscription feed: treated as an invitation or refused")
            elif m:
                self.W("method", cal.line, "METHOD:PUBLISH: not needed; Apple imports it as a message, CalDAV stores refuse it (RFC 4791 4.1)")
            for n in ("X-WR-CALNAME", "NAME"):
                if not cal.val(n):
                    self.W("calname", cal.line, f"no {n}")
            ri = cal.get("REFRESH-INTERVAL")
            if not ri:
                self.W("refresh", cal.line, "no REFRESH-INTERVAL;VALUE=DURATION (RFC 7986 5.7)")
            elif ri.p("VALUE") != "DURATION" or not icsraw.DUR.match(ri.value):
                self.E("refresh", ri.line, "REFRESH-INTERVAL must be ;VALUE=DURATION:… (RFC 7986 5.7; Home Assistant refuses the feed, core#178736)")
            if not cal.val("X-PUBLISHED-TTL"):
                self.I("refresh-ttl", cal.line, "no X-PUBLISHED-TTL (Outlook, Nextcloud)")
            for p in cal.props:
                if p.name in TEXT:
                    self.text(p)
            defined = defaultdict(int)
            for t in cal.subs:
                if t.name == "VTIMEZONE":
                    defined[t.val("TZID")] += 1
                    self.vtimezone(t)
            evs = [c for c in cal.subs if c.name == "VEVENT"]
            if not evs:
                self.W("empty", cal.line, "no VEVENT: a feed that goes empty is not followed by Evolution/GNOME or vdirsyncer (they keep the old events)")
            masters, overrides, seen = defaultdict(list), defaultdict(list), {}
            for e in evs:
                (overrides if e.get("RECURRENCE-ID") else masters)[e.val("UID")].append(e)
                r = e.get("RECURRENCE-ID")
                k = (e.val("UID"), r.value if r else None)
                if e.val("UID") and k in seen:
                    self.E("uid-unique", e.line, f"UID {k[0]!r} (RECURRENCE-ID {k[1]}) already at line {seen[k]} (3.8.4.7)")
                seen[k] = e.line
            for e in evs:
                self.event(e, masters, overrides)
            for t, ln in self.tzids.items():
                if not defined.get(t):
                    self.E("tzid-vtimezone", ln, f"TZID {t} has no VTIMEZONE (3.2.19): Outlook shows the wrong hour")
            for t, n in defined.items():
                if n > 1:
                    self.W("vtimezone-dup", cal.line, f"{n} VTIMEZONE {t}")
                if t not in self.tzids:
                    self.I("vtimezone-unused", cal.line, f"VTIMEZONE {t} is not used")
            if self.fresh and self.fresh >= max(1, len(evs) // 2):
                self.W("dtstamp-now", cal.line, f"{self.fresh} DTSTAMPs within 90 s of now: probably made per request, so the ETag never holds")
            known = {"VEVENT", "VTIMEZONE", "VTODO", "VJOURNAL", "VFREEBUSY"}
            for c in cal.subs:
                if c.name not in known:
                    self.W("component", c.line, f"component {c.name}")
        return self.f


def outside(path):
    """A second opinion: libical's own parser."""
    out = []
    b = os.path.join(os.environ.get("INTEROP_HOME", HERE), "build", "libical")
    if os.path.exists(b):
        r = subprocess.run([b, path, "-", "1970-01-01", "1970-01-02", "Europe/Copenhagen"], capture_output=True, text=True)
        for l in dict.fromkeys(x for x in r.stderr.splitlines() if x.startswith("libical:")):
            out.append(dict(level="E", code="libical", line=0, text=l[9:]))
    return out


def lint(raw, path=None, second=True):
    f = Lint(raw).run()
    if second and path:
        f += outside(path)
    return f


def show(findings):
    by = defaultdict(list)
    for x in findings:
        by[(x["level"], x["code"])].append(x)
    for (lv, code), xs in sorted(by.items(), key=lambda k: ("EWI".index(k[0][0]), k[0][1])):
        print(f"  {lv} {code:18} x{len(xs):<5} line {xs[0]['line']}: {xs[0]['text']}")
    n = Counter(x["level"] for x in findings)
    print(f"  lint: {n['E']} errors, {n['W']} warnings, {n['I']} notes")
    return n["E"]


if __name__ == "__main__":
    args = [a for a in sys.argv[1:] if not a.startswith("--")]
    raw = open(args[0], "rb").read()
    f = lint(raw, args[0], "--own" not in sys.argv)
    if "--json" in sys.argv:
        print(json.dumps(f, ensure_ascii=False, indent=1))
    else:
        show(f)
    sys.exit(1 if any(x["level"] == "E" for x in f) else 0)

"""What a client shows against what it should show."""
import unicodedata
from collections import Counter, defaultdict
from datetime import date, datetime, UTC

FIELDS = ("end_utc", "summary", "status", "location")


def in_window(start, win, tz):
    if not start:
        return False
    if len(start) == 10:
        return win[0] <= start < win[1]
    lo, hi = (datetime.combine(date.fromisoformat(x), datetime.min.time(), tz).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") for x in win)
    return lo <= start < hi


def norm(s):
    return unicodedata.normalize("NFC", str(s or "")).replace("\r\n", "\n").replace("\r", "\n")


def compare(want, res, win, tz):
    """Match a client's occurrences with the expected ones; by UID and start, or start and title when it keeps no UID."""
    occ = [o for o in res["occ"] if in_window(o.get("start_utc"), win, tz)]
    has_uid = any(o.get("uid") for o in occ)
    have, exp, dup = {}, {}, 0
    if has_uid:
        key = lambda o: (o["uid"], o["start_utc"])
        dup = len(occ) - len({key(o) for o in occ})
        for o in occ:
            have.setdefault(key(o), o)
        exp = {key(o): o for o in want}
    else:       # no UID: two events of the same title at the same time are told apart only by their number
        for d, os_ in ((have, occ), (exp, want)):
            n = Counter()
            for o in sorted(os_, key=lambda o: str(o.get("end_utc"))):
                k = (o["start_utc"], norm(o["summary"]).split("\n")[0])
                d[(*k, n[k])] = o
                n[k] += 1
    live = lambda o: o.get("status") != "CANCELLED"
    missing = [o for k, o in exp.items() if live(o) and k not in have]
    canc = [(k, o) for k, o in exp.items() if not live(o)]
    shown = [k for k, _ in canc if k in have]
    flagged = [k for k in shown if not live(have[k])]
    extra = [o for k, o in have.items() if k not in exp]
    first = (lambda v: v) if has_uid else (lambda v: str(v or "").split("\n")[0])
    diff = []
    for k, o in exp.items():
        if k in have:
            g = have[k]
            bad = {f: (o.get(f), g.get(f)) for f in FIELDS if g.get(f) is not None and norm(o.get(f)) != norm(g.get(f))
                   and not (f == "summary" and first(norm(o.get(f))) == first(norm(g.get(f))) and not has_uid)
                   and not (f == "status" and not (live(o) and has_uid and g.get("status") is not None and g["status"] != ""))}
            if g.get("end_utc") is None and not has_uid:
                bad.pop("end_utc", None)
            if bad:
                diff.append((o, bad))
    c = "-" if not canc else f"{len(shown)}/{len(canc)}" + ("" if len(flagged) == len(shown) else " as live!")
    bad = bool(missing or extra or diff or dup or (len(flagged) != len(shown)))
    return dict(n=len([o for o in occ if live(o)]), missing=missing, extra=extra, diff=diff, dup=dup, cancelled=c, bad=bad or bool(res["error"]))


def majority(results, win, tz):
    ok = [r for r in results if not r["error"]]
    votes = defaultdict(list)
    uids = [r for r in ok if any(o.get("uid") for o in r["occ"])] or ok
    for r in uids:
        for o in {(o["uid"], o["start_utc"]): o for o in r["occ"] if in_window(o["start_utc"], win, tz)}.values():
            votes[(o["uid"], o["start_utc"])].append(o)
    out = []
    for k, os_ in votes.items():
        if len(os_) * 2 > len(uids):
            out.append({"uid": k[0], "start_utc": k[1], **{f: Counter(norm(o.get(f)) for o in os_).most_common(1)[0][0] for f in FIELDS}})
    return out, len(uids)

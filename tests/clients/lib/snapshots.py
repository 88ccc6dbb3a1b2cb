"""Two snapshots of one feed: did UID, SEQUENCE, DTSTAMP and LAST-MODIFIED move as they should?"""
from collections import Counter

from lib import icsraw
from lib.fetch import get


def do_diff(old, new):
    """Stability rules between two snapshots of one feed."""
    bad = 0

    def load(p):
        raw = get(p)[0]
        d = {}
        for root in icsraw.parse(raw):
            for e in root.subs:
                if e.name == "VEVENT":
                    r = e.get("RECURRENCE-ID")
                    d[(e.val("UID"), r.value if r else None)] = e
        return raw, d
    ra, da = load(old)
    rb, db = load(new)
    body = lambda e: sorted((p.name, str(p.params), p.value) for p in e.props if p.name not in ("DTSTAMP", "LAST-MODIFIED", "SEQUENCE", "CREATED"))
    n = Counter()
    # a series counts as changed when any of its overrides came, went or changed
    touched = {k[0] for k in set(da) ^ set(db)} | {k[0] for k in set(da) & set(db) if body(da[k]) != body(db[k])}
    for k, e in db.items():
        o = da.get(k)
        if o is None:
            n["new"] += 1
            continue
        same = body(o) == body(e)
        st = [(x.val("DTSTAMP"), x.val("LAST-MODIFIED"), int(x.val("SEQUENCE") or 0)) for x in (o, e)]
        if same and st[0] != st[1] and k[0] not in touched:
            n["stamps moved though nothing changed"] += 1
        if same:
            n["same"] += 1
            continue
        n["changed"] += 1
        if st[1][2] < st[0][2]:
            n["SEQUENCE went down"] += 1
        tm = lambda x: [(p.name, p.value) for p in x.props if p.name in ("DTSTART", "DTEND", "DURATION", "RRULE", "RDATE", "EXDATE")]
        if tm(o) != tm(e) and st[1][2] <= st[0][2]:
            n["times changed but SEQUENCE did not rise (RFC 5546 2.1.4)"] += 1
        if (st[1][0] or "") <= (st[0][0] or "") and (st[1][1] or "") <= (st[0][1] or ""):
            n["changed but neither DTSTAMP nor LAST-MODIFIED rose (3.8.7.2)"] += 1
    n["gone"] = len(set(da) - set(db))
    titles = Counter((e.val("SUMMARY"), e.val("DTSTART")) for k, e in da.items() if k not in db)
    moved = sum(1 for k, e in db.items() if k not in da and titles.get((e.val("SUMMARY"), e.val("DTSTART"))))
    if moved:
        n["same title and time under a new UID"] += moved
    print(f"{old} -> {new}: {'byte-identical' if ra == rb else 'differs'}")
    for k, v in n.items():
        fault = k not in ("new", "same", "changed", "gone") and v
        bad += bool(fault)
        print(f"  {'! ' if fault else '  '}{v:6} {k}")
    return bad

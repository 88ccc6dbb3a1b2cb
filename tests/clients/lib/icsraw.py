"""A small strict iCalendar reader of its own: bytes in, lines/components/findings out (RFC 5545 3.1).
Independent of every client library the harness measures."""
import re
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, UTC
from zoneinfo import ZoneInfo

NAME = r"[A-Za-z0-9-]+"
QSAFE = '[^"\x00-\x08\x0a-\x1f\x7f]'
SAFE = '[^",;:\x00-\x08\x0a-\x1f\x7f]'
PVAL = f'(?:"{QSAFE}*"|{SAFE}*)'
LINE = re.compile(f"^({NAME})((?:;{NAME}={PVAL}(?:,{PVAL})*)*):(.*)$", re.S)
PARAM = re.compile(f";({NAME})=({PVAL}(?:,{PVAL})*)")


@dataclass
class Prop:
    name: str
    params: dict
    value: str
    line: int

    def p(self, k):
        v = self.params.get(k)
        return v[0] if v else None


@dataclass
class Comp:
    name: str
    line: int
    props: list = field(default_factory=list)
    subs: list = field(default_factory=list)

    def get(self, name):
        return next((p for p in self.props if p.name == name), None)

    def all(self, name):
        return [p for p in self.props if p.name == name]

    def val(self, name, default=None):
        p = self.get(name)
        return p.value if p else default


def unfold(raw):
    """[(line number, bytes)] of the logical lines; accepts CRLF and LF (the linter judges that)."""
    out, n = [], 0
    for phys in re.split(rb"\r\n|\n|\r", raw):
        n += 1
        if phys[:1] in (b" ", b"\t") and out:
            out[-1] = (out[-1][0], out[-1][1] + phys[1:])
        else:
            out.append((n, phys))
    return out


def parse(raw, report=lambda *a: None):
    """Roots (list of Comp). report(level, code, line, text) gets what is wrong."""
    if raw.startswith(b"\xef\xbb\xbf"):
        report("E", "bom", 1, "byte order mark before BEGIN:VCALENDAR")
        raw = raw[3:]
    roots, stack = [], []
    lines = unfold(raw)
    while lines and not lines[-1][1]:
        lines.pop()
    for n, b in lines:
        try:
            t = b.decode("utf-8")
        except UnicodeDecodeError as e:
            report("E", "utf8", n, f"not UTF-8: {e.reason}")
            t = b.decode("utf-8", "replace")
        if t == "":
            report("E", "line-syntax", n, "empty line inside the calendar")
            continue
        m = LINE.match(t)
        if not m:
            report("E", "line-syntax", n, f"not a content line: {t[:60]!r}")
            continue
        name, value = m[1].upper(), m[3]
        params = {}
        for pn, pv in PARAM.findall(m[2]):
            vals = [v[1:-1] if v[:1] == '"' else v for v in re.findall(PVAL, pv) if v != ""]
            params.setdefault(pn.upper(), []).extend(vals or [""])
        if name == "BEGIN":
            c = Comp(value.upper(), n)
            (stack[-1].subs if stack else roots).append(c)
            stack.append(c)
        elif name == "END":
            if not stack or stack[-1].name != value.upper():
                report("E", "nesting", n, f"END:{value} does not close {stack[-1].name if stack else 'anything'}")
                if any(c.name == value.upper() for c in stack):
                    while stack and stack.pop().name != value.upper():
                        pass
            else:
                stack.pop()
        elif stack:
            stack[-1].props.append(Prop(name, params, value, n))
        else:
            report("E", "vcalendar", n, f"content outside VCALENDAR: {t[:60]!r}")
    for c in stack:
        report("E", "nesting", c.line, f"BEGIN:{c.name} is never closed")
    return roots


def unescape(s):
    return re.sub(r"\\([\\;,nN])", lambda m: "\n" if m[1] in "nN" else m[1], s)


DT = re.compile(r"^(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)(\d\d)(Z?))?$")


def dtval(text, tzid=None):
    """date, naive datetime (floating), or aware datetime; (value, wall-clock naive)."""
    m = DT.match(text)
    if not m:
        raise ValueError(f"not a date or date-time: {text!r}")
    y, mo, d = int(m[1]), int(m[2]), int(m[3])
    if m[4] is None:
        return date(y, mo, d)
    v = datetime(y, mo, d, int(m[4]), int(m[5]), min(int(m[6]), 59))
    if m[7]:
        return v.replace(tzinfo=UTC)
    if tzid:
        return v.replace(tzinfo=zone(tzid))
    return v


def zone(tzid):
    try:
        return ZoneInfo(tzid.lstrip("/"))
    except Exception:
        raise ValueError(f"TZID {tzid!r} is not in the time-zone database")


DUR = re.compile(r"^([+-]?)P(?:(\d+)W|(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?)$")


def duration(s):
    m = DUR.match(s)
    if not m or s.lstrip("+-") in ("P", "PT"):
        raise ValueError(f"not a duration: {s!r}")
    w, d, h, mi, se = (int(x or 0) for x in m.groups()[1:])
    t = (timedelta(weeks=w, days=d), timedelta(hours=h, minutes=mi, seconds=se))
    return tuple(-x for x in t) if m[1] == "-" else t


def utcstamp(v, tz):
    if v is None:
        return None
    if isinstance(v, datetime):
        return (v if v.tzinfo else v.replace(tzinfo=tz)).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return v.isoformat()


def components(raw, tz):
    """What a parser must read: one dict per VEVENT (masters and overrides)."""
    out = []
    for root in parse(raw):
        for e in root.subs:
            if e.name != "VEVENT":
                continue
            s = e.get("DTSTART")
            sv = dtval(s.value, s.p("TZID")) if s else None
            en = e.get("DTEND")
            ev = dtval(en.value, en.p("TZID")) if en else None
            out.append(dict(uid=e.val("UID", ""), start_utc=utcstamp(sv, tz), end_utc=utcstamp(ev, tz), summary=unescape(e.val("SUMMARY", "")),
                            status=e.val("STATUS", "").upper(), location=unescape(e.val("LOCATION", "")), has_end=en is not None))
    return out

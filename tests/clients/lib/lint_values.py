"""The linter's ground: findings, bytes, time zones, texts and dates."""
import re
from datetime import datetime, timedelta, UTC

from dateutil.rrule import rrulestr

from lib.icsraw import dtval, unescape, zone

TEXT = {"SUMMARY", "LOCATION", "DESCRIPTION", "COMMENT", "CONTACT", "X-WR-CALNAME", "X-WR-CALDESC", "NAME", "PRODID", "UID"}
TEXTLIST = {"CATEGORIES", "RESOURCES"}
GOOGLE_MAX, NEXTCLOUD_WARN = 1_000_000, 10_000_000


class Values:
    def __init__(self, raw, now=None):
        self.raw, self.f = raw, []
        self.now = now or datetime.now(UTC)

    def add(self, level, code, line, text):
        self.f.append(dict(level=level, code=code, line=line, text=text))

    def E(self, c, l, t): self.add("E", c, l, t)
    def W(self, c, l, t): self.add("W", c, l, t)
    def I(self, c, l, t): self.add("I", c, l, t)

    # -- bytes -----------------------------------------------------------------------------
    def bytes_(self):
        raw = self.raw
        if b"\r" in raw.replace(b"\r\n", b"") or b"\n" in raw.replace(b"\r\n", b""):
            bare = len(re.findall(rb"(?<!\r)\n", raw)) + len(re.findall(rb"\r(?!\n)", raw))
            self.E("crlf", 1, f"{bare} line ends are not CRLF (3.1)")
        if not raw.endswith((b"\r\n", b"\n")):
            self.W("final-crlf", raw.count(b"\n") + 1, "the last line has no line end")
        long_, split_ = [], []
        for n, l in enumerate(re.split(rb"\r\n|\n|\r", raw), 1):
            if len(l) > 75:
                long_.append(n)
            if l[:1] in (b" ", b"\t") and len(l) > 1 and (l[1] & 0xC0) == 0x80:
                split_.append(n)
        if long_:
            self.E("line-length", long_[0], f"{len(long_)} lines over 75 octets (3.1)")
        if split_:
            self.E("fold-utf8", split_[0], f"{len(split_)} folds inside a UTF-8 character (3.1)")
        m = re.search(rb"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]", raw)
        if m:
            self.E("control-char", raw.count(b"\n", 0, m.start()) + 1, f"control character 0x{raw[m.start()]:02x} (3.1)")
        if len(raw) > NEXTCLOUD_WARN:
            self.E("size", 1, f"{len(raw)} bytes: over 10 MB")
        elif len(raw) > GOOGLE_MAX:
            self.W("size", 1, f"{len(raw)} bytes: over the 1 MB Google Calendar takes")

    # -- one VTIMEZONE against the tz database ------------------------------------------------
    def vtimezone(self, tz):
        tzid = tz.val("TZID")
        if not tzid:
            return self.E("vtimezone", tz.line, "VTIMEZONE without TZID")
        obs = [c for c in tz.subs if c.name in ("STANDARD", "DAYLIGHT")]
        if not obs:
            return self.E("vtimezone", tz.line, f"{tzid}: no STANDARD or DAYLIGHT")
        for o in obs:
            for need in ("DTSTART", "TZOFFSETFROM", "TZOFFSETTO"):
                if not o.get(need):
                    return self.E("vtimezone", o.line, f"{tzid} {o.name}: no {need} (3.6.5)")
            if not o.get("RRULE") and o.get("RDATE"):
                self.W("vtimezone-rdate", o.line, f"{tzid}: transitions as RDATE; Outlook needs RRULE from 1970 (iCalcreator#86)")
        try:
            z = zone(tzid)
        except ValueError:
            return self.W("tzid-name", tz.line, f"{tzid} is not an Olson name: clients without the VTIMEZONE cannot place it")

        def off(s):
            m = re.match(r"^([+-])(\d\d)(\d\d)(\d\d)?$", s)
            return timedelta(hours=int(m[2]), minutes=int(m[3])) * (-1 if m[1] == "-" else 1)
        trans = []
        for o in obs:
            start = dtval(o.val("DTSTART"))
            times = [start]
            if o.val("RRULE"):
                r = re.sub(r"UNTIL=(\d{8}T\d{6})Z", r"UNTIL=\1", o.val("RRULE"))
                times = list(rrulestr(r, dtstart=start).between(start - timedelta(1), datetime(2041, 1, 1)))
            for rd in o.all("RDATE"):
                times += [dtval(x) for x in rd.value.split(",")]
            trans += [(t - off(o.val("TZOFFSETFROM")), off(o.val("TZOFFSETTO"))) for t in times]
        trans.sort()
        lo, hi = self.now - timedelta(days=400), self.now + timedelta(days=1500)
        t = lo.replace(minute=0, second=0, microsecond=0)
        while t < hi:
            naive = t.replace(tzinfo=None)
            have = next((o for at, o in reversed(trans) if at <= naive), None)
            want = t.astimezone(z).utcoffset()
            if have is not None and have != want:
                return self.E("vtimezone-truth", tz.line, f"{tzid}: VTIMEZONE says {have} at {naive}Z, the tz database {want}")
            t += timedelta(hours=13)

    # -- text values ---------------------------------------------------------------------------
    def text(self, p):
        v = p.value
        bare = re.sub(r"\\.", "", v, flags=re.S)
        if ";" in bare:
            self.E("text-bare-semicolon", p.line, f"{p.name}: ';' is not escaped (3.3.11)")
        if "," in bare and p.name not in TEXTLIST:
            self.E("text-bare-comma", p.line, f"{p.name}: ',' is not escaped (3.3.11)")
        m = re.search(r"(?:^|[^\\])(?:\\\\)*(\\(?![\\;,nN]).?)", v, re.S)
        if m:
            self.E("text-bad-escape", p.line, f"{p.name}: {m[1]!r} is no escape (3.3.11)")
        u = unescape(v)
        if re.search(r"(BEGIN|END):V(EVENT|CALENDAR|TIMEZONE|ALARM|TODO)", u, re.I):
            self.W("text-marker", p.line, f"{p.name} holds a component marker as text: naive parsers (ts-ics) split the event there")
        if "\\" in u and p.name != "DESCRIPTION":
            self.I("backslash", p.line, f"{p.name} holds a backslash: node-ical, ics.py and ruby-icalendar unescape \\\\n wrongly")
        if re.search("[\u202a-\u202e\u2066-\u2069]", u):
            self.W("bidi", p.line, f"{p.name}: bidirectional control characters")
        if p.name in ("SUMMARY", "LOCATION") and "\n" in u:
            self.W("newline", p.line, f"{p.name} holds a line break")
        if p.name == "DESCRIPTION" and re.search(r"</?(p|div|br|b|i|a|ul|li|span)\b[^>]*>", u):
            self.W("html", p.line, "DESCRIPTION holds HTML tags: most clients show them as text")
        if p.name == "DESCRIPTION" and len(u) > 8000:
            self.W("long-desc", p.line, f"DESCRIPTION of {len(u)} characters (Google keeps 8192)")

    # -- one VEVENT -------------------------------------------------------------------------------
    def dt(self, e, p):
        vs = []
        is_date = p.p("VALUE") == "DATE"
        for v in p.value.split(","):
            if p.p("VALUE") == "PERIOD":
                self.W("period", p.line, f"{p.name}: PERIOD values are ignored by Outlook")
                v = v.split("/")[0]
            try:
                d = dtval(v, p.p("TZID") if "T" in v and not v.endswith("Z") else None)
            except ValueError as x:
                self.E("date-value", p.line, f"{p.name}: {x}")
                continue
            if isinstance(d, datetime) == is_date:
                self.E("value-type", p.line, f"{p.name}: VALUE={'DATE' if is_date else 'DATE-TIME'} and {v} do not agree")
            if v.endswith("Z") and p.p("TZID"):
                self.E("tzid-utc", p.line, f"{p.name}: TZID on a UTC value (3.2.19)")
            elif isinstance(d, datetime) and d.tzinfo is None and p.name in ("DTSTART", "DTEND", "RECURRENCE-ID", "EXDATE", "RDATE"):
                self.E("floating", p.line, f"{p.name}: floating local time shifts with each reader's zone")
            elif isinstance(d, datetime) and d.tzinfo not in (None, UTC):
                if d.replace(fold=0).utcoffset() != d.replace(fold=1).utcoffset():
                    rt = d.astimezone(UTC).astimezone(d.tzinfo).replace(tzinfo=None)
                    self.W("dst-hour", p.line, f"{p.name}: {v} is {'skipped' if rt != d.replace(tzinfo=None) else 'doubled'} by the clock change")
            vs.append(d)
        if p.p("TZID"):
            self.tzids.setdefault(p.p("TZID"), p.line)
        return vs

"""The linter's rules for one VEVENT: its properties, its times, its recurrence."""
import re
from collections import Counter
from datetime import datetime, timedelta, UTC

from dateutil.rrule import rrulestr

from lib.icsraw import dtval, duration, zone
from lib.lint_values import TEXT, TEXTLIST, Values

ONCE = {"UID", "DTSTAMP", "DTSTART", "DTEND", "DURATION", "SUMMARY", "LOCATION", "CLASS", "CREATED", "GEO", "LAST-MODIFIED", "ORGANIZER",
        "PRIORITY", "SEQUENCE", "STATUS", "TRANSP", "URL", "RECURRENCE-ID", "DESCRIPTION", "COLOR"}
ENUM = {"STATUS": {"TENTATIVE", "CONFIRMED", "CANCELLED"}, "TRANSP": {"OPAQUE", "TRANSPARENT"}}


class Events(Values):
    def event(self, e, masters, overrides):
        ln = e.line
        uid = e.val("UID")
        for need in ("UID", "DTSTAMP", "DTSTART"):
            if not e.val(need):
                self.E(f"vevent-{need.lower()}", ln, f"VEVENT without {need} (3.6.1)")
        c = Counter(p.name for p in e.props)
        for n in ONCE:
            if c[n] > 1:
                self.E("once", ln, f"{n} occurs {c[n]} times in one VEVENT (3.6.1)")
        if uid and (len(uid.encode()) > 255 or not uid.isascii() or re.search(r"\s", uid)):
            self.W("uid-form", ln, "UID over 255 octets, non-ASCII or with blanks")
        st = e.val("DTSTAMP")
        if st and not re.match(r"^\d{8}T\d{6}Z$", st):
            self.E("dtstamp-utc", e.get("DTSTAMP").line, "DTSTAMP is not UTC (3.8.7.2)")
        elif st:
            t = dtval(st)
            if t > self.now + timedelta(minutes=5):
                self.W("dtstamp-future", ln, "DTSTAMP in the future")
            elif abs((self.now - t).total_seconds()) < 90:
                self.fresh += 1
        for n in ("CREATED", "LAST-MODIFIED"):
            if e.val(n) and not re.match(r"^\d{8}T\d{6}Z$", e.val(n)):
                self.E("utc-stamp", e.get(n).line, f"{n} is not UTC (3.8.7)")
        for n, ok in ENUM.items():
            if e.val(n) and e.val(n) not in ok:
                self.E("enum", e.get(n).line, f"{n}:{e.val(n)} (allowed {', '.join(sorted(ok))})")
        if e.val("SEQUENCE") and not e.val("SEQUENCE").isdigit():
            self.E("sequence", ln, "SEQUENCE is not a whole number")
        if not e.val("SUMMARY"):
            self.W("summary", ln, "VEVENT without SUMMARY")
        if e.val("GEO") and not re.match(r"^-?\d+(\.\d+)?;-?\d+(\.\d+)?$", e.val("GEO")):
            self.E("geo", e.get("GEO").line, "GEO is not lat;lon (3.8.1.6)")
        if e.val("URL") and not re.match(r"^[a-z][a-z0-9+.-]*:[\x21-\x7e]+$", e.val("URL"), re.I):
            self.E("url", e.get("URL").line, "URL is not an ASCII URI (3.8.4.6)")
        if e.get("ATTENDEE"):
            self.W("attendee", ln, "ATTENDEE in a published feed: invitations and personal data")
        for p in e.props:
            if p.name in TEXT | TEXTLIST:
                self.text(p)
        for a in e.subs:
            if a.name == "VALARM":
                self.I("valarm", a.line, "VALARM in a subscription: most clients drop it, some ring")
                need = {"DISPLAY": ("DESCRIPTION",), "EMAIL": ("DESCRIPTION", "SUMMARY", "ATTENDEE")}.get(a.val("ACTION", ""), ())
                for n in ("ACTION", "TRIGGER", *need):
                    if not a.get(n):
                        self.E("valarm", a.line, f"VALARM without {n} (3.6.6; Home Assistant refuses the whole feed)")
        # times
        ps = e.get("DTSTART")
        if not ps or not ps.value:
            return
        start = (self.dt(e, ps) or [None])[0]
        if start is None:
            return
        all_day = not isinstance(start, datetime)
        if start.year < 1970:
            self.W("before-1970", ps.line, "DTSTART before 1970")
        pe, pd = e.get("DTEND"), e.get("DURATION")
        if pe and pd:
            self.E("dtend-duration", ln, "both DTEND and DURATION (3.6.1)")
        if pe:
            end = (self.dt(e, pe) or [None])[0]
            if end is not None:
                if isinstance(end, datetime) == all_day:
                    self.E("dtend-type", pe.line, "DTEND and DTSTART differ in value type (3.8.2.2)")
                elif (isinstance(end, datetime) and end.tzinfo is None) != (isinstance(start, datetime) and start.tzinfo is None):
                    self.E("dtend-type", pe.line, "one of DTSTART/DTEND is floating")
                elif (end <= start if all_day else end < start):
                    self.E("dtend-order", pe.line, "DTEND is not after DTSTART (3.8.2.2)")
                elif not all_day and end == start:
                    self.W("zero-length", pe.line, "zero-length event: hardly visible in month views")
                if pe.p("TZID") != ps.p("TZID"):
                    self.I("dtend-tz", pe.line, "DTEND and DTSTART are in different zones")
        elif pd:
            try:
                duration(pd.value)
            except ValueError as x:
                self.E("duration", pd.line, str(x))
        elif not all_day:
            self.W("no-end", ln, "timed VEVENT with neither DTEND nor DURATION: clients disagree on its length")
        # recurrence
        rr = e.all("RRULE")
        rid = e.get("RECURRENCE-ID")
        if len(rr) > 1:
            self.E("rrule-twice", rr[1].line, "more than one RRULE (3.8.5.3 SHOULD NOT; clients keep one)")
        if rid and (rr or e.get("RDATE") or e.get("EXDATE")):
            self.E("rid-rrule", rid.line, "RRULE/RDATE/EXDATE in an override")
        if rid:
            r = (self.dt(e, rid) or [None])[0]
            if rid.p("RANGE"):
                self.W("range", rid.line, "RANGE: hardly any client honours it")
            ms = [m for m in masters.get(uid, [])]
            if not ms:
                self.W("rid-orphan", rid.line, "override without its master in the feed: clients disagree")
            for m in ms:
                mp = m.get("DTSTART")
                if mp and r is not None:
                    if (mp.p("VALUE") == "DATE") != (rid.p("VALUE") == "DATE"):
                        self.E("rid-type", rid.line, "RECURRENCE-ID and the master's DTSTART differ in value type (3.8.4.4)")
                    elif mp.p("TZID") != rid.p("TZID"):
                        self.W("rid-tz", rid.line, "RECURRENCE-ID is not in the zone of the master's DTSTART")
                    occ = self.expand(m)
                    if occ is not None and self.wall(r, mp) not in occ:
                        self.E("rid-miss", rid.line, "RECURRENCE-ID hits no occurrence of the series")
                    elif occ is not None and e.val("STATUS") != "CANCELLED":
                        self.outlook_move(e, m, overrides.get(uid, []), occ, self.wall(r, mp), self.wall(start, mp), rid)
        for p in e.all("RDATE"):
            self.dt(e, p)
            self.W("rdate", p.line, "RDATE: node-ical, icalevents and old sabre ignore it, ical.js and Home Assistant lose DTSTART when there is no RRULE, Outlook refuses it without an RRULE")
        if rr:
            self.rrule(e, rr[0], start, all_day, ps)
        occ = self.expand(e) if (rr or e.get("RDATE")) else None
        if occ and ps.p("TZID") and not all_day:
            z = zone(ps.p("TZID"))
            odd = sorted(t for t in occ if t.replace(tzinfo=z, fold=0).utcoffset() != t.replace(tzinfo=z, fold=1).utcoffset())
            if odd:
                self.W("dst-hour", ps.line, f"occurrence at {odd[0]} is skipped or doubled by the clock change: clients disagree")
        for p in e.all("EXDATE"):
            for v in self.dt(e, p):
                if isinstance(v, datetime) == all_day:
                    self.E("exdate-type", p.line, "EXDATE and DTSTART differ in value type (3.8.5.1)")
                elif occ is not None and self.wall(v, ps) not in occ:
                    self.E("exdate-miss", p.line, f"EXDATE {p.value[:40]} hits no occurrence")
            if "," in p.value:
                self.I("exdate-list", p.line, "several dates in one EXDATE: icalevents and older parsers keep only the first; one per line is safest")
            if p.p("TZID") != ps.p("TZID") and not all_day:
                self.W("exdate-tz", p.line, "EXDATE is not in the zone of DTSTART (Android ignored it: outlookcaldavsynchronizer#253)")
        if not rr and not e.get("RDATE") and e.get("EXDATE"):
            self.W("exdate-alone", ln, "EXDATE without RRULE or RDATE")

    def outlook_move(self, e, m, overs, occ, was, now, rid):
        """MS-OXCICAL 2.1.3.1.1.20.18/.20: an instance may not pass its neighbours nor share a day with another."""
        if was == now:
            return
        ps = m.get("DTSTART")
        gone = {self.wall(dtval(v, p.p("TZID") if "T" in v and not v.endswith("Z") else None), ps) for p in m.all("EXDATE") for v in p.value.split(",")}
        eff = {}
        for o in overs:
            r, d = o.get("RECURRENCE-ID"), o.get("DTSTART")
            if r and d and o is not e:
                try:
                    eff[self.wall(dtval(r.value, r.p("TZID")), ps)] = self.wall(dtval(d.value, d.p("TZID")), ps)
                except ValueError:
                    pass
        times = sorted((t, eff.get(t, t)) for t in occ if t not in gone and t != was)
        before = [x for t, x in times if t < was]
        after = [x for t, x in times if t > was]
        if (before and now <= max(before)) or (after and now >= min(after)):
            self.W("outlook-move", rid.line, "moved past a neighbouring occurrence: Outlook cannot hold that; publish EXDATE + a separate VEVENT instead")
        elif any(x.date() == now.date() for _, x in times):
            self.W("outlook-move", rid.line, "moved onto a day that has another occurrence: Outlook cannot hold that; publish EXDATE + a separate VEVENT instead")

    def wall(self, v, ps):
        if not isinstance(v, datetime):
            return datetime(v.year, v.month, v.day)
        if v.tzinfo is None:
            return v
        z = zone(ps.p("TZID")) if ps.p("TZID") else UTC
        return v.astimezone(z).replace(tzinfo=None)

    def expand(self, e, limit=2000):
        """Wall-clock starts of a master (bounded), or None when its rule is broken."""
        k = id(e)
        if k in self.cache:
            return self.cache[k]
        ps = e.get("DTSTART")
        try:
            s = self.wall(dtval(ps.value, ps.p("TZID")), ps)
            out = {s}
            for r in e.all("RRULE"):
                rule = r.value
                m = re.search(r"UNTIL=(\w+)", rule)
                if m:
                    u = dtval(m[1])
                    u = self.wall(u, ps) if isinstance(u, datetime) else datetime(u.year, u.month, u.day, 23, 59, 59)
                    rule = rule.replace(m[0], "UNTIL=" + u.strftime("%Y%m%dT%H%M%S"))
                for i, t in enumerate(rrulestr(rule, dtstart=s)):
                    if i > limit:
                        break
                    out.add(t)
            for p in e.all("RDATE"):
                for v in p.value.split(","):
                    out.add(self.wall(dtval(v.split("/")[0], p.p("TZID") if not v.endswith("Z") and "T" in v else None), ps))
        except Exception:
            out = None
        self.cache[k] = out
        return out

    def rrule(self, e, p, start, all_day, ps):
        parts = {}
        for kv in p.value.split(";"):
            k, _, v = kv.partition("=")
            if k in parts or not v:
                self.E("rrule", p.line, f"RRULE part {kv!r}")
            parts[k] = v
        ok = {"FREQ", "UNTIL", "COUNT", "INTERVAL", "BYSECOND", "BYMINUTE", "BYHOUR", "BYDAY", "BYMONTHDAY", "BYYEARDAY", "BYWEEKNO", "BYMONTH", "BYSETPOS", "WKST"}
        if parts.get("FREQ") not in {"SECONDLY", "MINUTELY", "HOURLY", "DAILY", "WEEKLY", "MONTHLY", "YEARLY"} or set(parts) - ok:
            return self.E("rrule", p.line, f"RRULE:{p.value[:60]}")
        if "UNTIL" in parts and "COUNT" in parts:
            self.E("until-count", p.line, "UNTIL and COUNT in one RRULE (3.3.10)")
        if "UNTIL" in parts:
            u = parts["UNTIL"]
            good = re.match(r"^\d{8}$", u) if all_day else re.match(r"^\d{8}T\d{6}Z$", u) if (ps.p("TZID") or ps.value.endswith("Z")) else True
            if not good:
                self.E("until-type", p.line, f"UNTIL={u}: must be a DATE for an all-day series, UTC for one with a TZID (3.3.10)")
        elif "COUNT" not in parts:
            self.W("rrule-endless", p.line, "RRULE without UNTIL or COUNT")
        if parts.get("FREQ") in ("SECONDLY", "MINUTELY", "HOURLY") or {"BYYEARDAY", "BYWEEKNO", "BYHOUR", "BYMINUTE", "BYSECOND"} & set(parts):
            self.W("rrule-exotic", p.line, "rule parts Outlook cannot hold")
        if parts.get("FREQ") == "YEARLY" and parts.get("COUNT") == "1":
            self.W("rrule-count1", p.line, "COUNT=1: Microsoft 365 refused such feeds (ics-py#389)")
        try:
            s = self.wall(start, ps)
            rule = re.sub(r"UNTIL=(\d{8})(T\d{6})?Z?", lambda m: "UNTIL=" + m[1] + (m[2] or "T235959"), p.value)
            first = next(iter(rrulestr(rule, dtstart=s)), None)
            if first != s:
                self.E("dtstart-rule", p.line, f"DTSTART is not the rule's first occurrence ({first}): undefined (3.8.5.3)")
        except Exception as x:
            self.E("rrule", p.line, f"RRULE:{p.value[:60]}: {x}")

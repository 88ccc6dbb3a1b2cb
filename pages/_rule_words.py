"""A repetition in words: "Hver uge: man., tors.; til og med 1. marts 2027"."""

from __future__ import annotations

from domain.recurrence import Rule, from_rrule
from locales import _, ngettext
from locales.formats import day_with_year
from pages._words import NTH, WEEKDAYS


def rule_words(rrule: str | None) -> str:
    """No Markdown, and nothing that anybody typed."""
    if not rrule:
        return _("Once")
    rule = from_rrule(rrule)
    if rule is None:
        return _("As imported")
    parts = [_every(rule) + _on(rule), *_end(rule)]
    return "; ".join(parts)


def _every(rule: Rule) -> str:
    if rule.interval == 1:
        return {"daily": _("Every day"), "weekly": _("Every week"), "monthly": _("Every month")}[
            rule.frequency
        ]
    several = {
        "daily": _("Every %(n)s days"),
        "weekly": _("Every %(n)s weeks"),
        "monthly": _("Every %(n)s months"),
    }
    return several[rule.frequency] % {"n": rule.interval}


def _on(rule: Rule) -> str:
    days = ", ".join(WEEKDAYS[one] for one in rule.weekdays)
    if rule.monthday:
        return _(": on day %(day)s") % {"day": rule.monthday}
    if rule.nth:
        which = _("last") if rule.nth == -1 else NTH.get(rule.nth, str(rule.nth))
        return f": {which} {days}"
    return f": {days}" if days else ""


def _end(rule: Rule) -> list[str]:
    if rule.until:
        return [_("to %(day)s") % {"day": day_with_year(rule.until)}]
    if rule.count:
        return [ngettext("%(n)s time", "%(n)s times", rule.count) % {"n": rule.count}]
    return []

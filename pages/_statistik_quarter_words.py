"""The words of a closed quarter's tables, by the name of the table."""

from __future__ import annotations

from locales import _

TITLES = {
    "organiser": _("Organised by one service, visited by which?"),
    "category": _("Types of activity, visited by which service?"),
    "daypart": _("Day and evening, visited by which service?"),
    "group": _("Offered to a target group, visited by which service?"),
}
SAYS = {
    "organiser": _(
        "Shows whose activities are visited by whose visitors. What several services organise"
        " stands apart, because nobody is a guest there."
    ),
    "category": _("Shows which types the visitors of each service come to, not who they are."),
    "daypart": _("Shows when the visitors of each service come. An evening begins at 16.00."),
    "group": _(
        "Rows are what was offered to a target group, columns which service the visitors came"
        " from. The two are not the same."
    ),
}
HEADS = {
    "organiser": _("Organised by"),
    "category": _("Type"),
    "daypart": _("Time of day"),
    "group": _("Offered to"),
}

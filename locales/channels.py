"""What a coordinator is about to show, one sentence per channel; and what in it is telling.

The form, the page of a date and the page of calendars all say it with these words. The sentences
are plain text: whoever draws them makes them safe for where they stand.
"""

from __future__ import annotations

from collections.abc import Sequence

from domain.discretion import ChannelLine
from domain.telling import Part, Telling
from locales import N_, _, ngettext


def channel_sentence(line: ChannelLine) -> str:
    """ "Opslaget viser »NADA« med tid og sted.", "Kalenderen Unge viser »Gruppe Birk« …"."""
    data = {"name": line.name, "title": line.title}
    if line.channel == "board":
        return {
            "full": _("The notice board shows “%(title)s” with time and place."),
            "mentioned": _("The notice board mentions “%(title)s” without time and place."),
        }.get(line.shown, _("The notice board does not show it.")) % data
    return {
        "full": _("The calendar %(name)s shows “%(title)s” with time and place."),
        "neutral": _("The calendar %(name)s shows “%(title)s” and does not say what it is."),
        "busy": _("The calendar %(name)s shows only that the time is taken."),
    }.get(line.shown, _("It does not stand in the calendar %(name)s.")) % data


def telling_sentence(found: Telling) -> str:
    """Which words tell, where they are written, and in which calendars they would be read."""
    sentence = ngettext(
        "%(words)s stands %(part)s. It can be read on the lock screen of whoever has the "
        "calendar %(calendars)s.",
        "%(words)s stands %(part)s. It can be read on the lock screen of whoever has the "
        "calendars %(calendars)s.",
        len(found.calendars),
    )
    return sentence % {
        "words": joined([_("“%(word)s”") % {"word": word} for word in found.words]),
        "part": _(_PARTS[found.part]),
        "calendars": joined(found.calendars),
    }


def joined(names: Sequence[str]) -> str:
    """ "Unge", "Unge og Hele huset", "Unge, Åben café og Hele huset"."""
    first, last = names[:-1], names[-1] if names else ""
    return (
        _("%(first)s and %(last)s") % {"first": ", ".join(first), "last": last} if first else last
    )


_PARTS: dict[Part, str] = {
    "title": N_("in the title"),
    "neutral_title": N_("in the neutral title"),
    "description": N_("in the description"),
    "public_note": N_("in the note for citizens"),
    "place": N_("in the name of the place"),
    "calendar": N_("in the name of the calendar"),
}

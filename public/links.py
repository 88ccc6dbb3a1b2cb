"""How each kind of calendar is asked to subscribe: the forms of the feed contract, line 30."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote

from domain.discretion import Feed
from public.qr import Qr, qr

GOOGLE = "https://calendar.google.com/calendar/r?cid="
OUTLOOK_COM = "https://outlook.live.com/calendar/0/addfromweb"
OFFICE_365 = "https://outlook.office.com/calendar/0/addfromweb"


@dataclass(frozen=True, slots=True)
class Links:
    """The addresses of one public calendar."""

    name: str
    everyone: bool
    """The whole house, which says nothing of who subscribes to it."""
    slug: str
    https: str
    webcal: str
    """For Apple, and for Android's ICSx5. Not "webcals:", which neither knows."""
    google: str
    """Google refuses an https address here; it wants webcal."""
    outlook_com: str
    office_365: str
    """Both take https: the new Outlook strips webcal."""
    qr: Qr
    """Of the webcal address: a camera then opens the calendar, not the browser."""


def links_of(feed: Feed, url: str) -> Links:
    """`url`: the house's public address without a slash at the end."""
    https = f"{url}/kalender/{feed.slug}.ics"
    webcal = f"webcal://{https.partition('://')[2]}"
    asked = f"?url={quote(https, safe='')}&name={quote(feed.name, safe='')}"
    return Links(
        name=feed.name,
        everyone=feed.group_id is None,
        slug=feed.slug,
        https=https,
        webcal=webcal,
        google=f"{GOOGLE}{quote(webcal, safe=':/')}",
        outlook_com=f"{OUTLOOK_COM}{asked}",
        office_365=f"{OFFICE_365}{asked}",
        qr=qr(webcal),
    )

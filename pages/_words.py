"""The Danish words of what the model can hold, for selects and tables."""

from __future__ import annotations

from typing import Literal

from domain.model import (
    Access,
    ActivityState,
    CalendarMode,
    FacilitatorKind,
    FeedSetting,
    Listing,
    Role,
    ServiceKind,
)
from locales import _

WEEKDAYS = (_("Mon"), _("Tue"), _("Wed"), _("Thu"), _("Fri"), _("Sat"), _("Sun"))
NTH = {1: _("first"), 2: _("second"), 3: _("third"), 4: _("fourth")}

STATES: dict[ActivityState, str] = {
    "draft": _("draft"),
    "published": _("published"),
    "cancelled": _("cancelled"),
}
ACCESS: dict[Access, str] = {
    "drop-in": _("Just turn up"),
    "sign-up": _("Sign up by phone"),
    "referral": _("By agreement with your contact"),
    "internal": _("Staff only"),
}
LISTING: dict[Listing | Literal[""], str] = {
    "": _("As the target group says"),
    "open": _("Open: stands in the programme"),
    "mentioned": _("Mentioned: name and phone, no time or place"),
    "hidden": _("Hidden: stands nowhere"),
}
FEED: dict[FeedSetting | Literal[""], str] = {
    "": _("As the target group says"),
    "open": _("Open: with its own name"),
    "discreet": _("Discreet: under a neutral name"),
    "none": _("Not in calendars"),
}
MODES: dict[CalendarMode, str] = {
    "open": _("Open calendar"),
    "discreet": _("Discreet calendar"),
    "secret": _("Secret calendar"),
    "none": _("No calendar"),
}
MODE_HELP: dict[CalendarMode, str] = {
    "open": _("Anybody may subscribe. Activities stand with their own names."),
    "discreet": _("Neutral name and neutral titles. The address is given by hand."),
    "secret": _("For staff only, by a personal address."),
    "none": _("No calendar at all. Activities stand on no list."),
}
ROLES: dict[Role, str] = {
    "admin": _("administrator"),
    "coordinator": _("coordinator"),
    "host": _("host"),
    "manager": _("manager"),
}
SERVICE_KINDS: dict[ServiceKind, str] = {
    "house": _("The house itself"),
    "service": _("Service"),
    "partner": _("Partner or association"),
}
FACILITATOR_KINDS: dict[FacilitatorKind, str] = {
    "staff": _("Member of staff"),
    "volunteer": _("Volunteer"),
    "guest": _("Guest"),
}

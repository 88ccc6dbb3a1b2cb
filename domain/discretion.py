"""Being found and being seen: the one policy of what is shown where (design.md, The idea, 2).

*Opslag* is citizens' pages, poster, lobby and JSON; *Kalender* is feeds and downloads. Every page
and every feed asks here; nothing else decides.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from domain.model import (
    TREATMENT_BASES,
    Activity,
    ActivityFields,
    Category,
    FeedSetting,
    House,
    Listing,
    TargetGroup,
)

FeedView = Literal["full", "neutral", "busy", "absent"]
SecretKind = Literal["staff", "group", "room", "person"]
BoardView = Literal["full", "mentioned", "absent"]
Groups = Mapping[int, TargetGroup]
EVERYONE_SLUG = "alle"
VOLUNTEERS_SLUG = "frivillige"
STAFF_SLUG = "medarbejdere"
"""The secret group whose calendar is every colleague's; other secret groups' are coordinators'."""
NEUTRAL_FALLBACK = "Gruppe"
SECRET_PREFIX = "h/"


@dataclass(frozen=True, slots=True)
class Feed:
    """A calendar. Public with `group_id` None: "Hele huset", the union of what is open."""

    slug: str
    """The last part of a public address. A secret calendar's stands in no address ("h/room/3")."""
    name: str
    discreet: bool
    group_id: int | None
    secret: SecretKind | None = None
    """None: public. "person" is a facilitator's *Mit skema*."""
    room_id: int | None = None
    facilitator_id: int | None = None


@dataclass(frozen=True, slots=True)
class ChannelLine:
    """What one channel will show: `title` is what stands there, "" when absent."""

    channel: Literal["board", "feed", "everyone"]
    name: str
    """The calendar's name for staff, "" for the board."""
    shown: Literal["full", "neutral", "busy", "mentioned", "absent"]
    title: str


def is_treatment(fields: ActivityFields, category: Category) -> bool:
    """Treatment by its type or its legal basis (SEL §§ 101, 101 a; SUL §§ 141, 142)."""
    return category.treatment or fields.legal_basis in TREATMENT_BASES


def feed_setting(fields: ActivityFields, treatment: bool) -> FeedSetting:
    """The activity's own *Kalender*; treatment and reservations are always "none"."""
    if treatment or fields.kind == "reservation":
        return "none"
    return fields.feed or "open"


def listing_setting(fields: ActivityFields, treatment: bool, groups: Groups) -> Listing:
    """The activity's *Opslag*, inherited when not set.

    Inherited: hidden where a group has `none` or `secret`; open if one of the groups is open;
    else mentioned. Treatment, internal activities and reservations are always hidden. What is
    `none` in calendars because it must not be seen may still be chosen to be listed.
    """
    if treatment or fields.access == "internal" or fields.kind == "reservation":
        return "hidden"
    if fields.listing is not None:
        return fields.listing
    modes = [_mode(groups[group_id]) for group_id in fields.group_ids if group_id in groups]
    if any(mode in ("none", "secret") for mode in modes) or not modes:
        return "hidden"
    return "open" if "open" in modes else "mentioned"


def is_counted(activity: Activity) -> bool:
    """Whether visitors are counted: not for staff's own meetings, reservations and treatment."""
    fields = activity.fields
    return not (activity.treatment or fields.access == "internal" or fields.kind == "reservation")


def effective_feed(activity: Activity, groups: Groups) -> FeedSetting:
    return feed_setting(activity.fields, activity.treatment)


def effective_listing(activity: Activity, groups: Groups) -> Listing:
    return listing_setting(activity.fields, activity.treatment, groups)


def board_view(activity: Activity, groups: Groups) -> BoardView:
    """How citizens' pages, poster, lobby and JSON show an activity.

    Drafts and deleted activities are absent; cancelled ones are shown (as cancelled).
    """
    if activity.state == "draft" or activity.deleted_at is not None:
        return "absent"
    return _BOARD[effective_listing(activity, groups)]


_BOARD: dict[Listing, BoardView] = {"open": "full", "mentioned": "mentioned", "hidden": "absent"}


def public_feeds(groups: Groups) -> list[Feed]:
    """Every calendar with a public address: the whole house, then open and discreet groups."""
    feeds = [Feed(EVERYONE_SLUG, _everyone_name(groups.values()), False, None)]
    for group in sorted(groups.values(), key=lambda group: (group.sort, group.id)):
        if group.is_everyone or group.retired:
            continue
        if group.calendar == "open":
            feeds.append(Feed(group.slug, group.public_name, False, group.id))
        elif group.calendar == "discreet":
            feeds.append(Feed(group.slug, group.neutral_name, True, group.id))
    return feeds


def feed_by_slug(groups: Groups, slug: str) -> Feed | None:
    return next((feed for feed in public_feeds(groups) if feed.slug == slug), None)


def feed_view(activity: Activity, groups: Groups, feed_slug: str) -> FeedView:
    """How a public calendar shows an activity, by the table of design.md.

    Everything is absent in a slug that is no public calendar.
    """
    feed = feed_by_slug(groups, feed_slug)
    return view_of(activity, groups, feed) if feed else "absent"


def view_of(activity: Activity, groups: Groups, feed: Feed) -> FeedView:
    """How a calendar shows an activity; of its dates it shows those that it `holds`.

    Drafts and deleted activities are absent everywhere.
    """
    if activity.state == "draft" or activity.deleted_at is not None:
        return "absent"
    return view_in(activity.fields, activity.treatment, groups, feed)


def view_in(fields: ActivityFields, treatment: bool, groups: Groups, feed: Feed) -> FeedView:
    """The table of design.md: activity's setting × calendar's mode."""
    setting = feed_setting(fields, treatment)
    if feed.secret is not None:
        return _secret_view(fields, setting, groups, feed)
    if setting == "none" or fields.access == "internal":
        return "absent"
    if feed.group_id is None:
        has_open = any(
            _mode(groups[group_id]) == "open" for group_id in fields.group_ids if group_id in groups
        )
        return "full" if setting == "open" and has_open else "absent"
    if feed.group_id not in fields.group_ids and not _wanted(fields, treatment, groups, feed):
        return "absent"
    return "full" if setting == "open" and not feed.discreet else "neutral"


def _wanted(fields: ActivityFields, treatment: bool, groups: Groups, feed: Feed) -> bool:
    """Whether the volunteers' calendar holds it too: a volunteer is looked for in the open."""
    asked = feed.slug == VOLUNTEERS_SLUG and fields.volunteer_task != ""
    return asked and listing_setting(fields, treatment, groups) == "open"


# An activity's own setting -> in the calendar of its secret group, in a room's or a facilitator's.
# "none" means in no calendar, so a secret one says no more than that the time is taken.
_SECRET: dict[FeedSetting, tuple[FeedView, FeedView]] = {
    "open": ("full", "full"),
    "discreet": ("full", "neutral"),
    "none": ("busy", "busy"),
}


def _secret_view(
    fields: ActivityFields, setting: FeedSetting, groups: Groups, feed: Feed
) -> FeedView:
    """Internal activities are shown as others are: secret calendars are what they are for.

    What inherits its setting from groups that have no calendar at all is "none" outside of them.
    """
    if feed.group_id is not None:
        return _SECRET[setting][0] if feed.group_id in fields.group_ids else "absent"
    modes = {_mode(groups[group_id]) for group_id in fields.group_ids if group_id in groups}
    if fields.feed is None and modes <= {"none"}:
        setting = "none"
    return _SECRET[setting][1]


def secret_feeds(house: House) -> list[Feed]:
    """Every secret calendar that could be handed out: groups', rooms', facilitators'."""
    rooms = [
        Feed(f"{SECRET_PREFIX}room/{room.id}", room.name, False, None, "room", room_id=room.id)
        for room in house.rooms.values()
        if not room.retired
    ]
    people = [
        Feed(
            f"{SECRET_PREFIX}person/{one.id}",
            one.name,
            False,
            None,
            "person",
            facilitator_id=one.id,
        )
        for one in house.facilitators.values()
        if not one.retired
    ]
    return [*_secret_groups(house.groups), *rooms, *people]


def _secret_groups(groups: Groups) -> list[Feed]:
    return [
        Feed(
            f"{SECRET_PREFIX}group/{group.id}",
            group.public_name,
            False,
            group.id,
            "staff" if group.slug == STAFF_SLUG else "group",
        )
        for group in sorted(groups.values(), key=lambda group: (group.sort, group.id))
        if group.calendar == "secret" and not group.is_everyone and not group.retired
    ]


def is_secret(slug: str) -> bool:
    """Whether the inner name of a calendar is that of a secret one."""
    return slug.startswith(SECRET_PREFIX)


def holds(feed: Feed, room_id: int | None, facilitator_ids: Collection[int]) -> bool:
    """Whether a date there and by these belongs in the calendar; in a group's every date does."""
    if feed.room_id is not None:
        return room_id == feed.room_id
    return feed.facilitator_id is None or feed.facilitator_id in facilitator_ids


def title_where_neutral(fields: ActivityFields, groups: Groups, feed: Feed) -> str:
    """What a calendar calls what it shows neutrally; never the calendar's own name of a place."""
    if feed.group_id is not None:
        return neutral_title(fields, groups[feed.group_id])
    own = (groups[one] for one in fields.group_ids if one in groups)
    named = next((group.neutral_name for group in own if group.neutral_name), NEUTRAL_FALLBACK)
    return fields.neutral_title or named


def place_in(house: House, feed: Feed, view: FeedView, room_id: int | None) -> str:
    """LOCATION by how much is told: the room, the site, or nothing.

    "Optaget" names the site where somebody has to find the way, in *Mit skema*, and no place
    elsewhere; never the room, so that what may be told least does not tell more than what is
    neutral.
    """
    if view == "full":
        return house.place(room_id)
    if view == "neutral" or feed.secret == "person":
        return neutral_place(house, room_id)
    return ""


def neutral_title(fields: ActivityFields, group: TargetGroup) -> str:
    """What a neutral calendar entry is called: its own neutral title, else the group's name."""
    return fields.neutral_title or group.neutral_name or NEUTRAL_FALLBACK


def neutral_place(house: House, room_id: int | None) -> str:
    """The site and its address, without the room: nobody may be sent to the wrong door."""
    room = house.rooms.get(room_id) if room_id is not None else None
    if room is None:
        return house.place(None)
    site = house.sites[room.site_id]
    return f"{site.name}, {site.address}" if site.name else site.address


def channel_lines(
    fields: ActivityFields, category: Category, groups: Groups
) -> tuple[ChannelLine, ...]:
    """What will be seen where once `fields` are published: the board, then each calendar.

    Only calendars of the activity's own groups, the secret ones too, the whole house's, and those
    of its groups that have none (shown as absent), so that a coordinator reads the whole effect.
    """
    treatment = is_treatment(fields, category)
    listing = listing_setting(fields, treatment, groups)
    board = _BOARD[listing]
    lines = [ChannelLine("board", "", board, "" if board == "absent" else fields.title)]
    by_group = {feed.group_id: feed for feed in (*_secret_groups(groups), *public_feeds(groups))}
    everyone = by_group[None]
    shown = view_in(fields, treatment, groups, everyone)
    lines.append(
        ChannelLine("everyone", everyone.name, shown, fields.title if shown == "full" else "")
    )
    for group_id in fields.group_ids:
        group = groups.get(group_id)
        if group is None or group.is_everyone:
            continue
        feed = by_group.get(group_id)
        view = view_in(fields, treatment, groups, feed) if feed else "absent"
        title = {"full": fields.title, "neutral": neutral_title(fields, group)}.get(view, "")
        lines.append(ChannelLine("feed", group.name, view, title))
    return tuple(lines)


def _mode(group: TargetGroup) -> str:
    return "open" if group.is_everyone else group.calendar


def _everyone_name(groups: Iterable[TargetGroup]) -> str:
    return next((group.public_name for group in groups if group.is_everyone), EVERYONE_SLUG)

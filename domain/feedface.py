"""What one feed may say about one activity; domain.discretion decides how much."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime

from domain.discretion import (
    VOLUNTEERS_SLUG,
    Feed,
    FeedView,
    board_view,
    place_in,
    title_where_neutral,
)
from domain.feedentry import Component, Details, FeedSettings, Status
from domain.model import Activity, House, Occurrence
from domain.text import clean_block, clean_line


@dataclass(frozen=True, slots=True)
class Face:
    """What one feed may say about one activity."""

    house: House
    activity: Activity
    feed: Feed
    view: FeedView
    settings: FeedSettings

    @property
    def full(self) -> bool:
        return self.view == "full"

    @property
    def uid(self) -> str:
        """One per view, so that nobody can lay two calendars on each other and read the title."""
        if self.view == "busy":
            return self.activity.busy_uid
        return self.activity.uid if self.full else self.activity.neutral_uid

    def uid_of(self, occurrence: Occurrence) -> str:
        """The UID of a date that stands alone; derived where none was given when it moved."""
        moved = {"full": occurrence.moved_uid, "neutral": occurrence.moved_neutral_uid}
        return moved.get(self.view) or derived_uid(self.uid, occurrence.original_start)

    def component(
        self, start: datetime, end: datetime, occurrence: Occurrence | None, status: Status
    ) -> Component:
        """One VEVENT; `occurrence` None: what holds for the whole series."""
        fields = self.activity.fields
        room_id = occurrence.room_id if occurrence else fields.room_id
        place = clean_line(place_in(self.house, self.feed, self.view, room_id))
        if not self.full:
            return Component(
                local_start=start,
                local_end=end,
                status=status,
                summary=self._neutral_title() if self.view == "neutral" else "",
                location=place,
            )
        title = (occurrence.title if occurrence else None) or fields.title
        category = self.house.categories.get(fields.category_id)
        return Component(
            local_start=start,
            local_end=end,
            status=status,
            summary=clean_line(title),
            location=place,
            details=self._details(occurrence.note if occurrence else ""),
            url=self._url(),
            categories=(clean_line(category.name),) if category else (),
            contact=clean_line(", ".join([*self._organisers(), *filter(None, [self._phone()])])),
        )

    def _neutral_title(self) -> str:
        return clean_line(title_where_neutral(self.activity.fields, self.house.groups, self.feed))

    def _details(self, date_note: str) -> Details:
        fields = self.activity.fields
        groups = [self.house.groups[id_] for id_ in fields.group_ids if id_ in self.house.groups]
        return Details(
            text=clean_block(fields.description),
            date_note=clean_line(date_note),
            for_everyone=any(group.is_everyone for group in groups),
            for_whom=tuple(
                clean_line(group.public_name) for group in groups if group.calendar == "open"
            ),
            access=fields.access,
            phone=clean_line(self._phone()),
            sign_up_until=clean_line(fields.sign_up_until),
            price_dkk=fields.price_dkk,
            step_free=fields.step_free,
            interpreter=fields.interpreter,
            rusfri=fields.rusfri,
            childcare=fields.childcare,
            relatives=fields.relatives,
            public_note=clean_line(fields.public_note),
            wanted=clean_line(fields.volunteer_task) if self.feed.slug == VOLUNTEERS_SLUG else "",
        )

    def _organisers(self) -> list[str]:
        services = (self.house.services.get(id_) for id_ in self.activity.fields.service_ids)
        return [service.name for service in services if service is not None]

    def _phone(self) -> str:
        if self.activity.fields.signup_phone:
            return self.activity.fields.signup_phone
        services = (self.house.services.get(id_) for id_ in self.activity.fields.service_ids)
        return next((service.phone for service in services if service and service.phone), "")

    def _url(self) -> str:
        if board_view(self.activity, self.house.groups) != "full":
            return ""
        return f"{self.settings.house_url}/aktivitet/{self.activity.uid}"


def derived_uid(uid: str, original_start: datetime) -> str:
    """The stable UID of a date of `uid` that stands alone without ever having been moved."""
    name, at, host = uid.partition("@")
    identity = f"{name} {original_start:%Y%m%dT%H%M%SZ}"
    return f"{uuid.uuid5(uuid.NAMESPACE_OID, identity)}{at}{host}"

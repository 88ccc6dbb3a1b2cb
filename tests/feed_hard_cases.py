"""Every hard case of our calendars in one house."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from db.connection import to_text
from domain.feedface import derived_uid
from domain.localtime import to_local
from domain.model import House, Occurrence
from tests.feed_cases import EVERYONE, HALL, NOW, ZONE, Plan, day, plan, wall


def hard_cases(group_ids: tuple[int, ...] = (EVERYONE,)) -> list[Plan]:
    """One plan for each thing that calendars get wrong; `id` 1 and on, in this order."""

    def make(*args: Any, **more: Any) -> Plan:
        return plan(*args, **{"group_ids": group_ids, **more})

    both_changes = make(1, "NADA", wall("2026-09-07T10:00"), 45, "FREQ=WEEKLY;BYDAY=MO")
    on_closure = make(
        2,
        "Åben café",
        wall("2026-12-24T09:30"),
        120,
        "FREQ=WEEKLY;BYDAY=TH;COUNT=8",
        skip=[day("2026-12-24"), day("2026-12-31"), day("2027-02-11")],
    )
    edited = (
        make(
            3,
            "Mindfulness",
            wall("2026-10-07T09:00"),
            45,
            "FREQ=WEEKLY;BYDAY=WE,FR;UNTIL=20270409",
            price_dkk=25,
            description="Vi sidder, ånder og er stille; alle kan være med.\nTag tæppe med.",
        )
        .cancel(day("2026-10-14"))
        .cancel(day("2026-11-13"))
        .cancel(day("2026-11-27"), "Vejlederen er syg.")
        .move(day("2026-12-02"), wall("2026-12-03T14:00"))
        .move(day("2026-12-04"), wall("2026-12-04T09:00"), minutes=90)
        .move(day("2026-12-09"), wall("2026-12-16T13:00"))
        .move(day("2027-03-26"), wall("2027-03-28T10:00"))
        .change(day("2026-12-11"), state="paused")
        .change(day("2026-12-16"), title="Mindfulness med lys")
        .change(day("2026-12-18"), room_id=HALL)
        .change(day("2026-12-23"), note="Tag en ven med")
        .move(day("2027-01-06"), wall("2027-01-07T10:00"))
        .move_back(day("2027-01-06"))
        .move(day("2027-01-13"), wall("2027-01-14T10:00"))
        .cancel(day("2027-01-13"))
    )
    stopped = make(4, "Yoga på stol", wall("2026-10-01T14:30"), 60, "FREQ=WEEKLY;BYDAY=TH").edit(
        state="cancelled", cancelled_at=NOW
    )
    never_began = make(
        5, "Korforløb", wall("2026-12-01T17:00"), 90, "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU;COUNT=10"
    ).edit(state="cancelled", cancelled_at=NOW)
    first_half = make(
        6, "Boldspil", wall("2026-09-01T16:30"), 90, "FREQ=WEEKLY;BYDAY=TU;UNTIL=20261124"
    )
    second_half = make(
        7, "Boldspil", wall("2026-12-01T17:00"), 90, "FREQ=WEEKLY;BYDAY=TU", room_id=HALL
    )
    return [
        both_changes,
        on_closure,
        edited,
        stopped,
        never_began,
        first_half,
        second_half,
        make(8, "Julefrokost 🎄", wall("2026-12-12T12:00"), 240),
        make(9, "Nattevagt", wall("2026-11-20T22:00"), 300, "FREQ=WEEKLY;BYDAY=FR;COUNT=5"),
        make(10, '=HYPERLINK("http://x.example";"klik")', wall("2026-11-23T08:00")),
        make(11, "<script>alert(1)</script>", wall("2026-11-23T09:00")),
        make(12, "Æble, saft; \u201ekage\u201c 100 %", wall("2026-11-23T13:00")),
        make(13, ("æøåÆØÅ " * 20).strip()[:120].strip(), wall("2026-11-23T15:00")),
        make(14, "Husmøde", wall("2026-08-31T12:30"), 90, "FREQ=MONTHLY;BYDAY=-1MO"),
        make(15, "Sidste dag", wall("2026-10-31T11:00"), 30, "FREQ=MONTHLY;BYMONTHDAY=31;COUNT=6"),
        make(16, "Morgenkaffe", wall("2026-10-20T07:45"), 15, "FREQ=DAILY;INTERVAL=3;COUNT=60"),
        make(17, "Julemarked", wall("2026-12-05T10:00"), 300).edit(
            state="cancelled", cancelled_at=NOW
        ),
        make(18, "Foredrag", wall("2026-11-25T19:00"), 90).move(
            day("2026-11-25"), wall("2026-11-26T19:30")
        ),
        make(19, "👩‍👩‍👧‍👦 Familieklub 🇩🇰", wall("2026-11-29T10:00"), 120, "FREQ=WEEKLY;BYDAY=SU"),
        make(22, "Åben rådgivning", wall("2026-10-07T09:00"), 45, "FREQ=WEEKLY;BYDAY=WE,FR"),
        make(20, "Lang nat", wall("2027-03-20T22:00"), 330, "FREQ=WEEKLY;BYDAY=SA;COUNT=4"),
        make(21, "Første nat", wall("2027-10-30T21:00"), 480, "FREQ=WEEKLY;BYDAY=SA;COUNT=4"),
    ]


# -- what a client must show ---------------------------------------------------------------------


def truth(
    plans: Sequence[Plan],
    of: House,
    *,
    neutral: bool = False,
    title: str = "Gruppe Birk",
    now: datetime = NOW,
) -> list[dict[str, str]]:
    """Every date of the plans as the clients' harness wants it, from the dates alone."""
    found = []
    for each in plans:
        for occurrence in each.dates:
            row = _expected(each, occurrence, of, neutral, title, now)
            if row is not None:
                found.append(row)
    return sorted(found, key=lambda row: (row["start_utc"], row["uid"]))


def _expected(
    each: Plan, occurrence: Occurrence, of: House, neutral: bool, title: str, now: datetime
) -> dict[str, str] | None:
    activity = each.activity
    gone = activity.state == "cancelled" and occurrence.starts_at >= (
        activity.cancelled_at or activity.updated_at
    )
    cancelled = gone or "cancelled" in (occurrence.state, occurrence.close_out)
    if occurrence.state == "paused":
        return None
    if cancelled and occurrence.ends_at + timedelta(days=14) <= now:
        return None
    if gone and occurrence.starts_at > (activity.cancelled_at or now) + timedelta(days=60):
        return None
    uid = activity.neutral_uid if neutral else activity.uid
    if each.fields.rrule is not None and _stands_alone(each, occurrence, neutral, cancelled):
        own = occurrence.moved_neutral_uid if neutral else occurrence.moved_uid
        uid = own or derived_uid(uid, occurrence.original_start)
    name = title if neutral else occurrence.title or each.fields.title
    return {
        "uid": uid,
        "start_utc": to_text(occurrence.starts_at),
        "end_utc": to_text(occurrence.ends_at),
        "summary": f"AFLYST: {name}" if cancelled else name,
        "status": "CANCELLED" if cancelled else "CONFIRMED",
        "location": of.place(None if neutral else occurrence.room_id),
    }


def _stands_alone(each: Plan, occurrence: Occurrence, neutral: bool, cancelled: bool) -> bool:
    """Whether a date is not as its series says, or spans a clock change."""
    fields = each.fields
    stopped = each.activity.state == "cancelled" and all(
        one.starts_at >= (each.activity.cancelled_at or NOW)
        or "cancelled" in (one.state, one.close_out)
        or one.state == "paused"
        for one in each.dates
        if _fits(each, one)
    )
    own_words = bool(occurrence.title or occurrence.note or occurrence.room_id != fields.room_id)
    return not _fits(each, occurrence) or cancelled != stopped or (own_words and not neutral)


def _fits(each: Plan, one: Occurrence) -> bool:
    """Whether a date is at the time and of the length of its rule, by the wall and elapsed."""
    wall_length = to_local(one.ends_at, ZONE) - to_local(one.starts_at, ZONE)
    in_length = one.ends_at - one.starts_at == wall_length == each.fields.duration
    return in_length and one.starts_at == one.original_start

"""Writing calendars from outside: what an administrator decides, and what fetching brought."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from db.connection import Connection, to_text
from domain.outside import OutsideCalendar, PartnerDate

_COLUMNS = ("kind", "address", "service_id", "facilitator_id", "room_id", "listing")


def save(con: Connection, one: OutsideCalendar) -> int:
    """Insert (id 0) or update what was decided; returns the id."""
    values = {name: getattr(one, name) for name in _COLUMNS} | {"id": one.id}
    if one.id:
        assignments = ", ".join(f"{name} = :{name}" for name in _COLUMNS)
        con.execute(f"UPDATE outside_calendar SET {assignments} WHERE id = :id", values)
        saved = one.id
    else:
        row = con.execute(
            f"INSERT INTO outside_calendar ({', '.join(_COLUMNS)})"
            f" VALUES ({', '.join(':' + name for name in _COLUMNS)}) RETURNING id",
            values,
        ).fetchone()
        saved = int(row["id"])
    con.execute("DELETE FROM outside_group WHERE calendar_id = :id", {"id": saved})
    con.executemany(
        "INSERT INTO outside_group (calendar_id, group_id) VALUES (:id, :group)",
        [{"id": saved, "group": group} for group in one.group_ids],
    )
    return saved


def delete(con: Connection, calendar_id: int) -> None:
    """The calendar with everything that was fetched of it."""
    con.execute("DELETE FROM outside_calendar WHERE id = :id", {"id": calendar_id})


def forget_copy(con: Connection, calendar_id: int) -> None:
    """Throw away what was fetched: the address leads to another calendar now."""
    _clear(con, calendar_id)
    con.execute(
        "UPDATE outside_calendar SET good_at = NULL, read_at = NULL, next_at = NULL,"
        " failing_since = NULL, empty_since = NULL, failures = 0, trouble = '', status = NULL,"
        " left_out = 0, etag = '', last_modified = '' WHERE id = :id",
        {"id": calendar_id},
    )


def set_next(con: Connection, calendar_id: int, next_at: datetime | None) -> None:
    """When it is fetched next (UTC); None: as soon as the job looks."""
    con.execute(
        "UPDATE outside_calendar SET next_at = :next WHERE id = :id",
        {"id": calendar_id, "next": to_text(next_at) if next_at else None},
    )


def went_well(con: Connection, calendar_id: int, *, now: datetime, next_at: datetime) -> None:
    """It answered as it should, be it that nothing has changed."""
    con.execute(
        "UPDATE outside_calendar SET good_at = :now, next_at = :next, failing_since = NULL,"
        " empty_since = NULL, failures = 0, trouble = '', status = NULL WHERE id = :id",
        {"id": calendar_id, "now": to_text(now), "next": to_text(next_at)},
    )


def went_wrong(
    con: Connection,
    calendar_id: int,
    *,
    trouble: str,
    status: int | None,
    empty: bool,
    now: datetime,
    next_at: datetime,
) -> None:
    """It failed; the copy stays. `empty`: it answered, but suddenly holds nothing."""
    con.execute(
        "UPDATE outside_calendar SET next_at = :next, failures = failures + 1,"
        " failing_since = coalesce(failing_since, :now), trouble = :trouble, status = :status,"
        " empty_since = CASE WHEN :empty = 1 THEN coalesce(empty_since, :now) ELSE empty_since END,"
        " etag = '', last_modified = '' WHERE id = :id",
        {
            "id": calendar_id,
            "now": to_text(now),
            "next": to_text(next_at),
            "trouble": trouble,
            "status": status,
            "empty": int(empty),
        },
    )


def was_read(
    con: Connection,
    calendar_id: int,
    *,
    left_out: int,
    etag: str,
    last_modified: str,
    now: datetime,
) -> None:
    """A whole copy was read, with `left_out` things that could not be used."""
    con.execute(
        "UPDATE outside_calendar SET read_at = :now, left_out = :left_out, etag = :etag,"
        " last_modified = :last_modified WHERE id = :id",
        {
            "id": calendar_id,
            "now": to_text(now),
            "left_out": left_out,
            "etag": etag,
            "last_modified": last_modified,
        },
    )


def replace_partner_dates(
    con: Connection, calendar_id: int, dates: Iterable[tuple[str, PartnerDate]]
) -> None:
    """The whole copy of a partner's programme: foreign UID (never published) and date."""
    _clear(con, calendar_id)
    con.executemany(
        "INSERT INTO partner_date (calendar_id, source_uid, starts_at, ends_at, all_day, title,"
        " place, link, cancelled) VALUES (:calendar, :uid, :start, :end, :all_day, :title,"
        " :place, :link, :cancelled)",
        [
            {
                "calendar": calendar_id,
                "uid": uid,
                "start": to_text(one.starts_at),
                "end": to_text(one.ends_at),
                "all_day": int(one.all_day),
                "title": one.title,
                "place": one.place,
                "link": one.link,
                "cancelled": int(one.cancelled),
            }
            for uid, one in dates
        ],
    )


def replace_busy_times(
    con: Connection, calendar_id: int, times: Iterable[tuple[datetime, datetime]]
) -> None:
    """The whole copy of a busy calendar: merged times in UTC, and nothing else."""
    _clear(con, calendar_id)
    con.executemany(
        "INSERT INTO busy_time (calendar_id, starts_at, ends_at) VALUES (:id, :start, :end)",
        [{"id": calendar_id, "start": to_text(start), "end": to_text(end)} for start, end in times],
    )


def _clear(con: Connection, calendar_id: int) -> None:
    con.execute("DELETE FROM partner_date WHERE calendar_id = :id", {"id": calendar_id})
    con.execute("DELETE FROM busy_time WHERE calendar_id = :id", {"id": calendar_id})

"""Errors as sentences: what is wrong, and what to do. The one place that words them."""

from __future__ import annotations

from collections.abc import Callable

from domain.errors import (
    AlreadyDone,
    BackupTrouble,
    Conflicts,
    DatabaseTrouble,
    HouseError,
    InvalidField,
    InvalidInput,
    NotFound,
    PublishTrouble,
    Refused,
    SignInElsewhere,
    Stale,
    UndoRefused,
    UnreadableCalendar,
    UnreadableTable,
)
from locales import N_, _
from locales.importing import FIELD_CODES, table_sentence
from locales.outside import trouble_sentence
from locales.trouble import on_screen, to_operators

Words = Callable[[str], str]


def field_messages(error: InvalidInput, translate: Words = _) -> dict[str, str]:
    """One sentence per field, the first problem of each; "form" for what has no field."""
    found: dict[str, str] = {}
    for problem in error.problems:
        found.setdefault(problem.field, field_sentence(problem, translate))
    return found


def field_sentence(problem: InvalidField, translate: Words = _) -> str:
    """The sentence of one field's problem."""
    template = _FIELD.get((problem.field, problem.code)) or _by_code(problem.code) or _OTHER
    return translate(template) % problem.data if problem.data else translate(template)


def _by_code(code: str) -> str | None:
    return _CODE.get(code) or FIELD_CODES.get(code)


def has_sentence(code: str) -> bool:
    """Whether a code of InvalidField has words of its own."""
    return bool(_by_code(code)) or any(code == known for _field, known in _FIELD)


def sentence(error: HouseError, translate: Words = _) -> str:
    """The sentence of any error of the house, as it stands on a screen."""
    if isinstance(error, InvalidField):
        return field_sentence(error, translate)
    if isinstance(error, InvalidInput):
        return " ".join(field_messages(error, translate).values())
    if isinstance(error, DatabaseTrouble):
        return on_screen(error, translate)
    if isinstance(error, BackupTrouble):
        return translate(_BACKUP[error.problem]) % {"target": error.target}
    if isinstance(error, PublishTrouble):
        return translate(_PUBLISH[error.problem]) % {"target": error.target}
    if isinstance(error, UnreadableTable):
        return table_sentence(error.code, error.data, translate)
    if isinstance(error, UnreadableCalendar):
        return trouble_sentence(error.code, None, translate)
    if isinstance(error, Conflicts):
        hard = any(conflict.hard for conflict in error.conflicts)
        return translate(_TAKEN if hard else _REASON)
    if isinstance(error, SignInElsewhere):
        return translate(_ELSEWHERE[error.problem])
    if isinstance(error, UndoRefused):
        return translate(_UNDO[error.problem])
    for kind, template in _KIND:
        if isinstance(error, kind):
            return translate(template)
    return translate(_OTHER)


def operators_sentence(error: HouseError, translate: Words = _) -> str:
    """The sentence of any error at the command line, where a file is told by its path."""
    if isinstance(error, DatabaseTrouble):
        return to_operators(error, translate)
    return sentence(error, translate)


_OTHER = N_("This cannot be used. Please look at it again.")
_TAKEN = N_(
    "Something else is planned there. See below what it is, and choose another time or place."
)
_REASON = N_("Look at what is said below. If it is all right, write why, and save again.")
_KIND: tuple[tuple[type[HouseError], str], ...] = (
    (Refused, N_("Your role does not allow this. Ask an administrator if it should.")),
    (NotFound, N_("It is not there any more. Somebody may have deleted it. Go back to the list.")),
    (
        Stale,
        N_(
            "Somebody saved this while you worked on it. Yours is not saved. Reload, and try again."
        ),
    ),
    (AlreadyDone, N_("This is saved already.")),
)
_UNDO = {
    "too-old": N_("This is more than 30 days ago, so it cannot be undone."),
    "newer": N_("Somebody changed this again since. Undo the newer change first."),
    "begun": N_("One of the dates has begun or is recorded, so it cannot be undone any more."),
    "cancelled": N_("The activity was cancelled since. Undo that first."),
    "trash": N_("The activity was put in the trash since. Bring it back from there first."),
}
_ELSEWHERE = {
    "no-role": N_("You have no role in the house. Ask an administrator to give you one."),
    "name-taken": N_("Your user name belongs to another account here. Ask an administrator."),
    "no-name": N_("The municipality's account has no user name that can be used here."),
    "closed": N_("Your account in the house is closed. Ask an administrator."),
    "failed": N_("The municipality's sign-in did not answer as it should. Try again in a minute."),
}
_BACKUP = {
    "none": N_("There is no backup at %(target)s."),
    "damaged": N_("The backup %(target)s is damaged. Take an older one."),
    "locked": N_(
        "The backup %(target)s is encrypted. Say with --identity where the secret key is."
    ),
    "key": N_("%(target)s does not hold a key. Make one with “manage.py backup-key”."),
    "wrong-key": N_("The backup %(target)s was encrypted for another key than this one."),
    "not-ours": N_("%(target)s is not named as a backup of the house."),
    "in-use": N_("The house is running with %(target)s. Stop it first."),
    "full": N_("The disk of %(target)s is full. Make room, and try again."),
    "refused": N_("%(target)s may not be written to. Check who owns it, or the keys of the store."),
    "unanswered": N_("%(target)s does not answer, or there is no such store. Try again later."),
}
_PUBLISH = {
    "not-ours": N_(
        "The folder %(target)s holds other things. Name an empty folder, or one published before."
    ),
    "refused": N_("%(target)s may not be written to. Check who owns it, or the keys of the store."),
    "unanswered": N_("%(target)s does not answer, or there is no such store. Try again later."),
    "address": N_("%(target)s is no folder and no store. Write a folder, or s3://bucket/prefix."),
    "page": N_("The house answers %(target)s with an error, so nothing more is published."),
    "full": N_("The disk of %(target)s is full. Make room, and try again."),
    "busy": N_("Somebody else is publishing to %(target)s right now. Try again in a moment."),
}
_CODE = {
    "required": N_("This is missing."),
    "unknown": N_("This is not in the list any more. Choose another one."),
    "too-long": N_("This is too long: at most %(highest)s characters. Make it shorter."),
    "cpr": N_("This looks like a CPR number. Never write citizens' numbers or names here."),
    "night-hour": N_(
        "Nothing may start between 2 and 3 at night: the clocks change then. Choose another time."
    ),
    "before-start": N_("The end must be after the start."),
    "too-long-day": N_("At most %(hours)s hours. Divide it into several activities."),
    "far-away": N_("This date is too far away. Check the year."),
    "number-range": N_("Write a whole number from %(lowest)s to %(highest)s."),
    "malformed-period": N_("Write the month as year and month, such as 2026-10."),
    "month-open": N_("The month is not closed before %(day)s, so that late counts are in it."),
    "not-a-number": N_("Write a whole number with digits, such as 12."),
    "malformed": N_("This repetition cannot be read. Choose it again."),
    "never": N_("This repetition never gives a date. Check the days and the last date."),
    "too-many-words": N_("At most %(highest)s words. Take some out."),
    "too-many": N_("This gives more than %(highest)s dates. Choose an earlier last date."),
    "count-range": N_("Write a number of times from 1 to %(highest)s."),
    "old-translation": N_(
        "The Danish text is new, and this one is as it was. Change it, empty it, or say below "
        "that it still fits."
    ),
    "interval-range": N_("Write a whole number from 1 to %(highest)s."),
    "begun": N_("It has begun, so its time and place cannot be changed. Make a new activity."),
    "in-the-past": N_("This time has passed. Choose one that is still to come."),
    "date-is-over": N_("This date has begun or is recorded, so it cannot be changed any more."),
    "date-cancelled": N_("This date is cancelled. Undo the cancellation first, then change it."),
    "date-paused": N_("This date is paused. Take it up again under “Pause the series” first."),
    "date-planned": N_("This date is not cancelled any more. Reload the page."),
    "activity-cancelled": N_(
        "The activity is cancelled. Undo that first, or make another like it."
    ),
    "rule-cannot-follow": N_(
        "This repetition cannot follow to another day. Move only this time, or edit the rule."
    ),
    "no-such-dates": N_("There are no coming dates on these days. Choose other days."),
    "same-week": N_("This is the week itself. Choose another one to copy it to."),
    "weeks-are-over": N_("This has passed. Choose days that are still to come."),
    "period-too-long": N_("At most a year at a time. Choose an earlier last day."),
    "period-too-far": N_("Plan at most a year ahead. Choose an earlier first day."),
    "nothing-to-copy": N_(
        "There is nothing to copy: choose dates, or another week. What stands there is not doubled."
    ),
    "name-taken": N_("There is one of this name already. Choose another name."),
    "no-such-room": N_("No room is like that. Ask for fewer places, or for any kind of room."),
    "nothing-on-closure": N_("There is nothing left to cancel on this day."),
    "empty-plan": N_("This plan would change nothing. Choose activities, or other days."),
    "nothing-to-cancel": N_("There is nothing left to cancel: all dates have been."),
    "not-begun": N_(
        "By the house's clock this date has not come yet. It can be recorded on the day."
    ),
    "half-not-begun": N_("By the house's clock this has not begun yet. It can be recorded then."),
    "reduced": N_(
        "How these visits divide over the services has been deleted, as announced. The totals stay."
    ),
    "over-room": N_("There is room for %(places)s. If so many came, tick that it is right."),
    "service-retired": N_(
        "%(service)s is not in use any more, so nothing can be counted there. Clear the figure."
    ),
    "divides-range": N_("The day must divide between 8.00 and 20.00."),
    "was-cancelled": N_("This date is cancelled in the plan, so there is nothing to record."),
    "both": N_("Tap a figure or write one, not both."),
    "not-theirs": N_("They do not run this date any more."),
    "somebody-found": N_("Somebody else has taken it over. Ring the house."),
    "nobody-left": N_("Nobody is left to run it. Find a substitute, move it, or cancel it."),
    "no-course": N_("Places are counted of a closed course with a number of places only."),
    "no-places-taken": N_("No place is taken."),
    "course-full": N_("All %(places)s places are taken."),
    "confirm": N_("Tick that you have thought of it, and save again."),
    "over-total": N_("Together these are more than the %(total)s who came. Check the numbers."),
    "color": N_("Choose a colour."),
    "slug-used": N_("Another group has or had this address. Choose one that is new."),
    "too-many-addresses": N_(
        "You have %(most)s addresses of this calendar. Stop one of them first."
    ),
    "slug": N_("Use small letters a–z, digits and hyphens only."),
    "taken": N_("This name is in use already. Choose another one."),
    "in-use": N_("This is still in use by activities to come. Move them first."),
    "differs": N_("The two are not the same. Type it again."),
    "common-password": N_("Many people use this password. Choose one that is harder to guess."),
    "too-short": N_("This is too short: at least %(least)s characters."),
    "last-admin": N_("The house must have an administrator. Make somebody else one first."),
    "unknown-role": N_("Choose one of the roles."),
    "unknown-service": N_("Choose a service that exists."),
    "username-form": N_("Use 3 to 40 letters, digits, full stops and hyphens, without blanks."),
    "username-taken": N_("This user name is taken. Choose another one."),
    "wrong-sign-in": N_("User name or password is wrong. Try again."),
    "calendar-address": N_(
        "This is not the address of a calendar. It begins with https:// or webcal://."
    ),
    "calendar-user": N_("The address holds a user name. Only calendars without sign-in are read."),
    "calendar-port": N_("The address names a port of its own. Only the usual ones are asked."),
    "partner-required": N_("Choose a partner. You add one under Services, of the kind partner."),
    "owner-required": N_("Choose whose calendar it is: one person or one room."),
    "too-many-calendars": N_("There are %(highest)s calendars already. Remove one first."),
    "hours": N_("Write the hours as 8-16 or 8.30-12, 13-16. Leave it empty when it is shut."),
    "same-group": N_("Choose two different groups."),
    "open-hours": N_("Write hours as 9.00–16.00, or leave it empty when it is closed."),
    "https": N_("Write an address that begins with https://."),
    "wrong-code": N_("This code does not fit. Type the one that the phone shows now."),
    "has-factor": N_("Codes from a phone are in use already. Turn them off first."),
    "wrong-old": N_("This is not your password now. Try again."),
    "wait": N_("Too many tries. Wait %(seconds)s seconds, and try again."),
}
_FIELD = {
    ("title", "required"): N_("Write what the activity is called."),
    ("groups", "required"): N_("Choose who it is for."),
    ("services", "required"): N_("Choose which service organises it."),
    ("category", "required"): N_("Choose a type."),
    ("room", "unknown"): N_("This room does not exist. Choose one from the list."),
    ("weekdays", "required"): N_("Choose at least one weekday."),
    ("last", "before-start"): N_("The last day must not lie before the first."),
    ("until", "required"): N_("Choose the last date."),
    ("other_language", "required"): N_("Choose which language it is."),
    ("count", "required"): N_("Write how many times."),
    ("total", "required"): N_("Tap how many came. If nobody did, tap 0."),
    ("name", "too-long"): N_("This is too long: at most %(most)s characters. Make it shorter."),
    ("password", "too-long"): N_("This is too long: at most %(most)s characters."),
    ("capacity", "number-range"): N_(
        "Write how many there is room for: a whole number from %(lowest)s to %(highest)s."
    ),
    ("capacity", "not-a-number"): N_("Write how many there is room for with digits, such as 12."),
}

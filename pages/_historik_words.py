"""What each action of the change log is called."""

from __future__ import annotations

from actions.setup_back import Why
from locales import _

WHY_NOT: dict[Why, str] = {
    "account": _(
        "Accounts, roles and secret addresses are not put back from here: whoever gets a right is "
        "given it under Setup, by somebody who sees whom it is for."
    ),
    "figures": _("Figures never stand in the history. Correct them under Attendance."),
    "outside": _(
        "The calendar's whole address is not kept in the history. Enter it again under Setup."
    ),
    "new-row": _("What is new is taken out of use under Setup, so that its history stays."),
}
"""Why a change is not put back from the history."""
_ACTIONS = {
    "activity.create": _("Planned"),
    "activity.edit": _("Edited"),
    "activity.import": _("Fetched in"),
    "activity.publish": _("Published"),
    "activity.cancel": _("Cancelled the activity"),
    "activity.delete": _("Put in the trash"),
    "activity.restore": _("Brought back from the trash"),
    "activity.pause": _("Paused dates"),
    "activity.resume": _("Took paused dates up again"),
    "activity.copy-week": _("Copied a week"),
    "date.closed": _("Cancelled what was planned on a closed day"),
    "date.keep": _("Held all the same on a closed day"),
    "template.save": _("Saved the template"),
    "template.delete": _("Deleted the template"),
    "plan-set.make": _("Made a plan for a period"),
    "plan-set.drop": _("Took away the plan for a period"),
    "plan-set.rename": _("Renamed the plan for a period"),
    "undo": _("Undid"),
    "demo.fill": _("Filled the house with the week of the demonstration"),
    "person.erase": _("Erased a person from the logs"),
    "date.cancel": _("Cancelled a date"),
    "date.restore": _("Planned a cancelled date again"),
    "date.move": _("Moved a date"),
    "date.change": _("Changed a date"),
    "date.cannot": _("Somebody cannot"),
    "date.can": _("Can after all"),
    "date.substitute": _("Found a substitute"),
    "date.manage": _("Run by those who are left"),
    "activity.places": _("Counted places taken"),
    "attendance.held": _("Recorded attendance"),
    "attendance.divide": _("Divided attendance by service"),
    "attendance.nobody": _("Recorded that nobody came"),
    "attendance.correct": _("Corrected attendance"),
    "half-day.record": _("Recorded visits outside activities"),
    "half-day.correct": _("Corrected visits outside activities"),
    "tablet.create": _("Made the tablet"),
    "tablet.close": _("Shut off the tablet"),
    "attendance.cancelled": _("Recorded as cancelled"),
    "outside.save": _("Changed a calendar from outside"),
    "outside.remove": _("Removed a calendar from outside"),
    "staff.create": _("Made an account"),
    "staff.roles": _("Changed the roles of"),
    "staff.disable": _("Closed the account of"),
    "staff.enable": _("Opened the account of"),
    "staff.sign-out": _("Signed out everywhere"),
    "staff.facilitator": _("Linked a facilitator to"),
    "calendar.make": _("Made a secret address of"),
    "calendar.revoke": _("Stopped a secret address of"),
    "calendar.stop": _("Addresses stopped by themselves"),
    "setup.save": _("Saved in the setup"),
    "setup.delete": _("Opened again"),
    "setup.setting": _("Changed a setting"),
    "setup.telling": _("Changed the list of telling words"),
    "setup.door": _("Changed hours or the way in of"),
    "setup.language": _("Changed the texts in another language"),
    "setup.statement": _("Changed the accessibility statement's address"),
    "message.set": _("Changed the week's message"),
    "setup.hours": _("Changed the hours of"),
    "setup.absence": _("Entered an absence of"),
    "setup.absence-off": _("Removed an absence of"),
    "setup.apart": _("Changed which groups are kept apart"),
    "retention.announce": _("Announced that counts by service will be deleted"),
    "retention.reduce": _("Deleted counts by service per date"),
    "report.comment": _("Commented on the report of"),
    "staff.first-admin": _("Made the first administrator"),
    "staff.new-link.password": _("Gave a link to choose a password"),
    "staff.new-link.sign-in": _("Gave a link to sign in"),
    "staff.link.password": _("Chose a password"),
    "staff.link.sign-in": _("Signed in by link"),
}


def action_words(action: str) -> str:
    """In Danish; an action that has no words yet says what kind of thing was changed."""
    if action in _ACTIONS:
        return _ACTIONS[action]
    return _("Changed the setup") if action.startswith("setup.") else _("Changed")

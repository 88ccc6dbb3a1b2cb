"""What the house says in words and settings, as it stands and put back as it was before a change.

Accounts, roles, secret addresses and figures are not among it: nobody gets a right by going back.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from actions import entrance, setup, telling, week_message
from db.changes import Change
from db.connection import Connection, HouseDb
from db.house import load_house, setting
from domain.model import Actor
from domain.opening import setting_of
from domain.rights import Action
from domain.telling import house_words
from domain.texts import approved
from domain.week_message import OTHERS, TEXT, UNTIL

_APPROVED = "approved"


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of change: how what it changed stands now, in the words of the log, and the way back.

    Each way back is the use case that anybody changes it by, with its checks and its own entry.
    """

    stands: Callable[[Connection, Change], Any]
    back: Callable[[HouseDb, Actor, Change, Any, datetime], None]
    right: Action = "setup.write"


def is_kept(one: Change) -> bool:
    """Whether the log holds what stood before; what an operator sets by command it does not."""
    if one.action != "setup.setting":
        return True
    return key_of(one) in setup.SETTINGS and key_of(one) != "demo" and json.loads(one.before) != {}


def key_of(one: Change) -> str:
    """What stands after the colon in the first row that a change names; "" for none."""
    return next(iter(json.loads(one.touched)), "").partition(":")[2]


def _setting_stands(con: Connection, one: Change) -> Any:
    return {key_of(one): setting(con, key_of(one))}


def _setting_back(db: HouseDb, actor: Actor, one: Change, before: Any, now: datetime) -> None:
    setup.set_setting(db, actor, key_of(one), str(before[key_of(one)]), now=now)


def _door_stands(con: Connection, one: Change) -> Any:
    house, number = load_house(con), int(key_of(one))
    site = house.sites.get(number)
    if site is None:
        return {}
    hours = {"hours": house.settings.get(setting_of(number), "")}
    return json.loads(json.dumps(asdict(site) | hours, default=str))


def _door_back(db: HouseDb, actor: Actor, one: Change, before: Any, now: datetime) -> None:
    week = tuple(before["hours"].split(";")) if before["hours"] else ("",) * 7
    entrance.set_door(db, actor, int(key_of(one)), before["way_in"], week, now=now)


def _texts_stand(con: Connection, one: Change) -> Any:
    """Of the approval only this language's: another's is another change."""
    house, language, after = load_house(con), key_of(one), json.loads(one.after)
    now = {key: house.texts.get(_text_key(key), "") for key in after if key != _APPROVED}
    same = (language in approved(house.settings)) == (language in after[_APPROVED].split())
    return now | {_APPROVED: after[_APPROVED] if same else None}


def _texts_back(db: HouseDb, actor: Actor, one: Change, before: Any, now: datetime) -> None:
    typed = {}
    for key, text in before.items():
        if key != _APPROVED:
            kind, number, _language, field = _text_key(key)
            typed[kind, number, field] = str(text)
    is_approved = key_of(one) in before[_APPROVED].split()
    entrance.set_texts(db, actor, key_of(one), typed, is_approved=is_approved, now=now)


def _text_key(key: str) -> tuple[str, int, str, str]:
    kind, number, language, field = key.split("-")
    return kind, int(number), language, field


def _statement_stands(con: Connection, one: Change) -> Any:
    return {"url": setting(con, entrance.STATEMENT)}


def _statement_back(db: HouseDb, actor: Actor, one: Change, before: Any, now: datetime) -> None:
    entrance.set_statement(db, actor, before["url"], now=now)


def _words_stand(con: Connection, one: Change) -> Any:
    return list(house_words(load_house(con).settings))


def _words_back(db: HouseDb, actor: Actor, one: Change, before: Any, now: datetime) -> None:
    telling.set_words(db, actor, "\n".join(before), now=now)


def _message_stands(con: Connection, one: Change) -> Any:
    settings = load_house(con).settings
    return {key: settings.get(key, "") for key in json.loads(one.after)}


def _message_back(
    db: HouseDb, actor: Actor, one: Change, before: Mapping[str, str], now: datetime
) -> None:
    until = date.fromisoformat(before[UNTIL]) if before.get(UNTIL) else None
    others = {code: before.get(key, "") for code, key in OTHERS.items()}
    text = before.get(TEXT, "")
    week_message.set_message(db, actor, text, until, others=others, still_fits=True, now=now)


KINDS: Mapping[str, Kind] = {
    "setup.setting": Kind(_setting_stands, _setting_back),
    "setup.door": Kind(_door_stands, _door_back),
    "setup.language": Kind(_texts_stand, _texts_back),
    "setup.statement": Kind(_statement_stands, _statement_back),
    "setup.telling": Kind(_words_stand, _words_back),
    "message.set": Kind(_message_stands, _message_back, right="plan.write"),
}
"""By action; rows of the setup are put back by `actions.setup_back` itself."""

"""What is written down: to standard output nothing of a reader; sign-ins and readings, and for how
long; what is held about somebody who works here, shown and erased."""

from __future__ import annotations

import csv
import json
import logging
import re
import urllib.request
from datetime import datetime, timedelta
from pathlib import Path
from urllib.error import HTTPError

import pytest
from click.testing import CliRunner, Result

import logs
from actions import (
    accounts,
    attendance,
    attendance_division,
    people,
    second_factor,
    secret_calendars,
    setup,
)
from actions.accounts import Origin
from actions.sign_in_log import keep_days, thin
from db.connection import HouseDb
from db.people import ELSEWHERE, columns_to
from domain.errors import InvalidInput, NotFound
from domain.model import Actor, RoleGrant
from manage import cli
from tests.account_case import ADMIN, GOOD, HOST, NOW, add
from tests.conftest import ServerFactory
from tests.house_case import ANNE, SP, Case
from tests.house_case import NOW as HOUSE_NOW

DAY = timedelta(days=1)


def run(*args: str) -> Result:
    return CliRunner().invoke(cli, list(args))


@pytest.fixture(autouse=True)
def environment(house_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOUSE_DB", str(house_path))


# -- standard output -----------------------------------------------------------------------------


def ask(address: str, data: bytes | None = None) -> int:
    request = urllib.request.Request(address, data)
    request.add_header("X-Forwarded-For", "198.51.100.77")
    request.add_header("User-Agent", "Spion/9")
    try:
        with urllib.request.urlopen(request, timeout=20) as answer:
            return int(answer.status)
    except HTTPError as error:
        with error:
            return error.code


def test_the_real_server_writes_nothing_about_who_asks(server: ServerFactory) -> None:
    house = server()
    db = HouseDb(Path(house.house))
    for path in (
        "/?for=unge-hemmelig",
        "/i-dag?x=hemmelig",
        "/findes-ikke/hemmelig",
        "/kalender/alle.ics?hemmelig",
        "/kalender/h/hemmeligt-token.ics",
        "/aktivitet/hemmelig",
        "/log-ind?next=/hemmelig",
        "/vaert?hemmelig=1",
        "/personale/?hemmelig=1",
        "/healthz?hemmelig",
    ):
        ask(f"{house.url}{path}")
    ask(f"{house.url}/log-ind", b"username=hemmelig&password=hemmelig")
    with db.read() as con:
        assert con.execute("SELECT count(*) FROM sign_in WHERE ip <> ''").fetchone()[0] == 0
    after_start = house.output.partition("leder")[2]
    for word in ("hemmelig", "198.51.100.77", "127.0.0.1", "Spion", "GET /", "POST"):
        told = [line for line in after_start.splitlines() if word in line]
        assert not [line for line in told if "Engangslink" not in line and "http" not in line], word


@pytest.mark.long
def test_a_proxy_counts_only_when_it_is_named(server: ServerFactory) -> None:
    for proxies, ip in (("", "127.0.0.1"), ("127.0.0.1", "198.51.100.77")):
        house = server(HOUSE_PROXIES=proxies)
        ask_in(house.url)
        with HouseDb(Path(house.house)).read() as con:
            rows = con.execute("SELECT ip FROM sign_in ORDER BY id DESC LIMIT 1").fetchone()
        assert rows["ip"] == ip
        house.stop()


def ask_in(url: str) -> None:
    """A sign-in that fails, as a browser sends it, with a forged address before it."""
    with urllib.request.urlopen(f"{url}/log-ind", timeout=20) as answer:
        cookie = answer.headers["Set-Cookie"].partition(";")[0]
        csrf = re.search(r'name="csrf" value="(\w+)"', answer.read().decode())
    assert csrf
    sent = f"csrf={csrf[1]}&username=anna&password=forkert".encode()
    request = urllib.request.Request(f"{url}/log-ind", sent)
    request.add_header("Cookie", cookie)
    request.add_header("X-Forwarded-For", "198.51.100.77")
    with pytest.raises(HTTPError) as refused:
        urllib.request.urlopen(request, timeout=20)
    assert refused.value.code == 422
    refused.value.close()


def test_a_line_is_json_and_a_fault_has_no_words(capsys: pytest.CaptureFixture[str]) -> None:
    before = {name: logging.getLogger(name) for name in logs.OURS}
    states = {n: (list(x.handlers), x.level, x.propagate) for n, x in before.items()}
    try:
        logs.configure()
        logs.configure()
        logging.getLogger("house.sign_in").info("sign-in", extra={"outcome": "in", "staff": 3})
        try:
            raise ValueError("hvad nogen skrev")
        except ValueError:
            logging.getLogger("house.jobs").exception("failed")
    finally:
        for name, (handlers, level, propagate) in states.items():
            logger = logging.getLogger(name)
            logger.handlers, logger.propagate = handlers, propagate
            logger.setLevel(level)
        logging.getLogger("uvicorn.access").disabled = False
    first, second = (json.loads(line) for line in capsys.readouterr().out.splitlines())
    assert (first["said"], first["outcome"], first["staff"]) == ("sign-in", "in", 3)
    assert second["fault"] == "ValueError" and "test_logs.py" in second["where"][0]
    assert "skrev" not in json.dumps(second)


# -- the two logs --------------------------------------------------------------------------------


def test_sign_ins_are_kept_for_ninety_days_unless_set_otherwise(case: Case) -> None:
    add(case, "anna", HOST)
    case_ip = Origin("192.0.2.9", "Firefox, Linux")
    accounts.sign_in(case.db, "anna", GOOD, origin=case_ip, now=NOW)
    assert thin(case.db, NOW + 90 * DAY)[0] == 0
    assert keep_days(case.db, None, None) == (90, 730, 730)
    assert thin(case.db, NOW + 90 * DAY + timedelta(seconds=1))[0] >= 1
    assert case.rows("SELECT count(*) FROM sign_in WHERE ip <> ''") == [(0,)]
    accounts.sign_in(case.db, "anna", GOOD, origin=case_ip, now=NOW)
    assert keep_days(case.db, 7, None) == (7, 730, 730)
    assert thin(case.db, NOW + 8 * DAY)[0] >= 1


def test_changes_are_kept_for_two_years(case: Case) -> None:
    case.create(title="Gammel")
    count = "SELECT count(*) FROM change WHERE action = 'activity.create'"
    assert thin(case.db, HOUSE_NOW + 730 * DAY)[2] == 0 and case.rows(count) == [(1,)]
    assert thin(case.db, HOUSE_NOW + 731 * DAY)[2] >= 1 and case.rows(count) == [(0,)]


def test_the_commands_show_export_and_thin(case: Case, tmp_path: Path) -> None:
    add(case, "anna", HOST)
    with pytest.raises(InvalidInput):
        accounts.sign_in(case.db, "anna", "forkert kodeord", origin=Origin("192.0.2.9"), now=NOW)
    shown = run("logs", "sign-ins", "--who", "anna")
    assert "192.0.2.9" in shown.output and "wrong" in shown.output
    file = tmp_path / "log.csv"
    assert run("logs", "sign-ins", "--to", str(file)).exit_code == 0
    rows = list(csv.reader(file.read_text("utf-8-sig").splitlines(), delimiter=";"))
    assert rows[0][0] == "tid" and any("192.0.2.9" in row for row in rows)
    assert oct(file.stat().st_mode)[-3:] == "600"
    assert run("logs", "sign-ins", "--who", "ingen").exit_code == 1
    assert "Log ind 30 dage" in run("logs", "keep", "--sign-ins", "30").output
    assert run("logs", "keep", "--sign-ins", "0").exit_code == 2
    assert run("logs", "thin").exit_code == 0


def test_every_reading_of_counts_by_service_is_in_the_log(case: Case) -> None:
    case.create(title="Talt", local_start=datetime(2026, 11, 18, 8), now=HOUSE_NOW - 9 * DAY)
    (date,) = case.dates(1)
    attendance.record(case.db, case.boss, date.id, total=5, now=HOUSE_NOW)
    attendance_division.divide(case.db, case.boss, date.id, {SP: 2}, version=1, now=HOUSE_NOW)
    attendance_division.read_division(case.db, case.boss, date.id, now=HOUSE_NOW)
    told = run("logs", "readings")
    assert "attendance.by_service" in told.output and "prøve1" in told.output
    assert "Talt" in told.output and " 5" not in told.output and " 2 " not in told.output


# -- what is held about somebody -----------------------------------------------------------------


@pytest.fixture
def anna(case: Case) -> Actor:
    """Somebody about whom the house holds all it can hold."""
    add(case, "chef", ADMIN)
    staff_id = add(case, "anna.hansen", HOST, RoleGrant("coordinator", None))
    who = Actor(staff_id, "Anna.Hansen", (HOST, RoleGrant("coordinator", None)), ANNE)
    accounts.link_facilitator(case.db, None, staff_id, ANNE, now=NOW)
    accounts.sign_in(case.db, "anna.hansen", GOOD, origin=Origin("192.0.2.9"), now=NOW)
    second_factor.begin(case.db, who, now=NOW)
    token = secret_calendars.new_token()
    secret_calendars.make(case.db, who, "h/person/1", "Annas telefon", token=token, now=NOW)
    setup.set_setting(case.db, None, "house.name", "Huset", now=NOW)
    case.create(title="Talt", local_start=datetime(2026, 11, 18, 8), now=HOUSE_NOW - 9 * DAY)
    (date,) = case.dates(1)
    attendance.record(case.db, who, date.id, total=7, now=HOUSE_NOW)
    with case.db.write() as con:  # hours, and what a calendar of Anne's own said of Tuesday
        con.execute(
            "INSERT INTO weekly_hours VALUES ('facilitator', :id, 2, 480, 960)", {"id": ANNE}
        )
        con.execute(
            "INSERT INTO outside_calendar (kind, address, facilitator_id, next_at)"
            " VALUES ('busy', 'https://kalender.example/a.ics', :id, '2026-11-18T08:00:00Z')",
            {"id": ANNE},
        )
        con.execute(
            "INSERT INTO busy_time (calendar_id, starts_at, ends_at)"
            " VALUES (last_insert_rowid(), '2026-11-24T08:00:00Z', '2026-11-24T09:00:00Z')"
        )
    return who


def test_everything_held_is_shown_and_no_secret_or_count(
    case: Case, anna: Actor, tmp_path: Path
) -> None:
    shown = run("person", "show", "anna.hansen")
    held = json.loads(shown.output)
    for table in ("staff", "session.staff_id", "sign_in.staff_id", "staff_role.staff_id"):
        assert held[table], table
    for table in ("secret_address.staff_id", "change.staff_id", "second_factor.staff_id"):
        assert held[table], table
    assert held["attendance.recorded_by"][0].keys() == {
        *("occurrence_id", "recorded_by", "recorded_at", "version")
    }
    text = shown.output
    with case.db.read() as con:
        hidden = [row[0] for row in con.execute("SELECT password_hash FROM staff") if row[0]]
        hidden += [row[0] for row in con.execute("SELECT token_hash FROM session")]
        hidden += [row[0] for row in con.execute("SELECT secret FROM second_factor")]
    assert not [one for one in hidden if one in text]
    file = tmp_path / "anna.json"
    assert run("person", "export", "anna.hansen", str(file)).exit_code == 0
    assert json.loads(file.read_text("utf-8")) == held
    role = json.loads(run("person", "show", "Anne-rolle", "--facilitator").output)
    assert role["facilitator"] and role["staff.facilitator_id"]
    assert role["weekly_hours"][0]["from_minute"] == 480 and role["busy_time"]
    assert run("person", "show", "ingen").exit_code == 1


def everywhere(path: Path) -> bytes:
    return b"".join(one.read_bytes() for one in path.parent.glob(f"{path.name}*"))


def test_an_erased_colleague_is_in_no_byte_of_the_file_and_the_history_reads_on(
    case: Case, anna: Actor
) -> None:
    before = case.rows("SELECT count(*) FROM change")[0][0]
    told = run("person", "erase", "anna.hansen", "--yes")
    assert told.exit_code == 0 and f"Slettet medarbejder {anna.staff_id}" in told.output
    raw = everywhere(case.db.path)
    for trace in (b"anna.hansen", b"Anna.Hansen", b"Annas telefon", b"192.0.2.9"):
        assert trace not in raw, trace
    assert case.rows("SELECT count(*) FROM change")[0][0] == before + 1
    (row,) = case.rows(f"SELECT name, disabled_at FROM staff WHERE id = {anna.staff_id}")
    assert row[0].startswith("Slettet medarbejder") and row[1]
    assert case.rows("SELECT recorded_by FROM attendance") == [(anna.staff_id,)]
    with pytest.raises(InvalidInput):
        accounts.sign_in(case.db, "anna.hansen", GOOD, now=NOW)
    with pytest.raises(NotFound):
        people.find(case.db, "staff", "anna.hansen")


def test_an_erased_facilitator(case: Case, anna: Actor) -> None:
    with case.db.write() as con:
        con.execute(
            "INSERT INTO absence (facilitator_id, first_day, last_day)"
            " VALUES (1, '2026-12-01', '2026-12-03')"
        )
    case.create(title="Med Anne", local_start=datetime(2026, 11, 25, 10))
    told = run("person", "erase", "Anne-rolle", "--facilitator", "--yes")
    assert told.exit_code == 0, told.output
    assert b"Anne-rolle" not in everywhere(case.db.path)
    for table in ("absence", "weekly_hours", "busy_time", "outside_calendar"):
        assert case.rows(f"SELECT count(*) FROM {table}") == [(0,)], table
    assert case.rows("SELECT retired_at IS NOT NULL FROM facilitator WHERE id = 1") == [(1,)]


def test_the_last_administrator_is_not_erased(case: Case) -> None:
    add(case, "alene", ADMIN)
    told = run("person", "erase", "alene", "--yes")
    assert told.exit_code == 1 and "administrator" in told.output
    assert CliRunner().invoke(cli, ["person", "erase", "alene"], input="n\n").exit_code == 1


def test_every_column_that_names_a_person_is_known(case: Case) -> None:
    with case.db.read() as con:
        known = {*columns_to(con, "staff"), *columns_to(con, "facilitator")}
        tables = [r[0] for r in con.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        named = {
            (table, column["name"])
            for table in tables
            for column in con.execute(f"SELECT * FROM pragma_table_info('{table}')")
            if column["name"] in ("staff_id", "facilitator_id", "recorded_by", "updated_by")
        }
    assert named <= known
    assert {*ELSEWHERE["staff"]} <= named

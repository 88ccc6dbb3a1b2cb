"""Codes from the phone, recovery codes, one's own sessions and password: rules and pages."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pyotp
import pytest

from actions import accounts, own_account, second_factor
from actions.accounts import Answers, Origin
from actions.sign_in_log import device_of
from domain.errors import CodeNeeded, InvalidInput, NotFound, Refused
from domain.model import Actor, RoleGrant
from tests.account_case import ADMIN, GOOD, HOST, NOW, add, codes
from tests.house_case import Case
from tests.public_case import Web, a_web, hidden

OTHER = "ni blå sommerfugle"


def with_factor(case: Case, username: str = "anna") -> tuple[Actor, pyotp.TOTP, list[str]]:
    """Somebody whose codes are on since an hour."""
    staff_id = add(case, username, HOST)
    who = Actor(staff_id, username, (HOST,))
    before = NOW - timedelta(hours=1)
    setup = second_factor.begin(case.db, who, now=before)
    totp = pyotp.TOTP(setup.secret)
    return who, totp, second_factor.confirm(case.db, who, totp.at(before), now=before)


def asked(case: Case, username: str = "anna") -> str:
    with pytest.raises(CodeNeeded) as needed:
        accounts.sign_in(case.db, username, GOOD, now=NOW)
    return needed.value.step


# -- signing in in two steps ---------------------------------------------------------------------


def test_the_password_alone_opens_nothing(case: Case) -> None:
    _who, totp, _codes = with_factor(case)
    step = asked(case)
    assert case.rows("SELECT count(*) FROM session WHERE way = 'password'") == [(0,)]
    assert accounts.current(case.db, step, now=NOW) is None
    token = accounts.show_code(case.db, step, totp.at(NOW), now=NOW)
    assert accounts.current(case.db, token, now=NOW) is not None


@pytest.mark.parametrize(
    ("off", "fits"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)]
)
def test_codes_of_the_half_minutes_beside_are_taken(case: Case, off: int, fits: bool) -> None:
    _who, totp, _codes = with_factor(case)
    code = totp.at(NOW + timedelta(seconds=30 * off))
    if fits:
        assert accounts.show_code(case.db, asked(case), code, now=NOW)
        return
    with pytest.raises(InvalidInput) as refused:
        accounts.show_code(case.db, asked(case), code, now=NOW)
    assert codes(refused) == [("code", "wrong-code")]


def test_a_code_counts_once_and_none_before_it(case: Case) -> None:
    _who, totp, _codes = with_factor(case)
    accounts.show_code(case.db, asked(case), totp.at(NOW), now=NOW)
    for when in (NOW, NOW - timedelta(seconds=30)):
        with pytest.raises(InvalidInput):
            accounts.show_code(case.db, asked(case), totp.at(when), now=NOW)


def test_a_recovery_code_counts_once_however_it_is_written(case: Case) -> None:
    _who, _totp, spare = with_factor(case)
    assert len(set(spare)) == 10 and all(re.fullmatch(r"[a-z2-9]{5}-[a-z2-9]{5}", s) for s in spare)
    written = spare[0].upper().replace("-", " ")
    assert accounts.show_code(case.db, asked(case), written, now=NOW)
    with pytest.raises(InvalidInput):
        accounts.show_code(case.db, asked(case), spare[0], now=NOW)
    assert spare[1] not in str(case.rows("SELECT * FROM recovery_code"))


def test_guessing_codes_ends_the_step_and_makes_wait(case: Case) -> None:
    _who, totp, _codes = with_factor(case)
    step, at, found = asked(case), NOW, []
    for _ in range(12):
        try:
            accounts.show_code(case.db, step, "000000", now=at)
        except InvalidInput as error:
            found.append(error.problems[0].code)
            at += timedelta(seconds=int(str(error.problems[0].data.get("seconds", 0))))
        except NotFound:
            found.append("over")
            break
    assert found.count("wrong-code") == 5 and "wait" in found and found[-1] == "over"
    with pytest.raises(NotFound):
        accounts.show_code(case.db, step, totp.at(at), now=at)


def test_a_step_lasts_five_minutes(case: Case) -> None:
    _who, totp, _codes = with_factor(case)
    step, late = asked(case), NOW + timedelta(minutes=5)
    with pytest.raises(NotFound):
        accounts.show_code(case.db, step, totp.at(late), now=late)


def test_a_reset_link_does_not_go_round_it(case: Case) -> None:
    who, totp, _codes = with_factor(case)
    token = accounts.make_link(case.db, None, who.staff_id, now=NOW)
    with pytest.raises(CodeNeeded) as needed:
        accounts.use_link(case.db, token, Answers(password=OTHER, repeat=OTHER), now=NOW)
    assert accounts.show_code(case.db, needed.value.step, totp.at(NOW), now=NOW)


def test_a_lost_phone_is_taken_away_by_an_administrator_alone(case: Case) -> None:
    who, totp, _codes = with_factor(case)
    token = accounts.show_code(case.db, asked(case), totp.at(NOW), now=NOW)
    with pytest.raises(Refused):
        second_factor.take_away(case.db, who, who.staff_id, now=NOW)
    boss = Actor(2, "Chef", (ADMIN,))
    assert second_factor.those_with(case.db, boss) == {who.staff_id}
    second_factor.take_away(case.db, boss, who.staff_id, now=NOW)
    assert accounts.current(case.db, token, now=NOW) is None, "sessions end with it"
    assert accounts.sign_in(case.db, "anna", GOOD, now=NOW)


def test_turning_it_off_asks_for_a_code(case: Case) -> None:
    who, totp, _codes = with_factor(case)
    with pytest.raises(InvalidInput):
        second_factor.remove(case.db, who, "123456", now=NOW)
    with pytest.raises(InvalidInput):
        second_factor.begin(case.db, who, now=NOW)
    second_factor.remove(case.db, who, totp.at(NOW), now=NOW)
    assert accounts.sign_in(case.db, "anna", GOOD, now=NOW)


# -- delays of all, the log ----------------------------------------------------------------------


def test_guessing_at_many_accounts_makes_everybody_wait_a_little(case: Case) -> None:
    add(case, "anna", HOST)
    for number in range(20):
        with pytest.raises(InvalidInput):
            accounts.sign_in(case.db, f"navn{number}", "forkert kodeord", now=NOW)
    with pytest.raises(InvalidInput) as refused:
        accounts.sign_in(case.db, "anna", GOOD, now=NOW)
    assert refused.value.problems[0].data["seconds"] == 1
    assert accounts.sign_in(case.db, "anna", GOOD, now=NOW + timedelta(seconds=1))


def test_the_log_holds_who_from_where_and_never_what_was_typed(case: Case) -> None:
    add(case, "anna", HOST)
    here = Origin("192.0.2.7", "Firefox, Android")
    for name in ("anna", "mit hemmelige kodeord"):
        with pytest.raises(InvalidInput):
            accounts.sign_in(case.db, name, "forkert kodeord", origin=here, now=NOW)
    accounts.sign_in(case.db, "anna", GOOD, origin=here, now=NOW)
    rows = case.rows("SELECT staff_id, way, outcome, ip, device FROM sign_in WHERE ip <> ''")
    assert [row[2] for row in rows] == ["wrong", "wrong", "in"]
    assert rows[1][0] is None and {row[3] for row in rows} == {"192.0.2.7"}
    assert "hemmelige" not in str(case.rows("SELECT * FROM sign_in"))


def test_a_flood_writes_one_line_a_minute(case: Case) -> None:
    add(case, "anna", HOST)
    for _ in range(40):
        with pytest.raises(InvalidInput):
            accounts.sign_in(
                case.db, "anna", "forkert kodeord", origin=Origin("192.0.2.7"), now=NOW
            )
    assert case.rows("SELECT count(*) FROM sign_in WHERE outcome = 'wait'") == [(1,)]


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        ("Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130", "Firefox, Linux"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0) Version/18.0 Safari/604.1", "Safari, iPhone"),
        ("Mozilla/5.0 (Linux; Android 15) Chrome/130 Mobile Safari/537.36", "Chrome, Android"),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/130 Safari/537.36 Edg/130", "Edge, Windows"),
        ("<script>", ""),
        ("", ""),
    ],
)  # fmt: skip
def test_a_device_in_two_words(agent: str, words: str) -> None:
    assert device_of(agent) == words


# -- one's own account ---------------------------------------------------------------------------


def test_one_session_is_ended_from_another_device(case: Case) -> None:
    who = Actor(add(case, "anna", HOST), "Anna", (HOST,))
    one, other = (accounts.sign_in(case.db, "anna", GOOD, now=NOW) for _ in range(2))
    listed = own_account.own_sessions(case.db, who, now=NOW)
    assert {own_account.handle_of(one), own_account.handle_of(other)} <= {s.handle for s in listed}
    own_account.end_session(case.db, who, own_account.handle_of(other), now=NOW)
    assert accounts.current(case.db, other, now=NOW) is None
    assert accounts.current(case.db, one, now=NOW) is not None
    stranger = Actor(add(case, "bent", HOST), "Bent", (HOST,))
    with pytest.raises(NotFound):
        own_account.end_session(case.db, stranger, own_account.handle_of(one), now=NOW)


def test_a_new_password_asks_for_the_old_one_and_ends_the_other_sessions(case: Case) -> None:
    who = Actor(add(case, "anna", HOST), "Anna", (HOST,))
    here, there = (accounts.sign_in(case.db, "anna", GOOD, now=NOW) for _ in range(2))
    handle = own_account.handle_of(here)
    for old, new, field in (("forkert", OTHER, "old"), (GOOD, "kort", "password")):
        with pytest.raises(InvalidInput) as refused:
            own_account.change_password(case.db, who, old, new, new, keep=handle, now=NOW)
        assert codes(refused)[0][0] == field
    own_account.change_password(case.db, who, GOOD, OTHER, OTHER, keep=handle, now=NOW)
    assert accounts.current(case.db, here, now=NOW) and not accounts.current(
        case.db, there, now=NOW
    )
    assert accounts.sign_in(case.db, "anna", OTHER, now=NOW)


# -- the pages -----------------------------------------------------------------------------------


@pytest.fixture
def web(house_path: Path, monkeypatch: pytest.MonkeyPatch) -> Web:
    return a_web(house_path, monkeypatch)


def test_from_setting_up_to_signing_in_with_it_and_out_everywhere(web: Web) -> None:
    staff_id = accounts.create_staff(
        web.case.db, None, username="anna", name="Anna", grants=[RoleGrant("host", None)]
    )
    token = accounts.make_link(web.case.db, None, staff_id)
    assert web.send(f"/log-ind/{token}", password=GOOD, repeat=GOOD).status_code == 303
    page = web.text("/konto")
    assert "Denne enhed" in page and "Sæt dem op" in page
    csrf = hidden(page)["csrf"]
    web.post("/konto", {"csrf": csrf, "do": "factor-begin"})
    page = web.text("/konto")
    secret = re.search(r"<code>([A-Z2-7]{32})</code>", page)
    assert secret and "<svg" in page
    totp = pyotp.TOTP(secret[1])
    wrong = web.post("/konto", {"csrf": csrf, "do": "factor-confirm", "code": "000000"})
    assert wrong.status_code == 422 and "Koden passer ikke" in wrong.text
    shown = web.post("/konto", {"csrf": csrf, "do": "factor-confirm", "code": totp.now()})
    spare = re.findall(r"<li><code>([a-z2-9-]{11})</code>", shown.text)
    assert len(spare) == 10 and spare[0] not in web.text("/konto")

    phone = web.another_browser()
    step = phone.send("/log-ind", username="anna", password=GOOD, next="/konto")
    assert step.status_code == 200 and "Koden fra din telefon" in step.text
    assert "house_session" not in str(step.headers.get_list("set-cookie"))
    fields = dict(re.findall(r'name="(csrf|step|next)" value="([^"]*)"', step.text))
    bad = phone.post("/log-ind/kode", {**fields, "code": "000 000"})
    assert bad.status_code == 422 and "Koden passer ikke" in bad.text
    done = phone.post("/log-ind/kode", {**fields, "code": spare[0]})
    assert (done.status_code, done.headers["location"]) == (303, "/konto")
    assert "9 nødkoder tilbage" in phone.text("/konto")
    assert phone.post("/log-ind/kode", {**fields, "code": spare[1]}).status_code == 422

    csrf = hidden(phone.text("/konto"))["csrf"]
    out = phone.post("/konto", {"csrf": csrf, "do": "everywhere"})
    assert out.headers["location"] == "/log-ind"
    assert web.get("/konto").headers["location"].startswith("/log-ind"), "the other device too"


def test_a_tablet_and_nobody_have_no_account_page(web: Web) -> None:
    assert web.get("/konto").headers["location"] == "/log-ind?next=/konto"
    assert web.get("/log-ind/kode").headers["location"] == "/log-ind"
    host = web.sign_in_as("host")
    assert host.post("/konto", {"csrf": "", "do": "everywhere"}).status_code == 403
    assert host.post("/konto", hidden(host.text("/konto")) | {"do": "ukendt"}).status_code == 303


def test_under_https_the_forms_cookie_belongs_to_this_host_alone(
    house_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    secure = a_web(house_path, monkeypatch, url="https://huset.example")
    cookie = secure.get("/log-ind").headers["set-cookie"]
    assert cookie.startswith("__Host-house_form=") and "Secure" in cookie and "Path=/;" in cookie

"""Fetching calendars from outside: where it may go."""

from __future__ import annotations

import contextlib
import socket
import ssl
import subprocess
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

import fetching
from fetching import FetchFailed, Gate, fetch, is_public
from tests.ics_case import ics, once
from tests.outside_case import HOST, URL, Elsewhere, elsewhere

PLAN = ics(once())


@pytest.fixture
def there() -> Iterator[Elsewhere]:
    with elsewhere() as running:
        yield running


def failure(address: str, gate: Gate) -> str:
    with pytest.raises(FetchFailed) as error:
        fetch(address, gate=gate)
    return error.value.code


def never(host: str, port: int) -> Sequence[tuple[str, int]]:
    raise AssertionError("an address that may not be asked was looked up")


# -- where it may go ---------------------------------------------------------------------------

PRIVATE = [
    *("127.0.0.1", "127.255.255.254", "0.0.0.0", "10.0.0.1", "172.16.0.1", "172.31.255.255"),
    *("192.168.1.1", "169.254.1.1", "169.254.169.254", "100.64.0.1", "100.100.100.200"),
    *("192.0.0.192", "192.0.2.1", "198.18.0.1", "198.51.100.1", "203.0.113.1", "192.88.99.1"),
    *("224.0.0.1", "239.255.255.250", "240.0.0.1", "255.255.255.255", "168.63.129.16"),
    *("::", "::1", "fe80::1", "fe80::1%eth0", "fc00::1", "fd00:ec2::254", "fec0::1", "ff02::1"),
    *("::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:8.8.8.8", "::7f00:1", "::8.8.8.8"),
    *("64:ff9b::7f00:1", "64:ff9b::a00:1", "64:ff9b:1::1", "2002:7f00:1::", "2001::1"),
    *("2001:db8::1", "3fff::1", "100::1", "4000::1", "5f00::1", "not an address", ""),
]
PUBLIC = ["8.8.8.8", "1.1.1.1", "130.226.0.1", "2a00:1450:4001::1", "2606:4700:4700::1111"]


@pytest.mark.parametrize("address", PRIVATE)
def test_only_the_open_internet_is_public(address: str) -> None:
    assert not is_public(address)
    asked = Gate(resolver=lambda host, port: [(address, port)])
    assert failure(f"https://{HOST}/plan.ics", asked) == "private"


@pytest.mark.parametrize("address", PUBLIC)
def test_public_addresses_are_let_through(address: str) -> None:
    assert is_public(address)
    assert Gate(resolver=lambda host, port: [(address, port)]).addresses(HOST, 443)


WRITTEN = {
    "http://127.0.0.1/": "private",
    "http://localhost/": "private",
    "http://[::1]/": "private",
    "http://2130706433/": "private",
    "http://0x7f000001/": "private",
    "http://0177.0.0.1/": "calendar-address",
    "http://127.1/": "private",
    "http://[::ffff:127.0.0.1]/": "private",
    "http://[fe80::1]/": "private",
    "http://0/": "private",
    "http://169.254.169.254/latest/meta-data/": "private",
}


@pytest.mark.parametrize(("address", "code"), WRITTEN.items(), ids=WRITTEN.keys())
def test_a_private_address_is_known_however_it_is_written(address: str, code: str) -> None:
    assert failure(address, Gate()) == code


NOT_ASKED = {
    "file:///etc/passwd": "calendar-address",
    "ftp://there.example/x.ics": "calendar-address",
    "gopher://there.example:70/_x": "calendar-address",
    "data:text/calendar,BEGIN": "calendar-address",
    "//there.example/x.ics": "calendar-address",
    "https://": "calendar-address",
    "https://[::1/": "calendar-address",
    "https://there.example/a b": "calendar-address",
    "https://there.example/\r\nX: y": "calendar-address",
    "https://there.example:99999/": "calendar-address",
    "https://there.example:22/": "calendar-port",
    "http://there.example:8080/": "calendar-port",
    "https://user:secret@there.example/": "calendar-user",
    "https://there.example@127.0.0.1/": "calendar-user",
}


@pytest.mark.parametrize(("address", "code"), NOT_ASKED.items(), ids=[*map(repr, NOT_ASKED)])
def test_what_is_no_plain_web_address_is_not_even_looked_up(address: str, code: str) -> None:
    assert failure(address, Gate(resolver=never)) == code


def test_one_private_address_among_public_ones_is_enough_to_refuse() -> None:
    both = Gate(resolver=lambda host, port: [("8.8.8.8", port), ("10.0.0.1", port)])
    assert failure(URL, both) == "private"


def test_the_house_itself_never_lets_loopback_through(there: Elsewhere) -> None:
    there.give(PLAN)
    assert Gate().loopback is False
    strict = Gate(resolver=lambda host, port: [("127.0.0.1", there.port)])
    assert failure(URL, strict) == "private"
    assert there.asked == []


def test_a_name_is_looked_up_once_and_the_checked_address_is_used(there: Elsewhere) -> None:
    """Against a name that answers differently the second time (DNS rebinding)."""
    there.give(PLAN)
    looked_up = []

    def turning(host: str, port: int) -> Sequence[tuple[str, int]]:
        looked_up.append(host)
        if len(looked_up) > 1:
            raise AssertionError("looked up again")
        return [("127.0.0.1", there.port)]

    assert fetch(URL, gate=Gate(resolver=turning, loopback=True)).body == PLAN
    assert looked_up == [HOST]
    assert there.headers["host"] == HOST


def test_an_unknown_name_is_told(there: Elsewhere) -> None:
    def unknown(host: str, port: int) -> Sequence[tuple[str, int]]:
        raise OSError("no such name")

    assert failure(URL, Gate(resolver=unknown)) == "unknown-host"
    assert failure(URL, Gate(resolver=lambda host, port: [])) == "unknown-host"


# -- redirects ---------------------------------------------------------------------------------


def moved(there: Elsewhere, path: str, to: str, status: int = 302) -> None:
    there.give(b"", path, status, Location=to)


def test_redirects_are_followed_three_times(there: Elsewhere) -> None:
    moved(there, "/plan.ics", "/a", 301)
    moved(there, "/a", f"http://{HOST}/b", 307)
    moved(there, "/b", "c", 308)
    there.give(PLAN, "/c")
    assert fetch(URL, gate=there.gate()).body == PLAN
    moved(there, "/c", "/d")
    there.give(PLAN, "/d")
    assert failure(URL, there.gate()) == "redirects"


CHAINS = {
    "to-metadata": ("http://169.254.169.254/latest/", "private"),
    "to-a-private-name": ("http://indre.example/x", "private"),
    "to-another-port": (f"http://{HOST}:8080/x", "calendar-port"),
    "to-a-file": ("file:///etc/passwd", "calendar-address"),
    "with-a-user": (f"http://a:b@{HOST}/x", "calendar-user"),
    "to-itself": ("/plan.ics", "redirects"),
    "to-nowhere": ("", "redirects"),
    "to-a-novel": ("/" + "x" * 5_000, "redirects"),
}


@pytest.mark.parametrize(("to", "code"), CHAINS.values(), ids=CHAINS.keys())
def test_a_redirect_is_checked_like_the_first_address(there: Elsewhere, to: str, code: str) -> None:
    moved(there, "/plan.ics", to)
    names = {HOST: "127.0.0.1", "169.254.169.254": "169.254.169.254", "indre.example": "10.1.2.3"}

    def resolver(host: str, port: int) -> Sequence[tuple[str, int]]:
        return [(names[host], there.port)]

    assert failure(URL, Gate(resolver=resolver, loopback=True)) == code


def test_https_is_never_left_for_http(monkeypatch: pytest.MonkeyPatch) -> None:
    async def moving(*_args: object) -> str:
        return "http://there.example/plan.ics"

    monkeypatch.setattr(fetching, "_ask", moving)
    public = Gate(resolver=lambda host, port: [("8.8.8.8", port)])
    assert failure("https://there.example/plan.ics", public) == "downgrade"


def test_the_certificate_must_be_the_names_own(tmp_path: Path) -> None:
    """The connection goes to an address, but name and certificate are the calendar's."""
    key, cert = tmp_path / "key.pem", tmp_path / "cert.pem"
    made = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"]
    made += ["-nodes", "-days", "2", "-subj", f"/CN={HOST}", "-addext"]
    made += [f"subjectAltName=DNS:{HOST}", "-keyout", str(key), "-out", str(cert)]
    subprocess.run(
        made,
        check=True,
        capture_output=True,
    )
    named: list[str | None] = []
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(cert, key)
    context.sni_callback = lambda _socket, name, _context: named.append(name)
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]

        def once_only() -> None:
            with contextlib.suppress(OSError):
                connection, _address = listening.accept()
                with connection, context.wrap_socket(connection, server_side=True):
                    pass

        thread = threading.Thread(target=once_only, daemon=True)
        thread.start()
        gate = Gate(resolver=lambda host, _port: [("127.0.0.1", port)], loopback=True)
        assert failure(f"https://{HOST}/plan.ics", gate) == "certificate"
        thread.join(10)
    assert named == [HOST]

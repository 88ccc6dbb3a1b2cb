"""Fetching calendars from outside, safely: what `jobs.py` and `manage.py fetch-calendars` run.

An address is somebody else's word, so nothing of it is trusted: only http and https, on their own
ports; every address that its name has is looked up first and must be a public one; the connection
goes to the very address that was checked, so that a name cannot answer differently the second
time; redirects are followed by hand and checked again; size is limited while reading, after
decompression; time is limited as a whole. No cookies, no credentials, no proxy of the environment.
"""

from __future__ import annotations

import asyncio
import ipaddress
import logging
import socket
import zlib
from collections.abc import AsyncIterator, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urljoin

import httpx

from actions import outside_copies as copies
from actions.outside_copies import Answer, ToFetch
from db.connection import HouseDb
from domain.errors import InvalidField
from domain.outside import calendar_address

USER_AGENT = "levende-hus calendar reader"
MAX_OCTETS = 5_000_000
"""Of a calendar, decompressed; what was received may not be more either."""
TOTAL_SECONDS = 20.0
REDIRECTS = 3
_CHUNK = 65_536
_MOST_ADDRESSES = 3
"""Addresses of one name that are tried."""
_MOVED = frozenset({301, 302, 303, 307, 308})
_NEVER = tuple(
    ipaddress.ip_network(net)
    for net in (
        "192.0.0.0/24",  # protocol assignments; a cloud's own services
        "192.88.99.0/24",  # 6to4 relays
        "168.63.129.16/32",  # a cloud's own services behind a public address
        "2002::/16",  # 6to4: an IPv4 address inside
        "2001::/23",  # Teredo and other protocol assignments
        "2001:db8::/32",  # documentation
        "3fff::/20",  # documentation
    )
)
_UNICAST = ipaddress.ip_network("2000::/3")
"""The only part of IPv6 that is handed out; NAT64, site-local and mapped addresses lie outside."""
Resolver = Callable[[str, int], Sequence[tuple[str, int]]]
"""A host and port to the (IP address, port) pairs it has. Raises OSError for an unknown name."""

logger = logging.getLogger("house.fetching")
# their lines hold whole addresses, which are secrets of those who publish them
for _name in ("httpx", "httpcore"):
    logging.getLogger(_name).setLevel(logging.CRITICAL + 1)


class FetchFailed(Exception):
    """`code` is one of `locales.outside`; `status` the HTTP status, if that is what is wrong."""

    def __init__(self, code: str, status: int | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.status = status


def system_resolver(host: str, port: int) -> list[tuple[str, int]]:
    """Every address the system knows for a name, by getaddrinfo."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, proto=socket.IPPROTO_TCP)
    return [(str(entry[4][0]), int(entry[4][1])) for entry in found]


@dataclass(frozen=True, slots=True)
class Gate:
    """What may be connected to. The house uses it as it stands.

    `loopback` True lets 127.0.0.1 and ::1 through: the tests serve calendars from there.
    """

    resolver: Resolver = system_resolver
    loopback: bool = False
    seconds: float = TOTAL_SECONDS

    def addresses(self, host: str, port: int) -> list[tuple[str, int]]:
        """The checked addresses of a host. Raises FetchFailed: "unknown-host", "private"."""
        try:
            found = list(dict.fromkeys(self.resolver(host, port)))
        except (OSError, UnicodeError, ValueError):
            raise FetchFailed("unknown-host") from None
        if not found:
            raise FetchFailed("unknown-host")
        # one private address among public ones is enough to refuse: which one would answer?
        if not all(is_public(ip) or (self.loopback and _is_loopback(ip)) for ip, _port in found):
            raise FetchFailed("private")
        return found[:_MOST_ADDRESSES]


def is_public(text: str) -> bool:
    """Whether an IP address is one of the open internet: not private, loopback, link-local,
    multicast, unspecified, shared (100.64.0.0/10), reserved, or another one in disguise."""
    try:
        ip = ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return False
    if ip.version == 6 and ip not in _UNICAST:
        return False
    if any(ip in net for net in _NEVER if net.version == ip.version):
        return False
    return ip.is_global and not (ip.is_multicast or ip.is_reserved or ip.is_unspecified)


def _is_loopback(text: str) -> bool:
    try:
        return ipaddress.ip_address(text).is_loopback
    except ValueError:
        return False


def run(
    db: HouseDb, now: datetime, *, all_of_them: bool = False, gate: Gate | None = None
) -> list[tuple[int, str]]:
    """Fetch what is due (or everything); returns each calendar's id and trouble ("": none)."""
    done = []
    for number in copies.every(db) if all_of_them else copies.due(db, now):
        one = copies.claim(db, number, now, due_only=not all_of_them)
        if one is not None:
            done.append((one.id, _one(db, one, now, gate or Gate())))
    return done


def _one(db: HouseDb, one: ToFetch, now: datetime, gate: Gate) -> str:
    try:
        answer = fetch(one.address, etag=one.etag, last_modified=one.last_modified, gate=gate)
        trouble = copies.keep(db, one, answer, now=now)
    except FetchFailed as error:
        trouble = copies.fail(db, one, error.code, status=error.status, now=now)
    if trouble:
        logger.info("calendar %s from outside: %s", one.id, trouble)
    return trouble


def fetch(
    address: str, *, etag: str = "", last_modified: str = "", gate: Gate | None = None
) -> Answer:
    """What is at an address now; `Answer.body` None when it is as it was. Blocks.

    Raises FetchFailed; nothing of the address or the answer is in it.
    """
    conditions = {"If-None-Match": etag, "If-Modified-Since": last_modified}
    gate = gate or Gate()
    try:
        given = {key: text for key, text in conditions.items() if text}
        # in a thread of its own: the caller's may have a loop already
        with ThreadPoolExecutor(max_workers=1) as own:
            return own.submit(asyncio.run, _within(gate, address, given)).result()
    except TimeoutError:
        raise FetchFailed("timeout") from None
    except (httpx.InvalidURL, httpx.HTTPError) as error:
        raise FetchFailed(_code_of(error)) from None


async def _within(gate: Gate, address: str, conditions: dict[str, str]) -> Answer:
    async with asyncio.timeout(gate.seconds):
        for _hop in range(REDIRECTS + 1):
            found = await _hop_to(gate, address, conditions)
            if isinstance(found, Answer):
                return found
            if address.startswith("https:") and found.startswith("http:"):
                raise FetchFailed("downgrade")
            address = found
    raise FetchFailed("redirects")


async def _hop_to(gate: Gate, address: str, conditions: dict[str, str]) -> Answer | str:
    """One request: the answer, or the address it was moved to."""
    url = _url(address, gate)
    port = url.port or (443 if url.scheme == "https" else 80)
    loop = asyncio.get_running_loop()
    host = url.raw_host.decode("ascii")
    addresses = await loop.run_in_executor(None, gate.addresses, host, port)
    failed: httpx.HTTPError | None = None
    for ip, at_port in addresses:
        try:
            return await _ask(url, host, ip, at_port, conditions)
        except httpx.ConnectError as error:
            failed = error
    raise failed or FetchFailed("unknown-host")


def _url(address: str, gate: Gate) -> httpx.URL:
    """Raises FetchFailed for an address that may not be asked, whoever it came from."""
    try:
        return httpx.URL(calendar_address(address))
    except InvalidField as problem:
        special = problem.code in ("calendar-user", "calendar-port")
        raise FetchFailed(problem.code if special else "calendar-address") from None


async def _ask(
    url: httpx.URL, host: str, ip: str, port: int, conditions: dict[str, str]
) -> Answer | str:
    """A request to the checked address, with the name in Host and in the certificate's check."""
    literal = f"[{ip}]" if ":" in ip else ip
    headers = {
        "Host": url.netloc.decode("ascii"),
        "User-Agent": USER_AGENT,
        "Accept": "text/calendar, text/plain;q=0.5, */*;q=0.1",
        "Accept-Encoding": "gzip",
        **conditions,
    }
    async with httpx.AsyncClient(
        trust_env=False,
        follow_redirects=False,
        cookies=None,
        timeout=httpx.Timeout(10.0),
        limits=httpx.Limits(max_connections=1, max_keepalive_connections=0),
    ) as client:
        client.headers.clear()
        request = client.build_request(
            "GET",
            url.copy_with(host=literal, port=port),
            headers=headers,
            extensions={"sni_hostname": host},
        )
        response = await client.send(request, stream=True)
        try:
            return await _answer(response, url)
        finally:
            await response.aclose()


async def _answer(response: httpx.Response, url: httpx.URL) -> Answer | str:
    if response.status_code in _MOVED:
        target = response.headers.get("location", "")
        if not target or len(target) > 2000:
            raise FetchFailed("redirects")
        return urljoin(str(url), str(target))
    if response.status_code == 304:
        return Answer(None)
    if response.status_code != 200:
        raise FetchFailed("status", response.status_code)
    packed = response.headers.get("content-encoding", "identity").strip().lower()
    if packed not in ("identity", "", "gzip", "x-gzip"):
        raise FetchFailed("encoding")
    announced = response.headers.get("content-length", "0")
    if announced.isdigit() and int(announced) > MAX_OCTETS:
        raise FetchFailed("too-large")
    body = await _limited(response.aiter_raw(_CHUNK), packed.endswith("gzip"))
    return Answer(
        body,
        _header(response, "etag", 200),
        _header(response, "last-modified", 100),
    )


async def _limited(chunks: AsyncIterator[bytes], packed: bool) -> bytes:
    """The body, decompressed by steps, so that a small answer cannot become a huge one."""
    unpack = zlib.decompressobj(16 + zlib.MAX_WBITS) if packed else None
    body, received = bytearray(), 0
    async for chunk in chunks:
        received += len(chunk)
        if unpack is not None:
            try:
                chunk = unpack.decompress(chunk, MAX_OCTETS + 1 - len(body))
            except zlib.error:
                raise FetchFailed("encoding") from None
            if unpack.unconsumed_tail:
                raise FetchFailed("too-large")
        body += chunk
        if len(body) > MAX_OCTETS or received > MAX_OCTETS:
            raise FetchFailed("too-large")
    if unpack is not None and not unpack.eof:
        raise FetchFailed("cut-off")
    return bytes(body)


def _header(response: httpx.Response, name: str, longest: int) -> str:
    """A validator to send back next time; one that is too long or odd is forgotten."""
    value: str = response.headers.get(name, "")
    return value if len(value) <= longest and value.isascii() and value.isprintable() else ""


def _code_of(error: Exception) -> str:
    if isinstance(error, httpx.TimeoutException):
        return "timeout"
    if isinstance(error, httpx.InvalidURL | httpx.UnsupportedProtocol):
        return "calendar-address"
    text = str(error).lower()
    if "certificate" in text or "ssl" in text:
        return "certificate"
    if isinstance(error, httpx.ConnectError):
        return "no-connection"
    return "cut-off"

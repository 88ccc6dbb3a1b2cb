"""The examples of deploy/ as they are: systemd's unit, nginx and Caddy with TLS before a house.

Only names, ports and folders differ from the files; each replacement must be found in them.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
import ssl
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from db.connection import HouseDb
from tests.sources import ROOT
from tests.support import Server, free_port, in_ci

NAME = "huset.example"
DEPLOY = ROOT / "deploy"
NGINX = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
CADDY = shutil.which("caddy")
FORGED = "198.51.100.77"


def certificate(folder: Path) -> tuple[Path, Path]:
    """A certificate of our own for huset.example: its file, and its key's."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, NAME)])
    now = datetime.now(UTC)
    signed = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=2))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(NAME)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    public, private = folder / "cert.pem", folder / "key.pem"
    public.write_bytes(signed.public_bytes(serialization.Encoding.PEM))
    private.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return public, private


def changed(text: str, *pairs: tuple[str, str]) -> str:
    for ours, theirs in pairs:
        assert ours in text, ours
        text = text.replace(ours, theirs)
    return text


def nginx(folder: Path, house: str, tls: int, plain: int) -> subprocess.Popen[bytes]:
    public, private = certificate(folder)
    text = changed(
        (DEPLOY / "nginx" / "tls.conf").read_text("utf-8"),
        ("listen 80;", f"listen 127.0.0.1:{plain};"),
        ("listen 443 ssl", f"listen 127.0.0.1:{tls} ssl"),
        ("127.0.0.1:8501", house),
        ("/etc/letsencrypt/live/huset.example/fullchain.pem", str(public)),
        ("/etc/letsencrypt/live/huset.example/privkey.pem", str(private)),
    )
    (folder / "house.conf").write_text(text, "utf-8")
    user = "user root;" if os.geteuid() == 0 else ""
    (folder / "nginx.conf").write_text(
        f"{user} daemon off; worker_processes 1; pid {folder}/pid; error_log {folder}/error crit;"
        "events {} http {"
        + "".join(f"{kind}_temp_path {folder}/{kind};" for kind in ("proxy", "fastcgi", "uwsgi"))
        + f"scgi_temp_path {folder}/scgi; client_body_temp_path {folder}/body;"
        f"access_log {folder}/access.log; include {folder}/house.conf; }}"
    )
    return subprocess.Popen([str(NGINX), "-p", str(folder), "-c", str(folder / "nginx.conf")])


def caddy(folder: Path, house: str, tls: int, plain: int) -> subprocess.Popen[bytes]:
    public, private = certificate(folder)
    site = f"\nhttps://{NAME}:{tls} {{\n\tbind 127.0.0.1\n\ttls {public} {private}\n"
    text = changed(
        (DEPLOY / "caddy" / "Caddyfile").read_text("utf-8"),
        ("\tadmin off\n", f"\tadmin off\n\tauto_https disable_redirects\n\thttp_port {plain}\n"),
        (f"\n{NAME} {{\n", site),
        ("127.0.0.1:8501", house),
    )  # fmt: skip
    (folder / "Caddyfile").write_text(text, "utf-8")
    written = os.open(folder / "access.log", os.O_WRONLY | os.O_CREAT)
    return subprocess.Popen(
        [str(CADDY), "run", "--config", str(folder / "Caddyfile"), "--adapter", "caddyfile"],
        env={**os.environ, "HOME": str(folder), "XDG_DATA_HOME": str(folder)},
        stdout=written,
        stderr=subprocess.STDOUT,
    )


@dataclass
class Front:
    """A proxy with TLS before a house, and how to ask it."""

    url: str
    house: Server
    folder: Path
    plain: int

    def ask(self, path: str, **headers: str) -> httpx.Response:
        with self.client() as browser:
            return browser.get(path, headers=headers)

    def client(self) -> httpx.Client:
        context = ssl.create_default_context(cafile=str(self.folder / "cert.pem"))
        context.check_hostname = False  # asked by number; the certificate is checked all the same
        browser = httpx.Client(
            base_url=self.url, verify=context, timeout=30, headers={"Host": NAME}
        )
        named = {"sni_hostname": NAME}
        browser.event_hooks["request"] = [lambda request: request.extensions.update(named)]
        return browser


FRONTS = {"nginx": (nginx, NGINX), "caddy": (caddy, CADDY)}


@pytest.fixture(scope="module", params=FRONTS)
def front(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Front]:
    start, program = FRONTS[request.param]
    if program is None:
        reason = f"{request.param} is not installed: tests/install_debian.sh {request.param}"
        pytest.fail(reason) if in_ci() else pytest.skip(reason)
    folder = tmp_path_factory.mktemp(request.param)
    house = Server(
        folder / "house.db", env={"HOUSE_URL": f"https://{NAME}", "HOUSE_PROXIES": "127.0.0.1"}
    )
    house.wait()
    tls, plain = free_port(), free_port()
    proxy = start(folder, house.url.removeprefix("http://"), tls, plain)
    found = Front(f"https://127.0.0.1:{tls}", house, folder, plain)
    try:
        for _ in range(400):
            try:
                found.ask("/healthz")
                break
            except httpx.TransportError:
                assert proxy.poll() is None, (folder / "access.log").read_text("utf-8")
                time.sleep(0.05)
        yield found
    finally:
        proxy.terminate()
        proxy.wait(10)
        house.stop()


def test_pages_come_by_tls_with_the_houses_own_headers(front: Front) -> None:
    answer = front.ask("/", **{"Accept-Encoding": "identity"})
    assert answer.status_code == 200 and "Levende hus" in answer.text
    assert answer.headers["strict-transport-security"] == "max-age=31536000"
    assert answer.headers["content-security-policy"].startswith("default-src 'none'")
    assert answer.headers.get_list("x-content-type-options") == ["nosniff"]
    assert not re.search(r"\d", answer.headers.get("server", ""))
    assert front.ask("/kalender/alle.ics").text.startswith("BEGIN:VCALENDAR")


def test_signing_in_behind_it(front: Front) -> None:
    with front.client() as browser:
        form = browser.get("/log-ind")
        cookie = form.headers["set-cookie"]
        assert cookie.startswith("__Host-house_form=") and "Secure" in cookie
        assert "content-encoding" not in form.headers, "a page with a token is not compressed"
        csrf = re.search(r'name="csrf" value="(\w+)"', form.text)
        assert csrf
        sent = {"csrf": csrf[1], "username": "anna", "password": "forkert kodeord"}
        headers = {
            "Cookie": cookie.partition(";")[0],
            "Origin": f"https://{NAME}",
            "X-Forwarded-For": FORGED,
        }
        answer = browser.post("/log-ind", data=sent, headers=headers)
        assert answer.status_code == 422, answer.text
        other = browser.post("/log-ind", data=sent, headers=headers | {"Origin": "https://x.y"})
        assert other.status_code == 403
    with HouseDb(Path(front.house.house)).read() as con:
        ip = con.execute("SELECT ip FROM sign_in ORDER BY id DESC LIMIT 1").fetchone()["ip"]
    assert ip == "127.0.0.1", "who connects to the proxy, not what they say"


def test_the_staff_apps_connection_is_let_through(front: Front) -> None:
    from websockets.sync.client import connect
    from websockets.typing import Origin, Subprotocol

    context = ssl.create_default_context(cafile=str(front.folder / "cert.pem"))
    port = int(front.url.rpartition(":")[2])
    import socket

    with (
        socket.create_connection(("127.0.0.1", port)) as line,
        connect(
            f"wss://{NAME}/personale/_stcore/stream",
            sock=line,
            ssl=context,
            server_hostname=NAME,
            subprotocols=[Subprotocol("streamlit")],
            origin=Origin(f"https://{NAME}"),
        ) as opened,
    ):
        assert opened.subprotocol == "streamlit"


def test_nobody_is_written_down(front: Front) -> None:
    front.ask("/kalender/h/et-hemmeligt-token.ics?spor=hemmeligt")
    written = [front.folder / "access.log", front.folder / "error"]
    text = "".join(one.read_text("utf-8") for one in written if one.exists())
    assert "hemmeligt" not in text and "127.0.0.1" not in text.replace("127.0.0.1:", "")


def test_a_house_that_is_away_is_told_kindly(front: Front) -> None:
    front.house.stop()
    answer = front.ask("/")
    assert answer.status_code == 503 and "lukket et øjeblik" in answer.text
    assert answer.headers["retry-after"] == "60"


# -- systemd -------------------------------------------------------------------------------------

UNIT = DEPLOY / "systemd" / "levende-hus.service"


def test_the_unit_starts_and_stops_the_house_as_it_says(tmp_path: Path) -> None:
    text = changed(
        UNIT.read_text("utf-8"),
        ("/opt/levende-hus", str(ROOT)),
        ("/var/lib/levende-hus", str(tmp_path)),
    )
    lines = [line.partition("=") for line in text.splitlines() if "=" in line and line[0] != "#"]
    environment: dict[str, str] = {}
    for key, _, value in lines:
        if key == "Environment":
            environment |= dict(pair.split("=", 1) for pair in shlex.split(value))
    settings = {key: value for key, _, value in lines}
    port = free_port()
    said = open(tmp_path / "said", "wb")  # noqa: SIM115
    running = subprocess.Popen(
        shlex.split(settings["ExecStart"]),
        cwd=settings["WorkingDirectory"],
        env={"PATH": os.environ["PATH"], "PORT": str(port), **environment},
        stdout=said,
        umask=int(settings["UMask"], 8),
    )
    try:
        for _ in range(600):
            try:
                assert httpx.get(f"http://127.0.0.1:{port}/healthz", timeout=5).status_code == 200
                break
            except httpx.TransportError:
                assert running.poll() is None
                time.sleep(0.05)
        assert oct((tmp_path / "house.db").stat().st_mode)[-3:] == "600"
        running.terminate()
        running.wait(5)
    finally:
        running.kill()
        running.wait()
        said.close()
    assert int(settings["TimeoutStopSec"]) > 5
    assert b"Engangslink (administrator)" in (tmp_path / "said").read_bytes()


def test_systemd_understands_the_unit(tmp_path: Path) -> None:
    program = shutil.which("systemd-analyze")
    if program is None:
        pytest.skip("systemd is not installed")
    unit = tmp_path / "levende-hus.service"
    unit.write_text(
        changed(UNIT.read_text("utf-8"), ("/opt/levende-hus/.venv/bin/python", "/usr/bin/env"))
    )
    told = subprocess.run([program, "verify", unit], capture_output=True, text=True)
    assert "Unknown" not in told.stderr and "Failed to parse" not in told.stderr, told.stderr

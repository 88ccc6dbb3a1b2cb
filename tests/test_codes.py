"""Every QR code is read back as a phone's camera would, from the sheet or page, and followed."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest
from PIL import Image

from public.qr import Qr
from tests.codes_case import drawn, read
from tests.public_case import URL, Web, a_web, plan

SHEETS = {
    "/uge/2026-W47.pdf": ["/uge/2026-W47", "/abonner", "/hjaelp"],
    "/uge/2026-W47.pdf?ark=lomme": ["/uge/2026-W47", "/hjaelp"],
    "/frivillig.pdf": ["/frivillig"],
}
PAGES = {
    "/uge/2026-W47": ["/uge/2026-W47", "/abonner", "/hjaelp"],
    "/abonner": ["/kalender/alle.ics", "/kalender/unge.ics"],
    "/skaerm": ["/i-dag"],
}
_SVG = re.compile(r'<svg class="qr" viewBox="0 0 (\d+) .*?<path d="([^"]+)"')


@pytest.fixture
def web(house_path: Path, monkeypatch: pytest.MonkeyPatch) -> Web:
    web = a_web(house_path, monkeypatch)
    plan(web, "Gåtur", "2026-11-18T14:00")
    return web


@pytest.mark.parametrize("prefix", ["", "/ar"], ids=["da", "ar"])
@pytest.mark.parametrize("sheet", SHEETS)
def test_codes_on_paper(web: Web, tmp_path: Path, prefix: str, sheet: str) -> None:
    file = tmp_path / "ark.pdf"
    file.write_bytes(web.get(prefix + sheet).content)
    subprocess.run(["pdftoppm", "-r", "120", "-png", str(file), str(tmp_path / "ark")], check=True)
    found = [one for page in tmp_path.glob("ark-*.png") for one in read(Image.open(page))]
    assert sorted(found) == sorted(f"{URL}{prefix}{path}" for path in SHEETS[sheet])
    followed(web, found)


@pytest.mark.parametrize("page", PAGES)
def test_codes_on_pages(web: Web, page: str) -> None:
    drawings = _SVG.findall(web.get(page).text)
    found = [one for size, path in drawings for one in read(drawn(Qr(int(size), path)))]
    assert [one.partition("://")[2].removeprefix("huset.example") for one in found] == PAGES[page]
    followed(web, found)


def followed(web: Web, addresses: list[str]) -> None:
    """A calendar's address is webcal, which a phone asks for by https."""
    for address in addresses:
        assert web.get(address.replace("webcal://", "http://")).status_code == 200, address

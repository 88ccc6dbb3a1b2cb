"""Reading our QR codes back with a decoder that is not ours."""

from __future__ import annotations

import re

import zxingcpp
from PIL import Image

from public.qr import Qr


def drawn(code: Qr) -> Image.Image:
    """The SVG's strokes as dots, eight to a module."""
    picture = Image.new("L", (code.size, code.size), 255)
    for x, y, length in re.findall(r"M(\d+) (\d+)\.5h(\d+)", code.path):
        for at in range(int(length)):
            picture.putpixel((int(x) + at, int(y)), 0)
    return picture.resize((code.size * 8, code.size * 8), Image.Resampling.NEAREST)


def read(picture: Image.Image) -> list[str]:
    """What the codes on a picture say, in the order they stand."""
    return [one.text for one in zxingcpp.read_barcodes(picture)]

"""Charts as pictures for paper: SVG for the PDF, PNG for the DOCX. Nothing asks another machine."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import font_source_sans_pro
import vl_convert

from report.blocks import Picture

FONT = "Source Sans Pro"
FONT_FOLDER = Path(font_source_sans_pro.font_directory)
WIDTH = 640
"""Of a whole chart, in the chart's own units: 13 units of text become just under 10 pt on A4."""
_STEP = 25
"""Of a bar: tighter than on a screen, where a finger must hit it."""
_HEIGHT = 96
_GAP = 30
_PNG_SCALE = 2.4
"""About 230 dots per inch at the width of the text."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """A picture as both files need it."""

    svg: str
    png: bytes
    alt: str
    caption: str


def drawn(picture: Picture) -> Drawn:
    """Both forms of a picture; several charts are put side by side in it."""
    _fonts()
    spec = _spec(picture)
    svg = vl_convert.vegalite_to_svg(spec, allowed_base_urls=[])
    png = vl_convert.svg_to_png(svg, scale=_PNG_SCALE)
    return Drawn(svg, png, picture.alt, picture.caption)


def _spec(picture: Picture) -> dict[str, Any]:
    # the charts are ours, and checking them against the schema costs more than drawing them
    specs: list[dict[str, Any]] = [one.to_dict(validate=False) for one in picture.charts]
    if len(specs) == 1:
        spec = specs[0]
        spec.pop("title", None)  # the caption says it
        spec["width"] = WIDTH
        stepped = isinstance(spec.get("height"), dict)
        spec["height"] = {"step": _STEP} if stepped else _HEIGHT
        return _on_paper(spec, spec.get("config", {}))
    months = max(len(_labels(one)) for one in specs)
    across = 2 if months > 6 else 3
    width = (WIDTH - _GAP * (across - 1)) // across
    parts = [_part(one, width) for one in specs]
    spec = {
        "$schema": parts[0].pop("$schema"),
        "concat": parts,
        "columns": across,
        "spacing": _GAP,
    }
    return _on_paper(spec, _lift(parts))


def _part(spec: dict[str, Any], width: int) -> dict[str, Any]:
    for key in ("autosize", "padding"):
        spec.pop(key, None)
    for layer in spec.get("layer", []):
        encoding = layer.get("encoding", {})
        axis = encoding.get("x", {}).get("axis")
        if axis:  # narrow: names of months stand on end
            axis.update(labelAngle=-90, labelFontSize=11)
        domain = encoding.get("y", {}).get("scale", {}).get("domain")
        if domain:  # low: the figure on the highest column stays below the title
            domain[1] *= 1.15
    return spec | {"width": width, "height": 74}


def _lift(parts: list[dict[str, Any]]) -> dict[str, Any]:
    """What may stand only once, at the top: the configuration; the data go into the layers."""
    found: dict[str, Any] = {}
    for number, part in enumerate(parts):
        found |= part.pop("config", {})
        sets = part.pop("datasets", {})
        for layer in (part, *part.get("layer", [])):
            name = layer.get("data", {}).get("name")
            if name in sets:
                layer["data"] = {"values": sets[name]}
        for layer in part.get("layer", []):
            if "name" in layer:
                layer["name"] = f"{layer['name']}_{number}"
        if number:
            part.pop("$schema", None)
    return found


def _on_paper(spec: dict[str, Any], config: dict[str, Any]) -> dict[str, Any]:
    return spec | {"config": config | {"font": FONT, "background": None}}


def _labels(spec: dict[str, Any]) -> set[str]:
    return {str(row.get("label")) for rows in spec.get("datasets", {}).values() for row in rows}


@cache
def _fonts() -> None:
    vl_convert.register_font_directory(str(FONT_FOLDER))

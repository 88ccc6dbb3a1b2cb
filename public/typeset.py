"""Typst: a template of ours and data in, PNG or PDF out. Nothing is fetched, no font but ours."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Literal

import font_source_sans_pro
import typst

TEMPLATES = Path(__file__).parent / "typst"
_FONTS = Path(font_source_sans_pro.font_directory)


def typeset(
    template: str,
    data: Mapping[str, Any],
    kind: Literal["png", "pdf"],
    *,
    ppi: int = 144,
    standard: Literal["ua-1"] | None = None,
) -> bytes:
    """The document of `public/typst/<template>`, which reads `data` as JSON: text stays text.

    Every page for a PDF; of several pages only the first for a PNG. Some 100 ms, so cache it.
    """
    made: Any = typst.compile(
        str(TEMPLATES / template),
        root=str(TEMPLATES),
        font_paths=_fonts(),
        format=kind,
        ppi=ppi,
        pdf_standards=[standard] if standard else [],
        sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
    )
    pages: list[bytes] = made if isinstance(made, list) else [made]
    return bytes(pages[0])


@cache
def _fonts() -> typst.Fonts:
    """The same picture on every machine: the system's fonts are not looked at."""
    return typst.Fonts(
        include_system_fonts=False,
        include_embedded_fonts=False,
        font_paths=[str(_FONTS), str(TEMPLATES / "fonts")],
    )

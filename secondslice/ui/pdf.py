"""Lay out a PDF with typst: from a template beside the code and plain values, with our own fonts, without the network.

typst is loaded when the first PDF is made: it costs 35 MB of memory, and most processes never need it.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import typst

FONTS = Path(__file__).parent / "fonts"
FAMILIES = ["Inter", "Noto Sans Arabic"]


def pdf_of(
    template: Path, values: dict[str, object], *, pictures: dict[str, str] | None = None
) -> bytes:
    """Return a PDF/UA-1 document. In the template, `values` holds the values and `picture(name)` the SVG of a name.

    A name in an alphabet that our fonts lack is set in the machine's own fonts, and then the file does not claim to be
    accessible by the norm.
    """
    import typst  # noqa: PLC0415  (see above)

    source = template.read_text(encoding="utf-8").encode()
    inputs = {"values": json.dumps({**values, "fonts": FAMILIES, "pictures": pictures or {}})}
    try:
        made = typst.compile(
            source,
            format="pdf",
            font_paths=_fonts(own_only=True),
            sys_inputs=inputs,
            pdf_standards=["ua-1"],
        )
    except typst.TypstError:
        made = typst.compile(
            source, format="pdf", font_paths=_fonts(own_only=False), sys_inputs=inputs
        )
    if not isinstance(made, bytes):
        raise TypeError("typst made more than one file")
    return made


@cache
def _fonts(*, own_only: bool) -> typst.Fonts:
    import typst  # noqa: PLC0415

    return typst.Fonts(
        include_system_fonts=not own_only, include_embedded_fonts=False, font_paths=[FONTS]
    )

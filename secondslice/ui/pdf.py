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


ACCESSIBLE = ["ua-1"]
"""PDF/UA-1: tags, language, reading order and words for every picture."""
ACCESSIBLE_AND_KEPT = ["ua-1", "a-2a"]
"""And PDF/A-2a: everything that the file needs is in it, for decades. The newer PDF/A-4 cannot be PDF/UA-1 as well."""


def pdf_of(
    template: Path,
    values: dict[str, object],
    *,
    pictures: dict[str, str] | None = None,
    is_to_be_kept: bool = False,
) -> bytes:
    """Return a PDF/UA-1 document; one that is to be kept is PDF/A-2a, too.

    In the template, `values` holds the values, and `values.pictures` the SVG of a name. A name in an alphabet that our
    fonts lack is set in the machine's own fonts. A letter that those lack as well is left to the reader's program, and
    then the file claims neither norm.
    """
    import typst  # noqa: PLC0415  (see above)

    source = template.read_text(encoding="utf-8").encode()
    inputs = {"values": json.dumps({**values, "fonts": FAMILIES, "pictures": pictures or {}})}
    norms = ACCESSIBLE_AND_KEPT if is_to_be_kept else ACCESSIBLE
    for own_only, claims in ((True, norms), (False, norms), (False, [])):
        try:
            made = typst.compile(  # type: ignore[call-overload]  # norms are named by literals
                source,
                format="pdf",
                font_paths=_fonts(own_only=own_only),
                sys_inputs=inputs,
                pdf_standards=claims,
            )
        except typst.TypstError:
            if not claims:
                raise
        else:
            if not isinstance(made, bytes):
                raise TypeError("typst made more than one file")
            return made
    raise AssertionError("the last try ends the loop")


@cache
def _fonts(*, own_only: bool) -> typst.Fonts:
    import typst  # noqa: PLC0415

    return typst.Fonts(
        include_system_fonts=not own_only, include_embedded_fonts=False, font_paths=[FONTS]
    )

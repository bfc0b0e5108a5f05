"""Templates as organisations have them: another size, dark, with slides of their own, and names in another language."""

from __future__ import annotations

import io
import zipfile
from typing import Any

from lxml import etree
from pptx import Presentation
from pptx.opc.constants import RELATIONSHIP_TYPE
from pptx.util import Pt

from secondslice.reports.slide_tools import NAMES

DARK = {
    "dk1": "101820",
    "lt1": "FFFFFF",
    "dk2": "0B2545",
    "lt2": "13315C",
    "accent1": "F2AA4C",
    "accent2": "8DA9C4",
    "hlink": "9CC5FF",
}


def saved(deck: Any) -> bytes:
    out = io.BytesIO()
    deck.save(out)
    return out.getvalue()


def a_template(*, types: bool = True, dark: bool = True) -> bytes:
    """Return a template of 4:3 with two slides in it; dark with white letters, and layouts named in Finnish."""
    deck = Presentation()
    _paint(deck.slide_master, dark=dark)
    for number, layout in enumerate(deck.slide_layouts):
        layout.name = f"Asettelu {number}"
        if not types:
            layout._element.attrib.pop("type", None)
    _fill_slides(deck)
    return saved(deck)


def _paint(master: Any, *, dark: bool) -> None:
    part = master.part.part_related_by(RELATIONSHIP_TYPE.THEME)
    theme = etree.fromstring(part.blob)
    for name, colour in DARK.items() if dark else ():
        (slot,) = theme.iterfind(f".//a:clrScheme/a:{name}", NAMES)
        for one in list(slot):
            slot.remove(one)
        etree.SubElement(slot, f"{{{NAMES['a']}}}srgbClr", val=colour)
    mapped = master._element.find("p:clrMap", NAMES)
    for name, to in (
        {"bg1": "dk1", "tx1": "lt1", "bg2": "dk2", "tx2": "lt2"}.items() if dark else ()
    ):
        mapped.set(name, to)
    for one in theme.iterfind(".//a:fontScheme/*/a:latin", NAMES):
        one.set("typeface", "DejaVu Serif")
    part._blob = etree.tostring(theme, xml_declaration=True, encoding="UTF-8", standalone=True)


def _fill_slides(deck: Any) -> None:
    """Leave slides of last year in it, and a section that names one of them."""
    for words in ("An old slide", "Another old slide"):
        slide = deck.slides.add_slide(deck.slide_layouts[1])
        slide.shapes.title.text = words
        slide.placeholders[1].text = "Secret of last year"
        slide.placeholders[1].text_frame.paragraphs[0].font.size = Pt(20)
    sections = etree.fromstring(
        f'<p:extLst xmlns:p="{NAMES["p"]}"><p:ext uri="{{521415D9-36F7-43E2-AB2F-B90AF26B5E84}}">'
        '<p14:sectionLst xmlns:p14="http://schemas.microsoft.com/office/powerpoint/2010/main">'
        '<p14:section name="Alku" id="{6E5FE2A2-5E2D-4C0E-9C3D-3F0C0B1B0B11}"><p14:sldIdLst><p14:sldId id="256"/>'
        "</p14:sldIdLst></p14:section></p14:sectionLst></p:ext></p:extLst>"
    )
    for old in deck.part._element.findall("p:extLst", NAMES):
        deck.part._element.remove(old)
    deck.part._element.append(sections)


def rewritten(
    content: bytes, change: dict[str, bytes | None], *, replace: tuple[bytes, bytes] | None = None
) -> bytes:
    """Return a file with parts added or changed, or (None) left out; `replace` is done in the list of its parts."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as parts,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made,
    ):
        for one in parts.infolist():
            if one.filename in change:
                continue
            data = parts.read(one)
            if replace and one.filename == "[Content_Types].xml":
                data = data.replace(*replace)
            made.writestr(one.filename, data)
        for name, new in change.items():
            if new is not None:
                made.writestr(name, new)
    return out.getvalue()

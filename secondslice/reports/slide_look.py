"""Our own look for slides: python-pptx's plain presentation, made wide and warm. Used where a PMO has no template."""

from __future__ import annotations

import io
from functools import cache
from typing import Any

from secondslice.reports.slide_tools import NAMES, Box, inches

WIDTH, HEIGHT = inches(13.333), inches(7.5)
_COLOURS = {
    "dk1": "2B2622", "lt1": "FFFDF9", "dk2": "57493C", "lt2": "FAF5EC", "accent1": "57493C", "accent2": "B09A7E",
    "accent3": "2D5F7E", "accent4": "85600F", "accent5": "6A2C5F", "accent6": "2F6B3A", "hlink": "7A2A17",
    "folHlink": "7A2A17",
}  # fmt: skip
_FONT = "Calibri"
"""On nearly every machine that opens slides, or there is one of the same widths; ours cannot be put into a .pptx."""
_LEFT, _WIDE = 0.65, 12.03
_MASTER = {
    "title": Box.of(_LEFT, 0.4, _WIDE, 1.0),
    "body": Box.of(_LEFT, 1.45, _WIDE, 5.45),
    "dt": Box.of(9.4, 6.95, 1.6, 0.35),
    "ftr": Box.of(_LEFT, 6.95, 8.6, 0.35),
    "sldNum": Box.of(11.68, 6.95, 1.0, 0.35),
}
_TITLE = {"ctrTitle": Box.of(_LEFT, 1.7, _WIDE, 1.9), "subTitle": Box.of(_LEFT, 3.75, _WIDE, 1.0)}
_KEPT = {"title", "obj", "titleOnly"}


@cache
def own_look() -> bytes:
    """Return the presentation without slides."""
    from pptx import Presentation  # noqa: PLC0415  (0.3 s and 20 MB: only who draws slides)
    from pptx.util import Emu  # noqa: PLC0415

    deck = Presentation()
    deck.slide_width, deck.slide_height = Emu(WIDTH), Emu(HEIGHT)
    for layout in list(deck.slide_layouts):
        if layout._element.get("type") not in _KEPT:
            deck.slide_layouts.remove(layout)
    master = deck.slide_master
    _colour(master)
    _place(master, _MASTER)
    _write_big(master)
    for layout in deck.slide_layouts:
        kind = layout._element.get("type")
        _place(layout, _TITLE if kind == "title" else {}, rest=_MASTER)
        if kind == "title":
            _warm(layout)
    out = io.BytesIO()
    deck.save(out)
    return out.getvalue()


def _colour(master: Any) -> None:
    from lxml import etree  # noqa: PLC0415
    from pptx.opc.constants import RELATIONSHIP_TYPE  # noqa: PLC0415

    part = master.part.part_related_by(RELATIONSHIP_TYPE.THEME)
    theme = etree.fromstring(part.blob)
    theme.set("name", "Second Slice")
    for name, colour in _COLOURS.items():
        (slot,) = theme.iterfind(f".//a:clrScheme/a:{name}", NAMES)
        for one in list(slot):
            slot.remove(one)
        etree.SubElement(slot, f"{{{NAMES['a']}}}srgbClr", val=colour)
    for one in theme.iterfind(".//a:fontScheme/*/a:latin", NAMES):
        one.set("typeface", _FONT)
    part._blob = etree.tostring(theme, xml_declaration=True, encoding="UTF-8", standalone=True)


def _place(where: Any, boxes: dict[str, Box], *, rest: dict[str, Box] | None = None) -> None:
    """Put the placeholders where they belong; those of a layout that the master places lose a place of their own."""
    for shape in where.placeholders:
        kind = shape._element.ph.get("type", "obj")
        box = boxes.get(kind)
        if box is not None:
            shape.left, shape.top, shape.width, shape.height = (
                box.left,
                box.top,
                box.width,
                box.height,
            )
        elif rest is not None:
            for own in shape._element.spPr.findall("a:xfrm", NAMES):
                shape._element.spPr.remove(own)


def _write_big(master: Any) -> None:
    """Set how titles and texts are written: to the beginning of the line, without points, in sizes for reading."""
    from lxml import etree  # noqa: PLC0415

    styles = master._element.find("p:txStyles", NAMES)
    title = styles.find("p:titleStyle/a:lvl1pPr", NAMES)
    title.set("algn", "l")
    title.find("a:defRPr", NAMES).set("sz", "2800")
    title.find("a:defRPr", NAMES).set("b", "1")
    for level, size in enumerate((1600, 1400, 1200, 1200, 1200), 1):
        style = styles.find(f"p:bodyStyle/a:lvl{level}pPr", NAMES)
        style.find("a:defRPr", NAMES).set("sz", str(size))
        if level == 1:
            style.set("marL", "0")
            style.set("indent", "0")
            _no_bullet(style)
    for shape in master.placeholders:
        kind = shape._element.ph.get("type")
        body = shape._element.txBody.find("a:bodyPr", NAMES)
        body.set("lIns", "0")
        body.set("rIns", "0")
        if kind == "title":
            body.set("anchor", "t")
        for style in shape._element.txBody.iterfind("a:lstStyle/a:lvl1pPr", NAMES):
            style.set("algn", "r" if kind == "sldNum" else "l")
            run = style.find("a:defRPr", NAMES)
            run.set("sz", "1000")
            if run.find("a:latin", NAMES) is None:  # else LibreOffice takes a font with serifs
                etree.SubElement(run, f"{{{NAMES['a']}}}latin", typeface="+mn-lt")


def _no_bullet(style: Any) -> None:
    from lxml import etree  # noqa: PLC0415

    for name in ("buChar", "buFont"):
        for one in style.findall(f"a:{name}", NAMES):
            style.remove(one)
    style.find("a:defRPr", NAMES).addprevious(etree.Element(f"{{{NAMES['a']}}}buNone"))


def _warm(layout: Any) -> None:
    """Give the first slide the warm ground, and write its title large and at the beginning of the line."""
    fill = layout.background.fill
    fill.solid()
    from pptx.enum.dml import MSO_THEME_COLOR  # noqa: PLC0415

    fill.fore_color.theme_color = MSO_THEME_COLOR.BACKGROUND_2
    for shape in layout.placeholders:
        kind = shape._element.ph.get("type")
        if kind not in _TITLE:
            continue
        shape._element.txBody.find("a:bodyPr", NAMES).set(
            "anchor", "b" if kind == "ctrTitle" else "t"
        )
        for style in shape._element.txBody.iterfind("a:lstStyle/a:lvl1pPr", NAMES):
            style.set("algn", "l")
        _size(shape, 4000 if kind == "ctrTitle" else 1800)


def _size(shape: Any, size: int) -> None:
    from lxml import etree  # noqa: PLC0415

    styles = shape._element.txBody.find("a:lstStyle", NAMES)
    first = styles.find("a:lvl1pPr", NAMES)
    if first is None:
        first = etree.SubElement(styles, f"{{{NAMES['a']}}}lvl1pPr", algn="l")
    run = first.find("a:defRPr", NAMES)
    if run is None:
        run = etree.SubElement(first, f"{{{NAMES['a']}}}defRPr")
    run.set("sz", str(size))
    for one in run.findall("a:solidFill", NAMES):
        run.remove(one)

"""What a report needs to know of a template: its layouts, how large it writes, whether it is dark.

Layouts are found by what they hold, never by their names: these are in every language, and everybody renames them.
"""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass
from typing import Any

from secondslice.reports.slide_tools import NAMES, Box, inches

TITLES = {"title", "ctrTitle"}
BODIES = {"obj", "body", None}
_MAIN = b"application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml"
_TEMPLATE = b"application/vnd.openxmlformats-officedocument.presentationml.template.main+xml"
_LEAST = (inches(4), inches(2))
"""How large a place for content must be."""
_INSET = 91_440
"""How far words stand from the sides of a box that does not say it."""
_OWN_TITLE, _OWN_BODY = 44.0, 18.0
"""The sizes that PowerPoint takes where a template says none."""
_BRIGHT = 0.5


class NoLayout(Exception):  # noqa: N818  (it is what is so, not an error of ours)
    """A template has no slide with a title and a place for content."""


@dataclass(frozen=True, slots=True)
class Layouts:
    """The two layouts that a report needs, and where content goes on the second."""

    title: Any
    content: Any
    area: Box


def opened(content: bytes) -> Any:
    """Return a presentation, or a template (.potx) as one. Raise what python-pptx raises for what it cannot read."""
    from pptx import Presentation  # noqa: PLC0415  (0.3 s and 20 MB: only who draws slides)

    return Presentation(io.BytesIO(_as_presentation(content)))


def _as_presentation(content: bytes) -> bytes:
    """Return a .potx as a .pptx: one word in the list of its parts is all the difference."""
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        kinds = parts.read("[Content_Types].xml")
        if _TEMPLATE not in kinds:
            return content
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
            for one in parts.infolist():
                is_list = one.filename == "[Content_Types].xml"
                made.writestr(
                    one.filename, kinds.replace(_TEMPLATE, _MAIN) if is_list else parts.read(one)
                )
    return out.getvalue()


def layouts_of(file: Any) -> Layouts:
    """Return the layouts to use. Raise NoLayout when none has a title and a place for content."""
    layouts = [one for master in file.slide_masters for one in master.slide_layouts]
    with_title = [one for one in layouts if _first(one, TITLES) is not None]
    contents = [(one, body) for one in with_title if (body := _largest_body(one)) is not None]
    if not contents:
        raise NoLayout
    content, body = next(
        ((one, body) for one, body in contents if one._element.get("type") == "obj"),
        max(contents, key=lambda pair: pair[1].width * pair[1].height),
    )
    first = next(
        (one for one in with_title if one._element.get("type") == "title"),
        next((one for one in with_title if _first(one, {"ctrTitle"}) is not None), content),
    )
    left, right = insets(body)
    area = Box(body.left + left, body.top, body.width - left - right, body.height)
    return Layouts(first, content, area)


def insets(shape: Any) -> list[int]:
    """Return how far the words of a place stand from its sides: boxes without such a margin then stand in line."""
    master = (
        shape.part.slide_layout.slide_master
        if hasattr(shape.part, "slide_layout")
        else shape.part.slide_master
    )
    above = [one for one in master.placeholders if one._element.ph.get("type") in {"body", None}]
    found = [one._element.find("p:txBody/a:bodyPr", NAMES) for one in [shape, *above]]
    return [
        next((int(one.get(side)) for one in found if one is not None and one.get(side)), _INSET)
        for side in ("lIns", "rIns")
    ]


def _first(layout: Any, kinds: set[str]) -> Any | None:
    return next(
        (one for one in layout.placeholders if one._element.ph.get("type") in kinds),
        None,
    )


def _largest_body(layout: Any) -> Any | None:
    found = [
        one
        for one in layout.placeholders
        if one._element.ph.get("type") in BODIES
        and None not in (one.left, one.top, one.width, one.height)
        and one.width >= _LEAST[0]
        and one.height >= _LEAST[1]
    ]
    return max(found, key=lambda one: one.width * one.height, default=None)


def usual_size(shape: Any, layout: Any) -> float:
    """Return the size in which the template writes in a placeholder: its layout's, its master's, or PowerPoint's."""
    kind = shape._element.ph.get("type")
    is_title = kind in TITLES
    master = layout.slide_master
    same = [
        one
        for one in layout.placeholders
        if one.placeholder_format.idx == shape.placeholder_format.idx
    ]
    kinds = TITLES if is_title else {"body", None}
    above = [one for one in master.placeholders if one._element.ph.get("type") in kinds]
    for one in [*same, *above]:
        for run in one._element.iterfind(".//a:lstStyle/a:lvl1pPr/a:defRPr[@sz]", NAMES):
            return int(run.get("sz")) / 100
    style = "titleStyle" if is_title else "bodyStyle"
    path = f"p:txStyles/p:{style}/a:lvl1pPr/a:defRPr[@sz]"
    for run in master._element.iterfind(path, NAMES):
        return int(run.get("sz")) / 100
    return _OWN_TITLE if is_title else _OWN_BODY


def without_slides(file: Any) -> None:
    """Take the slides out of a template, and what names them: PowerPoint calls a file broken that names absent ones."""
    slides = file.slides._sldIdLst
    for one in list(slides):
        file.part.drop_rel(one.rId)
        slides.remove(one)
    root = file.part._element
    for name in (
        "custShowLst",
        "extLst",
    ):  # shows of one's own; and sections, which stand among the extensions
        for one in root.findall(f"p:{name}", NAMES):
            root.remove(one)


def is_dark(master: Any) -> bool:
    """Tell whether a template writes light letters, by the colour that it gives to texts."""
    from lxml import etree  # noqa: PLC0415
    from pptx.opc.constants import RELATIONSHIP_TYPE  # noqa: PLC0415

    mapped = master._element.find("p:clrMap", NAMES)
    name = mapped.get("tx1", "dk1") if mapped is not None else "dk1"
    theme = etree.fromstring(master.part.part_related_by(RELATIONSHIP_TYPE.THEME).blob)
    found = theme.find(f".//a:clrScheme/a:{name}/*", NAMES)
    if found is None:
        return False
    red, green, blue = bytes.fromhex(
        (found.get("lastClr") or found.get("val") or "000000")[:6].rjust(6, "0")
    )
    return (0.299 * red + 0.587 * green + 0.114 * blue) / 255 > _BRIGHT

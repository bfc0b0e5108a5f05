"""A chart for print taken apart: the picture without words, and the words with their places.

Within a picture, typst cannot tell which letters a joined sign of Arabic stands for, and the file would not be
accessible by the norm. As texts of the page they are set like all others.
"""

from __future__ import annotations

from dataclasses import dataclass
from xml.etree import ElementTree as ET

SVG = "http://www.w3.org/2000/svg"


@dataclass(frozen=True, slots=True)
class Label:
    """Words of a chart: where their line stands, from which side, and how they look."""

    x: float
    y: float
    words: str
    anchor: str
    colour: str
    strong: bool


@dataclass(frozen=True, slots=True)
class Apart:
    """The picture and its words, in the units of the picture."""

    svg: str
    width: float
    height: float
    size: float
    labels: tuple[Label, ...]


def taken_apart(svg: str) -> Apart:
    """Return a chart of `print_charts` as picture and words."""
    ET.register_namespace("", SVG)
    root = ET.fromstring(svg)  # noqa: S314  (we have just drawn it)
    labels = []
    for one in root.findall(f"{{{SVG}}}text"):
        root.remove(one)
        labels.append(
            Label(
                x=float(one.get("x", 0)),
                y=float(one.get("y", 0)),
                words=one.text or "",
                anchor=one.get("text-anchor", "start"),
                colour=one.get("fill", root.get("fill", "")),
                strong=one.get("font-weight") == "700",
            )
        )
    return Apart(
        svg=ET.tostring(root, encoding="unicode"),
        width=float(root.get("width", 0)),
        height=float(root.get("height", 0)),
        size=float(root.get("font-size", 0)),
        labels=tuple(labels),
    )

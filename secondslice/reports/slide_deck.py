"""A presentation that slides are added to: our own look, or the organisation's template."""

from __future__ import annotations

import copy
import io
from collections.abc import Sequence
from dataclasses import replace
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from secondslice.reports.slide_look import own_look
from secondslice.reports.slide_template import (
    BODIES,
    TITLES,
    insets,
    is_dark,
    layouts_of,
    opened,
    usual_size,
    without_slides,
)
from secondslice.reports.slide_tools import (
    POINT,
    Box,
    Look,
    Reader,
    direct,
    inches,
    lines_for,
    put,
    size_that_fits,
)

_MOST_TEXT = 20.0
"""A template may write in larger letters than a report has room for."""
_BULLET = inches(0.45)
_WIDER = 0.88
_FOOT, _FOOT_LINES = 10.0, 2


class Deck:
    """A presentation in the making."""

    def __init__(self, template: bytes | None, reader: Reader) -> None:
        """Open the organisation's template, or our own look. Raise NoLayout."""
        self.file = opened(own_look() if template is None else template)
        self.is_own = template is None
        self.layouts = layouts_of(self.file)
        self.reader = replace(reader, is_dark=is_dark(self.layouts.content.slide_master))
        self.title_size = 0.0
        self.footer = ""
        without_slides(self.file)

    def foot(self, choices: Sequence[str]) -> None:
        """Say what stands below each slide: the first of the choices that the template has room for."""
        places = [one for one in self.layouts.content.placeholders if _kind(one) == "ftr"]
        width = min((one.width or 0 for one in places), default=0)
        self.footer = next(
            (one for one in choices if lines_for(one, _FOOT, width) <= _FOOT_LINES), choices[-1]
        )

    def fit_titles(self, titles: Sequence[str]) -> None:
        """Take letters for all titles that the longest still fits in: they should not jump from slide to slide."""
        place = next(one for one in self.layouts.content.placeholders if _kind(one) in TITLES)
        usual = usual_size(place, self.layouts.content)
        box = (place.width - inches(0.2), place.height)
        self.title_size = min(
            (size_that_fits(one, box, most=usual, least=16) for one in titles), default=usual
        )

    def add(self, title: str, *, is_first: bool = False) -> Any:
        """Add a slide with its title, in letters that fit."""
        layout = self.layouts.title if is_first else self.layouts.content
        slide = self.file.slides.add_slide(layout)
        if slide.shapes.title is not None:
            self.fill(
                slide.shapes.title, [title], least=16, most=0 if is_first else self.title_size
            )
        self._number(slide, layout)
        return slide

    def body_of(self, slide: Any) -> Any | None:
        """Return the place of a slide for text, or None when it has none."""
        return next(
            (one for one in slide.placeholders if _kind(one) in BODIES | {"subTitle"}), None
        )

    def free_body_of(self, slide: Any) -> Any | None:
        """Return the place of a slide for text, or None when it has none or something stands there already."""
        body = self.body_of(slide)
        return None if body is None or body.text_frame.text else body

    def fill(
        self,
        shape: Any,
        paragraphs: Sequence[str],
        *,
        least: float = 12,
        most: float = 0,
        box: Box | None = None,
    ) -> None:
        """Put paragraphs into a placeholder, no larger than the template writes there, or than `most`."""
        if box is not None:
            left, right = insets(shape)
            shape.left, shape.top = box.left - left, box.top
            shape.width, shape.height = box.width + left + right, box.height
        usual = usual_size(shape, shape.part.slide_layout)
        is_title = _kind(shape) in TITLES
        most = min(usual, most) if most else usual if is_title else min(usual, _MOST_TEXT)
        between = int(most * POINT / 2) * (len(paragraphs) - 1)
        room = (shape.width - inches(0.2) - (0 if is_title else _BULLET), shape.height - between)
        if len(paragraphs) > 1:  # letters may be wider than is reckoned with, and a line then two
            room = (int(room[0] * _WIDER), room[1])
        size = size_that_fits("\n".join(paragraphs), room, most=most, least=least)
        frame = shape.text_frame
        for place, text in enumerate(paragraphs):
            paragraph = frame.paragraphs[0] if place == 0 else frame.add_paragraph()
            if self.reader.rtl:
                direct(paragraph, self.reader)
            if len(paragraphs) > 1:
                paragraph.space_before, paragraph.space_after = 0, int(size * POINT / 2)
            put(paragraph, text, Look(size=size if size < usual else None), self.reader)

    def _number(self, slide: Any, layout: Any) -> None:
        """Copy the footer and the number of the slide from the layout: python-pptx leaves them out."""
        for shape in layout.placeholders:
            kind = _kind(shape)
            if kind not in {"ftr", "sldNum"}:
                continue
            element = copy.deepcopy(shape._element)
            element.nvSpPr.cNvPr.set("id", str(_next_id(slide)))
            slide.shapes._spTree.append(element)
            if kind == "ftr":
                self._foot(slide.shapes[-1].text_frame)

    def _foot(self, frame: Any) -> None:
        """Write the footer. LibreOffice looks for font and side on the slide itself, not in the layout."""
        frame.text = ""
        paragraph = frame.paragraphs[0]
        put(paragraph, self.footer, Look(size=_FOOT), self.reader)
        paragraph.runs[0].font.name = "+mn-lt"
        if self.is_own or self.reader.rtl:
            direct(paragraph, self.reader)

    def tidy(self) -> None:
        """Take away places that nothing was put into: they would ask to be filled."""
        for slide in self.file.slides:
            for shape in list(slide.placeholders):
                kind = _kind(shape)
                is_empty = not (shape.has_text_frame and shape.text_frame.text.strip())
                if kind != "sldNum" and is_empty:
                    shape._element.getparent().remove(shape._element)

    def content(self) -> bytes:
        """Return the file: the same slides are the same bytes, whenever they are made."""
        self.tidy()
        out = io.BytesIO()
        self.file.save(out)
        return _without_times(out)


def _without_times(made: io.BytesIO) -> bytes:
    """Return the same archive with the time of none of its parts: it would tell when it was made."""
    out = io.BytesIO()
    with ZipFile(made) as told, ZipFile(out, "w", ZIP_DEFLATED) as kept:
        for one in told.infolist():
            kept.writestr(ZipInfo(one.filename), told.read(one), ZIP_DEFLATED)
    return out.getvalue()


def _kind(shape: Any) -> str | None:
    """Return what a placeholder is for; None is content of any kind. python-pptx's own names mix several."""
    kind: str | None = shape._element.ph.get("type")
    return kind


def _next_id(slide: Any) -> int:
    ids = [int(one) for one in slide.shapes._spTree.xpath(".//p:cNvPr/@id") if one.isdigit()]
    return max(ids, default=1) + 1

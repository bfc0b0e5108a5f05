"""Small things for slides: places, sizes that fit, words in a box. Knows python-pptx's shapes, not reports."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

NAMES = {
    "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
    "c": "http://schemas.openxmlformats.org/drawingml/2006/chart",
    "p": "http://schemas.openxmlformats.org/presentationml/2006/main",
    "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
}
EMU, POINT = 914_400, 12_700
LINE = 1.2
"""How high a line is, in sizes of its letters."""
LETTER = 0.52
"""About how wide a letter is, in sizes: rather too wide, so that nothing runs over."""
NUMBER = 0.66
"""The same for bold numbers."""
_SIZES = (44, 40, 36, 32, 28, 26, 24, 22, 20, 18, 16, 14, 13, 12)
FADED = 0.35
ID_SIZE = 10.0
ON_LIGHT = {"yes": "2F6B3A", "no": "6A2C5F", "waiting": "85600F", "unknown": "5F5A54"}
ON_DARK = {"yes": "8FCE99", "no": "DBA6D0", "waiting": "E3BD63", "unknown": "B5AEA6"}
"""As on our pages: the meaning of a colour stays the same in every template."""


def inches(number: float) -> int:
    """Return a length in the unit of the format."""
    return int(number * EMU)


@dataclass(frozen=True, slots=True)
class Box:
    """A place on a slide."""

    left: int
    top: int
    width: int
    height: int

    @classmethod
    def of(cls, left: float, top: float, width: float, height: float) -> Box:
        """Return a place given in inches."""
        return cls(inches(left), inches(top), inches(width), inches(height))

    def split(self, share: float, gap: float = 0.35) -> tuple[Box, Box]:
        """Return the part on the left, as wide as the share says, and the rest."""
        first = int((self.width - inches(gap)) * share)
        rest = self.width - inches(gap) - first
        return (
            Box(self.left, self.top, first, self.height),
            Box(self.left + first + inches(gap), self.top, rest, self.height),
        )

    def below(self, height: int) -> Box:
        """Return what is left under a strip on top."""
        return Box(self.left, self.top + height, self.width, max(0, self.height - height))

    def upper(self, height: int) -> Box:
        """Return a strip on top."""
        return Box(self.left, self.top, self.width, min(height, self.height))

    def grid(self, across: int, down: int, gap: float = 0.25) -> list[Box]:
        """Return equal cells, row by row."""
        wide = (self.width - inches(gap) * (across - 1)) // across
        tall = (self.height - inches(gap) * (down - 1)) // down
        return [
            Box(
                self.left + x * (wide + inches(gap)),
                self.top + y * (tall + inches(gap)),
                wide,
                tall,
            )
            for y in range(down)
            for x in range(across)
        ]


@dataclass(frozen=True, slots=True)
class Look:
    """How one run of words looks; no size means the template's."""

    size: float | None = None
    bold: bool = False
    faded: bool = False
    colour: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Reader:
    """Whose words stand on the slides, in which language and direction, and on what ground."""

    language: str
    rtl: bool
    is_dark: bool = False
    """The slides have light letters on a dark ground."""

    @property
    def tones(self) -> dict[str, str]:
        """Return the colours that mean something, such as can be seen on the ground."""
        return ON_DARK if self.is_dark else ON_LIGHT

    @property
    def on_tone(self) -> str:
        """Return the colour of letters on these."""
        return "1C1815" if self.is_dark else "FFFFFF"


def lines_for(text: str, size: float, width: int) -> int:
    """Return about how many lines a text takes.

    >>> lines_for("twelve words", 12, inches(1)), lines_for("", 12, inches(1))
    (2, 1)
    """
    most = max(1, int(width / POINT / (size * LETTER)))
    lines = 0
    for paragraph in text.split("\n"):
        lines, used = lines + 1, 0
        for word in paragraph.split():
            need = len(word) + (1 if used else 0)
            if used and used + need > most:
                lines, used = lines + 1, len(word)
            else:
                used += need
            while used > most:  # a word longer than a line is broken
                lines, used = lines + 1, used - most
    return lines


def height_of(text: str, size: float, width: int) -> int:
    """Return about how high a text is."""
    return int(lines_for(text, size, width) * size * LINE * POINT)


def size_that_fits(text: str, box: tuple[int, int], *, most: float, least: float = 12) -> float:
    """Return the largest usual size, from `most` down, in which a text fits a width and a height."""
    width, height = box
    for size in (most, *(one for one in _SIZES if least <= one < most)):
        if height_of(text, size, width) <= height:
            return size
    return least


def put(paragraph: Any, words: str, look: Look, reader: Reader) -> None:
    """Add words to a paragraph; tabs and line breaks in them stay what they are."""
    from pptx.dml.color import RGBColor  # noqa: PLC0415  (loaded with the first slide)
    from pptx.enum.dml import MSO_THEME_COLOR  # noqa: PLC0415
    from pptx.util import Pt  # noqa: PLC0415

    run = paragraph.add_run()
    run.text = words.replace("\n", " ")
    run._r.get_or_add_rPr().set("lang", reader.language)
    if look.size is not None:
        run.font.size = Pt(look.size)
    if look.bold:
        run.font.bold = True
    if look.colour:
        run.font.color.rgb = RGBColor.from_string(look.colour.lstrip("#").upper())
    elif look.faded:
        run.font.color.theme_color = MSO_THEME_COLOR.TEXT_1
        run.font.color.brightness = FADED
    if look.url:
        run.hyperlink.address = look.url


def direct(paragraph: Any, reader: Reader, *, to_end: bool = False) -> None:
    """Let a paragraph run as the language runs, from its beginning or, for numbers, to its end."""
    settings = paragraph._p.get_or_add_pPr()
    settings.set("rtl", "1" if reader.rtl else "0")
    settings.set("algn", "l" if reader.rtl == to_end else "r")


def text_box(
    slide: Any,
    box: Box,
    paragraphs: Iterable[Sequence[tuple[str, Look]]],
    reader: Reader,
    *,
    after: float = 3,
) -> Any:
    """Add a box with paragraphs, each of runs with their looks. Return the shape."""
    from pptx.util import Pt  # noqa: PLC0415

    shape = slide.shapes.add_textbox(box.left, box.top, box.width, box.height)
    frame = shape.text_frame
    frame.word_wrap = True
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
    for place, runs in enumerate(paragraphs):
        paragraph = frame.paragraphs[0] if place == 0 else frame.add_paragraph()
        direct(paragraph, reader)
        paragraph.space_after = Pt(after)
        for words, look in runs:
            put(paragraph, words, look, reader)
    return shape


def size_in_one_line(text: str, box: tuple[int, int], *, most: float, least: float = 12) -> float:
    """Return the largest usual size in which a number in bold letters stays in one line."""
    width, height = box
    for size in (most, *(one for one in _SIZES if least <= one < most)):
        if len(text) * size * NUMBER * POINT <= width and size * LINE * POINT <= height:
            return size
    return least


def describe(shape: Any, words: str, *, name: str = "") -> None:
    """Say what a shape shows to who cannot see it."""
    facts = shape._element.xpath(".//p:cNvPr")[0]
    facts.set("descr", words)
    if name:
        facts.set("name", name)

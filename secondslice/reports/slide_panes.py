"""What stands together on a slide: panes below each other, a picture beside a few, and short sections on one slide.

Heights are estimated in the sizes in which things are drawn, so that no letter need be smaller than one can read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby

from secondslice.reports.document import (
    Block,
    Chart,
    Figure,
    Lack,
    Quote,
    Section,
    Story,
    Table,
    Text,
)
from secondslice.reports.slide_heights import (
    HEAD,
    figures_height,
    quotes_height,
    stories_height,
    words_height,
)
from secondslice.reports.slide_tables import rows_that_fit, table_height
from secondslice.reports.slide_tools import Box, Reader, height_of, inches

GAP = inches(0.22)
_PICTURE = 0.53
"""How much of the width a picture takes, when something stands beside it."""
_LEAST_PICTURE, _LEAST_BESIDE = inches(2.3), inches(3.0)
_MOST: dict[type[Block], int] = {Figure: 8, Quote: 3, Story: 3}
"""How many of a kind share one place."""
_LEAST_ROWS = 3
"""A table is not divided for fewer rows than these, before or after."""


@dataclass(frozen=True, slots=True)
class Pane:
    """What takes one place: some numbers, paragraphs, quotes or stories, one picture, some rows of a table, a title."""

    blocks: tuple[Block, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    """Of a table."""
    head: str = ""
    """The title of a section that does not begin a slide."""

    @property
    def kind(self) -> type[Block] | None:
        """Return of what it consists; None for a title."""
        return type(self.blocks[0]) if self.blocks else None

    def height(self, width: int) -> int:
        """Return about how high it is in a width; of a picture how high it has to be."""
        if self.head:
            return height_of(self.head, HEAD, width)
        first = self.blocks[0]
        if isinstance(first, Table):
            return table_height(first, self.rows, width)
        return _LEAST_PICTURE if isinstance(first, Chart) else _height_of(self.blocks, width)


def _height_of(blocks: Sequence[Block], width: int) -> int:
    """Return about how high numbers, quotes, stories or paragraphs are, that share a place."""
    figures = [one for one in blocks if isinstance(one, Figure)]
    if figures:
        return figures_height(figures, width)
    stories = [one for one in blocks if isinstance(one, Story)]
    if stories:
        return stories_height(stories, width)
    if isinstance(blocks[0], Quote):
        return quotes_height(len(blocks), width)
    return words_height([one.words for one in blocks if isinstance(one, Text | Lack)], width)


@dataclass(slots=True)
class Sheet:
    """What stands on one slide. The first section gives its title, others have theirs above them."""

    sections: list[Section]
    panes: list[Pane] = field(default_factory=list)

    def blocks(self) -> Iterator[Block]:
        """Return everything on it, in order."""
        for pane in self.panes:
            yield from pane.blocks


Room = Callable[[Sequence[Section]], Box]
"""How much place a slide has, about these sections: their weak spots stand below."""


def sheets_of(sections: Sequence[Section], room: Room) -> list[Sheet]:
    """Return the slides of a report: as few as can be read."""
    found: list[Sheet] = []
    for section in sections:
        panes = list(_panes(section))
        if found and panes and _begins_on(found[-1], section, panes, room):
            found[-1].panes.append(Pane(head=section.title))
            found[-1].sections.append(section)
        else:
            found.append(Sheet([section]))
        for pane in panes:
            _put(found, section, pane, room)
    return found


def _begins_on(sheet: Sheet, section: Section, panes: Sequence[Pane], room: Room) -> bool:
    """Tell whether a section begins below what stands on a slide: all of it, or a part that does not need the rest."""
    box, head = room([*sheet.sections, section]), Pane(head=section.title)
    if not sheet.panes:
        return False
    if fits([*sheet.panes, head, *panes], box):
        return True
    has_picture = any(one.kind is Chart for one in panes)
    return not has_picture and len(panes) > 1 and fits([*sheet.panes, head, panes[0]], box)


def _put(found: list[Sheet], section: Section, pane: Pane, room: Room) -> None:
    """Put a pane on the last slide, or what does not fit there on the next ones."""
    rest: Pane | None = pane
    while rest is not None:
        now = found[-1]
        box = room(now.sections)
        if fits([*now.panes, rest], box):
            now.panes.append(rest)
            return
        part, rest = _divided(now.panes, rest, box)
        if part is not None:
            now.panes.append(part)
        if rest is not None:
            found.append(Sheet([section]))


def _divided(before: Sequence[Pane], pane: Pane, box: Box) -> tuple[Pane | None, Pane | None]:
    """Return what of a pane goes onto a slide still, and what onto the next one."""
    table = pane.blocks[0] if pane.blocks else None
    if not isinstance(table, Table):
        return (None, pane) if before else (pane, None)
    used = sum(one.height(box.width) + GAP for one in before)
    most = rows_that_fit(table, pane.rows, box.width, box.height - used)
    if before and (most < _LEAST_ROWS or any(one.kind is Chart for one in before)):
        return None, pane
    count = max(1, min(most, max(len(pane.rows) - _LEAST_ROWS, 1)))
    return replace(pane, rows=pane.rows[:count]), replace(pane, rows=pane.rows[count:])


def _panes(section: Section) -> Iterator[Pane]:
    """Yield what each takes one place, in order."""
    for kind, run in groupby(section.blocks, key=_kind_of):
        blocks = tuple(run)
        if kind is Table:
            yield from (Pane((one,), one.rows) for one in blocks if isinstance(one, Table))
        elif kind is Text:
            yield Pane(blocks)
        else:
            most = _MOST.get(kind, 1)
            yield from (Pane(blocks[at : at + most]) for at in range(0, len(blocks), most))


def _kind_of(block: Block) -> type[Block]:
    return Text if isinstance(block, Lack) else type(block)


def fits(panes: Sequence[Pane], box: Box) -> bool:
    """Tell whether these fit on a slide."""
    return _is_beside(panes, box) or _stacked(panes, box.width) <= box.height


def _stacked(panes: Sequence[Pane], width: int) -> int:
    return sum(one.height(width) for one in panes) + GAP * (len(panes) - 1)


def _is_beside(panes: Sequence[Pane], box: Box) -> bool:
    """Tell whether a picture stands beside all others: numbers and words that fit into the narrower part."""
    others = [one for one in panes if one.kind is not Chart]
    if len(panes) - len(others) != 1 or not others or box.height < _LEAST_BESIDE:
        return False
    if any(one.kind is Table or one.kind is Story or one.head for one in others):
        return False
    return _stacked(others, _narrow(box)) <= box.height


def _narrow(box: Box) -> int:
    return box.split(1 - _PICTURE)[0].width


def places_of(panes: Sequence[Pane], box: Box, reader: Reader) -> list[Box]:
    """Return where each stands on a slide."""
    if _is_beside(panes, box):
        is_first = panes[0].kind is Chart
        one, other = halves(box, _PICTURE if is_first else 1 - _PICTURE, reader)
        picture, column = (one, other) if is_first else (other, one)
        below = iter(_below([one for one in panes if one.kind is not Chart], column))
        return [picture if one.kind is Chart else next(below) for one in panes]
    return _below(panes, box)


def _below(panes: Sequence[Pane], box: Box) -> list[Box]:
    """Return places below each other; pictures share what is left, and the last one has the rest."""
    spare = max(0, box.height - _stacked(panes, box.width))
    pictures = sum(one.kind is Chart for one in panes)
    found: list[Box] = []
    rest = box
    for place, one in enumerate(panes):
        high = one.height(rest.width) + (spare // pictures if one.kind is Chart else 0)
        is_last = place == len(panes) - 1
        found.append(rest if is_last else rest.upper(high))
        rest = rest.below(high + GAP)
    return found


def halves(box: Box, share: float, reader: Reader) -> tuple[Box, Box]:
    """Return two places beside each other, the first of the reading direction first."""
    if not reader.rtl:
        return box.split(share)
    second, first = box.split(1 - share)
    return first, second

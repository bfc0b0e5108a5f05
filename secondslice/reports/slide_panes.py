"""What stands together on a slide: the blocks of a section, gathered and put beside each other where they fit."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from secondslice.reports.document import Block, Chart, Figure, Lack, Quote, Section, Table, Text
from secondslice.reports.slide_tables import chunks_of, table_height
from secondslice.reports.slide_tools import Box, Reader, inches

_MOST: dict[type[Block], int] = {Figure: 6, Quote: 2, Text: 6}
"""How many of a kind share one place."""
_BESIDE = 4
"""How many numbers stand beside a picture."""
_UNDER: dict[type[Block], int] = {Figure: 2, Quote: 1, Text: 1}
"""And how many of a kind, when something else stands under them."""
_ROW, _ROW_TALL = 3, inches(1.4)
_NARROW = 0.3
_AROUND_A_PICTURE = 3


@dataclass(frozen=True, slots=True)
class Pane:
    """What takes one place on a slide: a few numbers, paragraphs or quotes, or one picture, story, part of a table."""

    blocks: tuple[Block, ...]
    rows: tuple[tuple[str, ...], ...] = ()
    """Of a table."""
    spare: int = 0
    """How much of the height a table leaves."""

    @property
    def kind(self) -> type[Block]:
        """Return of what it consists."""
        return type(self.blocks[0])

    @property
    def is_small(self) -> bool:
        """Tell whether it fits under something else in a narrow place."""
        return len(self.blocks) <= _UNDER[self.kind] if self.kind in _UNDER else False

    def goes_with(self, shared: Sequence[Pane]) -> bool:
        """Tell whether it fits on a slide with others.

        Under a short table there is room for a row of numbers. Beside a picture stand a few numbers or words, and two
        of them when both are small; two pictures would be too small.
        """
        kinds = [one.kind for one in (*shared, self)]
        if Table in kinds:
            figures = [len(one.blocks) for one in (*shared, self) if one.kind is Figure]
            spare = max(one.spare for one in (*shared, self))
            return (
                sorted(kinds, key=str) == sorted([Table, Figure], key=str)
                and figures[0] <= _ROW
                and spare >= _ROW_TALL
            )
        if kinds.count(Chart) > 1 or any(
            len(one.blocks) > _BESIDE for one in (*shared, self) if Chart in kinds
        ):
            return False
        if len(kinds) == 2:  # noqa: PLR2004  (two are beside each other)
            return True
        return (
            len(kinds) == _AROUND_A_PICTURE
            and Chart in kinds
            and all(one.is_small for one in (*shared, self) if one.kind is not Chart)
        )


def panes_of(section: Section, room: Box) -> Iterator[Pane]:
    """Yield what each takes one place, in order; a table is divided as the room demands."""
    for kind, run in groupby(section.blocks, key=_kind_of):
        blocks = tuple(run)
        if kind is Table:
            for table in blocks:
                if isinstance(table, Table):
                    for rows in chunks_of(table, room):
                        spare = room.height - table_height(table, rows, room.width)
                        yield Pane((table,), tuple(rows), spare)
            continue
        most = _MOST.get(kind, 1)
        yield from (Pane(blocks[at : at + most]) for at in range(0, len(blocks), most))


def places_of(panes: Sequence[Pane], box: Box, reader: Reader) -> list[Box]:
    """Return where each stands on a slide."""
    if len(panes) == 1:
        return [box]
    kinds = [one.kind for one in panes]
    if Table in kinds:
        upper = _ROW_TALL if kinds[0] is Figure else box.height - max(one.spare for one in panes)
        return [box.upper(upper), box.below(upper)]
    if Chart not in kinds:
        return list(halves(box, 0.5, reader))
    is_first = kinds[0] is Chart
    one, other = halves(box, 1 - _NARROW if is_first else _NARROW, reader)
    picture, column = (one, other) if is_first else (other, one)
    narrow = iter([column] if len(panes) == 2 else column.grid(1, 2))  # noqa: PLR2004
    return [picture if kind is Chart else next(narrow) for kind in kinds]


def halves(box: Box, share: float, reader: Reader) -> tuple[Box, Box]:
    """Return two places beside each other, the first of the reading direction first."""
    if not reader.rtl:
        return box.split(share)
    second, first = box.split(1 - share)
    return first, second


def _kind_of(block: Block) -> type[Block]:
    return Text if isinstance(block, Lack) else type(block)


def together(panes: Sequence[Pane]) -> Iterator[list[Pane]]:
    """Yield what stands on one slide: neighbours that fit together."""
    shared: list[Pane] = []
    for pane in panes:
        if shared and not pane.goes_with(shared):
            yield shared
            shared = []
        shared.append(pane)
    if shared:
        yield shared

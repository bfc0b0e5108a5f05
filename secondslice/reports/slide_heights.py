"""How high numbers, words, quotes and stories are on a slide, in the sizes in which they are drawn."""

from __future__ import annotations

from collections.abc import Sequence

from secondslice.reports import telling
from secondslice.reports.document import Figure, Story
from secondslice.reports.slide_tools import LINE, POINT, height_of, inches

NOTE, BODY, HEAD = 12.0, 14.0, 20.0
"""The sizes of letters: notes, what is to be read, and the title of a section that shares a slide."""
NUMBER, HEADLINE = 24.0, 32.0
AFTER = inches(0.08)
"""Below a paragraph."""
BETWEEN = inches(0.25)
_CARD, _STORY = inches(2.3), inches(3.3)
"""How wide a number with its note, and a story, should at least be."""
_QUOTE = inches(1.2)
MOST_ACROSS = 4


def across(count: int, width: int) -> int:
    """Return how many numbers stand beside each other; the rows are about equally full.

    >>> across(6, inches(12)), across(5, inches(12)), across(3, inches(5)), across(4, inches(9))
    (3, 3, 2, 2)
    """
    most = max(1, min(MOST_ACROSS, count, (width + BETWEEN) // (_CARD + BETWEEN)))
    rows = -(-count // most)
    return -(-count // rows)


def cell_width(width: int, count: int) -> int:
    """Return how wide each of some places beside each other is."""
    return (width - BETWEEN * (count - 1)) // count


def card_height(figure: Figure, width: int) -> int:
    """Return about how high a number with its label and note is."""
    label = height_of(f"{figure.label}  {figure.id}", NOTE, width)
    number = int((HEADLINE if figure.is_headline else NUMBER) * LINE * POINT)
    badge = telling.badge_words(figure.badge)
    if badge and len(f"{figure.shown}  [{badge}]") * NUMBER * 0.6 * POINT > width:
        number += int(NOTE * LINE * POINT)
    note = height_of(figure.note, NOTE, width) if figure.note else 0
    return label + number + note + AFTER


def rows_of_cards(figures: Sequence[Figure], width: int) -> list[tuple[list[Figure], int]]:
    """Return the rows in which numbers stand, each with its height."""
    wide = across(len(figures), width)
    cell = cell_width(width, wide)
    rows = [list(figures[at : at + wide]) for at in range(0, len(figures), wide)]
    return [(row, max(card_height(one, cell) for one in row)) for row in rows]


def figures_height(figures: Sequence[Figure], width: int) -> int:
    """Return about how high some numbers are."""
    rows = rows_of_cards(figures, width)
    return sum(high for _row, high in rows) + AFTER * (len(rows) - 1)


def words_height(paragraphs: Sequence[str], width: int) -> int:
    """Return about how high some paragraphs are; several have a point each."""
    inner = width - (inches(0.45) if len(paragraphs) > 1 else 0)
    return sum(height_of(one, BODY, inner) + AFTER for one in paragraphs)


def quotes_height(count: int, width: int) -> int:
    """Return how high some quotes may be: each is made to fit its place."""
    return _QUOTE * -(-count // stories_across(count, width))


def stories_across(count: int, width: int) -> int:
    """Return how many stories or quotes stand beside each other."""
    return max(1, min(count, (width + BETWEEN) // (_STORY + BETWEEN)))


def story_height(story: Story, width: int) -> int:
    """Return about how high a story is."""
    title = height_of(f"{story.title}  {story.id}", BODY + 1, width)
    steps = (height_of(one, BODY, width - inches(0.45)) + AFTER for one in story.steps)
    return title + AFTER + sum(steps)


def rows_of_stories(stories: Sequence[Story], width: int) -> list[tuple[list[Story], int]]:
    """Return the rows in which stories stand, each with its height."""
    wide = stories_across(len(stories), width)
    cell = cell_width(width, wide)
    rows = [list(stories[at : at + wide]) for at in range(0, len(stories), wide)]
    return [(row, max(story_height(one, cell) for one in row)) for row in rows]


def stories_height(stories: Sequence[Story], width: int) -> int:
    """Return about how high some stories are."""
    return sum(high for _row, high in rows_of_stories(stories, width))

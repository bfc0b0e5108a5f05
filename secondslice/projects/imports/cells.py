"""What stands in one cell of a file, and how it is cleaned before anything is made of it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

Cell = str | int | float | bool | date | datetime | time | timedelta | None
"""Text from a CSV file; text, numbers and dates from a workbook."""

_SPACES = re.compile(r"\s+")
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200b\u200e\u200f\ufeff]")
_NOTHING = frozenset(
    {
        "-",
        "--",
        "\u2013",
        "\u2014",
        "n/a",
        "#n/a",
        "n.a.",
        "null",
        "none",
        "tbc",
        "tbd",
        "tba",
        "?",
        "exempt",
    }
)


class Row(NamedTuple):
    """One line of the list under its header, with the number a spreadsheet shows for it."""

    number: int
    cells: Sequence[Cell]


def text_of(cell: Cell) -> str:
    """Return the cell as one line of clean text.

    >>> text_of("  Finance   dept "), text_of(4711.0), text_of(None)
    ('Finance dept', '4711', '')
    """
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else repr(cell)
    if isinstance(cell, datetime):
        return cell.isoformat(sep=" ", timespec="minutes")
    if isinstance(cell, str):
        clean = _SPACES.sub(" ", unicodedata.normalize("NFC", _CONTROLS.sub("", cell))).strip()
        # Our own exports, and others, put an apostrophe before a text that a spreadsheet would take for a formula.
        return clean[1:] if clean[:1] == "'" and clean[1:2] in {"=", "+", "-", "@"} else clean
    return str(cell)


def says_nothing(text: str) -> bool:
    """Tell whether a cell holds nothing, or one of the usual marks for "no value".

    >>> says_nothing("n/a"), says_nothing("0")
    (True, False)
    """
    return not text or text.lower() in _NOTHING


def key_of(text: str) -> str:
    """Return the form in which two names are compared: the case does not matter."""
    return text.lower()

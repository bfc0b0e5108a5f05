"""Bytes of a text file -> records: which encoding, which separator, and where a quotation mark was left open."""

from __future__ import annotations

import codecs
import csv
import io
from collections import Counter
from collections.abc import Iterator

from django.utils.translation import gettext as _

from secondslice.core.errors import RuleBroken
from secondslice.projects.imports.columns import recognised

ENCODINGS = {
    "utf-8": "UTF-8",
    "utf-16": "UTF-16",
    "cp1252": "Windows-1252 (Western Europe)",
    "cp1250": "Windows-1250 (Central Europe)",
    "iso8859-15": "ISO 8859-15",
    "mac-roman": "Mac Roman",
}
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SEPARATORS = (",", ";", "\t", "|")
_MOST_LINES_IN_A_CELL = 300
_PEEK = 65_536
_HEADER_AMONG = 30


def encoding_of(content: bytes) -> str:
    """Return the encoding of the bytes: by their mark, by their zeros, else UTF-8 if it fits, else Windows-1252."""
    for mark, name in _BOMS:
        if content.startswith(mark):
            return name
    peek = content[:4000]
    if b"\0" in peek:
        if len(peek) > 1 and peek[1::2].count(0) > len(peek) // 4:
            return "utf-16-le"
        if peek[0::2].count(0) > len(peek) // 4:
            return "utf-16-be"
        raise RuleBroken(
            _(
                "This file is neither text nor an Excel workbook. Save the list as .xlsx "
                "or .csv and choose that file."
            )
        )
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8"


def decoded(content: bytes, encoding: str) -> str:
    """Return the text. Raise RuleBroken when the bytes are not in that encoding, or nobody knows it."""
    if encoding and encoding not in ENCODINGS:
        raise RuleBroken(
            _("There is no encoding “%(encoding)s” here. It can be: %(known)s.")
            % {"encoding": encoding, "known": ", ".join(ENCODINGS)}
        )
    chosen = encoding or encoding_of(content)
    try:
        text = content.decode("utf-8-sig" if chosen == "utf-8" else chosen)
    except UnicodeDecodeError:
        name = ENCODINGS.get(chosen, chosen.upper())
        raise RuleBroken(
            _(
                "Some letters of this file are not %(encoding)s. Save it again as “CSV "
                "UTF-8” or .xlsx, and choose that file."
            )
            % {"encoding": name}
        ) from None
    return text.removeprefix("\ufeff")


def records(text: str) -> Iterator[list[str]]:
    """Yield the records of a CSV text, blank ones too, so that their count is the row number a spreadsheet shows."""
    separator, text = _told_separator(text)
    separator = separator or separator_of(text[:_PEEK])
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    number, before, lines = 0, 0, 0
    try:
        for record in reader:
            number += 1
            lines, before = reader.line_num - before, reader.line_num
            if lines > _MOST_LINES_IN_A_CELL:
                raise RuleBroken(_open_quote(number))
            yield record
    except csv.Error:
        raise RuleBroken(_open_quote(number + 1)) from None
    if lines > 1 and _ends_inside_quotes(text, lines, separator):
        raise RuleBroken(_open_quote(number))


def separator_of(peek: str) -> str:
    """Return what separates the cells: the sign that shows headers we know, else the one that cuts most evenly."""
    peek = peek.replace("\r\n", "\n").replace("\r", "\n")
    if len(peek) >= _PEEK - 1000 and "\n" in peek:
        peek = peek[: peek.rindex("\n")]
    return max(_SEPARATORS, key=lambda sign: _evenness(peek, sign))


def _evenness(peek: str, separator: str) -> tuple[int, float, int]:
    """Return how many headers we know, the share of records with the same number of cells, and that number."""
    try:
        reader = csv.reader(io.StringIO(peek, newline=""), delimiter=separator)
        found = [record for record in reader if any(record)]
    except csv.Error:
        return (0, 0.0, 0)
    counts = Counter(len(record) for record in found if len(record) > 1)
    if not counts:
        return (0, 0.0, 0)
    known = max(sum(map(recognised, record)) for record in found[:_HEADER_AMONG])
    width, count = max(counts.items(), key=lambda item: (item[1], item[0]))
    return (known if known > 1 else 0, round(count / len(found), 1), width)


def _told_separator(text: str) -> tuple[str, str]:
    """Excel understands a first line "sep=;" and does not show it; so it is no row of the list here either."""
    first, _newline, _rest = text[:20].partition("\n")
    told = first.rstrip("\r")
    if told.lower().startswith("sep=") and len(told) == len("sep=;"):
        return told[-1], text[len(first) + 1 :]
    return "", text


def _ends_inside_quotes(text: str, lines: int, separator: str) -> bool:
    """Read only the last record again, strictly: a mark that was never closed swallowed the rows under it."""
    tail = "".join(io.StringIO(text, newline="").readlines()[-lines:])
    try:
        list(csv.reader(io.StringIO(tail, newline=""), delimiter=separator, strict=True))
    except csv.Error as error:
        return "end of data" in str(error)
    return False


def _open_quote(number: int) -> str:
    return _(
        "In row %(row)s a quotation mark is opened and not closed again. Mend that cell, or save the list as .xlsx."
    ) % {"row": number}

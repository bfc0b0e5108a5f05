"""The lines of address cards (.vcf): unfolded, and each taken apart into name, parameters and value.

Every step looks at each letter a fixed number of times, whatever the file holds: it comes from anybody.
"""

from __future__ import annotations

import quopri
import re
from collections.abc import Iterator
from dataclasses import dataclass

MOST_LETTERS = 10_000
"""A longer line is a picture, a sound or junk."""
_BREAK = re.compile(r"\r\n|\r|\n")
_NAME = r"[A-Za-z0-9_-]+"
# What has matched is never given back (*+, ++): a line without a colon is given up at once.
_LINE = re.compile(
    rf'(?:{_NAME}\.)?(?P<name>{_NAME})(?P<told>(?:;(?:[^":]|"[^"]*+")*+)?+):(?P<value>.*)',
    re.DOTALL,
)
_PARAMETER = re.compile(r'(?:[^";]|"[^"]*+")++')
_QUOTED_PRINTABLE = "QUOTED-PRINTABLE"


@dataclass(frozen=True, slots=True)
class CardLine:
    """One line of a card: its name in capitals, what it says about its value, also in capitals, and the value."""

    name: str
    parameters: dict[str, list[str]]
    """Under "TYPE" also what 2.1 writes without it."""
    value: str


def card_lines(text: str) -> Iterator[CardLine]:
    """Yield the lines that can be read; a line of junk takes nothing away from the others."""
    for line in _unfolded(text):
        if len(line) <= MOST_LETTERS and (found := line_of(line)) is not None:
            yield found


def line_of(line: str) -> CardLine | None:
    """Return an unfolded line taken apart, None for junk; half-known letters are junk too.

    >>> line_of('item1.tel;WORK;type="voice,pref":+1 555')
    CardLine(name='TEL', parameters={'TYPE': ['WORK', 'VOICE', 'PREF']}, value='+1 555')
    >>> line_of("TEL;TYPE=work 123")
    """
    found = _LINE.fullmatch(line)
    if found is None:
        return None
    parameters: dict[str, list[str]] = {}
    for one in _PARAMETER.findall(found["told"]):
        name, equals, values = one.upper().replace('"', "").partition("=")
        words = [word.strip() for word in (values if equals else name).split(",")]
        parameters.setdefault(name.strip() if equals else "TYPE", []).extend(words)
    try:
        value = _plain(found["value"], parameters)
    except (LookupError, ValueError):
        return None
    return CardLine(found["name"].upper().replace("_", "-"), parameters, value)


def _plain(value: str, parameters: dict[str, list[str]]) -> str:
    """Return a value in its letters. Raise LookupError or ValueError for letters that nobody knows."""
    if _QUOTED_PRINTABLE not in (*parameters.get("ENCODING", []), *parameters.get("TYPE", [])):
        return value
    content = quopri.decodestring(value.encode())
    return content.decode(parameters.get("CHARSET", ["UTF-8"])[0])


def _unfolded(text: str) -> Iterator[str]:
    """Yield whole lines: one that begins with a space goes on with the one before, as one after "=" does in 2.1."""
    parts: list[str] = []
    is_quoted = goes_on = False
    for line in _BREAK.split(text):
        if goes_on and line.strip():
            parts.append(f"\n{line}")
        elif line.strip() and line[0] in " \t":
            parts.append(line[1:])
        else:
            if parts:
                yield "".join(parts)
            parts, is_quoted = [line] if line.strip() else [], False
        is_quoted = is_quoted or _QUOTED_PRINTABLE in line.upper()
        goes_on = is_quoted and line.endswith("=")
    if parts:
        yield "".join(parts)

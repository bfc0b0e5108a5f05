"""Address cards (.vcf) -> a list: each card is a row, so that it takes the steps of every list.

Versions 2.1, 3.0 and 4.0, as phones, Outlook and Google write them: folded lines, quoted-printable, groups. The lexer
is vobject's; what the lines mean is decided here, because programs mix the versions freely.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from vobject.base import ContentLine, VObjectError, getLogicalLines, textLineToContentLine

from secondslice.core.errors import RuleBroken
from secondslice.projects.imports.cells import Row, text_of

HEADERS = (
    "Full name", "First name", "Last name", "E-mail", "Organization", "Unit", "Job title", "Phone", "Language",
    "Time zone", "Contact id",
)  # fmt: skip
"""What the columns are called; a card has none, so they are words that the matching knows."""
OWN_UID = "second-slice:"
"""What the ids of our own cards begin with: these are no ids elsewhere."""
MOST_CARDS = 100_000
_LONGEST_ID = 100
_BEGINS = re.compile(r"\s*BEGIN:VCARD\s", re.IGNORECASE)
_LARGE = re.compile(r"(?:[\w-]+\.)?(?:PHOTO|LOGO|SOUND|KEY)[;:]", re.IGNORECASE)
_PARTS = re.compile(r"(?<!\\);")
_ESCAPED = re.compile(r"\\([\\,;:nN])")


def are_cards(text: str) -> bool:
    r"""Tell whether a text is a file of address cards.

    >>> are_cards("BEGIN:VCARD\nVERSION:3.0"), are_cards("Name,E-mail")
    (True, False)
    """
    return _BEGINS.match(text) is not None


def card_rows(text: str) -> Iterator[Row]:
    """Yield each card as a row; its number is that of the card in the file. Raise RuleBroken for a torn file."""
    card: _Card | None = None
    count = 0
    for line in _lines(text):
        word = line.name.upper()
        if word == "BEGIN" and str(line.value).upper() == "VCARD":
            card = _Card()
        elif word == "END" and card is not None:
            count += 1
            if count > MOST_CARDS:
                raise RuleBroken(
                    _("This list has more than 100,000 rows. Split it, and import the parts.")
                )
            yield Row(count, card.cells())
            card = None
        elif card is not None:
            card.take(line)
    if card is not None:
        raise RuleBroken(
            _("The last card of this file is torn: it has no end. Export the file anew.")
        )


def _lines(text: str) -> Iterator[ContentLine]:
    """Yield the lines that can be read; pictures and sounds are passed over."""
    for line, number in getLogicalLines(io.StringIO(_without_pictures(text)), allowQP=True):
        try:
            yield textLineToContentLine(line, number)
        except (VObjectError, ValueError, LookupError):
            continue  # a line of junk takes nothing away from the others; half-known letters are one


def _without_pictures(text: str) -> str:
    kept, is_large = [], False
    for line in re.split(r"\r\n|\r|\n", text):
        is_large = (is_large and line[:1] in {" ", "\t"}) or _LARGE.match(line) is not None
        if not is_large:
            kept.append(line)
    return "\n".join(kept)


@dataclass(slots=True)
class _Card:
    """One person's card, line by line."""

    texts: dict[str, str] = field(default_factory=dict)
    ranks: dict[str, int] = field(default_factory=dict)

    def take(self, line: ContentLine) -> None:
        """Keep a line; of several addresses or numbers the preferred, else the first."""
        if not isinstance(line.value, str) or not line.value.strip(" ;"):
            return
        name, rank = line.name.upper(), _rank(line)
        if name not in self.texts or rank < self.ranks[name]:
            self.texts[name], self.ranks[name] = line.value, rank

    def cells(self) -> list[str]:
        """Return the card as a row of the list."""
        family, given, *_more = [*self._parts("N"), "", ""]
        organization, unit, *_more = [*self._parts("ORG"), "", ""]
        uid = self._text("UID").removeprefix("urn:uuid:")
        return [
            self._text("FN"),
            given,
            family,
            self._text("EMAIL").removeprefix("mailto:"),
            organization,
            unit,
            self._text("TITLE") or self._text("ROLE"),
            self._text("TEL").removeprefix("tel:"),
            self._text("LANG"),
            self._text("TZ") if "/" in self._text("TZ") else "",
            "" if len(uid) > _LONGEST_ID or uid.startswith(OWN_UID) else uid,
        ]

    def _text(self, name: str) -> str:
        return text_of(_plain(self.texts.get(name, "")))

    def _parts(self, name: str) -> list[str]:
        return [text_of(_plain(part)) for part in _PARTS.split(self.texts.get(name, ""))]


def _rank(line: ContentLine) -> int:
    """Return how far from preferred an address or a number is: 3.0 and 2.1 say "pref", 4.0 gives a number; no fax."""
    kinds = {str(one).upper() for one in [*line.params.get("TYPE", []), *_bare(line)]}
    if "FAX" in kinds:
        return 1000
    if "PREF" in kinds:
        return 0
    told = line.params.get("PREF", [""])
    return int(told[0]) if told and str(told[0]).isdecimal() else 100


def _bare(line: ContentLine) -> list[str]:
    """Return the kinds that 2.1 writes without "TYPE="."""
    return [str(one) for one in line.singletonparams]


def _plain(text: str) -> str:
    r"""Return a value without the marks before commas, semicolons and line breaks.

    >>> _plain(r"Acme\, Inc.")
    'Acme, Inc.'
    """
    return _ESCAPED.sub(lambda found: " " if found[1] in "nN" else found[1], text)

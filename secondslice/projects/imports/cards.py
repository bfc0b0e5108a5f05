"""Address cards (.vcf) -> a list: each card is a row, so that it takes the steps of every list.

Versions 2.1, 3.0 and 4.0, as phones, Outlook and Google write them: folded lines, quoted-printable, groups. What the
lines mean is decided here, because programs mix the versions freely; `card_lines` takes them apart.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from secondslice.core.errors import RuleBroken
from secondslice.projects.imports.card_lines import CardLine, card_lines
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
_LONGEST_RANK = 3
_BEGINS = re.compile(r"\s*BEGIN:VCARD\s", re.IGNORECASE)
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
    for line in card_lines(text):
        if line.name == "BEGIN" and line.value.upper() == "VCARD":
            card = _Card()
        elif line.name == "END" and card is not None:
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


@dataclass(slots=True)
class _Card:
    """One person's card, line by line."""

    texts: dict[str, str] = field(default_factory=dict)
    ranks: dict[str, int] = field(default_factory=dict)

    def take(self, line: CardLine) -> None:
        """Keep a line; of several addresses or numbers the preferred, else the first."""
        if not line.value.strip(" ;"):
            return
        rank = _rank(line)
        if line.name not in self.texts or rank < self.ranks[line.name]:
            self.texts[line.name], self.ranks[line.name] = line.value, rank

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


def _rank(line: CardLine) -> int:
    """Return how far from preferred an address or a number is: 3.0 and 2.1 say "pref", 4.0 gives a number; no fax."""
    kinds = line.parameters.get("TYPE", [])
    if "FAX" in kinds:
        return 1000
    if "PREF" in kinds:
        return 0
    told = line.parameters.get("PREF", [""])[0]
    return int(told) if told.isdecimal() and len(told) <= _LONGEST_RANK else 100


def _plain(text: str) -> str:
    r"""Return a value without the marks before commas, semicolons and line breaks.

    >>> _plain(r"Acme\, Inc.")
    'Acme, Inc.'
    """
    return _ESCAPED.sub(lambda found: " " if found[1] in "nN" else found[1], text)

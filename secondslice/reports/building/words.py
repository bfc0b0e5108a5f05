"""Numbers, days and names as the reader of a report sees them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils import formats
from django.utils.translation import gettext as _

from secondslice.analytics.proportions import Proportion
from secondslice.core.forgetting import ENDINGS, parts_of_name
from secondslice.reports.rules import Quarter
from secondslice.ui.templatetags.ui import percent

SHORT_NAME = 2
"""Letters: so short a name is found as it is written only."""
FIRST_DENSE = 0x2E80
"""From this letter on: Chinese, Japanese and Korean."""


def amount(value: Decimal, currency: str) -> str:
    """Write money without cents, with its currency."""
    return f"{number(value)}\N{NO-BREAK SPACE}{currency}"


def number(value: Decimal | int) -> str:
    """Write a number without decimals, with its thousands apart."""
    return str(formats.number_format(value, 0, use_l10n=True, force_grouping=True))


def share(value: float | None) -> str:
    """Write a share as whole percent."""
    return percent(value)


def between(found: Proportion) -> str:
    """Write the ends of an interval."""
    return _("%(low)s to %(high)s") % {"low": percent(found.low), "high": percent(found.high)}


def day(value: date) -> str:
    """Write a day in full."""
    return formats.date_format(value, "DATE_FORMAT")


def short_day(value: date) -> str:
    """Write a day in figures."""
    return formats.date_format(value, "SHORT_DATE_FORMAT")


def quarter(value: Quarter) -> str:
    """Write a quarter."""
    return _("Q%(number)s %(year)s") % {"number": value.number, "year": value.year}


@dataclass(frozen=True, slots=True)
class Names:
    """The words that name people, to be found quickly in many texts."""

    words: frozenset[str] = frozenset()
    """Of three letters and more, without regard to case."""
    short: frozenset[str] = frozenset()
    """Of two letters, as they are written: without their capitals they are words of their own."""
    dense: frozenset[str] = frozenset()
    """In scripts that put no space between words."""

    @classmethod
    def of(cls, people: Iterable[str]) -> Names:
        """Return the words that name these people."""
        parts = {part for name in people for part in parts_of_name(name)}
        dense = {one for one in parts if _is_dense(one)}
        rest = parts - dense
        return cls(
            frozenset(one.casefold() for one in rest if len(one) > SHORT_NAME),
            frozenset(
                form for one in rest if len(one) <= SHORT_NAME for form in (one, one.upper())
            ),
            frozenset(dense),
        )

    def __contains__(self, word: str) -> bool:
        """Tell whether a word names somebody, also where the name carries an ending (Bens, Maxens)."""
        stems = [word, *(word[: -len(end)] for end in ENDINGS if word.casefold().endswith(end))]
        return any(one.casefold() in self.words or one in self.short for one in stems)


def nameless(text: str, people: Names) -> str:
    """Return a text when it names nobody, else nothing: a report tells no person's name.

    >>> known = Names.of(["Ben Brandt", "Bo Li", "Ida van der Meer"])
    >>> [nameless(one, known) for one in ("Bens page", "ask BO's team", "Brandt's", "der Plan von bo", "Benefit")]
    ['', '', '', 'der Plan von bo', 'Benefit']
    """
    if any(one in people for one in re.findall(r"\w+", text)):
        return ""
    return "" if any(one in text for one in people.dense) else text


def _is_dense(word: str) -> bool:
    return any(ord(one) >= FIRST_DENSE for one in word)

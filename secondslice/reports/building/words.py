"""Numbers, days and names as the reader of a report sees them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from django.utils import formats
from django.utils.translation import gettext as _

from secondslice.analytics.proportions import Proportion
from secondslice.reports.rules import Quarter
from secondslice.ui.templatetags.ui import percent

SHORTEST_NAME = 3
"""Letters: shorter parts of names are words of their own too often."""


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


def nameless(text: str, people: Iterable[str]) -> str:
    """Return a text when it names nobody, else nothing: a report tells no person's name."""
    words = set(re.findall(r"\w+", text.casefold()))
    for name in people:
        for part in re.findall(r"\w+", name.casefold()):
            if len(part) >= SHORTEST_NAME and part in words:
                return ""
    return text

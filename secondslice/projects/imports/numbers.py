"""Read amounts of money as people write them: 1.234,56 and 1,234.56, with a sign before or after, or in thousands.

Which sign separates the decimals is decided per column. Cells prove it when they can be read in no other way: 99,50
or 1.234.567. Three digits after a single sign ("150.000") prove nothing, and read the wrong way the amount is a
thousand times too small. So without a proof they are read as a whole number where the workspace's language groups the
digits so, and are refused otherwise; a proof that the language contradicts lets nobody take such figures for decimals.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from django.utils.translation import gettext as _

from secondslice.projects.imports.cells import Cell, says_nothing, text_of

POINT, COMMA = ".", ","
MOST = Decimal("999999999999.99")
_CENT = Decimal("0.01")
_NOISE = Decimal(
    "0.000001"
)  # what a spreadsheet's binary fractions leave behind: 0.30000000000000004
_POINT_LANGUAGES = ("en", "ja", "ko", "zh", "he", "th")
_SIGNS = {
    "€": "EUR",
    "£": "GBP",
    "¥": "JPY",
    "₹": "INR",
    "zł": "PLN",
    "kč": "CZK",
    "₺": "TRY",
    "us$": "USD",
}
_DOLLARS = frozenset({"USD", "CAD", "AUD", "NZD", "SGD", "HKD", "MXN"})
_AMOUNT = re.compile(
    r"(-?)(?P<before>[^\d\s.,'-]{0,4})\s?(-?)(?P<figures>\d[\d\s.,'\u2019]*)\s?(?P<after>[^\d\s.,'-]{0,4})\Z"
)
_GROUPED = {sign: re.compile(rf"\d{{1,3}}(?:\{sign}\d{{3}})+\Z") for sign in (POINT, COMMA)}
_THOUSANDS = re.compile(
    r"(?:[€£$]\s?k\b|\bk\s?[€£$]|\bt[€£$]|\bteur\b|\bkeur\b|thousand|tausend|\btsd|\bmilliers|\bmiles de"
    r"|\(000|'000|\b000s)"
)
_MILLIONS = re.compile(r"(?:[€£$]\s?m\b|\bm\s?[€£$]|\bmio\b|million|millones|\bmeur\b|\bmn\b)")


class BadNumber(ValueError):  # noqa: N818  (the family of refusals)
    """The cell is no amount, or more than one. The message says which, and what to do."""


class Amount(NamedTuple):
    """A sum, and the currency written beside it (or nothing)."""

    value: Decimal
    currency: str


def decimal_sign(language: str) -> str:
    """Return the sign that readers of a language put before the decimals.

    >>> decimal_sign("en-gb"), decimal_sign("de")
    ('.', ',')
    """
    return POINT if language.lower().startswith(_POINT_LANGUAGES) else COMMA


def unit_in(header: str) -> int:
    """Return by what the amounts under a header are to be multiplied.

    >>> unit_in("Whole Life Costs (£m)"), unit_in("Budget in T€"), unit_in("Budget")
    (1000000, 1000, 1)
    """
    text = header.lower()
    if _MILLIONS.search(text):
        return 1_000_000
    return 1_000 if _THOUSANDS.search(text) else 1


@dataclass(frozen=True, slots=True)
class NumberColumn:
    """How the amounts in one column are read: the decimal sign is settled, or open."""

    decimals: str | None
    groups: str = ""
    """Where it is open: the sign that, before three digits, still only groups the digits."""
    unit: int = 1
    own_currency: str = ""

    def read(self, cell: Cell) -> Amount | None:
        """Return the amount in a cell, None for an empty one. Raise BadNumber with the reason in words."""
        if isinstance(cell, int | float) and not isinstance(cell, bool):
            return self._sum(Decimal(repr(cell)), "")
        text = text_of(cell)
        if says_nothing(text) or text.lower().startswith("exempt"):
            return None
        match = _AMOUNT.match(text)
        if match is None:
            raise BadNumber(_("This is not an amount. Write it like 12500 or 12500.50."))
        figures = _only_figures(match["figures"])
        plain = self._unsigned(figures, text)
        minus = "-" if match[1] or match[3] else ""
        return self._sum(Decimal(minus + plain), self._currency(match["before"], match["after"]))

    def _sum(self, value: Decimal, currency: str) -> Amount:
        value *= self.unit
        if value < 0:
            raise BadNumber(_("An amount cannot be below zero."))
        if value > MOST:
            raise BadNumber(_("This amount is too large; the most is 999,999,999,999.99."))
        amount = value.quantize(_CENT)
        if abs(amount - value) > _NOISE:
            raise BadNumber(_("This amount has more than two decimals. Round it, as in 12500.50."))
        return Amount(amount, currency)

    def _unsigned(self, figures: str, text: str) -> str:
        """Return the figures as Decimal reads them."""
        able = {sign: one for sign in (POINT, COMMA) if (one := _plain(figures, sign)) is not None}
        if not able:
            raise BadNumber(_("This is not an amount. Write it like 12500 or 12500.50."))
        if self.decimals is not None:
            if self.decimals not in able:
                raise BadNumber(
                    _(
                        "This does not fit the decimal sign of the column. Check the cell, or choose another sign"
                        " on the page of the columns."
                    )
                )
            return able[self.decimals]
        readings = {Decimal(one) for one in able.values()}
        if len(readings) == 1:
            return next(iter(able.values()))
        if self.groups and self.groups in figures:
            return able[_other(self.groups)]
        low, high = sorted(readings)
        raise BadNumber(
            _(
                "%(text)s can be %(one)s or %(other)s. Choose the decimal sign on the page of the columns."
            )
            % {"text": text, "one": f"{high:f}", "other": f"{low.normalize():f}"}
        )

    def _currency(self, before: str, after: str) -> str:
        sign = (before or after).strip().lower()
        if not sign:
            return ""
        if before and after:
            raise BadNumber(_("This is not an amount. Write it like 12500 or 12500.50."))
        if sign in _SIGNS:
            return _SIGNS[sign]
        if sign == "$":
            return self.own_currency if self.own_currency in _DOLLARS else "USD"
        if len(sign) == 3 and sign.isascii() and sign.isalpha():  # noqa: PLR2004
            return sign.upper()
        raise BadNumber(
            _("“%(sign)s” is not a currency we know. Write a code such as EUR.") % {"sign": sign}
        )


def decide(
    cells: Iterable[Cell], *, chosen: str, usual: str, unit: int = 1, own_currency: str = ""
) -> NumberColumn:
    """Look at all cells of a column and settle which sign separates the decimals."""
    settled: str | None = chosen or None
    groups = ""
    if settled is None:
        proven = {sign for cell in cells if isinstance(cell, str) and (sign := _proves(cell))}
        if proven == {usual}:
            settled = usual
        elif proven == {_other(usual)}:
            groups = usual
        elif not proven and unit == 1:  # 1,250 in thousands may well be one thousand and a quarter
            groups = _other(usual)
    return NumberColumn(settled, groups, unit, own_currency)


def _other(sign: str) -> str:
    return COMMA if sign == POINT else POINT


def _only_figures(text: str) -> str:
    """Drop what can only group the digits: spaces and apostrophes."""
    return re.sub(r"[\s'\u2019]", "", text)


def _proves(cell: str) -> str:
    """Return the decimal sign that this cell alone proves, or nothing."""
    match = _AMOUNT.match(text_of(cell))
    if match is None:
        return ""
    figures = _only_figures(match["figures"])
    able = [sign for sign in (POINT, COMMA) if _plain(figures, sign) is not None]
    if len(able) != 1:
        return ""
    return able[0]


def _plain(figures: str, decimals: str) -> str | None:
    """Return the figures as Decimal reads them, if they are well formed with this decimal sign.

    >>> _plain("1.234,56", ","), _plain("1.234,56", "."), _plain("1.234", ".")
    ('1234.56', None, '1.234')
    """
    groups = _other(decimals)
    whole, sign, rest = figures.partition(decimals)
    if sign and (not rest.isdigit()):
        return None
    if groups in whole:
        if not _GROUPED[groups].match(whole) or whole.startswith("0"):
            return None
        whole = whole.replace(groups, "")
    if not whole.isdigit():
        return None
    return f"{whole}.{rest}" if sign else whole

"""Read dates. The order of day and month is decided per column, never per cell, and never in silence.

A column's cells prove an order when they can be read in no other way: 24/10/2016 proves day first, and so does a
date with points. The whole column is read by it. Where the cells prove nothing, the workspace's language decides.
Either is told to the person who imports, with an example. Where cells contradict each other, or a year of two digits
leaves more than one reading and nothing proves the order, those that can be read two ways are refused, until the
person names the order.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from secondslice.projects.imports.cells import Cell, says_nothing, text_of


class Order(StrEnum):
    """In which order a date written in figures gives its parts."""

    DAY_FIRST = "day-first"
    MONTH_FIRST = "month-first"
    YEAR_FIRST = "year-first"


class BadDate(ValueError):  # noqa: N818  (the family of refusals)
    """The cell is no date, or more than one. The message says which, and what to do."""


_MONTH_FIRST_LANGUAGES = frozenset({"en-us", "en-ph", "en-pr", "en"})
_TIME = r"(?:[T ,]\s*\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?\s*(?:[AaPp]\.?[Mm]\.?)?\s*(?:Z|UTC|GMT|[+-]\d{2}:?\d{2})?)?"
_YEAR_FIRST = re.compile(rf"(\d{{4}})([-/.])(\d{{1,2}})\2(\d{{1,2}}){_TIME}\Z")
_COMPACT = re.compile(r"((?:19|20)\d{2})(\d{2})(\d{2})\Z")
_FIGURES = re.compile(rf"(\d{{1,2}})([-/. ])\s?(\d{{1,2}})\2\s?(\d{{4}}|\d{{2}}){_TIME}\Z")
_WEEKDAY = r"(?:[^\W\d_]{2,12}\.?,?\s+)?"
_DAY_NAMED = re.compile(
    rf"{_WEEKDAY}(\d{{1,2}})(?:st|nd|rd|th|er|\.|º)?[-/ .]*(?:de\s+)?([^\W\d_]{{3,12}})\.?"
    rf"[-/ ,.]*(?:de\s+)?(\d{{4}}|\d{{2}}){_TIME}\Z",
    re.IGNORECASE,
)
_NAMED_DAY = re.compile(
    rf"{_WEEKDAY}([^\W\d_]{{3,12}})\.?[-/ ]+(\d{{1,2}})(?:st|nd|rd|th)?,?[-/ ]+(\d{{4}}){_TIME}\Z",
    re.IGNORECASE,
)
_MONTH_NAMES = (
    "jan january januar jänner janvier janv enero ene",
    "feb february februar février févr fév fevrier febrero",
    "mar march märz mär mrz maerz mars marzo",
    "apr april avril avr abril abr",
    "may mai mayo",
    "jun june juni juin junio",
    "jul july juli juillet juil julio",
    "aug august août aout agosto ago",
    "sep sept september septembre septiembre setiembre",
    "oct october oktober okt octobre octubre",
    "nov november novembre noviembre",
    "dec december dezember dez décembre déc decembre diciembre dic",
)
_MONTHS = {name: number for number, names in enumerate(_MONTH_NAMES, 1) for name in names.split()}
_PIVOT = 70  # 69 is 2069, 70 is 1970, as POSIX and the spreadsheets nearly agree
_ORDERS = (Order.DAY_FIRST, Order.MONTH_FIRST)


def date_order(language: str) -> Order:
    """Return the order in which readers of a language write dates in figures.

    >>> date_order("en-us").value, date_order("en-gb").value, date_order("de").value
    ('month-first', 'day-first', 'day-first')
    """
    return Order.MONTH_FIRST if language.lower() in _MONTH_FIRST_LANGUAGES else Order.DAY_FIRST


@dataclass(frozen=True, slots=True)
class _Figures:
    """A date in figures whose order is open: 03/04/2026."""

    first: int
    second: int
    year: int
    short_year: bool
    points: bool

    def readings(self) -> dict[Order, date]:
        """Return each order under which the figures are a date."""
        found = {order: self.read(order) for order in _ORDERS}
        if self.short_year:
            found[Order.YEAR_FIRST] = self.read(Order.YEAR_FIRST)
        return {order: day for order, day in found.items() if day is not None}

    def read(self, order: Order) -> date | None:
        """Return the date under one order, or None when there is no such day."""
        if order is Order.YEAR_FIRST:
            return _day(_century(self.first), self.second, self.year) if self.short_year else None
        year = _century(self.year) if self.short_year else self.year
        if order is Order.DAY_FIRST:
            return _day(year, self.second, self.first)
        return _day(year, self.first, self.second)

    def proves(self) -> Order | None:
        """Return the order that this cell alone proves."""
        readings = self.readings()
        if self.points and Order.DAY_FIRST in readings and not self.short_year:
            return Order.DAY_FIRST  # nobody writes the month first and then points
        return next(iter(readings)) if len(readings) == 1 else None


@dataclass(frozen=True, slots=True)
class DateColumn:
    """How the dates in one column are read: the order is settled, or open."""

    order: Order | None
    chosen: bool = False
    example: str = ""
    """The first cell that could be read in another way too."""
    proof: str = ""
    """The first cell that proved the order; nothing where none did."""

    @property
    def assumed(self) -> str:
        """Return in words how the example is read, and why; nothing where the person chose, or nothing was open."""
        if not self.example or self.order is None or self.chosen:
            return ""
        day = self.read(self.example)
        told = {
            "text": self.example,
            "day": date_format(day, "DATE_FORMAT") if day else "",
            "proof": self.proof,
        }
        if self.proof:
            return (
                _("%(text)s is read as %(day)s, in the order of %(proof)s in the same column.")
                % told
            )
        return _("%(text)s is read as %(day)s, as your workspace writes dates.") % told

    def read(self, cell: Cell) -> date | None:
        """Return the date in a cell, None for an empty one. Raise BadDate with the reason in words."""
        found = _look(cell)
        if not isinstance(found, _Figures):
            return found
        readings = found.readings()
        if not readings:
            raise BadDate(_("There is no such day in the calendar."))
        if self.order is not None and (self.chosen or self.order in readings):
            return self._by_order(readings)
        days = sorted(set(readings.values()), reverse=True)
        if len(days) == 1:
            return days[0]
        raise BadDate(_two_ways(text_of(cell), days))

    def _by_order(self, readings: dict[Order, date]) -> date:
        assert self.order is not None  # noqa: S101  (narrows the type; the caller has just looked)
        if self.order not in readings:
            raise BadDate(
                _("With the day first there is no such date.")
                if self.order is Order.DAY_FIRST
                else _("With the month first there is no such date.")
            )
        return readings[self.order]


def decide(cells: Iterable[Cell], *, chosen: Order | None, usual: Order) -> DateColumn:
    """Look at all cells of a column and settle how its dates are read.

    `chosen` is what the person said for this file, `usual` the order of the workspace's language.
    """
    if chosen is not None:
        return DateColumn(order=chosen, chosen=True)
    proven: dict[Order, str] = {}
    short_years, example = False, ""
    for cell in cells:
        found = _figures_in(cell)
        if found is None:
            continue
        if order := found.proves():
            proven.setdefault(order, text_of(cell))
        elif (found.short_year or not example) and len(set(found.readings().values())) > 1:
            example = example or text_of(cell)
            short_years = short_years or found.short_year
    if len(proven) == 1:
        ((order, proof),) = proven.items()
        return DateColumn(order, example=example, proof=proof)
    if proven or short_years:
        return DateColumn(order=None)
    return DateColumn(usual, example=example)


def _figures_in(cell: Cell) -> _Figures | None:
    """Return the open figures in a cell; cheap, because it is called for every cell of a column."""
    if not isinstance(cell, str) or not cell[:1].isdigit():
        cell = text_of(cell) if isinstance(cell, str) else ""
    match = _FIGURES.match(cell.strip())
    if match is None:
        return None
    first, sign, second, year = match.groups()
    return _Figures(int(first), int(second), int(year), len(year) == 2, points=sign == ".")  # noqa: PLR2004


def _look(cell: Cell) -> date | _Figures | None:
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    text = text_of(cell)
    if says_nothing(text):
        return None
    if isinstance(cell, str):
        if (figures := _figures_in(text)) is not None:
            return figures
        if (settled := _settled(text)) is not None:
            return settled
    raise BadDate(_("This is not a date. Write it like 2026-04-03."))


def _settled(text: str) -> date | None:
    """Return a date whose text leaves no choice: the year first, or the month by its name."""
    if match := _YEAR_FIRST.match(text):
        return _must_be(int(match[1]), int(match[3]), int(match[4]))
    if match := _COMPACT.match(text):
        return _must_be(int(match[1]), int(match[2]), int(match[3]))
    if match := _DAY_NAMED.match(text):
        day, name, year = match.groups()
    elif match := _NAMED_DAY.match(text):
        name, day, year = match.groups()
    else:
        return None
    month = _MONTHS.get(name.lower())
    if month is None:
        return None
    return _must_be(_century(int(year)) if len(year) == 2 else int(year), month, int(day))  # noqa: PLR2004


def _must_be(year: int, month: int, day: int) -> date:
    found = _day(year, month, day)
    if found is None:
        raise BadDate(_("There is no such day in the calendar."))
    return found


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _century(year: int) -> int:
    return year + (1900 if year >= _PIVOT else 2000)


def _two_ways(text: str, days: list[date]) -> str:
    one_year = len({day.year for day in days}) == 1
    shown = [date_format(day, "j F" if one_year else "j F Y") for day in days]
    if len(shown) == 2:  # noqa: PLR2004
        return _(
            "%(text)s can be %(one)s or %(other)s. Choose the order of dates on the page of the columns."
        ) % {
            "text": text,
            "one": shown[0],
            "other": shown[1],
        }
    return _(
        "%(text)s can be %(one)s, %(other)s or %(third)s. Choose the order of dates on the page of the columns."
    ) % {
        "text": text,
        "one": shown[0],
        "other": shown[1],
        "third": shown[2],
    }

"""Rows -> what they say: typed values, and a problem for each cell that cannot be understood.

What all lists have in common; what only some kinds of list have stands in the readers of these kinds.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from email.utils import parseaddr
from typing import ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator
from django.utils.translation import gettext as _

from secondslice.projects.imports import dates, numbers, values
from secondslice.projects.imports.cells import Cell, Row, key_of, says_nothing, text_of
from secondslice.projects.imports.dates import BadDate, DateColumn, Order
from secondslice.projects.imports.fates import Problem
from secondslice.projects.imports.numbers import BadNumber, NumberColumn
from secondslice.projects.imports.reading import Table
from secondslice.projects.imports.spec import Spec

Value = str | date | Decimal
Take = Callable[["Said", str, Cell], None]
"""What takes what a cell says about a field."""
_email = EmailValidator()


@dataclass(slots=True)
class Said:
    """What one row says: only what it says; an empty cell says nothing."""

    row: int
    values: dict[str, Value] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def text(self, name: str) -> str:
        """Return a value that is text, or nothing."""
        value = self.values.get(name, "")
        return value if isinstance(value, str) else ""

    def key(self, name: str) -> Value | None:
        """Return a value in the form in which rows are compared: the case of a text does not matter."""
        value = self.values.get(name)
        return key_of(value) if isinstance(value, str) else value


class Reader:
    """Reads the rows of one table by one spec; the order of dates and the decimal sign are settled once per column."""

    most: ClassVar[dict[str, int]] = {}
    """How many characters a text may have."""
    days: ClassVar[tuple[str, ...]] = ()
    amount: ClassVar[str] = ""
    addresses: ClassVar[tuple[str, ...]] = ()
    people: ClassVar[tuple[str, ...]] = ()
    named: ClassVar[frozenset[str]] = frozenset()
    """What a thing is found by: it may be called anything, “TBD” too."""

    def __init__(self, table: Table, spec: Spec, *, language: str, currency: str) -> None:
        self._spec = spec
        self._headers = table.headers
        places = {name: table.headers.index(header) for name, header in spec.columns.items()}
        # From left to right, as one reads: PostgreSQL gives the stored choices back in an order of its own.
        self._places = dict(sorted(places.items(), key=lambda pair: pair[1]))
        self._own_language = language
        usual = dates.date_order(language)
        chosen = Order(spec.dates) if spec.dates else None
        self._dates: dict[str, DateColumn] = {
            name: dates.decide(table.column(self._places[name]), chosen=chosen, usual=usual)
            for name in self.days
            if name in self._places
        }
        self._amounts: NumberColumn | None = None
        if self.amount in self._places:
            self._amounts = numbers.decide(
                table.column(self._places[self.amount]),
                chosen=spec.decimals,
                usual=numbers.decimal_sign(language),
                unit=spec.amounts_in(),
                own_currency=currency,
            )
        self._by_field = self.takers()

    def takers(self) -> dict[str, Take]:
        """Return what takes the cells of each field; the others hold plain text."""
        return {
            self.amount: self._amount,
            "customer_kind": self._customer_kind,
            "currency": self._currency,
            **dict.fromkeys(self.addresses, self._address),
            **dict.fromkeys(self.days, self._date),
            **dict.fromkeys(self.people, self._person),
        }

    def read(self, row: Row) -> Said:
        """Return what a row says."""
        said = Said(row.number)
        for name, place in self._places.items():
            cell = row.cells[place]
            if not self._is_empty(name, cell):
                self._by_field.get(name, self._text)(said, name, cell)
        if self._spec.one_customer and "customer" not in self._places:
            said.values["customer"] = self._spec.one_customer
        self._settle(said)
        return said

    def _settle(self, said: Said) -> None:
        """Make of the cells of a row what they mean together."""

    def assumed(self) -> list[str]:
        """Return in words what was settled about dates that could be read in another way, one for each column."""
        columns = self._spec.columns
        return [
            _("%(column)s: %(said)s") % {"column": columns[name], "said": column.assumed}
            for name, column in self._dates.items()
            if column.assumed
        ]

    def _is_empty(self, name: str, cell: Cell) -> bool:
        if cell is None or cell == "":
            return True
        if name in self.named or not isinstance(cell, str):
            return False
        return says_nothing(text_of(cell)) and not self._is_word(name, cell)

    def _is_word(self, name: str, text: str) -> bool:  # noqa: ARG002  (for those that know more)
        """Tell whether somebody has said what is meant by a text that else says nothing."""
        return False

    def refuse(self, said: Said, name: str, reason: str, value: str = "") -> None:
        """Note that a row cannot be taken, because of what it says, or does not say, about a field."""
        header = self._spec.columns.get(name, "")
        said.problems.append(Problem(header, value[:200], reason))

    def _text(self, said: Said, name: str, cell: Cell) -> None:
        text = text_of(cell)
        if len(text) > self.most[name]:
            self.refuse(
                said,
                name,
                _("This is longer than %(most)s characters. Shorten it.")
                % {"most": self.most[name]},
                text,
            )
        elif text:
            said.values[name] = text

    def _person(self, said: Said, name: str, cell: Cell) -> None:
        self._text(said, name, cell)
        if name in said.values:
            said.values[name] = values.person_name(said.text(name))

    def _address(self, said: Said, name: str, cell: Cell) -> None:
        text = text_of(cell)
        if not text:
            return
        address = re.sub(
            r"\Amailto:", "", parseaddr(text)[1] if "<" in text else text, flags=re.IGNORECASE
        )
        if re.search(r"[;,|/ ]", address) and address.count("@") > 1:
            self.refuse(
                said, name, _("These are several e-mail addresses. Give each person a row."), text
            )
            return
        try:
            _email(address)
        except ValidationError:
            self.refuse(
                said, name, _("This is not an e-mail address. Write it like ben@example.org."), text
            )
            return
        if len(address) > 254:  # noqa: PLR2004  (the longest address that mail knows)
            self.refuse(
                said,
                name,
                _("This is longer than %(most)s characters. Shorten it.") % {"most": 254},
                text,
            )
            return
        said.values[name] = address.lower()

    def _date(self, said: Said, name: str, cell: Cell) -> None:
        try:
            found = self._dates[name].read(cell)
        except BadDate as bad:
            self.refuse(said, name, str(bad), text_of(cell))
            return
        if found is not None:
            said.values[name] = found

    def _amount(self, said: Said, name: str, cell: Cell) -> None:
        assert self._amounts is not None  # noqa: S101  (there is a reader for each mapped column)
        try:
            found = self._amounts.read(cell)
        except BadNumber as bad:
            self.refuse(said, name, str(bad), text_of(cell))
            return
        if found is None:
            return
        said.values[name] = found.value
        if found.currency:
            told = said.values.setdefault("currency", found.currency)
            if told != found.currency:
                self._two_currencies(said, found.currency)

    def _currency(self, said: Said, name: str, cell: Cell) -> None:
        code = text_of(cell).upper()
        code = {"€": "EUR", "£": "GBP"}.get(code, code)
        if not code:
            return
        if len(code) != 3 or not code.isascii() or not code.isalpha():  # noqa: PLR2004
            self.refuse(said, name, _("This is not a currency. Write its code, such as EUR."), code)
            return
        if said.values.setdefault(name, code) != code:
            self._two_currencies(said, code)

    def _two_currencies(self, said: Said, code: str) -> None:
        self.refuse(
            said,
            self.amount,
            _(
                "The amount and the currency column name different currencies: %(one)s and %(other)s."
            )
            % {"one": said.values["currency"], "other": code},
            code,
        )

    def _customer_kind(self, said: Said, name: str, cell: Cell) -> None:
        self._choose(
            said,
            name,
            cell,
            values.customer_kind_in,
            _("This is no kind of customer. Write department or client."),
        )

    def _choose(
        self, said: Said, name: str, cell: Cell, choose: Callable[[str], str | None], reason: str
    ) -> None:
        text = text_of(cell)
        if not text:
            return
        found = choose(text)
        if found is None:
            self.refuse(said, name, reason, text)
        else:
            said.values[name] = found

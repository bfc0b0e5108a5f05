"""Rows -> what they say: typed values, and a problem for each cell that cannot be understood."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from email.utils import parseaddr

from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator
from django.utils.translation import gettext as _

from secondslice.customers.services import words_for_wrong_slack_id
from secondslice.messaging.slack_ids import is_slack_id
from secondslice.projects.imports import dates, numbers, values
from secondslice.projects.imports.cells import Cell, Row, key_of, says_nothing, text_of
from secondslice.projects.imports.columns import plain
from secondslice.projects.imports.dates import BadDate, DateColumn, Order
from secondslice.projects.imports.fates import Problem
from secondslice.projects.imports.fields import Kind
from secondslice.projects.imports.numbers import BadNumber, NumberColumn
from secondslice.projects.imports.reading import Table
from secondslice.projects.imports.spec import Spec

Value = str | date | Decimal
_MOST = {
    "name": 200, "code": 100, "customer": 200, "manager": 200, "sponsor": 200, "sponsor_title": 200,
    "title": 200, "service": 100, "phone": 50, "external_id": 100,
    "given_name": 99, "family_name": 100,  # and the space between them
}  # fmt: skip
_DATES = ("starts_on", "ends_on")
_NAMES = frozenset({"name", "code"})
"""What a project is found by: it may be called anything, “TBD” too."""
_PEOPLE = {Kind.PROJECTS: ("sponsor", "manager"), Kind.CONTACTS: ("name",)}
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
            for name in _DATES
            if name in self._places
        }
        self._budget: NumberColumn | None = None
        if "budget" in self._places:
            self._budget = numbers.decide(
                table.column(self._places["budget"]),
                chosen=spec.decimals,
                usual=numbers.decimal_sign(language),
                unit=spec.amounts_in(),
                own_currency=currency,
            )
        self._by_field: dict[str, Callable[[Said, str, Cell], None]] = {
            "phase": self._phase,
            "role": self._role,
            "customer_kind": self._customer_kind,
            "language": self._language,
            "time_zone": self._time_zone,
            "slack_id": self._slack_id,
            "budget": self._amount,
            "currency": self._currency,
            **dict.fromkeys(("email", "sponsor_email", "manager_email"), self._address),
            **dict.fromkeys(_DATES, self._date),
            **dict.fromkeys(_PEOPLE[spec.kind], self._person),
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
        if self._spec.kind is Kind.CONTACTS:
            _join_names(said)
        return said

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
        if self._spec.kind is Kind.PROJECTS and name in _NAMES:
            return False
        text = cell if isinstance(cell, str) else ""
        if not text or not says_nothing(text_of(text)):
            return False
        return not (name == "phase" and plain(text) in self._spec.phases)

    def refuse(self, said: Said, name: str, reason: str, value: str = "") -> None:
        """Note that a row cannot be taken, because of what it says, or does not say, about a field."""
        header = self._spec.columns.get(name, "")
        said.problems.append(Problem(header, value[:200], reason))

    def _text(self, said: Said, name: str, cell: Cell) -> None:
        text = text_of(cell)
        if len(text) > _MOST[name]:
            self.refuse(
                said,
                name,
                _("This is longer than %(most)s characters. Shorten it.") % {"most": _MOST[name]},
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
        assert self._budget is not None  # noqa: S101  (there is a reader for each mapped column)
        try:
            found = self._budget.read(cell)
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
            "budget",
            _(
                "The budget and the currency column name different currencies: %(one)s and %(other)s."
            )
            % {"one": said.values["currency"], "other": code},
            code,
        )

    def _phase(self, said: Said, name: str, cell: Cell) -> None:
        text = text_of(cell)
        chosen = self._spec.phases.get(plain(text))
        found = chosen if chosen is not None else values.phase_in(text)
        if found:
            said.values[name] = found
        elif found is None and text:
            self.refuse(
                said,
                name,
                _(
                    "This is no phase that we know. Say on the page of the columns which phase it means."
                ),
                text,
            )

    def _role(self, said: Said, name: str, cell: Cell) -> None:
        self._choose(
            said,
            name,
            cell,
            values.role_in,
            _("This is no role that we know. Write sponsor, executive, customer or team."),
        )

    def _customer_kind(self, said: Said, name: str, cell: Cell) -> None:
        self._choose(
            said,
            name,
            cell,
            values.customer_kind_in,
            _("This is no kind of customer. Write department or client."),
        )

    def _language(self, said: Said, name: str, cell: Cell) -> None:
        self._choose(
            said,
            name,
            cell,
            lambda text: values.language_in(text, own=self._own_language),
            _("This is no language that we know. Write its code, such as en or de."),
        )

    def _time_zone(self, said: Said, name: str, cell: Cell) -> None:
        self._choose(
            said,
            name,
            cell,
            values.time_zone_in,
            _("This is no time zone that we know. Write it like Europe/Berlin."),
        )

    def _slack_id(self, said: Said, name: str, cell: Cell) -> None:
        self._choose(
            said,
            name,
            cell,
            lambda text: text.upper() if is_slack_id(text.upper()) else None,
            words_for_wrong_slack_id(),
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


def _join_names(said: Said) -> None:
    """Make one name of first and last; a column with the whole name counts more."""
    parts = [said.values.pop(name, "") for name in ("given_name", "family_name")]
    whole = " ".join(str(part) for part in parts if part)
    if whole and "name" not in said.values:
        said.values["name"] = whole

"""Rows of a list of benefits, or of rates -> what they say."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from secondslice.projects.imports import numbers
from secondslice.projects.imports.cells import Cell, text_of
from secondslice.projects.imports.columns import plain
from secondslice.projects.imports.numbers import Amount, BadNumber, NumberColumn
from secondslice.projects.imports.reading import Table
from secondslice.projects.imports.rows import Reader, Said, Take
from secondslice.projects.imports.spec import Spec
from secondslice.projects.imports.words import choice_words

AMOUNTS = ("baseline", "target", "planned", "found")
PLAIN_NUMBERS = ("attribution", "offset_days")
RATE_DECIMALS = Decimal("0.000001")


class BenefitReader(Reader):
    """Reads rows that are benefits, or periods of one."""

    most = {
        "title": 200, "project": 200, "project_code": 100, "customer": 200, "category": 100, "unit": 40,
        "method": 2000, "assumptions": 2000,
    }  # fmt: skip
    days = ("begins_on", "ends_on")
    addresses = ("owner_email",)
    named = frozenset({"title", "project", "project_code"})

    def __init__(self, table: Table, spec: Spec, *, language: str, currency: str) -> None:
        usual = numbers.decimal_sign(language)
        self._columns = {
            name: numbers.decide(
                table.column(table.headers.index(header)),
                chosen=spec.decimals,
                usual=usual,
                unit=(spec.unit or numbers.unit_in(header)) if name in AMOUNTS else 1,
                own_currency=currency,
            )
            for name, header in spec.columns.items()
            if name in {*AMOUNTS, *PLAIN_NUMBERS}
        }
        super().__init__(table, spec, language=language, currency=currency)

    def takers(self) -> dict[str, Take]:
        """Return what takes the cells of each field."""
        return {
            **super().takers(),
            **dict.fromkeys(AMOUNTS, self._number),
            **dict.fromkeys(PLAIN_NUMBERS, self._number),
            "kind": self._kind,
            "how": self._how,
            "direction": self._direction,
        }

    def _number(self, said: Said, name: str, cell: Cell) -> None:
        text = text_of(cell).removesuffix("%").strip() if name == "attribution" else cell
        try:
            found = self._columns[name].read(text)
        except BadNumber as bad:
            self.refuse(said, name, str(bad), text_of(cell))
            return
        if found is None:
            return
        said.values[name] = found.value
        if found.currency and said.values.setdefault("currency", found.currency) != found.currency:
            self.refuse(said, name, _("This row names two currencies. Keep one."), text_of(cell))

    def _kind(self, said: Said, name: str, cell: Cell) -> None:
        reason = _("This is no kind of benefit. Write money or measured.")
        self._choose(said, name, cell, lambda text: _meant("benefit_kind", text), reason)

    def _how(self, said: Said, name: str, cell: Cell) -> None:
        reason = _("Write sum, average, most recent, highest or lowest.")
        self._choose(said, name, cell, lambda text: _meant("aggregation", text), reason)

    def _direction(self, said: Said, name: str, cell: Cell) -> None:
        reason = _("Write whether more is better, or less.")
        self._choose(said, name, cell, lambda text: _meant("direction", text), reason)

    def _settle(self, said: Said) -> None:
        """A value needs its period, and a period a value."""
        begins_on, ends_on = said.values.get("begins_on"), said.values.get("ends_on")
        if "planned" in said.values or "found" in said.values:
            name = "planned" if "planned" in said.values else "found"
            if begins_on is None or ends_on is None:
                reason = _("A value needs its period. Fill in from when until when.")
                self.refuse(said, name, reason, str(said.values[name]))
            elif isinstance(begins_on, date) and isinstance(ends_on, date) and ends_on < begins_on:
                reason = _("The period ends before it begins.")
                self.refuse(said, "ends_on", reason, ends_on.isoformat())
        if "kind" not in said.values and said.text("unit") and not said.text("currency"):
            said.values["kind"] = "measured"


class RateReader(Reader):
    """Reads rows that are rates."""

    days = ("on",)

    def __init__(self, table: Table, spec: Spec, *, language: str, currency: str) -> None:
        self._rates = RateColumn("")
        if header := spec.columns.get("rate"):
            found = numbers.decide(
                table.column(table.headers.index(header)),
                chosen=spec.decimals,
                usual=numbers.decimal_sign(language),
            )
            self._rates = RateColumn(found.decimals, found.groups)
        super().__init__(table, spec, language=language, currency=currency)

    def takers(self) -> dict[str, Take]:
        """Return what takes the cells of each field."""
        return {**super().takers(), "rate": self._rate}

    def _rate(self, said: Said, name: str, cell: Cell) -> None:
        try:
            found = self._rates.read(cell)
        except BadNumber as bad:
            self.refuse(said, name, str(bad), text_of(cell))
            return
        if found is not None:
            said.values[name] = found.value


class RateColumn(NumberColumn):
    """Numbers above nothing, with up to six decimals."""

    __slots__ = ()

    def _sum(self, value: Decimal, currency: str) -> Amount:
        if currency:
            raise BadNumber(_("A rate is a number without a currency, such as 0.92."))
        if not 0 < value < 10**8:  # what the table takes
            raise BadNumber(_("A rate is above nothing."))
        return Amount(value.quantize(RATE_DECIMALS), "")


def _meant(field: str, text: str) -> str | None:
    return choice_words(field).get(plain(text))

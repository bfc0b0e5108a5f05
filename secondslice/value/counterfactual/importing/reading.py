"""Rows that are projects to compare: what their cells mean."""

from __future__ import annotations

from django.utils.translation import gettext as _

from secondslice.projects.imports import numbers
from secondslice.projects.imports.cells import Cell, text_of
from secondslice.projects.imports.columns import plain
from secondslice.projects.imports.numbers import BadNumber, NumberColumn
from secondslice.projects.imports.reading import Table
from secondslice.projects.imports.rows import Reader, Said, Take
from secondslice.projects.imports.spec import Spec

COSTS = ("planned_cost", "actual_cost")
YES, NO = "yes", "no"
_WORDS = {
    YES: "yes y true 1 x ja j wahr oui o vrai si sim s vero verdadero verdadeiro waar pmo",
    NO: "no n false 0 nein falsch non f faux nao falso nee onwaar",
}
"""Yes and no as lists write them, in the form of `columns.plain`."""
_MEANS = {word: meaning for meaning, words in _WORDS.items() for word in words.split()}


def yes_or_no(text: str) -> str | None:
    """Return what a cell says, or None for a word that is neither.

    >>> yes_or_no("Ja"), yes_or_no("FALSE"), yes_or_no("PMO"), yes_or_no("perhaps")
    ('yes', 'no', 'yes', None)
    """
    return _MEANS.get(plain(text))


class ComparisonReader(Reader):
    """Reads rows that are projects to compare. The decimal sign is settled for each of the two columns of costs."""

    most = {"name": 200, "code": 100, "customer": 200, "size": 60, "type": 60}
    days = ("starts_on", "planned_end_on", "ended_on")
    named = frozenset({"name", "code"})

    def __init__(self, table: Table, spec: Spec, *, language: str, currency: str) -> None:
        super().__init__(table, spec, language=language, currency=currency)
        self._costs: dict[str, NumberColumn] = {
            name: numbers.decide(
                table.column(self._places[name]),
                chosen=spec.decimals,
                usual=numbers.decimal_sign(language),
                unit=spec.unit or numbers.unit_in(spec.columns[name]),
                own_currency=currency,
            )
            for name in COSTS
            if name in self._places
        }

    def takers(self) -> dict[str, Take]:
        """Return what takes the cells of each field."""
        return {
            **dict.fromkeys(self.days, self._date),
            **dict.fromkeys(COSTS, self._cost),
            **dict.fromkeys(("run_by", "outcome"), self._yes_or_no),
        }

    def _cost(self, said: Said, name: str, cell: Cell) -> None:
        try:
            found = self._costs[name].read(cell)
        except BadNumber as bad:
            self.refuse(said, name, str(bad), text_of(cell))
            return
        if found is not None:
            said.values[name] = found.value

    def _yes_or_no(self, said: Said, name: str, cell: Cell) -> None:
        self._choose(said, name, cell, yes_or_no, _("Write yes or no."))

"""How a list is to be read and imported: which column is which field, and the choices that settle what is open."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields, replace

from django.utils.translation import gettext as _

from secondslice.core.errors import RuleBroken
from secondslice.customers.models import Customer
from secondslice.projects.imports import numbers
from secondslice.projects.imports.cells import text_of
from secondslice.projects.imports.columns import plain
from secondslice.projects.imports.dates import Order
from secondslice.projects.imports.fields import FIELDS, SPONSORS, Kind, field_of
from secondslice.projects.imports.reading import MOST_ROWS, ReadAs
from secondslice.projects.models import Project

UNITS = (1, 1_000, 1_000_000)
_MOST_LETTERS = 200


@dataclass(frozen=True, slots=True)
class Spec:
    """Everything a person chose about one list."""

    kind: Kind
    columns: Mapping[str, str] = field(default_factory=dict)
    """Field -> header."""
    one_customer: str = ""
    """The customer of every row, where the list has no such column."""
    no_sponsors: bool = False
    phases: Mapping[str, str] = field(default_factory=dict)
    """A word for a phase that we did not know (in the form of `columns.plain`) -> the phase, or "" for none."""
    stages: Mapping[str, str] = field(default_factory=dict)
    """A word for a stage that we did not know, likewise -> the code of a stage, or "" for none."""
    new_customers: str = ""
    """Of which kind customers are that a list brings without saying so; empty: as is usual for such a list."""
    anyway: frozenset[int] = frozenset()
    """The rows that look like something that is here, and are wanted all the same. For this one file only."""
    all_anyway: bool = False
    dates: str = ""
    decimals: str = ""
    unit: int = 0
    read_as: ReadAs = field(default_factory=ReadAs)

    def amounts_in(self) -> int:
        """Return by what the amounts are multiplied: as chosen, else as the header says."""
        header = self.columns.get("budget") or self.columns.get("value", "")
        return self.unit or numbers.unit_in(header)

    def kept(self) -> Spec:
        """Return what holds for the next list with these headers too: nothing that speaks of this list's own rows."""
        return replace(
            self, read_as=ReadAs(), one_customer="", anyway=frozenset(), all_anyway=False
        )

    def stored(self) -> dict[str, object]:
        """Return the choices in a form that can be stored and read by `spec_from`."""
        return {
            "columns": dict(self.columns),
            "customer": self.one_customer,
            "no_sponsors": self.no_sponsors,
            "phases": dict(self.phases),
            "stages": dict(self.stages),
            "new_customers": self.new_customers,
            "anyway": sorted(self.anyway),
            "all_anyway": self.all_anyway,
            "dates": self.dates,
            "decimals": self.decimals,
            "unit": self.unit,
            **{one.name: getattr(self.read_as, one.name) for one in fields(ReadAs)},
        }


def spec_from(kind: Kind, stored: Mapping[str, object]) -> Spec:
    """Return the choices that were stored, or written into a mapping file. Raise RuleBroken for what is wrong in it."""
    unknown = sorted(set(stored) - set(Spec(kind).stored()))
    if unknown:
        raise RuleBroken(
            _("The mapping has “%(name)s”, which means nothing here.") % {"name": unknown[0]}
        )
    columns = _words(stored.get("columns"))
    for name in columns:
        if all(name != one.name for one in FIELDS[kind]):
            known = ", ".join(one.name for one in FIELDS[kind])
            raise RuleBroken(
                _("The mapping names the field “%(name)s”. The fields are: %(known)s.")
                % {"name": name, "known": known}
            )
    return Spec(
        kind=kind,
        columns={name: header for name, header in columns.items() if header},
        one_customer=_customer(stored.get("customer")),
        no_sponsors=bool(stored.get("no_sponsors")),
        phases={
            plain(word): _one_of(phase, ["", *Project.Phase.values], "phases")
            for word, phase in _words(stored.get("phases")).items()
        },
        stages={plain(word): code for word, code in _words(stored.get("stages")).items()},
        new_customers=_one_of(
            stored.get("new_customers"), ["", *Customer.Kind.values], "new_customers"
        ),
        anyway=_rows(stored.get("anyway")),
        all_anyway=bool(stored.get("all_anyway")),
        dates=_one_of(stored.get("dates"), ["", Order.DAY_FIRST, Order.MONTH_FIRST], "dates"),
        decimals=_one_of(stored.get("decimals"), ["", numbers.POINT, numbers.COMMA], "decimals"),
        unit=int(_one_of(stored.get("unit") or 0, ["0", *map(str, UNITS)], "unit")),
        read_as=ReadAs(
            sheet=str(stored.get("sheet") or ""),
            encoding=str(stored.get("encoding") or ""),
            header_row=_row(stored.get("header_row")),
        ),
    )


def missing_in(spec: Spec) -> list[str]:
    """Return, in words, what must still be said before the list can be imported."""
    missing = []
    for one in FIELDS[spec.kind]:
        if not one.required or one.name in spec.columns:
            continue
        if one.name == SPONSORS and spec.no_sponsors:
            continue
        if one.name == "customer" and spec.one_customer:
            continue
        missing.append(one.name)
    return [_ask_for(spec.kind, name) for name in missing]


def must_fit(spec: Spec, headers: Iterable[str]) -> None:
    """Raise RuleBroken when the choices name a column that the list does not have, or leave out what is required."""
    known = set(headers)
    for name, header in spec.columns.items():
        if header not in known:
            raise RuleBroken(
                _("The list has no column “%(header)s” (for %(field)s). It has: %(known)s.")
                % {
                    "header": header,
                    "field": field_of(spec.kind, name).label,
                    "known": ", ".join(sorted(known)),
                }
            )
    if missing := missing_in(spec):
        raise RuleBroken(" ".join(missing))


def _ask_for(kind: Kind, name: str) -> str:
    if name == SPONSORS:
        return _(
            "Choose the column with the sponsors' e-mail addresses, or say that this list "
            "has no sponsors: without an address nobody can be asked."
        )
    if name == "customer":
        return _(
            "Choose the column with the customer, or name the one customer that all rows belong to."
        )
    return _("Choose the column for “%(field)s”.") % {"field": field_of(kind, name).label}


def _customer(value: object) -> str:
    name = text_of(str(value or ""))
    if len(name) > _MOST_LETTERS:
        raise RuleBroken(
            _("The name of the customer is longer than %(most)s characters. Shorten it.")
            % {"most": _MOST_LETTERS}
        )
    return name


def _row(value: object) -> int:
    text = str(value or 0)
    if not (text.isdecimal() and len(text) <= len(str(MOST_ROWS))):
        raise RuleBroken(
            _("The mapping says “%(value)s” for header_row. Write the number of a row.")
            % {"value": text[:50]}
        )
    return int(text)


def _rows(value: object) -> frozenset[int]:
    if not isinstance(value, list | tuple | None) or not all(
        isinstance(row, int) for row in value or ()
    ):
        raise RuleBroken(
            _('The mapping must give the numbers of rows for anyway, as in {"anyway": [3, 17]}.')
        )
    return frozenset(value or ())


def _words(value: object) -> dict[str, str]:
    if value is None:
        return {}
    if not isinstance(value, Mapping) or not all(
        isinstance(one, str) for pair in value.items() for one in pair
    ):
        raise RuleBroken(
            _(
                'The mapping must give a text for each name, as in {"columns": {"name": "Project title"}}.'
            )
        )
    return dict(value)


def _one_of(value: object, choices: list[str], name: str) -> str:
    text = str(value if value is not None else "")
    if text not in choices:
        raise RuleBroken(
            _("The mapping says “%(value)s” for %(name)s. It can be: %(choices)s.")
            % {
                "value": text,
                "name": name,
                "choices": ", ".join(choice or '""' for choice in choices),
            }
        )
    return text

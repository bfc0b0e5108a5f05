"""The form with the numbers of a workspace."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django import forms
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from secondslice.impact import rules, words
from secondslice.impact.rules import Group, Number, Numbers, Unit
from secondslice.ui.forms import Dressed

HUNDRED = 100


def shown(value: float, unit: Unit) -> float:
    """Return a value as it is written: shares in percent. Floats miss whole percents by a hair."""
    return plain(value * HUNDRED if unit is Unit.SHARE else value)


def plain(value: float) -> float:
    """Return a number as it stands in a field: a whole one without a point.

    >>> plain(90.00000000000001), plain(2.5)
    (90, 2.5)
    """
    rounded = round(value, 6)
    return int(rounded) if rounded == int(rounded) else rounded


def stored(value: float, unit: Unit) -> float:
    """Return a value as it is kept: shares from 0 to 1."""
    return round(value / HUNDRED, 8) if unit is Unit.SHARE else value


@dataclass(frozen=True, slots=True)
class Row:
    """One number in the table: what it is, what holds, and the field for a number of one's own."""

    number: Number
    name: Promise
    definition: Promise
    unit: Promise
    trust: Promise
    value: float
    low: float
    high: float
    preset: float
    field: forms.BoundField | None
    """None for what cannot be changed, and for who may not."""


class NumbersForm(Dressed, forms.Form):
    """Own numbers for a workspace; an empty field follows the preset."""

    source = forms.CharField(
        label=_("Where your numbers come from"),
        max_length=200,
        required=False,
        help_text=_(
            "For all numbers that you change now: a study, a count of your own, with its time."
        ),
    )

    def __init__(self, posted: QueryDict | None, *, known: Numbers, may_change: bool) -> None:
        self.known, self.may_change = known, may_change
        super().__init__(posted)
        for code, number in known.by_code.items():
            one = number.parameter
            if one.low == one.high:
                continue
            own = shown(number.value, one.unit) if number.is_own else None
            field = forms.FloatField(
                label=str(words.NAMES[code][0]),
                required=False,
                min_value=shown(one.low, one.unit),
                max_value=shown(one.high, one.unit),
                initial=own,
            )
            field.widget.attrs |= {"class": "input input-sm w-24", "step": "any"}
            self.fields[code] = field

    def clean(self) -> dict[str, object]:
        """See to it that mending never loses customers, and that a changed number has a source."""
        values = super().clean() or self.cleaned_data
        if self.errors:
            return values
        own = {code: (value, "") for code, value in self.own().items()}
        for code in rules.out_of_order(rules.numbers(self.known.preset, own)):
            name = code if code in self.fields else None
            self.add_error(name, _("Fewer would stay here than with less mending."))
        if self._is_new() and not str(values.get("source", "")).strip():
            self.add_error(
                "source", _("Say where they come from: whoever reads a figure wants to know.")
            )
        return values

    def own(self) -> dict[str, float]:
        """Return the numbers of the workspace's own, by code, shares from 0 to 1."""
        found = {}
        for code, number in self.known.by_code.items():
            value = self.cleaned_data.get(code)
            if isinstance(value, float):
                found[code] = stored(value, number.parameter.unit)
        return found

    def _is_new(self) -> bool:
        known = self.known.by_code
        return any(
            not (known[code].is_own and known[code].value == value)
            for code, value in self.own().items()
        )

    def groups(self) -> Iterator[tuple[Promise, list[Row], int, bool]]:
        """Yield the table: each group with its rows, how many are own ones, and whether one of them was refused."""
        for group in Group:
            mine = [one for one in self.known.by_code.values() if one.parameter.group is group]
            refused = any(one.parameter.code in self.errors for one in mine)
            rows = [self._row(one) for one in mine]
            yield words.GROUPS[group], rows, sum(one.is_own for one in mine), refused

    def _row(self, number: Number) -> Row:
        one = number.parameter
        is_open = self.may_change and one.code in self.fields
        return Row(
            number=number,
            name=words.NAMES[one.code][0],
            definition=words.NAMES[one.code][1],
            unit=words.UNITS[one.unit],
            trust=words.TRUST[one.trust],
            value=shown(number.value, one.unit),
            low=shown(one.low, one.unit),
            high=shown(one.high, one.unit),
            preset=shown(one.of(self.known.preset).value, one.unit),
            field=self[one.code] if is_open else None,
        )

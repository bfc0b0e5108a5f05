from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from django import forms
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from secondslice.recovery.models import Case
from secondslice.recovery.time_limits import Limits
from secondslice.ui.forms import Dressed

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

MOST_DAYS = 250
WORKING, CALENDAR = _("working days"), _("days")
NAMES: dict[str, tuple[Promise, Promise]] = {
    "acknowledge": (_("Talk, after the No"), WORKING),
    "plan": (_("Agree on a plan, after the No"), WORKING),
    "fix": (_("Change something, after the No"), WORKING),
    "ask_from": (_("Ask again, after the change: at the earliest"), CALENDAR),
    "ask_until": (_("Ask again, after the change: at the latest"), CALENDAR),
    "executive": (_("Tell the customer's executive, after a step is late"), WORKING),
    "untouched": (_("Say that nobody touches a case, after"), WORKING),
}
ORDER = (("acknowledge", "plan"), ("plan", "fix"), ("ask_from", "ask_until"))
"""What comes first, and what no sooner."""


@dataclass(frozen=True, slots=True)
class LimitRow:
    """One limit, for each severity."""

    name: Promise
    unit: Promise
    fields: list[tuple[str, forms.BoundField]]
    """The severity in words, and the field."""


class LimitsForm(Dressed, forms.Form):
    """How long each step may take, by severity."""

    severities = Case.Severity.choices

    def __init__(self, posted: QueryDict | None, *, known: Mapping[str, Limits]) -> None:
        first = {
            f"{severity}-{name}": days
            for severity in Case.Severity.values
            for name, days in asdict(known.get(severity, Limits())).items()
        }
        super().__init__(posted, initial=first, auto_id="limit_%s")
        for key, days in first.items():
            field = forms.IntegerField(
                label=_label(key), min_value=1, max_value=MOST_DAYS, initial=days
            )
            field.widget.attrs |= {"class": "input w-24"}
            self.fields[key] = field

    def clean(self) -> dict[str, object]:
        """See to it that no step ends before the one that comes first."""
        values = super().clean() or self.cleaned_data
        for severity in Case.Severity.values:
            for first, then in ORDER:
                early, late = values.get(f"{severity}-{first}"), values.get(f"{severity}-{then}")
                if isinstance(early, int) and isinstance(late, int) and late < early:
                    self.add_error(f"{severity}-{then}", _out_of_order(first, early, late))
        return values

    def limits(self) -> dict[str, Limits]:
        """Return the limits, by severity."""
        return {
            severity: Limits(**{name: self.cleaned_data[f"{severity}-{name}"] for name in NAMES})
            for severity in Case.Severity.values
        }

    def rows(self) -> list[LimitRow]:
        """Return the fields as a table."""
        return [
            LimitRow(
                name,
                unit,
                [
                    (str(label), self[f"{severity}-{code}"])
                    for severity, label in Case.Severity.choices
                ],
            )
            for code, (name, unit) in NAMES.items()
        ]


def _label(key: str) -> _StrPromise:
    """Return what a field is called, as in the table: by its limit and its severity."""
    severity, name = key.split("-")
    return format_lazy("{}, {}", NAMES[name][0], Case.Severity(severity).label)


def _out_of_order(first: str, early: int, late: int) -> str:
    days = ngettext("%(days)s day", "%(days)s days", late) % {"days": late}
    words = {
        "acknowledge": gettext(
            "A plan after %(days)s would be due before the talk. Give at least %(least)s."
        ),
        "plan": gettext(
            "A change after %(days)s would be due before the plan. Give at least %(least)s."
        ),
        "ask_from": gettext("The last day comes before the first one. Give at least %(least)s."),
    }
    return words[first] % {"days": days, "least": early}

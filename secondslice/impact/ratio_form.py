"""The form of the ratio calculator; it stands in the address, so that it can be shared."""

from __future__ import annotations

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from secondslice.impact.forms import HUNDRED, plain
from secondslice.impact.ratio import Aim
from secondslice.ui.forms import Dressed


def _percent(label: object, low: float = 1, high: float = 100) -> forms.FloatField:
    field = forms.FloatField(label=str(label), min_value=low, max_value=high, required=False)
    field.widget.attrs |= {"class": "input w-24", "step": "any"}
    return field


class RatioForm(Dressed, forms.Form):
    """What is to be held, and who answers or writes, in percent. What is left out is as the workspace has it."""

    def __init__(self, asked: QueryDict, *, standard: Aim) -> None:
        self.standard = standard
        names = set(self.first(standard))
        super().__init__(asked if names & set(asked) else None, initial=self.first(standard))
        self.fields["target"] = _percent(_("Share of Yes to hold, %"), 50, 99)
        self.fields["no"] = _percent(_("Of the unhappy, so many answer, %"))
        self.fields["yes"] = _percent(_("Of the happy, so many answer, %"))
        self.fields["mark"] = _percent(_("Mean mark to hold, from 1 to 5"), 1.1, 4.9)
        self.fields["unhappy"] = _percent(_("Of the unhappy, so many write, %"))
        self.fields["happy"] = _percent(_("Of the happy, so many write, %"))

    @staticmethod
    def first(aim: Aim) -> dict[str, float]:
        """Return an aim as it stands in the form."""
        return {
            "target": plain(aim.target * HUNDRED),
            "no": plain(aim.no_voice * HUNDRED),
            "yes": plain(aim.yes_voice * HUNDRED),
            "mark": plain(aim.mark),
            "unhappy": plain(aim.unhappy_write * HUNDRED),
            "happy": plain(aim.happy_write * HUNDRED),
        }

    def aim(self) -> Aim:
        """Return what was asked for; where nothing was, or what makes no sense, what the workspace has."""
        if not self.is_bound or not self.is_valid():
            return self.standard
        typed = {name: value for name, value in self.cleaned_data.items() if value is not None}
        found = {**self.first(self.standard), **typed}
        return Aim(
            target=found["target"] / HUNDRED,
            yes_voice=found["yes"] / HUNDRED,
            no_voice=found["no"] / HUNDRED,
            mark=found["mark"],
            happy_write=found["happy"] / HUNDRED,
            unhappy_write=found["unhappy"] / HUNDRED,
        )

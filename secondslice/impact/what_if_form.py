"""The sliders of the what-if page; they stand in the address, so that a pair of ways can be shared and kept."""

from __future__ import annotations

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from secondslice.analytics.retention import Mix
from secondslice.impact.forms import HUNDRED, plain
from secondslice.impact.what_if import ASKED, FEW

NAMES = {
    "voiced": _("Of the unhappy, so many say so"),
    "slowly": _("Of those, so many are mended slowly"),
    "quickly": _("Of those, so many are mended quickly"),
}


class Slider(forms.NumberInput):
    """A native slider in whole percent."""

    input_type = "range"


class WhatIfForm(forms.Form):
    """Two ways of working, a and b, and how many are unhappy, in percent."""

    def __init__(self, asked: QueryDict, *, unhappy: float, major: float) -> None:
        first = {"unhappy": plain(round(unhappy * HUNDRED)), "major": plain(round(major * HUNDRED))}
        for side, mix in (("a", FEW), ("b", ASKED)):
            first |= {f"{side}-{name}": plain(getattr(mix, name) * HUNDRED) for name in NAMES}
        self.first = first
        super().__init__(asked if set(first) & set(asked) else None, initial=first)
        labels = {
            "unhappy": _("Of all customers, so many are unhappy"),
            "major": _("Of the problems, so many are major"),
        }
        for key in first:
            label = labels.get(key) or NAMES[key.partition("-")[2]]
            self.fields[key] = forms.IntegerField(
                label=str(label), min_value=0, max_value=HUNDRED, required=False, widget=Slider
            )
            self.fields[key].widget.attrs |= {
                "class": "w-full",
                "step": "5" if "-" in key else "1",
            }

    def clean(self) -> dict[str, object]:
        """See to it that no more is mended than was said."""
        values = super().clean() or self.cleaned_data
        for side in ("a", "b"):
            if self._at(f"{side}-slowly") + self._at(f"{side}-quickly") > HUNDRED:
                self.add_error(
                    f"{side}-quickly",
                    _("Slowly and quickly together are more than all. Lower one of them."),
                )
        return values

    def _at(self, key: str) -> float:
        data = getattr(self, "cleaned_data", {})
        value = data.get(key)
        return self.first[key] if value is None else float(value)

    def share(self, key: str) -> float:
        """Return a share from 0 to 1: as asked for, or as it stands at first where that makes no sense."""
        is_sound = self.is_bound and self.is_valid()
        return (self._at(key) if is_sound else self.first[key]) / HUNDRED

    def mix(self, side: str) -> Mix:
        """Return one of the two ways."""
        return Mix(*(self.share(f"{side}-{name}") for name in NAMES))

    def sides(self) -> list[tuple[str, list[tuple[forms.BoundField, float]]]]:
        """Return the sliders of each way, each with its value from 0 to 1."""
        titles = {"a": str(_("One way")), "b": str(_("The other way"))}
        return [
            (
                titles[side],
                [(self[f"{side}-{name}"], self.share(f"{side}-{name}")) for name in NAMES],
            )
            for side in titles
        ]

    def common(self) -> list[tuple[forms.BoundField, float]]:
        """Return the sliders for both, each with its value from 0 to 1."""
        return [(self[key], self.share(key)) for key in ("unhappy", "major")]

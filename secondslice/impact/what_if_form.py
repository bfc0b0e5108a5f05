"""The sliders of the what-if page; they stand in the address, so that a pair of ways can be shared and kept."""

from __future__ import annotations

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from secondslice.analytics.retention import Mix
from secondslice.impact.forms import HUNDRED, plain
from secondslice.impact.what_if import ASKED, FEW, Way
from secondslice.impact.words import SETTINGS
from secondslice.ui.templatetags.ui import percent

MOST_LOST = 10
NAMES = ("voiced", "slowly", "quickly")


class Slider(forms.NumberInput):
    """A native slider in whole percent."""

    input_type = "range"


class WhatIfForm(forms.Form):
    """Two ways of working, a and b, and how many are unhappy, in percent."""

    def __init__(self, asked: QueryDict, *, unhappy: float, major: float) -> None:
        first = {"unhappy": plain(round(unhappy * HUNDRED)), "major": plain(round(major * HUNDRED))}
        for side, mix in (("a", FEW), ("b", ASKED)):
            first |= {f"{side}-{name}": plain(getattr(mix, name) * HUNDRED) for name in NAMES}
            first[f"{side}-lost"] = 0
        self.first = first
        # what the address leaves out stands as at first: a slider without a value would stand in the middle
        data = {key: asked.get(key) or str(value) for key, value in first.items()}
        super().__init__(data if set(first) & set(asked) else None, initial=first)
        for key in first:
            name = key.rpartition("-")[2]
            is_lost = name == "lost"
            self.fields[key] = forms.IntegerField(
                label=str(SETTINGS[name]),
                min_value=0,
                max_value=MOST_LOST if is_lost else HUNDRED,
                required=False,
                widget=Slider,
            )
            step = "5" if name in NAMES else "1"
            self.fields[key].widget.attrs |= {"class": "w-full", "step": step}

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

    def way(self, side: str) -> Way:
        """Return one of the two ways with what holds for both."""
        lost = round(self.share(f"{side}-lost") * HUNDRED)
        return Way(self.share("unhappy"), self.share("major"), self.mix(side), lost)

    def sides(self) -> list[tuple[str, list[tuple[forms.BoundField, str]]]]:
        """Return the sliders of each way, each with its value in words."""
        titles = {"a": str(_("One way")), "b": str(_("The other way"))}
        return [(titles[side], [*self._mixes(side), self._lost(side)]) for side in titles]

    def common(self) -> list[tuple[forms.BoundField, str]]:
        """Return the sliders for both, each with its value in words."""
        return [(self[key], percent(self.share(key))) for key in ("unhappy", "major")]

    def _mixes(self, side: str) -> list[tuple[forms.BoundField, str]]:
        keys = [f"{side}-{name}" for name in NAMES]
        return [(self[key], percent(self.share(key))) for key in keys]

    def _lost(self, side: str) -> tuple[forms.BoundField, str]:
        return self[f"{side}-lost"], str(self.way(side).lost)

"""The form that keeps a way of working."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from secondslice.analytics.retention import Mix
from secondslice.impact.forms import HUNDRED
from secondslice.impact.what_if import Way
from secondslice.impact.what_if_form import MOST_LOST
from secondslice.ui.forms import Dressed

SHARES = ("unhappy", "major", "voiced", "slowly", "quickly")


def _share() -> forms.IntegerField:
    return forms.IntegerField(min_value=0, max_value=HUNDRED, widget=forms.HiddenInput)


class KeepForm(Dressed, forms.Form):
    """A name, and what is set on the page, in percent."""

    name = forms.CharField(label=_("Name"), max_length=80)
    unhappy, major, voiced, slowly, quickly = (_share() for _name in SHARES)
    lost = forms.IntegerField(min_value=0, max_value=MOST_LOST, widget=forms.HiddenInput)

    def clean(self) -> dict[str, object]:
        """See to it that no more is mended than was said."""
        values = super().clean() or self.cleaned_data
        if not self.errors and values["slowly"] + values["quickly"] > HUNDRED:
            self.add_error(None, _("Slowly and quickly together are more than all."))
        return values

    def way(self) -> Way:
        """Return what is kept."""
        given = {name: self.cleaned_data[name] / HUNDRED for name in SHARES}
        mix = Mix(given["voiced"], given["slowly"], given["quickly"])
        return Way(given["unhappy"], given["major"], mix, self.cleaned_data["lost"])


def as_fields(way: Way) -> list[tuple[str, int]]:
    """Return a way as the hidden fields of the form: whole percent."""
    values = way.as_values()
    return [*((name, round(values[name] * HUNDRED)) for name in SHARES), ("lost", way.lost)]


def as_address(way: Way, side: str) -> dict[str, int]:
    """Return a way as it stands in the address of the what-if page."""
    fields = dict(as_fields(way))
    mixed = {f"{side}-{name}": fields[name] for name in ("voiced", "slowly", "quickly", "lost")}
    return {"unhappy": fields["unhappy"], "major": fields["major"], **mixed}

from __future__ import annotations

from collections.abc import Iterable
from datetime import time
from itertools import pairwise
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from secondslice.accounts.forms import ZoneField
from secondslice.funnel.booking.hosting import HostTerms
from secondslice.funnel.booking.models import BookingHost
from secondslice.funnel.booking.rules import LENGTHS, MOST_AHEAD, MOST_BUFFER, MOST_NOTICE, Hours
from secondslice.ui.forms import DateInput, Dressed

SPANS_A_DAY = 2
"""Morning and afternoon."""


class TimeInput(forms.TimeInput):
    """A time of day as the browser's own picker wants it."""

    input_type = "time"

    def __init__(self) -> None:
        super().__init__(format="%H:%M")


class HostForm(Dressed, forms.Form):
    """How somebody can be booked."""

    is_open = forms.BooleanField(
        label=_("Visitors of the storefront can book a session with me"), required=False
    )
    zone = ZoneField(label=_("Time zone of the hours below"))
    minutes = forms.TypedChoiceField(
        label=_("How long a session takes"),
        choices=[(one, _("%(count)s minutes") % {"count": one}) for one in LENGTHS],
        coerce=int,
    )
    buffer = forms.IntegerField(
        label=_("Minutes between two sessions"), min_value=0, max_value=MOST_BUFFER
    )
    notice = forms.IntegerField(
        label=_("Hours of notice at least"), min_value=0, max_value=MOST_NOTICE
    )
    ahead = forms.IntegerField(label=_("How many days ahead"), min_value=1, max_value=MOST_AHEAD)
    place = forms.CharField(
        label=_("Where: an address, a link, or who calls whom"), max_length=200, required=False
    )
    feed = forms.CharField(
        label=_("Address of my own calendar (.ics)"),
        max_length=1000,
        required=False,
        help_text=_("Times that are busy there are not offered. Only busy or free is kept of it."),
    )

    def terms(self, hours: list[Hours]) -> HostTerms:
        """Return the typed values, with the hours of the table."""
        return HostTerms(hours=hours, **self.cleaned_data)


class HoursForm(forms.Form):
    """The week as a table: each day with two spans, and both times of a span or none."""

    def __init__(self, posted: QueryDict | None, *, hours: Iterable[Hours] = ()) -> None:
        first: dict[str, Any] = {}
        counts: dict[int, int] = {}
        for one in hours:
            place = counts[one.weekday] = counts.get(one.weekday, -1) + 1
            first |= {
                f"d{one.weekday}_{place}_begins": one.begins,
                f"d{one.weekday}_{place}_ends": one.ends,
            }
        super().__init__(posted, initial=first, auto_id="hours_%s")
        for day in range(7):
            for place in range(SPANS_A_DAY):
                for end, label in (("begins", gettext("from")), ("ends", gettext("until"))):
                    field = forms.TimeField(required=False, widget=TimeInput())
                    words = f"{WEEKDAYS[day]}, {place + 1}, {label}"
                    field.widget.attrs |= {"class": "input input-sm w-32", "aria-label": words}
                    self.fields[f"d{day}_{place}_{end}"] = field

    @property
    def days(self) -> list[tuple[str, list[tuple[forms.BoundField, forms.BoundField]]]]:
        """Return each day of the week with its pairs of fields."""
        return [
            (
                str(WEEKDAYS[day]),
                [
                    (self[f"d{day}_{place}_begins"], self[f"d{day}_{place}_ends"])
                    for place in range(SPANS_A_DAY)
                ],
            )
            for day in range(7)
        ]

    def clean(self) -> dict[str, Any]:
        """Refuse half a span, one that ends before it begins, and two that overlap."""
        super().clean()
        for day in range(7):
            spans = self._spans(day)
            if any((begins is None) != (ends is None) for begins, ends in spans):
                self.add_error(None, _wrong(day, gettext("give both times, or none.")))
            whole = sorted((one, two) for one, two in spans if one is not None and two is not None)
            if any(begins >= ends for begins, ends in whole):
                self.add_error(None, _wrong(day, gettext("the end lies before the beginning.")))
            elif any(one[1] > two[0] for one, two in pairwise(whole)):
                self.add_error(None, _wrong(day, gettext("the two times overlap.")))
        return self.cleaned_data

    def hours(self) -> list[Hours]:
        """Return the typed hours."""
        return [
            Hours(day, begins, ends)
            for day in range(7)
            for begins, ends in self._spans(day)
            if begins is not None and ends is not None
        ]

    def _spans(self, day: int) -> list[tuple[time | None, time | None]]:
        told = self.cleaned_data
        return [
            (told.get(f"d{day}_{place}_begins"), told.get(f"d{day}_{place}_ends"))
            for place in range(SPANS_A_DAY)
        ]


class TimeOffForm(Dressed, forms.Form):
    """Days on which nobody can book."""

    begins_on = forms.DateField(label=_("From"), widget=DateInput())
    ends_on = forms.DateField(label=_("Until"), widget=DateInput())


class CancelForm(Dressed, forms.Form):
    """Why a session does not take place."""

    why = forms.CharField(label=_("Why, for the visitor to read"), max_length=300)


def first_terms(host: BookingHost, feed: str) -> dict[str, Any]:
    """Return with what the form begins."""
    names = ("is_open", "zone", "minutes", "buffer", "notice", "ahead", "place")
    return {**{name: getattr(host, name) for name in names}, "feed": feed}


def _wrong(day: int, words: str) -> str:
    return f"{WEEKDAYS[day]}: {words}"

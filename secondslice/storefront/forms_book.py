from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from secondslice.funnel.booking.selectors import Offer
from secondslice.funnel.booking.telling import when_of
from secondslice.funnel.menu.models import ServiceVersion
from secondslice.funnel.requested.rules import MOST_WORDS
from secondslice.funnel.requested.services import Wanted
from secondslice.storefront.forms_ask import AskForm


class BookForm(AskForm):
    """Who wants to talk, about what, and when: with the same fences as asking for a service."""

    begins = forms.ChoiceField(label=_("When"))

    field_order = ("begins", "name", "email", "organisation", "words")

    def __init__(
        self,
        posted: QueryDict | None,
        *,
        at: datetime,
        offers: Sequence[Offer],
        chosen: datetime | None,
        zone: str,
        language: str,
    ) -> None:
        super().__init__(posted, at=at)
        del self.fields["wanted_on"]
        self.fields["words"] = forms.CharField(
            label=_("What would you like to talk about?"),
            max_length=MOST_WORDS,
            widget=forms.Textarea(attrs={"rows": 4, "maxlength": MOST_WORDS}),
        )
        self.fields["begins"] = times_field(offers, zone=zone, language=language)
        if chosen is not None:
            self.initial["begins"] = key_of(chosen)
        self.order_fields(self.field_order)

    def clean_wanted_on(self) -> object:
        """Ask for no day: the time is chosen."""
        return None

    def begins_at(self) -> datetime:
        """Return the chosen moment."""
        return datetime.fromtimestamp(int(self.cleaned_data["begins"]), tz=UTC)

    def wanted(self, version: ServiceVersion | None) -> Wanted:
        """Return the typed values."""
        told = self.cleaned_data
        return Wanted(
            told["name"], told["email"], told["organisation"], told["words"], version=version
        )


class MoveForm(forms.Form):
    """Another time for a session."""

    begins = forms.ChoiceField(label=_("Another time"))

    def __init__(
        self, posted: QueryDict | None, *, offers: Sequence[Offer], zone: str, language: str
    ) -> None:
        super().__init__(posted, auto_id="%s")
        self.fields["begins"] = times_field(offers, zone=zone, language=language)
        times = list(self.fields["begins"].choices)  # type: ignore[attr-defined]
        if times:  # none is chosen: one tap moves nothing
            self.fields["begins"].choices = [("", _("Please choose")), *times]  # type: ignore[attr-defined]

    def begins_at(self) -> datetime:
        """Return the chosen moment."""
        return datetime.fromtimestamp(int(self.cleaned_data["begins"]), tz=UTC)


def times_field(offers: Sequence[Offer], *, zone: str, language: str) -> forms.ChoiceField:
    """Return the field over the times that are free, by the visitor's clock."""
    times: list[tuple[Any, Any]] = [
        (key_of(one.span.begins), when_of(one.span.begins, zone, language=language))
        for one in offers
    ]
    return forms.ChoiceField(
        label=_("When"),
        choices=times,
        error_messages={
            "invalid_choice": _(
                "Somebody was faster: this time is taken. Please choose another one."
            ),
            "required": _("Please choose a time."),
        },
    )


def key_of(moment: datetime) -> str:
    """Return a moment as it stands in an address."""
    return str(int(moment.timestamp()))

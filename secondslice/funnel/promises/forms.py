from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from secondslice.accounts.models import Membership, User
from secondslice.accounts.selectors import people_who_deliver
from secondslice.funnel.models import Opportunity
from secondslice.funnel.promises.models import DeliveryCheck
from secondslice.funnel.promises.rules import MOST_WORKDAYS
from secondslice.funnel.promises.services import Delivery, Reply, Terms
from secondslice.ui.forms import DateInput, Dressed, NeededSometimes


def _price(label: Any) -> forms.DecimalField:  # noqa: ANN401  (a lazy text)
    return forms.DecimalField(
        label=label, max_digits=14, decimal_places=2, min_value=0, required=False
    )


class CheckForm(Dressed, forms.Form):
    """What sales wants to promise, and whom it asks."""

    scope = forms.CharField(
        label=_("What would we promise?"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    price = _price(_("At which price?"))
    on = forms.DateField(label=_("By when?"), widget=DateInput(), required=False)
    asked_of = forms.ModelChoiceField(User.objects.none(), label=_("Whom do you ask?"))

    def terms(self) -> Terms:
        """Return the typed values."""
        told = self.cleaned_data
        return Terms(told["scope"], told["price"], told["on"])


class ReplyForm(Dressed, forms.Form):
    """What delivery answers, with its own estimate."""

    answer = forms.ChoiceField(
        label=_("Can we?"), choices=DeliveryCheck.Answer.choices, widget=forms.RadioSelect
    )
    words = NeededSometimes(
        label=_("On which condition, or why not"), max_length=500, required=False
    )
    instead = NeededSometimes(
        label=_("If not: what we can do instead"), max_length=500, required=False
    )
    estimated_on = forms.DateField(
        label=_("Our own estimate: ready on"), widget=DateInput(), required=False
    )
    estimated_price = _price(_("Our own estimate: price"))

    def reply(self) -> Reply:
        """Return the typed values."""
        return Reply(**self.cleaned_data)


class PromiseForm(Dressed, forms.Form):
    """What the customer was told."""

    check_made = forms.ModelChoiceField(
        DeliveryCheck.objects.none(),
        label=_("After what delivery said to"),
        required=False,
        empty_label=_("Delivery was not asked"),
    )
    scope = forms.CharField(
        label=_("What was promised"), max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )
    price = _price(_("At which price?"))
    on = forms.DateField(label=_("By when?"), widget=DateInput(), required=False)
    told_on = forms.DateField(label=_("Told on"), widget=DateInput())

    def terms(self) -> Terms:
        """Return the typed values."""
        told = self.cleaned_data
        return Terms(told["scope"], told["price"], told["on"])


class DeliveryForm(Dressed, forms.Form):
    """What became of a promise."""

    on = forms.DateField(label=_("Delivered on"), widget=DateInput())
    price = _price(_("At the price of"))
    is_whole = forms.BooleanField(
        label=_("All that was promised was delivered"), required=False, initial=True
    )
    words = NeededSometimes(label=_("If not: what is missing"), max_length=500, required=False)

    def delivery(self) -> Delivery:
        """Return the typed values."""
        return Delivery(**self.cleaned_data)


class TimeLimitForm(Dressed, forms.Form):
    """In how many working days delivery answers."""

    workdays = forms.IntegerField(
        label=_("Working days until delivery has to answer"), min_value=1, max_value=MOST_WORKDAYS
    )


def check_form(membership: Membership, found: Opportunity, posted: QueryDict | None) -> CheckForm:
    """Return the form with the people who deliver; the value of the opportunity is the price to begin with."""
    form = CheckForm(posted, initial={"scope": found.title, "price": found.value})
    form.fields["asked_of"].queryset = people_who_deliver(membership.workspace)  # type: ignore[attr-defined]
    return form


def promise_form(
    checks: Sequence[DeliveryCheck], *, today: date, posted: QueryDict | None
) -> PromiseForm:
    """Return the form over the checks that are answered; the newest is where it begins."""
    answered = [one for one in checks if one.answer]
    newest = answered[0] if answered else None
    first: dict[str, object] = {"told_on": today, "check_made": newest}
    if newest is not None:
        first |= {"scope": newest.scope, "price": newest.price, "on": newest.on}
    form = PromiseForm(posted, initial=first)
    form.fields["check_made"].queryset = DeliveryCheck.objects.filter(  # type: ignore[attr-defined]
        pk__in=[one.pk for one in answered]
    )
    return form

from __future__ import annotations

from datetime import date, timedelta

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from secondslice.accounts.models import Membership, User
from secondslice.customers.models import Contact, Customer
from secondslice.funnel.selectors.people import people_who_sell
from secondslice.funnel.touching.models import PlannedTouch
from secondslice.funnel.touching.selectors import people_at
from secondslice.funnel.touching.services import Plan
from secondslice.ui.forms import DateInput, Dressed

AHEAD = timedelta(days=7)


class TouchForm(Dressed, forms.Form):
    """With whom, what, when, and who does it."""

    contact = forms.ModelChoiceField(Contact.objects.none(), label=_("With whom"))
    kind = forms.ChoiceField(label=_("What"), choices=PlannedTouch.Kind.choices)
    on = forms.DateField(label=_("On"), widget=DateInput())
    owner = forms.ModelChoiceField(User.objects.none(), label=_("Who does it"), empty_label=None)
    words = forms.CharField(label=_("What for"), max_length=300, required=False)

    def plan(self) -> Plan:
        """Return the typed values."""
        return Plan(**self.cleaned_data)


class DoneForm(Dressed, forms.Form):
    """What came of it."""

    outcome = forms.CharField(label=_("What came of it"), max_length=500, required=False)


def touch_form(
    membership: Membership,
    customer: Customer,
    *,
    today: date,
    posted: QueryDict | None,
    person: str = "",
) -> TouchForm:
    """Return the form over the people of a customer; `person` is the reference of the one meant."""
    people = people_at(membership, customer)
    meant = people.filter(ref=person).first() if person else people.first()
    first = {"contact": meant, "on": today + AHEAD, "owner": membership.user}
    form = TouchForm(posted, initial=first)
    form.fields["contact"].queryset = people  # type: ignore[attr-defined]
    form.fields["owner"].queryset = people_who_sell(membership.workspace)  # type: ignore[attr-defined]
    return form

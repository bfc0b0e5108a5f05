from __future__ import annotations

from django import forms
from django.forms.models import model_to_dict
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from secondslice.accounts.models import Membership, Workspace
from secondslice.funnel.menu import rules
from secondslice.funnel.menu.models import Order, Service, ServiceVersion
from secondslice.funnel.menu.selectors import choosable, possible_parts
from secondslice.funnel.menu.services import Offer, words_for_price
from secondslice.ui.forms import Dressed


class ServiceForm(Dressed, forms.Form):
    """What a service promises."""

    name = forms.CharField(label=_("Name"), max_length=100)
    group = forms.ChoiceField(label=_("Part of the menu"), choices=Service.Group)
    promise = forms.CharField(
        label=_("Promise"), max_length=200, help_text=_("In your customer's words.")
    )
    gets = forms.CharField(
        label=_("What you get"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("One thing to a line."),
    )
    duration = forms.CharField(label=_("How long it takes"), max_length=60, required=False)
    effort = forms.ChoiceField(label=_("Effort"), choices=ServiceVersion.Effort)
    charge = forms.ChoiceField(label=_("Charge"), choices=ServiceVersion.Charge)
    amount = forms.DecimalField(
        label=_("Amount"), min_value=0, max_digits=14, decimal_places=2, required=False
    )
    currency = forms.RegexField("^[A-Z]{3}$", label=_("Currency"), max_length=3)
    parts = forms.ModelMultipleChoiceField(
        ServiceVersion.objects.none(),
        label=_("In this bundle"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def clean(self) -> None:
        """Check what must go together."""
        super().clean()
        data = self.cleaned_data
        if "amount" in self.errors:
            return
        fault = rules.price_fault(data.get("charge", ""), data.get("amount"))
        if fault is not None:
            self.add_error("amount", words_for_price(fault=fault))

    def offer(self) -> Offer:
        """Return the typed values."""
        data = {**self.cleaned_data, "gets": self.cleaned_data["gets"].replace("\r\n", "\n")}
        return Offer(**{**data, "parts": [one.service for one in data["parts"]]})


class OrderForm(Dressed, forms.Form):
    """Which service of the menu something is about."""

    version = forms.ModelChoiceField(
        ServiceVersion.objects.none(),
        label=_("Service"),
        required=False,
        empty_label=_("Nothing from the menu"),
    )


def service_form(
    membership: Membership, *, posted: QueryDict | None, version: ServiceVersion | None
) -> ServiceForm:
    """Return the form, empty or with what a service promises now."""
    initial: dict[str, object] = {"currency": membership.workspace.currency}
    if version is not None:
        initial = model_to_dict(version, exclude=["parts"])
        initial["group"] = version.service.group
        held = version.bundle_parts.values("service")
        initial["parts"] = possible_parts(membership.workspace).filter(service__in=held)
    form = ServiceForm(posted, initial=initial)
    form.fields["parts"].queryset = possible_parts(membership.workspace)  # type: ignore[attr-defined]
    return form


def order_form(workspace: Workspace, *, posted: QueryDict | None, order: Order | None) -> OrderForm:
    """Return the choice, with what is chosen already."""
    form = OrderForm(posted, initial={"version": order.version_id if order else None})
    form.fields["version"].queryset = choosable(workspace, order)  # type: ignore[attr-defined]
    return form

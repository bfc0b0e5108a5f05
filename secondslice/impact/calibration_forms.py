"""The form about budget cycles."""

from __future__ import annotations

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from secondslice.accounts.models import Workspace
from secondslice.customers.models import Customer
from secondslice.impact.calibration import LEAST_MONTHS, MOST_MONTHS
from secondslice.ui.forms import Dressed


class CycleForm(Dressed, forms.Form):
    """How long a budget cycle is, for everybody or for one customer."""

    customer = forms.ModelChoiceField(
        Customer.objects.none(),
        label=_("Whose"),
        required=False,
        empty_label=_("Everybody without one of their own"),
    )
    months = forms.IntegerField(
        label=_("Months"),
        min_value=LEAST_MONTHS,
        max_value=MOST_MONTHS,
        required=False,
        help_text=_("Empty, for one customer: as everybody."),
    )

    def __init__(
        self, posted: QueryDict | None, *, workspace: Workspace, usual: int | None = None
    ) -> None:
        super().__init__(posted, initial={"months": usual})
        customers = self.fields["customer"]
        if isinstance(customers, forms.ModelChoiceField):
            customers.queryset = Customer.objects.filter(workspace=workspace).order_by("name")

    def clean(self) -> dict[str, object]:
        """See to it that everybody has a cycle."""
        values = super().clean() or self.cleaned_data
        if not self.errors and values.get("customer") is None and values.get("months") is None:
            self.add_error("months", _("Say how many months it lasts."))
        return values

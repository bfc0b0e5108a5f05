from __future__ import annotations

from typing import TypeVar

from django import forms
from django.db.models import Model, QuerySet
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from secondslice.accounts.models import Membership, User
from secondslice.core.refusals import refusals_in
from secondslice.customers.models import Contact, Customer
from secondslice.funnel import rules
from secondslice.funnel.models import Opportunity
from secondslice.funnel.selectors import customers_of, people_and_projects, people_for
from secondslice.funnel.selectors.stages import alive, stages_of
from secondslice.funnel.services import Facts, must_belong_together
from secondslice.funnel.words import words_for
from secondslice.projects.models import Project
from secondslice.ui.forms import DateInput, Dressed

Row = TypeVar("Row", bound=Model)
BY_ITSELF = (Opportunity.Source.SECOND_SLICE, Opportunity.Source.IMPORT)
"""What nobody types."""
BY_HAND = [one for one in Opportunity.Source.choices if one[0] not in BY_ITSELF]
FIELD_OF = {
    rules.Fault.ACTION_WITHOUT_DAY: "next_on",
    rules.Fault.DAY_WITHOUT_ACTION: "next_action",
}


class OpportunityForm(Dressed, forms.Form):
    """What is known of an opportunity."""

    kept: dict[str, object] = {}
    """What is not asked for, because the customer said it."""

    title = forms.CharField(label=_("What it is"), max_length=200)
    customer = forms.ModelChoiceField(Customer.objects.none(), label=_("Customer"))
    contact = forms.ModelChoiceField(Contact.objects.none(), label=_("Person"), required=False)
    project = forms.ModelChoiceField(
        Project.objects.none(), label=_("Came out of the project"), required=False
    )
    source = forms.ChoiceField(label=_("Where it comes from"), choices=BY_HAND)
    words = forms.CharField(
        label=_("In the customer's words"),
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    stage = forms.ChoiceField(label=_("Stage"))
    value = forms.DecimalField(
        label=_("Value"), max_digits=14, decimal_places=2, min_value=0, required=False
    )
    currency = forms.RegexField(
        "^[A-Z]{3}$",
        label=_("Currency"),
        max_length=3,
        error_messages={"invalid": _("Three capital letters, such as EUR.")},
    )
    owner = forms.ModelChoiceField(User.objects.none(), label=_("Owner"), empty_label=None)
    next_action = forms.CharField(label=_("Next action"), max_length=200, required=False)
    next_on = forms.DateField(label=_("On"), widget=DateInput(), required=False)

    def clean(self) -> None:
        """Check what must go together."""
        super().clean()
        data = self.cleaned_data
        for fault in rules.action_faults(
            next_action=data.get("next_action", ""),
            has_day=data.get("next_on") is not None or "next_on" in self.errors,
        ):
            self.add_error(FIELD_OF[fault], words_for(fault=fault))
        if data.get("customer"):
            with refusals_in(self, "contact"):
                must_belong_together(contact=data.get("contact"), customer=data["customer"])

    def facts(self) -> Facts:
        """Return the typed values."""
        return Facts(**{**self.kept, **self.cleaned_data})


def opportunity_form(
    membership: Membership,
    *,
    about: Customer | None,
    posted: QueryDict | None,
    initial: dict[str, object],
    opportunity: Opportunity | None = None,
) -> OpportunityForm:
    """Return the form with the choices this member has.

    People and projects are those of the customer; while that is unknown they are not asked for. What a customer wrote
    under an answer is not ours to change.
    """
    form = OpportunityForm(posted, initial={"currency": membership.workspace.currency, **initial})
    _choose_from(form, "customer", customers_of(membership))
    _choose_from(form, "owner", people_for(membership.workspace, opportunity))
    if opportunity is None:
        stages = alive(stages_of(membership.workspace))
        field = form.fields["stage"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101  (for the types)
        field.choices = [(one.code, one.label) for one in stages]
    else:
        del form.fields["stage"]  # it is moved, not written down
    if about is None:
        del form.fields["contact"], form.fields["project"]
    else:
        keep = opportunity.project if opportunity else None
        contacts, projects = people_and_projects(membership, about, keep=keep)
        _choose_from(form, "contact", contacts)
        _choose_from(form, "project", projects)
    if opportunity is not None and opportunity.source == Opportunity.Source.IMPORT:
        own = [one for one in Opportunity.Source.choices if one[0] == opportunity.source]
        source = form.fields["source"]
        assert isinstance(source, forms.ChoiceField)  # noqa: S101  (for the types)
        source.choices = [*own, *BY_HAND]
    if opportunity is not None and opportunity.ask is not None:
        form.kept = {"words": opportunity.words, "source": opportunity.source}
        del form.fields["words"], form.fields["source"]
    return form


def initial_of(opportunity: Opportunity) -> dict[str, object]:
    """Return what the form shows of an opportunity."""
    return {name: getattr(opportunity, name) for name in OpportunityForm.base_fields}


def _choose_from(form: OpportunityForm, name: str, rows: QuerySet[Row]) -> None:
    field = form.fields[name]
    if isinstance(field, forms.ModelChoiceField):
        field.queryset = rows

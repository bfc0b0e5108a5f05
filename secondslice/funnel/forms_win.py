from __future__ import annotations

from datetime import date

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from secondslice.accounts.models import Membership, User
from secondslice.accounts.selectors import people_who_deliver
from secondslice.core.refusals import refusals_in
from secondslice.funnel.forms_ends import offer_stages
from secondslice.funnel.menu.selectors import order_of
from secondslice.funnel.models import Opportunity
from secondslice.funnel.rules import Kind
from secondslice.funnel.selectors import people_and_projects
from secondslice.projects.models import Project
from secondslice.projects.services.projects import ProjectFacts, must_end_after_start
from secondslice.ui.forms import NEEDED, DateInput, Dressed, NeededSometimes


class WinForm(Dressed, forms.Form):
    """The project that becomes of an opportunity: a new one, or one that is there already."""

    opportunity: Opportunity

    stage = forms.ChoiceField(label=_("Stage"))
    existing = forms.ModelChoiceField(
        Project.objects.none(), label=_("Project"), required=False, empty_label=_("A new project")
    )
    name = NeededSometimes(label=_("Name of the project"), max_length=200, required=False)
    manager = forms.ModelChoiceField(
        User.objects.none(),
        label=_("Project manager"),
        required=False,
        empty_label=_("Please choose"),
    )
    service = forms.CharField(label=_("Service"), max_length=100, required=False)
    starts_on = forms.DateField(label=_("Start"), required=False, widget=DateInput())
    ends_on = forms.DateField(label=_("End"), required=False, widget=DateInput())

    def clean(self) -> None:
        """See to it that a new project has a name, a manager and a day on which it begins."""
        super().clean()
        told = self.cleaned_data
        if told.get("existing"):
            return
        for name in ("name", "manager", "starts_on"):
            if name in self.fields and not told.get(name) and name not in self.errors:
                self.add_error(name, forms.ValidationError(NEEDED, code="required"))
        with refusals_in(self, "ends_on"):
            must_end_after_start(starts_on=told.get("starts_on"), ends_on=told.get("ends_on"))

    def facts(self) -> ProjectFacts | None:
        """Return what is known of the new project, or None when one is there already."""
        told = self.cleaned_data
        if told.get("existing"):
            return None
        return ProjectFacts(
            name=told["name"],
            customer=self.opportunity.customer,
            phase=Project.Phase.INITIATION,
            service=told["service"],
            starts_on=told["starts_on"],
            ends_on=told["ends_on"],
            budget=self.opportunity.value,
            currency=self.opportunity.currency,
        )


def win_form(
    membership: Membership,
    opportunity: Opportunity,
    *,
    today: date,
    posted: QueryDict | None = None,
    stage: str = "",
) -> WinForm:
    """Return the form with the managers and the customer's projects to choose from.

    What a project manager wins is his to run: he is not asked who does.
    """
    order = order_of(opportunity)
    service = order.version.name[:100] if order else ""
    first = {"stage": stage, "name": opportunity.title, "starts_on": today, "service": service}
    form = WinForm(posted, auto_id="win_%s", initial=first)
    form.opportunity = opportunity
    offer_stages(form, membership.workspace, Kind.WON)
    _contacts, projects = people_and_projects(membership, opportunity.customer)
    form.fields["existing"].queryset = projects  # type: ignore[attr-defined]
    if membership.role == Membership.Role.MANAGER:
        del form.fields["manager"]
    else:
        form.fields["manager"].queryset = people_who_deliver(membership.workspace)  # type: ignore[attr-defined]
    return form

from __future__ import annotations

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from secondslice.accounts.models import User, Workspace
from secondslice.ui.forms import DateInput, Dressed
from secondslice.value.counterfactual.models import CounterfactualWork
from secondslice.value.counterfactual.selectors.owners import possible_owners
from secondslice.value.counterfactual.services.working import Task
from secondslice.value.counterfactual.terms import terms_of

LINES = forms.Textarea(attrs={"rows": 3})


class TermsForm(Dressed, forms.Form):
    """Whether executives are asked by themselves, and how often."""

    is_on = forms.BooleanField(
        label=_("Ask executives by themselves"),
        required=False,
        help_text=_(
            "One mail each, within the contact budget. Until then only whom you choose is asked."
        ),
    )
    every_months = forms.TypedChoiceField(
        label=_("How often"),
        coerce=int,
        choices=((6, _("Every 6 months")), (12, _("Every 12 months"))),
    )


class WorkForm(Dressed, forms.Form):
    """Who does what by when."""

    owner = forms.ModelChoiceField(User.objects.none(), label=_("Who does it"))
    due_on = forms.DateField(label=_("Due"), widget=DateInput())
    plan = forms.CharField(
        label=_("What will be done"), max_length=2000, required=False, widget=LINES
    )

    def task(self) -> Task:
        """Return the typed values."""
        return Task(**self.cleaned_data)


class DoneForm(Dressed, forms.Form):
    """What was done."""

    note = forms.CharField(label=_("What was done"), max_length=2000, widget=LINES)


def terms_form(workspace: Workspace, *, posted: QueryDict | None = None) -> TermsForm:
    """Return the terms as they are."""
    now = terms_of(workspace)
    return TermsForm(posted, initial={"is_on": now.is_on, "every_months": now.every_months})


def work_form(work: CounterfactualWork, *, posted: QueryDict | None = None) -> WorkForm:
    """Return the work as it is."""
    initial = {"owner": work.owner_id, "due_on": work.due_on, "plan": work.plan}
    form = WorkForm(posted, initial=initial)
    form.fields["owner"].queryset = possible_owners(work.workspace)  # type: ignore[attr-defined]
    return form

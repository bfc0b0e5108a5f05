"""What is typed about the use of a result."""

from __future__ import annotations

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from secondslice.accounts.models import Membership, User
from secondslice.customers.models import Contact
from secondslice.projects.models import Project
from secondslice.ui.forms import DateInput, Dressed
from secondslice.value.usage.models import UnusedItem
from secondslice.value.usage.selectors.owners import people_to_name
from secondslice.value.usage.selectors.standing import possible_menders


class OwnerForm(Dressed, forms.Form):
    """Who is asked in operations."""

    contact = forms.ModelChoiceField(
        Contact.objects.none(),
        label=_("Owner in operations"),
        required=False,
        empty_label=_("Nobody yet"),
        help_text=_("Who works with the result, or answers for those who do."),
    )


class MendForm(Dressed, forms.Form):
    """What is done where something is not used, by whom and by when."""

    plan = forms.CharField(label=_("What we do"), max_length=400, required=False)
    owner = forms.ModelChoiceField(User.objects.none(), label=_("Who sees to it"), empty_label=None)
    due_on = forms.DateField(label=_("By"), widget=DateInput())


def owner_form(
    project: Project, *, now: Contact | None, posted: QueryDict | None = None
) -> OwnerForm:
    """Return the form with the people at the project's customer."""
    form = OwnerForm(posted, initial={"contact": now.pk if now else None})
    form.fields["contact"].queryset = people_to_name(project)  # type: ignore[attr-defined]  # of the choice field
    return form


def mend_form(
    membership: Membership, item: UnusedItem, *, posted: QueryDict | None = None
) -> MendForm:
    """Return the form with the members who can see to it."""
    first = {"plan": item.plan, "owner": item.owner_id, "due_on": item.due_on}
    form = MendForm(posted, initial=first)
    form.fields["owner"].queryset = possible_menders(membership)  # type: ignore[attr-defined]  # of the choice field
    return form

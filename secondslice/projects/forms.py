from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from secondslice.accounts.models import Membership, User
from secondslice.accounts.rules import RUNS_THE_PMO
from secondslice.accounts.selectors import people_who_deliver
from secondslice.core.refusals import refusals_in
from secondslice.customers.models import Contact, Customer
from secondslice.customers.selectors import customers_by_name, person_at
from secondslice.customers.services import ContactFacts
from secondslice.projects.models import Project, Stakeholder
from secondslice.projects.selectors.projects import number_is_taken
from secondslice.projects.services.projects import (
    ProjectFacts,
    must_end_after_start,
    words_for_taken_number,
)
from secondslice.ui.forms import DateInput, Dressed


class ProjectForm(Dressed, forms.Form):
    """What is known about a project. Its manager is chosen only by who runs the PMO."""

    name = forms.CharField(label=_("Name"), max_length=200)
    customer = forms.ModelChoiceField(Customer.objects.none(), label=_("Customer"))
    code = forms.CharField(label=_("Project number"), max_length=100, required=False)
    service = forms.CharField(
        label=_("Service"),
        max_length=100,
        required=False,
        help_text=_("What was bought, such as “Roll-out”. The pulse compares services."),
        widget=forms.TextInput(attrs={"list": "services"}),
    )
    phase = forms.ChoiceField(
        label=_("Phase"), choices=Project.Phase.choices, initial=Project.Phase.EXECUTION
    )
    manager = forms.ModelChoiceField(
        User.objects.none(), label=_("Project manager"), required=False
    )
    starts_on = forms.DateField(label=_("Start"), required=False, widget=DateInput())
    ends_on = forms.DateField(label=_("End"), required=False, widget=DateInput())
    budget = forms.DecimalField(
        label=_("Budget"), required=False, min_value=0, max_digits=14, decimal_places=2
    )

    def __init__(
        self,
        *args: Any,  # noqa: ANN401  (Django's arguments)
        by: Membership,
        known: Project | None = None,
        **kwargs: Any,  # noqa: ANN401
    ) -> None:
        super().__init__(*args, **kwargs)
        self.workspace, self.known = by.workspace, known
        self.fields["customer"].queryset = customers_by_name(by.workspace)  # type: ignore[attr-defined]
        self.fields["manager"].queryset = people_who_deliver(by.workspace)  # type: ignore[attr-defined]
        if by.role not in RUNS_THE_PMO:
            del self.fields["manager"]

    def clean_code(self) -> str:
        """See to it that no other project has this number."""
        code: str = self.cleaned_data["code"]
        if code and number_is_taken(self.workspace, code, other_than=self.known):
            raise forms.ValidationError(words_for_taken_number(code))
        return code

    def clean(self) -> None:
        """See to it that the project does not end before it starts."""
        super().clean()
        told = self.cleaned_data
        with refusals_in(self, "ends_on"):
            must_end_after_start(starts_on=told.get("starts_on"), ends_on=told.get("ends_on"))

    @property
    def asks_for_the_manager(self) -> bool:
        """Tell whether this person may say who manages the project."""
        return "manager" in self.fields

    def chosen_manager(self) -> User | None:
        """Return who was chosen to manage the project."""
        found: User | None = self.cleaned_data.get("manager")
        return found

    def facts(self) -> ProjectFacts:
        """Return what was typed; what the form does not ask for stays as it is known."""
        told = {name: value for name, value in self.cleaned_data.items() if name != "manager"}
        return ProjectFacts(**told, currency=self.known.currency if self.known else "")


class PersonForm(Dressed, forms.Form):
    """Put somebody into a project: a person we know, or a new one."""

    contact = forms.ModelChoiceField(
        Contact.objects.none(),
        label=_("A person we know"),
        required=False,
        empty_label=_("Somebody new"),
    )
    name = forms.CharField(label=_("Or somebody new: name"), max_length=200, required=False)
    email = forms.EmailField(
        label=_("E-mail address"),
        required=False,
        help_text=_("Whoever is known by this address is added, from another customer too."),
    )
    role = forms.ChoiceField(label=_("Part in the project"), choices=Stakeholder.Role.choices)

    def __init__(self, *args: Any, project: Project, **kwargs: Any) -> None:  # noqa: ANN401  (Django's arguments)
        super().__init__(*args, **kwargs)
        self.workspace = project.workspace
        known = Contact.objects.filter(customer=project.customer_id, erased_at=None).exclude(
            stakes__project=project
        )
        self.fields["contact"].queryset = known.order_by("name")  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """See to it that it is one of the two; an address that we know is a person we know."""
        told: dict[str, Any] = self.cleaned_data
        if not told.get("contact") and told.get("email"):
            told["contact"] = person_at(self.workspace, told["email"], other_than=None)
        if not told.get("contact"):
            for name in ("name", "email"):
                if not told.get(name) and name not in self.errors:
                    self.add_error(
                        name, _("Choose a person above, or give the name and the address.")
                    )
        return told

    def new_person(self) -> ContactFacts:
        """Return the new person that was typed."""
        return ContactFacts(name=self.cleaned_data["name"], email=self.cleaned_data["email"])


class MilestoneForm(Dressed, forms.Form):
    """One dated step of a project."""

    name = forms.CharField(label=_("Name"), max_length=200)
    due_on = forms.DateField(label=_("Date"), widget=DateInput())


class LossForm(Dressed, forms.Form):
    """Why somebody loses the part in a project by which he or she is asked about it."""

    reason = forms.CharField(
        label=_("Why?"),
        max_length=300,
        help_text=_("Everybody who reads the plan can read it, with your name."),
    )

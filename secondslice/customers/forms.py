from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from secondslice.accounts.absences import executives_of
from secondslice.accounts.forms import ZoneField, country_field
from secondslice.accounts.models import User, Workspace
from secondslice.customers.models import Contact, Customer
from secondslice.customers.selectors import (
    customers_by_name,
    name_is_taken,
    person_at,
    person_in_slack,
)
from secondslice.customers.services import (
    ContactFacts,
    CustomerFacts,
    words_for_taken_address,
    words_for_taken_name,
    words_for_taken_slack_id,
    words_for_wrong_slack_id,
)
from secondslice.messaging.slack_ids import is_slack_id
from secondslice.ui.forms import Dressed


class CustomerForm(Dressed, forms.Form):
    """A department or a client."""

    name = forms.CharField(label=_("Name"), max_length=200)
    kind = forms.ChoiceField(label=_("Kind"), choices=Customer.Kind.choices)
    external_id = forms.CharField(label=_("Id in another system"), max_length=100, required=False)
    executive = forms.ModelChoiceField(
        User.objects.none(),
        label=_("Executive"),
        required=False,
        help_text=_("Hears of a No here that nobody mends in time."),
    )

    def __init__(
        self,
        *args: Any,  # noqa: ANN401  (Django's arguments)
        workspace: Workspace,
        known: Customer | None = None,
        **kwargs: Any,  # noqa: ANN401
    ) -> None:
        super().__init__(*args, **kwargs)
        self.workspace, self.known = workspace, known
        self.fields["executive"].queryset = executives_of(workspace)  # type: ignore[attr-defined]

    def clean_name(self) -> str:
        """See to it that no other customer has this name."""
        name: str = self.cleaned_data["name"]
        if name_is_taken(self.workspace, name, other_than=self.known):
            raise forms.ValidationError(words_for_taken_name(name))
        return name

    def facts(self) -> CustomerFacts:
        """Return what was typed."""
        chosen = dict(self.cleaned_data)
        executive: User | None = chosen.pop("executive")
        return CustomerFacts(**chosen, executive_id=executive.pk if executive else None)


class ContactForm(Dressed, forms.Form):
    """A person at a customer."""

    name = forms.CharField(label=_("Name"), max_length=200)
    email = forms.EmailField(label=_("E-mail address"))
    customer = forms.ModelChoiceField(Customer.objects.none(), label=_("Customer"))
    title = forms.CharField(label=_("Job title"), max_length=200, required=False)
    phone = forms.CharField(label=_("Phone"), max_length=50, required=False)
    language = forms.ChoiceField(
        label=_("Language of the mails"),
        required=False,
        choices=[("", _("As the workspace")), *settings.LANGUAGES],
    )
    time_zone = ZoneField(
        label=_("Time zone"),
        required=False,
        help_text=_("Empty: as the workspace. Type a city, such as Berlin."),
    )
    country = country_field(
        _("Country"),
        none=_("As the workspace"),
        help_text=_("No question comes on its public holidays."),
    )
    way = forms.ChoiceField(
        label=_("Questions come"),
        required=False,
        choices=Contact.Way.choices,
        help_text=_(
            "A chat must be connected under Settings, Chat. Until then questions go by mail."
        ),
    )
    slack_id = forms.CharField(
        label=_("Slack member id"),
        max_length=20,
        required=False,
        help_text=_("In Slack: the person's profile, the three dots, “Copy member ID”."),
    )
    teams_name = forms.EmailField(
        label=_("Sign-in name in Teams"),
        required=False,
        help_text=_("Empty: the e-mail address."),
    )

    def __init__(
        self,
        *args: Any,  # noqa: ANN401  (Django's arguments)
        workspace: Workspace,
        known: Contact | None = None,
        **kwargs: Any,  # noqa: ANN401
    ) -> None:
        super().__init__(*args, **kwargs)
        self.workspace, self.known = workspace, known
        self.fields["customer"].queryset = customers_by_name(workspace)  # type: ignore[attr-defined]

    def clean_email(self) -> str:
        """See to it that nobody else has this address."""
        email: str = self.cleaned_data["email"]
        if person_at(self.workspace, email, other_than=self.known):
            raise forms.ValidationError(words_for_taken_address(email))
        return email

    def clean_way(self) -> str:
        """Ask by mail where nothing is chosen."""
        return self.cleaned_data["way"] or Contact.Way.MAIL

    def clean_slack_id(self) -> str:
        """See to it that this is an id, and not a name, and nobody else's: it proves who has pressed."""
        text = str(self.cleaned_data["slack_id"]).upper()
        if text and not is_slack_id(text):
            raise forms.ValidationError(words_for_wrong_slack_id())
        if holder := person_in_slack(self.workspace, text, other_than=self.known):
            raise forms.ValidationError(words_for_taken_slack_id(holder.name))
        return text

    def clean(self) -> dict[str, Any]:
        """See to it that whoever is asked in Slack can be found there."""
        values = super().clean() or self.cleaned_data
        told = "slack_id" in values and not values["slack_id"]
        if told and values.get("way") == Contact.Way.SLACK:
            self.add_error("slack_id", gettext("Slack finds a person by this id only."))
        return values

    def facts(self) -> ContactFacts:
        """Return what was typed; what the form does not ask for stays as it is known."""
        known = self.known
        told = {name: value for name, value in self.cleaned_data.items() if name != "customer"}
        return ContactFacts(
            **told,
            external_id=known.external_id if known else "",
        )

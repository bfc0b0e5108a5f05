from __future__ import annotations

from collections.abc import Mapping, Sequence

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from secondslice.accounts.models import Workspace
from secondslice.customers.models import Contact
from secondslice.impact.models import Scenario
from secondslice.reports.rules import MOST_SHARE_DAYS, SHARE_DAYS
from secondslice.reports.selectors.recipients import chosen, possible_readers
from secondslice.ui.forms import Dressed

SECRET = forms.PasswordInput(attrs={"autocomplete": "new-password", "class": "input"})


class ShareForm(Dressed, forms.Form):
    """For whom a link is, how long it holds, and whether a password is asked for."""

    note = forms.CharField(
        label=_("For whom"),
        max_length=100,
        required=False,
        help_text=_("Only you see this. Name a group rather than a person."),
    )
    days = forms.IntegerField(
        label=_("Days it holds"), min_value=1, max_value=MOST_SHARE_DAYS, initial=SHARE_DAYS
    )
    password = forms.CharField(
        label=_("Password"),
        min_length=8,
        max_length=128,
        required=False,
        strip=False,
        widget=SECRET,
        help_text=_("Empty: whoever has the link reads the report."),
    )


class DraftForm(Dressed, forms.Form):
    """How a report is drafted: in which language, and which saved scenario it cites. Both are frozen with it."""

    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES, required=False)
    scenario = forms.ChoiceField(
        label=_("What if"),
        required=False,
        help_text=_("A saved scenario of the what-if page, cited with the badges of its figures."),
    )

    def __init__(self, data: Mapping[str, str], *, scenarios: Sequence[Scenario]) -> None:
        super().__init__(data)
        field = self.fields["scenario"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101  (as it is declared above)
        field.choices = [("", _("None is cited")), *((str(one.ref), one.name) for one in scenarios)]
        if not scenarios:
            del self.fields["scenario"]


class Readers(forms.ModelMultipleChoiceField[Contact]):
    """People at customers, each with the customer."""

    def label_from_instance(self, obj: Contact) -> str:
        """Return how a person stands in the list."""
        return f"{obj.name}, {obj.customer.name}"


class SendingForm(Dressed, forms.Form):
    """Whether the executive report leaves by itself, and to whom at the customers."""

    is_sent = forms.BooleanField(
        label=_("Send the executive report when a quarter is over"), required=False
    )
    readers = Readers(
        Contact.objects.none(),
        label=_("Executives of your departments"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_(
            "Within the contact budget of each person. Who cannot be written to now gets it later."
            " Nobody of a client organisation gets this report: it tells of all your customers."
        ),
        error_messages={
            "invalid_choice": _(
                "Only executives of your own departments get this report: it tells of all your customers."
            )
        },
    )

    def __init__(self, workspace: Workspace, *, is_sent: bool, posted: object = None) -> None:
        first = {
            "is_sent": is_sent,
            "readers": [one.pk for one, why in chosen(workspace) if not why],
        }
        super().__init__(posted, initial=first)
        field = self.fields["readers"]
        assert isinstance(field, Readers)  # noqa: S101  (as it is declared above)
        field.queryset = possible_readers(workspace)

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.validators import validate_email
from django.utils.formats import number_format
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from secondslice.accounts import rules
from secondslice.accounts.calendars import countries
from secondslice.accounts.colours import LEAST_CONTRAST, contrast, is_colour
from secondslice.accounts.models import Membership, User, Workspace
from secondslice.accounts.selectors import key_name_is_taken
from secondslice.accounts.services.api_keys import words_for_taken_key
from secondslice.accounts.zones import find_zone, zones
from secondslice.ui.forms import Dressed

CURRENCIES = ("EUR", "USD", "GBP", "CHF", "CAD", "AUD", "NZD", "SEK", "NOK", "DKK", "PLN", "CZK", "HUF", "RON", "TRY",
              "AED", "SAR", "ILS", "INR", "CNY", "JPY", "KRW", "SGD", "HKD", "ZAR", "BRL", "MXN")  # fmt: skip
MOST_INVITED = 50


class ZoneInput(forms.TextInput):
    """A text field that proposes time zones while one types."""

    template_name = "accounts/zone_input.html"

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:  # noqa: ANN401
        """Add the zones to what the template sees."""
        context = super().get_context(name, value, attrs)
        context["zones"] = zones()
        return context


class ZoneField(forms.CharField):
    """A time zone, typed or chosen; a city's name is enough."""

    widget = ZoneInput

    def clean(self, value: Any) -> str:  # noqa: ANN401  (Django's own signature)
        """Return the zone's name."""
        text: str = super().clean(value)
        zone = find_zone(text) if text else ""
        if zone is None:
            raise forms.ValidationError(
                gettext(
                    "“%(text)s” is not a time zone we know. Choose one from the list, such as Europe/Berlin."
                )
                % {"text": text}
            )
        return zone


def password_field(label: Any) -> forms.CharField:  # noqa: ANN401  (a lazy translation)
    """Return a field for a new password."""
    return forms.CharField(
        label=label,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password", "data-can-be-shown": ""}),
        help_text=_("At least 10 characters. A few words are easier to keep in mind than signs."),
    )


def country_field(
    label: Any,  # noqa: ANN401  (a lazy translation)
    *,
    none: Any,  # noqa: ANN401
    help_text: Any,  # noqa: ANN401
) -> forms.ChoiceField:
    """Return a choice of countries, or of `none`; the long list is read when a form is shown."""
    return forms.ChoiceField(
        label=label,
        required=False,
        choices=lambda: [("", none), *countries(get_language() or settings.LANGUAGE_CODE)],
        help_text=help_text,
    )


class NewPerson(forms.Form):
    """A new account: check its password by the installation's rules, when the rest of the form is known."""

    def clean(self) -> dict[str, Any] | None:
        """Say at the password what is wrong with it."""
        values = super().clean() or self.cleaned_data
        if password := values.get("password"):
            person = User(email=self.address(), name=values.get("name", ""))
            try:
                validate_password(password, person)
            except forms.ValidationError as error:
                self.add_error("password", error)
        return values

    def address(self) -> str:
        """Return the e-mail address that the account will have."""
        return str(self.cleaned_data.get("email", ""))


class WorkspaceFields(Dressed, forms.Form):
    """Language, time zone and currency of a PMO."""

    time_zone = ZoneField(
        label=_("Time zone"), initial="UTC", help_text=_("Type a city, such as Berlin.")
    )
    language = forms.ChoiceField(
        label=_("Language"), choices=settings.LANGUAGES, initial=settings.LANGUAGE_CODE
    )
    currency = forms.ChoiceField(label=_("Currency"), choices=[(code, code) for code in CURRENCIES])


class SetUpForm(NewPerson, WorkspaceFields):
    """Everything the first workspace needs."""

    workspace = forms.CharField(
        label=_("Name of your PMO"),
        max_length=100,
        help_text=_("Your customers see it in every mail."),
    )
    name = forms.CharField(
        label=_("Your name"), max_length=150, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    email = forms.EmailField(
        label=_("Your e-mail address"),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        help_text=_("You sign in with it."),
    )
    password = password_field(_("Password"))
    field_order = ["workspace", "name", "email", "password", "time_zone", "language", "currency"]


class WorkspaceForm(WorkspaceFields):
    """The settings of a workspace."""

    name = forms.CharField(label=_("Name of the PMO"), max_length=100)
    colour = forms.CharField(
        label=_("Colour"),
        widget=forms.TextInput(attrs={"type": "color", "class": "input w-24 p-1"}),
        help_text=_("A band in this colour stands on top of your mails and question pages."),
    )
    country = country_field(
        _("Country"), none=_("No holidays"), help_text=_("Nobody is asked on its public holidays.")
    )
    field_order = ["name", "language", "time_zone", "country", "currency", "colour"]

    def clean_colour(self) -> str:
        """Return the colour as #rrggbb, when it can be seen on white paper."""
        colour: str = self.cleaned_data["colour"].lower()
        if not is_colour(colour):
            raise forms.ValidationError(
                gettext("Give the colour as # and six digits, such as #b8402a.")
            )
        if (ratio := contrast(colour)) < LEAST_CONTRAST:
            raise forms.ValidationError(
                gettext(
                    "This colour is too pale to be seen on white: its contrast is %(ratio)s to 1,"
                    " and 3 to 1 is needed. Choose a darker one."
                )
                % {"ratio": number_format(ratio, 1)}
            )
        return colour


class AccountForm(Dressed, forms.Form):
    """What a person sets for himself."""

    name = forms.CharField(
        label=_("Name"), max_length=150, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    language = forms.ChoiceField(
        label=_("Language"),
        required=False,
        choices=[("", _("As the workspace")), *settings.LANGUAGES],
    )
    time_zone = ZoneField(
        label=_("Time zone"),
        required=False,
        help_text=_("Empty: as the workspace. Type a city, such as Berlin."),
    )


class JoinForm(Dressed, NewPerson):
    """A new person takes an invitation up."""

    name = forms.CharField(
        label=_("Your name"), max_length=150, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    password = password_field(_("Password"))

    def __init__(self, *args: Any, email: str, **kwargs: Any) -> None:  # noqa: ANN401  (Django's own arguments)
        super().__init__(*args, **kwargs)
        self.email = email

    def address(self) -> str:
        """Return the invited address: it comes from the invitation, not from the form."""
        return self.email


class InviteForm(Dressed, forms.Form):
    """Invite several people in one role."""

    emails = forms.CharField(
        label=_("E-mail addresses"),
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("One per line, or separated by commas."),
    )
    role = forms.ChoiceField(label=_("Role"))

    def __init__(self, *args: Any, by: Membership, **kwargs: Any) -> None:  # noqa: ANN401  (Django's own arguments)
        super().__init__(*args, **kwargs)
        self.fields["role"] = role_field(by, initial=rules.MANAGER)

    def clean_emails(self) -> list[str]:
        """Return the addresses, each once, in lower case; also out of `Max Mason <max@example.org>`."""
        bare = re.sub(r"[^,;\n<>]*<([^<>\s]+)>", r"\1 ", self.cleaned_data["emails"])
        found = [one for one in re.split(r"[\s,;]+", bare) if one]
        wrong = [one for one in found if not _is_address(one)]
        if wrong:
            raise forms.ValidationError(
                [gettext("“%(text)s” is not an e-mail address.") % {"text": one} for one in wrong]
            )
        if not found:
            raise forms.ValidationError(gettext("Give at least one e-mail address."))
        if len(found) > MOST_INVITED:
            raise forms.ValidationError(
                gettext("These are %(count)s addresses. Invite at most %(most)s people at once.")
                % {"count": len(found), "most": MOST_INVITED}
            )
        return list(dict.fromkeys(one.lower() for one in found))


class RoleForm(Dressed, forms.Form):
    """Give a member another role."""

    role = forms.ChoiceField(label=_("Role"))

    def __init__(self, *args: Any, by: Membership, **kwargs: Any) -> None:  # noqa: ANN401  (Django's own arguments)
        super().__init__(*args, **kwargs)
        self.fields["role"] = role_field(by)


def role_field(by: Membership, initial: str = "") -> forms.ChoiceField:
    """Return a choice among the roles that this member may give."""
    field = forms.ChoiceField(label=_("Role"), choices=roles_to_give(by), initial=initial)
    field.widget.attrs["class"] = "select"
    return field


def roles_to_give(by: Membership) -> list[tuple[str, str]]:
    """Return the roles this member may give."""
    return [
        (value, str(label))
        for value, label in Membership.Role.choices
        if rules.may_give(by.role, value)
    ]


def _is_address(text: str) -> bool:
    try:
        validate_email(text)
    except forms.ValidationError:
        return False
    return True


class ApiKeyForm(Dressed, forms.Form):
    """A key for a program."""

    name = forms.CharField(
        label=_("Which program gets it?"), max_length=80, help_text=_("For example: project portal")
    )
    scopes = forms.MultipleChoiceField(
        label=_("What may it do?"),
        choices=[
            (rules.READ, _("Read projects, people and answers, as a PMO lead does")),
            (rules.ASK, _("Ask people about projects")),
            (rules.ANSWER, _("Hand in answers, and vouch for who gave them")),
        ],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one thing that it may do.")},
    )

    def __init__(self, *args: Any, workspace: Workspace, **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **kwargs)
        self.workspace = workspace

    def clean_name(self) -> str:
        """See to it that no other key has this name."""
        name: str = self.cleaned_data["name"]
        if key_name_is_taken(self.workspace, name):
            raise forms.ValidationError(words_for_taken_key(name))
        return name

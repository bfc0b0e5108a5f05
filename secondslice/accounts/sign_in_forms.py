"""allauth's forms in our look and words. Named in settings.ACCOUNT_FORMS."""

from __future__ import annotations

from typing import ClassVar

from allauth.account import forms as allauth
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from secondslice.ui.forms import Dressed

NEW = _("At least 10 characters. A few words are easier to keep in mind than signs.")


class Ours(Dressed):
    """Give the fields our labels and help, and take the placeholders away: they vanish when one needs them."""

    words: ClassVar[dict[str, Promise]] = {}
    help: ClassVar[dict[str, Promise]] = {}

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            field.label = str(self.words.get(name, field.label))
            field.help_text = str(self.help.get(name, ""))
            if field.widget.attrs.get("autocomplete") == "new-password":
                field.widget.attrs["data-can-be-shown"] = ""


class LoginForm(Ours, allauth.LoginForm):  # type: ignore[misc]  # allauth ships no types
    """Sign in."""

    words: ClassVar[dict[str, Promise]] = {
        "login": _("E-mail address"),
        "password": _("Password"),
    }


class ResetPasswordForm(Ours, allauth.ResetPasswordForm):  # type: ignore[misc]
    """Ask for a link to choose a new password."""

    words: ClassVar[dict[str, Promise]] = {"email": _("E-mail address")}


class ResetPasswordKeyForm(Ours, allauth.ResetPasswordKeyForm):  # type: ignore[misc]
    """Choose a new password with the link from the mail."""

    words: ClassVar[dict[str, Promise]] = {
        "password1": _("New password"),
        "password2": _("New password once more"),
    }
    help: ClassVar[dict[str, Promise]] = {"password1": NEW}


class ChangePasswordForm(Ours, allauth.ChangePasswordForm):  # type: ignore[misc]
    """Choose a new password while signed in."""

    words: ClassVar[dict[str, Promise]] = {
        "oldpassword": _("Present password"),
        "password1": _("New password"),
        "password2": _("New password once more"),
    }
    help: ClassVar[dict[str, Promise]] = {"password1": NEW}


class ReauthenticateForm(Ours, allauth.ReauthenticateForm):  # type: ignore[misc]
    """Give the password once more before something that matters."""

    words: ClassVar[dict[str, Promise]] = {"password": _("Password")}

"""How django-allauth fits into this house: no open sign-up, its mails through our outbox, its refusals in our words."""

from __future__ import annotations

from typing import ClassVar
from urllib.parse import quote

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from secondslice.accounts.access import home_membership
from secondslice.accounts.models import User
from secondslice.core import clock
from secondslice.messaging.services import Envelope, queue_mail


class Adapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth ships no types
    """Our rules for allauth."""

    error_messages: ClassVar[dict[str, object]] = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": _(
            "This e-mail address and this password do not belong together. Look at both again."
        ),
        "too_many_login_attempts": _(
            "Too many wrong passwords. Wait five minutes, or choose a new password by mail."
        ),
        "enter_current_password": _("This is not your present password."),
        "incorrect_password": _("This is not your password."),
        "invalid_password_reset": _("This link was used already or is too old. Ask for a new one."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002
        """Nobody signs up by himself: the set-up link and invitations are the ways in."""
        return False

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:  # noqa: ARG002
        """Go back to the account's page."""
        return reverse("accounts:account")

    def get_reset_password_from_key_url(self, key: str) -> str:
        """Return the link for the mail, under the address we are known by, whatever host the request named."""
        path = reverse("account_reset_password_from_key", kwargs={"uidb36": "UID", "key": "KEY"})
        return settings.BASE_URL + path.replace("UID-KEY", quote(key))

    def send_mail(self, template_prefix: str, email: str, context: dict[str, object]) -> None:
        """Put allauth's mail into our outbox, in the person's language, its link sealed."""
        name = template_prefix.rpartition("/")[2]
        user = context.get("user")
        membership = home_membership(user) if isinstance(user, User) else None
        if membership is None:
            return  # an address nobody here has: say nothing, so that addresses cannot be guessed
        queue_mail(
            workspace_id=membership.workspace_id,
            kind=f"accounts.{name}",
            envelope=Envelope(
                to=email, to_name=membership.user.name, from_name=membership.workspace.name
            ),
            language=membership.language,
            at=clock.now(),
            context={"person": membership.user, "workspace": membership.workspace},
            secrets={"link": str(context.get("password_reset_url", ""))},
        )

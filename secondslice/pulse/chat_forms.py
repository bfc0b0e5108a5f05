"""The forms with which a workspace is connected with its chats."""

from __future__ import annotations

from django import forms
from django.conf import settings
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from secondslice.customers.services import words_for_wrong_slack_id
from secondslice.messaging.models import Chat
from secondslice.messaging.rules import CHAT_HOSTS, may_post_to
from secondslice.messaging.slack_ids import is_slack_id
from secondslice.ui.forms import Dressed

HIDDEN = {"autocomplete": "off", "spellcheck": "false"}


class SlackForm(Dressed, forms.Form):
    """What Slack gives to an app of one's own."""

    token = forms.CharField(
        label=_("Bot token"),
        max_length=300,
        widget=forms.PasswordInput(attrs=HIDDEN),
        help_text=_("In Slack: OAuth & Permissions. It begins with xoxb-."),
    )
    signing_secret = forms.CharField(
        label=_("Signing secret"),
        max_length=100,
        widget=forms.PasswordInput(attrs=HIDDEN),
        help_text=_("In Slack: Basic Information, App Credentials."),
    )

    def clean_token(self) -> str:
        """See to it that this is the token of the app's bot."""
        token: str = self.cleaned_data["token"]
        if not token.startswith("xoxb-") or not token.isascii() or not token.isprintable():
            raise forms.ValidationError(gettext("This is not a bot token. It begins with xoxb-."))
        return token

    def clean_signing_secret(self) -> str:
        """See to it that this can be a signing secret."""
        secret: str = self.cleaned_data["signing_secret"]
        if not secret.isalnum() or not secret.isascii():
            raise forms.ValidationError(
                gettext("This is not a signing secret. It is made of letters and digits only.")
            )
        return secret


class TeamsForm(Dressed, forms.Form):
    """What Power Automate gives to a workflow."""

    url = forms.CharField(
        label=_("Address of the workflow"),
        max_length=2000,
        widget=forms.PasswordInput(attrs=HIDDEN),
        help_text=_("Power Automate shows it in the first step of the workflow, once it is saved."),
    )

    def clean_url(self) -> str:
        """See to it that it leads to Power Automate, and nowhere else."""
        url: str = self.cleaned_data["url"]
        if not may_post_to(url, [*CHAT_HOSTS, *settings.CHAT_HOSTS]):
            raise forms.ValidationError(
                gettext(
                    "This address does not lead to Power Automate. It begins with https:// and ends, before the first"
                    " slash, with .logic.azure.com or .api.powerplatform.com."
                )
            )
        return url


class TestForm(Dressed, forms.Form):
    """Whom to send a test."""

    to = forms.CharField(max_length=254)

    def __init__(self, *args: object, kind: str, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.kind = kind
        in_slack = kind == Chat.Kind.SLACK
        self.fields["to"].label = (
            _("Your Slack member id") if in_slack else _("Sign-in name in Teams")
        )

    def clean_to(self) -> str:
        """See to it that this can be a person of that chat."""
        to: str = self.cleaned_data["to"].strip()
        if self.kind == Chat.Kind.TEAMS:
            return str(forms.EmailField().clean(to))
        if not is_slack_id(to.upper()):
            raise forms.ValidationError(words_for_wrong_slack_id())
        return to.upper()

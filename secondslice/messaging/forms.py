"""The forms of the self-test."""

from __future__ import annotations

import re

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from secondslice.messaging.parsing.incoming import UnreadableMail
from secondslice.messaging.parsing.pasted import arrived_as
from secondslice.messaging.parsing.sender_records import Arrived
from secondslice.ui.forms import Dressed

MOST_HEADERS = 50_000
_SELECTOR = re.compile(r"[a-z0-9](?:[a-z0-9._-]{0,61}[a-z0-9])?", re.IGNORECASE)


class LookForm(Dressed, forms.Form):
    """What to look up."""

    selector = forms.CharField(
        label=_("DKIM selector"),
        required=False,
        max_length=63,
        help_text=_("Such as “mail” or “s1”: your mail server or provider names it."),
    )

    def clean_selector(self) -> str:
        """Return the selector; it is a part of a name in the DNS."""
        selector: str = self.cleaned_data["selector"].strip().lower()
        if selector and not _SELECTOR.fullmatch(selector):
            raise forms.ValidationError(
                gettext("A selector has letters, digits, full stops and hyphens only.")
            )
        return selector


class HeadersForm(Dressed, forms.Form):
    """The headers of a mail that arrived."""

    headers = forms.CharField(
        label=_("All headers of the mail, as it arrived"),
        max_length=MOST_HEADERS,
        widget=forms.Textarea(attrs={"rows": 6, "spellcheck": "false"}),
        help_text=_("In Gmail: Show original. In Outlook: Properties, Internet headers."),
    )

    def clean_headers(self) -> tuple[Arrived, str]:
        """Return what they say, and the selector in them."""
        try:
            return arrived_as(self.cleaned_data["headers"])
        except UnreadableMail as why:
            raise forms.ValidationError(
                gettext(
                    "These are no headers of a mail. Copy all of them, From and Received among them."
                )
            ) from why

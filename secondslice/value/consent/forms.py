"""What is typed about a quote."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from secondslice.ui.forms import Dressed
from secondslice.value.consent.services.wording import LONGEST


class WordingForm(Dressed, forms.Form):
    """Other words, as we would rather quote them."""

    words = forms.CharField(
        label=_("As you would rather quote it"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Shorten or correct it. The author sees both, and decides."),
    )

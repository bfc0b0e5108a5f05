from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from secondslice.ui.forms import Dressed


class TemplateForm(Dressed, forms.Form):
    """The organisation's own presentation."""

    template = forms.FileField(
        label=_("Your template: .pptx or .potx, at most 10 MB"),
        widget=forms.FileInput(attrs={"accept": ".pptx,.potx"}),
        help_text=_("Its slides are left out; layouts, fonts, colours and logo are taken."),
    )

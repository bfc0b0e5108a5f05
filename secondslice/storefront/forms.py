from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from secondslice.storefront.models import Storefront
from secondslice.storefront.services import Terms
from secondslice.ui.forms import Dressed


class StorefrontForm(Dressed, forms.Form):
    """For whom the menu is open."""

    openness = forms.ChoiceField(
        label=_("Who may read it"), choices=Storefront.Openness, widget=forms.RadioSelect
    )
    networks = forms.CharField(
        label=_("Your company's network"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "ltr"}),
        help_text=_("Like 10.0.0.0/8, one to a line."),
    )
    is_findable = forms.BooleanField(label=_("Search engines may find it"), required=False)

    def terms(self) -> Terms:
        """Return the typed values."""
        return Terms(**self.cleaned_data)


class LogoForm(Dressed, forms.Form):
    """The PMO's own picture."""

    logo = forms.FileField(
        label=_("Picture: PNG, JPEG or WebP, at most 60 kB"),
        widget=forms.FileInput(attrs={"accept": "image/png,image/jpeg,image/webp"}),
    )

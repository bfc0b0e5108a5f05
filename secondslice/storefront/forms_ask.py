from __future__ import annotations

from datetime import datetime

from django import forms
from django.core import signing
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from secondslice.core import clock
from secondslice.funnel.menu.models import ServiceVersion
from secondslice.funnel.requested.rules import LEAST_TIME, MOST_TIME, MOST_WORDS
from secondslice.funnel.requested.services import Wanted
from secondslice.ui.forms import NEEDED, DateInput

SALT = "storefront.ask"


class AskForm(forms.Form):
    """What a visitor asks for. A field that people do not see and a signed time keep programs away."""

    name = forms.CharField(label=_("Your name"), max_length=200)
    email = forms.EmailField(label=_("Your e-mail address"))
    organisation = forms.CharField(label=_("Your company or department"), max_length=200)
    words = forms.CharField(
        label=_("What do you need?"),
        max_length=MOST_WORDS,
        widget=forms.Textarea(attrs={"rows": 5, "maxlength": MOST_WORDS}),
    )
    wanted_on = forms.DateField(label=_("By when?"), required=False, widget=DateInput())
    website = forms.CharField(required=False)

    def __init__(self, posted: QueryDict | None, *, at: datetime) -> None:
        super().__init__(posted, auto_id="%s")
        self.at = at
        for name, help_as in (
            ("name", "name"),
            ("email", "email"),
            ("organisation", "organization"),
        ):
            self.fields[name].widget.attrs["autocomplete"] = help_as
        for field in self.fields.values():
            field.error_messages["required"] = NEEDED

    @property
    def shown(self) -> str:
        """Return when the page is shown, signed: it comes back in a hidden field."""
        return signing.dumps(int(self.at.timestamp()), salt=SALT)

    @property
    def is_a_program(self) -> bool:
        """Tell whether what people do not see was filled in."""
        return bool(self.data.get("website"))

    def clean_wanted_on(self) -> object:
        """Refuse a day that is over."""
        day = self.cleaned_data["wanted_on"]
        if day is not None and day < clock.day_of(self.at, "UTC"):
            raise forms.ValidationError(_("That day is over. Choose a day to come, or none."))
        return day

    def clean(self) -> None:
        """Refuse what was sent faster than anybody types, or from a page that is too old."""
        super().clean()
        if not self.errors and not _is_human_time(str(self.data.get("shown", "")), at=self.at):
            raise forms.ValidationError(_("Please read it once more and send it again."))

    def wanted(self, version: ServiceVersion | None) -> Wanted:
        """Return the typed values."""
        told = self.cleaned_data
        return Wanted(
            name=told["name"],
            email=told["email"],
            organisation=told["organisation"],
            words=told["words"],
            wanted_on=told["wanted_on"],
            version=version,
        )


def _is_human_time(shown: str, *, at: datetime) -> bool:
    try:
        then = int(signing.loads(shown, salt=SALT))
    except signing.BadSignature:
        return False
    return LEAST_TIME.total_seconds() <= at.timestamp() - then <= MOST_TIME.total_seconds()

from __future__ import annotations

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from secondslice.accounts.models import User, Workspace
from secondslice.accounts.selectors import people_who_run_the_pmo
from secondslice.ui.forms import Dressed
from secondslice.value.models import Testimonial
from secondslice.value.outlook.models import Alarm, WatchTerms
from secondslice.value.outlook.selectors.pager import Written
from secondslice.value.outlook.selectors.watch import Executive, executives_to_choose


class CloseForm(Dressed, forms.Form):
    """What was done about an alarm."""

    done = forms.CharField(
        label=_("What was done"), max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )


class OwnerForm(Dressed, forms.Form):
    """Whose an alarm is."""

    owner = forms.ModelChoiceField(User.objects.none(), label=_("Owner"), empty_label=None)


class ForForm(Dressed, forms.Form):
    """For which executive the page is."""

    executive = forms.ChoiceField(label=_("For"))
    people: list[Executive]

    def chosen(self) -> Executive:
        """Return who was chosen."""
        return next(one for one in self.people if one.key == self.cleaned_data["executive"])


class PageForm(Dressed, forms.Form):
    """The words of the page, and the quote on it."""

    words = forms.CharField(
        label=_("Words"),
        max_length=6000,
        widget=forms.Textarea(attrs={"rows": 16}),
        help_text=_("A blank line begins a new paragraph."),
    )
    quote = forms.ModelChoiceField(
        Testimonial.objects.none(),
        label=_("Quote"),
        required=False,
        empty_label=_("No quote"),
        help_text=_("Only what its author lets us publish and quote in mails."),
    )
    look = forms.CharField(widget=forms.HiddenInput, max_length=32)


class TermsForm(Dressed, forms.ModelForm[WatchTerms]):
    """What counts as an alarm."""

    class Meta:
        model = WatchTerms
        fields = ["base", "shifted", "limit", "quiet_days", "most_quiet", "around"]
        help_texts = {
            "limit": _("The higher, the fewer false alarms, and the later the alarm."),
            "most_quiet": _("The longest first: more than can be called helps nobody."),
        }

    def terms(self) -> dict[str, Any]:
        """Return what was typed."""
        return {name: self.cleaned_data[name] for name in self.Meta.fields}


def owner_form(alarm: Alarm, *, posted: QueryDict | None) -> OwnerForm:
    """Return the form with those who run the PMO."""
    form = OwnerForm(posted, initial={"owner": alarm.owner_id})
    field = form.fields["owner"]
    assert isinstance(field, forms.ModelChoiceField)  # noqa: S101  (for the types)
    field.queryset = people_who_run_the_pmo(alarm.workspace)
    return form


def for_form(workspace: Workspace, alarm: Alarm, *, posted: QueryDict | None) -> ForForm:
    """Return the form with all executives who are known."""
    people = executives_to_choose(workspace)
    now = next(
        (
            one.key
            for one in people
            if (one.contact is not None and one.contact.pk == alarm.contact_id)
            or (one.member is not None and one.member.pk == alarm.member_id)
        ),
        "",
    )
    form = ForForm(posted, initial={"executive": now})
    form.people = people
    field = form.fields["executive"]
    assert isinstance(field, forms.ChoiceField)  # noqa: S101  (for the types)
    field.choices = [(one.key, f"{one.name}, {one.place}") for one in people]
    return form


def page_form(written: Written, *, posted: QueryDict | None) -> PageForm:
    """Return the form with the words as they stand, and the quotes to choose from."""
    form = PageForm(
        posted,
        initial={"words": written.words, "quote": written.quote, "look": written.content.look},
    )
    keys = [one.pk for one in written.content.quotes]
    if written.quote is not None:
        keys.append(written.quote.pk)
    field = form.fields["quote"]
    assert isinstance(field, forms.ModelChoiceField)  # noqa: S101  (for the types)
    field.queryset = Testimonial.objects.filter(pk__in=keys)
    return form

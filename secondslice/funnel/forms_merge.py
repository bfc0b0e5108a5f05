from __future__ import annotations

from collections.abc import Sequence

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from secondslice.funnel.models import Opportunity
from secondslice.ui.forms import Dressed

HERE, OTHER = "here", "other"


class MergeForm(Dressed, forms.Form):
    """With which other one it is the same, and which of the two stays."""

    other = forms.ModelChoiceField(
        Opportunity.objects.none(),
        to_field_name="ref",
        error_messages={
            "required": _("Choose the one that is the same."),
            "invalid_choice": _("That one is no longer here. Choose another one."),
        },
    )
    stays = forms.ChoiceField(
        label=_("Which one stays"),
        choices=[(HERE, _("This one")), (OTHER, _("The one chosen above"))],
        widget=forms.RadioSelect,
        initial=HERE,
    )


def merge_form(
    choices: Sequence[Opportunity], *, posted: QueryDict | None, chosen: str
) -> MergeForm:
    """Return the form over these opportunities; `chosen` is the ref of the one marked at first."""
    form = MergeForm(posted, initial={"other": chosen})
    field = form.fields["other"]
    assert isinstance(field, forms.ModelChoiceField)  # noqa: S101  (for the types)
    field.queryset = Opportunity.objects.filter(pk__in=[one.pk for one in choices])
    return form

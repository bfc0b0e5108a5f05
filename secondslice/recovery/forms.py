from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from secondslice.accounts.models import User
from secondslice.recovery.models import Case
from secondslice.recovery.selectors import Load
from secondslice.recovery.selectors.causes import causes_of
from secondslice.recovery.selectors.owners import people_for
from secondslice.ui.forms import DateInput, Dressed

MOST_WORDS = 4000


class NoteForm(Dressed, forms.Form):
    """Something worth knowing about a case."""

    words = forms.CharField(
        label=_("Note"), max_length=MOST_WORDS, widget=forms.Textarea(attrs={"rows": 3})
    )


class TalkForm(Dressed, forms.Form):
    """What came out of the talk with the customer."""

    words = forms.CharField(
        label=_("What did you agree?"),
        max_length=MOST_WORDS,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class PlanForm(Dressed, forms.Form):
    """What will be done, and until when."""

    what = forms.CharField(
        label=_("What will be done?"),
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_(
            "A sentence the customer will read, such as: We look at the format of the report together."
        ),
    )
    planned_for = forms.DateField(label=_("Done by"), widget=DateInput())

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:  # noqa: ANN401  (Django's arguments)
        super().__init__(*args, **kwargs)
        self.fields["planned_for"].widget.attrs["min"] = today.isoformat()


class WaiverForm(Dressed, forms.Form):
    """Why nothing more can be done."""

    reason = forms.CharField(
        label=_("Why can nothing more be done?"),
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("A second person has to agree. It never counts as recovered."),
    )


class CauseForm(Dressed, forms.Form):
    """What lies behind a No."""

    cause = forms.ChoiceField(label=_("What lies behind it?"))


def cause_form(case: Case, posted: QueryDict | None = None) -> CauseForm:
    """Return the form with every cause that a No can have here."""
    form = CauseForm(posted, auto_id="cause_%s", initial={"cause": case.cause})
    field = form.fields["cause"]
    if isinstance(field, forms.ChoiceField):
        unknown = [] if case.cause else [("", _("Not known yet"))]
        field.choices = [*unknown, *causes_of(case)]
    return form


class CapacityForm(Dressed, forms.Form):
    """How many cases one person can mend at once: a number for everybody, and where it differs one for a person."""

    usual = forms.IntegerField(
        label=_("Cases one person can mend at once"),
        min_value=1,
        max_value=500,
        help_text=_("Whoever has so many gets no new questions about his projects."),
    )

    def __init__(self, posted: QueryDict | None, *, usual: int, loads: Sequence[Load]) -> None:
        first: dict[str, int | None] = {"usual": usual}
        first |= {f"own-{one.owner.pk}": one.own for one in loads}
        super().__init__(posted, initial=first)
        self._loads = loads
        for one in loads:
            field = forms.IntegerField(
                label=one.owner.name, min_value=1, max_value=500, required=False
            )
            field.widget.attrs |= {"class": "input w-24", "placeholder": str(usual)}
            self.fields[f"own-{one.owner.pk}"] = field

    def rows(self) -> list[tuple[Load, forms.BoundField]]:
        """Return everybody who runs projects, with the field for a number of his own."""
        return [(one, self[f"own-{one.owner.pk}"]) for one in self._loads]

    def own(self) -> dict[int, int | None]:
        """Return the numbers of single people."""
        return {one.owner.pk: self.cleaned_data[f"own-{one.owner.pk}"] for one in self._loads}


class HandOverForm(Dressed, forms.Form):
    """Who takes a case over."""

    to = forms.ModelChoiceField(User.objects.none(), label=_("New owner"), empty_label=None)


def hand_over_form(case: Case, posted: QueryDict | None = None) -> HandOverForm:
    """Return the form with everybody who could take this case over."""
    form = HandOverForm(posted, auto_id="owner_%s")
    field = form.fields["to"]
    if isinstance(field, forms.ModelChoiceField):
        field.queryset = people_for(case).exclude(pk=case.owner_id)
    return form

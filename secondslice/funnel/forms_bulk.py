from __future__ import annotations

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from secondslice.accounts.models import Membership, User
from secondslice.funnel import rules
from secondslice.funnel.forms_ends import choose_from
from secondslice.funnel.rules import Fault, Kind
from secondslice.funnel.selectors.people import people_who_sell
from secondslice.funnel.selectors.stages import lost_reasons, stages_of
from secondslice.funnel.words import words_for
from secondslice.ui.forms import NEEDED, DateInput, Dressed

MOVE, OWNER, ACTION = "move", "owner", "action"
BULK_KINDS = (*rules.ALIVE, Kind.LOST, Kind.POSTPONED, Kind.VOID)
"""Where many can be moved at once: won asks something different for each."""


class BulkForm(Dressed, forms.Form):
    """What is done to many opportunities at once. `do` says which of the three."""

    do = forms.ChoiceField(choices=[(one, one) for one in (MOVE, OWNER, ACTION)])
    stage = forms.ChoiceField(label=_("Move to"), required=False)
    lost_code = forms.ChoiceField(label=_("If lost: why"), required=False)
    lost_reason = forms.CharField(label=_("In words"), max_length=300, required=False)
    postponed_until = forms.DateField(
        label=_("If postponed: until"), widget=DateInput(), required=False
    )
    owner = forms.ModelChoiceField(User.objects.none(), label=_("Owner"), required=False)
    next_action = forms.CharField(label=_("Next action"), max_length=200, required=False)
    next_on = forms.DateField(label=_("On"), widget=DateInput(), required=False)

    def clean(self) -> None:
        """See to it that what is chosen has all that it needs."""
        super().clean()
        told = self.cleaned_data
        do = told.get("do")
        if do == OWNER and not told.get("owner"):
            self._miss("owner")
        elif do == MOVE and not told.get("stage"):
            self._miss("stage")
        elif do == ACTION:
            if not told.get("next_action"):
                self._miss("next_action")
            elif not told.get("next_on") and "next_on" not in self.errors:
                self.add_error("next_on", words_for(fault=Fault.ACTION_WITHOUT_DAY))

    def _miss(self, name: str) -> None:
        self.add_error(name, forms.ValidationError(NEEDED, code="required"))


def bulk_form(membership: Membership, posted: QueryDict | None = None) -> BulkForm:
    """Return the form with what this workspace has to choose from."""
    workspace = membership.workspace
    form = BulkForm(posted, auto_id="bulk_%s")
    stages = [one for one in stages_of(workspace).values() if one.kind in BULK_KINDS]
    nothing = [("", _("Please choose"))]
    choose_from(form, "stage", [*nothing, *((one.code, one.label) for one in stages)])
    reasons = [(one.code, one.label) for one in lost_reasons(workspace) if one.is_shown]
    choose_from(form, "lost_code", [("", "\N{EN DASH}"), *reasons])
    form.fields["owner"].queryset = people_who_sell(workspace)  # type: ignore[attr-defined]
    form.fields["owner"].empty_label = _("Please choose")  # type: ignore[attr-defined]
    return form

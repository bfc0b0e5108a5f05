from __future__ import annotations

from datetime import date

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from secondslice.accounts.models import Workspace
from secondslice.funnel import rules
from secondslice.funnel.models import FunnelStage
from secondslice.funnel.rules import Fault, Kind
from secondslice.funnel.selectors.stages import lost_reasons, stages_of
from secondslice.funnel.words import words_for
from secondslice.ui.forms import DateInput, Dressed, NeededSometimes


class LoseForm(Dressed, forms.Form):
    """Why an opportunity was lost."""

    stage = forms.ChoiceField(label=_("Stage"))
    lost_code = forms.ChoiceField(label=_("Why it was lost"))
    lost_reason = NeededSometimes(label=_("In words"), max_length=300, required=False)

    def clean(self) -> None:
        """See to it that "something else" is said in words."""
        super().clean()
        told = self.cleaned_data
        for fault in rules.end_faults(
            Kind.LOST,
            lost_code=told.get("lost_code", "-"),
            lost_reason=told.get("lost_reason", ""),
            has_day=False,
        ):
            self.add_error("lost_reason", words_for(fault=fault))


class PostponeForm(Dressed, forms.Form):
    """Until when an opportunity rests."""

    stage = forms.ChoiceField(label=_("Stage"))
    postponed_until = forms.DateField(
        label=_("Look at it again on"),
        widget=DateInput(),
        help_text=_("The next budget round, for example. On that day it stands on Today."),
    )
    today: date

    def clean_postponed_until(self) -> date:
        """See to it that the day is still to come."""
        found: date = self.cleaned_data["postponed_until"]
        if found <= self.today:
            raise forms.ValidationError(_("Choose a day that is still to come."))
        return found


class ActionForm(Dressed, forms.Form):
    """What is done next, and when."""

    next_action = forms.CharField(label=_("Next action"), max_length=200, required=False)
    next_on = forms.DateField(label=_("On"), widget=DateInput(), required=False)

    def clean(self) -> None:
        """See to it that an action has its day, and a day its action."""
        super().clean()
        told = self.cleaned_data
        has_day = told.get("next_on") is not None or "next_on" in self.errors
        field = {Fault.ACTION_WITHOUT_DAY: "next_on", Fault.DAY_WITHOUT_ACTION: "next_action"}
        for fault in rules.action_faults(next_action=told.get("next_action", ""), has_day=has_day):
            self.add_error(field[fault], words_for(fault=fault))


def lose_form(
    workspace: Workspace, *, posted: QueryDict | None = None, stage: str = ""
) -> LoseForm:
    """Return the form with the reasons that this workspace offers."""
    form = LoseForm(posted, auto_id="lose_%s", initial={"stage": stage})
    offer_stages(form, workspace, Kind.LOST)
    reasons = [(one.code, one.label) for one in lost_reasons(workspace) if one.is_shown]
    choose_from(form, "lost_code", [("", _("Please choose")), *reasons])
    return form


def postpone_form(
    workspace: Workspace, *, today: date, posted: QueryDict | None = None, stage: str = ""
) -> PostponeForm | None:
    """Return the form, or None where nothing can be postponed because the workspace has no such stage."""
    form = PostponeForm(posted, auto_id="postpone_%s", initial={"stage": stage})
    form.today = today
    return form if offer_stages(form, workspace, Kind.POSTPONED) else None


def offer_stages(form: forms.Form, workspace: Workspace, kind: Kind) -> list[FunnelStage]:
    """Offer the stages of this kind; one alone is not asked for."""
    found = [one for one in stages_of(workspace).values() if one.kind == kind]
    choose_from(form, "stage", [(one.code, one.label) for one in found])
    if len(found) == 1:
        form.fields["stage"].widget = forms.HiddenInput()
        form.initial["stage"] = found[0].code
    return found


def choose_from(form: forms.Form, name: str, choices: list[tuple[str, object]]) -> None:
    field = form.fields[name]
    if isinstance(field, forms.ChoiceField):
        field.choices = choices

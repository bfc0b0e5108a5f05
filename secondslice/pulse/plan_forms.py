"""The forms of the ask plan."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from secondslice.pulse.modes import LEAST_SPREAD, LEAST_TOGETHER
from secondslice.pulse.plan_models import AT_LEAST_ONE, AskRules, TastePoint
from secondslice.pulse.selectors.plans import point_label
from secondslice.pulse.selectors.wording import is_a_question
from secondslice.pulse.services.plan_settings import PointFacts
from secondslice.ui.forms import Dressed


class LeaveOutForm(Dressed, forms.Form):
    """Why somebody is not asked."""

    reason = forms.CharField(
        label=_("Why is this person not asked?"),
        max_length=300,
        help_text=_("Everybody who reads the plan can read it."),
    )


class RulesForm(Dressed, forms.ModelForm[AskRules]):
    """How often one person may hear from us."""

    class Meta:
        model = AskRules
        fields = (
            "sends_itself", "asks_talked", "floor_internal", "floor_executive", "floor_external", "per_year",
            "per_year_external", "contacts_per_year", "remind_after", "opens", "closes", "mode_sponsor",
            "mode_executive", "mode_customer", "mode_team", "least_together", "least_spread",
        )  # fmt: skip
        labels = {
            "sends_itself": _("Send what is due by itself, and remind once"),
            "asks_talked": _("After a No, also ask whether others were told of it"),
            "floor_internal": _("Days between two questions to a sponsor"),
            "floor_executive": _("Days between two questions to an executive"),
            "floor_external": _("Days between two questions to a client"),
            "per_year": _("Questions in a year"),
            "per_year_external": _("Questions to a client in a year"),
            "contacts_per_year": _("Questions and reminders in a year"),
            "remind_after": _("Reminder after working days"),
            "opens": _("Mails leave from"),
            "closes": _("Mails leave until"),
            "mode_sponsor": _("Sponsors"),
            "mode_executive": _("Executives"),
            "mode_customer": _("Customers"),
            "mode_team": _("Team members"),
            "least_together": _("People behind every figure and every list of words"),
            "least_spread": _("People behind a list of reasons"),
        }
        help_texts = {
            "asks_talked": _(
                "One tap, and nobody has to. Impact then counts what was said, and guesses less."
            ),
            "opens": _("In the time of the person who gets them."),
        }
        widgets = {
            "opens": forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
            "closes": forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        }

    def clean(self) -> dict[str, Any]:
        """See to it that mails can leave, and that nobody is asked more often than contacted."""
        values = super().clean() or self.cleaned_data
        opens, closes = values.get("opens"), values.get("closes")
        if opens and closes and closes <= opens:
            self.add_error("closes", gettext("Mails must be able to leave: choose a later hour."))
        for name in AT_LEAST_ONE:
            if values.get(name, 1) < 1:
                is_days = name.startswith(("floor_", "remind_"))
                self.add_error(
                    name, gettext("At least one day.") if is_days else gettext("At least one.")
                )
        for name, least in (("least_together", LEAST_TOGETHER), ("least_spread", LEAST_SPREAD)):
            if values.get(name, least) < least:
                text = gettext("At least %(least)s: fewer would tell who said what.")
                self.add_error(name, text % {"least": least})
        return values

    def chosen(self) -> dict[str, Any]:
        """Return what was typed."""
        return dict(self.cleaned_data)

    def when_fields(self) -> list[forms.BoundField]:
        """Return the fields about when and how often."""
        return [self[name] for name in self.fields if not name.startswith(("mode_", "least_"))]

    def mode_fields(self) -> list[forms.BoundField]:
        """Return the fields about who may know what a person answered."""
        return [self[name] for name in self.fields if name.startswith(("mode_", "least_"))]


class PointForm(Dressed, forms.Form):
    """One taste point."""

    label = forms.CharField(label=_("Name"), max_length=80)
    days_after = forms.IntegerField(
        label=_("Days"), min_value=0, max_value=730, required=False, initial=0
    )
    longer_than = forms.IntegerField(
        label=_("Only if longer than"), min_value=0, max_value=3650, required=False, initial=0
    )
    is_active = forms.BooleanField(label=_("Used"), required=False)
    asks_worth = forms.BooleanField(
        label=_("Also ask, from 0 to 10, what it was worth"), required=False
    )
    question = forms.CharField(
        label=_("Words of its own"),
        max_length=120,
        required=False,
        help_text=_(
            "Empty: the question of all moments. It must be answerable with Yes or No."
            " Who reads another language is asked the question of all moments."
        ),
    )

    def __init__(
        self,
        *args: Any,  # noqa: ANN401
        point: TastePoint,
        question: str,
        planned: int,
        **kwargs: Any,  # noqa: ANN401
    ) -> None:
        first = {
            "label": point_label(point),
            "days_after": point.days_after,
            "longer_than": point.longer_than,
            "is_active": point.is_active,
            "asks_worth": point.asks_worth,
            "question": question,
        }
        super().__init__(*args, prefix=point.code, initial=first, **kwargs)
        self.point, self.name = point, point_label(point)
        self.planned = planned
        """How many questions are planned for it."""
        if point.moment != TastePoint.Moment.END:
            del self.fields["asks_worth"]
        gone = "days_after" if point.moment == TastePoint.Moment.HALFWAY else "longer_than"
        del self.fields[gone]

    def clean_question(self) -> str:
        """Return the question; it ends with a question mark."""
        question: str = self.cleaned_data["question"].strip()
        if question and not is_a_question(question):
            raise forms.ValidationError(gettext("A question ends with a question mark."))
        return question

    def facts(self) -> PointFacts:
        """Return what was decided."""
        given = self.cleaned_data
        return PointFacts(
            label=given["label"].strip(),
            days_after=given.get("days_after") or 0,
            longer_than=given.get("longer_than") or 0,
            is_active=given["is_active"],
            asks_worth=given.get("asks_worth", False),
            question=given["question"],
        )


class NewPointForm(Dressed, forms.Form):
    """One more moment at which every project is tasted."""

    label = forms.CharField(label=_("Name"), max_length=80)
    moment = forms.ChoiceField(label=_("When"), choices=TastePoint.Moment.choices)
    days_after = forms.IntegerField(label=_("Days later"), min_value=0, max_value=730, initial=0)

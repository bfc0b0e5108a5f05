"""The forms about what changes for a customer, how it is kept, and what is told of it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils.dates import WEEKDAYS
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from secondslice.recovery import rules
from secondslice.recovery.adjustment_words import CHANNELS, FORMATS, as_code, in_words, lack_words
from secondslice.recovery.models import Adjustment, RiskReview
from secondslice.recovery.playbooks import Remedy
from secondslice.recovery.terms import FIELD_OF, Terms, lacks
from secondslice.recovery.words import too_far_words, too_long_ago_words
from secondslice.ui.forms import DateInput, Dressed

Kind = Adjustment.Kind


class Suggesting(forms.TextInput):
    """A line to type in, with what is usual offered; it works without a script."""

    template_name = "recovery/adjustments/suggesting.html"

    def __init__(self, names: Mapping[str, Promise]) -> None:
        super().__init__()
        self.names = names

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:  # noqa: ANN401  (Django's)
        """Add what is offered; a code is shown in the reader's words."""
        shown = in_words(str(value), self.names) if value else value
        context = super().get_context(name, shown, attrs)
        context["offered"] = [str(one) for one in self.names.values()]
        context["widget"]["attrs"]["list"] = f"{context['widget']['attrs'].get('id', name)}-offered"
        return context


class AdjustmentForm(Dressed, forms.Form):
    """What changes for the customer, of one of three kinds, for whom, from when and until when."""

    kind = forms.ChoiceField(
        label=_("What is it?"), choices=Kind.choices, widget=forms.RadioSelect(), required=False
    )
    what = forms.CharField(
        label=_("What changes?"),
        max_length=400,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("A sentence the customer will read, such as: You get one page, every Friday."),
    )
    rhythm = forms.ChoiceField(label=_("How often?"), required=False)
    weekday = forms.TypedChoiceField(
        label=_("On which day?"), required=False, coerce=int, empty_value=None
    )
    format = forms.CharField(
        label=_("In which form?"), max_length=80, required=False, widget=Suggesting(FORMATS)
    )
    channel = forms.CharField(
        label=_("By which way?"), max_length=80, required=False, widget=Suggesting(CHANNELS)
    )
    trigger = forms.CharField(
        label=_("What would be the sign that it becomes an issue?"), max_length=200, required=False
    )
    review_on = forms.DateField(label=_("Look at it again on"), required=False, widget=DateInput())
    for_whom = forms.ChoiceField(
        label=_("For whom?"), choices=Adjustment.ForWhom.choices, required=False
    )
    starts_on = forms.DateField(label=_("From"), widget=DateInput())
    ends_on = forms.DateField(label=_("Until"), required=False, widget=DateInput())
    ask_now = forms.BooleanField(label=_("It has begun: ask again at once"), required=False)

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:  # noqa: ANN401  (Django's arguments)
        super().__init__(*args, **kwargs)
        self.today = today
        self._choose("kind", list(Kind.choices), Kind.CHANGE)
        self._choose("for_whom", list(Adjustment.ForWhom.choices), Adjustment.ForWhom.PERSON)
        self._choose("rhythm", [("", _("Please choose")), *Adjustment.Rhythm.choices], "")
        self._choose("weekday", [("", _("As on the first day")), *WEEKDAYS.items()], "")

    def _choose(self, name: str, choices: list[Any], first: str) -> None:
        field = self.fields[name]
        if isinstance(field, forms.ChoiceField):
            field.choices = choices
        self.initial.setdefault(name, first)

    def clean_starts_on(self) -> date:
        """See to it that the change begins neither too late nor too early to be one."""
        starts_on: date = self.cleaned_data["starts_on"]
        if rules.is_too_far(starts_on, today=self.today):
            raise forms.ValidationError(too_far_words())
        if rules.is_too_long_ago(starts_on, today=self.today):
            raise forms.ValidationError(too_long_ago_words())
        return starts_on

    def clean(self) -> dict[str, Any]:
        """Say of everything that is missing what it is, beside its field."""
        cleaned = super().clean() or {}
        for name, names in (("format", FORMATS), ("channel", CHANNELS)):
            cleaned[name] = as_code(cleaned.get(name) or "", names)
        starts_on = cleaned.get("starts_on") or self.today
        found = lacks(self.sentence, self.terms, starts_on=starts_on, today=self.today)
        for lack in found:
            if FIELD_OF[lack] not in self.errors:
                self.add_error(FIELD_OF[lack], lack_words(lack))
        return cleaned

    @property
    def sentence(self) -> str:
        """Return the sentence; an agreement is told by its parts."""
        what: str = self.cleaned_data.get("what") or ""
        return "" if self.terms.kind == Kind.AGREEMENT else what

    @property
    def terms(self) -> Terms:
        """Return what else was said."""
        said = self.cleaned_data
        return Terms(
            kind=said.get("kind") or Kind.CHANGE,
            for_whom=said.get("for_whom") or Adjustment.ForWhom.PERSON,
            ends_on=said.get("ends_on"),
            rhythm=said.get("rhythm") or "",
            weekday=said.get("weekday"),
            format=said.get("format") or "",
            channel=said.get("channel") or "",
            trigger=said.get("trigger") or "",
            review_on=said.get("review_on"),
        )


def first_words(remedy: Remedy | None) -> dict[str, object]:
    """Return what a suggestion of the playbook fills into the form."""
    if remedy is None:
        return {}
    return {
        "kind": remedy.kind,
        "what": str(remedy.words),
        "rhythm": remedy.rhythm,
        "weekday": "" if remedy.weekday is None else remedy.weekday,
        "format": remedy.format,
        "channel": remedy.channel,
        "trigger": str(remedy.trigger),
    }


class UpdateForm(forms.Form):
    """What became of an update that an agreement promised for a day: it was delivered, or why it was left out."""

    day = forms.DateField()
    on = forms.DateField(required=False)
    why = forms.CharField(max_length=400, required=False)
    back = forms.CharField(required=False)
    show = forms.CharField(required=False)
    after = forms.CharField(required=False)

    @property
    def for_day(self) -> date | None:
        """Return the promised day, as far as the form knows it."""
        return getattr(self, "cleaned_data", {}).get("day")

    @property
    def is_of_list(self) -> bool:
        """Tell whether it came from the list of all days, which leads nowhere else."""
        return "back" not in self.data

    @property
    def wrongs(self) -> list[str]:
        """Return what is wrong with it, as sentences to be shown beside the day."""
        return [str(error) for errors in self.errors.values() for error in errors]


class EndForm(Dressed, forms.Form):
    """Until when something holds, and why no longer."""

    ends_on = forms.DateField(label=_("Its last day"), widget=DateInput())
    why = forms.CharField(
        label=_("Why does it end?"),
        max_length=400,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class ReviewForm(Dressed, forms.Form):
    """What a look at a risk has shown."""

    outcome = forms.ChoiceField(
        label=_("How does it stand?"),
        choices=RiskReview.Outcome.choices,
        widget=forms.RadioSelect(),
        initial=RiskReview.Outcome.WATCHED,
    )
    review_on = forms.DateField(
        label=_("Look at it again on"),
        required=False,
        widget=DateInput(),
        help_text=_("When it stays on watch."),
    )
    words = forms.CharField(
        label=_("What did you find?"),
        max_length=400,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    tell = forms.BooleanField(
        label=_("If it is an issue: tell the owner of the case and the PMO lead by mail"),
        required=False,
        initial=True,
    )


class TellForm(Dressed, forms.Form):
    """What was changed, in words for everybody."""

    words = forms.CharField(
        label=_("In words for everybody"),
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_(
            "Without a name: no person, no customer, no project. Such as: Status reports are one page now."
        ),
    )


class PlaybookForm(Dressed, forms.Form):
    """What a workspace says to a cause."""

    questions = forms.CharField(
        label=_("Questions for the call"),
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("One to a line."),
    )
    remedies = forms.CharField(
        label=_("What usually helps"),
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("One to a line; a click fills it into the form of the change."),
    )
    mail = forms.CharField(
        label=_("First mail"),
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 10}),
        help_text=_(
            "{name} stands for the person, {project} for the project, {words} for what the person said, {me} for you."
        ),
    )
    is_about_owner = forms.BooleanField(
        label=_("It is about whoever runs the project: the PMO lead takes the case"), required=False
    )

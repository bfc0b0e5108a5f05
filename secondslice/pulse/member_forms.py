"""The forms of the members' pages."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils import translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from secondslice.projects.models import Stakeholder
from secondslice.pulse.chips import LABELS
from secondslice.pulse.models import Reason, Taste
from secondslice.pulse.plan_models import MODES
from secondslice.pulse.selectors.asks import label_of
from secondslice.pulse.selectors.by_hand import Askable
from secondslice.pulse.selectors.wording import is_a_question
from secondslice.pulse.services.wording import ReasonChange
from secondslice.ui.forms import Dressed, NeededSometimes

MOST_NOTE = 1000
PLACE = _("Give it a place: a number from 1 on.")


class AskForm(Dressed, forms.Form):
    """Who of a project's people is asked. `key` is made once per form, so that a double click asks once."""

    key = forms.UUIDField(
        required=False, widget=forms.HiddenInput(attrs={"autocomplete": "off"}), initial=uuid.uuid4
    )
    people = forms.MultipleChoiceField(
        label=_("Whom do you want to ask?"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one person.")},
    )
    note = forms.CharField(
        label=_("A personal line"),
        required=False,
        max_length=MOST_NOTE,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("It stands above the question."),
    )

    mode = forms.ChoiceField(
        label=_("Who may know what each one answers?"),
        required=False,
        choices=[("", _("As set for each part in the project")), *MODES],
    )
    in_spite = forms.BooleanField(label=_("Ask at once in spite of it"), required=False)
    reason = NeededSometimes(
        label=_("Why it cannot wait"),
        required=False,
        max_length=300,
        help_text=_("Kept with your name in “Who did what”."),
    )

    def __init__(
        self,
        *args: Any,  # noqa: ANN401
        people: Sequence[Askable],
        may_force: bool,
        **kwargs: Any,  # noqa: ANN401
    ) -> None:
        super().__init__(*args, **kwargs)
        self._people = {str(one.part.ref): one.part for one in people}
        field = self.fields["people"]
        field.choices = [(ref, one.contact.name) for ref, one in self._people.items()]  # type: ignore[attr-defined]
        field.initial = [
            str(one.part.ref)
            for one in people
            if one.is_now and one.part.role == Stakeholder.Role.SPONSOR
        ]
        if not may_force:
            del self.fields["in_spite"], self.fields["reason"]

    def clean(self) -> dict[str, Any]:
        """See to it that who asks in spite of the budget says why."""
        values = super().clean() or self.cleaned_data
        if values.get("in_spite") and not values.get("reason", "").strip():
            self.add_error("reason", gettext("Say why it cannot wait."))
        return values

    def chosen(self) -> list[Stakeholder]:
        """Return the people that were ticked."""
        return [self._people[ref] for ref in self.cleaned_data["people"]]


class QuestionForm(Dressed, forms.Form):
    """The words of the question."""

    question = forms.CharField(
        label=_("The question"),
        max_length=120,
        help_text=_("It must be answerable with Yes or No."),
    )
    intro = forms.CharField(
        label=_("First sentence of the mail"),
        required=False,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def clean_question(self) -> str:
        """Return the question; it ends with a question mark."""
        question: str = self.cleaned_data["question"].strip()
        if not is_a_question(question):
            raise forms.ValidationError(gettext("A question ends with a question mark."))
        return question


class ReasonForm(Dressed, forms.Form):
    """One reason in the list of them."""

    position = forms.IntegerField(
        label=_("Place"),
        min_value=1,
        max_value=999,
        error_messages=dict.fromkeys(("required", "invalid", "min_value", "max_value"), PLACE),
    )
    label = forms.CharField(label=_("Words"), max_length=80, required=False)
    severity = forms.ChoiceField(label=_("Weight"), choices=Reason.Severity.choices)
    is_shown = forms.BooleanField(label=_("Shown"), required=False)

    def __init__(
        self,
        posted: QueryDict | None,
        *,
        reason: Reason,
        place: int,
        elsewhere: bool,
        language: str,
    ) -> None:
        with translation.override(language):  # as those who read it see it; all else as the member
            words, self._products = label_of(reason), str(LABELS.get(reason.code, ""))
        first = {
            "position": place,
            "label": words,
            "severity": reason.severity,
            "is_shown": reason.is_shown,
        }
        super().__init__(posted, prefix=reason.code, initial=first)
        self.place = place
        self.words = words
        self._reason = reason
        self._elsewhere = elsewhere
        if reason.taste == Taste.YES:
            del self.fields["severity"]
        for field in self.fields.values():
            field.widget.attrs["aria-label"] = f"{field.label}: {words}"

    def clean_label(self) -> str:
        """Return the words to store: nothing where they are the product's own, which stay translatable."""
        typed: str = self.cleaned_data["label"]
        if self._elsewhere:
            usual = self._reason.label or self._products
            return "" if typed == usual else typed
        if not typed and not self._products:
            raise forms.ValidationError(gettext("Write the words of this reason."))
        return "" if typed == self._products else typed

    def sort_key(self) -> tuple[int, int]:
        """Return where the reason goes: moved up, it goes before the one that stands there; moved down, behind it."""
        typed: int = self.cleaned_data["position"]
        return typed, (typed > self.place) - (typed < self.place)

    def change(self) -> ReasonChange:
        """Return what was decided about the reason."""
        return ReasonChange(
            code=self._reason.code,
            label=self.cleaned_data["label"],
            severity=self.cleaned_data.get("severity", self._reason.severity),
            is_shown=self.cleaned_data["is_shown"],
        )


class ReasonsForm(forms.Form):
    """All reasons under one answer. It has no fields of its own: `rows` are forms, and errors of the whole are here."""

    def __init__(
        self,
        posted: QueryDict | None,
        *,
        reasons: Iterable[Reason],
        language: str,
        elsewhere: bool = False,
    ) -> None:
        super().__init__(posted)
        self.rows = [
            ReasonForm(posted, reason=one, place=place, elsewhere=elsewhere, language=language)
            for place, one in enumerate(reasons, 1)
        ]

    def clean(self) -> dict[str, Any]:
        """Look at each row too."""
        wrong = [row for row in self.rows if not row.is_valid()]
        for row in wrong:
            for errors in row.errors.values():
                self.add_error(None, [f"{row.words}: {error}" for error in errors])
        return self.cleaned_data

    def changes(self) -> list[ReasonChange]:
        """Return what was decided, in the order of the places that were typed."""
        return [row.change() for row in sorted(self.rows, key=ReasonForm.sort_key)]


class NewReasonForm(Dressed, forms.Form):
    """A reason of the workspace's own. Only a cause of a No has a weight."""

    label = forms.CharField(label=_("New reason"), max_length=60)
    severity = forms.ChoiceField(label=_("Weight"), choices=Reason.Severity.choices)

    def __init__(self, posted: QueryDict | None, *, taste: Taste) -> None:
        super().__init__(posted)
        if taste == Taste.YES:
            del self.fields["severity"]


class LinkForm(Dressed, forms.Form):
    """Why somebody is asked by a link now."""

    reason = NeededSometimes(
        label=_("Why it cannot wait"),
        max_length=200,
        required=False,
        help_text=_("Only where the contact budget says later."),
    )


class SendNowForm(Dressed, forms.Form):
    """Why what waits for its hour is sent at once."""

    reason = forms.CharField(
        label=_("Why it cannot wait"),
        max_length=300,
        help_text=_("Kept with your name in “Who did what”."),
        error_messages={"required": _("Say why it cannot wait.")},
    )

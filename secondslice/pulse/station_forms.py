"""The members' forms of stations."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from secondslice.accounts.models import Membership
from secondslice.accounts.rules import RUNS_THE_PMO
from secondslice.projects.access import visible_projects
from secondslice.projects.models import Project
from secondslice.pulse.models import Station
from secondslice.pulse.selectors.wording import is_a_question
from secondslice.pulse.services.stations import StationFacts
from secondslice.pulse.station_rules import origin_of
from secondslice.ui.forms import DateInput, Dressed

Kind = Station.Kind
MOST_ORIGINS = 20
MOST_PER_HOUR = {Kind.QR: 60, Kind.KIOSK: 120, Kind.WIDGET: 30}
FIELDS_OF = {"present": Kind.QR, "origins": Kind.WIDGET}


class StationForm(Dressed, forms.Form):
    """What is decided about a station. Each kind has fields of its own."""

    name = forms.CharField(
        label=_("Name"),
        max_length=80,
        help_text=_("For you and your colleagues. Who answers does not see it."),
    )
    project = forms.ModelChoiceField(Project.objects.none(), label=_("What is it about?"))
    question = forms.CharField(
        label=_("Question"),
        max_length=120,
        required=False,
        help_text=_("Empty: the question that you ask by mail, in the language below."),
    )
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
    opens_on = forms.DateField(label=_("Open from"), widget=DateInput())
    closes_on = forms.DateField(
        label=_("Last day"),
        required=False,
        widget=DateInput(),
        help_text=_("Empty: until you close it."),
    )
    present = forms.IntegerField(
        label=_("People in the room"),
        required=False,
        min_value=1,
        max_value=5000,
        help_text=_("For the screen: “12 of 20 present have answered”."),
    )
    most_per_hour = forms.IntegerField(label=_("Limit"), min_value=5, max_value=5000)
    origins = forms.CharField(
        label=_("Pages that may show it"),
        widget=forms.Textarea(attrs={"rows": 2, "placeholder": "https://intranet.example.org"}),
        help_text=_(
            "One address a line. Only the part up to the first slash after the name counts."
        ),
    )

    def __init__(
        self,
        *args: Any,  # noqa: ANN401  (Django's arguments)
        by: Membership,
        kind: str,
        today: date,
        known: Station | None = None,
        about: str = "",
        **kwargs: Any,  # noqa: ANN401
    ) -> None:
        super().__init__(*args, initial=_first(by, kind, today, known), **kwargs)
        project = self.fields["project"]
        project.queryset = visible_projects(by).order_by("name")  # type: ignore[attr-defined]
        if about and known is None:
            self.initial["project"] = project_with(by, about)
        if by.role in RUNS_THE_PMO:
            project.required = False
            project.empty_label = _("The PMO as a whole")  # type: ignore[attr-defined]
        self.fields["most_per_hour"].label = (
            _("Most answers from one device in an hour")
            if kind == Kind.KIOSK
            else _("Most answers from one network in an hour")
        )
        for name, its_kind in FIELDS_OF.items():
            if kind != its_kind:
                del self.fields[name]

    def clean_question(self) -> str:
        """Return the question; it ends with a question mark."""
        question: str = self.cleaned_data["question"].strip()
        if question and not is_a_question(question):
            raise forms.ValidationError(gettext("A question ends with a question mark."))
        return question

    def clean_origins(self) -> list[str]:
        """Return the origins of the pages that may show the widget, each once."""
        lines: list[str] = self.cleaned_data["origins"].split()
        found = [origin_of(line) for line in lines]
        if "" in found:
            raise forms.ValidationError(
                gettext(
                    "“%(line)s” is no address of a page. Write it with https:// and without a star."
                )
                % {"line": lines[found.index("")]}
            )
        if len(set(found)) > MOST_ORIGINS:
            raise forms.ValidationError(gettext("At most %(most)s pages.") % {"most": MOST_ORIGINS})
        return list(dict.fromkeys(found))

    def clean(self) -> dict[str, Any]:
        """See to it that the station closes after it opens."""
        told = super().clean() or self.cleaned_data
        opens, closes = told.get("opens_on"), told.get("closes_on")
        if opens and closes and closes < opens:
            self.add_error("closes_on", gettext("The last day is before the first."))
        return told

    def facts(self) -> StationFacts:
        """Return what was typed."""
        return StationFacts(**self.cleaned_data)


class DeviceForm(Dressed, forms.Form):
    """A new screen of a kiosk."""

    name = forms.CharField(
        label=_("Name of the device"), max_length=80, help_text=_("Such as: tablet in the lobby.")
    )


class PresentForm(Dressed, forms.Form):
    """How many people are in the room."""

    present = forms.IntegerField(
        label=_("People in the room"), required=False, min_value=1, max_value=5000
    )


def project_with(by: Membership, ref: str) -> Project | None:
    """Return the project that an address names, as far as this member may see it."""
    try:
        return visible_projects(by).filter(ref=uuid.UUID(ref)).first()
    except ValueError:
        return None


def _first(by: Membership, kind: str, today: date, known: Station | None) -> dict[str, Any]:
    if known is None:
        return {
            "language": by.workspace.language,
            "opens_on": today,
            "most_per_hour": MOST_PER_HOUR[Kind(kind)],
        }
    return {
        "name": known.name,
        "project": known.project_id,
        "question": known.question,
        "language": known.language,
        "opens_on": known.opens_on,
        "closes_on": known.closes_on,
        "present": known.present,
        "most_per_hour": known.most_per_hour,
        "origins": "\n".join(known.origins),
    }

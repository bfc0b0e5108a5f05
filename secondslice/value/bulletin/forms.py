from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from secondslice.accounts.models import Workspace
from secondslice.funnel.menu.selectors import service_of, services_by_name
from secondslice.funnel.rules import Life
from secondslice.funnel.words import life_words
from secondslice.ui.forms import DateInput, Dressed
from secondslice.value.bulletin.models import Bulletin
from secondslice.value.bulletin.selectors.facts import Fact, Told
from secondslice.value.bulletin.services.composing import Text

Segment = Bulletin.Segment
LIFE, SERVICE = f"{Segment.LIFE.value}:", f"{Segment.SERVICE.value}:"


class BulletinForm(Dressed, forms.Form):
    """The period, the words on top, to whom, and what is told."""

    since = forms.DateField(label=_("What happened from"), widget=DateInput())
    until = forms.DateField(label=_("until"), widget=DateInput())
    to = forms.ChoiceField(label=_("To"))
    subject = forms.CharField(label=_("Subject"), max_length=150)
    words = forms.CharField(
        label=_("A few words of your own, on top"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    items = forms.MultipleChoiceField(
        label=_("What is told"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(
        self,
        posted: QueryDict | None,
        *,
        workspace: Workspace,
        told: Told,
        initial: dict[str, object],
    ) -> None:
        super().__init__(posted, initial=initial)
        self.workspace = workspace
        self.facts: dict[str, Fact] = {one.key: one for one in told.all}
        self.fields["to"].choices = _segments(workspace)  # type: ignore[attr-defined]
        self.fields["items"].choices = [(key, one.words) for key, one in self.facts.items()]  # type: ignore[attr-defined]

    def text(self) -> Text:
        """Return what was typed."""
        told: dict[str, Any] = self.cleaned_data
        segment, _colon, which = told["to"].partition(":")
        is_service = segment == Segment.SERVICE
        return Text(
            since=told["since"],
            until=told["until"],
            subject=told["subject"],
            words=told["words"],
            segment=segment,
            service=service_of(self.workspace, uuid.UUID(which)) if is_service else None,
            life=which if segment == Segment.LIFE else "",
        )

    def chosen(self) -> list[Fact]:
        """Return what is to be told."""
        return [self.facts[key] for key in self.cleaned_data["items"]]

    @property
    def ticked(self) -> set[str]:
        """Return which boxes are ticked."""
        return {str(key) for key in self["items"].value() or ()}


def bulletin_form(
    bulletin: Bulletin, told: Told, *, chosen: set[str], posted: QueryDict | None
) -> BulletinForm:
    """Return the form of a draft."""
    to = bulletin.segment
    if bulletin.segment == Segment.LIFE:
        to = f"{LIFE}{bulletin.life}"
    elif bulletin.segment == Segment.SERVICE and bulletin.service:
        to = f"{SERVICE}{bulletin.service.ref}"
    first: dict[str, object] = {
        "since": bulletin.since,
        "until": bulletin.until,
        "subject": bulletin.subject,
        "words": bulletin.words,
        "to": to,
        "items": sorted(chosen),
    }
    return BulletinForm(posted, workspace=bulletin.workspace, told=told, initial=first)


def _segments(workspace: Workspace) -> list[Any]:
    """Return to whom a bulletin can go, as one list to choose from."""
    found: list[Any] = [
        (one.value, one.label) for one in (Segment.ALL, Segment.INTERNAL, Segment.EXTERNAL)
    ]
    found.append(
        (_("Customers who have come so far"), [(f"{LIFE}{one}", life_words(one)) for one in Life])
    )
    if services := services_by_name(workspace):
        label = _("Whoever has a part in a project of")
        found.append((label, [(f"{SERVICE}{ref}", name) for ref, name in services]))
    return found

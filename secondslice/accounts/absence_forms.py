from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from secondslice.accounts import rules
from secondslice.accounts.absences import may_stand_in_for
from secondslice.accounts.models import Membership, User
from secondslice.accounts.services.absences import Absence, Hearing
from secondslice.ui.forms import DateInput, Dressed


class AwayForm(Dressed, forms.Form):
    """From when until when somebody is away, and who stands in."""

    away_from = forms.DateField(label=_("Away from"), required=False, widget=DateInput())
    away_until = forms.DateField(
        label=_("Last day away"),
        required=False,
        widget=DateInput(),
        help_text=_("Empty: until you take the first day out again."),
    )
    deputy = forms.ModelChoiceField(
        User.objects.none(),
        label=_("Who stands in"),
        required=False,
        help_text=_("New cases go to this person; warnings about the others go to both of you."),
    )

    def __init__(self, *args: Any, member: Membership, **kwargs: Any) -> None:  # noqa: ANN401  (Django's arguments)
        first = {
            "away_from": member.away_from,
            "away_until": member.away_until,
            "deputy": member.deputy_id,
        }
        super().__init__(*args, initial=first, auto_id="away_%s", **kwargs)
        self.fields["deputy"].queryset = may_stand_in_for(member)  # type: ignore[attr-defined]

    def absence(self) -> Absence:
        """Return what was chosen."""
        return Absence(**self.cleaned_data)


class HearingForm(Dressed, forms.Form):
    """How a member wants to hear of cases; the chats are those of the workspace."""

    digest = forms.ChoiceField(
        label=_("What happened, as one mail"),
        choices=Membership.Digest.choices,
        help_text=_("In the morning of a working day. Where nothing happened, none is sent."),
    )
    alerts = forms.ChoiceField(
        label=_("Alerts about single cases"), choices=Membership.Alerts.choices
    )
    slack_id = forms.CharField(
        label=_("Your Slack member id"),
        max_length=20,
        required=False,
        help_text=_("In Slack: your profile, the three dots, “Copy member ID”."),
    )

    def __init__(self, *args: Any, member: Membership, chats: set[str], **kwargs: Any) -> None:  # noqa: ANN401
        self._now = Hearing(member.alerts, member.slack_id, member.digest)
        first = {"alerts": member.alerts, "slack_id": member.slack_id, "digest": member.digest}
        super().__init__(*args, initial=first, auto_id="hear_%s", **kwargs)
        if member.role not in rules.RUNS_THE_PMO:
            del self.fields["digest"]
        there = {Membership.Alerts.MAIL.value, member.alerts, *chats}
        choices = [one for one in Membership.Alerts.choices if one[0] in there]
        self.fields["alerts"].choices = choices  # type: ignore[attr-defined]
        if Membership.Alerts.SLACK.value not in there:
            del self.fields["slack_id"]
        if len(choices) == 1:
            del self.fields["alerts"]

    def hearing(self) -> Hearing:
        """Return what was chosen; what could not be chosen stays."""
        chosen = self.cleaned_data
        return Hearing(
            alerts=chosen.get("alerts", self._now.alerts),
            slack_id=chosen.get("slack_id", self._now.slack_id),
            digest=chosen.get("digest", self._now.digest),
        )

"""Look at a risk on watch: it stays there, it is gone, or it has turned into an issue, and somebody has to know."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from secondslice.accounts.models import User
from secondslice.accounts.services.writing_to import write_to_member
from secondslice.core import clock
from secondslice.core.errors import RuleBroken
from secondslice.pulse.models import Ask
from secondslice.recovery import rules
from secondslice.recovery.adjustment_words import lack_words
from secondslice.recovery.models import Adjustment, CaseNote, RiskReview
from secondslice.recovery.selectors.readers import who_must_know
from secondslice.recovery.services.keeping import note
from secondslice.recovery.terms import Lack
from secondslice.recovery.words import too_far_words

Outcome = RiskReview.Outcome
_KINDS = {
    Outcome.WATCHED: CaseNote.Kind.WATCHED,
    Outcome.ISSUE: CaseNote.Kind.ISSUE,
    Outcome.GONE: CaseNote.Kind.GONE,
}


@dataclass(frozen=True, slots=True)
class Look:
    """What somebody found who looked at a risk."""

    outcome: str
    words: str = ""
    review_on: date | None = None
    """The day of the next look, where it stays on watch."""
    tell: bool = True
    """Whether the owner of the case and the PMO lead are told of an issue."""


@transaction.atomic
def review(*, adjustment: Adjustment, look: Look, by: User, at: datetime) -> RiskReview:
    """Write down what a look at the risk has shown. An issue is no longer on watch: it needs a change of its own."""
    today = clock.day_of(at, adjustment.case.workspace.time_zone)
    if adjustment.review_on is None or adjustment.is_over(today):
        raise RuleBroken(_("This risk is on watch no more. Look at the thread of the case."))
    outcome = Outcome(look.outcome)
    next_on = look.review_on if outcome is Outcome.WATCHED else None
    if outcome is Outcome.WATCHED and next_on is None:
        raise RuleBroken(lack_words(Lack.REVIEW))
    if next_on is not None and next_on <= today:
        raise RuleBroken(_("The next look has to be on a day after today."))
    if next_on is not None and rules.is_too_far(next_on, today=today):
        raise RuleBroken(too_far_words())
    if outcome is Outcome.ISSUE and not look.words:
        raise RuleBroken(_("Say what has happened: others have to act on it."))
    unchanged = Adjustment.objects.filter(pk=adjustment.pk, review_on=adjustment.review_on)
    ends_on = adjustment.ends_on if outcome is Outcome.WATCHED else today
    if not unchanged.update(review_on=next_on, ends_on=ends_on):
        raise RuleBroken(_("Somebody looked at this risk a moment ago. Look again."))
    adjustment.review_on, adjustment.ends_on = next_on, ends_on
    made = RiskReview.objects.create(
        workspace_id=adjustment.workspace_id,
        adjustment=adjustment,
        outcome=outcome,
        words=look.words,
        by=by,
        at=at,
    )
    note(adjustment=adjustment, kind=_KINDS[outcome], words=look.words, day=next_on, by=by, at=at)
    if outcome is Outcome.ISSUE and look.tell:
        _tell(adjustment, made, by=by, at=at)
    return made


def _tell(adjustment: Adjustment, made: RiskReview, *, by: User, at: datetime) -> None:
    """Queue a mail to the owner of the case and to the lead; of what was confided to who keeps confidences only."""
    for user in who_must_know(adjustment.case, at):
        if user.pk != by.pk:
            _queue(adjustment, made, to=user, by=by, at=at)


def _queue(adjustment: Adjustment, made: RiskReview, *, to: User, by: User, at: datetime) -> None:
    case, workspace = adjustment.case, adjustment.case.workspace
    path = reverse("recovery:case", args=[workspace.slug, case.ref])
    language = to.language or workspace.language
    zone = ZoneInfo(to.time_zone or workspace.time_zone)
    with timezone.override(zone), translation.override(language):
        write_to_member(
            workspace=workspace,
            user=to,
            kind="recovery.risk_is_issue",
            context={
                "case": case,
                "risk": adjustment.what,
                "words": made.words,
                "by": by,
                "owner": to,
            },
            path=path,
            about=case.contact.ref,
            in_confidence=case.ask.mode != Ask.Mode.NAMED,
            at=at,
        )

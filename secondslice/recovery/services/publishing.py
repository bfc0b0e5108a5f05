"""Tell everybody what was changed because somebody told us: without a name, and nothing that leads to a confidence."""

from __future__ import annotations

import re
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from secondslice.accounts.models import Membership
from secondslice.core import clock
from secondslice.core.errors import RuleBroken
from secondslice.core.forgetting import LEAST_LETTERS
from secondslice.pulse.models import Ask
from secondslice.recovery.models import Adjustment, Case, CaseNote
from secondslice.recovery.services.keeping import note


@transaction.atomic
def tell_everybody(*, adjustment: Adjustment, words: str, by: Membership, at: datetime) -> None:
    """Tell a change in words for everybody, from today. What it said to the customer stays as it is."""
    words = words.strip()
    if not words:
        raise RuleBroken(_("Say in a sentence for everybody what has changed."))
    _refuse_confidence(adjustment, by)
    _refuse_names(adjustment.case, words)
    today = clock.day_of(at, adjustment.case.workspace.time_zone)
    if adjustment.starts_on > today:
        raise RuleBroken(_("It has not begun yet. Tell it when it can be tasted."))
    told_on = adjustment.told_on or today
    Adjustment.objects.filter(pk=adjustment.pk).update(public_words=words, told_on=told_on)
    adjustment.public_words, adjustment.told_on = words, told_on
    note(adjustment=adjustment, kind=CaseNote.Kind.TOLD, words=words, by=by.user, at=at)


@transaction.atomic
def withdraw(*, adjustment: Adjustment, by: Membership, at: datetime) -> None:
    """Tell a change no longer. The words are kept for another time."""
    if adjustment.told_on is None:
        raise RuleBroken(_("This is not told to everybody. There is nothing to withdraw."))
    Adjustment.objects.filter(pk=adjustment.pk).update(told_on=None)
    adjustment.told_on = None
    note(adjustment=adjustment, kind=CaseNote.Kind.UNTOLD, by=by.user, at=at)


def _refuse_confidence(adjustment: Adjustment, by: Membership) -> None:
    if adjustment.case.ask.mode == Ask.Mode.NAMED:
        return
    if not by.keeps_confidences or adjustment.for_whom != Adjustment.ForWhom.ALL:
        raise RuleBroken(
            _(
                "This was told in confidence. Only who keeps confidences can tell it, and only of a change "
                "that is for all our customers: any other would lead to the person."
            )
        )


def _refuse_names(case: Case, words: str) -> None:
    """Refuse words that name the person, the customer or the project, whole; of the person also a part of the name."""
    contact = case.contact
    parts = [part for part in contact.name.split() if len(part) >= LEAST_LETTERS]
    names = [contact.name, contact.email, *parts, case.customer.name, case.project.name]
    found = next((name for name in names if name and _stands_in(name, words)), None)
    if found is not None:
        raise RuleBroken(
            _("“%(name)s” stands in these words. Say it so that nobody can tell who it was.")
            % {"name": found}
        )


def _stands_in(name: str, words: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(name)}(?!\w)", words, re.IGNORECASE) is not None

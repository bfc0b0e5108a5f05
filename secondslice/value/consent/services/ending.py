"""What an author allowed until a day is over after that day."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from secondslice.accounts.models import Workspace
from secondslice.value.consent.models import ConsentEvent
from secondslice.value.consent.services.logging import log_consent
from secondslice.value.models import PLACES, Testimonial
from secondslice.value.unsaying import recall


@transaction.atomic
def end_quotes(*, workspace: Workspace, today: date, at: datetime) -> int:
    """Take down what was allowed until before `today`, and write it down. Return how many. Safe to repeat."""
    over = Testimonial.objects.filter(
        workspace=workspace, state=Testimonial.State.PUBLISHED, until__lt=today
    )
    done = 0
    for found in over.order_by("pk"):
        nowhere = dict.fromkeys(PLACES.values(), False)
        mine = over.filter(pk=found.pk)
        if mine.update(state=Testimonial.State.ENDED, at=at, published_at=None, **nowhere):
            log_consent(
                testimonial=found,
                kind=ConsentEvent.Kind.ENDED,
                how=ConsentEvent.How.CLOCK,
                at=at,
            )
            recall(testimonial=found, at=at)
            done += 1
    return done

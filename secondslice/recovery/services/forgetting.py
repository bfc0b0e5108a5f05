"""Take a person who was erased out of what was changed for that person; what was changed stays written down."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Q, QuerySet

from secondslice.core import clock
from secondslice.core.forgetting import without_person
from secondslice.customers.services import Identity
from secondslice.recovery.models import Adjustment, AgreedUpdate, Case, RiskReview

FIELDS = ("what", "format", "channel", "trigger", "public_words")


def forget_in_adjustments(*, cases: QuerySet[Case], was: Identity, at: datetime) -> None:
    """Take the name out of every word of these adjustments, and end what was promised to this person alone.

    What was written about an update or at a look at a risk goes whole, as every note does.
    """
    found = Adjustment.objects.filter(case__in=cases).select_related("case__workspace")
    for one in found:
        names = {name: without_person(getattr(one, name), was.words) for name in FIELDS}
        Adjustment.objects.filter(pk=one.pk).update(**names)
        yesterday = clock.day_of(at, one.case.workspace.time_zone) - timedelta(days=1)
        still_holds = Q(ends_on=None) | Q(ends_on__gt=yesterday)
        own = Adjustment.objects.filter(still_holds, pk=one.pk, for_whom=Adjustment.ForWhom.PERSON)
        own.update(ends_on=yesterday, review_on=None)
    AgreedUpdate.objects.filter(adjustment__in=found).exclude(words="").update(words="")
    RiskReview.objects.filter(adjustment__in=found).exclude(words="").update(words="")

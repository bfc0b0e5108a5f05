"""Take a person who was erased out of what was changed for that person; what was changed stays written down."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Q, QuerySet

from secondslice.accounts.models import User
from secondslice.core import clock
from secondslice.core.forgetting import parts_of_name, without_person, without_words
from secondslice.customers.models import Contact
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


def forget_in_others(*, cases: QuerySet[Case], workspace_id: int, was: Identity) -> None:
    """Take the name out of what was changed in everybody else's cases, too: these are told in reports.

    A part of the name that somebody else bears stays: that word may mean the other one.
    """
    borne = {part.casefold() for name in _names_of(workspace_id) for part in parts_of_name(name)}
    told = [*was.words, *parts_of_name(was.name)]
    words = [one for one in told if one and one.casefold() not in borne]
    named = Q()
    for word in words:
        for name in FIELDS:
            named |= Q(**{f"{name}__contains": word})
    if not words:
        return
    found = Adjustment.objects.filter(named, workspace=workspace_id).exclude(case__in=cases)
    for one in found:
        clean = {name: without_words(getattr(one, name), words) for name in FIELDS}
        Adjustment.objects.filter(pk=one.pk).update(**clean)


def _names_of(workspace_id: int) -> set[str]:
    """Return what everybody is called who was not erased, at customers and among ourselves."""
    theirs = Contact.objects.filter(workspace=workspace_id, erased_at=None).order_by()
    ours = User.objects.filter(memberships__workspace=workspace_id).order_by()
    return {*theirs.values_list("name", flat=True), *ours.values_list("name", flat=True)}

"""What people said of how many others they told."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Exists, OuterRef, QuerySet

from secondslice.pulse.models import Talked
from secondslice.pulse.selectors.public import PublicAsk


def last_talked(ask: PublicAsk, taste: str) -> Talked | None:
    """Return what the person said of it: one query, and none where that is not asked."""
    if not ask.may_say_talked(taste):
        return None
    return Talked.objects.filter(ask=ask.id).order_by("-number").first()


def talked_about(asks: Iterable[int]) -> QuerySet[Talked]:
    """Return what counts of these questions, each at most once. Who may read an answer may read this, nobody else."""
    later = Talked.objects.filter(ask=OuterRef("ask"), number__gt=OuterRef("number"))
    return Talked.objects.filter(~Exists(later), ask__in=asks)

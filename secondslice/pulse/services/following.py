"""Write down for the giver of an answer where we stand with it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from secondslice.pulse.follow_models import FollowUp
from secondslice.pulse.models import Ask


@dataclass(frozen=True, slots=True)
class News:
    """Where we stand. `by` only where somebody may be named."""

    kind: FollowUp.Kind
    on: date
    by_id: int | None = None
    words: str = ""
    until: date | None = None


@transaction.atomic
def follow(*, asks: Collection[Ask], news: News | None) -> None:
    """Say it on the pages of these questions, or nothing any more. Of one in confidence nobody is named."""
    if news is None:
        FollowUp.objects.filter(ask__in=asks).delete()
        return
    rows = [
        FollowUp(
            ask=ask,
            workspace_id=ask.workspace_id,
            kind=news.kind,
            by_id=news.by_id if ask.mode == Ask.Mode.NAMED else None,
            words=news.words[:400],
            on=news.on,
            until=news.until,
        )
        for ask in asks
    ]
    FollowUp.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["ask"],
        update_fields=["kind", "by", "words", "on", "until"],
    )

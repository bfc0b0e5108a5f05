"""Keep what the owner in operations says. A later word replaces an earlier one, and both are kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from secondslice.core import clock
from secondslice.core.errors import RuleBroken
from secondslice.value.usage.models import UsageAnswer, UsageAsk

LONGEST, LONGEST_WHO = 1000, 200


@dataclass(frozen=True, slots=True)
class Said:
    """What was said: fully, partly or not; by whom it is used, and what it brought, where that was told."""

    use: str
    who: str = ""
    results: str = ""


@transaction.atomic
def take_usage_answer(*, ask: UsageAsk, said: Said, at: datetime) -> UsageAnswer | None:
    """Keep an answer. Return it, or None where it was said already or the question is over."""
    held = UsageAsk.objects.select_for_update(no_key=True).get(pk=ask.pk)
    if held.state == UsageAsk.State.OVER:
        return None
    if said.use not in UsageAnswer.Said.values:
        raise RuleBroken(_("Press one of the three."))
    who, results = _clean(said.who)[:LONGEST_WHO], _clean(said.results)[:LONGEST]
    current = UsageAnswer.objects.filter(project=ask.project_id, is_current=True)
    before = current.first()
    if before and (before.ask_id, before.said, before.who, before.results) == (
        ask.pk, said.use, who, results
    ):  # fmt: skip
        return None
    current.update(is_current=False)
    UsageAsk.objects.filter(pk=ask.pk).update(
        state=UsageAsk.State.ANSWERED, sent_at=held.sent_at or at
    )
    return UsageAnswer.objects.create(
        workspace=ask.workspace,
        ask=ask,
        project_id=ask.project_id,
        contact=ask.contact,
        said=said.use,
        who=who,
        results=results,
        on=clock.day_of(at, ask.workspace.time_zone),
        at=at,
    )


def _clean(words: str) -> str:
    return words.replace("\x00", "").strip()

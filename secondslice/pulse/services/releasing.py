"""Count a tap by hand that the rules did not believe."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from secondslice.accounts.models import Membership
from secondslice.accounts.services.auditing import audit
from secondslice.core.errors import RuleBroken
from secondslice.jobs.services import enqueue
from secondslice.pulse.models import AnswerRevision, Ask, Verdict
from secondslice.pulse.services.counting import count_answer
from secondslice.pulse.services.holding import settle_key


@transaction.atomic
def release_tap(*, tap: AnswerRevision, by: Membership, at: datetime) -> None:
    """Let a doubtful tap count, on the word of a member, and write down whose word it was.

    Raise RuleBroken where the person has answered meanwhile: a person's own answer is never overwritten. The tap stays
    as it was; a new revision stands for the release.
    """
    if tap.ask.mode == Ask.Mode.ANONYMOUS:
        raise RuleBroken(
            _(
                "This question was asked anonymously: what was pressed is not kept, so it cannot be counted."
            )
        )
    if not tap.taste:
        raise RuleBroken(_("This tap took an answer back; there is nothing to count."))
    free = Ask.objects.filter(pk=tap.ask_id, taste="", state=Ask.State.SENT)
    moved = free.update(
        state=Ask.State.ANSWERED,
        taste=tap.taste,
        answered_at=tap.at,
        changed_at=at,
        version=F("version") + 1,
    )
    if not moved:
        raise RuleBroken(
            _("This question was answered meanwhile, or is closed. That answer stays.")
        )
    ask = Ask.objects.get(pk=tap.ask_id)
    AnswerRevision.objects.create(
        workspace_id=ask.workspace_id,
        ask=ask,
        number=ask.version,
        taste=tap.taste,
        verdict=Verdict.HUMAN,
        counted=True,
        at=at,
        channel="released",
        released_by=by.user,
    )
    count_answer(ask=ask, was="", now=ask.taste)
    enqueue(
        name="pulse.settle_answer",
        key=settle_key(ask.pk),
        payload={"ask": ask.pk},
        run_at=at,
        workspace_id=ask.workspace_id,
    )
    audit(
        workspace=by.workspace,
        actor=by.user,
        verb=gettext_noop("released a tap on"),
        subject=str(ask),
        at=at,
        about=ask.contact.ref,
        in_confidence=ask.mode != Ask.Mode.NAMED,
    )

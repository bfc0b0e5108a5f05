"""Take back what somebody wanted to ask by hand, or to ask again, as long as nothing was sent.

A worker may be at the same question in this moment. Both hold the person first, and a conditional update decides: who
comes second finds it gone, or is told in words that it has left.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from secondslice.accounts.models import Membership
from secondslice.accounts.services.auditing import audit
from secondslice.core.errors import RuleBroken
from secondslice.messaging.services import take_back_one
from secondslice.pulse.models import Ask
from secondslice.pulse.modes import Mode
from secondslice.pulse.plan_models import BY_HAND, PlannedAsk
from secondslice.pulse.services.counting import count_unasked
from secondslice.pulse.services.turns import hold_people

TOOK_BACK = gettext_noop("took back the question to")


@transaction.atomic
def take_back(*, row: PlannedAsk, by: Membership, at: datetime) -> None:
    """Do not ask after all what somebody wanted to ask by hand. Raise RuleBroken when it was asked meanwhile."""
    hold_people(workspace_id=row.workspace_id, contacts=[row.contact_id])
    waiting = PlannedAsk.objects.filter(
        pk=row.pk, point=BY_HAND, state=PlannedAsk.State.PLANNED, ask=None
    )
    if not waiting.delete()[0]:
        raise RuleBroken(too_late(row.contact.name))
    audit(
        workspace=by.workspace,
        actor=by.user,
        verb=TOOK_BACK,
        subject=row.contact.name,
        at=at,
        detail={"project": row.project.name},
        about=row.contact.ref,
    )


@transaction.atomic
def take_back_re_ask(*, ask: Ask, by: Membership, at: datetime) -> None:
    """Take a second question out of the outbox again: it was never asked, and leaves the counts and the budget.

    Whoever keeps a row about it takes that away before, in the same transaction (journeys.re_ask_waiting). Raise
    RuleBroken when it has left, or a worker has it in hand.
    """
    hold_people(workspace_id=ask.workspace_id, contacts=[ask.contact_id])
    if not is_unanswered(ask=ask) or not take_back_one(message_id=ask.message_id or 0):
        raise RuleBroken(too_late(ask.contact.name))
    count_unasked(asks=[ask])
    Ask.objects.filter(pk=ask.pk).delete()
    audit(
        workspace=by.workspace,
        actor=by.user,
        verb=TOOK_BACK,
        subject=ask.contact.name,
        at=at,
        detail={"project": ask.project.name},
        about=ask.contact.ref,
        in_confidence=ask.mode != Mode.NAMED,
    )


def is_unanswered(*, ask: Ask) -> bool:
    """Tell whether nobody can have answered this question yet, as it stands in the database."""
    return Ask.objects.filter(pk=ask.pk, state=Ask.State.SENT, version=0).exists()


def too_late(name: str) -> str:
    """Return what is told to who comes second."""
    return _("The question to %(name)s has just left. It can no longer be held or taken back.") % {
        "name": name
    }

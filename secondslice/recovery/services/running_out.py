"""The question that was put again can be answered no longer: silence ends the case, as what it is."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from secondslice.recovery.models import Case, CaseNote
from secondslice.recovery.rules import Event
from secondslice.recovery.selectors.readers import who_owns
from secondslice.recovery.selectors.times import when_open
from secondslice.recovery.services.moving import Move, move
from secondslice.recovery.services.telling import tell


@transaction.atomic
def run_out(*, case: Case, at: datetime) -> None:
    """End a case whose newest re-ask has run out unanswered. It can be taken up again by a further change.

    Whoever owns it hears of it in working hours.
    """
    move(case=case, what=Move(Event.RAN_OUT, at=at))
    CaseNote.objects.create(
        workspace_id=case.workspace_id,
        case=case,
        kind=CaseNote.Kind.NO_ANSWER,
        owner_id=case.owner_id,
        at=at,
    )
    leaves_at = when_open(case.workspace, at)
    for reader in who_owns(case, at):
        tell(case=case, to=reader, kind="recovery.no_answer", at=leaves_at)

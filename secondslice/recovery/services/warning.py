"""Warn of a step before and after it is late: each person once, whoever else works on it and whatever is killed."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from secondslice.accounts.models import User
from secondslice.recovery.models import Case, CaseNote
from secondslice.recovery.selectors.clocks import Due
from secondslice.recovery.selectors.readers import Reader, who_is_warned
from secondslice.recovery.services.telling import tell


@transaction.atomic
def warn(*, due: Due, at: datetime) -> list[User]:
    """Tell whoever has to know by now that a step is due or late, and write it down. Return who was told.

    The claim, the entries and the messages are one transaction: whoever comes second finds it done.
    """
    case = due.case
    as_read = Case.objects.filter(
        pk=case.pk,
        state=case.state,
        owner=case.owner_id,
        due_at=case.due_at,
        warned=case.warned,
    )
    readers = who_is_warned(case, before=case.warned, level=due.level, at=at)
    if not as_read.update(warned=due.level):
        return []
    case.warned = due.level
    for reader in readers:
        _tell(case, reader, at=at)
    return [reader.user for reader in readers]


def _tell(case: Case, reader: Reader, *, at: datetime) -> None:
    CaseNote.objects.create(
        workspace_id=case.workspace_id,
        case=case,
        kind=CaseNote.Kind.WARNED,
        words=str(reader.level.value),
        owner=reader.user,
        at=at,
    )
    tell(
        case=case,
        to=reader.user,
        kind="recovery.step_due",
        at=at,
        context={"level": reader.level.name.lower()},
    )

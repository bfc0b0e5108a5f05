"""Forget the customer of a case: what was changed stays written down, what he or she said does not."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from secondslice.customers.models import Contact
from secondslice.customers.services import Identity
from secondslice.recovery.models import IS_OPEN, Case, CaseNote, Waiver
from secondslice.recovery.rules import Event
from secondslice.recovery.services.attaching import forget_correspondence
from secondslice.recovery.services.forgetting import forget_in_adjustments, forget_in_others
from secondslice.recovery.services.moving import Move, move
from secondslice.recovery.services.telling import tell_erased

CODED = (CaseNote.Kind.WARNED, CaseNote.Kind.CAUSE)
"""Entries whose words are a level or the code of a reason."""


@transaction.atomic
def erase_customer(*, contact: Contact, was: Identity, at: datetime) -> int:
    """Close the open cases of a person who was erased, tell their owners, and erase every word, mail and file.

    What was changed in cases of others stays, without the name. Return how many closed. How far a warning had gone and
    what lay behind the No are no words about the person.

    `contact` is the row as it is now, without a name; `was` is who it had been.
    """
    mine = Case.objects.filter(workspace=contact.workspace_id, contact=contact)
    CaseNote.objects.filter(case__in=mine).exclude(kind__in=CODED).update(words="")
    Waiver.objects.filter(case__in=mine).update(reason="")
    mine.update(plan="")
    forget_in_adjustments(cases=mine, was=was, at=at)
    forget_in_others(cases=mine, workspace_id=contact.workspace_id, was=was)
    forget_correspondence(cases=mine)
    still_open = list(
        mine.filter(IS_OPEN).select_related(
            "workspace", "owner", "project", "customer", "contact", "ask"
        )
    )
    for case in still_open:
        move(case=case, what=Move(Event.ERASED, at=at))
        CaseNote.objects.create(
            workspace_id=case.workspace_id,
            case=case,
            kind=CaseNote.Kind.ERASED,
            owner_id=case.owner_id,
            at=at,
        )
        tell_erased(case=case, at=at)
    return len(still_open)

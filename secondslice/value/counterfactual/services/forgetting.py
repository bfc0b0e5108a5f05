"""Somebody had all own data erased: the words go, the counted answers stay."""

from __future__ import annotations

from django.db import transaction

from secondslice.customers.models import Contact
from secondslice.messaging.services import take_back_one
from secondslice.value.counterfactual.models import (
    CounterfactualAnswer,
    CounterfactualAsk,
    CounterfactualWork,
)

State = CounterfactualAsk.State


@transaction.atomic
def forget_executive(*, contact: Contact) -> None:
    """Ask nobody any more, close the links, and clear what was said and what was written down about it.

    Codes, scale and day stay: they are counts. So does the work with its owner and its dates.
    """
    mine = CounterfactualAsk.objects.filter(workspace=contact.workspace_id, contact=contact)
    for message in mine.exclude(message=None).values_list("message", flat=True):
        take_back_one(message_id=message)
    mine.update(state=State.OVER, message=None)
    CounterfactualAnswer.objects.filter(ask__in=mine).update(words="")
    work = CounterfactualWork.objects.filter(ask__in=mine)
    work.update(plan="")
    work.exclude(note="").update(note="-")

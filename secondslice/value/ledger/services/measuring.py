"""The owner in operations enters a value by the link in a reminder, without signing in."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from secondslice.accounts.services.auditing import audit
from secondslice.core.errors import RuleBroken
from secondslice.value.ledger.models import Reading
from secondslice.value.ledger.reminder_models import Reminder
from secondslice.value.ledger.services.reading import Period, record
from secondslice.value.ledger.services.settling import held

LONGEST_NOTE = 300


@transaction.atomic
def take_value(*, reminder: Reminder, value: Decimal | None, note: str, at: datetime) -> bool:
    """Keep the value for the period that the mail asked about; the same link corrects it later.

    Return False where the link is over. Raise RuleBroken without a value, and where somebody at the PMO has entered
    these days in another way meanwhile.
    """
    benefit = held(benefit=reminder.benefit)
    stands = Reminder.objects.filter(pk=reminder.pk).exclude(state=Reminder.State.OVER).exists()
    if not stands or reminder.begins_on is None or reminder.contact is None:
        return False
    if value is None:
        raise RuleBroken(_("Enter the value as a number."))
    record(
        by=reminder.contact,
        benefit=benefit,
        kind=Reading.Kind.ACTUAL,
        period=Period(reminder.begins_on, reminder.due_on),
        value=value,
        note=note.replace("\x00", "").strip()[:LONGEST_NOTE],
        at=at,
    )
    audit(
        workspace=benefit.workspace,
        actor=None,
        verb=gettext_noop("The customer has entered a value of"),
        subject=benefit.title,
        at=at,
    )
    return True

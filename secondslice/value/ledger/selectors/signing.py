"""What the customer is shown and signs: the figures of a benefit as they stand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from secondslice.customers.models import Contact
from secondslice.value.ledger import rules
from secondslice.value.ledger.models import Benefit, Reading, Signature, SignRequest
from secondslice.value.ledger.reminder_models import Reminder


@dataclass(frozen=True, slots=True)
class Facts:
    """What is signed. `money`: the PMO's part of it, in the currency of the benefit; None for what is measured."""

    shown: dict[str, str]
    amount: Decimal
    money: Decimal | None
    until: date


def facts_of(benefit: Benefit) -> Facts | None:
    """Return what would be signed now; None where nothing was measured."""
    rows = Reading.objects.filter(
        benefit=benefit, kind=Reading.Kind.ACTUAL, is_current=True, value__isnull=False
    )
    values = [
        rules.Value(one.begins_on, one.ends_on, one.value) for one in rows if one.value is not None
    ]
    amount = rules.together(benefit.how, values)
    if amount is None:
        return None
    amount = amount.quantize(rules.CENT)
    until = max(one.ends_on for one in values)
    is_money = benefit.kind == Benefit.Kind.MONEY
    shown = {
        "title": benefit.title,
        "project": benefit.project.name,
        "amount": str(amount),
        "unit": benefit.currency if is_money else benefit.unit,
        "baseline": "" if benefit.baseline is None else str(benefit.baseline),
        "since": min(one.begins_on for one in values).isoformat(),
        "until": until.isoformat(),
        "how": benefit.how,
        "attribution": str(benefit.attribution),
        "method": benefit.method,
    }
    money = rules.part(amount, benefit.attribution) if is_money else None
    return Facts(shown, amount, money, until)


def waiting_for(contact: Contact) -> Sequence[SignRequest]:
    """Return what has not been put to this person yet, the oldest first."""
    found = SignRequest.objects.filter(
        workspace=contact.workspace_id, contact=contact, state=SignRequest.State.WAITING
    )
    return list(found.select_related("benefit__project", "by").order_by("at", "pk"))


def valid_signature(request: SignRequest) -> Signature | None:
    """Return what was said by this link, where it is valid."""
    return Signature.objects.filter(request=request, is_valid=True).first()


def value_by(reminder: Reminder) -> Reading | None:
    """Return what stands for the period that a reminder asks about."""
    if reminder.begins_on is None:
        return None
    return Reading.objects.filter(
        benefit=reminder.benefit_id,
        kind=Reading.Kind.ACTUAL,
        begins_on=reminder.begins_on,
        is_current=True,
        value__isnull=False,
    ).first()

"""Keep what was planned and what was found, period by period. A change adds a row; the old value stays."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from secondslice.accounts.models import Membership
from secondslice.core.errors import RuleBroken
from secondslice.customers.models import Contact
from secondslice.value.ledger import rules
from secondslice.value.ledger.models import Benefit, Reading, Signature, SignRequest
from secondslice.value.ledger.services.settling import held, settle, void


@dataclass(frozen=True, slots=True)
class Period:
    """From when until when, both days included."""

    begins_on: date
    ends_on: date


@transaction.atomic
def record(
    *,
    by: Membership | Contact,
    benefit: Benefit,
    kind: str,
    period: Period,
    value: Decimal | None,
    note: str = "",
    at: datetime,
) -> bool:
    """Keep a value for a period; None takes it back. Return whether that takes a signature back.

    `by`: a member, or who entered it by the link in a reminder. A value for a period that was signed makes the
    signature void; one for a later period leaves it as it is.
    """
    found = held(benefit=benefit)
    if period.ends_on < period.begins_on:
        raise RuleBroken(_("The period ends before it begins."))
    current = found.readings.filter(kind=kind, is_current=True)
    before = current.filter(begins_on=period.begins_on).first()
    if (before.value if before else None) == value and (
        not before or before.ends_on == period.ends_on
    ):
        return False
    others = current.exclude(begins_on=period.begins_on).filter(value__isnull=False)
    if value is not None and rules.overlaps(
        period.begins_on, period.ends_on, others.values_list("begins_on", "ends_on")
    ):
        raise RuleBroken(
            _(
                "This period shares days with another one. Periods follow each other, or are the same."
            )
        )
    if before is not None:
        current.filter(pk=before.pk).update(is_current=False)
    Reading.objects.create(
        workspace=found.workspace,
        benefit=found,
        kind=kind,
        begins_on=period.begins_on,
        ends_on=period.ends_on,
        value=value,
        note=note,
        number=before.number + 1 if before else 1,
        by=by.user if isinstance(by, Membership) else None,
        reader=by if isinstance(by, Contact) else None,
        at=at,
    )
    touched = kind == Reading.Kind.ACTUAL and _was_signed_over(found, period)
    was_signed = void(benefit=found, at=at) if touched else False
    settle(benefit=found)
    return was_signed


def _was_signed_over(benefit: Benefit, period: Period) -> bool:
    """Tell whether the period lies in what was signed, or is being asked about."""
    signed = Signature.objects.filter(
        benefit=benefit, is_valid=True, request__until__gte=period.begins_on
    )
    asked = SignRequest.objects.filter(benefit=benefit, until__gte=period.begins_on).exclude(
        state=SignRequest.State.OVER
    )
    return signed.exists() or asked.exists()

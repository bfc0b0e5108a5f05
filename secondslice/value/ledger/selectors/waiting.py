"""What waits for a customer's contact budget, and what died on its way: never silently dropped."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Q, QuerySet

from secondslice.accounts.models import Membership
from secondslice.customers.models import Contact
from secondslice.pulse.selectors.by_hand import confided
from secondslice.value.ledger.access import visible_benefits
from secondslice.value.ledger.models import Benefit, Reading, Signature, SignRequest
from secondslice.value.ledger.reminder_models import Reminder
from secondslice.value.ledger.words import LOST, LOST_VALUES, WAITS

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

LATELY = timedelta(days=60)
"""So long what died stands in the day's work; on the value page it stays until somebody has seen to it."""


@dataclass(frozen=True, slots=True)
class Wait:
    """A question that has not left yet."""

    benefit: Benefit
    contact: Contact
    is_value: bool
    """A value is asked for; else a signature."""
    why: str
    """In words, where the reader may know it."""
    again_at: datetime | None
    """When it is looked at again, where the reader may know it."""


@dataclass(frozen=True, slots=True)
class Lost:
    """A question that died, and what to do about it, in words."""

    benefit: Benefit
    words: str
    at: datetime


def waits_of(membership: Membership, *, benefit: Benefit | None = None) -> list[Wait]:
    """Return what waits, of all benefits this member may see or of one: three queries.

    Of who was ever asked in confidence the reason and the day would tell too much: only that it waits is said.
    """
    mine = _mine(membership, benefit)
    asked = SignRequest.objects.filter(benefit__in=mine, state=SignRequest.State.WAITING)
    told = Reminder.objects.filter(
        benefit__in=mine, state=Reminder.State.WAITING, contact__isnull=False
    )
    rows: list[SignRequest | Reminder] = [
        *asked.select_related("benefit__project__customer", "contact"),
        *told.select_related("benefit__project__customer", "contact"),
    ]
    kept = set() if membership.keeps_confidences else confided(one.contact_id or 0 for one in rows)
    found = [_wait(one, is_kept=one.contact_id in kept) for one in rows if one.contact]
    return sorted(found, key=lambda one: (str(one.again_at or "~"), one.benefit.title))


def lost_of(
    membership: Membership, *, benefit: Benefit | None = None, lately: datetime | None = None
) -> list[Lost]:
    """Return what died and nobody has seen to yet, the latest first: two queries.

    `lately`: now, where only what died lately is wanted.
    """
    mine = _mine(membership, benefit)
    since = Q() if lately is None else Q(lost_at__gte=lately - LATELY)
    newer = SignRequest.objects.filter(benefit=OuterRef("benefit"), pk__gt=OuterRef("pk"))
    signed = Signature.objects.filter(
        benefit=OuterRef("benefit"), is_valid=True, request__until__gte=OuterRef("until")
    )
    asked = SignRequest.objects.filter(
        ~Exists(newer), ~Exists(signed), since, benefit__in=mine, lost_at__isnull=False
    ).exclude(benefit__stage=Benefit.Stage.PLANNED)
    found = [
        Lost(one.benefit, _words(LOST, one.why, one.contact), one.lost_at)
        for one in asked.select_related("benefit__project__customer", "contact")
        if one.lost_at
    ]
    return sorted([*found, *_lost_reminders(mine, since)], key=lambda one: one.at, reverse=True)


def _lost_reminders(mine: QuerySet[Benefit], since: Q) -> Sequence[Lost]:
    asked = SignRequest.objects.filter(benefit=OuterRef("benefit"), at__gte=OuterRef("at"))
    read = Reading.objects.filter(
        benefit=OuterRef("benefit"),
        kind=Reading.Kind.ACTUAL,
        is_current=True,
        value__isnull=False,
        ends_on__gte=OuterRef("due_on"),
    )
    to_sign = Q(~Exists(asked), what=Reminder.What.SIGN)
    to_read = Q(~Exists(read), what=Reminder.What.MEASURE)
    rows = Reminder.objects.filter(
        to_sign | to_read, since, benefit__in=mine, lost_at__isnull=False
    )
    return [
        Lost(
            one.benefit,
            _words(LOST if one.what == Reminder.What.SIGN else LOST_VALUES, one.why, one.contact),
            one.lost_at,
        )
        for one in rows.select_related("benefit__project__customer", "contact")
        if one.lost_at
    ]


def _mine(membership: Membership, benefit: Benefit | None) -> QuerySet[Benefit]:
    found = visible_benefits(membership)
    return found if benefit is None else found.filter(pk=benefit.pk)


def _wait(row: SignRequest | Reminder, *, is_kept: bool) -> Wait:
    assert row.contact is not None  # noqa: S101  (the caller has looked)
    return Wait(
        benefit=row.benefit,
        contact=row.contact,
        is_value=isinstance(row, Reminder),
        why="" if is_kept else str(WAITS.get(row.why, "")),
        again_at=None if is_kept else row.again_at,
    )


def _words(known: Mapping[str, StrOrPromise], why: str, contact: Contact | None) -> str:
    return str(known.get(why, "")) % {"name": contact.name if contact else ""}

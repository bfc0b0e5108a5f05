"""What waits for a customer's contact budget, and what died on its way: never silently dropped."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import formats, timezone
from django.utils.translation import gettext as _

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
    is_kept: bool
    """The reader may know neither."""

    @property
    def words(self) -> str:
        """Return whom it will be put to, why it waits and until when."""
        told = {"name": self.contact.name}
        if self.is_value:
            said = [_("%(name)s will be asked for the value.") % told]
        else:
            said = [_("%(name)s will be asked to sign.") % told]
        if self.why:
            said.append(_("The mail waits: %(why)s.") % {"why": self.why})
        elif not self.is_kept:
            said.append(_("The mail leaves with the next ones, in working hours."))
        if self.again_at is not None:
            day = formats.date_format(timezone.localtime(self.again_at), "DATE_FORMAT")
            said.append(_("Looked at again on %(day)s.") % {"day": day})
        return " ".join(said)


@dataclass(frozen=True, slots=True)
class Lost:
    """A question that died, and what to do about it, in words."""

    benefit: Benefit
    words: str
    at: datetime
    is_value: bool
    """A value was asked for; else a signature."""


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
    kept = kept_from(membership, rows)
    found = [wait_of(one, is_kept=one.contact_id in kept) for one in rows if one.contact]
    return sorted(found, key=lambda one: (str(one.again_at or "~"), one.benefit.title))


def lost_of(
    membership: Membership, *, benefit: Benefit | None = None, lately: datetime | None = None
) -> list[Lost]:
    """Return what died and nobody has seen to yet, the latest first: two queries.

    `lately`: now, where only what died lately is wanted.
    """
    mine = _mine(membership, benefit)
    since = Q() if lately is None else Q(lost_at__gte=lately - LATELY)
    found = [*_lost_requests(mine, since), *_lost_reminders(mine, since)]
    return sorted(found, key=lambda one: one.at, reverse=True)


def lost_signatures(membership: Membership, *, benefits: Collection[int]) -> list[Lost]:
    """Return which questions for a signature of these benefits died, the latest first: two queries."""
    mine = visible_benefits(membership).filter(pk__in=benefits)
    found = [
        *_lost_requests(mine, Q()),
        *_lost_reminders(mine, Q(what=Reminder.What.SIGN)),
    ]
    return sorted(found, key=lambda one: one.at, reverse=True)


def _lost_requests(mine: QuerySet[Benefit], since: Q) -> Sequence[Lost]:
    newer = SignRequest.objects.filter(benefit=OuterRef("benefit"), pk__gt=OuterRef("pk"))
    signed = Signature.objects.filter(
        benefit=OuterRef("benefit"), is_valid=True, request__until__gte=OuterRef("until")
    )
    asked = SignRequest.objects.filter(
        ~Exists(newer), ~Exists(signed), since, benefit__in=mine, lost_at__isnull=False
    ).exclude(benefit__stage=Benefit.Stage.PLANNED)
    return [
        Lost(one.benefit, _words(LOST, one.why, one.contact), one.lost_at, is_value=False)
        for one in asked.select_related("benefit__project__customer", "contact")
        if one.lost_at
    ]


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
            is_value=one.what == Reminder.What.MEASURE,
        )
        for one in rows.select_related("benefit__project__customer", "contact")
        if one.lost_at
    ]


def kept_from(membership: Membership, rows: Sequence[SignRequest | Reminder]) -> set[int]:
    """Return of whom this member may know neither why a mail waits nor until when, by key: a query at most."""
    if membership.keeps_confidences or not rows:
        return set()
    return confided(one.contact_id or 0 for one in rows)


def _mine(membership: Membership, benefit: Benefit | None) -> QuerySet[Benefit]:
    found = visible_benefits(membership)
    return found if benefit is None else found.filter(pk=benefit.pk)


def wait_of(row: SignRequest | Reminder, *, is_kept: bool) -> Wait:
    """Return one that waits. `is_kept`: neither the reason nor the day is told."""
    assert row.contact is not None  # noqa: S101  (the caller has looked)
    return Wait(
        benefit=row.benefit,
        contact=row.contact,
        is_value=isinstance(row, Reminder),
        why="" if is_kept else str(WAITS.get(row.why, "")),
        again_at=None if is_kept else row.again_at,
        is_kept=is_kept,
    )


def _words(known: Mapping[str, StrOrPromise], why: str, contact: Contact | None) -> str:
    return str(known.get(why, "")) % {"name": contact.name if contact else ""}

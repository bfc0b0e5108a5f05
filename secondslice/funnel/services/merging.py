"""An opportunity is there twice: both become one, with everything that happened to either."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from secondslice.accounts.models import Membership
from secondslice.accounts.services.auditing import audit
from secondslice.core.errors import RuleBroken
from secondslice.funnel.models import Apart, DeliveryCheck, Opportunity, Order
from secondslice.funnel.promises.models import Promise
from secondslice.funnel.rules import Kind
from secondslice.funnel.selectors.stages import stage_of_kind
from secondslice.funnel.services.moving import move_stage

MERGED = gettext_noop("merged the opportunity")
TAKEN_OVER = {
    "contact": ("contact",),
    "project": ("project",),
    "value": ("value", "currency"),
}
"""What the one that stays takes over where it has none of its own, each with what belongs to it."""
TAKEN = (
    "contact", "project", "value", "currency", "next_action", "next_on", "opened_at", "source",
)  # fmt: skip


@transaction.atomic
def merge(*, stays: Opportunity, other: Opportunity, by: Membership, at: datetime) -> None:
    """Let one opportunity stand for both. The other goes to "not an opportunity", and nothing of it is lost.

    The one that stays takes over what it lacks, and source and day of the older one. The customer's words, the log and
    the answer stay with the row they were written to, and are shown with the one that stays: so what is erased is so
    here. What was told in confidence is not merged with what was not. Raise RuleBroken where it cannot be done.
    """
    stays, other = _locked(stays, other)
    _refuse(stays, other)
    stage = stage_of_kind(stays.workspace, Kind.VOID)
    if stage is None:
        raise RuleBroken(
            _(
                "Your funnel has no stage for what is not an opportunity. Add one in Settings, Funnel."
            )
        )
    if other.kind != Kind.VOID:
        move_stage(opportunity=other, stage=stage.code, by=by.user, at=at)
    Opportunity.objects.filter(merged_into=other).update(merged_into=stays)
    Opportunity.objects.filter(pk=other.pk).update(merged_into=stays)
    are_of_one = stays.contact is None or other.contact in {None, stays.contact}
    _take_over(stays, other)
    stays.changed_at = at
    stays.save(update_fields=[*TAKEN, "changed_at"])
    # An entry names one person, with whom it is forgotten: what it says of somebody else's would stay.
    audit(
        workspace=stays.workspace,
        actor=by.user,
        verb=MERGED,
        subject=other.title,
        at=at,
        detail={"into": stays.title} if are_of_one else {},
        about=_ref(other) or _ref(stays),
        in_confidence=other.is_confided,
    )


@transaction.atomic
def keep_apart(*, one: Opportunity, other: Opportunity) -> None:
    """Write down that both are meant, however alike they look: nobody is asked about them again."""
    if one.pk == other.pk or one.workspace_id != other.workspace_id:
        raise RuleBroken(_("Choose two opportunities of this workspace."))
    first, second = sorted([one, other], key=lambda row: row.pk)
    Apart.objects.get_or_create(
        first=first, second=second, defaults={"workspace_id": one.workspace_id}
    )


def _locked(*both: Opportunity) -> list[Opportunity]:
    """Return the rows as they are now; nobody else changes them until this is done."""
    keys = [one.pk for one in both]
    rows = Opportunity.objects.select_related("workspace", "ask", "contact").order_by("pk")
    found = {
        one.pk: one for one in rows.select_for_update(of=("self",), no_key=True).filter(pk__in=keys)
    }
    return [found[key] for key in keys]


def _refuse(stays: Opportunity, other: Opportunity) -> None:
    if stays.pk == other.pk:
        raise RuleBroken(_("That is the same opportunity. Choose another one."))
    if stays.workspace_id != other.workspace_id or stays.customer_id != other.customer_id:
        raise RuleBroken(_("They are of different customers, so they are not the same."))
    if stays.mode != other.mode:
        raise RuleBroken(_("One was told in confidence and the other was not, so they stay apart."))
    for one in (stays, other):
        if one.merged_into_id is not None:
            raise RuleBroken(
                _("%(title)s was merged into another one already.") % {"title": one.title}
            )
    if other.kind == Kind.WON:
        raise RuleBroken(
            _("%(title)s is won, so it has to stay. Merge the other one into it.")
            % {"title": other.title}
        )


def _take_over(stays: Opportunity, other: Opportunity) -> None:
    if not Order.objects.filter(opportunity=stays).exists():
        Order.objects.filter(opportunity=other).update(opportunity=stays)
    DeliveryCheck.objects.filter(opportunity=other).update(opportunity=stays)
    if not Promise.objects.filter(opportunity=stays).exists():
        Promise.objects.filter(opportunity=other).update(opportunity=stays)
    for lacks, columns in TAKEN_OVER.items():
        if not getattr(stays, lacks):
            for name in columns:
                setattr(stays, name, getattr(other, name))
    if not stays.next_action and stays.contact_id == other.contact_id:
        # It may name the person, and is forgotten with the one this row is about.
        stays.next_action, stays.next_on = other.next_action, other.next_on
    if other.opened_at < stays.opened_at:
        stays.opened_at = other.opened_at
        stays.source = stays.source if stays.ask_id else other.source


def _ref(one: Opportunity) -> uuid.UUID | None:
    return one.contact.ref if one.contact else None

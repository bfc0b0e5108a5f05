"""What the API reads of the value ledger, as it goes over the wire. What customers wrote stays with people."""

from __future__ import annotations

import uuid
from datetime import date
from decimal import Decimal
from typing import Literal, cast

from secondslice.accounts.models import Membership
from secondslice.api.schemas import BenefitOut, LedgerMoney, NamedRef, Page
from secondslice.core.keyset import slice_of
from secondslice.value.ledger.access import benefit_for, visible_benefits
from secondslice.value.ledger.selectors.lines import Line, line_of, lines

Stage = Literal["planned", "claimed", "cosigned", "verified"]
NOTHING = Decimal(0)


def benefits(
    membership: Membership, *, stage: str, after: str, limit: int, today: date
) -> Page[BenefitOut]:
    """Return a part of the ledger by title, of one stage where that is named."""
    found = visible_benefits(membership)
    if stage:
        found = found.filter(stage=stage)
    part = slice_of(found, by="title", after=after, size=limit, read=str)
    places = {one.pk: place for place, one in enumerate(part.rows)}
    chosen = visible_benefits(membership).filter(pk__in=list(places))
    rows = sorted(
        lines(membership, today=today, only=chosen), key=lambda one: places[one.benefit.pk]
    )
    return Page[BenefitOut](
        items=[benefit_out(membership, one) for one in rows], next=part.after or None
    )


def benefit(membership: Membership, *, ref: uuid.UUID, today: date) -> BenefitOut:
    """Return one benefit. Raise NotHere where it is not there."""
    found = benefit_for(membership, ref=ref)
    return benefit_out(membership, line_of(membership, found, today=today))


def benefit_out(membership: Membership, line: Line) -> BenefitOut:
    """Return a line of the ledger as it goes over the wire."""
    one, signature = line.benefit, line.signature
    customer = one.project.customer
    return BenefitOut(
        ref=one.ref,
        title=one.title,
        stage=cast("Stage", one.stage),
        project=NamedRef(ref=one.project.ref, name=one.project.name),
        customer=NamedRef(ref=customer.ref, name=customer.name),
        category=one.outcome.name,
        kind=cast("Literal['money', 'measured']", one.kind),
        unit=one.currency or one.unit,
        direction=cast("Literal['up', 'down']", one.direction),
        baseline=one.baseline,
        planned=line.planned,
        found=line.claimed,
        attribution=one.attribution,
        money=_money(membership, line) if line.is_money else None,
        begins_on=line.start,
        due_since=line.due_since,
        signed_on=signature.on if signature else None,
        said=cast("Literal['arrived', 'partly', 'not']", signature.verdict) if signature else None,
        method=one.method,
        changed_at=one.at,
    )


def _money(membership: Membership, line: Line) -> LedgerMoney:
    return LedgerMoney(
        currency=membership.workspace.currency,
        promised=line.promised_money,
        claimed=sum((one.claimed for one in line.parts), NOTHING),
        confirmed=line.confirmed,
        verified=line.verified,
    )

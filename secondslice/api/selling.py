"""What the API reads of the funnel, as it goes over the wire."""

from __future__ import annotations

from datetime import datetime
from typing import Literal, cast

from secondslice.accounts.models import Membership
from secondslice.api.schemas import (
    CustomerOut,
    NamedRef,
    PersonOut,
    ReadyListOut,
    ReadyOut,
    YesOut,
)
from secondslice.core import clock
from secondslice.funnel.again.selectors.ready import Ready, ready_list

Word = Literal["likely", "unclear", "unlikely"]


def ready(membership: Membership, *, at: datetime) -> ReadyListOut:
    """Return who is ready, in order."""
    found = ready_list(membership, at=at, today=clock.day_of(at, membership.workspace.time_zone))
    return ReadyListOut(
        buyers=found.buyers, carries=found.carries.value, items=[_one(row) for row in found.rows]
    )


def _one(row: Ready) -> ReadyOut:
    yes, customer, standing = row.yes, row.customer, row.standing
    contact = yes.contact
    return ReadyOut(
        customer=CustomerOut(ref=customer.ref, name=customer.name, kind=customer.kind),
        yes=YesOut(
            ask=yes.ref,
            project=NamedRef(ref=yes.project.ref, name=yes.project.name),
            contact=PersonOut(ref=contact.ref, name=contact.name, email=contact.email),
            words=row.words,
            at=yes.changed_at,
        ),
        orders=standing.orders,
        last_order=standing.last_on,
        still_a_customer=cast("Word", standing.word) if standing.word else None,
        probability=standing.alive,
        opportunity=row.opportunity.ref if row.opportunity else None,
    )

"""Who speaks for which side. Neither writes what the other says."""

from __future__ import annotations

from secondslice.accounts.models import Membership
from secondslice.accounts.rules import DELIVERS, RUNS_THE_PMO, SELLS
from secondslice.funnel.models import Opportunity
from secondslice.funnel.promises.models import DeliveryCheck


def may_promise(membership: Membership, opportunity: Opportunity) -> bool:
    """Tell whether this member speaks for sales here: who sells, and whoever else owns the opportunity."""
    return membership.role in SELLS or opportunity.owner_id == membership.user_id


def may_answer(membership: Membership, check: DeliveryCheck) -> bool:
    """Tell whether this member speaks for delivery: who was asked, and a lead in place of that person.

    Who asked does not answer the own question, unless it was put to oneself.
    """
    if membership.role not in DELIVERS:
        return False
    if check.asked_of_id == membership.user_id:
        return True
    return membership.role in RUNS_THE_PMO and check.asked_by_id != membership.user_id

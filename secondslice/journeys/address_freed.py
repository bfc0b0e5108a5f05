"""Mail to an address came back, and a member says that it may be used again, or gives another one."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_noop

from secondslice.accounts.models import Membership
from secondslice.accounts.services.auditing import audit
from secondslice.customers.models import Contact
from secondslice.journeys.asks_planned import asks_planned
from secondslice.journeys.project_changed import person_changed
from secondslice.messaging.models import Suppression
from secondslice.messaging.services import suppressing as messaging
from secondslice.pulse.services import planning_again as pulse


@transaction.atomic
def address_freed(*, suppression: Suppression, by: Membership, now: datetime) -> None:
    """Let mail go there again, write down whose word it was, and plan anew: the person has days to be asked again."""
    messaging.lift(suppression=suppression, by_id=by.user_id, at=now)
    audit(
        workspace=by.workspace,
        actor=by.user,
        verb=gettext_noop("lets mail go again to"),
        subject=suppression.address,
        at=now,
    )
    pulse.plan_again_at(workspace=by.workspace, address=suppression.address)
    asks_planned(workspace=by.workspace, now=now)


@transaction.atomic
def address_corrected(*, contact: Contact, now: datetime) -> None:
    """Ask this person again, who has another address, what never arrived at the old one."""
    lost = pulse.plan_again(contact=contact)
    if lost:  # whoever was left out since is not asked after all
        asks_planned(workspace=contact.workspace, now=now, projects=lost)
    person_changed(contact=contact, now=now)

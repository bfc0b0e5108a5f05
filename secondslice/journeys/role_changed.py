"""A member gets another role: projects that wait for the person come, and what is not the person's any more goes."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from secondslice.accounts.models import Membership
from secondslice.accounts.rules import DELIVERS
from secondslice.accounts.services import members
from secondslice.journeys.member_joined import member_joined
from secondslice.journeys.member_left import cases_let_go, member_left


@transaction.atomic
def role_changed(*, by: Membership, member: Membership, role: str, now: datetime) -> None:
    """Give a member another role. Who runs projects keeps all cases but those that only who runs the PMO may read."""
    members.change_role(by=by, member=member, role=role, at=now)
    if member.role in DELIVERS:
        member_joined(membership=member)
        cases_let_go(user=member.user, by=by, at=now)
    else:
        member_left(user=member.user, by=by, at=now)

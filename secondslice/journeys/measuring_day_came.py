"""A measuring day of a benefit has come: somebody is asked for the value, or the customer whether it has arrived."""

from __future__ import annotations

from datetime import datetime

from secondslice.accounts.models import Workspace
from secondslice.core import clock
from secondslice.core.apart import apart
from secondslice.recovery.selectors.times import works_now
from secondslice.value.ledger.selectors.measuring import dues_by_reader, dues_of
from secondslice.value.ledger.services.reminding import ask_by_itself, remind_member, remind_owner
from secondslice.value.ledger.terms import terms_of


def measuring_days_seen_to(*, workspace: Workspace, now: datetime) -> None:
    """See to what has come due, while this PMO works; each in a transaction of its own."""
    if not terms_of(workspace).reminds or not works_now(workspace, now):
        return
    today = clock.day_of(now, workspace.time_zone)
    sorted_out = dues_by_reader(dues_of(workspace, today=today), workspace=workspace)
    for due in sorted_out.of_owners:
        with apart(f"The measuring day of benefit {due.benefit.ref}"):
            remind_owner(due=due, at=now)
    for user, dues in sorted_out.of_members:
        with apart(f"The measuring days of member {user.pk}"):
            remind_member(user=user, dues=dues, at=now)
    for due in sorted_out.to_sign:
        with apart(f"The signature under benefit {due.benefit.ref}"):
            ask_by_itself(due=due, at=now)

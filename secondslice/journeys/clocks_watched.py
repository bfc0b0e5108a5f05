"""Some minutes have gone by: whoever must act is warned, whoever leads is told, and who is back is back."""

from __future__ import annotations

from datetime import datetime

from secondslice.accounts.models import Workspace
from secondslice.accounts.services.absences import end_absences
from secondslice.core import clock
from secondslice.core.apart import apart
from secondslice.recovery import services as recovery
from secondslice.recovery.selectors.clocks import steps_to_warn_of
from secondslice.recovery.selectors.digests import digests_due
from secondslice.recovery.selectors.times import works_now


def clocks_watched(*, workspace: Workspace, now: datetime) -> None:
    """Warn and tell in the working hours of this PMO; outside them everything waits for the next opening."""
    end_absences(workspace=workspace, today=clock.day_of(now, workspace.time_zone))
    if not works_now(workspace, now):
        return
    recovery.warn_all(dues=steps_to_warn_of(workspace, now), at=now)
    for membership in digests_due(workspace, now):
        with apart(f"The digest of member {membership.ref}"):
            recovery.send_digest(membership=membership, at=now)

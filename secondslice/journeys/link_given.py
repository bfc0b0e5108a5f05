"""Somebody who runs the PMO takes a person's own link along, to give it by hand."""

from __future__ import annotations

from datetime import datetime

from secondslice.accounts.models import Membership
from secondslice.core import clock
from secondslice.projects.models import Stakeholder
from secondslice.pulse.services.linking import Given, give_link
from secondslice.recovery.selectors import holds_of


def link_given(*, part: Stakeholder, by: Membership, now: datetime, reason: str = "") -> Given:
    """Ask by the link, where no question is open; an open case and full hands hold it up like any question."""
    workspace = part.project.workspace
    holds = holds_of(workspace, today=clock.day_of(now, workspace.time_zone))
    return give_link(part=part, by=by, holds=holds, at=now, reason=reason)

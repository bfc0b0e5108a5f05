"""The ask plan of a workspace: laid anew, and what is due of it sent."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from secondslice.accounts.models import User, Workspace
from secondslice.core import clock
from secondslice.pulse.selectors.people import rules_of
from secondslice.pulse.services.dealing import deal_days
from secondslice.pulse.services.leaving_out import note_all_back
from secondslice.pulse.services.planning import plan_projects
from secondslice.pulse.services.reminding import remind_silent
from secondslice.pulse.services.sending import Sent, release_due, send_due
from secondslice.pulse.services.telling import tell_unreachable
from secondslice.recovery.selectors import holds_of


def asks_planned(
    *, workspace: Workspace, now: datetime, projects: Collection[int] | None = None
) -> None:
    """Lay the plan anew, of all projects or of some: dates may have moved, people come and gone."""
    today = clock.day_of(now, workspace.time_zone)
    note_all_back(workspace=workspace, at=now)
    contacts = plan_projects(workspace=workspace, today=today, projects=projects)
    days_dealt(workspace=workspace, now=now, contacts=None if projects is None else contacts)


def days_dealt(
    *, workspace: Workspace, now: datetime, contacts: Collection[int] | None = None
) -> None:
    """Give what is planned the days that each person's budget leaves, of everybody or of some."""
    holds = holds_of(workspace, today=clock.day_of(now, workspace.time_zone))
    deal_days(workspace=workspace, at=now, holds=holds, contacts=contacts)


def asks_sent(
    *, workspace: Workspace, now: datetime, by: User | None = None, pressed: bool = False
) -> Sent:
    """Send what is due now, and nothing to those in whose name a case is open.

    `pressed`: somebody wants it (`by`, where a member does), so it leaves also where nothing leaves by itself.
    """
    today = clock.day_of(now, workspace.time_zone)
    if pressed:
        release_due(workspace=workspace, today=today, by=by, at=now)
    return send_due(workspace=workspace, at=now, holds=holds_of(workspace, today=today))


def hour_lived(*, workspace: Workspace, now: datetime) -> None:
    """Do for a workspace what every hour brings: ask who is due, remind where that is wanted, tell who is gone."""
    asks_sent(workspace=workspace, now=now)
    if rules_of(workspace).sends_itself:
        holds = holds_of(workspace, today=clock.day_of(now, workspace.time_zone))
        remind_silent(workspace=workspace, at=now, holds=holds)
    tell_unreachable(workspace=workspace, at=now)

"""Say how long each step of a case may take, and lay the clocks of open cases anew."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from secondslice.accounts.models import Membership
from secondslice.accounts.services.auditing import audit
from secondslice.core.errors import RuleBroken
from secondslice.jobs.services import enqueue
from secondslice.recovery import time_limits
from secondslice.recovery.models import Case, TimeLimits
from secondslice.recovery.rules import Event
from secondslice.recovery.selectors.times import all_limits, calendar_of
from secondslice.recovery.services.moving import Move, clock_for
from secondslice.recovery.time_limits import Limits, Warned


@transaction.atomic
def set_limits(*, by: Membership, wanted: Mapping[str, Limits], at: datetime) -> bool:
    """Store the limits by severity; a job lays the open clocks anew. Return whether anything changed."""
    if not all(limits.are_in_order() for limits in wanted.values()):
        raise RuleBroken(
            _("No step can be due before the one that comes first. Look at the days again.")
        )
    known = all_limits(by.workspace)
    changes: dict[str, object] = {}
    for severity, limits in wanted.items():
        before = known.get(severity, Limits())
        if limits == before:
            continue
        TimeLimits.objects.update_or_create(
            workspace=by.workspace, severity=severity, defaults=asdict(limits)
        )
        changes |= {
            f"{severity}_{name}": [str(old), str(getattr(limits, name))]
            for name, old in asdict(before).items()
            if old != getattr(limits, name)
        }
    if not changes:
        return False
    audit(
        workspace=by.workspace,
        actor=by.user,
        verb=gettext_noop("changed how long the steps of a case may take"),
        subject="",
        at=at,
        detail=changes,
    )
    enqueue(
        name="recovery.lay_clocks",
        key=f"recovery.lay_clocks:{by.workspace_id}",
        payload={"workspace": by.workspace_id, "at": at.timestamp()},
        run_at=at,
        workspace_id=by.workspace_id,
    )
    return True


@transaction.atomic
def lay_clock(*, case: Case, changed_at: datetime, at: datetime) -> bool:
    """Lay the clock of the step that is next anew, by the limits as they are. Return whether it moved.

    It may be done again and comes out the same. Who was warned stays warned, as far as that is still so: where the
    step is not late any more, being late is told anew in its time.
    """
    since = case.began_at
    what = Move(Event.PLAN, at=since, planned_for=case.planned_for)
    laid = clock_for(case=case, step=case.step, said_at=case.said_at, since=since, what=what)
    calendar = calendar_of(case.workspace, changed_at)
    due_at = time_limits.due_anew(
        laid=laid.due_at, before=case.due_at, at=changed_at, calendar=calendar
    )
    half_at = time_limits.half_way(since=since, until=due_at, calendar=calendar)
    warned = min(case.warned, Warned.OWNER) if due_at > at else case.warned
    if (due_at, half_at) == (case.due_at, case.half_at):
        return False
    # A step that went on meanwhile has its clock by the new limits already.
    same = Case.objects.filter(
        pk=case.pk, state=case.state, due_at=case.due_at, warned=case.warned, said_at=case.said_at
    )
    return bool(same.update(due_at=due_at, half_at=half_at, warned=warned))

"""A question by hand waits for its hour, and somebody does not want to wait, or does not want to ask any more."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from secondslice.accounts.models import Membership
from secondslice.core import clock
from secondslice.journeys.asks_planned import days_dealt
from secondslice.pulse.models import Ask
from secondslice.pulse.plan_models import PlannedAsk
from secondslice.pulse.services import sending_now, taking_back
from secondslice.pulse.services.by_hand import InSpite
from secondslice.recovery import selectors


@transaction.atomic
def sent_now(*, row: PlannedAsk, by: Membership, reason: str, now: datetime) -> Ask:
    """Ask at once what was to be asked by hand, and keep why."""
    workspace = row.project.workspace
    holds = selectors.holds_of(workspace, today=clock.day_of(now, workspace.time_zone))
    ask = sending_now.send_now(row=row, in_spite=InSpite(by, reason), at=now, holds=holds)
    days_dealt(workspace=workspace, now=now, contacts=[row.contact_id])
    return ask


@transaction.atomic
def taken_back(*, row: PlannedAsk, by: Membership, now: datetime) -> None:
    """Do not ask after all: what gave way to it in the plan gets its day again."""
    taking_back.take_back(row=row, by=by, at=now)
    days_dealt(workspace=row.project.workspace, now=now, contacts=[row.contact_id])

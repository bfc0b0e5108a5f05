"""A question by hand waits for its hour, and somebody does not want to wait, or does not want to ask any more."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from secondslice.accounts.models import Membership
from secondslice.core import clock
from secondslice.journeys.asks_planned import days_dealt
from secondslice.journeys.case_moved import case_moved
from secondslice.pulse.models import Ask
from secondslice.pulse.plan_models import PlannedAsk
from secondslice.pulse.services import sending_now, taking_back
from secondslice.pulse.services.by_hand import InSpite
from secondslice.pulse.services.following import follow
from secondslice.recovery import selectors
from secondslice.recovery.models import Case
from secondslice.recovery.services.taking_back import re_ask_to_send, take_back_re_ask


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


@transaction.atomic
def re_ask_sent_now(*, case: Case, by: Membership, reason: str, now: datetime) -> None:
    """Let the second question of a case leave at once, and keep why."""
    ask = re_ask_to_send(case=case)
    sending_now.send_re_ask_now(ask=ask, in_spite=InSpite(by, reason), at=now)
    case_moved(case=case)


@transaction.atomic
def re_ask_taken_back(*, case: Case, by: Membership, now: datetime) -> None:
    """Do not ask again after all: the case stands where it stood before, and the question was never asked."""
    ask = take_back_re_ask(case=case, by=by.user, at=now)
    taking_back.take_back_re_ask(ask=ask, by=by, at=now)
    follow(asks=[ask], news=None)
    case_moved(case=case)
    days_dealt(workspace=by.workspace, now=now, contacts=[case.contact_id])

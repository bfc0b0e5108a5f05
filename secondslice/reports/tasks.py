"""What the queue asks of this room."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.db import transaction

from secondslice.accounts.models import Workspace
from secondslice.core.long_task import LongTask
from secondslice.customers.models import Contact
from secondslice.jobs.services import enqueue
from secondslice.journeys.asks_planned import days_dealt
from secondslice.reports.selectors.recipients import workspaces_that_send
from secondslice.reports.services import mailing, sending


def send_quarters(*, payload: dict[str, int], now: datetime) -> None:  # noqa: ARG001
    """Let a worker look, in each workspace that wants it, whether the report of the last quarter is to leave."""
    for workspace in workspaces_that_send():
        enqueue(
            name="reports.send_quarter",
            key=f"reports.send_quarter:{workspace.pk}",
            payload={"workspace": workspace.pk},
            run_at=now,
            workspace_id=workspace.pk,
        )


def _send(*, payload: dict[str, int], now: datetime) -> Callable[[], None]:
    """Build the report first: that takes seconds, in which nobody else must wait."""
    workspace = Workspace.objects.get(pk=payload["workspace"])
    document = sending.document_due(workspace=workspace, at=now)
    if document is None:
        return _nothing_more

    def issue_and_mail() -> None:
        sending.send_quarter(workspace=workspace, document=document, at=now)

    return issue_and_mail


def _nothing_more() -> None:
    """It has left already, or is not wanted."""


send_quarter = LongTask(_send)


@transaction.atomic
def mail_executive(*, payload: dict[str, int], now: datetime) -> None:
    """Write a report's mail to an executive at a customer; it is a touch, so the next question moves to a later day."""
    contact = Contact.objects.select_related("workspace").filter(pk=payload["contact"]).first()
    if contact is not None and mailing.mail_executive(contact=contact, at=now):
        days_dealt(workspace=contact.workspace, now=now, contacts=[contact.pk])

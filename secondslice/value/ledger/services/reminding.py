"""A measuring day has come: remind whoever takes the value, or put what was found to the customer. Once for each day.

Everything is looked at again while the benefit is held, so two workers at once, or one that runs twice, remind once.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.urls import reverse

from secondslice.accounts.models import User
from secondslice.accounts.services.writing_to import write_to_member
from secondslice.core import clock
from secondslice.core.tokens import derived_token, digest
from secondslice.customers.models import Contact
from secondslice.messaging.selectors import suppressed
from secondslice.value.ledger.models import Benefit
from secondslice.value.ledger.reminder_models import Reminder
from secondslice.value.ledger.selectors.measuring import NOBODY, Due, dues_of
from secondslice.value.ledger.selectors.people import signers_in_turn
from secondslice.value.ledger.services.settling import held
from secondslice.value.ledger.services.signing import ask_worker, put_to
from secondslice.value.mail_kinds import MEASURE_HERE

What, State = Reminder.What, Reminder.State


@transaction.atomic
def remind_owner(*, due: Due, at: datetime) -> None:
    """Let the owner in operations be told that a value is due, in the next mail that the contact budget allows."""
    benefit = held(benefit=due.benefit)
    owner = benefit.owner
    if owner is None or not (again := _due_again(benefit, What.MEASURE, at=at)):
        return
    made = Reminder(
        workspace=benefit.workspace,
        benefit=benefit,
        what=What.MEASURE,
        due_on=again.on,
        contact=owner,
        begins_on=again.since,
        at=at,
    )
    made.token_digest = digest(token_of(reminder=made))
    made.save()
    ask_worker(contact=owner, run_at=at)


@transaction.atomic
def remind_member(*, user: User, dues: Sequence[Due], at: datetime) -> None:
    """Tell a member in one mail which values are due of benefits that have no owner at the customer."""
    workspace = dues[0].benefit.workspace
    again = [
        found
        for one in sorted(dues, key=lambda one: one.benefit.pk)
        if (benefit := held(benefit=one.benefit)).owner_id is None
        and (found := _due_again(benefit, What.MEASURE, at=at))
    ]
    if not again:
        return
    message = write_to_member(
        workspace=workspace,
        user=user,
        kind=MEASURE_HERE,
        context={"due": [_told(one) for one in again]},
        at=at,
        path=reverse("ledger:page", args=[workspace.slug]),
    )
    Reminder.objects.bulk_create(
        [
            Reminder(
                workspace=workspace,
                benefit=one.benefit,
                what=What.MEASURE,
                due_on=one.on,
                state=State.SENT,
                user=user,
                begins_on=one.since,
                message=message,
                at=at,
                sent_at=at,
            )
            for one in again
        ]
    )


@transaction.atomic
def ask_by_itself(*, due: Due, at: datetime) -> None:
    """Put what was found to the first sponsor who can be written to, else to the owner; or say that nobody can."""
    benefit = held(benefit=due.benefit)
    if not (again := _due_again(benefit, What.SIGN, at=at)):
        return
    signer = _first_reachable(signers_in_turn(benefit))
    request = put_to(benefit=benefit, contact=signer, by=None, at=at) if signer else None
    Reminder.objects.update_or_create(
        benefit=benefit,
        what=What.SIGN,
        due_on=again.on,
        defaults={
            "workspace": benefit.workspace,
            "state": State.SENT if request else State.OVER,
            "request": request,
            "why": "" if request else NOBODY,
            "lost_at": None if request else at,
            "at": at,
        },
    )


def token_of(*, reminder: Reminder) -> str:
    """Return the secret in the link of a reminder: derived, so that nothing secret is stored."""
    return derived_token("measure", str(reminder.ref))


def _due_again(benefit: Benefit, what: str, *, at: datetime) -> Due | None:
    """Return what is due of a benefit that is held by now; None where somebody has seen to it meanwhile."""
    today = clock.day_of(at, benefit.workspace.time_zone)
    found = dues_of(benefit.workspace, today=today, benefit=benefit)
    return next((one for one in found if one.what == what), None)


def _first_reachable(people: Sequence[Contact]) -> Contact | None:
    """Return the first who can be written to at all; a pause or a full year only puts it off."""
    gone = suppressed(people[0].workspace_id, [one.email for one in people]) if people else {}
    for one in people:
        wishes = getattr(one, "preference", None)
        has_stopped = wishes is not None and wishes.stopped_at is not None
        if one.email and not has_stopped and one.email.lower() not in gone:
            return one
    return None


def _told(due: Due) -> dict[str, object]:
    return {"title": due.benefit.title, "project": due.benefit.project.name, "on": due.on}

"""Keep that somebody has talked to a person: by phone, at a table, in the corridor; or has written in person."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext_noop

from secondslice.accounts.models import Membership, User, Workspace
from secondslice.accounts.services.auditing import audit
from secondslice.core import clock
from secondslice.customers.models import Contact
from secondslice.pulse.plan_models import Touch
from secondslice.pulse.selectors.people import zone_of


@transaction.atomic
def note_talk(*, by: Membership, contact: Contact, words: str, at: datetime) -> Touch:
    """Write the talk down. What was left unanswered before it is not held against the person any more."""
    talk = Touch.objects.create(
        workspace=by.workspace,
        contact=contact,
        kind=Touch.Kind.TALK,
        on=clock.day_of(at, zone_of(contact, workspace=by.workspace)),
        by=by.user,
        words=words.strip()[:500],
    )
    audit(
        workspace=by.workspace,
        actor=by.user,
        verb=gettext_noop("talked to"),
        subject=contact.name,
        about=contact.ref,
        at=at,
    )
    return talk


@transaction.atomic
def note_mail(*, by: User, contact: Contact, at: datetime) -> Touch:
    """Count a mail that somebody wrote to the person: the next question keeps its distance from it."""
    return Touch.objects.create(
        workspace_id=contact.workspace_id,
        contact=contact,
        kind=Touch.Kind.MAIL,
        on=clock.day_of(at, zone_of(contact, workspace=contact.workspace)),
        by=by,
    )


@transaction.atomic
def note_bulletins(
    *, workspace: Workspace, days: Mapping[int, date], by: User | None
) -> dict[int, Touch]:
    """Count a bulletin that was written to these people, on a day by the person's own clock: by key of the person."""
    made = Touch.objects.bulk_create(
        [
            Touch(workspace=workspace, contact_id=pk, kind=Touch.Kind.BULLETIN, on=on, by=by)
            for pk, on in days.items()
        ]
    )
    return {one.contact_id: one for one in made}


@transaction.atomic
def note_value_mail(
    *, contact: Contact, on: date, by: User | None, kind: str = Touch.Kind.VALUE
) -> Touch:
    """Count a mail that asks what the PMO's work is worth, on a day by the person's own clock."""
    return Touch.objects.create(
        workspace_id=contact.workspace_id, contact=contact, kind=kind, on=on, by=by
    )


@transaction.atomic
def take_back_bulletins(*, touches: Collection[int]) -> None:
    """They never left: the budget of each of these people is as it was."""
    Touch.objects.filter(pk__in=touches, kind=Touch.Kind.BULLETIN).delete()

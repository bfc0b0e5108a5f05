"""One mail to one executive, when the contact budget allows it. Members are no customers: they have no budget."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet

from secondslice.accounts.models import User
from secondslice.accounts.selectors import lead_of
from secondslice.core import clock
from secondslice.customers.models import Contact
from secondslice.customers.services import page_tokens
from secondslice.messaging.models import Message
from secondslice.messaging.selectors import suppressed
from secondslice.messaging.services import Envelope, queue_mail
from secondslice.pulse.budget import Why, may_touch
from secondslice.pulse.letters import HEADERS
from secondslice.pulse.plan_models import Touch
from secondslice.pulse.selectors.by_hand import confided
from secondslice.pulse.selectors.people import Standing
from secondslice.pulse.services.talking import note_value_mail
from secondslice.pulse.services.turns import take_turns
from secondslice.pulse.ways_out import ways_out
from secondslice.recovery.selectors import holds_of
from secondslice.value.counterfactual.models import CounterfactualAsk
from secondslice.value.counterfactual.rules import OPEN_DAYS
from secondslice.value.counterfactual.selectors.people import may_be_asked
from secondslice.value.counterfactual.services.asking import ask_worker, token_of
from secondslice.value.mail_kinds import WITHOUT, WITHOUT_MEMBER

State = CounterfactualAsk.State
A_WEEK = 7
"""Days: what a night does not mend is looked at again after them."""
HOUR = "hour"


@transaction.atomic
def mail_executive(*, ask: CounterfactualAsk, at: datetime) -> bool:
    """Write the mail when the person may hear from us now; else look again on another day. Return whether it leaves."""
    workspace = ask.workspace
    if not may_be_asked(ask):  # meanwhile somebody else has that place
        _waiting(ask).update(state=State.OVER, again_at=None)
        return False
    if ask.contact is None:
        return _mail_member(ask, at=at)
    holds = holds_of(workspace, today=clock.day_of(at, workspace.time_zone))
    (standing,) = take_turns(workspace=workspace, contacts=[ask.contact.pk], at=at, holds=holds)
    mine = _waiting(ask)
    if not mine.exists():
        return False
    why = _why_not(standing)
    if why in {Why.STOPPED, Why.UNREACHABLE}:
        mine.update(state=State.OVER, why=why.value, again_at=None)
        return False
    if why is not Why.FITS or not _is_now(standing):
        again = max(_next_look(standing, why), at + timedelta(seconds=1))
        mine.update(why=why.value or HOUR, again_at=again)
        ask_worker(ask=ask, run_at=again)
        return False
    by = ask.by or lead_of(workspace)
    message = _write_to_contact(ask, standing.contact, by=by, at=at)
    mine.update(state=State.SENT, sent_at=at, message=message, why="", again_at=None)
    note_value_mail(contact=standing.contact, on=standing.day, by=by, kind=Touch.Kind.WITHOUT)
    return True


def _mail_member(ask: CounterfactualAsk, *, at: datetime) -> bool:
    if ask.member is None or not _waiting(ask).update(
        state=State.SENT, sent_at=at, why="", again_at=None
    ):
        return False
    member = ask.member
    message = _queue(
        ask,
        kind=WITHOUT_MEMBER,
        envelope=Envelope(
            to=member.email,
            to_name=member.name,
            from_name=ask.workspace.name,
            headers={"Auto-Submitted": "auto-generated"},
        ),
        language=member.language or ask.workspace.language,
        by=ask.by or lead_of(ask.workspace),
        name=member.name,
        secrets={},
        at=at,
    )
    CounterfactualAsk.objects.filter(pk=ask.pk).update(message=message)
    return True


def _waiting(ask: CounterfactualAsk) -> QuerySet[CounterfactualAsk]:
    return CounterfactualAsk.objects.filter(pk=ask.pk, state=State.WAITING)


def _write_to_contact(
    ask: CounterfactualAsk, contact: Contact, *, by: User, at: datetime
) -> Message:
    own = ways_out(page_tokens(contacts=[contact])[contact.pk])
    return _queue(
        ask,
        kind=WITHOUT,
        envelope=Envelope(
            to=contact.email,
            to_name=contact.name,
            from_name=f"{by.name}, {ask.workspace.name}",
            reply_to=by.email,
            headers=HEADERS,
            about=contact.ref,
            in_confidence=bool(confided([contact.pk])),
        ),
        language=contact.language or ask.workspace.language,
        by=by,
        name=contact.name,
        secrets={"me": own.page},
        at=at,
    )


def _queue(  # noqa: PLR0913  (the parts of one mail)
    ask: CounterfactualAsk,
    *,
    kind: str,
    envelope: Envelope,
    language: str,
    by: User,
    name: str,
    secrets: dict[str, str],
    at: datetime,
) -> Message:
    workspace = ask.workspace
    link = f"{settings.BASE_URL}/menu/{workspace.slug}/without/{token_of(ask=ask)}"
    return queue_mail(
        workspace_id=workspace.pk,
        kind=kind,
        envelope=envelope,
        language=language,
        at=at,
        context={
            "workspace": {"name": workspace.name, "colour": workspace.colour},
            "name": name,
            "asker": by.name,
            "days": OPEN_DAYS,
        },
        secrets={"answer": link, **secrets},
    )


def _why_not(standing: Standing) -> Why:
    if standing.contact.erased_at is not None or suppressed(
        standing.contact.workspace_id, [standing.contact.email]
    ):
        return Why.UNREACHABLE
    return may_touch(standing.day, standing.person, standing.limits)


def _is_now(standing: Standing) -> bool:
    return standing.is_hour and standing.person.calendar.is_workday(standing.today)


def _next_look(standing: Standing, why: Why) -> datetime:
    """Return the next morning of a working day on which mail may leave; a week later for what no night mends."""
    wait = A_WEEK if why in {Why.SILENT, Why.YEAR_FULL} else 1
    day = standing.today + timedelta(days=wait if why or standing.is_hour else 0)
    while not standing.person.calendar.is_workday(day):
        day += timedelta(days=1)
    return standing.opens_on(day)

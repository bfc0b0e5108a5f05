"""One mail to one person with all benefits that wait for a signature, when the contact budget allows it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import formats, translation

from secondslice.accounts.models import User
from secondslice.accounts.selectors import lead_of
from secondslice.core import clock
from secondslice.customers.models import Contact
from secondslice.customers.services import page_tokens
from secondslice.messaging.models import Message
from secondslice.messaging.rules import MARK
from secondslice.messaging.services import Envelope, queue_mail
from secondslice.pulse.budget import Why
from secondslice.pulse.letters import HEADERS
from secondslice.pulse.selectors.by_hand import confided
from secondslice.pulse.services.talking import note_value_mail
from secondslice.pulse.services.turns import take_turns
from secondslice.pulse.ways_out import ways_out
from secondslice.recovery.selectors import holds_of
from secondslice.value.ledger.models import SignRequest
from secondslice.value.ledger.selectors.signing import waiting_for
from secondslice.value.ledger.services.signing import ask_worker, token_of
from secondslice.value.mail_kinds import SIGN
from secondslice.value.postponing import is_now, next_look, why_not

State = SignRequest.State


@transaction.atomic
def mail_signer(*, contact: Contact, at: datetime) -> bool:
    """Write the mail when the person may hear from us now; else look again on another day. Return whether it leaves."""
    workspace = contact.workspace
    holds = holds_of(workspace, today=clock.day_of(at, workspace.time_zone))
    (standing,) = take_turns(workspace=workspace, contacts=[contact.pk], at=at, holds=holds)
    waiting = waiting_for(standing.contact)
    if not waiting:
        return False
    mine = SignRequest.objects.filter(pk__in=[one.pk for one in waiting])
    why = why_not(standing)
    if why in {Why.STOPPED, Why.UNREACHABLE}:
        mine.update(state=State.OVER, why=why.value)
        return False
    if why is not Why.FITS or not is_now(standing):
        again = next_look(standing, why)
        mine.update(why=why.value, again_at=again)
        ask_worker(contact=standing.contact, run_at=max(again, at + timedelta(seconds=1)))
        return False
    by = waiting[-1].by or lead_of(workspace)
    message = _write(standing.contact, waiting, by=by, at=at)
    mine.update(state=State.SENT, sent_at=at, message=message, why="", again_at=None)
    note_value_mail(contact=standing.contact, on=standing.day, by=by)
    return True


def _write(contact: Contact, waiting: Sequence[SignRequest], *, by: User, at: datetime) -> Message:
    workspace = contact.workspace
    language = contact.language or workspace.language
    links = {
        f"link{place}": f"{settings.BASE_URL}/menu/{workspace.slug}/value/{token_of(request=one)}"
        for place, one in enumerate(waiting, 1)
    }
    with translation.override(language):
        asked = [
            {
                "title": one.facts["title"],
                "project": one.facts["project"],
                "amount": formats.number_format(one.amount, 2, use_l10n=True, force_grouping=True),
                "unit": one.facts["unit"],
                "until": formats.date_format(one.until, "DATE_FORMAT"),
                "link": MARK.format(f"link{place}"),
            }
            for place, one in enumerate(waiting, 1)
        ]
    own = ways_out(page_tokens(contacts=[contact])[contact.pk])
    return queue_mail(
        workspace_id=workspace.pk,
        kind=SIGN,
        envelope=Envelope(
            to=contact.email,
            to_name=contact.name,
            from_name=f"{by.name}, {workspace.name}",
            reply_to=by.email,
            headers=HEADERS,
            about=contact.ref,
            in_confidence=bool(confided([contact.pk])),
        ),
        language=language,
        at=at,
        context={
            "workspace": {"name": workspace.name, "colour": workspace.colour},
            "contact": {"name": contact.name},
            "asker": by.name,
            "asked": asked,
        },
        secrets={**links, "me": own.page},
    )

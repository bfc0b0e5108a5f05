"""One mail to one person with all projects that he or she is asked about, when the contact budget allows it."""

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
from secondslice.value.mail_kinds import IN_USE
from secondslice.value.postponing import is_now, next_look, why_not
from secondslice.value.usage.models import UsageAsk
from secondslice.value.usage.selectors.standing import is_delivered
from secondslice.value.usage.services.planning import ask_worker, token_of

State = UsageAsk.State


@transaction.atomic
def mail_usage_owner(*, contact: Contact, at: datetime) -> bool:
    """Write the mail when the person may hear from us now; else look again on another day. Return whether it leaves."""
    workspace = contact.workspace
    holds = holds_of(workspace, today=clock.day_of(at, workspace.time_zone))
    (standing,) = take_turns(workspace=workspace, contacts=[contact.pk], at=at, holds=holds)
    mine = UsageAsk.objects.filter(workspace=workspace, contact=contact, state=State.WAITING)
    held = mine.select_for_update(of=("self",), no_key=True)
    found = list(held.select_related("project__manager", "by").order_by("at", "pk"))
    waiting = [one for one in found if is_delivered(one.project)]
    # Stopped, or live later than thought. Only what was held: a question of this moment is none of them.
    over = [one.pk for one in found if one not in waiting]
    UsageAsk.objects.filter(pk__in=over).delete()
    if not waiting:
        return False
    mine = UsageAsk.objects.filter(pk__in=[one.pk for one in waiting], state=State.WAITING)
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


def _write(contact: Contact, waiting: Sequence[UsageAsk], *, by: User, at: datetime) -> Message:
    workspace = contact.workspace
    language = contact.language or workspace.language
    links = {
        f"link{place}": f"{settings.BASE_URL}/menu/{workspace.slug}/use/{token_of(ask=one)}"
        for place, one in enumerate(waiting, 1)
    }
    with translation.override(language):
        asked = [
            {
                "project": one.project.name,
                "since": formats.date_format(one.project.ends_on, "DATE_FORMAT")
                if one.project.ends_on
                else "",
                "link": MARK.format(f"link{place}"),
            }
            for place, one in enumerate(waiting, 1)
        ]
    own = ways_out(page_tokens(contacts=[contact])[contact.pk])
    return queue_mail(
        workspace_id=workspace.pk,
        kind=IN_USE,
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

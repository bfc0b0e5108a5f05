"""Mails to a person that are no questions: the link to the own page, and whether a doubtful press was meant."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from secondslice.core.errors import RuleBroken
from secondslice.customers.models import Contact
from secondslice.customers.services import new_page_token, page_tokens
from secondslice.messaging.models import Message
from secondslice.messaging.services import Envelope, queue_mail
from secondslice.pulse.letters import HEADERS
from secondslice.pulse.mail_kinds import CONFIRM, LINK
from secondslice.pulse.ways_out import WaysOut, ways_out

ONE_A_DAY = timedelta(days=1)


@transaction.atomic
def send_own_page(*, contact: Contact, at: datetime) -> None:
    """Send a person a new link to the own page; older ones lead nowhere from now on. Once a day at most."""
    earlier = Message.objects.filter(
        workspace=contact.workspace_id, about=contact.ref, kind=LINK, due_at__gt=at - ONE_A_DAY
    )
    if earlier.exists():
        raise RuleBroken(
            _("%(name)s got a link within the last day already. Look whether that mail arrived.")
            % {"name": contact.name}
        )
    _queue(contact, kind=LINK, at=at, out=ways_out(new_page_token(contact=contact)))


def ask_whether_meant(*, contact: Contact, wish: str, at: datetime) -> None:
    """Queue the mail that asks a person whether a press on the own page was meant."""
    out = ways_out(page_tokens(contacts=[contact])[contact.pk])
    _queue(contact, kind=CONFIRM, at=at, out=out, wish=wish)


def _queue(contact: Contact, *, kind: str, at: datetime, out: WaysOut, **context: object) -> None:
    """Queue a mail to a person, with the ways out that every mail has."""
    workspace = contact.workspace
    queue_mail(
        workspace_id=workspace.pk,
        kind=kind,
        envelope=Envelope(
            to=contact.email,
            to_name=contact.name,
            from_name=workspace.name,
            headers={**HEADERS, **out.headers(workspace)},
            about=contact.ref,
        ),
        language=contact.language or workspace.language,
        at=at,
        context={"contact": contact, "workspace": workspace, **context},
        secrets={**out.secrets, "confirm": f"{out.page}/confirm"},
    )

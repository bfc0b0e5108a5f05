"""Take what a visitor asks for, have the address confirmed, and let it become a lead."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from secondslice.accounts.models import Workspace
from secondslice.accounts.services.writing_to import write_to_member
from secondslice.core.errors import RuleBroken
from secondslice.core.tokens import digest, new_token
from secondslice.funnel.mail_kinds import CONFIRM_REQUEST
from secondslice.funnel.menu.models import ServiceVersion
from secondslice.funnel.models import Opportunity
from secondslice.funnel.requested import rules
from secondslice.funnel.requested.leads import Outsider, lead_from
from secondslice.funnel.requested.models import ServiceRequest
from secondslice.funnel.requested.rules import Lately
from secondslice.messaging.services import Envelope, queue_mail

PERSONAL = {"name": "", "email": "", "organisation": "", "words": "", "wanted_on": None}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a visitor has typed."""

    name: str
    email: str
    organisation: str
    words: str
    wanted_on: date | None = None
    version: ServiceVersion | None = None


@dataclass(frozen=True, slots=True)
class Visitor:
    """Where it came from, as far as it is kept: a few bytes of the network, and the language of the page."""

    network: str
    language: str


@transaction.atomic
def request_service(
    *, workspace: Workspace, wanted: Wanted, visitor: Visitor, at: datetime
) -> ServiceRequest | None:
    """Keep a request and send the mail whose link confirms it. Return None where the mailbox got enough of them today.

    Raise RuleBroken where there were too many of the visitor's network, or in the workspace.
    """
    lately = _lately(workspace, wanted.email, visitor.network, at)
    if rules.is_too_much(lately):
        raise RuleBroken(_("That was a lot for now. Please try again later, or write us a mail."))
    if rules.is_enough_for_address(lately):
        return None
    token = new_token()
    made = ServiceRequest.objects.create(
        workspace=workspace,
        token_digest=digest(token),
        name=wanted.name,
        email=wanted.email.lower(),
        organisation=wanted.organisation,
        words=wanted.words,
        wanted_on=wanted.wanted_on,
        version=wanted.version,
        language=visitor.language,
        network=visitor.network,
        at=at,
        expires_at=at + rules.LIFE,
    )
    queue_mail(
        workspace_id=workspace.pk,
        kind=CONFIRM_REQUEST,
        envelope=Envelope(
            to=made.email,
            to_name=made.name,
            from_name=workspace.name,
            headers={"Auto-Submitted": "auto-generated"},
        ),
        language=visitor.language,
        at=at,
        context={"workspace": workspace, "request": made},
        secrets={"link": f"{settings.BASE_URL}/menu/{workspace.slug}/confirm/{token}"},
    )
    return made


@transaction.atomic
def confirm_request(*, request: ServiceRequest, at: datetime) -> Opportunity | None:
    """Let a confirmed request become a lead, once. Return it; None when somebody has pressed before.

    The person is found by the address, and so is an open wish for the same service: the words join it then.
    """
    waiting = ServiceRequest.objects.filter(pk=request.pk, confirmed_at=None, expires_at__gt=at)
    if not waiting.update(confirmed_at=at, **PERSONAL):
        return None
    found = lead_from(
        workspace=request.workspace,
        outsider=Outsider(request.name, request.email, request.organisation, request.language),
        version=request.version,
        words=_words(request),
        at=at,
    )
    write_to_member(
        workspace=found.workspace,
        user=found.owner,
        kind="funnel.requested",
        context={"opportunity": found},
        path=reverse("funnel:opportunity", args=[found.workspace.slug, found.ref]),
        about=found.contact.ref if found.contact else None,
        at=at,
    )
    return found


@transaction.atomic
def forget_requests(*, at: datetime) -> int:
    """Delete what nobody confirmed in time, and what was confirmed and is no longer pressed. Return how many."""
    return ServiceRequest.objects.filter(expires_at__lte=at).delete()[0]


@transaction.atomic
def forget_requests_of(*, workspace: Workspace, addresses: Collection[str]) -> None:
    """Delete what somebody who is erased has asked for and not confirmed."""
    ServiceRequest.objects.filter(
        workspace=workspace, email__in=[one.lower() for one in addresses]
    ).delete()


def _lately(workspace: Workspace, email: str, network: str, at: datetime) -> Lately:
    found = ServiceRequest.objects.filter(workspace=workspace)
    return Lately(
        found.filter(network=network, at__gt=at - rules.NETWORK_SPAN).count() if network else 0,
        found.filter(email=email.lower(), at__gt=at - rules.ADDRESS_SPAN).count(),
        found.filter(at__gt=at - rules.WORKSPACE_SPAN).count(),
    )


def _words(request: ServiceRequest) -> str:
    if request.wanted_on is None:
        return request.words
    with translation.override(request.workspace.language):
        day = _("Wanted by %(day)s.") % {"day": request.wanted_on.isoformat()}
    return f"{request.words}\n{day}".strip()

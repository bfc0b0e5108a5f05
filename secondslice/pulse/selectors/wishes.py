"""What is known before a press on a person's own page is judged, and what waits to be confirmed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from secondslice.customers.models import Contact
from secondslice.messaging.models import Message
from secondslice.pulse.models import Ask, LinkVisit, Verdict, WishAttempt
from secondslice.pulse.rules import RECENT, Attempt, Visit

CONFIRM_WITHIN = timedelta(days=7)
LOOKED_AT = 50


@dataclass(frozen=True, slots=True)
class Traces:
    """What speaks for and against a person: earlier presses, opened links of the last questions, and the last mail."""

    attempts: list[Attempt]
    asks: list[int]
    """The keys of the last questions: visits that are not written yet are looked up by them."""
    visits: list[Visit]
    mail_accepted_at: datetime | None


def traces_of(contact: Contact, *, at: datetime) -> Traces:
    """Return what is known of the last minutes: four queries."""
    rows = WishAttempt.objects.filter(
        workspace=contact.workspace_id, contact=contact, at__gt=at - timedelta(days=1)
    ).order_by("-at", "-pk")[:LOOKED_AT]
    attempts = [
        Attempt(
            taste=row.act,
            verdict=row.verdict,
            counted=row.verdict == Verdict.HUMAN,
            at=row.at,
            nonce=row.nonce,
            network=row.network,
            signals=row.signals,
        )
        for row in rows
    ]
    asks = list(
        Ask.objects.filter(workspace=contact.workspace_id, contact=contact)
        .order_by("-sent_at")
        .values_list("pk", flat=True)[:LOOKED_AT]
    )
    written = LinkVisit.objects.filter(ask__in=asks, at__gt=at - RECENT)
    visits = [Visit(row.choice, row.at, row.network) for row in written]
    return Traces(attempts, asks, visits, _accepted_at(contact, at=at))


def doubtful_wish(contact: Contact, *, at: datetime) -> WishAttempt | None:
    """Return the press that the person may still confirm: the last one, when it was doubtful."""
    last = (
        WishAttempt.objects.filter(workspace=contact.workspace_id, contact=contact)
        .exclude(verdict=Verdict.MACHINE)
        .order_by("-at", "-pk")
        .first()
    )
    if last is None or last.verdict != Verdict.SUSPECT or last.at < at - CONFIRM_WITHIN:
        return None
    return last


def _accepted_at(contact: Contact, *, at: datetime) -> datetime | None:
    """Return when a mail server took the last mail to the person.

    One that looks at the links before it says so takes it just now.
    """
    last = (
        Message.objects.filter(
            workspace=contact.workspace_id,
            about=contact.ref,
            to__iexact=contact.email,  # of whatever kind: each leads to the person's page
            state__in=[Message.State.SENDING, Message.State.SENT],
        )
        .order_by("-created_at", "-pk")
        .only("state", "sent_at")
        .first()
    )
    if last is None:
        return None
    return at if last.state == Message.State.SENDING else last.sent_at

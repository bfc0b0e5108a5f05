"""What happened to consents, and the versions of somebody's words: as far as a member may read the answers behind."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from secondslice.accounts.models import Membership, Workspace
from secondslice.core.keyset import Slice, slice_of
from secondslice.customers.models import Contact
from secondslice.value.consent.models import ConsentEvent, Wording
from secondslice.value.models import Testimonial
from secondslice.value.rules import words_digest
from secondslice.value.selectors import may_be_quoted_to

ROWS_ON_A_PAGE = 50
_PUBLIC = (Testimonial.Place.WALL.value, Testimonial.Place.STOREFRONT.value)
_GRANTED = (ConsentEvent.Kind.APPROVED, ConsentEvent.Kind.CHANGED)


@dataclass(frozen=True, slots=True)
class ConsentCounts:
    """How many authors were asked, how many agreed and how many of their words stand now; and who took them back."""

    asked: int
    approved: int
    taken_back: int


def consent_events(membership: Membership) -> QuerySet[ConsentEvent]:
    """Return the log, newest first. Entries of answers that this member may not read are not in it."""
    readable = may_be_quoted_to(membership, prefix="testimonial__")
    found = ConsentEvent.objects.filter(readable, workspace=membership.workspace_id)
    return found.select_related("testimonial").order_by("-at", "-ref")


def consent_slice(membership: Membership, *, after: str) -> Slice[ConsentEvent]:
    """Return one page of the log."""
    return slice_of(
        consent_events(membership), by="at", after=after, size=ROWS_ON_A_PAGE, newest_first=True
    )


def events_of(testimonial: Testimonial) -> list[ConsentEvent]:
    """Return what happened to the consent to one quote, oldest first."""
    return list(testimonial.events.select_related("testimonial").order_by("at", "pk"))


def wordings_of(testimonial: Testimonial) -> list[Wording]:
    """Return the versions of somebody's words, the latest first."""
    return list(testimonial.wordings.order_by("-number"))


def proposal_for(testimonial: Testimonial) -> Wording | None:
    """Return the other words about which the author decides now."""
    return testimonial.wordings.filter(state=Wording.State.OPEN).first()


def consent_counts(membership: Membership) -> ConsentCounts:
    """Return how many authors were asked to publish, how many agreed once, how many took it back: one query."""
    told = consent_events(membership).order_by()
    kinds = ConsentEvent.Kind
    found = told.aggregate(
        asked=Count("testimonial", distinct=True, filter=Q(kind__in=[kinds.ASKED, kinds.PROPOSED])),
        approved=Count("testimonial", distinct=True, filter=Q(kind=kinds.APPROVED)),
        back=Count("testimonial", distinct=True, filter=Q(kind=kinds.REVOKED)),
    )
    return ConsentCounts(found["asked"], found["approved"], found["back"])


def quote_by_ref(workspace: Workspace, ref: uuid.UUID) -> Testimonial | None:
    """Return a quote whatever its state, for a link to it alone; None for one that never stood in public."""
    public = Q()
    for place in _PUBLIC:
        public |= Q(places__contains=place)
    stood = ConsentEvent.objects.filter(
        public, workspace=workspace, testimonial__ref=ref, kind__in=_GRANTED
    )
    found = stood.select_related(
        "testimonial__contact", "testimonial__customer", "testimonial__ask"
    ).first()
    return found.testimonial if found else None


def quotes_of(contact: Contact) -> list[Testimonial]:
    """Return what this person lent us and has not withdrawn with the answer, newest first: for the own page."""
    mine = Testimonial.objects.filter(workspace=contact.workspace_id, contact=contact)
    found = mine.exclude(state=Testimonial.State.WITHDRAWN)
    return list(
        found.select_related("contact", "customer", "project", "ask").order_by("-at", "-pk")
    )


def consents_of(contact: Contact) -> list[dict[str, object]]:
    """Return what a person allowed and took back, for the file with everything about the person."""
    told = ConsentEvent.objects.filter(
        workspace=contact.workspace_id, testimonial__contact=contact
    ).select_related("testimonial")
    worded = {
        (one.testimonial_id, words_digest(one.words)): one.words
        for one in Wording.objects.filter(
            workspace=contact.workspace_id, testimonial__contact=contact
        )
    }
    return [
        {
            "what": one.kind,
            "how": one.how,
            "at": one.at,
            "words": worded.get((one.testimonial_id, one.digest), ""),
            "places": one.places.split(),
            "name": one.signed,
            "until": one.until,
        }
        for one in told.order_by("at", "pk")
    ]

"""Everything the rest of the product may read from this room."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext as _

from secondslice.accounts.models import Membership, Workspace
from secondslice.core.errors import NotHere
from secondslice.core.keyset import Slice, slice_of
from secondslice.customers.models import Customer
from secondslice.projects.access import visible_projects
from secondslice.projects.models import Project
from secondslice.pulse.access import may_be_read_by
from secondslice.pulse.selectors.overview import counts
from secondslice.value.consent.models import ConsentEvent
from secondslice.value.models import PLACES, Testimonial
from secondslice.value.rules import words_digest

ROWS_ON_A_PAGE = 12
NOT_TO_BE_QUOTED = (Testimonial.State.WITHDRAWN, Testimonial.State.REVOKED)
"""The author has taken them back: with the answer, or where we asked."""


@dataclass(frozen=True, slots=True)
class TestimonialCounts:
    """How many were asked, how many answered, and how many of their words may be quoted."""

    asked: int
    answered: int
    yes: int
    drafts: int
    published: int


def may_be_quoted_to(membership: Membership, *, prefix: str = "") -> Q:
    """Return the condition on a quote, or with `prefix` on what belongs to one, that this member may read it.

    Words out of an answer in confidence are for others only when their author allowed them with the name.
    """
    own_wish = Q(**{f"{prefix}consent": Testimonial.Consent.NAMED})
    return own_wish | may_be_read_by(membership, prefix=f"{prefix}ask__")


def with_decisions(quotes: QuerySet[Testimonial]) -> QuerySet[Testimonial]:
    """Return the same rows, each with what its author decided last, when, and about which words."""
    decided = ConsentEvent.objects.filter(
        testimonial=OuterRef("pk"), kind__in=ConsentEvent.BY_AUTHOR
    ).order_by("-at", "-pk")
    return quotes.annotate(
        decided_kind=Subquery(decided.values("kind")[:1]),
        decided_at=Subquery(decided.values("at")[:1]),
        decided_words=Subquery(decided.values("digest")[:1]),
    )


def testimonials(membership: Membership) -> QuerySet[Testimonial]:
    """Return the words that may be quoted, newest first. What was taken back is never among them."""
    found = Testimonial.objects.filter(
        may_be_quoted_to(membership), workspace=membership.workspace_id
    ).exclude(state__in=NOT_TO_BE_QUOTED)
    if membership.role == Membership.Role.MANAGER:
        found = found.filter(project__in=visible_projects(membership).values("pk"))
    return found.select_related(
        "workspace", "ask", "contact__preference", "project", "customer"
    ).order_by("-at", "-ref")


def testimonial_for(membership: Membership, *, ref: uuid.UUID) -> Testimonial:
    """Return one of them. Raise NotHere when it is not among them."""
    found = with_decisions(testimonials(membership)).filter(ref=ref).first()
    if found is None:
        raise NotHere(
            _("These words are not here any more. Their author may have taken them back.")
        )
    return found


def published_rows(workspace: Workspace, *, today: date, place: str) -> QuerySet[Testimonial]:
    """Return all that authors let us publish in this place (Testimonial.Place) until today or later, newest first."""
    found = Testimonial.objects.filter(
        workspace=workspace,
        state=Testimonial.State.PUBLISHED,
        until__gte=today,
        **{PLACES[place]: True},
    )
    return found.select_related("contact", "customer", "ask").order_by("-published_at", "-pk")


def testimonial_slice(membership: Membership, *, after: str) -> Slice[Testimonial]:
    """Return one page of them."""
    return slice_of(
        with_decisions(testimonials(membership)),
        by="at",
        after=after,
        size=ROWS_ON_A_PAGE,
        newest_first=True,
    )


def testimonials_of_project(membership: Membership, project: Project) -> QuerySet[Testimonial]:
    """Return what may be quoted about a project, newest first."""
    return testimonials(membership).filter(project=project)


def testimonials_of_customer(membership: Membership, customer: Customer) -> QuerySet[Testimonial]:
    """Return what may be quoted from a customer, newest first."""
    return testimonials(membership).filter(customer=customer)


def testimonial_counts(membership: Membership) -> TestimonialCounts:
    """Return asked, answered, may be quoted and published, over all time: two queries."""
    tastes = counts(membership)
    standing = Q(state=Testimonial.State.PUBLISHED)
    found = (
        testimonials(membership)
        .order_by()
        .aggregate(drafts=Count("pk"), published=Count("pk", filter=standing))
    )
    return TestimonialCounts(
        asked=tastes.asked,
        answered=tastes.answered,
        yes=tastes.yes,
        drafts=found["drafts"],
        published=found["published"],
    )


@dataclass(frozen=True, slots=True)
class ReportedQuote:
    """A quote as a report may print it, and what to keep of it, so that the report can tell when it is over."""

    ref: uuid.UUID
    digest: str
    """Of the words: other words are another quote."""
    words: str
    signed: str
    """Under which name; nothing where the author wants none."""
    project: int
    customer: int
    """Keys, for joining. A report names neither, but where `signed` does."""
    published_at: datetime
    until: date


def quotes_for_reports(
    workspace: Workspace, *, today: date, customer: Customer | None = None, most: int = 50
) -> list[ReportedQuote]:
    """Return what authors let us print in reports for executives until today or later, newest first: one query.

    For a report about one `customer`, only what is signed: words without a name would have one there.
    """
    found = published_rows(workspace, today=today, place=Testimonial.Place.REPORTS)
    if customer is not None:
        found = found.filter(customer=customer).exclude(under=Testimonial.Name.NOBODY)
    return [
        ReportedQuote(
            ref=one.ref,
            digest=words_digest(one.words),
            words=one.words,
            signed=one.signed,
            project=one.project_id,
            customer=one.customer_id,
            published_at=one.published_at or one.at,
            until=one.until or today,
        )
        for one in found[:most]
    ]

"""Everything the rest of the product may read from this room."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from secondslice.accounts.models import Membership, Workspace
from secondslice.core.errors import NotHere
from secondslice.core.keyset import Slice, slice_of
from secondslice.customers.models import Customer
from secondslice.projects.access import visible_projects
from secondslice.projects.models import Project
from secondslice.pulse.access import may_be_read_by
from secondslice.pulse.selectors.overview import counts
from secondslice.value.models import Testimonial

ROWS_ON_A_PAGE = 30


@dataclass(frozen=True, slots=True)
class TestimonialCounts:
    """How many were asked, how many answered, and how many of their words may be quoted."""

    asked: int
    answered: int
    yes: int
    drafts: int


def testimonials(membership: Membership) -> QuerySet[Testimonial]:
    """Return the words that may be quoted, newest first. What was withdrawn is never among them.

    Words out of an answer in confidence are for others only when their author allowed them with the name.
    """
    own_wish = Q(consent=Testimonial.Consent.NAMED)
    found = Testimonial.objects.filter(
        own_wish | may_be_read_by(membership, prefix="ask__"),
        workspace=membership.workspace_id,
    ).exclude(state=Testimonial.State.WITHDRAWN)
    if membership.role == Membership.Role.MANAGER:
        found = found.filter(project__in=visible_projects(membership).values("pk"))
    return found.select_related(
        "workspace", "ask", "contact__preference", "project", "customer"
    ).order_by("-at", "-ref")


def testimonial_for(membership: Membership, *, ref: uuid.UUID) -> Testimonial:
    """Return one of them. Raise NotHere when it is not among them."""
    found = testimonials(membership).filter(ref=ref).first()
    if found is None:
        raise NotHere(
            _("These words are not here any more. Their author may have taken them back.")
        )
    return found


def published(workspace: Workspace, *, today: date, most: int) -> list[Testimonial]:
    """Return what authors let us publish until today or later, newest first: for everybody to read."""
    return list(published_rows(workspace, today=today)[:most])


def published_rows(workspace: Workspace, *, today: date) -> QuerySet[Testimonial]:
    """Return all that authors let us publish until today or later, newest first."""
    found = Testimonial.objects.filter(
        workspace=workspace, state=Testimonial.State.PUBLISHED, until__gte=today
    )
    return found.select_related("contact", "customer", "ask").order_by("-published_at", "-pk")


def mailable_rows(workspace: Workspace, *, today: date) -> QuerySet[Testimonial]:
    """Return those of them that may be quoted in mails: their authors read so when they let us publish them."""
    return published_rows(workspace, today=today).filter(in_mails=True)


def testimonial_slice(membership: Membership, *, after: str) -> Slice[Testimonial]:
    """Return one page of them."""
    return slice_of(
        testimonials(membership), by="at", after=after, size=ROWS_ON_A_PAGE, newest_first=True
    )


def testimonials_of_project(membership: Membership, project: Project) -> QuerySet[Testimonial]:
    """Return what may be quoted about a project, newest first."""
    return testimonials(membership).filter(project=project)


def testimonials_of_customer(membership: Membership, customer: Customer) -> QuerySet[Testimonial]:
    """Return what may be quoted from a customer, newest first."""
    return testimonials(membership).filter(customer=customer)


def testimonial_counts(membership: Membership) -> TestimonialCounts:
    """Return asked, answered and may be quoted, over all time: two queries."""
    tastes = counts(membership)
    return TestimonialCounts(
        asked=tastes.asked,
        answered=tastes.answered,
        yes=tastes.yes,
        drafts=testimonials(membership).order_by().count(),
    )

"""What strangers may read. Nothing here names a customer or a person but a quote, where its author wants it so."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _

from secondslice.accounts.models import Membership, Workspace
from secondslice.core.errors import NotHere
from secondslice.core.keyset import slice_of
from secondslice.funnel.booking.selectors import hosts_of
from secondslice.funnel.menu.selectors import Course, menu
from secondslice.funnel.models import Order
from secondslice.projects.models import Project
from secondslice.pulse.models import Ask
from secondslice.pulse.selectors.overview import counts
from secondslice.recovery.models import IS_OPEN, Case
from secondslice.recovery.selectors.changes import Told, changes_told
from secondslice.storefront.models import Logo, Storefront
from secondslice.storefront.rules import LEAST_ANSWERS, at_least
from secondslice.value.consent.selectors.log import quote_by_ref
from secondslice.value.ledger.models import Benefit
from secondslice.value.ledger.rules import CONFIRMED
from secondslice.value.models import Testimonial
from secondslice.value.selectors import published_rows

MOST_CHANGES = 6
MOST_QUOTES = 6
MOST_LOOKED_AT = 200
QUOTES_ON_A_PAGE = 30
LEAST_BENEFITS = 3


@dataclass(frozen=True, slots=True)
class Proof:
    """What customers said to the questions before a day, rounded down."""

    asked: int
    answered: int
    yes: int
    until: date


@dataclass(frozen=True, slots=True)
class Evidence:
    """What stands behind a service: words of a customer about it, and benefits that customers have confirmed."""

    quote: Testimonial | None
    benefits: int
    """Nought while there are fewer than LEAST_BENEFITS: one alone would tell of a customer."""


@dataclass(frozen=True, slots=True)
class Shop:
    """A storefront with everything on it."""

    courses: Sequence[Course]
    proof: Proof | None
    changes: Sequence[Told]
    quotes: Sequence[Testimonial]
    """What authors have approved word by word, about no service that is offered."""
    evidence: Mapping[int, Evidence]
    """By key of the service."""
    can_be_booked: bool
    has_wall: bool


@dataclass(frozen=True, slots=True)
class Wall:
    """Some of the quotes on the wall, how many there are, and how many people were asked."""

    quotes: Sequence[Testimonial]
    after: str
    count: int
    proof: Proof | None


@dataclass(frozen=True, slots=True)
class Single:
    """A quote that stood in public, and whether it still does."""

    quote: Testimonial
    stands: bool


def storefront_of(workspace: Workspace) -> Storefront:
    """Return the settings of a workspace's storefront; one that nobody has set is closed."""
    found = Storefront.objects.filter(workspace=workspace).first()
    return found or Storefront(workspace=workspace)


def logo_of(workspace: Workspace) -> Logo | None:
    """Return the picture on top of the storefront, without its content."""
    return Logo.objects.filter(workspace=workspace).defer("content").first()


def picture_of(workspace: Workspace) -> Logo:
    """Return the picture with its content. Raise NotHere when there is none."""
    found = Logo.objects.filter(workspace=workspace).first()
    if found is None:
        raise NotHere(_("There is no picture here."))
    return found


def shop(workspace: Workspace, *, today: date) -> Shop:
    """Return what is offered now, what customers said, what changed because of it, and quotes: ten queries.

    What was changed for several customers in the same words is told once.
    """
    told: dict[str, Told] = {}
    for one in changes_told(workspace, until=today):
        told.setdefault(one.words, one)
    courses = menu(workspace)
    offered = {one.service_id for course in courses for one in course.rows}
    said = published_rows(workspace, today=today, place=Testimonial.Place.STOREFRONT)
    quotes = list(said[:MOST_LOOKED_AT])
    found = _evidence(workspace, quotes, offered)
    placed = {one.quote.pk for one in found.values() if one.quote}
    return Shop(
        courses=courses,
        proof=proof(workspace, today=today),
        changes=list(told.values())[:MOST_CHANGES],
        quotes=[one for one in quotes if one.pk not in placed][:MOST_QUOTES],
        evidence=found,
        can_be_booked=hosts_of(workspace).exists(),
        has_wall=published_rows(workspace, today=today, place=Testimonial.Place.WALL).exists(),
    )


def wall(workspace: Workspace, *, today: date, after: str) -> Wall:
    """Return one page of the wall, newest first: four queries, whatever the number of quotes.

    Who stands here is public, so their number is exact. How many were asked is rounded down as on the menu (`proof`).
    """
    rows = published_rows(workspace, today=today, place=Testimonial.Place.WALL)
    page = slice_of(rows, by="published_at", after=after, size=QUOTES_ON_A_PAGE, newest_first=True)
    return Wall(page.rows, page.after, rows.count(), proof(workspace, today=today))


def said(workspace: Workspace, *, ref: uuid.UUID, today: date) -> Single | None:
    """Return one quote and whether it stands in public now; None when it never did: two queries."""
    found = quote_by_ref(workspace, ref)
    if found is None:
        return None
    is_public = found.on_wall or found.on_storefront
    return Single(found, is_public and found.until is not None and found.until >= today)


def proof(workspace: Workspace, *, today: date) -> Proof | None:
    """Return asked, answered and Yes of all questions before last month, or None while too few have answered.

    Strangers get what an executive reads, so nothing said in confidence is in it but sealed sums. Questions of the last
    weeks are left out, because they are being answered now, and what is left is rounded down: who looks every day does
    not see one person's answer come in.
    """
    stranger = Membership(workspace=workspace, role=Membership.Role.EXECUTIVE)
    first = (today.replace(day=1) - timedelta(days=1)).replace(day=1)
    whole, later = counts(stranger), counts(stranger, since=first)
    answered, yes = whole.answered - later.answered, whole.yes - later.yes
    if answered < LEAST_ANSWERS:
        return None
    asked = whole.asked - later.asked
    return Proof(at_least(asked), at_least(answered), at_least(yes), first)


def asked_about(key: int) -> Ask:
    """Return the question behind a respondent's page, with all that is offered by."""
    return Ask.objects.select_related("workspace", "project", "customer", "contact").get(pk=key)


def open_cases(project: Project) -> set[int]:
    """Return the people for whom something about this project is still being mended, by key."""
    return set(Case.objects.filter(IS_OPEN, project=project).values_list("contact", flat=True))


def _evidence(
    workspace: Workspace, quotes: Sequence[Testimonial], offered: Collection[int]
) -> dict[int, Evidence]:
    """Return what stands behind each service that is offered: by the projects that ordered it."""
    orders = Order.objects.filter(workspace=workspace, project__isnull=False)
    service_of = dict(orders.values_list("project", "version__service"))
    said: dict[int, Testimonial] = {}
    for one in quotes:
        service = service_of.get(one.project_id)
        if service is not None and service in offered:
            said.setdefault(service, one)
    benefits = Benefit.objects.filter(
        workspace=workspace, stage__in=[one.value for one in CONFIRMED]
    )
    counts = Counter(service_of.get(key) for key in benefits.values_list("project", flat=True))
    found = {
        key: Evidence(said.get(key), counts[key] if counts[key] >= LEAST_BENEFITS else 0)
        for key in offered
    }
    return {key: one for key, one in found.items() if one.quote or one.benefits}

"""Touches that are planned, and customers with whom nothing has passed for long."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import DateField, Exists, Max, OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext as _

from secondslice.accounts.models import Membership
from secondslice.core.errors import NotHere
from secondslice.customers.models import Contact, Customer
from secondslice.funnel.models import IS_OPEN, Opportunity
from secondslice.funnel.touching.models import PlannedTouch
from secondslice.funnel.touching.rules import quiet_days
from secondslice.projects.models import Project
from secondslice.pulse.models import Ask
from secondslice.pulse.plan_models import Touch

MOST = 50
NEVER = date(1900, 1, 1)


@dataclass(frozen=True, slots=True)
class Quiet:
    """A customer with whom nothing has passed for long."""

    customer: Customer
    last: date | None
    days: int | None
    """Since the last time; None: nothing ever did."""


@dataclass(frozen=True, slots=True)
class QuietList:
    """The first of them, and how many there are."""

    rows: list[Quiet]
    count: int


def planned_touches(membership: Membership, *, mine: bool = False) -> QuerySet[PlannedTouch]:
    """Return what is planned and not done, the soonest first."""
    found = PlannedTouch.objects.filter(workspace=membership.workspace_id, done_at=None)
    if mine:
        found = found.filter(owner=membership.user_id)
    return found.select_related("contact__customer", "owner").order_by("on", "pk")


def due_touches(membership: Membership, *, today: date) -> QuerySet[PlannedTouch]:
    """Return what this member has planned and should do by today."""
    return planned_touches(membership, mine=True).filter(on__lte=today)


def touch_for(membership: Membership, *, ref: uuid.UUID) -> PlannedTouch:
    """Return one that is planned. Raise NotHere when it is done, or not of this workspace."""
    found = planned_touches(membership).select_related("workspace").filter(ref=ref).first()
    if found is None:
        raise NotHere(_("This is not planned any more. It was done, or somebody dropped it."))
    return found


def people_at(membership: Membership, customer: Customer) -> QuerySet[Contact]:
    """Return the people of a customer with whom one can be in touch."""
    found = Contact.objects.filter(workspace=membership.workspace_id, customer=customer)
    return found.filter(erased_at=None).order_by("name", "pk")


def quiet_customers(membership: Membership, *, days: int, today: date) -> QuietList:
    """Return the customers with a project or an open opportunity with whom nothing has passed for so many days.

    What counts is a question, a reminder, a mail in person, a talk, a touch that was done. A bulletin and a question
    about a benefit do not; whether they leave may hang on what was answered. That somebody was asked a second time in
    confidence counts nothing: it would tell of a No. Those for whom a touch is planned are left out.
    """
    here = membership.workspace_id
    asked = Ask.objects.filter(workspace=here, customer=OuterRef("pk"), kind=Ask.Kind.FIRST)
    touched = Touch.objects.filter(workspace=here, contact__customer=OuterRef("pk")).exclude(
        kind__in=Touch.HANG_ON_ANSWERS
    )
    last_ask = asked.order_by().values("customer").annotate(day=Max("sent_on")).values("day")
    last_touch = (
        touched.order_by().values("contact__customer").annotate(day=Max("on")).values("day")
    )
    has_project = Exists(
        Project.objects.filter(workspace=here, customer=OuterRef("pk")).exclude(
            phase=Project.Phase.STOPPED
        )
    )
    has_chance = Exists(
        Opportunity.objects.filter(IS_OPEN, workspace=here, customer=OuterRef("pk"))
    )
    has_old_chance = Exists(
        Opportunity.objects.filter(
            IS_OPEN,
            workspace=here,
            customer=OuterRef("pk"),
            opened_at__date__lte=today - timedelta(days=days),
        )
    )
    is_planned = PlannedTouch.objects.filter(
        workspace=here, done_at=None, contact__customer=OuterRef("pk")
    )
    found = (
        Customer.objects.filter(has_project | has_chance, workspace=here)
        .filter(~Exists(is_planned))
        .annotate(
            asked_on=Subquery(last_ask, output_field=DateField()),
            touched_on=Subquery(last_touch, output_field=DateField()),
        )
        .filter(
            Q(asked_on=None) | Q(asked_on__lte=today - timedelta(days=days)),
            Q(touched_on=None) | Q(touched_on__lte=today - timedelta(days=days)),
            # Who has come lately is not quiet for long.
            Q(asked_on__isnull=False) | Q(touched_on__isnull=False) | has_project | has_old_chance,
        )
    )
    rows = [_quiet(one, today=today) for one in found]
    rows.sort(key=lambda one: (one.last or NEVER, one.customer.name))
    return QuietList(rows[:MOST], len(rows))


def _quiet(customer: Customer, *, today: date) -> Quiet:
    days = [getattr(customer, name, None) for name in ("asked_on", "touched_on")]
    last = max((day for day in days if day), default=None)
    return Quiet(customer, last, quiet_days(last, today=today))

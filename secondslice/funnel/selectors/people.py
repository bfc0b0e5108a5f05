"""Who and what can be chosen for an opportunity."""

from __future__ import annotations

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from secondslice.accounts.models import Membership, User, Workspace
from secondslice.accounts.rules import WORKS
from secondslice.accounts.selectors import keepers_of, lead_of, members_of
from secondslice.core.errors import RuleBroken
from secondslice.customers.models import Contact, Customer
from secondslice.funnel.models import IS_OPEN, Opportunity
from secondslice.projects.access import visible_projects
from secondslice.projects.models import Project


def people_who_sell(workspace: Workspace, *, keep: User | None = None) -> QuerySet[User]:
    """Return who can own an opportunity: everybody but executives, by name.

    `keep` is who owns it now: that person stays a choice, so that nobody takes an opportunity over unasked.
    """
    members = members_of(workspace).filter(role__in=WORKS, user__is_active=True)
    found = Q(pk__in=members.order_by().values("user")) | Q(pk=keep.pk if keep else None)
    return User.objects.filter(found).order_by("name", "pk")


def people_for(workspace: Workspace, opportunity: Opportunity | None) -> QuerySet[User]:
    """Return who can own this opportunity, or a new one: a wish told in confidence only who may read it."""
    if opportunity is None or not opportunity.is_confided:
        return people_who_sell(workspace, keep=opportunity.owner if opportunity else None)
    keepers = [user.pk for user in keepers_of(workspace)]
    return User.objects.filter(Q(pk__in=keepers) | Q(pk=opportunity.owner_id)).order_by(
        "name", "pk"
    )


def owner_named(workspace: Workspace, email: str) -> User:
    """Return the member with this address who can own an opportunity; without one who answers for the PMO.

    Raise RuleBroken, in words, when nobody has it.
    """
    if not email:
        return lead_of(workspace)
    found = people_who_sell(workspace).filter(email__iexact=email).first()
    if found is None:
        raise RuleBroken(
            _("Nobody who can own an opportunity has the address %(email)s.") % {"email": email}
        )
    return found


def open_opportunities_owned_by(workspace: Workspace, user: User) -> QuerySet[Opportunity]:
    """Return what this person keeps moving, whoever asks."""
    return Opportunity.objects.filter(IS_OPEN, workspace=workspace, owner=user)


def customers_of(membership: Membership) -> QuerySet[Customer]:
    """Return the customers an opportunity can be at, by name."""
    return Customer.objects.filter(workspace=membership.workspace_id).order_by("name", "pk")


def people_and_projects(
    membership: Membership, customer: Customer, *, keep: Project | None = None
) -> tuple[QuerySet[Contact], QuerySet[Project]]:
    """Return the people and the projects of a customer that an opportunity can be about, by name.

    `keep` is the project it is about now: it stays a choice for those who do not see all projects.
    """
    contacts = Contact.objects.filter(
        workspace=membership.workspace_id, customer=customer, erased_at=None
    )
    mine = visible_projects(membership).filter(customer=customer).values("pk")
    projects = Project.objects.filter(Q(pk__in=mine) | Q(pk=keep.pk if keep else None))
    return contacts.order_by("name", "pk"), projects.order_by("name", "pk")

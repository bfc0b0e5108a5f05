"""Who at the customer answers for a benefit, and whom one may ask whether it has arrived."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from secondslice.accounts.models import Membership, User, Workspace
from secondslice.customers.models import Contact
from secondslice.projects.access import visible_projects
from secondslice.projects.models import Project, Stakeholder
from secondslice.value.ledger.models import Benefit


def signers(benefit: Benefit) -> QuerySet[Contact]:
    """Return who may sign: the sponsors of its project, and its owner in operations."""
    sponsors = Stakeholder.objects.filter(
        project=benefit.project_id, role=Stakeholder.Role.SPONSOR
    ).values("contact")
    mine = Contact.objects.filter(workspace=benefit.workspace_id, erased_at=None)
    return mine.filter(Q(pk__in=sponsors) | Q(pk=benefit.owner_id or 0)).order_by("name", "pk")


def signers_in_turn(benefit: Benefit) -> list[Contact]:
    """Return who may sign, the sponsors before the owner in operations, who may have measured it; with their wishes."""
    found = list(signers(benefit).select_related("preference"))
    return sorted(found, key=lambda one: one.pk == benefit.owner_id)


def possible_owners(project: Project) -> QuerySet[Contact]:
    """Return who can own a benefit in operations: everybody at the project's customer."""
    found = Contact.objects.filter(workspace=project.workspace_id, customer=project.customer_id)
    return found.filter(erased_at=None).order_by("name", "pk")


def possible_finance(workspace: Workspace) -> QuerySet[User]:
    """Return who can verify for finance: members with the role of an executive."""
    found = Membership.objects.filter(workspace=workspace, role=Membership.Role.EXECUTIVE)
    return User.objects.filter(pk__in=found.values("user")).order_by("name", "pk")


def projects_to_choose(membership: Membership) -> QuerySet[Project]:
    """Return the projects for which this member can write a benefit down."""
    return visible_projects(membership).select_related("customer").order_by("name", "pk")

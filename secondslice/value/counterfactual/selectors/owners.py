"""Who does the work after a "no different"."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from secondslice.accounts.models import Membership, User, Workspace
from secondslice.accounts.rules import DELIVERS
from secondslice.accounts.selectors import lead_of
from secondslice.projects.models import Project
from secondslice.value.counterfactual.models import CounterfactualAsk


def possible_owners(workspace: Workspace) -> QuerySet[User]:
    """Return who can own it: whoever runs the PMO or its projects."""
    members = Membership.objects.filter(workspace=workspace, role__in=DELIVERS)
    return User.objects.filter(pk__in=members.values("user"), is_active=True).order_by("name", "pk")


def who_should(ask: CounterfactualAsk) -> User:
    """Return who owns it at first: the manager of the customer's latest project, or whoever leads the PMO."""
    if ask.customer_id is not None:
        managers = Project.objects.filter(
            ~Q(phase=Project.Phase.STOPPED),
            workspace=ask.workspace,
            customer=ask.customer_id,
            manager__in=possible_owners(ask.workspace),
        )
        latest = managers.select_related("manager").order_by("-starts_on", "-pk").first()
        if latest is not None and latest.manager is not None:
            return latest.manager
    return lead_of(ask.workspace)

"""People who have not answered three times in a row: somebody should talk to them."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Prefetch, QuerySet

from secondslice.accounts.models import Membership
from secondslice.customers.models import Contact
from secondslice.projects.models import Project
from secondslice.pulse.budget import Why
from secondslice.pulse.selectors.plans import planned


def silent_people(membership: Membership, *, project: Project | None = None) -> QuerySet[Contact]:
    """Return whom only a talk gets to answer again, as far as the plan has questions for them, by name.

    Each has `silent_asks`, what is planned for the person and has no day.
    """
    mine = planned(membership).filter(why=Why.SILENT)
    if project is not None:
        mine = mine.filter(project=project)
    return (
        Contact.objects.filter(
            Exists(mine.filter(contact=OuterRef("pk"))), workspace=membership.workspace_id
        )
        .select_related("customer")
        .prefetch_related(
            Prefetch("planned_asks", mine.order_by("project__name"), to_attr="silent_asks")
        )
        .order_by("name", "pk")
    )

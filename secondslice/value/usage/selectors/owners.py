"""Who is asked in operations: whoever is named for the project, else whoever owns all its benefits."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import QuerySet

from secondslice.customers.models import Contact
from secondslice.projects.models import Project
from secondslice.value.ledger.models import Benefit
from secondslice.value.ledger.selectors.people import possible_owners
from secondslice.value.usage.models import UsageOwner


def owners_of(projects: Collection[int]) -> dict[int, Contact]:
    """Return the owner in operations of each of these projects that has one, by key: two queries."""
    owned = Benefit.objects.filter(
        project__in=projects, owner__isnull=False, owner__erased_at__isnull=True
    )
    several: dict[int, set[Contact]] = {}
    for one in owned.select_related("owner__customer"):
        if one.owner is not None:
            several.setdefault(one.project_id, set()).add(one.owner)
    found = {key: next(iter(them)) for key, them in several.items() if len(them) == 1}
    named = UsageOwner.objects.filter(project__in=projects, contact__erased_at__isnull=True)
    return found | {
        one.project_id: one.contact for one in named.select_related("contact__customer")
    }


def owner_of(project: Project) -> Contact | None:
    """Return who is asked about this project, or None where nobody is named."""
    return owners_of([project.pk]).get(project.pk)


def people_to_name(project: Project) -> QuerySet[Contact]:
    """Return who can be named: everybody at the project's customer."""
    return possible_owners(project)

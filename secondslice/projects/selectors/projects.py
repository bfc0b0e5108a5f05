"""The portfolio: its list, and what the page of one project needs."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import (
    Case,
    Count,
    DateField,
    F,
    IntegerField,
    OuterRef,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce, Lower

from secondslice.accounts.models import Membership, Workspace
from secondslice.accounts.selectors import people_who_deliver
from secondslice.core.keyset import Key, Slice, slice_of
from secondslice.core.search import holds_all
from secondslice.customers.models import Contact, Customer
from secondslice.projects.access import visible_projects
from secondslice.projects.models import Milestone, Project, Stakeholder

PAGE = 50
NOBODY = "nobody"
_FAR = Value(date.max, output_field=DateField())
_SORTS: dict[str, tuple[Any, Callable[[str], Key]]] = {
    "name": (Lower("name"), str),
    "customer": (Lower("customer__name"), str),
    "phase": (F("phase"), str),
    "start": (Coalesce("starts_on", _FAR), date.fromisoformat),
    "end": (Coalesce("ends_on", _FAR), date.fromisoformat),
}
SORTS = tuple(_SORTS)


@dataclass(frozen=True, slots=True)
class ProjectFilter:
    """What the list of projects is narrowed to, and how it is sorted; empty: everything, by name."""

    search: str = ""
    phase: str = ""
    customer: uuid.UUID | None = None
    service: str = ""
    manager: str = ""
    """The manager's e-mail address, or `nobody`."""
    sort: str = "name"
    """One of SORTS, with a minus before it for the other way round."""


def project_list(membership: Membership, chosen: ProjectFilter) -> QuerySet[Project]:
    """Return the projects this member may see, with customer, manager and `people_count`, in one query."""
    found = visible_projects(membership)
    if chosen.search:
        found = found.filter(holds_all(chosen.search, ("name", "code", "customer__name")))
    if chosen.phase:
        found = found.filter(phase=chosen.phase)
    if chosen.customer:
        found = found.filter(customer__ref=chosen.customer)
    if chosen.service:
        found = found.filter(service=chosen.service)
    if chosen.manager == NOBODY:
        found = found.filter(manager=None)
    elif chosen.manager:
        found = found.filter(manager__email=chosen.manager)
    this = Project.objects.filter(pk=OuterRef("pk"))
    people = this.annotate(count=Count("stakeholders")).values("count")
    key, _read = _SORTS[chosen.sort.removeprefix("-")]
    return found.select_related("customer", "manager").annotate(
        sort_key=key, people_count=Coalesce(Subquery(people, output_field=IntegerField()), 0)
    )


def project_page(membership: Membership, chosen: ProjectFilter, *, after: str) -> Slice[Project]:
    """Return one page of `project_list`."""
    _key, read = _SORTS[chosen.sort.removeprefix("-")]
    return slice_of(
        project_list(membership, chosen),
        by="sort_key",
        after=after,
        size=PAGE,
        read=read,
        newest_first=chosen.sort.startswith("-"),
    )


def in_order(found: QuerySet[Project], chosen: ProjectFilter) -> QuerySet[Project]:
    """Return the whole list in the order of its pages, for an export of exactly what is shown."""
    sign = "-" if chosen.sort.startswith("-") else ""
    return found.order_by(f"{sign}sort_key", f"{sign}ref")


def projects_of(membership: Membership, customer: Customer) -> QuerySet[Project]:
    """Return a customer's projects that this member may see, those that run longest first."""
    return (
        visible_projects(membership)
        .filter(customer=customer)
        .select_related("manager")
        .order_by(F("ends_on").desc(nulls_first=True), "name", "pk")
    )


def parts_of(membership: Membership, contact: Contact) -> QuerySet[Stakeholder]:
    """Return the parts of a person in the projects that this member may see, the latest project first."""
    return (
        Stakeholder.objects.filter(contact=contact, project__in=visible_projects(membership))
        .select_related("project")
        .order_by(F("project__starts_on").desc(nulls_last=True), "project__name", "pk")
    )


def people_in(project: Project) -> QuerySet[Stakeholder]:
    """Return who has a part in a project, sponsors first, each with the contact and its customer."""
    ranks = [When(role=role, then=Value(rank)) for rank, role in enumerate(Stakeholder.Role.values)]
    return (
        Stakeholder.objects.filter(project=project)
        .select_related("contact__customer", "contact__preference__noted_by")
        .order_by(Case(*ranks, default=Value(len(ranks))), Lower("contact__name"), "pk")
    )


def milestones_of(project: Project) -> QuerySet[Milestone]:
    """Return a project's milestones in order of time."""
    return Milestone.objects.filter(project=project).order_by("due_on", "pk")


def managers_to_choose(workspace: Workspace) -> list[tuple[str, str]]:
    """Return the people who can manage a project, as choices: address and name."""
    return [(user.email, user.name) for user in people_who_deliver(workspace)]


def services_in(membership: Membership) -> list[str]:
    """Return the services that the projects of this member name, in order: what can be chosen."""
    named = visible_projects(membership).exclude(service="").order_by("service")
    return list(named.values_list("service", flat=True).distinct())


def may_see(membership: Membership, project: Project) -> bool:
    """Tell whether this member may see the project as it stands now."""
    return visible_projects(membership).filter(pk=project.pk).exists()


def may_see_which(membership: Membership, projects: Iterable[int]) -> set[int]:
    """Return the keys of those projects that this member may see: one query."""
    found = visible_projects(membership).filter(pk__in=set(projects))
    return set(found.values_list("pk", flat=True))


def number_is_taken(workspace: Workspace, code: str, *, other_than: Project | None) -> bool:
    """Tell whether another project has this number."""
    found = Project.objects.filter(workspace=workspace, code__iexact=code)
    return (found.exclude(pk=other_than.pk) if other_than else found).exists()

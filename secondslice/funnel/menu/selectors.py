"""Everything the rest of the product may read of the menu."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from django.db.models import Case, Count, IntegerField, QuerySet, Value, When

from secondslice.accounts.models import Membership, Workspace
from secondslice.accounts.rules import RUNS_THE_PMO
from secondslice.funnel.menu.catalogue import BUNDLES, SERVICES
from secondslice.funnel.menu.models import BundlePart, Order, Service, ServiceVersion
from secondslice.funnel.models import Opportunity
from secondslice.projects.models import Project


@dataclass(frozen=True, slots=True)
class Course:
    """One part of the menu with what stands in it, in its order."""

    code: str
    label: str
    rows: Sequence[ServiceVersion]


def menu(workspace: Workspace, *, with_unoffered: bool = False) -> list[Course]:
    """Return what is offered now, by the parts of the menu, bundles with what they hold: two queries."""
    rows = list(_in_order(_current(workspace, with_unoffered)))
    held = _names_held(rows)
    for one in rows:
        one.held = held.get(one.pk, [])
    groups = groupby(rows, key=_group_of)
    return [Course(code, str(Service.Group(code).label), list(rows)) for code, rows in groups]


def menu_for(membership: Membership) -> list[Course]:
    """Return the menu as this member reads it; who runs the PMO sees what is not offered too."""
    return menu(membership.workspace, with_unoffered=membership.role in RUNS_THE_PMO)


def offered(workspace: Workspace) -> QuerySet[ServiceVersion]:
    """Return the current version of everything that can be ordered, in the order of the menu."""
    return _in_order(_current(workspace, with_unoffered=False))


def choosable(workspace: Workspace, order: Order | None) -> QuerySet[ServiceVersion]:
    """Return what can be chosen: everything offered, and the version that is chosen already."""
    kept = ServiceVersion.objects.filter(workspace=workspace, pk=order.version_id if order else 0)
    pks = [*offered(workspace).values_list("pk", flat=True), *kept.values_list("pk", flat=True)]
    return _in_order(ServiceVersion.objects.filter(pk__in=pks))


def versions_of(service: Service) -> list[ServiceVersion]:
    """Return all versions of a service, the newest first, with what they hold and how often each was sold."""
    found = service.versions.select_related("service", "by").annotate(sold=Count("orders"))
    return list(found.order_by("-number"))


def parts_of(version: ServiceVersion) -> list[ServiceVersion]:
    """Return what a version of a bundle holds, in the words of today."""
    held = version.bundle_parts.values("service")
    found = ServiceVersion.objects.filter(service__in=held, is_current=True)
    return list(_in_order(found))


def possible_parts(workspace: Workspace) -> QuerySet[ServiceVersion]:
    """Return what a bundle can hold: everything that is not a bundle itself."""
    found = _current(workspace, with_unoffered=True).exclude(service__group=Service.Group.BUNDLE)
    return _in_order(found)


def current_version(service: Service) -> ServiceVersion:
    """Return what a service promises now."""
    return service.versions.select_related("service", "workspace").get(is_current=True)


def codes_on_menu(workspace: Workspace) -> set[str]:
    """Return which services of the ready-made catalogue are on this menu."""
    found = Service.objects.filter(workspace=workspace).exclude(code="")
    return set(found.values_list("code", flat=True))


def lacks_ready_made(workspace: Workspace) -> bool:
    """Tell whether some of the ready-made catalogue is not on this menu: one query."""
    return not {one.code for one in (*SERVICES, *BUNDLES)} <= codes_on_menu(workspace)


def order_of(about: Opportunity | Project) -> Order | None:
    """Return which version of a service this is about, or None."""
    of = {"opportunity": about} if isinstance(about, Opportunity) else {"project": about}
    return Order.objects.filter(**of).select_related("version__service").first()


def _names_held(rows: Sequence[ServiceVersion]) -> dict[int, list[str]]:
    """Return the names of what each bundle among these holds, in the words of today."""
    bundles = [one.pk for one in rows if one.service.group == Service.Group.BUNDLE]
    parts = BundlePart.objects.filter(
        version__in=bundles, service__versions__is_current=True
    ).order_by("pk")
    found: dict[int, list[str]] = {}
    for pk, name in parts.values_list("version", "service__versions__name"):
        found.setdefault(pk, []).append(name)
    return found


def _current(workspace: Workspace, with_unoffered: bool) -> QuerySet[ServiceVersion]:  # noqa: FBT001
    found = ServiceVersion.objects.filter(workspace=workspace, is_current=True)
    return found if with_unoffered else found.filter(service__is_offered=True)


def _in_order(found: QuerySet[ServiceVersion]) -> QuerySet[ServiceVersion]:
    places = [
        When(service__group=code, then=Value(number))
        for number, code in enumerate(Service.Group.values)
    ]
    return (
        found.select_related("service")
        .annotate(course=Case(*places, output_field=IntegerField()))
        .order_by("course", "service__position", "pk")
    )


def _group_of(version: ServiceVersion) -> str:
    return version.service.group


def service_of(workspace: Workspace, ref: uuid.UUID | None) -> Service | None:
    """Return a service of the menu by the reference in an address, also one that is no longer offered; else None."""
    return Service.objects.filter(workspace=workspace, ref=ref).first() if ref else None


def services_by_name(workspace: Workspace) -> list[tuple[uuid.UUID, str]]:
    """Return the services that were ever on the menu, by their present names: one query."""
    found = ServiceVersion.objects.filter(workspace=workspace, is_current=True)
    return list(found.order_by("name", "pk").values_list("service__ref", "name"))

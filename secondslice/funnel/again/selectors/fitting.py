"""Which services fit next, and what somebody has chosen already."""

from __future__ import annotations

from collections import defaultdict

from secondslice.funnel.access import told_as
from secondslice.funnel.again.models import NextChoice
from secondslice.funnel.again.rules import Dish, bought_next, fitting
from secondslice.funnel.menu.models import BundlePart, Order, ServiceVersion
from secondslice.funnel.menu.selectors import offered
from secondslice.funnel.models import IS_OPEN, Opportunity
from secondslice.projects.models import Project
from secondslice.pulse.models import Ask


def what_fits(ask: Ask) -> list[ServiceVersion]:
    """Return at most three services of the menu that fit after the project of this answer: three queries."""
    menu = {one.service_id: one for one in offered(ask.workspace)}
    if not menu:
        return []
    holds: defaultdict[int, set[int]] = defaultdict(set)
    parts = BundlePart.objects.filter(version__in=[one.pk for one in menu.values()])
    for version, service in parts.values_list("version", "service"):
        holds[version].add(service)
    dishes = [Dish(key, one.service.group, frozenset(holds[one.pk])) for key, one in menu.items()]
    bought, running, orders = _orders(ask)
    then = bought_next(orders, bought) if bought is not None else {}
    return [menu[key] for key in fitting(dishes, bought=bought, then=then, running=running)]


def choice_of(ask: Ask) -> NextChoice | None:
    """Return what the person chose after this answer, or None."""
    return NextChoice.objects.select_related("version__service").filter(ask=ask).first()


def twin_of(ask: Ask, version: ServiceVersion) -> Opportunity | None:
    """Return what is open for this person and the service already, whatever its version.

    What was said in confidence and what was not never meet: the one would tell of the other.
    """
    found = Opportunity.objects.filter(
        IS_OPEN,
        told_as(ask.mode),
        workspace=ask.workspace_id,
        contact=ask.contact_id,
        order__version__service=version.service_id,
    )
    return found.order_by("opened_at", "pk").first()


def _orders(ask: Ask) -> tuple[int | None, frozenset[int], list[list[int]]]:
    """Return the service of this answer's project, what its customer has running, and what each customer bought."""
    rows = (
        Order.objects.filter(workspace=ask.workspace_id, project__isnull=False)
        .exclude(project__phase=Project.Phase.STOPPED)
        .order_by("project__starts_on", "pk")
        .values_list("project", "project__customer", "project__phase", "version__service")
    )
    bought, running = None, set()
    by_customer: defaultdict[int, list[int]] = defaultdict(list)
    for project, customer, phase, service in rows:
        by_customer[customer].append(service)
        if project == ask.project_id:
            bought = service
        if customer == ask.customer_id and phase != Project.Phase.OPERATION:
            running.add(service)
    return bought, frozenset(running), list(by_customer.values())

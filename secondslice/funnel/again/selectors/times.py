"""From which day each customer's experience counts, and when he ordered again."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

from django.db.models import Min

from secondslice.accounts.models import Membership
from secondslice.core.clock import day_of
from secondslice.customers.models import Customer
from secondslice.funnel.again.times import After, Group, Trouble, groups_of, waits_of
from secondslice.projects.models import Project
from secondslice.pulse.access import may_be_read_by, visible_asks
from secondslice.pulse.models import Ask, Taste
from secondslice.recovery.models import Case

NONE = (Case.State.WITHDRAWN, Case.State.ERASED)
HOW: dict[str, After] = {
    Case.State.RECOVERED.value: After.RECOVERED,
    Case.State.NOT_RECOVERED.value: After.UNRESOLVED,
    Case.State.NO_ANSWER.value: After.UNRESOLVED,
}


def groups_for(membership: Membership, *, today: date) -> list[Group]:
    """Return the three groups out of what this member may read: three queries."""
    zone = membership.workspace.time_zone
    first = visible_asks(membership).filter(
        kind=Ask.Kind.FIRST, taste=Taste.YES, changed_at__isnull=False
    )
    yeses = {
        customer: day_of(at, zone)
        for customer, at in first.order_by().values_list("customer").annotate(Min("changed_at"))
    }
    cases = Case.objects.filter(
        may_be_read_by(membership, prefix="ask__"),
        workspace=membership.workspace_id,
        ask__in=visible_asks(membership).order_by().values("pk"),
    ).exclude(state__in=NONE)
    troubles: defaultdict[int, list[Trouble]] = defaultdict(list)
    for customer, began, ended, state in cases.order_by("opened_at", "pk").values_list(
        "customer", "opened_at", "closed_at", "state"
    ):
        closed = day_of(ended, zone) if ended else None
        troubles[customer].append(Trouble(day_of(began, zone), closed, HOW.get(state)))
    orders: defaultdict[int, list[date]] = defaultdict(list)
    projects = Project.objects.filter(workspace=membership.workspace_id, starts_on__lte=today)
    for customer, day in projects.exclude(phase=Project.Phase.STOPPED).values_list(
        "customer", "starts_on"
    ):
        orders[customer] += [day] if day else []
    return groups_of(waits_of(yeses=yeses, troubles=troubles, orders=orders, today=today))


def customers_in(groups: list[Group]) -> dict[int, Customer]:
    """Return the customers behind the numbers, by key: one query."""
    keys = {one.customer for group in groups for one in group.waits}
    return Customer.objects.in_bulk(keys)

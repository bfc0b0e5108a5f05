"""Alarms: what is open, what was closed, whose they are, and for whom a page can be."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from secondslice.accounts.models import Membership, User, Workspace
from secondslice.analytics.cusum import average_run_length
from secondslice.customers.models import Contact
from secondslice.projects.models import Project, Stakeholder
from secondslice.value.outlook.models import Alarm, WatchTerms
from secondslice.value.outlook.terms import chart_of, watch_terms

MOST_CLOSED = 20


@dataclass(frozen=True, slots=True)
class Watch:
    """What stands on the page of the watch."""

    open: Sequence[Alarm]
    closed: Sequence[Alarm]
    terms: WatchTerms
    false_alarm_every: int
    """Answers between two false alarms of a chart, on average."""
    noticed_after: int


@dataclass(frozen=True, slots=True)
class Executive:
    """Somebody for whom a page can be."""

    key: str
    name: str
    place: str
    contact: Contact | None = None
    member: User | None = None


def watch_of(membership: Membership) -> Watch:
    """Return what is open, the oldest first, and what was closed last."""
    terms = watch_terms(membership.workspace)
    chart = chart_of(terms)
    return Watch(
        open=list(open_alarms(membership)),
        closed=list(
            _alarms(membership.workspace)
            .exclude(closed_at=None)
            .order_by("-closed_at", "-pk")[:MOST_CLOSED]
        ),
        terms=terms,
        false_alarm_every=round(average_run_length(chart, chart.base)),
        noticed_after=round(average_run_length(chart, chart.shifted)),
    )


def open_alarms(membership: Membership, *, mine: bool = False) -> QuerySet[Alarm]:
    """Return what somebody must still do something about, the oldest first; with `mine` what this member owns."""
    found = _alarms(membership.workspace).filter(closed_at=None)
    if mine:
        found = found.filter(owner=membership.user_id)
    return found.order_by("raised_at", "pk")


def executives_to_choose(workspace: Workspace) -> list[Executive]:
    """Return the executives at customers by name, then the members who are executives: two queries."""
    parts = Stakeholder.objects.filter(
        workspace=workspace, role=Stakeholder.Role.EXECUTIVE
    ).exclude(project__phase=Project.Phase.STOPPED)
    contacts = Contact.objects.filter(
        workspace=workspace, erased_at=None, pk__in=parts.values("contact")
    ).select_related("customer")
    members = Membership.objects.filter(
        workspace=workspace, role=Membership.Role.EXECUTIVE, user__is_active=True
    ).select_related("user", "workspace")
    found = [
        Executive(f"contact:{one.ref}", one.name, one.customer.name, contact=one)
        for one in contacts.order_by("name", "pk")
    ]
    return found + [
        Executive(f"member:{one.ref}", one.user.name, workspace.name, member=one.user)
        for one in members.order_by("user__name", "pk")
    ]


def _alarms(workspace: Workspace) -> QuerySet[Alarm]:
    return Alarm.objects.filter(workspace=workspace).select_related(
        "workspace", "customer", "contact", "member", "owner", "closed_by", "page"
    )

"""Who is away, and who stands in."""

from __future__ import annotations

from datetime import date

from django.db.models import Q, QuerySet

from secondslice.accounts import rules
from secondslice.accounts.models import Membership, User, Workspace
from secondslice.accounts.selectors import deputy_of, people_who_deliver


def away_on(day: date) -> Q:
    """Return the condition that somebody is away on this day."""
    return Q(away_from__lte=day) & (Q(away_until=None) | Q(away_until__gte=day))


def absence_of(membership: Membership, *, today: date) -> Membership | None:
    """Return this person's absence, with the deputy, while it lasts: the membership itself, no query."""
    begins, ends = membership.away_from, membership.away_until
    is_away = begins is not None and begins <= today and (ends is None or ends >= today)
    return membership if is_away else None


def stood_in_for(membership: Membership, *, today: date) -> list[Membership]:
    """Return those who are away today and for whom this person stands in, by name."""
    found = Membership.objects.filter(
        away_on(today), workspace=membership.workspace_id, deputy=membership.user_id
    ).select_related("user", "workspace")
    return [
        one
        for one in found.order_by("user__name", "pk")
        if deputy_of(one.user, workspace=membership.workspace, today=today) == membership.user
    ]


def whose_deputy(membership: Membership) -> QuerySet[Membership]:
    """Return those for whose absence, now or to come, this person is named: whoever stands in can prepare for it."""
    return Membership.objects.filter(
        workspace=membership.workspace_id,
        deputy=membership.user_id,
        away_from__isnull=False,
    )


def may_stand_in_for(member: Membership) -> QuerySet[User]:
    """Return who can be somebody's deputy: whoever runs projects, and is not the person."""
    return people_who_deliver(member.workspace).exclude(pk=member.user_id)


def executives_of(workspace: Workspace) -> QuerySet[User]:
    """Return who can be told of a No that nobody mends in time: executives, leads and owners, by name."""
    return User.objects.filter(
        memberships__workspace=workspace,
        memberships__role__in=rules.RUNS_THE_PMO | {rules.EXECUTIVE},
        is_active=True,
    ).order_by("name", "pk")

"""The way from the link in a mail to what it asks, and from a member to the projects that are in operation."""

from __future__ import annotations

from django.db.models import QuerySet

from secondslice.accounts.models import Membership
from secondslice.core.tokens import digest, looks_like_token
from secondslice.projects.access import visible_projects
from secondslice.projects.models import Project
from secondslice.value.usage.models import UsageAsk


def delivered_projects(membership: Membership) -> QuerySet[Project]:
    """Return the projects in operation that this member may see, of which it is known since when."""
    return visible_projects(membership).filter(phase=Project.Phase.OPERATION, ends_on__isnull=False)


def usage_ask_behind(token: str, *, slug: str) -> UsageAsk | None:
    """Return what this link asks; None for nonsense and for what is over."""
    if not looks_like_token(token):
        return None
    found = UsageAsk.objects.filter(token_digest=digest(token), workspace__slug=slug)
    return (
        found.exclude(state=UsageAsk.State.OVER)
        .select_related("workspace", "contact", "project__manager")
        .first()
    )

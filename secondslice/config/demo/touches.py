"""Whom the PMO wants to call, to visit or to take to lunch: late, today, and in the weeks to come."""

from __future__ import annotations

from datetime import timedelta

from secondslice.accounts.models import Membership
from secondslice.config.demo.story import Story
from secondslice.core import clock
from secondslice.customers.models import Contact
from secondslice.funnel.models import PlannedTouch
from secondslice.pulse.models import Ask, Taste

PLANNED = (
    (-3, "call", "How does the new release taste?"),
    (0, "lunch", "At the pizzeria"),
    (2, "visit", "See how they work with it"),
    (6, "call", "Ask about the plans for next year"),
    (12, "lunch", ""),
    (20, "note", "A line to the first year"),
)
"""In how many days, what, and what for."""


def plan_some(story: Story) -> None:
    """Plan touches with people who said Yes, some of them late."""
    workspace = story.cast.workspace
    today = clock.day_of(story.now, workspace.time_zone)
    said_yes = Ask.objects.filter(workspace=workspace, taste=Taste.YES, mode=Ask.Mode.NAMED)
    people = Contact.objects.filter(
        workspace=workspace, erased_at=None, pk__in=said_yes.values("contact")
    ).order_by("pk")
    owners = [story.cast.user(role) for role in (Membership.Role.SALES, Membership.Role.LEAD)]
    for number, ((days, kind, words), contact) in enumerate(zip(PLANNED, people, strict=False)):
        PlannedTouch.objects.create(
            workspace=workspace,
            contact=contact,
            kind=kind,
            on=today + timedelta(days=days),
            words=words,
            owner=owners[number % len(owners)],
            at=story.now,
        )

"""Whether what was delivered is used: most of it is, some partly, one is not, and of some nobody knows."""

from __future__ import annotations

from datetime import timedelta

from secondslice.accounts.models import Membership
from secondslice.config.demo.story import Story
from secondslice.core import clock
from secondslice.journeys.usage_said import usage_said
from secondslice.projects.models import Project, Stakeholder
from secondslice.value.usage.models import UnusedItem, UsageAsk
from secondslice.value.usage.services.answering import Said
from secondslice.value.usage.services.mending import change_item
from secondslice.value.usage.services.planning import ask_once_more, name_owner

SAID = (
    Said("fully", "Both shifts of the plant", "The Monday list is gone; nobody types it twice."),
    Said("not", "The three shops in the north", "The screens hang, but nobody was shown how."),
    Said("partly", "Finance; sales still uses the old sheet", "Half a day a month less."),
    Said("fully", "Everybody in the warehouse", "Picking errors are down by a third."),
    Said("fully"),
    None,  # asked, and silent
    Said("partly", "", "Two of five sites."),
    Said("fully", "Customer service"),
)
"""What the owners of the latest projects in operation say; of the others nobody is named."""
PLAN = "Two hours of training in each shop, with a person who stays for the first day."


def ask_in_operations(story: Story) -> None:
    """Name owners, ask them, and let them say."""
    workspace = story.cast.workspace
    lead = next(one for one in story.cast.members if one.role == Membership.Role.LEAD)
    today = clock.day_of(story.now, workspace.time_zone)
    there = Project.objects.filter(
        workspace=workspace, phase=Project.Phase.OPERATION, ends_on__lte=today - timedelta(days=30)
    ).select_related("workspace", "manager", "customer")
    for project, said in zip(there.order_by("-ends_on", "pk"), SAID, strict=False):
        part = project.stakeholders.filter(role=Stakeholder.Role.CUSTOMER).first()
        part = part or project.stakeholders.order_by("pk").first()
        if part is None:
            continue
        at = story.now - timedelta(days=6)
        name_owner(project=project, contact=part.contact, by=lead, at=at)
        asked = ask_once_more(project=project, by=lead, at=at)
        UsageAsk.objects.filter(pk=asked.pk).update(state=UsageAsk.State.SENT, sent_at=at)
        if said is not None:
            usage_said(ask=asked, said=said, now=at + timedelta(days=1))
    for item in UnusedItem.objects.filter(workspace=workspace).select_related("project", "owner"):
        if item.owner is not None:
            change_item(
                item=item, plan=PLAN, owner=item.owner, due_on=item.due_on, by=lead, at=story.now
            )

"""Belts tighten here and there: an alarm of each kind, one of them closed with what was done."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from decimal import Decimal

from secondslice.accounts.models import Membership
from secondslice.config.demo.story import Story
from secondslice.customers.models import Contact
from secondslice.funnel.models import Opportunity
from secondslice.funnel.services import Facts, add_opportunity, move_stage
from secondslice.projects.models import Stakeholder
from secondslice.value.outlook.models import Alarm
from secondslice.value.outlook.selectors.rows import OWN_PEOPLE, executive_parts
from secondslice.value.outlook.services.closing import close_alarm, set_watch
from secondslice.value.outlook.services.watching import watch

LIMITS = ("4.5", "3.5", "2.5", "2.0", "1.5")
"""The watch of the demo is as sharp as it takes to see a rise in these two years."""
OWN = ("A board for the lab's requests", "New sample tracking")
DOES_WITHOUT = "Research & Development"
DONE = "Had lunch with her, and showed what came of the spring projects. She wants the page every quarter."


def look_out(story: Story) -> None:
    """Let two projects go around the PMO and somebody new lead, and look twice."""
    lead = next(one for one in story.cast.members if one.role == Membership.Role.LEAD)
    _go_around(story, lead)
    terms = {"base": 15, "shifted": 40, "quiet_days": 90, "around": 2, "most_quiet": 2}
    first = story.now - timedelta(days=12)
    for limit in LIMITS:
        set_watch(by=lead, terms={**terms, "limit": Decimal(limit)}, at=first)
        watch(workspace=lead.workspace, at=first)
        if Alarm.objects.filter(workspace=lead.workspace, kind=Alarm.Kind.MORE_NO).exists():
            break
    _somebody_new(story)
    watch(workspace=lead.workspace, at=story.now - timedelta(days=1))
    quiet = Alarm.objects.filter(workspace=lead.workspace, kind=Alarm.Kind.QUIET)
    if quiet.count() > 1:
        close_alarm(
            by=lead,
            alarm=quiet.order_by("pk")[0],
            done=DONE,
            at=story.now - timedelta(days=3),
        )


def _go_around(story: Story, lead: Membership) -> None:
    """One department does two projects with own people."""
    there = story.cast.customers
    customer = next((one for one in there if one.name == DOES_WITHOUT), there[0])
    for place, title in enumerate(OWN):
        at = story.now - timedelta(days=70 - 40 * place)
        facts = Facts(title=title, customer=customer, owner=story.cast.user(Membership.Role.SALES))
        made = add_opportunity(workspace=lead.workspace, facts=facts, by=lead.user, at=at)
        move_stage(
            opportunity=made,
            stage=Opportunity.Stage.LOST,
            lost_code=OWN_PEOPLE,
            by=lead.user,
            at=at + timedelta(days=15),
        )


def _somebody_new(story: Story) -> None:
    """Somebody leads where somebody else led before, and is an executive in the newest project there."""
    parts = executive_parts(story.cast.workspace)
    if not parts:
        return
    customer = Counter(one.customer for one in parts).most_common(1)[0][0]
    led = {one.contact for one in parts if one.customer == customer}
    newest = [one for one in story.cast.projects if one.customer_id == customer][-1]
    in_it = set(newest.stakeholders.values_list("contact", flat=True))
    someone = (
        Contact.objects.filter(workspace=story.cast.workspace, customer=customer, erased_at=None)
        .exclude(pk__in=led | in_it)
        .order_by("-pk")
        .first()
    )
    if someone is not None:
        Stakeholder.objects.create(
            workspace=story.cast.workspace,
            project=newest,
            contact=someone,
            role=Stakeholder.Role.EXECUTIVE,
        )

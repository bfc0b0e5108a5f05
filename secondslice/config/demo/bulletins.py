"""One value bulletin went out a while ago, and one is written and waits for the press of a button."""

from __future__ import annotations

from datetime import date, timedelta

from django.db.models import QuerySet

from secondslice.accounts.models import Membership
from secondslice.config.demo.story import Story
from secondslice.core import clock
from secondslice.customers.models import Contact, Customer
from secondslice.pulse.models import Ask
from secondslice.pulse.services.talking import note_bulletins
from secondslice.value.bulletin.models import Bulletin, BulletinCopy, BulletinItem
from secondslice.value.bulletin.selectors.facts import Fact, Told, proposals
from secondslice.value.bulletin.services.composing import Text, begin_bulletin, write_bulletin

AGO, BEFORE, REST = timedelta(days=75), timedelta(days=120), timedelta(days=8)
MOST, MOST_TOLD = 12, 3
WORDS = (
    "Dear colleagues,\nfour times a year we write down what we delivered and what we changed. Here it is.",
    "Dear colleagues,\nthree things are in use now. Thank you for telling us what to do better.",
)
Why, State = BulletinCopy.Why, BulletinCopy.State


def write_some(story: Story) -> None:
    """Send one to the departments in the past, and leave a draft."""
    lead = next(one for one in story.cast.members if one.role == Membership.Role.LEAD)
    _sent(story, lead)
    draft = begin_bulletin(by=lead, at=story.now)
    today = clock.day_of(story.now, draft.workspace.time_zone)
    told = _a_few(proposals(draft, today=today))
    text = Text(draft.since, draft.until, draft.subject, WORDS[1], Bulletin.Segment.ALL)
    write_bulletin(bulletin=draft, text=text, items=told, by=lead, at=story.now)


def _sent(story: Story, lead: Membership) -> None:
    workspace, at = story.cast.workspace, story.now - AGO
    day = clock.day_of(at, workspace.time_zone)
    sent = Bulletin.objects.create(
        workspace=workspace,
        since=day - BEFORE,
        until=day,
        subject="What was delivered, and what we changed because you told us",
        words=WORDS[0],
        segment=Bulletin.Segment.INTERNAL,
        state=Bulletin.State.SENT,
        by=lead.user,
        at=at,
        sent_by=lead.user,
        sent_at=at,
        done_at=at,
    )
    for fact in _a_few(proposals(sent, today=day)):
        which = {f"{fact.what.value}_id": fact.pk}
        BulletinItem.objects.create(workspace=workspace, bulletin=sent, **which)
    rested = list(_rested(story, day)[:MOST])
    touches = note_bulletins(
        workspace=workspace, days={one.pk: day for one in rested}, by=lead.user
    )
    departments = Contact.objects.filter(
        workspace=workspace, customer__kind=Customer.Kind.INTERNAL, erased_at=None
    )
    others = departments.exclude(pk__in=[one.pk for one in rested])
    BulletinCopy.objects.bulk_create(
        [
            *(_copy(sent, one, state=State.SENT, touch=touches[one.pk]) for one in rested),
            *(_copy(sent, one, state=State.LEFT_OUT, why=Why.TOUCHED) for one in others),
        ]
    )


def _rested(story: Story, day: date) -> QuerySet[Contact]:
    """Return people of departments who heard nothing of us in the days around this one."""
    near = Ask.objects.filter(
        workspace=story.cast.workspace, sent_on__range=(day - REST, day + REST)
    )
    found = Contact.objects.filter(
        workspace=story.cast.workspace,
        customer__kind=Customer.Kind.INTERNAL,
        erased_at=None,
        preference=None,
    )
    return found.exclude(pk__in=near.values("contact")).order_by("pk")


def _a_few(told: Told) -> list[Fact]:
    return [*told.projects[:MOST_TOLD], *told.changes[:MOST_TOLD], *told.quotes[:2]]


def _copy(sent: Bulletin, contact: Contact, **became: object) -> BulletinCopy:
    return BulletinCopy(workspace=sent.workspace, bulletin=sent, contact=contact, **became)

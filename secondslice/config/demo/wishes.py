"""Two people of the demo who want fewer questions: one has stopped them, one has a pause."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from secondslice.config.demo import afterwards
from secondslice.config.demo.chance import ZONE, workdays_before
from secondslice.config.demo.story import Story
from secondslice.core import clock
from secondslice.customers.models import Contact, Preference
from secondslice.customers.rules import Want, Wish, months_later
from secondslice.journeys.wish_said import wish_said
from secondslice.projects.models import Project
from secondslice.pulse.models import Ask
from secondslice.recovery.models import IS_OPEN, Case

STOPPED, PAUSED = 14, 6
"""Working days before today."""
LATELY = timedelta(days=120)
RUNNING = (Project.Phase.PLANNING, Project.Phase.EXECUTION, Project.Phase.CLOSING)


def let_in(story: Story) -> None:
    """Put the two wishes down."""
    today = clock.day_of(story.now, story.cast.workspace.time_zone)
    stopped = datetime.combine(workdays_before(today, STOPPED), time(8, 52), ZONE)
    paused = datetime.combine(workdays_before(today, PAUSED), time(16, 37), ZONE)
    story.at(stopped, lambda at: _stop(story, at))
    story.at(paused, lambda at: _pause(story, at))


def _stop(story: Story, at: datetime) -> None:
    how = Preference.How.ONE_CLICK
    _wish(story, Wish(Want.STOP), how=how, at=at)


def _pause(story: Story, at: datetime) -> None:
    until = months_later(at.astimezone(ZONE).date())
    _wish(story, Wish(Want.PAUSE, until), how=Preference.How.PAGE, at=at)


def _wish(story: Story, wish: Wish, *, how: str, at: datetime) -> None:
    contact = _somebody(story, at)
    if contact is None:
        return
    story.quiet.add(contact.pk)
    afterwards.keep_mails(story.cast.workspace)  # they have left: nothing of it can be taken back
    wish_said(contact=contact, wish=wish, how=how, now=at)


def _somebody(story: Story, at: datetime) -> Contact | None:
    """Return the first by name who was asked lately about a project that runs, and for whom nothing is being mended."""
    workspace = story.cast.workspace
    asked = Ask.objects.filter(
        workspace=workspace,
        sent_at__gt=at - LATELY,
        project__phase__in=RUNNING,
    ).exclude(taste="no")
    busy = Case.objects.filter(IS_OPEN, workspace=workspace)
    return (
        Contact.objects.select_related("workspace", "customer")
        .filter(pk__in=asked.values("contact"))
        .exclude(pk__in=busy.values("contact"))
        .exclude(pk__in=story.quiet | story.on_stage)
        .order_by("name", "pk")
        .first()
    )

"""What the room of impact finds: dates that were put off in late projects, and themes of the comments."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from functools import partial

from django.utils.translation import gettext_noop

from secondslice.accounts.models import Membership
from secondslice.accounts.services.auditing import audit
from secondslice.config.demo.chance import ZONE, Chance
from secondslice.config.demo.story import Story
from secondslice.impact.themes.models import ThemeSearch
from secondslice.impact.themes.services import keep_themes, look_for_themes
from secondslice.projects.models import Project

PUT_OFF_AFTER = 0.22
"""Of a project's time: from then on its customers are less content (moods)."""


def put_dates_off(story: Story) -> None:
    """Let the end of each late project have been moved once, as the audit trail tells it."""
    for project in story.cast.projects:
        start, end = project.starts_on, project.ends_on
        if project.pk not in story.cast.late or start is None or end is None:
            continue
        day = start + timedelta(days=int(PUT_OFF_AFTER * (end - start).days))
        at = datetime.combine(day, time(16, 20), ZONE)
        if at < story.now:
            story.at(at, partial(_put_off, story, project, end))


def _put_off(story: Story, project: Project, end: date, at: datetime) -> None:
    before = end - timedelta(days=Chance.of(project.name, project.starts_on).whole(30, 90))
    audit(
        workspace=story.cast.workspace,
        actor=project.manager,
        verb=gettext_noop("changed the project"),
        subject=project.name,
        at=at,
        detail={"ends_on": [before.isoformat(), end.isoformat()]},
    )


def find_themes(story: Story) -> None:
    """Look for themes, as the PMO lead did this morning."""
    lead = next(one for one in story.cast.members if one.role == Membership.Role.LEAD)
    workspace, at = story.cast.workspace, story.now - timedelta(minutes=40)
    ThemeSearch.objects.create(workspace=workspace, started_by=lead.user, started_at=at)
    heaps = look_for_themes(workspace=workspace, now=story.now)
    keep_themes(workspace=workspace, heaps=heaps, at=at)

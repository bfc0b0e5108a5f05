"""Put right what only the past can have done: mails that went out long ago, jobs that ran, dates of making."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Exists, F, Model, OuterRef, QuerySet

from secondslice.accounts.models import Workspace
from secondslice.config.demo import words
from secondslice.config.demo.story import Story
from secondslice.customers.models import Contact, Customer
from secondslice.funnel.models import Opportunity, StageChange
from secondslice.impact.models import Scenario
from secondslice.jobs.models import Job
from secondslice.messaging.models import Message
from secondslice.projects.models import Project, Stakeholder
from secondslice.pulse.models import AnswerDetail, AnswerRevision, Ask, Talked, WorthMark
from secondslice.pulse.selectors.for_dashboard import ACTIVE
from secondslice.pulse.services.leaving_out import leave_out
from secondslice.pulse.services.settling import expire_asks
from secondslice.recovery.models import Adjustment, AgreedUpdate, Case, CaseNote, ReAsk, RiskReview
from secondslice.value.models import Testimonial


def tidy_up(story: Story, *, years: float) -> None:
    """Close what ran out, keep the mails without sending any, and date every row to when it was made."""
    workspace, now = story.cast.workspace, story.now
    expire_asks(at=now)
    keep_mails(workspace)
    Job.objects.filter(workspace=workspace, run_at__lte=now).delete()
    for rows, field in _made_at():
        rows.filter(workspace=workspace).update(created_at=F(field))
    opened = now - timedelta(days=365 * years + 120)
    for master in _there_from_the_start():
        master.filter(workspace=workspace).update(created_at=opened)
    Workspace.objects.filter(pk=workspace.pk).update(created_at=opened)


def leave_somebody_out(story: Story) -> None:
    """Let a manager take the sponsor of his own project out of the questions: it shows."""
    asked = Ask.objects.filter(project=OuterRef("project"))
    part = (
        Stakeholder.objects.filter(
            ~Exists(asked),
            workspace=story.cast.workspace,
            role=Stakeholder.Role.SPONSOR,
            project__phase__in=ACTIVE,
        )
        .select_related("project", "contact")
        .order_by("project__starts_on", "pk")
        .first()
    )
    if part is None:
        return
    by = next(one for one in story.cast.members if one.user_id == part.project.manager_id)
    at = story.now - timedelta(days=9)
    leave_out(by=by, project=part.project, contact=part.contact, reason=words.SPARED, at=at)


def keep_mails(workspace: Workspace) -> None:
    """Mark every mail as kept: it can be read at /outbox/ with its links, and none is ever sent."""
    Message.objects.filter(workspace=workspace).update(
        state=Message.State.KEPT, sent_at=F("due_at"), tries=1
    )


def _made_at() -> list[tuple[QuerySet[Model], str]]:
    return [
        (Ask.objects.all(), "sent_at"),
        (AnswerRevision.objects.all(), "at"),
        (AnswerDetail.objects.all(), "at"),
        (WorthMark.objects.all(), "at"),
        (Talked.objects.all(), "at"),
        (Scenario.objects.all(), "at"),
        (Case.objects.all(), "opened_at"),
        (CaseNote.objects.all(), "at"),
        (Adjustment.objects.all(), "at"),
        (AgreedUpdate.objects.all(), "at"),
        (RiskReview.objects.all(), "at"),
        (ReAsk.objects.all(), "at"),
        (Opportunity.objects.all(), "opened_at"),
        (StageChange.objects.all(), "at"),
        (Testimonial.objects.all(), "at"),
        (Message.objects.all(), "due_at"),
    ]


def _there_from_the_start() -> list[QuerySet[Model]]:
    return [
        Customer.objects.all(),
        Contact.objects.all(),
        Project.objects.all(),
        Stakeholder.objects.all(),
    ]

"""Ask at 30, 90 and 180 days after the go-live, once each; what has not left moves with the go-live."""

from __future__ import annotations

import uuid
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from secondslice.accounts.models import Membership, Workspace
from secondslice.accounts.services.auditing import audit
from secondslice.core import clock
from secondslice.core.apart import apart
from secondslice.core.errors import RuleBroken
from secondslice.core.tokens import derived_token, digest
from secondslice.customers.models import Contact
from secondslice.jobs.services import enqueue
from secondslice.projects.models import Project
from secondslice.pulse.budget import Why
from secondslice.value.usage import rules
from secondslice.value.usage.models import UnusedItem, UsageAsk, UsageOwner
from secondslice.value.usage.selectors.owners import owner_of, owners_of, people_to_name
from secondslice.value.usage.selectors.standing import is_delivered

JOB = "value.ask_usage"
State = UsageAsk.State
ONCE_MORE = 0
"""The step of a question that somebody asks by hand."""


@transaction.atomic
def plan_usage(*, workspace: Workspace, today: date, at: datetime) -> int:
    """Bring what waits in line with the projects as they are, and put what is due in line. Return how many are new.

    Safe to repeat: a step is asked once. A project for which it fails is logged, and keeps no other from its turn.
    """
    Workspace.objects.select_for_update(no_key=True).get(pk=workspace.pk)  # one planner at a time
    _follow_projects(workspace, today=today, at=at)
    there = Project.objects.filter(
        workspace=workspace, phase=Project.Phase.OPERATION, ends_on__isnull=False
    )
    earliest = rules.day_of_step(today, -max(rules.STEPS) - rules.GRACE)
    projects = list(there.filter(ends_on__range=(earliest, today)).order_by("pk"))
    owners = owners_of([one.pk for one in projects])
    asked: dict[int, set[int]] = {}
    last: dict[int, date] = {}
    rows = UsageAsk.objects.filter(workspace=workspace, project__in=projects).order_by("at")
    for one in rows:
        owner = owners.get(one.project_id)
        if one.state == State.OVER and owner is not None and one.contact_id != owner.pk:
            continue  # nobody has got it: whoever is named by now has not been asked
        asked.setdefault(one.project_id, set()).add(one.step)
        last[one.project_id] = max(one.wanted_on, last.get(one.project_id, one.wanted_on))
    made = 0
    for project in projects:
        go_live, contact = project.ends_on, owners.get(project.pk)
        if go_live is None or contact is None:
            continue
        done = asked.get(project.pk, ())
        step = rules.due_step(go_live, today=today, done=done, last=last.get(project.pk))
        if step is not None:
            day = rules.day_of_step(go_live, step)
            before = sum((one.project_id, one.step) == (project.pk, step) for one in rows)
            with apart(f"Asking whether {project.pk} is used"), transaction.atomic():
                _put_in_line(project, contact, step=step, number=before, on=day, at=at)
                made += 1
    return made


@transaction.atomic
def ask_once_more(*, project: Project, by: Membership, at: datetime) -> UsageAsk:
    """Ask the owner in operations again, when the contact budget allows it. Raise RuleBroken where nobody can be."""
    if not is_delivered(project):
        raise RuleBroken(
            _(
                "It is not in operation, so nobody can say yet whether it is used. Ask after its go-live."
            )
        )
    contact = owner_of(project)
    if contact is None:
        raise RuleBroken(_("Nobody is named in operations yet. Name somebody first."))
    mine = UsageAsk.objects.filter(project=project)
    if mine.filter(state=State.WAITING).exists():
        raise RuleBroken(_("A question waits already for the next mail that may leave."))
    number = mine.filter(step=ONCE_MORE).count() + 1
    today = clock.day_of(at, project.workspace.time_zone)
    return _put_in_line(project, contact, step=ONCE_MORE, number=number, on=today, at=at, by=by)


@transaction.atomic
def name_owner(*, project: Project, contact: Contact | None, by: Membership, at: datetime) -> None:
    """Name who is asked about this project in operations, or nobody. What waits goes to the new one."""
    if contact is not None and not people_to_name(project).filter(pk=contact.pk).exists():
        raise RuleBroken(_("Name somebody at the customer of this project."))
    if contact is None:
        UsageOwner.objects.filter(project=project).delete()
    else:
        UsageOwner.objects.update_or_create(
            project=project,
            defaults={"workspace": project.workspace, "contact": contact, "by": by.user, "at": at},
        )
    now = owner_of(project)
    waiting = UsageAsk.objects.filter(project=project, state=State.WAITING)
    if now is None:
        waiting.delete()
    elif waiting.exclude(contact=now).update(contact=now, why="", again_at=None):
        ask_worker(contact=now, run_at=at)
    audit(
        workspace=project.workspace,
        actor=by.user,
        verb=gettext_noop("named who is asked in operations about"),
        subject=project.name,
        at=at,
    )


@transaction.atomic
def forget_usage_owner(*, contact: Contact) -> None:
    """Somebody had all own data erased: nobody is asked, the words go, what was said counts on without a name."""
    UsageOwner.objects.filter(workspace=contact.workspace_id, contact=contact).delete()
    mine = UsageAsk.objects.filter(workspace=contact.workspace_id, contact=contact)
    mine.filter(state=State.WAITING).delete()
    mine.filter(state=State.SENT).update(state=State.OVER, message=None, why=Why.UNREACHABLE.value)
    mine.update(message=None)
    for one in mine:
        one.answers.update(who="", results="")
    items = UnusedItem.objects.filter(workspace=contact.workspace_id, opened_by__contact=contact)
    items.update(plan="")  # it speaks of the person


def token_of(*, ask: UsageAsk) -> str:
    """Return the secret in the link of a question: derived, so that nothing secret is stored."""
    return derived_token("use", str(ask.ref))


def ask_worker(*, contact: Contact, run_at: datetime) -> None:
    """Let a worker write the mail at this moment, in the caller's transaction."""
    enqueue(
        name=JOB,
        key=f"{JOB}:{contact.pk}:{uuid.uuid4()}",
        payload={"contact": contact.pk},
        run_at=run_at,
        workspace_id=contact.workspace_id,
    )


def _follow_projects(workspace: Workspace, *, today: date, at: datetime) -> None:
    """Take back what waits about projects that went live later than thought, or are not in operation any more."""
    waiting = UsageAsk.objects.filter(workspace=workspace, state=State.WAITING)
    for one in waiting.select_related("project"):
        go_live = one.project.ends_on
        if go_live is None or not is_delivered(one.project):
            UsageAsk.objects.filter(pk=one.pk, state=State.WAITING).delete()
            continue
        if one.step == ONCE_MORE:
            continue
        day = rules.day_of_step(go_live, one.step)
        if day > today:
            UsageAsk.objects.filter(pk=one.pk, state=State.WAITING).delete()
        elif day != one.wanted_on:
            UsageAsk.objects.filter(pk=one.pk).update(wanted_on=day)
    over = UnusedItem.objects.filter(workspace=workspace, state=UnusedItem.State.OPEN)
    over.exclude(project__phase=Project.Phase.OPERATION).update(
        state=UnusedItem.State.DROPPED, closed_at=at
    )


def _put_in_line(
    project: Project,
    contact: Contact,
    *,
    step: int,
    number: int,
    on: date,
    at: datetime,
    by: Membership | None = None,
) -> UsageAsk:
    made = UsageAsk(
        workspace_id=project.workspace_id,
        project=project,
        contact=contact,
        step=step,
        number=number,
        wanted_on=on,
        by=by.user if by else None,
        at=at,
    )
    made.token_digest = digest(token_of(ask=made))
    made.save()
    ask_worker(contact=contact, run_at=at)
    return made

"""Delivered but not used: somebody of ours sees to it by a day, and only the owner's own word ends it."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from secondslice.accounts.models import Membership, User, Workspace
from secondslice.accounts.rules import DELIVERS
from secondslice.accounts.selectors import lead_of
from secondslice.accounts.services.auditing import audit
from secondslice.accounts.services.writing_to import write_to_member
from secondslice.core.errors import RuleBroken
from secondslice.value.mail_kinds import NOT_IN_USE
from secondslice.value.usage import rules
from secondslice.value.usage.models import UnusedItem, UsageAnswer, UsageAsk

State = UnusedItem.State


@transaction.atomic
def open_item(*, answer: UsageAnswer, at: datetime) -> UnusedItem | None:
    """Open what is to be done, for the project's manager or else the PMO lead. Return it; None where one is open."""
    project = answer.project
    if UnusedItem.objects.filter(project=project, state=State.OPEN).exists():
        return None
    made = UnusedItem.objects.create(
        workspace=answer.workspace,
        project=project,
        opened_by=answer,
        owner=project.manager or lead_of(answer.workspace),
        due_on=answer.on + timedelta(days=rules.DAYS_TO_MEND),
        opened_at=at,
    )
    audit(
        workspace=answer.workspace,
        actor=None,
        verb=gettext_noop("Delivered but not used:"),
        subject=project.name,
        at=at,
    )
    return made


@transaction.atomic
def mend_item(*, answer: UsageAnswer, at: datetime) -> bool:
    """Close what is open about this project: its owner says that it is used. Return whether anything was open."""
    if not rules.is_in_use(answer.said):
        return False
    mine = UnusedItem.objects.filter(project=answer.project_id, state=State.OPEN)
    return bool(mine.update(state=State.MENDED, closed_at=at, mended_by=answer))


@transaction.atomic
def change_item(
    *, item: UnusedItem, plan: str, owner: User, due_on: date, by: Membership, at: datetime
) -> None:
    """Write down what is done, by whom and by when. Raise RuleBroken when it is closed, or the owner cannot have it."""
    able = Membership.objects.filter(workspace=item.workspace, user=owner, role__in=DELIVERS)
    if not able.exists():
        raise RuleBroken(_("Give it to somebody who runs the PMO or projects."))
    mine = UnusedItem.objects.filter(pk=item.pk, state=State.OPEN)
    if not mine.update(plan=plan.strip(), owner=owner, due_on=due_on):
        raise RuleBroken(_("It is closed already, so it is not changed any more."))
    audit(
        workspace=item.workspace,
        actor=by.user,
        verb=gettext_noop("planned what to do about what is not used:"),
        subject=item.project.name,
        at=at,
    )


@transaction.atomic
def hand_over_items(*, workspace: Workspace, of: User) -> int:
    """Give what somebody who left had to do, and wanted to ask, to whoever leads the PMO. Return how many items."""
    UsageAsk.objects.filter(workspace=workspace, by=of, state=UsageAsk.State.WAITING).update(
        by=None
    )
    mine = UnusedItem.objects.filter(workspace=workspace, owner=of, state=State.OPEN)
    return mine.update(owner=lead_of(workspace)) if mine.exists() else 0


def tell_item_owner(*, item: UnusedItem, at: datetime) -> None:
    """Write to whoever has to see to it."""
    owner = item.owner or lead_of(item.workspace)
    write_to_member(
        workspace=item.workspace,
        user=owner,
        kind=NOT_IN_USE,
        context={
            "project": item.project,
            "said_by": item.opened_by.contact.name,
            "due_on": item.due_on,
        },
        at=at,
        path=reverse("usage:project", args=[item.workspace.slug, item.project.ref]),
        about=item.opened_by.contact.ref,
    )

"""Work to be done after a "no different": somebody owns it, by a day, and says what was done."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from secondslice.accounts.models import Membership, User, Workspace
from secondslice.accounts.selectors import lead_of
from secondslice.accounts.services.auditing import audit
from secondslice.accounts.services.writing_to import write_to_member
from secondslice.core import clock
from secondslice.core.errors import RuleBroken
from secondslice.value.counterfactual import rules
from secondslice.value.counterfactual.models import (
    CounterfactualAnswer,
    CounterfactualAsk,
    CounterfactualWork,
)
from secondslice.value.counterfactual.selectors.owners import possible_owners, who_should
from secondslice.value.mail_kinds import NO_DIFFERENT


@dataclass(frozen=True, slots=True)
class Task:
    """Who does it, by when, and what."""

    owner: User
    due_on: date
    plan: str = ""


@transaction.atomic
def open_work(*, answer: CounterfactualAnswer, at: datetime) -> CounterfactualWork | None:
    """Open the work that a "no different" makes, once for each question, and tell its owner. None for other answers."""
    if not answer.no_different:
        return None
    workspace, ask = answer.workspace, answer.ask
    owner = who_should(ask)
    due_on = clock.day_of(at, workspace.time_zone) + timedelta(days=rules.DAYS_TO_MEND)
    made, is_new = CounterfactualWork.objects.get_or_create(
        ask=ask, defaults={"workspace": workspace, "owner": owner, "due_on": due_on, "at": at}
    )
    if is_new:
        _tell(owner, ask, due_on, at=at)
    return made


@transaction.atomic
def change_work(*, by: Membership, work: CounterfactualWork, task: Task, at: datetime) -> None:
    """Say who does what by when. Raise RuleBroken when it is done already."""
    found = _held(work)
    if not possible_owners(by.workspace).filter(pk=task.owner.pk).exists():
        raise RuleBroken(_("Only who runs the PMO or its projects can own it."))
    is_handed_over = found.owner_id != task.owner.pk
    found.owner, found.due_on, found.plan = task.owner, task.due_on, task.plan.strip()
    found.save(update_fields=["owner", "due_on", "plan"])
    _note(by, gettext_noop("set the work to be done after a “no different” at"), found, at)
    if is_handed_over and task.owner.pk != by.user_id:
        _tell(task.owner, found.ask, found.due_on, at=at)


@transaction.atomic
def finish_work(*, by: Membership, work: CounterfactualWork, note: str, at: datetime) -> None:
    """Say what was done. The executive is asked again on the next occasion, and only then."""
    found, note = _held(work), note.strip()
    if not note:
        raise RuleBroken(_("Say in a sentence what was done."))
    found.note, found.done_at, found.done_by = note, at, by.user
    found.save(update_fields=["note", "done_at", "done_by"])
    _note(by, gettext_noop("did the work after a “no different” at"), found, at)


@transaction.atomic
def hand_over_work(*, workspace: Workspace, of: User) -> int:
    """Somebody has left: what is open or waits to be asked goes to whoever leads the PMO. Return how much work."""
    waiting = CounterfactualAsk.State.WAITING
    CounterfactualAsk.objects.filter(workspace=workspace, by=of, state=waiting).update(by=None)
    mine = CounterfactualWork.objects.filter(workspace=workspace, owner=of, done_at=None)
    return mine.update(owner=lead_of(workspace))


def _held(work: CounterfactualWork) -> CounterfactualWork:
    found = CounterfactualWork.objects.select_for_update(of=("self",)).get(pk=work.pk)
    if found.done_at is not None:
        raise RuleBroken(_("This is done already. Look at the page again."))
    return found


def _tell(owner: User, ask: CounterfactualAsk, due_on: date, *, at: datetime) -> None:
    workspace, person = ask.workspace, ask.contact or ask.member
    write_to_member(
        workspace=workspace,
        user=owner,
        kind=NO_DIFFERENT,
        context={
            "name": person.name if person else "",
            "customer": ask.customer.name if ask.customer else "",
            "due_on": due_on,
        },
        at=at,
        path=f"/w/{workspace.slug}/value/counterfactual/#work",
        about=ask.contact.ref if ask.contact else None,
    )


def _note(by: Membership, verb: str, work: CounterfactualWork, at: datetime) -> None:
    customer = work.ask.customer
    audit(
        workspace=by.workspace,
        actor=by.user,
        verb=verb,
        subject=customer.name if customer else by.workspace.name,
        at=at,
    )

"""Not to ask a person about a project: whichever way it is done, it has a reason that everybody can read."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from secondslice.accounts.models import Membership, Workspace
from secondslice.accounts.services.auditing import audit
from secondslice.core.errors import RuleBroken
from secondslice.customers.models import Contact
from secondslice.projects.models import Project, Stakeholder
from secondslice.pulse.plan_models import LeftOut, PlannedAsk

VERBS = {
    LeftOut.How.PLAN: gettext_noop("left out of the questions"),
    LeftOut.How.REMOVED: gettext_noop("took out of those to be asked"),
    LeftOut.How.TEAM: gettext_noop("made a team member, not to be asked,"),
}
LOST = (LeftOut.How.REMOVED, LeftOut.How.TEAM)
"""How people come to be left out by the part they have, until they have another one."""


@transaction.atomic
def leave_out(
    *, by: Membership, project: Project, contact: Contact, reason: str, at: datetime
) -> LeftOut:
    """Ask this person no more about this project. Raise RuleBroken without a reason, or when that is so already."""
    _must_say_why(reason)
    try:
        with transaction.atomic():
            found = _write(by, project, contact, LeftOut.How.PLAN, reason=reason, at=at)
    except IntegrityError:
        raise RuleBroken(_("%(name)s is left out already.") % {"name": contact.name}) from None
    PlannedAsk.objects.filter(
        project=project, contact=contact, state=PlannedAsk.State.PLANNED
    ).delete()
    return found


@transaction.atomic
def take_back_in(*, by: Membership, left_out: LeftOut, at: datetime) -> None:
    """Ask the person again about this project, from the next occasion on."""
    ended = LeftOut.objects.filter(pk=left_out.pk, ended_at=None).update(ended_at=at)
    if ended:
        _note(by, left_out, verb=gettext_noop("took back into the questions"), at=at)


def is_lost(*, was: str, now: str = "") -> bool:
    """Tell whether somebody who is asked by plan is so no more with another part, or with none."""
    return was in Stakeholder.ASKED and now not in Stakeholder.ASKED


@transaction.atomic
def note_gone(
    *, by: Membership, part: Stakeholder, how: LeftOut.How, reason: str, at: datetime
) -> LeftOut:
    """Keep that a person loses the part by which he or she was asked, and why. Raise RuleBroken without a reason."""
    _must_say_why(reason)
    _open(part.project, part.contact).update(ended_at=at)
    return _write(by, part.project, part.contact, how, reason=reason, at=at)


def note_back(*, project: Project, contact: Contact, role: str, at: datetime) -> None:
    """Keep that a person has a part again by which he or she is asked."""
    if role in Stakeholder.ASKED:
        _open(project, contact).filter(how__in=LOST).update(ended_at=at)


@transaction.atomic
def note_all_back(*, workspace: Workspace, at: datetime) -> int:
    """Keep the same of everybody whom a list has named again. Return how many."""
    named = Stakeholder.objects.filter(
        project=OuterRef("project"), contact=OuterRef("contact"), role__in=Stakeholder.ASKED
    )
    lost = LeftOut.objects.filter(workspace=workspace, ended_at=None, how__in=LOST)
    return lost.filter(Exists(named)).update(ended_at=at)


def _open(project: Project, contact: Contact) -> QuerySet[LeftOut]:
    return LeftOut.objects.filter(project=project, contact=contact, ended_at=None)


def _must_say_why(reason: str) -> None:
    if not reason.strip():
        raise RuleBroken(_("Say why: others will ask you when this person is missing."))


def _write(
    by: Membership,
    project: Project,
    contact: Contact,
    how: LeftOut.How,
    *,
    reason: str,
    at: datetime,
) -> LeftOut:
    found = LeftOut.objects.create(
        workspace=by.workspace,
        project=project,
        contact=contact,
        how=how,
        reason=reason.strip(),
        by=by.user,
        by_manager=project.manager_id == by.user_id,
        at=at,
    )
    verb = VERBS[how]
    _note(by, found, verb=verb, at=at)
    return found


def _note(by: Membership, left_out: LeftOut, *, verb: str, at: datetime) -> None:
    audit(
        workspace=by.workspace,
        actor=by.user,
        verb=verb,
        subject=left_out.contact.name,
        at=at,
        detail={"project": left_out.project.name, "reason": left_out.reason},
        about=left_out.contact.ref,
    )

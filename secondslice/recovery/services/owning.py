"""Give a case to somebody else: by hand, or because the owner cannot be the one."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from secondslice.accounts.models import User
from secondslice.accounts.selectors import people_who_run_the_pmo
from secondslice.core.errors import RuleBroken
from secondslice.pulse.models import Ask
from secondslice.pulse.services.following import follow
from secondslice.recovery.models import Case, CaseNote
from secondslice.recovery.selectors.for_customer import asks_of, news_of
from secondslice.recovery.selectors.owners import above, people_for
from secondslice.recovery.services.moving import note_passed_on, write
from secondslice.recovery.services.telling import tell_owner


@transaction.atomic
def hand_over(*, case: Case, to: User, by: User, at: datetime) -> bool:
    """Give an open case to another owner, and tell that person. Return whether this changed anything."""
    if not case.is_open:
        raise RuleBroken(_("This case is closed. Nobody needs to take it over."))
    if not people_for(case).filter(pk=to.pk).exists():
        raise RuleBroken(_cannot_own(case) % {"name": to.name})
    if to.pk == case.owner_id:
        return False
    write(case=case, owner=to)
    _say(case)
    CaseNote.objects.create(
        workspace_id=case.workspace_id,
        case=case,
        kind=CaseNote.Kind.HANDED_OVER,
        by=by,
        owner=to,
        at=at,
    )
    tell_owner(case=case, at=at, handed_over_by=by)
    return True


@transaction.atomic
def pass_up(*, case: Case, why: CaseNote.Why, at: datetime, tell: bool = True) -> bool:
    """Give an open case to the PMO lead, because the owner cannot be the one. Return whether this changed anything.

    What was said in confidence stays with who keeps confidences.
    """
    if not case.is_open or case.ask.mode != Ask.Mode.NAMED:
        return False
    runs_the_pmo = {one.pk for one in people_who_run_the_pmo(case.workspace)}
    if why != CaseNote.Why.BLAMED and case.owner_id in runs_the_pmo:
        return False  # the case is where it belongs: one lead is not above another
    owner = above(case, why)
    if owner.user.pk == case.owner_id:
        return False
    write(case=case, owner=owner.user)
    _say(case)
    note_passed_on(case=case, why=why, at=at)
    if tell:
        tell_owner(case=case, at=at)
    return True


def _say(case: Case) -> None:
    """Tell the customer, on the page of the answer, who answers it now."""
    follow(asks=asks_of(case), news=news_of(case))


def _cannot_own(case: Case) -> str:
    if case.ask.mode == Ask.Mode.NAMED:
        return _("%(name)s does not run projects here. Choose a project manager or a lead.")
    return _(
        "%(name)s must not read this case: it was told in confidence. Choose somebody who runs the PMO."
    )

"""Give a case up: it takes a reason and a second person. It never counts as recovered."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from secondslice.accounts.models import User
from secondslice.core.errors import RuleBroken
from secondslice.recovery.models import Case, CaseNote, Waiver
from secondslice.recovery.rules import Event
from secondslice.recovery.selectors.readers import who_decides
from secondslice.recovery.selectors.times import when_open
from secondslice.recovery.services.mending import touch
from secondslice.recovery.services.moving import Move, move
from secondslice.recovery.services.telling import tell
from secondslice.recovery.words import changed_meanwhile_words


@transaction.atomic
def ask_waiver(*, case: Case, reason: str, by: User, at: datetime) -> Waiver:
    """Write down why nothing more can be done. The case stays open until a second person agrees.

    Who can be that person hears of it in working hours.
    """
    if not case.is_open:
        raise RuleBroken(_("This case is closed. There is nothing to give up."))
    others = who_decides(case, asked_by=by, at=at)
    if not others:
        raise RuleBroken(
            _(
                "A second person has to agree, and nobody else here may read this case. "
                "Invite a project manager or a lead first."
            )
        )
    try:
        with transaction.atomic():
            waiver = Waiver.objects.create(
                workspace_id=case.workspace_id, case=case, reason=reason, asked_by=by, asked_at=at
            )
    except IntegrityError as again:
        raise RuleBroken(
            _("Somebody wants to give this case up already. A second person has to decide.")
        ) from again
    touch(case=case, at=at)
    _note(case, CaseNote.Kind.WAIVER_ASKED, reason, by, at)
    leaves_at = when_open(case.workspace, at)
    for reader in others:
        tell(
            case=case,
            to=reader,
            kind="recovery.waiver_asked",
            at=leaves_at,
            context={"waiver": waiver, "asked_by": by},
        )
    return waiver


@transaction.atomic
def decide_waiver(*, case: Case, waiver: Waiver, agrees: bool, by: User, at: datetime) -> None:
    """Agree that nothing more can be done, which ends the case as not recovered; or refuse, and it goes on."""
    if agrees and by.pk == waiver.asked_by_id:
        raise RuleBroken(
            _("You wanted to give this case up yourself. A second person has to agree.")
        )
    waiting = Waiver.objects.filter(pk=waiver.pk, case=case, decided_at=None)
    if not waiting.update(decided_by=by, decided_at=at, is_granted=agrees):
        raise RuleBroken(changed_meanwhile_words())
    waiver.refresh_from_db()
    if agrees:
        move(case=case, what=Move(Event.WAIVE, at=at, waiver=waiver))
        _note(case, CaseNote.Kind.NOT_RECOVERED, waiver.reason, by, at)
    else:
        touch(case=case, at=at)
        _note(case, CaseNote.Kind.WAIVER_REFUSED, "", by, at)


def _note(case: Case, kind: CaseNote.Kind, words: str, by: User, at: datetime) -> None:
    CaseNote.objects.create(
        workspace_id=case.workspace_id, case=case, kind=kind, words=words, by=by, at=at
    )

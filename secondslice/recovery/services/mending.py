"""What we do about a No: talk, change something, ask again, hand over, write down."""

from __future__ import annotations

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import formats, translation
from django.utils.translation import gettext as _

from secondslice.accounts.models import User
from secondslice.core import clock
from secondslice.core.errors import RuleBroken
from secondslice.pulse.models import Ask
from secondslice.recovery import rules
from secondslice.recovery.models import Adjustment, Case, CaseNote, ReAsk
from secondslice.recovery.rules import Event, Step
from secondslice.recovery.selectors.cases import calendar_of, people_for
from secondslice.recovery.selectors.threads import why_not_ask_again
from secondslice.recovery.services.moving import Move, move, write
from secondslice.recovery.services.telling import tell_owner
from secondslice.recovery.words import not_yet_words, too_far_words


@transaction.atomic
def add_note(*, case: Case, words: str, by: User, at: datetime) -> CaseNote:
    """Add a note to the thread of a case, open or closed."""
    return CaseNote.objects.create(
        workspace_id=case.workspace_id, case=case, words=words, by=by, at=at
    )


@transaction.atomic
def acknowledge(*, case: Case, words: str, by: User, at: datetime) -> None:
    """Note that somebody has talked to the person. The first time after a No stops the first clock."""
    if not case.is_open:
        raise RuleBroken(_("This case is closed. Write a note about the talk instead."))
    is_first = case.acknowledged_at is None
    if is_first:
        step = rules.step(case.state, talked=True)
        ours = step is not Step.WAIT
        due = (
            rules.due(step, since=at, calendar=calendar_of(case.workspace)) if ours else case.due_at
        )
        write(case=case, acknowledged_at=at, due_at=due)
    if is_first or words:
        CaseNote.objects.create(
            workspace_id=case.workspace_id,
            case=case,
            kind=CaseNote.Kind.TALKED,
            words=words,
            by=by,
            at=at,
        )


@transaction.atomic
def adjust(*, case: Case, what: str, starts_on: date, by: User, at: datetime) -> Adjustment:
    """Write down what changes for this customer, and from when: two years ahead at most."""
    if rules.is_too_far(starts_on, today=clock.day_of(at, case.workspace.time_zone)):
        raise RuleBroken(too_far_words())
    opening = datetime.combine(starts_on, time(9), ZoneInfo(case.workspace.time_zone))
    move(case=case, what=Move(Event.ADJUST, at=at, since=max(at, opening)))
    return Adjustment.objects.create(
        workspace_id=case.workspace_id, case=case, what=what, starts_on=starts_on, by=by, at=at
    )


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


def _cannot_own(case: Case) -> str:
    if case.ask.mode == Ask.Mode.NAMED:
        return _("%(name)s does not run projects here. Choose a project manager or a lead.")
    return _(
        "%(name)s must not read this case: it was told in confidence. Choose somebody who runs the PMO."
    )


def words_for_re_ask(*, case: Case, at: datetime) -> tuple[Adjustment, str]:
    """Return the newest adjustment and the sentence that quotes it, in the language of the customer.

    Raise RuleBroken when the customer cannot be asked again now.
    """
    today = clock.day_of(at, case.workspace.time_zone)
    why, adjustment = why_not_ask_again(case, at=at, today=today)
    if why is not None or adjustment is None:
        reason = why or rules.NotYet.NO_ADJUSTMENT
        starts_on = adjustment.starts_on if adjustment else None
        raise RuleBroken(not_yet_words(reason, name=case.contact.name, starts_on=starts_on))
    return adjustment, quote(adjustment=adjustment, language=case.ask.language)


def quote(*, adjustment: Adjustment, language: str) -> str:
    """Return an adjustment as the customer reads it in the re-ask."""
    with translation.override(language):
        return _("%(what)s (since %(day)s)") % {
            "what": adjustment.what.rstrip(". \n"),
            "day": formats.date_format(adjustment.starts_on),
        }


@transaction.atomic
def record_re_ask(*, case: Case, ask: Ask, adjustment: Adjustment, by: User, at: datetime) -> ReAsk:
    """Note that the person has been asked again; the case waits for the answer."""
    move(case=case, what=Move(Event.ASK_AGAIN, at=at, waits_until=ask.expires_at))
    return ReAsk.objects.create(
        workspace_id=case.workspace_id, case=case, ask=ask, adjustment=adjustment, by=by, at=at
    )

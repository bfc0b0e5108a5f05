"""Put the question to executives: one by hand, or all who are due."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from secondslice.accounts.models import Membership, User, Workspace
from secondslice.accounts.services.auditing import audit
from secondslice.core import clock
from secondslice.core.errors import RuleBroken
from secondslice.core.tokens import derived_token, digest
from secondslice.customers.models import Contact
from secondslice.jobs.services import enqueue
from secondslice.messaging.selectors import suppressed
from secondslice.value.counterfactual import rules
from secondslice.value.counterfactual.models import CounterfactualAsk, CounterfactualTerms
from secondslice.value.counterfactual.selectors.people import (
    WORK,
    Executive,
    Turn,
    turns_of,
)
from secondslice.value.counterfactual.terms import terms_of

JOB = "value.ask_executive"
State = CounterfactualAsk.State


@transaction.atomic
def set_terms(*, by: Membership, is_on: bool, every_months: int, at: datetime) -> None:
    """Say whether executives are asked by themselves, and how often."""
    if every_months not in rules.EVERY:
        raise RuleBroken(_("Ask every 6 or every 12 months."))
    CounterfactualTerms.objects.update_or_create(
        workspace=by.workspace, defaults={"is_on": is_on, "every_months": every_months}
    )
    _note(
        by.workspace,
        by.user,
        gettext_noop("set how executives are asked about a place without the PMO"),
        f"{every_months}" if is_on else "-",
        at,
    )


@transaction.atomic
def ask_now(*, by: Membership, person: str, at: datetime) -> CounterfactualAsk:
    """Put the question to one executive, in the next mail that the contact budget allows. `person`: Executive.value."""
    today = clock.day_of(at, by.workspace.time_zone)
    turn = next(
        (one for one in turns_of(by.workspace, today=today) if one.who.value == person), None
    )
    if turn is None:
        raise RuleBroken(
            _("This person is not asked: only executives are, or sponsors where there is none.")
        )
    _must_be_free(turn)
    made = _put(by.workspace, turn.who, by=by.user, at=at)
    _note(
        by.workspace,
        by.user,
        gettext_noop("asked what the place would look like without the PMO:"),
        turn.who.name,
        at,
        about=turn.who.contact,
    )
    return made


@transaction.atomic
def ask_due(*, workspace: Workspace, at: datetime) -> int:
    """Put the question to everybody who is due, where the lead has switched that on. Return to how many."""
    if not terms_of(workspace).is_on:
        return 0
    today, count = clock.day_of(at, workspace.time_zone), 0
    for turn in turns_of(workspace, today=today):
        if (
            turn.due_on > today
            or turn.waiting
            or turn.why == WORK
            or not _can_be_written_to(turn.who)
        ):
            continue
        _put(workspace, turn.who, by=None, at=at)
        count += 1
    return count


def token_of(*, ask: CounterfactualAsk) -> str:
    """Return the secret in the link of a question: derived, so that nothing secret is stored."""
    return derived_token("counterfactual", str(ask.ref))


def ask_worker(*, ask: CounterfactualAsk, run_at: datetime) -> None:
    """Let a worker write the mail at this moment, in the caller's transaction."""
    enqueue(
        name=JOB,
        key=f"{JOB}:{ask.pk}:{uuid.uuid4()}",
        payload={"ask": ask.pk},
        run_at=run_at,
        workspace_id=ask.workspace_id,
    )


def _put(
    workspace: Workspace, who: Executive, *, by: User | None, at: datetime
) -> CounterfactualAsk:
    made = CounterfactualAsk(
        workspace=workspace,
        contact=who.contact,
        customer=who.contact.customer if who.contact else None,
        member=who.member,
        by=by,
        at=at,
    )
    made.token_digest = digest(token_of(ask=made))
    try:
        with transaction.atomic():
            made.save()
    except IntegrityError:  # somebody else has just asked
        raise RuleBroken(_words_for_waiting(who)) from None
    ask_worker(ask=made, run_at=at)
    return made


def _must_be_free(turn: Turn) -> None:
    told = {"name": turn.who.name}
    if turn.waiting is not None:
        raise RuleBroken(_words_for_waiting(turn.who))
    if turn.why == WORK:
        raise RuleBroken(
            _("%(name)s said “no different”, and the work after it is not done. Do it first.")
            % told
        )
    if turn.is_open and not turn.is_free and _can_be_written_to(turn.who):
        raise RuleBroken(
            _("%(name)s was asked less than %(days)s days ago, and the link still takes an answer.")
            % {**told, "days": rules.OPEN_DAYS}
        )
    if not _can_be_written_to(turn.who):
        raise RuleBroken(_("%(name)s wants no mail, or mail comes back. Ask in person.") % told)


def _can_be_written_to(who: Executive) -> bool:
    if who.contact is None:
        return True
    wishes = getattr(who.contact, "preference", None)
    if wishes is not None and wishes.stopped_at is not None:
        return False
    return not suppressed(who.contact.workspace_id, [who.contact.email])


def _words_for_waiting(who: Executive) -> str:
    return _("%(name)s is asked already: the mail waits for the contact budget.") % {
        "name": who.name
    }


def _note(
    workspace: Workspace,
    actor: User,
    verb: str,
    subject: str,
    at: datetime,
    about: Contact | None = None,
) -> None:
    audit(
        workspace=workspace,
        actor=actor,
        verb=verb,
        subject=subject,
        about=about.ref if about else None,
        at=at,
    )

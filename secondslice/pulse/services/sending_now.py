"""Send at once what waits for its hour: with a reason, which is kept with the name of whoever wants it.

Hours and days off give way to whoever may ask by hand; what else the budget puts off, to who runs the PMO alone. What
the person wants, and an address whose mail comes back, give way to nobody.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from secondslice.accounts.models import Membership
from secondslice.accounts.rules import RUNS_THE_PMO
from secondslice.accounts.services.auditing import audit
from secondslice.core import clock
from secondslice.core.errors import RuleBroken
from secondslice.messaging.services import hasten
from secondslice.pulse.budget import Why, decide
from secondslice.pulse.models import Ask
from secondslice.pulse.modes import Mode
from secondslice.pulse.plan_models import BY_HAND, PlannedAsk
from secondslice.pulse.selectors.by_hand import Hand, hand_for
from secondslice.pulse.selectors.people import Holds, Standing
from secondslice.pulse.services.by_hand import (
    InSpite,
    Turn,
    must_run_the_pmo,
    must_say_why,
    refuse_who_confided,
    refuse_who_has_it,
    refuse_who_is_left_out,
    send_at_once,
)
from secondslice.pulse.services.confiding import must_be_kept
from secondslice.pulse.services.counting import count_asked, count_unasked
from secondslice.pulse.services.sending import Taken
from secondslice.pulse.services.taking_back import is_unanswered
from secondslice.pulse.services.turns import must_be_askable, permit_promised, take_turns

LOOSE = frozenset({Why.FITS, Why.NO_WORKDAY})


@transaction.atomic
def send_now(*, row: PlannedAsk, in_spite: InSpite, at: datetime, holds: Holds) -> Ask:
    """Ask now what somebody wanted to ask by hand and waits. Return the question."""
    must_say_why(in_spite=in_spite)
    project = row.project
    (standing,) = take_turns(
        workspace=project.workspace, contacts=[row.contact_id], at=at, holds=holds
    )
    waiting = (
        PlannedAsk.objects.select_related("project__workspace", "contact", "asked_by")
        .filter(pk=row.pk, point=BY_HAND, state=PlannedAsk.State.PLANNED)
        .first()
    )
    if waiting is None:
        raise RuleBroken(_gone(row.contact.name))
    _refuse(waiting, standing, in_spite.by, at=at)
    hand = hand_for(project, holds=holds)
    decision = hand.first_day(standing)
    must_be_askable(standing=standing, why=decision.why, in_spite=True, at_close=waiting.at_close)
    if in_spite.by.role not in RUNS_THE_PMO and not _waits_for_the_hour(standing, hand):
        must_run_the_pmo(in_spite=in_spite)
    if waiting.mode:
        must_be_kept(project=project, mode=waiting.mode, people=1)
    try:
        send_at_once(turns=[Turn(standing, decision, waiting)], in_spite=in_spite, at=at)
    except Taken as taken:  # the plan was laid anew in this moment
        raise RuleBroken(_gone(row.contact.name)) from taken
    return Ask.objects.get(planned=waiting.pk)


def _refuse(row: PlannedAsk, standing: Standing, by: Membership, *, at: datetime) -> None:
    refuse_who_confided(project=row.project, by=by.user, standings=[standing], at=at)
    refuse_who_has_it(project=row.project, contacts=[row.contact_id], at=at)
    refuse_who_is_left_out(project=row.project, standings=[standing])


def _waits_for_the_hour(standing: Standing, hand: Hand) -> bool:
    """Tell whether nothing but the hour and days off holds the question back on this very day."""
    found = decide(
        standing.day,
        standing.person,
        standing.limits,
        at_close=hand.at_close,
        full_until=hand.full_until,
    )
    return found.why in LOOSE


@transaction.atomic
def send_re_ask_now(*, ask: Ask, in_spite: InSpite, at: datetime) -> None:
    """Let a second question leave now that waits for the morning: it was promised, so only the hours hold it."""
    must_say_why(in_spite=in_spite)
    workspace = ask.project.workspace
    (standing,) = take_turns(workspace=workspace, contacts=[ask.contact_id], at=at, holds=Holds())
    permit = permit_promised(standing=standing, at=at, in_spite=True)
    if not is_unanswered(ask=ask) or not hasten(message_id=ask.message_id or 0, at=at):
        raise RuleBroken(_gone(ask.contact.name))
    count_unasked(asks=[ask])
    ask.sent_at = permit.leaves_at
    ask.sent_on = clock.day_of(permit.leaves_at, workspace.time_zone)
    Ask.objects.filter(pk=ask.pk).update(sent_at=ask.sent_at, sent_on=ask.sent_on)
    count_asked(asks=[ask])
    audit(
        workspace=workspace,
        actor=in_spite.by.user,
        verb=gettext_noop("asked in spite of the budget"),
        subject=ask.contact.name,
        at=at,
        detail={
            "project": ask.project.name,
            "reason": in_spite.reason.strip(),
            "budget": _("Outside the hours"),
        },
        about=ask.contact.ref,
        in_confidence=ask.mode != Mode.NAMED,
    )


def _gone(name: str) -> str:
    return _(
        "The question to %(name)s does not wait any more: it has just left, or was taken back."
    ) % {"name": name}

"""Plan to be in touch with somebody, do it, or drop it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from secondslice.accounts.models import Membership, User
from secondslice.core import clock
from secondslice.core.errors import RuleBroken
from secondslice.customers.models import Contact
from secondslice.funnel.selectors.people import people_who_sell
from secondslice.funnel.touching.models import PlannedTouch
from secondslice.funnel.touching.rules import FARTHEST
from secondslice.pulse.services.talking import note_talk


@dataclass(frozen=True, slots=True)
class Plan:
    """With whom, what, when, and who does it."""

    contact: Contact
    kind: str
    on: date
    owner: User
    words: str = ""


@transaction.atomic
def plan_touch(*, by: Membership, plan: Plan, at: datetime) -> PlannedTouch:
    """Plan a touch. Raise RuleBroken for a day that is over or too far, and for who cannot do it."""
    today = clock.day_of(at, by.workspace.time_zone)
    if plan.on < today:
        raise RuleBroken(_("That day is over. Choose a day to come."))
    if plan.on > today + timedelta(days=FARTHEST):
        raise RuleBroken(_("That is more than two years ahead. Choose an earlier day."))
    if plan.contact.workspace_id != by.workspace_id or plan.contact.erased_at is not None:
        raise RuleBroken(_("There is no such person any more. Choose another one."))
    if plan.owner not in people_who_sell(by.workspace):
        raise RuleBroken(
            _("%(name)s does not work here, or only reads. Choose another owner.")
            % {"name": plan.owner.name}
        )
    return PlannedTouch.objects.create(
        workspace=by.workspace,
        contact=plan.contact,
        kind=plan.kind,
        on=plan.on,
        words=plan.words,
        owner=plan.owner,
        by=by.user,
        at=at,
    )


@transaction.atomic
def touch_done(*, touch: PlannedTouch, by: Membership, words: str, at: datetime) -> None:
    """Write down that it took place, once: it stands in the person's budget as a talk. Raise RuleBroken otherwise."""
    if touch.kind == PlannedTouch.Kind.SESSION and touch.on > clock.day_of(
        at, touch.workspace.time_zone
    ):
        raise RuleBroken(
            _("This session is still to come. Write down what came of it once it has taken place.")
        )
    mine = PlannedTouch.objects.filter(pk=touch.pk, done_at=None)
    if not mine.update(done_at=at, outcome=words[:500]):
        raise RuleBroken(_("Somebody has just written it down. Look at it again."))
    note_talk(by=by, contact=touch.contact, words=words, at=at)


@transaction.atomic
def drop_touch(*, touch: PlannedTouch) -> None:
    """Do not do it after all. Raise RuleBroken for a session that a visitor has booked: he waits for it."""
    if touch.kind == PlannedTouch.Kind.SESSION:
        raise RuleBroken(
            _(
                "A visitor has booked this session. Cancel it under Sessions, so that he hears of it."
            )
        )
    if not PlannedTouch.objects.filter(pk=touch.pk, done_at=None).delete()[0]:
        raise RuleBroken(_("Somebody has just written it down. Look at it again."))


@transaction.atomic
def plan_session(
    *,
    touch: PlannedTouch | None,
    contact: Contact | None,
    owner: User,
    on: date,
    words: str,
    at: datetime,
) -> PlannedTouch | None:
    """Put a booked session among the host's touches, or bring it to another day; None where nobody is known."""
    if contact is None:
        return None
    if touch is not None and touch.done_at is None:
        touch.on, touch.words = on, words
        touch.save(update_fields=["on", "words"])
        return touch
    return PlannedTouch.objects.create(
        workspace_id=contact.workspace_id,
        contact=contact,
        kind=PlannedTouch.Kind.SESSION,
        on=on,
        words=words,
        owner=owner,
        at=at,
    )


@transaction.atomic
def drop_session(*, touch: PlannedTouch | None) -> None:
    """The session does not take place: nothing of it is planned any more."""
    if touch is not None:
        PlannedTouch.objects.filter(pk=touch.pk, done_at=None).delete()

"""Ask delivery, answer sales, promise, and write down what became of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from secondslice.accounts.calendars import working_calendar
from secondslice.accounts.models import Membership, User
from secondslice.accounts.selectors import people_who_deliver
from secondslice.accounts.services.auditing import audit
from secondslice.accounts.services.writing_to import write_to_member
from secondslice.analytics.workdays import due_after
from secondslice.core import clock
from secondslice.core.errors import RuleBroken
from secondslice.funnel.models import Opportunity
from secondslice.funnel.promises.access import may_answer, may_promise
from secondslice.funnel.promises.models import DeliveryCheck, DeliveryTerms, Promise
from secondslice.funnel.promises.rules import MOST_WORKDAYS
from secondslice.funnel.promises.selectors import workdays_of
from secondslice.funnel.selectors.people import people_for

Answer = DeliveryCheck.Answer


@dataclass(frozen=True, slots=True)
class Terms:
    """What is asked about, or promised."""

    scope: str
    price: Decimal | None = None
    on: date | None = None


@dataclass(frozen=True, slots=True)
class Reply:
    """What delivery says, with its own estimate."""

    answer: str
    words: str = ""
    instead: str = ""
    estimated_price: Decimal | None = None
    estimated_on: date | None = None


@dataclass(frozen=True, slots=True)
class Delivery:
    """What became of a promise."""

    on: date
    price: Decimal | None = None
    is_whole: bool = True
    words: str = ""


@transaction.atomic
def ask_delivery(
    *, opportunity: Opportunity, terms: Terms, of: User, by: Membership, at: datetime
) -> DeliveryCheck:
    """Ask delivery whether this can be promised. Raise RuleBroken where nothing can be promised any more."""
    _must_sell(by, opportunity)
    _must_be_open(opportunity)
    if of not in people_who_deliver(by.workspace):
        raise RuleBroken(
            _("%(name)s does not run projects here. Choose a project manager or a lead.")
            % {"name": of.name}
        )
    if of not in people_for(by.workspace, opportunity):
        raise RuleBroken(
            _("It was told in confidence: %(name)s may not read it.") % {"name": of.name}
        )
    day = clock.day_of(at, by.workspace.time_zone)
    calendar = working_calendar(
        country=by.workspace.country, zone=by.workspace.time_zone, year=day.year
    )
    made = DeliveryCheck.objects.create(
        workspace=by.workspace,
        opportunity=opportunity,
        scope=terms.scope,
        price=terms.price,
        currency=opportunity.currency,
        on=terms.on,
        asked_by=by.user,
        asked_of=of,
        asked_at=at,
        due_at=due_after(at, workdays_of(by.workspace), calendar),
    )
    _note(by, gettext_noop("asked delivery whether we can promise"), made.scope, opportunity, at)
    _tell(made, to=of, who=by.user, kind="funnel.delivery_asked", at=at)
    return made


@transaction.atomic
def answer_check(*, check: DeliveryCheck, reply: Reply, by: Membership, at: datetime) -> None:
    """Answer what sales asked. A No needs a reason and what can be done instead; a Yes, if ... its condition.

    Only who was asked answers, or a lead who has not asked.
    """
    if not may_answer(by, check):
        raise RuleBroken(
            _("%(name)s is asked. Only that person answers, or a lead who has not asked.")
            % {"name": check.asked_of.name}
        )
    if reply.answer == Answer.NO and not (reply.words and reply.instead):
        raise RuleBroken(_("A No alone helps nobody. Say why, and what you can do instead."))
    if reply.answer == Answer.YES_IF and not reply.words:
        raise RuleBroken(_("Say on which condition."))
    open_one = DeliveryCheck.objects.filter(pk=check.pk, answer="")
    if not open_one.update(
        answer=reply.answer,
        words=reply.words,
        instead=reply.instead if reply.answer == Answer.NO else "",
        estimated_price=reply.estimated_price,
        estimated_on=reply.estimated_on,
        answered_by=by.user,
        answered_at=at,
    ):
        raise RuleBroken(_("It was answered already. What was said stays; ask anew."))
    check.refresh_from_db()
    _note(by, gettext_noop("answered whether we can promise"), check.scope, check.opportunity, at)
    _tell(check, to=check.asked_by, who=by.user, kind="funnel.delivery_answered", at=at)


@transaction.atomic
def promise(
    *,
    opportunity: Opportunity,
    terms: Terms,
    check: DeliveryCheck | None,
    told_on: date,
    by: Membership,
    at: datetime,
) -> Promise:
    """Write down what the customer was told. A promise that stands is replaced, and stays readable.

    Raise RuleBroken where delivery was asked and has not answered yet, and for a day that is still to come.
    """
    _must_sell(by, opportunity)
    # Two who promise at once take turns: one promise stands.
    Opportunity.objects.select_for_update(no_key=True).get(pk=opportunity.pk)
    if told_on > clock.day_of(at, by.workspace.time_zone):
        raise RuleBroken(
            _("That day is still to come. Write down what was told, not what will be.")
        )
    if check is not None and (check.opportunity_id != opportunity.pk or not check.answer):
        raise RuleBroken(_("Delivery has not answered that yet. Wait for it, or promise without."))
    standing = Promise.objects.filter(opportunity=opportunity, replaced_by=None).first()
    if standing is not None and standing.judged_at is not None:
        raise RuleBroken(
            _("What was promised is delivered. A new promise needs a new opportunity.")
        )
    made = Promise.objects.create(
        workspace=by.workspace,
        opportunity=opportunity,
        check_made=check,
        scope=terms.scope,
        price=terms.price,
        currency=opportunity.currency,
        on=terms.on,
        told_on=told_on,
        by=by.user,
        at=at,
    )
    if standing is not None:
        Promise.objects.filter(pk=standing.pk).update(replaced_by=made)
    _note(by, gettext_noop("promised a customer"), made.scope, opportunity, at)
    return made


@transaction.atomic
def deliver(*, promise: Promise, delivery: Delivery, by: Membership, at: datetime) -> None:
    """Write down what became of a promise, once."""
    if delivery.on > clock.day_of(at, by.workspace.time_zone):
        raise RuleBroken(_("That day is still to come. Write it down once it is delivered."))
    if not delivery.is_whole and not delivery.words:
        raise RuleBroken(_("Say in words what is missing."))
    Opportunity.objects.select_for_update(no_key=True).get(pk=promise.opportunity_id)
    mine = Promise.objects.filter(pk=promise.pk, judged_at=None, replaced_by=None)
    if not mine.update(
        delivered_on=delivery.on,
        delivered_price=delivery.price,
        is_whole=delivery.is_whole,
        outcome=delivery.words,
        judged_by=by.user,
        judged_at=at,
    ):
        raise RuleBroken(_("It was written down already, or replaced by a later promise."))
    promise.refresh_from_db()
    verb = gettext_noop("wrote down what became of the promise")
    _note(by, verb, promise.scope, promise.opportunity, at)


@transaction.atomic
def set_time_limit(*, by: Membership, workdays: int, at: datetime) -> None:
    """Set in how many working days delivery answers. Questions that were asked before keep their day."""
    if not 1 <= workdays <= MOST_WORKDAYS:
        raise RuleBroken(
            _("Delivery needs between 1 and %(most)s working days.") % {"most": MOST_WORKDAYS}
        )
    before = workdays_of(by.workspace)
    DeliveryTerms.objects.update_or_create(workspace=by.workspace, defaults={"workdays": workdays})
    if before != workdays:
        audit(
            workspace=by.workspace,
            actor=by.user,
            verb=gettext_noop("changed the time limit of delivery"),
            subject="",
            at=at,
            detail={"workdays": {"from": before, "to": workdays}},
        )


def _must_sell(by: Membership, opportunity: Opportunity) -> None:
    if not may_promise(by, opportunity):
        raise RuleBroken(
            _("Sales, a lead or %(name)s speaks for this one: whoever sells it promises.")
            % {"name": opportunity.owner.name}
        )


def _must_be_open(opportunity: Opportunity) -> None:
    if not opportunity.is_open:
        raise RuleBroken(_("This opportunity is closed. Open it again, then ask."))


def _note(by: Membership, verb: str, subject: str, about: Opportunity, at: datetime) -> None:
    audit(
        workspace=by.workspace,
        actor=by.user,
        verb=verb,
        subject=subject[:200],
        at=at,
        about=about.contact.ref if about.contact else None,
        in_confidence=about.is_confided,
    )


def _tell(check: DeliveryCheck, *, to: User, who: User, kind: str, at: datetime) -> None:
    if to.pk == who.pk:
        return
    workspace, about = check.workspace, check.opportunity
    write_to_member(
        workspace=workspace,
        user=to,
        kind=kind,
        context={"check": check, "customer": about.customer.name, "who": who.name},
        path=reverse("promises:check", args=[workspace.slug, check.ref]),
        about=about.contact.ref if about.contact else None,
        in_confidence=about.is_confided,
        at=at,
    )

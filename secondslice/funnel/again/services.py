"""Take up what a Yes leads to: by a member, or by what the customer chose."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from secondslice.accounts.calendars import working_calendar
from secondslice.accounts.models import Membership
from secondslice.analytics.workdays import add_workdays
from secondslice.core.errors import RuleBroken
from secondslice.customers.models import Customer
from secondslice.funnel.again.models import NextChoice
from secondslice.funnel.again.selectors.fitting import choice_of, twin_of
from secondslice.funnel.again.selectors.ready import open_at, yes_of
from secondslice.funnel.menu.models import Order, ServiceVersion
from secondslice.funnel.models import Opportunity
from secondslice.funnel.selectors import opportunity_of
from secondslice.funnel.services.moving import at_first, log
from secondslice.funnel.services.second_slice import open_second_slice
from secondslice.funnel.services.writing import add_words
from secondslice.pulse.models import Ask

ASK, CALL = "ask", "call"


@transaction.atomic
def take_up(
    *, by: Membership, customer: Customer, how: str, today: date, at: datetime
) -> tuple[Opportunity, bool]:
    """Put a customer that is ready into the funnel with a next action. Return what is there, and whether it is new.

    Pressed twice it is there once: what is open at the customer already is taken instead.
    """
    yes = yes_of(by, customer, at=at)
    if yes is None:
        raise RuleBroken(
            _(
                "%(customer)s is not in this list any more: there is no Yes that counts, or a case is open."
                " Open the list again."
            )
            % {"customer": customer.name}
        )
    Customer.objects.select_for_update(no_key=True).get(pk=customer.pk)  # two presses take turns
    there = open_at(by, customer)
    if there is not None:
        return there, False
    home = by.workspace
    calendar = working_calendar(country=home.country, zone=home.time_zone, year=today.year)
    return _open(by=by, yes=yes, how=how, on=add_workdays(today, 1, calendar), at=at), True


def _open(*, by: Membership, yes: Ask, how: str, on: date, at: datetime) -> Opportunity:
    before = opportunity_of(yes.pk)
    if before is not None and yes.mode != Ask.Mode.NAMED:
        # A second one cannot hang on the same answer, and without it everybody could read it.
        raise RuleBroken(
            _("What came of this Yes is there already: %(title)s. Open that one again.")
            % {"title": before.title}
        )
    action = _("Call %(name)s") if how == CALL else _("Ask %(name)s for the second slice")
    found = Opportunity.objects.create(
        **at_first(workspace=by.workspace, at=at),
        customer=yes.customer,
        contact=yes.contact,
        project=yes.project,
        ask=yes if before is None else None,
        source=Opportunity.Source.SECOND_SLICE,
        title=_("A second slice for %(customer)s") % {"customer": yes.customer.name},
        owner=by.user,
        changed_at=at,
        next_action=(action % {"name": yes.contact.name})[:200],
        next_on=on,
    )
    log(opportunity=found, before="", by=by.user, at=at)
    return found


@transaction.atomic
def note_choice(
    *,
    ask: Ask,
    what: str,
    version: ServiceVersion | None,
    at: datetime,
    before: int | None = None,
    wrote: int | None = None,
) -> None:
    """Keep what the person chose after the Yes; the last choice counts.

    `before` and `wrote` are the numbers of the words with the answer: those that were there, and those with the choice.
    """
    NextChoice.objects.update_or_create(
        ask=ask,
        defaults={
            "workspace": ask.workspace,
            "what": what,
            "version": version,
            "at": at,
            "before": before,
            "wrote": wrote,
        },
    )


@transaction.atomic
def follow_wish(*, ask: Ask, words: str, at: datetime) -> Opportunity:
    """Let a wish become an opportunity of this answer; it may be told several times.

    What is open already for the same person and service gets the words added instead: nobody sells it twice.
    """
    choice = choice_of(ask)
    version = choice.version if choice else None
    if version is not None and opportunity_of(ask.pk) is None:
        twin = twin_of(ask, version)
        if twin is not None:
            add_words(opportunity=twin, words=words)
            return twin
    found, _is_new = open_second_slice(ask=ask, words=words, at=at)
    if version is not None and found.changed_at is None:
        # What somebody works on keeps the service that was chosen here.
        Order.objects.update_or_create(
            opportunity=found, defaults={"workspace": ask.workspace, "version": version, "at": at}
        )
    return found

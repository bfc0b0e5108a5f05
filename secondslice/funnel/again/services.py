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
from secondslice.funnel.selectors.stages import first_stage
from secondslice.funnel.services.moving import log
from secondslice.funnel.services.second_slice import open_second_slice
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
    there = open_at(by, customer)
    if there is not None:
        return there, False
    home = by.workspace
    calendar = working_calendar(country=home.country, zone=home.time_zone, year=today.year)
    return _open(by=by, yes=yes, how=how, on=add_workdays(today, 1, calendar), at=at), True


def _open(*, by: Membership, yes: Ask, how: str, on: date, at: datetime) -> Opportunity:
    begins = first_stage(by.workspace)
    is_first = opportunity_of(yes.pk) is None
    # A second one cannot hang on the same answer; of what was said in confidence it then names nobody.
    may_name = is_first or yes.mode == Ask.Mode.NAMED
    action = _("Call %(name)s") if how == CALL else _("Ask %(name)s for the second slice")
    name = yes.contact.name if may_name else yes.customer.name
    found = Opportunity.objects.create(
        workspace=by.workspace,
        customer=yes.customer,
        contact=yes.contact if may_name else None,
        project=yes.project if may_name else None,
        ask=yes if is_first else None,
        source=Opportunity.Source.SECOND_SLICE,
        title=_("A second slice for %(customer)s") % {"customer": yes.customer.name},
        currency=by.workspace.currency,
        owner=by.user,
        stage=begins.code,
        kind=begins.kind,
        stage_since=at,
        opened_at=at,
        changed_at=at,
        next_action=(action % {"name": name})[:200],
        next_on=on,
    )
    log(opportunity=found, before="", by=by.user, at=at)
    return found


@transaction.atomic
def note_choice(*, ask: Ask, what: str, version: ServiceVersion | None, at: datetime) -> None:
    """Keep what the person chose after the Yes; the last choice counts."""
    NextChoice.objects.update_or_create(
        ask=ask,
        defaults={"workspace": ask.workspace, "what": what, "version": version, "at": at},
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
            _add_words(twin, words)
            return twin
    found, _is_new = open_second_slice(ask=ask, words=words, at=at)
    if version is not None and found.changed_at is None:
        # What somebody works on keeps the service that was chosen here.
        Order.objects.update_or_create(
            opportunity=found, defaults={"workspace": ask.workspace, "version": version, "at": at}
        )
    return found


def _add_words(twin: Opportunity, words: str) -> None:
    if words in twin.words:
        return
    twin.words = f"{twin.words}\n{words}".strip()
    twin.save(update_fields=["words"])

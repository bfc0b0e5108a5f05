"""Hold a time for a visitor, confirm it, move it, cancel it. Two people never get one slot."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Count, Q
from django.utils import translation
from django.utils.translation import gettext as _

from secondslice.accounts.models import Workspace
from secondslice.core import clock
from secondslice.core.errors import RuleBroken
from secondslice.core.tokens import digest
from secondslice.customers.models import Contact
from secondslice.funnel.booking import rules, telling
from secondslice.funnel.booking.links import token_of
from secondslice.funnel.booking.models import Booking, BookingHost, BusyTime
from secondslice.funnel.booking.rules import Span, is_free
from secondslice.funnel.booking.selectors import hosts_of, taken_of, works_here
from secondslice.funnel.mail_kinds import CONFIRM_SESSION
from secondslice.funnel.models import Opportunity, PlannedTouch
from secondslice.funnel.requested import rules as requests
from secondslice.funnel.requested.services import Visitor, Wanted

State = Booking.State
PERSONAL = {"name": "", "email": "", "organisation": "", "words": ""}


class SlotTaken(RuleBroken):
    """Somebody was faster, or the host is not free any more."""


@dataclass(frozen=True, slots=True)
class Wish:
    """When a visitor wants to talk, by which clock, and with whom; None: with whoever is free."""

    begins: datetime
    zone: str
    host: BookingHost | None = None


@transaction.atomic
def hold_slot(
    *, workspace: Workspace, wish: Wish, wanted: Wanted, visitor: Visitor, at: datetime
) -> Booking | None:
    """Keep a time for a visitor and send the mail whose link confirms it.

    Return None where the mailbox got enough of them today; nobody is told so. What else somebody holds with the address
    is let go once this is confirmed: who only types it takes nothing away.
    Raise SlotTaken where somebody was faster, and RuleBroken where there were too many of the visitor's network.
    """
    host = _lock_free_host(workspace, wish, at=at)
    lately = _lately(workspace, wanted.email, visitor.network, at)
    if requests.is_too_much(lately):
        raise RuleBroken(_("That was a lot for now. Please try again later, or write us a mail."))
    if requests.is_enough_for_address(lately):
        return None
    made = Booking(
        workspace=workspace,
        host=host,
        begins_at=wish.begins,
        ends_at=wish.begins + timedelta(minutes=host.minutes),
        held_until=at + rules.HOLD,
        name=wanted.name,
        email=wanted.email.lower(),
        organisation=wanted.organisation,
        words=wanted.words,
        version=wanted.version,
        language=visitor.language,
        network=visitor.network,
        zone=wish.zone,
        at=at,
    )
    made.token_digest = digest(token_of(made))
    made.save()
    telling.tell_visitor(booking=made, kind=CONFIRM_SESSION, at=at)
    return made


@transaction.atomic
def confirm_slot(*, booking: Booking, at: datetime) -> Booking | None:
    """Make a held time a booked one, once. Return it as it is now; None when it was confirmed before.

    A hold that has run out is confirmed all the same while nobody else has the time. Raise SlotTaken otherwise, and
    RuleBroken for a time that has begun.
    """
    held = _locked(booking)
    if held.state != State.HELD:
        return None
    if held.begins_at <= at:
        raise RuleBroken(_("This time has begun already. Please choose another one."))
    if held.held_until <= at:
        _must_be_free(held.host, held.span, at=at, but=held)
    others = Booking.objects.filter(
        workspace=held.workspace_id, state=State.HELD, email=held.email
    ).exclude(pk=held.pk)
    others.update(state=State.LAPSED)
    held.state, held.confirmed_at = State.BOOKED, at
    held.save(update_fields=["state", "confirmed_at"])
    return held


@transaction.atomic
def move_slot(*, booking: Booking, begins: datetime, zone: str, at: datetime) -> Booking:
    """Bring a session to another time with the same host. Raise SlotTaken where that is not free."""
    booked = _locked(booking)
    _must_stand(booked, at=at)
    span = Span(begins, begins + timedelta(minutes=booked.host.minutes))
    if span == booked.span:
        return booked
    _must_be_free(booked.host, span, at=at, but=booked)
    booked.begins_at, booked.ends_at, booked.zone = span.begins, span.ends, zone
    booked.sequence += 1
    booked.save(update_fields=["begins_at", "ends_at", "zone", "sequence"])
    return booked


@transaction.atomic
def cancel_slot(*, booking: Booking, why: str, at: datetime) -> Booking:
    """Cancel a session: the time is free again. Raise RuleBroken when it is over, or was cancelled before."""
    booked = _locked(booking)
    _must_stand(booked, at=at)
    booked.state, booked.cancelled_at, booked.why = State.CANCELLED, at, why[:300]
    booked.sequence += 1
    booked.save(update_fields=["state", "cancelled_at", "why", "sequence"])
    return booked


@transaction.atomic
def forget_bookings(*, at: datetime) -> int:
    """Delete what nobody has confirmed, with what was typed, a day after it was asked for. Return how many.

    Until then it tells how many mails an address got.
    """
    late = Booking.objects.filter(
        state__in=[State.HELD, State.LAPSED], at__lte=at - requests.ADDRESS_SPAN
    )
    return late.delete()[0]


@transaction.atomic
def forget_bookings_of(*, workspace: Workspace, addresses: Collection[str]) -> None:
    """Delete what somebody who is erased has asked for and not confirmed."""
    Booking.objects.filter(
        workspace=workspace, email__in=[one.lower() for one in addresses]
    ).delete()


def _lock_free_host(workspace: Workspace, wish: Wish, *, at: datetime) -> BookingHost:
    """Return a host who is free then, the one with the fewest sessions to come, whose row is locked."""
    hosts = hosts_of(workspace)
    if wish.host is not None:
        hosts = hosts.filter(pk=wish.host.pk)
    # In one order, so that two visitors never wait for each other.
    locked = BookingHost.objects.filter(pk__in=[one.pk for one in hosts]).order_by("pk")
    rows = list(
        locked.select_for_update(of=("self",), no_key=True)
        .select_related("user", "workspace")
        .prefetch_related("hours")
    )
    coming = dict(
        Booking.objects.filter(host__in=rows, state=State.BOOKED, begins_at__gt=at)
        .order_by()
        .values("host")
        .annotate(count=Count("pk"))
        .values_list("host", "count")
    )
    for host in sorted(rows, key=lambda one: (coming.get(one.pk, 0), one.pk)):
        span = Span(wish.begins, wish.begins + timedelta(minutes=host.minutes))
        if _is_free(host, span, at=at):
            _let_go(host, span, at=at)
            return host
    raise SlotTaken(_("Somebody was faster: this time is taken. Please choose another one."))


def _locked(booking: Booking) -> Booking:
    BookingHost.objects.select_for_update(no_key=True).get(pk=booking.host_id)
    rows = Booking.objects.select_related(
        "workspace", "host__user", "host__workspace", "contact", "version", "opportunity", "touch"
    ).prefetch_related("host__hours")
    return rows.get(pk=booking.pk)


def _must_stand(booking: Booking, *, at: datetime) -> None:
    if booking.state != State.BOOKED:
        raise RuleBroken(_("This session is cancelled already."))
    if booking.begins_at <= at:
        raise RuleBroken(_("This session has begun, or is over."))


def _must_be_free(host: BookingHost, span: Span, *, at: datetime, but: Booking) -> None:
    if not (host.is_open and works_here(host)):
        raise RuleBroken(
            _("%(name)s cannot be booked any more. Please choose a time with somebody else.")
            % {"name": host.user.name}
        )
    if span.begins < at + timedelta(hours=host.notice):
        raise RuleBroken(
            _(
                "It is too late for this time: %(hours)s hours before at least. Please choose another one."
            )
            % {"hours": host.notice}
        )
    if not _is_free(host, span, at=at, but=but):
        raise SlotTaken(_("Somebody was faster: this time is taken. Please choose another one."))
    _let_go(host, span, at=at, but=but)


def _is_free(host: BookingHost, span: Span, *, at: datetime, but: Booking | None = None) -> bool:
    taken = taken_of([host], at=at, until=span.ends, but=but)[host.pk]
    return is_free(span, host.terms, taken, at=at)


def _let_go(host: BookingHost, span: Span, *, at: datetime, but: Booking | None = None) -> None:
    """Strike out holds that have run out and stand where the new session will."""
    over = Booking.objects.filter(host=host, state=State.HELD, held_until__lte=at)
    over = over.filter(begins_at__lt=span.ends, ends_at__gt=span.begins)
    if but is not None:
        over = over.exclude(pk=but.pk)
    over.update(state=State.LAPSED)


def _lately(workspace: Workspace, email: str, network: str, at: datetime) -> requests.Lately:
    found = Booking.objects.filter(workspace=workspace)
    of_network = Q(network=network, at__gt=at - requests.NETWORK_SPAN)
    return requests.Lately(
        found.filter(of_network).count() if network else 0,
        found.filter(email=email.lower(), at__gt=at - requests.ADDRESS_SPAN).count(),
        found.filter(at__gt=at - requests.WORKSPACE_SPAN).count(),
    )


@transaction.atomic
def note_lead(*, booking: Booking, opportunity: Opportunity) -> None:
    """Write down whose session it is; what was typed is gone from here, for it stands with the lead."""
    booking.contact, booking.opportunity = opportunity.contact, opportunity
    for name, empty in PERSONAL.items():
        setattr(booking, name, empty)
    booking.save(update_fields=["contact", "opportunity", *PERSONAL])
    if not opportunity.next_action:
        opportunity.next_action = _action(booking)
        opportunity.next_on = _day(booking, booking.begins_at)
        opportunity.save(update_fields=["next_action", "next_on"])


@transaction.atomic
def move_action(*, booking: Booking, before: datetime) -> None:
    """Let the lead's next action follow the session, or go with it, as long as nobody has planned something else."""
    if booking.opportunity_id is None:
        return
    stands = booking.state == State.BOOKED
    Opportunity.objects.filter(
        pk=booking.opportunity_id, next_action=_action(booking), next_on=_day(booking, before)
    ).update(
        next_action=_action(booking) if stands else "",
        next_on=_day(booking, booking.begins_at) if stands else None,
    )


@transaction.atomic
def note_touch(*, booking: Booking, touch: PlannedTouch | None) -> None:
    """Write down where it stands among the touches of its host."""
    booking.touch = touch
    booking.save(update_fields=["touch"])


@transaction.atomic
def forget_visitor(*, contact: Contact) -> None:
    """Somebody was erased: the sessions were held with nobody."""
    Booking.objects.filter(contact=contact).update(contact=None, why="")


@transaction.atomic
def close_host(*, host: BookingHost) -> None:
    """Nobody can book this host any more, and the own calendar is not read again."""
    BusyTime.objects.filter(host=host).delete()
    BookingHost.objects.filter(pk=host.pk).update(
        is_open=False, feed="", feed_at=None, feed_fault=""
    )


def coming_with(host: BookingHost, *, at: datetime) -> list[Booking]:
    """Return the sessions that visitors still have with a host."""
    found = Booking.objects.filter(host=host, state=State.BOOKED, begins_at__gt=at)
    return list(found.order_by("begins_at"))


def coming_of(contact: Contact, *, at: datetime) -> list[Booking]:
    """Return the sessions that somebody has still to come to."""
    found = Booking.objects.filter(contact=contact, state=State.BOOKED, begins_at__gt=at)
    return list(found.order_by("begins_at"))


def _action(booking: Booking) -> str:
    with translation.override(booking.workspace.language):
        return _("Strategy session")


def _day(booking: Booking, moment: datetime) -> date:
    return clock.day_of(moment, booking.host.zone)

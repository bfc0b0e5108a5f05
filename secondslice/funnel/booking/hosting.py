"""How a member can be booked: hours, length, notice, days off, and the own calendar."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from secondslice.accounts.models import Membership
from secondslice.core import clock
from secondslice.core.errors import RuleBroken
from secondslice.funnel.booking import calendars
from secondslice.funnel.booking.models import BookingHost, BusyTime, OpenHours, TimeOff
from secondslice.funnel.booking.rules import Hours

LONGEST_OFF = timedelta(days=366)
USUAL = tuple(
    Hours(day, *span) for day in range(5) for span in ((time(9), time(12)), (time(14), time(17)))
)
"""With what a new host begins; nothing is offered before it is saved."""


@dataclass(frozen=True, slots=True)
class HostTerms:
    """What somebody sets. `feed`: the address of the own calendar."""

    is_open: bool
    zone: str
    minutes: int
    buffer: int
    notice: int
    ahead: int
    place: str
    feed: str
    hours: Sequence[Hours]


def new_host(by: Membership) -> BookingHost:
    """Return with what a member begins who was never booked; it is not stored."""
    zone = by.user.time_zone or by.workspace.time_zone
    return BookingHost(workspace=by.workspace, user=by.user, is_open=False, zone=zone)


def set_hosting(*, by: Membership, terms: HostTerms, at: datetime) -> BookingHost:
    """Set how this member can be booked. Raise RuleBroken for a calendar that cannot be read, and without hours.

    A calendar is read before anything is stored: what nobody can read is not taken.
    """
    if terms.is_open and not terms.hours:
        raise RuleBroken(_("Give at least one day with hours, or let nobody book."))
    spans = (
        calendars.spans_at(terms.feed, zone=terms.zone, ahead=terms.ahead, at=at)
        if terms.feed
        else []
    )
    host = _store(by, terms)
    if terms.feed:
        calendars.keep_busy(host=host, spans=spans, at=at)
    return host


@transaction.atomic
def add_time_off(*, by: Membership, begins_on: date, ends_on: date, at: datetime) -> TimeOff:
    """Offer nothing on these days, both included. Sessions booked before stay: cancel those that must go."""
    host = BookingHost.objects.filter(workspace=by.workspace, user=by.user).first()
    if host is None:
        raise RuleBroken(_("Set your hours first."))
    if ends_on < begins_on:
        raise RuleBroken(_("The last day lies before the first one."))
    if ends_on < clock.day_of(at, host.zone):
        raise RuleBroken(_("These days are over."))
    if ends_on > begins_on + LONGEST_OFF:
        raise RuleBroken(_("That is more than a year. Close your hours instead."))
    return TimeOff.objects.create(
        workspace=by.workspace, host=host, begins_on=begins_on, ends_on=ends_on
    )


@transaction.atomic
def end_time_off(*, off: TimeOff) -> None:
    """These days can be booked again."""
    off.delete()


@transaction.atomic
def _store(by: Membership, terms: HostTerms) -> BookingHost:
    feed = calendars.sealed(terms.feed)
    host, _is_new = BookingHost.objects.update_or_create(
        workspace=by.workspace,
        user=by.user,
        defaults={
            "is_open": terms.is_open,
            "zone": terms.zone,
            "minutes": terms.minutes,
            "buffer": terms.buffer,
            "notice": terms.notice,
            "ahead": terms.ahead,
            "place": terms.place,
            "feed": feed,
            "feed_fault": "",
        },
    )
    host.hours.all().delete()
    OpenHours.objects.bulk_create(
        OpenHours(
            workspace=by.workspace,
            host=host,
            weekday=one.weekday,
            begins=one.begins,
            ends=one.ends,
        )
        for one in terms.hours
    )
    if not terms.feed:
        BusyTime.objects.filter(host=host).delete()
        BookingHost.objects.filter(pk=host.pk).update(feed_at=None)
    return host

"""Keep in mind when the own calendar of a host is busy."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from django.db import transaction

from secondslice.core.errors import RuleBroken
from secondslice.core.seal import UnreadableError, seal, unseal
from secondslice.funnel.booking.feeds import busy_in
from secondslice.funnel.booking.models import BookingHost, BusyTime
from secondslice.funnel.booking.rules import ONE_DAY, Span
from secondslice.funnel.booking.selectors import works_here
from secondslice.messaging.services import fetch_calendar

log = logging.getLogger(__name__)


def read_all(*, at: datetime) -> None:
    """Read the calendar of every host who works here and has named one.

    One that cannot be read keeps what was known of it, and stops no other.
    """
    named = BookingHost.objects.exclude(feed="").filter(is_open=True)
    for host in named.select_related("workspace").order_by("pk"):
        if works_here(host):
            read_calendar(host=host, at=at)


def read_calendar(*, host: BookingHost, at: datetime) -> bool:
    """Read a host's calendar now. Return whether it could be read; else the host is told why on the page."""
    try:
        address = unseal(host.feed)["address"]
        spans = spans_at(address, zone=host.zone, ahead=host.ahead, at=at)
    except (RuleBroken, UnreadableError) as why:
        log.info("The calendar of host %s cannot be read: %s", host.pk, why)
        mine = BookingHost.objects.filter(pk=host.pk, feed=host.feed)
        mine.update(feed_fault=str(why)[:300])
        return False
    keep_busy(host=host, spans=spans, at=at)
    return True


def spans_at(address: str, *, zone: str, ahead: int, at: datetime) -> list[Span]:
    """Return when the calendar at an address is busy in the next days. Raise RuleBroken when it cannot be read."""
    ends = at + timedelta(days=ahead) + ONE_DAY
    return busy_in(fetch_calendar(address), begins=at, ends=ends, zone=zone)


def address_of(host: BookingHost) -> str:
    """Return the address of a host's calendar; empty where there is none, or where it was sealed with another key."""
    if not host.feed:
        return ""
    try:
        return unseal(host.feed)["address"]
    except UnreadableError:
        return ""


def sealed(address: str) -> str:
    """Return the address of a calendar as it is kept: whoever knows it reads the calendar."""
    return seal({"address": address}) if address else ""


@transaction.atomic
def keep_busy(*, host: BookingHost, spans: list[Span], at: datetime) -> None:
    """Let what was read take the place of what was known: with the row locked, as a booking locks it.

    Where the host names another calendar by now, or none, what was read is not kept.
    """
    now = BookingHost.objects.select_for_update(no_key=True).get(pk=host.pk)
    if now.feed != host.feed:
        return
    BusyTime.objects.filter(host=host).delete()
    BusyTime.objects.bulk_create(
        BusyTime(workspace_id=host.workspace_id, host=host, begins_at=one.begins, ends_at=one.ends)
        for one in spans
    )
    BookingHost.objects.filter(pk=host.pk).update(feed_at=at, feed_fault="")

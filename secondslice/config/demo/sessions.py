"""Who can be booked, and what was: a few sessions to come, some that took place, and one that was cancelled."""

from __future__ import annotations

from datetime import time, timedelta

from secondslice.accounts.models import Membership
from secondslice.analytics.workdays import WorkCalendar, add_workdays
from secondslice.config.demo.story import Story
from secondslice.core import clock
from secondslice.core.tokens import digest
from secondslice.funnel.booking.links import token_of
from secondslice.funnel.booking.models import Booking, BookingHost, OpenHours
from secondslice.funnel.booking.rules import moment_of
from secondslice.funnel.models import IS_OPEN, Opportunity, PlannedTouch

HOURS = (time(9), time(12)), (time(14), time(17))
PLACES = "https://meet.example.org/margherita", "We call you"
BOOKED = ((2, 9), (3, 14), (5, 10), (-4, 15), (-9, 11), (-14, 9))
"""In how many working or past days, and at which hour."""


def open_hours(story: Story) -> None:
    """Let lead and sales be booked, and let some have done so."""
    workspace, now = story.cast.workspace, story.now
    today = clock.day_of(now, workspace.time_zone)
    hosts = [
        _host(story, role, place)
        for role, place in zip((Membership.Role.LEAD, Membership.Role.SALES), PLACES, strict=True)
    ]
    wishes = Opportunity.objects.filter(
        IS_OPEN, workspace=workspace, ask=None, contact__isnull=False, contact__erased_at=None
    ).order_by("-opened_at", "-pk")
    for number, ((days, hour), wish) in enumerate(zip(BOOKED, wishes, strict=False)):
        host = hosts[number % len(hosts)]
        day = (
            add_workdays(today, days, WorkCalendar()) if days > 0 else today + timedelta(days=days)
        )
        begins = moment_of(day, time(hour), host.zone)
        is_off = number == len(BOOKED) - 1
        booking = Booking(
            workspace=workspace,
            host=host,
            begins_at=begins,
            ends_at=begins + timedelta(minutes=host.minutes),
            state=Booking.State.CANCELLED if is_off else Booking.State.BOOKED,
            held_until=now,
            contact=wish.contact,
            opportunity=wish,
            language=workspace.language,
            zone=host.zone,
            at=min(now, begins) - timedelta(days=6),
            confirmed_at=min(now, begins) - timedelta(days=6),
            cancelled_at=begins - timedelta(days=1) if is_off else None,
            why="A train did not run." if is_off else "",
        )
        booking.token_digest = digest(token_of(booking))
        if days > 0 and wish.contact is not None:
            booking.touch = PlannedTouch.objects.create(
                workspace=workspace,
                contact=wish.contact,
                kind=PlannedTouch.Kind.SESSION,
                on=day,
                owner=host.user,
                at=now,
            )
        booking.save()


def _host(story: Story, role: str, place: str) -> BookingHost:
    workspace = story.cast.workspace
    host = BookingHost.objects.create(
        workspace=workspace,
        user=story.cast.user(role),
        zone=workspace.time_zone,
        minutes=45,
        buffer=15,
        place=place,
    )
    OpenHours.objects.bulk_create(
        OpenHours(workspace=workspace, host=host, weekday=day, begins=begins, ends=ends)
        for day in range(5)
        for begins, ends in HOURS
    )
    return host

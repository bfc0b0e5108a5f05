"""A visitor's session is confirmed, moved or cancelled: both calendars, the funnel and the touches show it."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from secondslice.accounts.models import Membership, User, Workspace
from secondslice.accounts.services.auditing import audit
from secondslice.core import clock
from secondslice.customers.models import Contact
from secondslice.funnel.booking import services, telling
from secondslice.funnel.booking.models import Booking, BookingHost
from secondslice.funnel.booking.rules import reminded_at
from secondslice.funnel.booking.selectors import works_here
from secondslice.funnel.requested.leads import Outsider, lead_from
from secondslice.funnel.touching.services import drop_session, plan_session
from secondslice.jobs.services import enqueue


@transaction.atomic
def session_booked(*, booking: Booking, now: datetime) -> bool:
    """The visitor has confirmed: the time is booked, and the wish is a lead. Return False when it was so before."""
    booked = services.confirm_slot(booking=booking, at=now)
    if booked is None:
        return False
    words = booked.words
    found = lead_from(
        workspace=booked.workspace,
        outsider=Outsider(booked.name, booked.email, booked.organisation, booked.language),
        version=booked.version,
        words=words,
        owner=booked.host.user,
        at=now,
    )
    services.note_lead(booking=booked, opportunity=found)
    _plan(booked, now=now)
    telling.tell_both(booking=booked, what=telling.What.BOOKED, at=now, words=words)
    return True


@transaction.atomic
def session_moved(*, booking: Booking, begins: datetime, zone: str, now: datetime) -> None:
    """The visitor wants another time."""
    before = booking.begins_at
    moved = services.move_slot(booking=booking, begins=begins, zone=zone, at=now)
    if moved.begins_at == before:
        return
    services.move_action(booking=moved, before=before)
    _plan(moved, now=now)
    telling.tell_both(booking=moved, what=telling.What.MOVED, at=now)


@transaction.atomic
def session_cancelled(
    *, booking: Booking, why: str, now: datetime, by: Membership | None = None
) -> None:
    """One of both cannot, or does not want to; `by` is a member, None the visitor."""
    off = services.cancel_slot(booking=booking, why=why, at=now)
    services.move_action(booking=off, before=off.begins_at)
    drop_session(touch=off.touch)
    telling.tell_both(booking=off, what=telling.What.CANCELLED, at=now, by=by)
    if by is not None:
        audit(
            workspace=off.workspace,
            actor=by.user,
            verb=gettext_noop("cancelled the session with"),
            subject=off.who,
            about=off.contact.ref if off.contact else None,
            at=now,
        )


@transaction.atomic
def sessions_of_erased(*, contact: Contact, now: datetime) -> None:
    """Who is erased comes to no session: the host's calendar is told so, without a name."""
    for booking in services.coming_of(contact, at=now):
        off = services.cancel_slot(booking=booking, why="", at=now)
        services.move_action(booking=off, before=off.begins_at)
        telling.tell_host(booking=off, what=telling.What.CANCELLED, at=now, is_erased=True)
    services.forget_visitor(contact=contact)


@transaction.atomic
def sessions_of_who_left(*, user: User, workspace: Workspace, now: datetime) -> None:
    """Who does not work here any more meets no visitor: each of them is told, and chooses another time."""
    host = BookingHost.objects.filter(workspace=workspace, user=user).first()
    if host is None or works_here(host):
        return
    services.close_host(host=host)
    for booking in services.coming_with(host, at=now):
        with translation.override(booking.language):
            why = _("%(name)s does not work here any more. Please choose another time.")
            words = why % {"name": user.name}
        session_cancelled(booking=booking, why=words, now=now)


def _plan(booking: Booking, *, now: datetime) -> None:
    """Put it among the host's touches, and the reminder into the queue."""
    host = booking.host
    with translation.override(host.user.language or booking.workspace.language):
        words = _("At %(time)s, %(zone)s.") % {
            "time": telling.time_of(booking.begins_at, host.zone),
            "zone": host.zone,
        }
    touch = plan_session(
        touch=booking.touch,
        contact=booking.contact,
        owner=host.user,
        on=clock.day_of(booking.begins_at, host.zone),
        words=words,
        at=now,
    )
    services.note_touch(booking=booking, touch=touch)
    remind = reminded_at(booking.begins_at, booked_at=now)
    if remind is not None:
        enqueue(
            name="funnel.remind",
            key=f"funnel.remind:{booking.pk}",
            payload={"booking": booking.pk},
            run_at=remind,
            workspace_id=booking.workspace_id,
        )

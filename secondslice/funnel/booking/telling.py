"""Mails about a session, each with the entry for the calendar."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils import translation
from django.utils.formats import date_format, time_format
from django.utils.translation import gettext as _

from secondslice.accounts.models import Membership
from secondslice.accounts.services.writing_to import write_to_member
from secondslice.funnel.booking.invites import invite_for
from secondslice.funnel.booking.links import link_of
from secondslice.funnel.booking.models import Booking
from secondslice.funnel.mail_kinds import SESSION
from secondslice.messaging.services import Envelope, queue_mail


class What(StrEnum):
    """What has happened to a session."""

    BOOKED = "booked"
    MOVED = "moved"
    CANCELLED = "cancelled"


def tell_both(
    *, booking: Booking, what: What, at: datetime, by: Membership | None = None, words: str = ""
) -> None:
    """Tell visitor and host what has happened; `by` is the member who did it, `words` what the visitor wrote."""
    tell_visitor(booking=booking, kind=SESSION, what=what, at=at)
    is_own = by is not None and by.user == booking.host.user
    tell_host(booking=booking, what=what, at=at, is_own=is_own, words=words)


def tell_visitor(*, booking: Booking, kind: str, at: datetime, what: What = What.BOOKED) -> None:
    """Tell the visitor, by the visitor's own clock."""
    workspace = booking.workspace
    queue_mail(
        workspace_id=workspace.pk,
        kind=kind,
        envelope=Envelope(
            to=booking.address,
            to_name=booking.who,
            from_name=workspace.name,
            reply_to=booking.host.user.email,
            headers={"Auto-Submitted": "auto-generated"},
            about=booking.contact.ref if booking.contact else None,
            calendar=invite_for(booking, at=at) if kind == SESSION else "",
        ),
        language=booking.language,
        at=at,
        context={
            "workspace": workspace,
            "booking": booking,
            "what": what.value,
            "when": when_of(booking.begins_at, booking.zone, language=booking.language),
            "zone": booking.zone,
        },
        secrets={"link": link_of(booking)},
    )


def tell_host(
    *,
    booking: Booking,
    what: What,
    at: datetime,
    is_own: bool = False,
    is_erased: bool = False,
    words: str = "",
) -> None:
    """Tell the host, by the host's own clock. Of somebody who was erased nothing is told but that nobody comes."""
    user, workspace = booking.host.user, booking.workspace
    language = user.language or workspace.language
    if is_erased:
        booking.contact, booking.why = None, ""
        with translation.override(language):
            booking.name = _("somebody who was erased")
    write_to_member(
        workspace=workspace,
        user=user,
        kind="funnel.session_for_host",
        context={
            "booking": booking,
            "what": what.value,
            "is_own": is_own,
            "customer": booking.contact.customer.name if booking.contact else "",
            "words": words,
            "when": when_of(booking.begins_at, booking.host.zone, language=language),
            "zone": booking.host.zone,
        },
        path=reverse("booking:list", args=[workspace.slug]),
        about=booking.contact.ref if booking.contact else None,
        calendar=invite_for(booking, at=at),
        at=at,
    )


def when_of(moment: datetime, zone: str, *, language: str) -> str:
    """Return day and time by the clock of a zone, in words of a language."""
    with translation.override(language):
        local = moment.astimezone(ZoneInfo(zone))
        day = date_format(local, "DATE_FORMAT")
        return _("%(day)s, %(time)s") % {"day": day, "time": time_of(moment, zone)}


def time_of(moment: datetime, zone: str) -> str:
    """Return the time by the clock of a zone, as the active language writes it."""
    return time_format(moment.astimezone(ZoneInfo(zone)).time(), "TIME_FORMAT")

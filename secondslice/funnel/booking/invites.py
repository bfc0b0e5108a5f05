"""A session as an entry of a calendar (RFC 5545, 5546), which goes with the mails about it."""

from __future__ import annotations

from datetime import datetime
from email.headerregistry import Address

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from secondslice.funnel.booking.models import Booking


def invite_for(booking: Booking, *, at: datetime) -> str:
    """Return the entry as a request, or as a cancellation once the session is cancelled.

    The times are in UTC, so that no reader needs our rules for summer time. The entry keeps its UID when it is moved,
    and its sequence grows: a calendar then replaces what it has.
    """
    from icalendar import Calendar, Event, vCalAddress, vText  # noqa: PLC0415  (only some mails need it)

    is_off = booking.state == Booking.State.CANCELLED
    sender: Address = settings.EMAIL_FROM
    calendar, event = Calendar(), Event()
    calendar.add("prodid", "-//Second Slice//Booking//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "CANCEL" if is_off else "REQUEST")
    with translation.override(booking.language):
        title = _("%(pmo)s and %(name)s: strategy session") % {
            "pmo": booking.workspace.name,
            "name": booking.who,
        }
    event.add("uid", f"{booking.ref}@{sender.domain}")
    event.add("dtstamp", at)
    event.add("dtstart", booking.begins_at)
    event.add("dtend", booking.ends_at)
    event.add("sequence", booking.sequence)
    event.add("status", "CANCELLED" if is_off else "CONFIRMED")
    event.add("summary", title)
    if booking.host.place:
        event.add("location", booking.host.place)
    organizer = vCalAddress(f"mailto:{sender.addr_spec}")
    organizer.params["cn"] = vText(booking.workspace.name)
    event["organizer"] = organizer
    host = booking.host.user
    for name, address in ((host.name, host.email), (booking.who, booking.address)):
        if not address:
            continue
        person = vCalAddress(f"mailto:{address}")
        person.params.update({"cn": vText(name), "role": "REQ-PARTICIPANT", "partstat": "ACCEPTED"})
        event.add("attendee", person, encode=False)
    calendar.add_component(event)
    text: bytes = calendar.to_ical()
    return text.decode()

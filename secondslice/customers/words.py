"""What a person's wishes are called when we speak of them to our own people."""

from __future__ import annotations

from datetime import date

from django.utils import formats, timezone
from django.utils.translation import gettext as _

from secondslice.customers.models import Contact, Preference
from secondslice.customers.rules import Hold


def hold_words(preference: Preference, held: Hold) -> str:
    """Return a wish in a few words."""
    until = formats.date_format(preference.paused_until) if preference.paused_until else ""
    words = {
        Hold.STOPPED: _("Do not ask"),
        Hold.PAUSED: _("Paused until %(day)s") % {"day": until},
        Hold.ONLY_AT_CLOSE: _("Only at the end"),
    }
    return words[held]


def wish_words(contact: Contact, *, today: date) -> str:
    """Return the wish of a person that holds questions back today, or nothing."""
    found: Preference | None = getattr(contact, "preference", None)
    held = found.hold(today=today) if found else None
    return hold_words(found, held) if found and held else ""


def since_words(preference: Preference) -> str:
    """Return since when the questions are stopped and how we know; nothing when they are not."""
    if preference.stopped_at is None:
        return ""
    day = formats.date_format(timezone.localtime(preference.stopped_at))
    how = str(preference.get_stopped_how_display())
    if preference.noted_by is not None:
        how = _("told to %(name)s") % {"name": preference.noted_by.name}
    return _("since %(day)s, %(how)s") % {"day": day, "how": how[:1].lower() + how[1:]}

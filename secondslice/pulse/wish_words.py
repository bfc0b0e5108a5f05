"""What the buttons of a person's own page are called, in the person's language."""

from __future__ import annotations

from datetime import date

from django.utils import formats, translation
from django.utils.translation import gettext as _

from secondslice.customers.rules import Want
from secondslice.pulse.models import WishAttempt


def want_words(want: Want, until: date | None) -> str:
    """Return the words of a button, in the active language."""
    if want is Want.PAUSE and until is not None:
        return _("Pause until %(day)s") % {"day": formats.date_format(until)}
    return {
        Want.PAUSE: _("Pause"),
        Want.AT_CLOSE: _("Only at the end of a project"),
        Want.STOP: _("Do not ask me any more"),
        Want.AGAIN: _("Ask me again"),
        Want.NO_BULLETIN: _("No bulletin any more"),
        Want.BULLETIN: _("Send me the bulletin again"),
        Want.ERASE: _("Erase my data"),
    }[want]


def act_words(attempt: WishAttempt, *, language: str) -> str:
    """Return what was pressed."""
    with translation.override(language):
        return want_words(Want(attempt.act), attempt.until)

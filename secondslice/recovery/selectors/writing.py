"""Whether a personal mail can go to the customer of a case, and how a form for it begins."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from secondslice.messaging.models import Suppression
from secondslice.messaging.selectors import suppressed
from secondslice.recovery.models import Case
from secondslice.recovery.rules import State


class NoMail(StrEnum):
    """Why no mail can go to the customer. A wish for no more questions is no reason: this is no question."""

    ERASED = "erased"
    NO_ADDRESS = "no_address"
    COMES_BACK = "comes_back"
    CALLED_SPAM = "called_spam"


@dataclass(frozen=True, slots=True)
class FirstWords:
    """What stands in the form for a mail when it is opened."""

    subject: str
    words: str


def first_words(case: Case, *, draft: str = "") -> FirstWords:
    """Return how the form for a mail begins, in the language of the customer; `draft` is a mail to begin with."""
    with translation.override(case.ask.language):
        subject = _("Your answer about %(project)s") % {"project": case.project.name}
        hello = _("Hello %(name)s,") % {"name": case.contact.name}
    return FirstWords(subject, draft or f"{hello}\n\n")


def why_no_mail(case: Case) -> NoMail | None:
    """Return why no mail can go to the customer now, or None: one query."""
    if case.state == State.ERASED or case.contact.erased_at is not None:
        return NoMail.ERASED
    address = case.contact.email.lower()
    if not address:
        return NoMail.NO_ADDRESS
    found = suppressed(case.workspace_id, [address]).get(address)
    if found is None:
        return None
    is_spam = found.why == Suppression.Why.COMPLAINT
    return NoMail.CALLED_SPAM if is_spam else NoMail.COMES_BACK


def replies_come_here() -> bool:
    """Tell whether replies come into the thread; else they go to whoever writes."""
    return settings.REPLY_ADDRESS is not None

"""Keep the customers' words as they allowed it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from secondslice.customers.models import Contact
from secondslice.pulse.models import Ask
from secondslice.value.consent.models import ConsentEvent
from secondslice.value.consent.services.logging import forget_author, log_consent
from secondslice.value.consent.services.wording import drop_proposal, keep_said, said_words
from secondslice.value.models import PLACES, Testimonial
from secondslice.value.unsaying import recall, unsay

Kind, How = ConsentEvent.Kind, ConsentEvent.How
NOWHERE: dict[str, Any] = {
    "published_at": None, "under": "", "until": None, **dict.fromkeys(PLACES.values(), False)
}  # fmt: skip
"""Of what stands in no place."""
UNPUBLISHED: dict[str, Any] = {"token_digest": "", "asked_at": None, **NOWHERE}
"""Of what nobody has approved."""


@transaction.atomic
def draft_testimonial(
    *, ask: Ask, words: str, consent: str, at: datetime
) -> tuple[Testimonial, bool]:
    """Return the draft with the words of this Yes, and whether this call made it.

    It may be told several times; what the customer says last counts, also after a withdrawal.
    """
    found, is_new = Testimonial.objects.get_or_create(
        ask=ask,
        defaults={
            "workspace": ask.workspace,
            "contact": ask.contact,
            "project": ask.project,
            "customer": ask.customer,
            "words": words,
            "consent": consent,
            "at": at,
        },
    )
    if is_new:
        keep_said(testimonial=found, at=at)
        return found, True
    was_withdrawn = found.state == Testimonial.State.WITHDRAWN
    if was_withdrawn or (said_words(testimonial=found), found.consent) != (words, consent):
        before = found.words
        found.words, found.consent, found.state = words, consent, Testimonial.State.DRAFT
        found.at, found.withdrawn_at = at, None
        was_asked = found.asked_at is not None
        for name, value in UNPUBLISHED.items():  # what was approved were other words
            setattr(found, name, value)
        found.save(update_fields=["words", "consent", "state", "at", "withdrawn_at", *UNPUBLISHED])
        keep_said(testimonial=found, at=at)
        if was_asked:
            log_consent(testimonial=found, kind=Kind.WITHDRAWN, how=How.ANSWER, words=before, at=at)
        unsay(testimonial=found, at=at)
    return found, False


@transaction.atomic
def withdraw_testimonial(*, ask: Ask, at: datetime) -> None:
    """The customer no longer allows it, or no longer says Yes: from now on the words are not shown."""
    mine = Testimonial.objects.filter(ask=ask).exclude(state=Testimonial.State.WITHDRAWN)
    found = mine.first()
    if found is not None and mine.update(
        state=Testimonial.State.WITHDRAWN, at=at, withdrawn_at=at, **UNPUBLISHED
    ):
        drop_proposal(testimonial=found, at=at)
        if found.asked_at is not None:
            log_consent(testimonial=found, kind=Kind.WITHDRAWN, how=How.ANSWER, at=at)
        unsay(testimonial=found, at=at)


@transaction.atomic
def erase_author(*, contact: Contact, at: datetime) -> None:
    """The author had all own data erased: take back every consent, and erase the words."""
    mine = Testimonial.objects.filter(workspace=contact.workspace_id, contact=contact)
    mine.exclude(state=Testimonial.State.WITHDRAWN).update(
        state=Testimonial.State.WITHDRAWN, at=at, withdrawn_at=at, **UNPUBLISHED
    )
    mine.update(words="", consent=Testimonial.Consent.ANONYMOUS, **UNPUBLISHED)
    forget_author(contact=contact, at=at)
    for found in mine:
        recall(testimonial=found, at=at)

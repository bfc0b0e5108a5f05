"""Write down what happened to somebody's consent, and forget who it was when the person is erased."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from secondslice.accounts.models import User
from secondslice.customers.models import Contact
from secondslice.value.consent.models import ConsentEvent, Wording
from secondslice.value.models import Testimonial
from secondslice.value.rules import words_digest

Kind, How = ConsentEvent.Kind, ConsentEvent.How


@transaction.atomic
def log_consent(
    *,
    testimonial: Testimonial,
    kind: str,
    how: str,
    at: datetime,
    by: User | None = None,
    words: str = "",
) -> None:
    """Add an entry with what the row of the quote allows now. `words`: what it is about, if not those of the quote."""
    now = Testimonial.objects.select_related("contact", "customer", "ask").get(pk=testimonial.pk)
    ConsentEvent.objects.create(
        workspace_id=now.workspace_id,
        testimonial=now,
        kind=kind,
        how=how,
        at=at,
        places=" ".join(now.places),
        under=now.under,
        signed=now.signed[:400],
        until=now.until,
        digest=words_digest(words or now.words),
        by=by,
        by_name=by.name if by else "",
    )


@transaction.atomic
def forget_author(*, contact: Contact, at: datetime) -> None:
    """The author had all own data erased: the entries stay, without name and words."""
    mine = Testimonial.objects.filter(workspace=contact.workspace_id, contact=contact)
    for found in mine.filter(events__isnull=False).distinct():
        log_consent(testimonial=found, kind=Kind.ERASED, how=How.OWN_PAGE, at=at)
    ConsentEvent.objects.filter(testimonial__in=mine).update(signed="", digest="")
    Wording.objects.filter(testimonial__in=mine).update(words="", token_digest="")
    Wording.objects.filter(testimonial__in=mine, state=Wording.State.OPEN).update(
        state=Wording.State.DROPPED, decided_at=at
    )

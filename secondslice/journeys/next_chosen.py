"""After a Yes somebody has said what should come next: a service, something else, or nothing now."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from django.db import transaction

from secondslice.funnel.again import services as again
from secondslice.funnel.again.rules import What, wish_words
from secondslice.funnel.again.selectors.fitting import choice_of
from secondslice.funnel.menu.models import ServiceVersion
from secondslice.pulse.models import Ask
from secondslice.pulse.selectors.public import PublicAsk, last_detail
from secondslice.pulse.services.settling import Added, Adding, add_details


@transaction.atomic
def next_chosen(
    *,
    page: PublicAsk,
    ask: Ask,
    what: What,
    version: ServiceVersion | None,
    words: str,
    nonce: str,
    now: datetime,
) -> bool:
    """Keep the choice with the answer, and let follow what follows from it when the hold is over (answer_given).

    Return False when the answer is no Yes any more, or when the page was sent before with something else.
    """
    if what is not What.NOT_NOW:
        added = Added.of(last_detail(page))
        chosen = choice_of(ask)
        before = "" if chosen else added.wants_next
        name = version.name if version else ""
        wish = wish_words(service=name, words=words, before=before)
        kept = add_details(ask=page, added=replace(added, wants_next=wish), at=now, nonce=nonce)
        is_same = chosen is not None and (chosen.what, chosen.version) == (what, version)
        if kept is Adding.SAME or (kept is Adding.USED and is_same):
            return True
        if kept is not Adding.KEPT:
            return False
    again.note_choice(ask=ask, what=what, version=version, at=now)
    return True

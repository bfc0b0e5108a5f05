"""After a Yes somebody has said what should come next: a service, something else, or nothing now."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from django.db import transaction

from secondslice.funnel.again import services as again
from secondslice.funnel.again.rules import What, wish_words
from secondslice.funnel.again.selectors.fitting import choice_of
from secondslice.funnel.menu.models import ServiceVersion
from secondslice.funnel.models import NextChoice
from secondslice.pulse.models import AnswerDetail, Ask
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
    last, chosen = last_detail(page), choice_of(ask)
    before = _wished_before(page, last, chosen)
    wish = before.wants_next if before else ""
    if what is not What.NOT_NOW:
        wish = wish_words(service=version.name if version else "", words=words, before=wish)
    added = replace(Added.of(last), wants_next=wish)
    kept = add_details(ask=page, added=added, at=now, nonce=nonce)
    if kept is Adding.KEPT:
        wrote = last_detail(page)
        again.note_choice(
            ask=ask,
            what=what,
            version=version,
            at=now,
            before=before.number if before else None,
            wrote=wrote.number if wrote else None,
        )
    return kept in {Adding.KEPT, Adding.SAME}


def _wished_before(
    page: PublicAsk, last: AnswerDetail | None, chosen: NextChoice | None
) -> AnswerDetail | None:
    """Return the words that stand without the choice: they stay when another thing is chosen, or nothing."""
    if last is None or chosen is None or chosen.wrote != last.number:
        return last
    if chosen.before is None:
        return None
    return AnswerDetail.objects.filter(ask=page.id, number=chosen.before).first()

"""Where we stand with what somebody said."""

from __future__ import annotations

from datetime import datetime

from secondslice.core import clock
from secondslice.pulse.follow_models import FollowUp
from secondslice.pulse.follow_words import follow_words
from secondslice.pulse.selectors.public import PublicAsk


def where_we_stand(ask: PublicAsk, *, at: datetime) -> str:
    """Return the sentence for the page of an answer; nothing where nothing has followed yet: one query.

    A Yes needs none but to a question that was asked again, and there no query is made for any other.
    """
    if not ask.taste or (ask.taste == "yes" and not ask.quoted_adjustment):
        return ""
    news = FollowUp.objects.filter(ask=ask.id).select_related("by", "ask__contact").first()
    if news is None or (ask.taste == "yes" and news.kind != FollowUp.Kind.RECOVERED):
        return ""
    zone = news.ask.contact.time_zone or ask.time_zone
    return follow_words(news, today=clock.day_of(at, zone), language=ask.language)

"""What the giver of an answer reads about what we did with it: one sentence, which promises no day that is over."""

from __future__ import annotations

from datetime import date, timedelta

from django.utils import formats, translation
from django.utils.translation import gettext as _

from secondslice.pulse.follow_models import FollowUp

NEAR = timedelta(days=6)
"""A day that is no farther away is called by its name in the week."""
MOST_WORDS, MOST_OF_SEVERAL = 200, 400
"""Letters of what was agreed, or of several changes, that the page shows."""
Kind = FollowUp.Kind


def follow_words(news: FollowUp, *, today: date, language: str) -> str:
    """Return the sentence, in the language of the person."""
    until = news.until if news.until and news.until >= today else None
    most = MOST_OF_SEVERAL if news.kind == Kind.SEVERAL else MOST_WORDS
    with translation.override(language):
        sentence = _sentence(Kind(news.kind), is_to_come=news.on > today, has_day=until is not None)
        return sentence % {
            "who": news.by.name if news.by else _("The PMO"),
            "what": _cut(news.words.rstrip(". \n"), most=most),
            "day": _day(news.on, today=today),
            "until": _day(until, today=today) if until else "",
        }


def _sentence(kind: FollowUp.Kind, *, is_to_come: bool, has_day: bool) -> str:
    sentences = {
        Kind.GIVEN: _("%(who)s will answer you by %(until)s.")
        if has_day
        else _("%(who)s will answer you."),
        Kind.HEARD: _("%(who)s took this up on %(day)s; you will hear by %(until)s.")
        if has_day
        else _("%(who)s took this up on %(day)s."),
        Kind.PLANNED: _(
            "%(who)s has agreed with you on this: %(what)s. It will be done by %(until)s."
        )
        if has_day
        else _("%(who)s has agreed with you on this: %(what)s."),
        Kind.CHANGED: _("Something will change on %(day)s: %(what)s.")
        if is_to_come
        else _("Something has changed since %(day)s: %(what)s."),
        Kind.SEVERAL: _("Several things change for you: %(what)s."),
        Kind.ASKED: _("We ask you again on %(day)s. What counts is your answer to that.")
        if is_to_come
        else _("We asked you again on %(day)s. What counts is your answer to that."),
        Kind.RECOVERED: _("You said Yes when we asked again: this is recovered. Thank you."),
        Kind.ENDED: _("We found nothing more that we can do about this. Tell us if that changes."),
        Kind.SILENT: _("We asked you again and have not heard from you. We would be glad to."),
    }
    return sentences[kind]


def _day(day: date, *, today: date) -> str:
    """Return a day of this week by its name, any other one by its date."""
    if abs(day - today) <= NEAR:
        return formats.date_format(day, "l")
    return formats.date_format(day, "DATE_FORMAT")


def _cut(words: str, *, most: int) -> str:
    whole = " ".join(words.split())
    return whole if len(whole) <= most else f"{whole[:most].rstrip()} …"

"""What an adjustment says beside its sentence, and what is missing in it. Plain values in, plain values out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from secondslice.recovery.agreements import WITH_A_WEEKDAY

CHANGE, AGREEMENT, WATCH = "change", "agreement", "watch"
PERSON = "person"


@dataclass(frozen=True, slots=True)
class Terms:
    """What else an adjustment says: of which kind it is, for whom and until when, and what belongs to the kind."""

    kind: str = CHANGE
    for_whom: str = PERSON
    ends_on: date | None = None
    rhythm: str = ""
    weekday: int | None = None
    format: str = ""
    channel: str = ""
    trigger: str = ""
    review_on: date | None = None


class Lack(StrEnum):
    """What keeps an adjustment from being written down."""

    WHAT = "what"
    RISK = "risk"
    ENDS_BEFORE = "ends_before"
    RHYTHM = "rhythm"
    FORMAT = "format"
    CHANNEL = "channel"
    TRIGGER = "trigger"
    REVIEW = "review"
    REVIEW_OVER = "review_over"


FIELD_OF = {
    Lack.WHAT: "what",
    Lack.RISK: "what",
    Lack.ENDS_BEFORE: "ends_on",
    Lack.RHYTHM: "rhythm",
    Lack.FORMAT: "format",
    Lack.CHANNEL: "channel",
    Lack.TRIGGER: "trigger",
    Lack.REVIEW: "review_on",
    Lack.REVIEW_OVER: "review_on",
}


def lacks(what: str, terms: Terms, *, starts_on: date, today: date) -> Iterator[Lack]:
    """Yield everything that is missing or cannot be.

    >>> list(lacks("", Terms(kind="agreement", rhythm="weekly"), starts_on=date(2026, 3, 6), today=date(2026, 3, 6)))
    [<Lack.FORMAT: 'format'>, <Lack.CHANNEL: 'channel'>]
    >>> list(lacks("One page.", Terms(), starts_on=date(2026, 3, 6), today=date(2026, 3, 6)))
    []
    """
    is_over = terms.review_on is not None and terms.review_on < today
    found = (
        (terms.kind == CHANGE and not what, Lack.WHAT),
        (terms.kind == WATCH and not what, Lack.RISK),
        (terms.kind == AGREEMENT and not terms.rhythm, Lack.RHYTHM),
        (terms.kind == AGREEMENT and not terms.format, Lack.FORMAT),
        (terms.kind == AGREEMENT and not terms.channel, Lack.CHANNEL),
        (terms.kind == WATCH and not terms.trigger, Lack.TRIGGER),
        (terms.kind == WATCH and terms.review_on is None, Lack.REVIEW),
        (terms.kind == WATCH and is_over, Lack.REVIEW_OVER),
        (terms.ends_on is not None and terms.ends_on < starts_on, Lack.ENDS_BEFORE),
    )
    return (lack for is_so, lack in found if is_so)


def of_its_kind(terms: Terms, *, starts_on: date) -> Terms:
    """Return the terms with what belongs to their kind only; a weekly rhythm without a weekday has that of the start.

    >>> of_its_kind(Terms(kind="agreement", rhythm="weekly", trigger="x"), starts_on=date(2026, 3, 6)).weekday
    4
    >>> of_its_kind(Terms(rhythm="weekly", format="one page"), starts_on=date(2026, 3, 6)) == Terms()
    True
    """
    if terms.kind != WATCH:
        terms = replace(terms, trigger="", review_on=None)
    if terms.kind != AGREEMENT:
        return replace(terms, rhythm="", weekday=None, format="", channel="")
    if terms.rhythm not in WITH_A_WEEKDAY:
        return replace(terms, weekday=None)
    return terms if terms.weekday is not None else replace(terms, weekday=starts_on.weekday())

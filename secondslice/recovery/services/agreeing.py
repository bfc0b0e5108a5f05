"""The terms of an adjustment: what is missing is refused in words, and what belongs to another kind is left out."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from secondslice.core import clock
from secondslice.core.errors import RuleBroken
from secondslice.recovery.adjustment_words import lack_words, terms_line
from secondslice.recovery.agreements import Agreed
from secondslice.recovery.models import Case
from secondslice.recovery.terms import AGREEMENT, Terms, lacks, of_its_kind


def refuse_lacks(*, what: str, terms: Terms, starts_on: date, case: Case, at: datetime) -> None:
    """Raise RuleBroken with the first thing that is missing."""
    today = clock.day_of(at, case.workspace.time_zone)
    for lack in lacks(what, terms, starts_on=starts_on, today=today):
        raise RuleBroken(lack_words(lack))


def columns_of(*, what: str, terms: Terms, starts_on: date) -> dict[str, Any]:
    """Return the columns of an adjustment; an agreement that says nothing else is called by its terms."""
    terms = of_its_kind(terms, starts_on=starts_on)
    if terms.kind == AGREEMENT and not what:
        agreed = Agreed(terms.rhythm, starts_on=starts_on, weekday=terms.weekday)
        what = terms_line(terms, agreed)
    return {"what": what, **{name: getattr(terms, name) for name in Terms.__dataclass_fields__}}

"""When a mail about value may leave to a person, and when to look again where it may not."""

from __future__ import annotations

from datetime import datetime, timedelta

from secondslice.messaging.selectors import suppressed
from secondslice.pulse.budget import Why, may_touch
from secondslice.pulse.selectors.people import Standing

A_WEEK = 7
"""Days: what a night does not mend is looked at again after them."""


def why_not(standing: Standing) -> Why:
    """Return what stands in the way of a mail to this person today; FITS when nothing does."""
    contact = standing.contact
    if contact.erased_at is not None or suppressed(contact.workspace_id, [contact.email]):
        return Why.UNREACHABLE
    return may_touch(standing.day, standing.person, standing.limits)


def is_now(standing: Standing) -> bool:
    """Tell whether mail may leave at this hour of this day, by the person's own clock."""
    return standing.is_hour and standing.person.calendar.is_workday(standing.today)


def next_look(standing: Standing, why: str) -> datetime:
    """Return the next morning of a working day on which mail may leave; a week later for what no night mends."""
    wait = A_WEEK if why in {Why.SILENT, Why.YEAR_FULL} else 1
    day = standing.today + timedelta(days=wait if why or standing.is_hour else 0)
    while not standing.person.calendar.is_workday(day):
        day += timedelta(days=1)
    return standing.opens_on(day)

"""What was promised to people, reckoned anew from the bare days of a played world, without the product's rules."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import pairwise

import holidays

from secondslice.pulse.plan_models import PlannedAsk
from secondslice.pulse.tests.years import Sponsor, Years, most_within_a_year

State = PlannedAsk.State


def broken(years: Years) -> list[str]:
    """Return every promise that was not kept, as sentences."""
    found = [
        f"person {sponsor.contact.pk}: {one}"
        for sponsor in years.sponsors
        for one in _of_person(years, sponsor)
    ]
    if len(years.mails) != len(set(years.mails)):
        found.append("two mails to one person on one day")
    return [*found, *_of_plan(years)]


def _of_person(years: Years, sponsor: Sponsor) -> Iterator[str]:
    chosen, asked = years.chosen, sponsor.asked
    for before, after in pairwise(asked):
        if (after - before).days < chosen.floor_internal:
            yield f"asked on {before} and on {after}"
    if (most := most_within_a_year(asked)) > chosen.per_year:
        yield f"asked {most} times within a year"
    every = sorted([*asked, *sponsor.reminded, *sponsor.talks])
    ours = {*asked, *sponsor.reminded}  # a talk is not held back: it is what is wanted
    if (most := most_within_a_year(every, ending_on=ours)) > chosen.contacts_per_year:
        yield f"{most} contacts within a year"
    free = _free_days(sponsor.contact.country or chosen.workspace.country)
    yield from (
        f"mail on {day}, no working day" for day in ours if day.weekday() > 4 or day in free
    )
    for before, after in pairwise([*asked, date.max]):
        if (times := sum(1 for day in sponsor.reminded if before < day < after)) > 1:
            yield f"reminded {times} times of the mail of {before}"


def _free_days(country: str) -> set[date]:
    return set(holidays.country_holidays(country, years=range(2024, 2031)))


def _of_plan(years: Years) -> Iterator[str]:
    for sponsor, row in years.rows:
        words = f"{row.occasion} of {row.project_id} for {row.contact_id} ({row.state})"
        if row.state == State.SENT and row.on not in sponsor.asked:
            yield f"{words} is sent and in no mail"
        if row.on != row.wanted_on and not row.why:
            yield f"{words} was wanted on {row.wanted_on}, has {row.on} and no reason"
        if row.on == row.wanted_on and row.why:
            yield f"{words} has its day and a reason why not: {row.why}"
        if row.why == "late" and row.wanted_on >= years.laid[id(row)]:
            yield f"{words} is late: {row.wanted_on}, {row.on}"

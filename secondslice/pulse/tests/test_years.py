"""Years of asking: nobody hears more than the budget allows, and no question is lost without a reason."""

from __future__ import annotations

import random
from datetime import date
from itertools import pairwise

import pytest

from secondslice.pulse.budget import Why
from secondslice.pulse.tests.years import Sponsor, Years, make_years, most_within_a_year

START, THREE_YEARS = date(2025, 1, 6), 3 * 365


def assert_kept(years: Years) -> None:
    """Check what was promised to every person, and that every occasion has its end."""
    for who, sponsor in enumerate(years.sponsors):
        assert all((b - a).days >= years.limits.floor for a, b in pairwise(sponsor.asked)), who
        assert most_within_a_year(sponsor.asked) <= years.limits.per_year, who
        every = sorted([*sponsor.asked, *sponsor.reminded, *sponsor.talks])
        ours = {*sponsor.asked, *sponsor.reminded}  # a talk is not held back: it is what is wanted
        assert most_within_a_year(every, ending_on=ours) <= years.limits.contacts_per_year, who
        assert all(sponsor.calendar(day).is_workday(day) for day in sponsor.asked), who
    assert len(years.mails) == len(set(years.mails)), "two mails on one day"
    for key in years.due:
        ends = (years.sent.get(key), years.given_up.get(key), years.deferred.get(key))
        assert any(ends), f"{key} is lost"
    late = {key for key, day in years.sent.items() if day > years.due[key]}
    assert late <= set(years.deferred), "a later day without a reason"
    assert Why.FITS not in years.deferred.values()


def test_sponsor_of_eight_projects_gets_one_mail_for_several_and_never_too_many() -> None:
    dice = random.Random(8)
    years = make_years(people=1, projects=8, start=START, dice=dice, each=8)
    years.sponsors[0].answers = 0.3

    years.play(START, THREE_YEARS, dice=dice)

    assert_kept(years)
    assert 12 <= len(years.mails) <= 18
    assert len(years.sent) > len(years.mails), "several projects in one mail"


@pytest.mark.slow
def test_thousand_people_on_four_hundred_projects_for_three_years() -> None:
    dice = random.Random(1000)
    years = make_years(people=1000, projects=400, start=START, dice=dice)

    years.play(START, THREE_YEARS, dice=dice)

    assert_kept(years)
    assert len(years.sent) > 3000


def test_person_who_never_answers_is_left_in_peace_after_three_until_somebody_talks() -> None:
    dice = random.Random(3)
    years = make_years(people=1, projects=8, start=START, dice=dice, each=8)
    years.sponsors[0] = Sponsor(list(range(8)), "DE", "Europe/Berlin", answers=0.0)

    years.play(START, 365, dice=random.Random(0), moves=0.0)

    assert_kept(years)
    sponsor = years.sponsors[0]
    assert sponsor.talked_to or len(sponsor.asked) == 3

"""Years of asking: nobody hears more than the budget allows, and no question is lost without a reason."""

from __future__ import annotations

import random
from datetime import date

import pytest

from secondslice.pulse.tests.years import make_years
from secondslice.pulse.tests.years_kept import broken

START, THREE_YEARS = date(2025, 1, 6), 3 * 365


def test_sponsor_of_eight_projects_gets_one_mail_for_several_and_never_too_many() -> None:
    dice = random.Random(8)
    years = make_years(people=1, projects=8, start=START, dice=dice, each=8)
    years.sponsors[0].answers = 0.3

    years.play(START, THREE_YEARS, dice=dice)

    assert broken(years) == []
    assert 10 <= len(years.mails) <= 18
    assert len(years.sponsors[0].heard) > len(years.mails), "several projects in one mail"


@pytest.mark.slow
def test_thousand_people_on_four_hundred_projects_for_three_years() -> None:
    dice = random.Random(1000)
    years = make_years(people=1000, projects=400, start=START, dice=dice)

    years.play(START, THREE_YEARS, dice=dice)

    assert broken(years) == []
    assert sum(len(sponsor.heard) for sponsor in years.sponsors) > 3000


def test_person_who_never_answers_is_left_in_peace_after_three_until_somebody_talks() -> None:
    years = make_years(people=1, projects=8, start=START, dice=random.Random(3), each=8)
    sponsor = years.sponsors[0]
    sponsor.answers = 0.0

    years.play(START, 365, dice=random.Random(0), moves=0.0)

    assert broken(years) == []
    assert sponsor.talks or len(sponsor.asked) == 3
    before_the_talk = [day for day in sponsor.asked if not sponsor.talks or day <= sponsor.talks[0]]
    assert len(before_the_talk) == 3

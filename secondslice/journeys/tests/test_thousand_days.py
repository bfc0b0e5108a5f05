"""A thousand days of questions, reminders, bulletins, meals and calls: nobody hears more than the budget allows.

The worker asks and sends by its own schedule; sales has breakfast with people and writes bulletins to everybody.
Days are counted one by one, with other means than the product's (kept.py).
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from pytest_django import Settings

from secondslice.accounts.models import Membership
from secondslice.customers.models import Contact, Customer
from secondslice.funnel.touching.services import Plan, plan_touch, touch_done
from secondslice.journeys.tests.kept import YEAR, faults
from secondslice.journeys.tests.life import ALL_OF_IT, DAY, HOUR, Deed, Life
from secondslice.journeys.tests.world import START, make_world
from secondslice.messaging.models import Message
from secondslice.pulse.models import Ask
from secondslice.pulse.plan_models import AskRules, Touch
from secondslice.value.bulletin.models import BulletinCopy
from secondslice.value.bulletin.selectors.facts import look_of, proposals
from secondslice.value.bulletin.services.composing import Text, begin_bulletin, write_bulletin
from secondslice.value.bulletin.services.sending import send_bulletin
from secondslice.value.models import Testimonial
from secondslice.value.tests.bulletins import make_quote

pytestmark = [pytest.mark.django_db, pytest.mark.slow, pytest.mark.once]
THOUSAND = 1000 * DAY
WEEK = timedelta(days=7)
"""So long everything that nobody waits for keeps away from what was heard last."""


@pytest.fixture(autouse=True)
def worker(settings: Settings) -> None:
    """The worker runs what asks, and nothing else."""
    settings.SCHEDULE = {name: settings.SCHEDULE[name] for name in ALL_OF_IT}


def breakfast(by: Membership, contact: Contact) -> Deed:
    """Return a meal that takes place, and stands in the budget from then on."""

    def eat(life: Life) -> None:
        plan = Plan(contact, "lunch", life.now.date(), by.user)
        made = plan_touch(by=by, plan=plan, at=life.now)
        touch_done(touch=made, by=by, words="At the pizzeria.", at=life.now)

    return eat


def bulletin(by: Membership) -> Deed:
    """Return a bulletin to everybody, with everything that can be told on its day."""

    def send(life: Life) -> None:
        today = life.now.date()
        Testimonial.objects.update(published_at=life.now - DAY)  # there is always something new
        draft = begin_bulletin(by=by, at=life.now)
        text = Text(draft.since, draft.until, "What is new", "Dear all.", "all")
        facts = proposals(draft, today=today).all
        write_bulletin(bulletin=draft, text=text, items=facts, by=by, at=life.now)
        draft.refresh_from_db()
        assert send_bulletin(bulletin=draft, look=look_of(draft, today=today), by=by, at=life.now)

    return send


def too_many(contact: Contact, rules: AskRules) -> list[str]:
    """Return the days on which a bulletin came too soon, or was one too many within a year."""
    touches = Touch.objects.filter(contact=contact)
    news = sorted(touches.filter(kind=Touch.Kind.BULLETIN).values_list("on", flat=True))
    arrived = Ask.objects.filter(contact=contact).exclude(state=Ask.State.BOUNCED)
    asked = {_day(one) for one in arrived.values_list("sent_at", flat=True)}
    heard = sorted([*asked, *touches.values_list("on", flat=True)])
    found = []
    for day in news:
        before = [one for one in heard if one < day]
        if before and day - before[-1] < WEEK:
            found.append(f"{contact}: a bulletin on {day}, after {before[-1]}")
        within = [one for one in heard if day - YEAR < one <= day]
        if len(within) > rules.contacts_per_year:
            found.append(f"{contact}: {len(within)} contacts within the year that ends on {day}")
    return found + [
        f"{contact}: asked on {day}, right after a bulletin"
        for day in asked
        if any(timedelta() < day - one < WEEK for one in news)
    ]


def _day(moment: datetime) -> date:
    return moment.date()


def test_nobody_hears_more_than_the_budget_in_a_thousand_days(lea: Membership) -> None:
    world = make_world(lea, seed=29, kind=Customer.Kind.EXTERNAL)
    quote = make_quote(lea, at=START)
    Testimonial.objects.update(until=(START + 2 * THOUSAND).date())
    Ask.objects.filter(pk=quote.ask_id).update(state=Ask.State.ANSWERED, taste="yes")
    Message.objects.update(state=Message.State.SENT, sent_at=quote.ask.sent_at, about=None)
    life = world.life(seed=29)
    people = list(Contact.objects.filter(workspace=lea.workspace).order_by("pk"))
    for number in range(40):
        life.plan(START + (10 + 24 * number) * DAY + 11 * HOUR, bulletin(lea))
    for number in range(
        16
    ):  # early, before any question leaves: what comes after it on its day holds nothing back
        person = people[number % len(people)]
        life.plan(START + (17 + 61 * number) * DAY + 5 * HOUR, breakfast(lea, person))

    life.live(START + THOUSAND)

    rules = AskRules.objects.get(workspace=lea.workspace)
    over = [one for person in people for one in too_many(person, rules)]
    assert [*faults(lea.workspace), *over] == []
    # All of it has happened, and the budget has said no.
    kinds = {*Touch.objects.values_list("kind", flat=True)}
    assert {"reminder", "bulletin", "talk"} <= kinds
    assert Ask.objects.filter(contact=people[0]).count() > 5
    said_no = set(BulletinCopy.objects.exclude(why="").values_list("why", flat=True))
    assert {"touched", "year_full"} <= said_no
    assert Touch.objects.filter(kind=Touch.Kind.BULLETIN).count() > 5

"""Keep in touch between two projects: planned, done, counted, and nobody forgotten."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.test import Client

from secondslice.accounts.models import Membership
from secondslice.conftest import Clock
from secondslice.core.errors import RuleBroken
from secondslice.customers.models import Contact, Customer
from secondslice.customers.services import Identity
from secondslice.customers.tests.make import make_contact, make_customer
from secondslice.funnel.models import PlannedTouch
from secondslice.funnel.services import forget_wisher
from secondslice.funnel.tests.make import make_opportunity
from secondslice.funnel.touching.selectors import quiet_customers
from secondslice.funnel.touching.services import Plan, drop_touch, plan_touch, touch_done
from secondslice.projects.models import Project
from secondslice.projects.tests.make import make_project, make_stakeholder
from secondslice.pulse.models import Ask
from secondslice.pulse.plan_models import Touch
from secondslice.pulse.selectors.people import Holds, standings
from secondslice.pulse.tests.make import make_ask

pytestmark = pytest.mark.django_db
TODAY = date(2026, 3, 6)
LIST = "/w/acme/funnel/touches/"


@pytest.fixture
def ben(lea: Membership) -> Contact:
    """Ben, the sponsor of a project of Shop AG."""
    shop = make_customer(lea.workspace, "Shop AG")
    project = make_project(lea.workspace, "New tills", manager=lea.user, customer=shop)
    return make_stakeholder(project, make_contact(shop, "Ben")).contact


def plan(by: Membership, contact: Contact, clock: Clock, **other: object) -> PlannedTouch:
    wanted = {"contact": contact, "kind": "lunch", "on": TODAY, "owner": by.user, **other}
    return plan_touch(by=by, plan=Plan(**wanted), at=clock.moment)  # type: ignore[arg-type]


def names(quiet: object) -> list[str]:
    return [one.customer.name for one in quiet.rows]  # type: ignore[attr-defined]


def test_customer_nobody_spoke_to_for_long_is_listed_until_somebody_does(
    lea: Membership, ben: Contact, clock: Clock
) -> None:
    quiet = quiet_customers(lea, days=60, today=TODAY)
    assert ([one.customer for one in quiet.rows], quiet.rows[0].days) == ([ben.customer], None)

    lunch = plan(lea, ben, clock)
    assert quiet_customers(lea, days=60, today=TODAY).count == 0  # it is planned
    touch_done(touch=lunch, by=lea, words="He wants more.", at=clock.moment)

    assert quiet_customers(lea, days=60, today=TODAY + timedelta(days=59)).count == 0
    later = quiet_customers(lea, days=60, today=TODAY + timedelta(days=60))
    assert (later.count, later.rows[0].days) == (1, 60)


def test_question_breaks_the_silence_but_not_a_second_one_in_confidence(
    lea: Membership, clock: Clock
) -> None:
    ask = make_ask(lea, at=clock.moment).ask
    assert quiet_customers(lea, days=30, today=TODAY).count == 0

    Ask.objects.filter(pk=ask.pk).update(kind=Ask.Kind.RE_ASK)

    assert names(quiet_customers(lea, days=30, today=TODAY)) == [ask.customer.name]


def test_customer_without_work_and_chance_is_not_listed(
    lea: Membership, ben: Contact, clock: Clock
) -> None:
    Project.objects.update(phase=Project.Phase.STOPPED)
    other = make_customer(lea.workspace, "Prospect AG")
    make_opportunity(lea, customer=other)

    assert names(quiet_customers(lea, days=60, today=TODAY)) == ["Prospect AG"]


def test_done_touch_counts_in_the_budget_of_the_person(
    lea: Membership, ben: Contact, clock: Clock
) -> None:
    touch_done(touch=plan(lea, ben, clock), by=lea, words="He is happy.", at=clock.moment)

    talk = Touch.objects.get()
    assert (talk.contact, talk.kind, talk.words) == (ben, Touch.Kind.TALK, "He is happy.")
    people = [Contact.objects.select_related("customer").get(pk=ben.pk)]
    standing = standings(lea.workspace, people, at=clock.moment, holds=Holds())[ben.pk]
    assert list(standing.person.touched) == [TODAY]


def test_of_two_who_write_it_down_one_is_told(lea: Membership, ben: Contact, clock: Clock) -> None:
    lunch = plan(lea, ben, clock)
    touch_done(touch=lunch, by=lea, words="", at=clock.moment)

    with pytest.raises(RuleBroken, match="just written it down"):
        touch_done(touch=lunch, by=lea, words="", at=clock.moment)
    with pytest.raises(RuleBroken, match="just written it down"):
        drop_touch(touch=lunch)
    assert Touch.objects.count() == 1


@pytest.mark.parametrize(
    ("days", "words"), [(-1, "That day is over"), (800, "more than two years ahead")]
)
def test_day_that_makes_no_sense_is_refused(
    lea: Membership, ben: Contact, clock: Clock, days: int, words: str
) -> None:
    with pytest.raises(RuleBroken, match=words):
        plan(lea, ben, clock, on=TODAY + timedelta(days=days))


def test_executive_does_not_do_it(
    lea: Membership, exe: Membership, ben: Contact, clock: Clock
) -> None:
    with pytest.raises(RuleBroken, match="only reads"):
        plan(lea, ben, clock, owner=exe.user)


def test_erased_person_leaves_no_plan(lea: Membership, ben: Contact, clock: Clock) -> None:
    plan(lea, ben, clock, words="About Ben's boat")

    forget_wisher(contact=ben, was=Identity(ben.ref, ben.name, ben.email))

    assert not PlannedTouch.objects.exists()


def test_planned_on_a_page_done_on_another_and_seen_on_the_day(
    as_sal: Client, sal: Membership, ben: Contact, clock: Clock
) -> None:
    address = f"/w/acme/funnel/touches/{ben.customer.ref}/plan/?person={ben.ref}"
    assert "Ben" in as_sal.get(address).text
    typed = {"contact": ben.pk, "kind": "lunch", "on": "2026-03-06", "owner": sal.user_id}

    told = as_sal.post(address, {**typed, "words": "Pizza"}, follow=True).text

    assert "Planned: Lunch, Ben." in told
    assert "Lunch: Ben" in as_sal.get("/w/acme/today/").text
    touch = PlannedTouch.objects.get()
    done = as_sal.post(f"{LIST}{touch.ref}/done/", {"outcome": "Good talk."}, follow=True).text
    assert "The next question keeps its distance" in done
    assert PlannedTouch.objects.get().outcome == "Good talk."
    assert "Lunch: Ben" not in as_sal.get("/w/acme/today/").text


def test_refused_plan_comes_back_with_what_was_typed(
    as_lea: Client, lea: Membership, ben: Contact, clock: Clock
) -> None:
    address = f"/w/acme/funnel/touches/{ben.customer.ref}/plan/"

    page = as_lea.post(
        address,
        {
            "contact": ben.pk,
            "kind": "call",
            "on": "2026-03-01",
            "owner": lea.user_id,
            "words": "Hi",
        },
    )

    assert (page.status_code, "That day is over" in page.text) == (422, True)
    assert 'value="Hi"' in page.text
    assert not PlannedTouch.objects.exists()


def test_dropped_it_is_gone(as_lea: Client, lea: Membership, ben: Contact, clock: Clock) -> None:
    touch = plan(lea, ben, clock)

    as_lea.post(f"{LIST}{touch.ref}/drop/")

    assert not PlannedTouch.objects.exists()
    assert not Touch.objects.exists()


def test_customer_without_people_says_what_to_do(
    as_lea: Client, lea: Membership, clock: Clock
) -> None:
    empty = make_customer(lea.workspace, "Empty AG")
    assert isinstance(empty, Customer)

    page = as_lea.get(f"/w/acme/funnel/touches/{empty.ref}/plan/").text

    assert "Nobody is known at this customer" in page

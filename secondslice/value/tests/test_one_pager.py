"""The page for an executive: drafted from rows, written by hand, sent by a press within the budget."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from secondslice.accounts.models import Membership
from secondslice.conftest import Clock
from secondslice.core.errors import RuleBroken
from secondslice.customers.models import Contact, Customer
from secondslice.customers.tests.make import make_contact, make_customer
from secondslice.journeys.page_sent import page_sent_to_executive
from secondslice.journeys.person_erased import person_erased
from secondslice.journeys.person_talked_to import person_talked_to
from secondslice.messaging.models import Message
from secondslice.messaging.services import opened
from secondslice.projects.models import Project, Stakeholder
from secondslice.projects.tests.make import make_milestone, make_project, make_stakeholder
from secondslice.pulse.models import Ask
from secondslice.pulse.plan_models import Touch
from secondslice.pulse.tests.make import make_ask
from secondslice.recovery.tests.make import give
from secondslice.value.models import Alarm, OnePager, Testimonial
from secondslice.value.outlook.selectors.pager import content_of, seen_of, written_for
from secondslice.value.outlook.selectors.sentences import Part
from secondslice.value.outlook.services.paging import address_to, send_page, write_page
from secondslice.value.outlook.services.watching import watch
from secondslice.value.services import withdraw_testimonial
from secondslice.value.tests.ledger import make_benefit, make_signature

pytestmark = pytest.mark.django_db
TODAY = date(2026, 3, 6)


@pytest.fixture
def desk(lea: Membership) -> Customer:
    return make_customer(lea.workspace, "Finance")


@pytest.fixture
def tills(lea: Membership, desk: Customer) -> Project:
    return make_project(
        lea.workspace,
        "New tills",
        customer=desk,
        phase=Project.Phase.OPERATION,
        starts_on=TODAY - timedelta(days=300),
        ends_on=TODAY - timedelta(days=100),
    )


@pytest.fixture
def bo(tills: Project, desk: Customer) -> Contact:
    boss = make_contact(desk, "Bo Brand")
    make_stakeholder(tills, boss, role=Stakeholder.Role.EXECUTIVE)
    return boss


@pytest.fixture
def alarm(lea: Membership, bo: Contact, now: datetime) -> Alarm:
    watch(workspace=lea.workspace, at=now)
    return Alarm.objects.get()


def facts(by: Membership, alarm: Alarm, now: datetime) -> dict[Part, str]:
    return {one.part: one.words for one in content_of(by, alarm, at=now).facts}


def make_quote(by: Membership, project: Project, *, at: datetime) -> Testimonial:
    ask = give(make_ask(by, at=at, name="Quin", project=project).ask, "yes", at=at)
    return Testimonial.objects.create(
        workspace=by.workspace,
        ask=ask,
        contact=ask.contact,
        project=project,
        customer=project.customer,
        words="The only report I read.",
        consent="named",
        state="published",
        at=at,
        published_at=at,
        until=TODAY + timedelta(days=90),
        under="full",
        in_bulletin=True,
    )


def test_each_fact_of_the_draft_is_made_of_rows(
    lea: Membership, alarm: Alarm, tills: Project, desk: Customer, now: datetime
) -> None:
    runs = make_project(lea.workspace, "New shelves", customer=desk, starts_on=TODAY)
    gate = make_milestone(runs, "Gate 1", on=TODAY + timedelta(days=20))
    benefit = make_benefit(lea, tills, at=now)
    make_signature(lea, benefit, at=now)

    content = content_of(lea, alarm, at=now)

    rows = {one.part: [row.ref for row in one.rows] for one in content.facts}
    assert rows == {
        Part.DELIVERED: [tills.ref],
        Part.RUNS: [runs.ref],
        Part.MONEY: [benefit.ref],
        Part.NEXT: [gate.ref],
    }
    told = facts(lea, alarm, now)
    assert told[Part.DELIVERED].endswith("delivered 1 project for you: New tills.")
    assert "1,000 EUR" in told[Part.MONEY]
    assert content.area == "Finance"


def test_share_of_yes_is_told_from_five_people_on_and_with_its_interval(
    lea: Membership, alarm: Alarm, tills: Project, now: datetime
) -> None:
    for place in range(4):
        sent = make_ask(lea, at=now - timedelta(days=20), name=f"Ben {place}", project=tills)
        give(sent.ask, "yes", at=now - timedelta(days=19))
    assert Part.TASTE not in facts(lea, alarm, now)

    sent = make_ask(lea, at=now - timedelta(days=20), name="Ben 5", project=tills)
    give(sent.ask, "no", at=now - timedelta(days=19))

    told = facts(lea, alarm, now)[Part.TASTE]
    assert "4 of 5 answers within twelve months were Yes (between 38 and 96 %" in told


def test_nothing_said_in_confidence_is_told(
    lea: Membership, alarm: Alarm, tills: Project, now: datetime
) -> None:
    for place in range(6):
        sent = make_ask(
            lea,
            at=now - timedelta(days=20),
            name=f"Con {place}",
            project=tills,
            mode=Ask.Mode.CONFIDENTIAL,
        )
        give(sent.ask, "yes", at=now - timedelta(days=19))

    assert Part.TASTE not in facts(lea, alarm, now)


def test_other_customers_projects_are_not_the_executives(
    lea: Membership, alarm: Alarm, now: datetime
) -> None:
    make_project(lea.workspace, "Secret of Sales", starts_on=TODAY)

    assert "Secret" not in content_of(lea, alarm, at=now).words


def test_draft_speaks_the_executives_language(
    lea: Membership, alarm: Alarm, bo: Contact, now: datetime
) -> None:
    Contact.objects.filter(pk=bo.pk).update(language="de")
    alarm.refresh_from_db()

    content = content_of(lea, alarm, at=now)

    assert content.language == "de"
    assert "haben wir" in content.words


def test_quote_that_is_taken_back_is_gone_from_page_and_outbox(
    lea: Membership, alarm: Alarm, tills: Project, now: datetime
) -> None:
    quote = make_quote(lea, tills, at=now - timedelta(days=30))
    written = written_for(lea, alarm, at=now)
    assert written.quote == quote
    page = send_page(by=lea, alarm=alarm, at=now)
    assert page.message is not None
    assert "The only report I read." in opened(page.message).text

    withdraw_testimonial(ask=quote.ask, at=now)

    assert OnePager.objects.filter(sent_at=None, message=None, quote=None).exists()
    assert written_for(lea, alarm, at=now).quote is None
    assert not Message.objects.filter(kind="value.one_pager").exists()


def test_quote_that_is_taken_back_is_gone_from_the_copy_of_what_has_left(
    lea: Membership, alarm: Alarm, tills: Project, now: datetime
) -> None:
    quote = make_quote(lea, tills, at=now - timedelta(days=30))
    page = send_page(by=lea, alarm=alarm, at=now)
    assert page.message is not None
    Message.objects.filter(pk=page.message.pk).update(state=Message.State.SENT)

    withdraw_testimonial(ask=quote.ask, at=now)

    page.refresh_from_db()
    assert page.quote is None
    assert page.sent_at == now
    copy = Message.objects.get(kind="value.one_pager")
    assert "The only report I read." not in opened(copy).text


def test_words_are_kept_and_stale_ones_say_so(
    lea: Membership,
    as_lea: Client,
    alarm: Alarm,
    tills: Project,
    desk: Customer,
    clock: Clock,
) -> None:
    path = reverse("outlook:one_pager", args=["acme", alarm.ref])
    look = content_of(lea, alarm, at=clock.moment).look
    as_lea.post(
        reverse("outlook:write", args=["acme", alarm.ref]),
        {"words": "In my own words.", "quote": "", "look": look},
    )
    assert "In my own words." in as_lea.get(path).text
    assert "The facts have changed" not in as_lea.get(path).text

    make_project(lea.workspace, "New shelves", customer=desk, starts_on=TODAY)
    assert "The facts have changed" in as_lea.get(path).text

    as_lea.post(reverse("outlook:anew", args=["acme", alarm.ref]))
    assert "In my own words." not in as_lea.get(path).text
    assert "New shelves" in as_lea.get(path).text


def seen_on(page: str) -> str:
    found = re.search(r'name="seen" value="(\w+)"', page)
    assert found is not None
    return found[1]


def test_page_that_was_changed_since_it_was_looked_at_is_not_sent(
    as_lea: Client, lea: Membership, exe: Membership, alarm: Alarm, clock: Clock
) -> None:
    look = reverse("outlook:one_pager", args=["acme", alarm.ref])
    send = reverse("outlook:send", args=["acme", alarm.ref])
    mails = Message.objects.filter(kind__startswith="value.one_pager")

    looked_at = {"seen": seen_on(as_lea.get(look).text)}
    write_page(by=lea, alarm=alarm, words="Other words.", quote=None, look="", at=clock.moment)
    assert "Read it once more" in as_lea.post(send, looked_at, follow=True).text

    looked_at = {"seen": seen_on(as_lea.get(look).text)}
    Alarm.objects.update(kind=Alarm.Kind.AROUND)  # else it is about one executive
    address_to(alarm=Alarm.objects.get(), member=exe.user)
    assert "Read it once more" in as_lea.post(send, looked_at, follow=True).text

    assert "Read it once more" in as_lea.post(send, follow=True).text
    assert not mails.exists()
    as_lea.post(send, {"seen": seen_on(as_lea.get(look).text)})
    assert mails.count() == 1


def test_nothing_leaves_before_the_press_and_one_mail_after_it(
    as_lea: Client, alarm: Alarm, bo: Contact, clock: Clock
) -> None:
    path = reverse("outlook:one_pager", args=["acme", alarm.ref])
    mails = Message.objects.filter(kind="value.one_pager")
    looked_at = {"seen": seen_on(as_lea.get(path).text)}
    assert not mails.exists()

    send = reverse("outlook:send", args=["acme", alarm.ref])
    as_lea.post(send, looked_at)
    again = as_lea.post(send, looked_at, follow=True).text

    assert mails.get().to == bo.email
    assert "This page was sent already" in again
    assert Touch.objects.get(contact=bo).kind == Touch.Kind.MAIL


def test_contact_budget_holds_it_back(
    lea: Membership, alarm: Alarm, bo: Contact, now: datetime
) -> None:
    person_talked_to(by=lea, contact=bo, words="Lunch.", now=now - timedelta(days=2))

    seen = seen_of(alarm, written_for(lea, alarm, at=now))

    with pytest.raises(RuleBroken, match="heard from us within the last days"):
        page_sent_to_executive(by=lea, alarm=alarm, seen=seen, now=now)

    assert not Message.objects.filter(kind="value.one_pager").exists()
    assert not OnePager.objects.exists()


def test_member_who_is_an_executive_gets_it_as_members_do(
    lea: Membership, exe: Membership, alarm: Alarm, now: datetime
) -> None:
    Alarm.objects.filter(pk=alarm.pk).update(kind="more_no", contact=None, facts={})
    alarm.refresh_from_db()
    address_to(alarm=alarm, member=exe.user)
    alarm.refresh_from_db()

    send_page(by=lea, alarm=alarm, at=now)

    mail = Message.objects.get(kind="value.one_pager_member")
    assert mail.to == exe.user.email
    assert "What we did for" in opened(mail).text


def test_page_about_one_executive_is_for_that_one(alarm: Alarm, exe: Membership) -> None:
    with pytest.raises(RuleBroken, match="about one executive"):
        address_to(alarm=alarm, member=exe.user)


def test_who_is_erased_leaves_no_word_behind(
    lea: Membership, alarm: Alarm, bo: Contact, now: datetime
) -> None:
    write_page(by=lea, alarm=alarm, words="Dear Bo Brand, look.", quote=None, look="x", at=now)

    person_erased(contact=bo, how="page", now=now)

    alarm.refresh_from_db()
    assert (alarm.closed_at, alarm.done) == (now, "-")
    assert OnePager.objects.get().words == ""
    assert not OnePager.objects.filter(words__contains="Brand").exists()


def test_name_of_an_erased_sponsor_goes_out_of_other_pages(
    lea: Membership, alarm: Alarm, desk: Customer, now: datetime
) -> None:
    sponsor = make_contact(desk, "Silvia Sponsor")
    write_page(by=lea, alarm=alarm, words="Silvia Sponsor liked it.", quote=None, look="x", at=now)

    person_erased(contact=sponsor, how="page", now=now)

    assert OnePager.objects.get().words == "… liked it."

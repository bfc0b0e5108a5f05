"""What next? After a Yes three services that fit, something else, or not now."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.test import Client

from secondslice.accounts.models import Membership
from secondslice.conftest import Clock
from secondslice.customers.models import Contact
from secondslice.funnel.again.selectors.ready import ready_list
from secondslice.funnel.menu.models import Order, Service
from secondslice.funnel.models import NextChoice, Opportunity
from secondslice.funnel.tests.make_menu import make_service
from secondslice.journeys.answer_given import answer_given
from secondslice.journeys.person_erased import person_erased
from secondslice.projects.models import Project
from secondslice.projects.tests.make import make_project
from secondslice.pulse.models import AnswerDetail, Ask
from secondslice.pulse.tests.make import Sent, Visitor, make_ask
from secondslice.storefront.models import Storefront

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
TEN_KILOBYTES = 10_000


@pytest.fixture
def menu(ava: Membership) -> list[Service]:
    return [make_service(ava, name) for name in ("Kick-start", "Delivery", "Go-live", "Rescue")]


def buys(project: Project, service: Service, clock: Clock) -> None:
    version = service.versions.get()
    Order.objects.create(
        workspace=project.workspace, project=project, version=version, at=clock.moment
    )


def says_yes(
    by: Membership, clock: Clock, *, project: Project | None = None, mode: str = "named"
) -> Visitor:
    """Let Ben say Yes in his browser."""
    sent = make_ask(by, at=clock.moment, project=project, mode=mode)
    clock.forward(minutes=5)
    person = Visitor(sent)
    person.open("/y")
    clock.forward(seconds=20)
    person.press("Yes")
    return person


def settled(sent: Sent, clock: Clock) -> None:
    """Let the hold end."""
    answer_given(ask=sent.fresh(), now=clock.forward(minutes=5))


def offered(person: Visitor) -> list[str]:
    page = person.open("/next").text
    return re.findall(r'name="next" value="[^"]*">([^<]+)<', page)


def test_yes_leads_to_three_services_something_else_and_not_now(
    ava: Membership, clock: Clock, menu: list[Service]
) -> None:
    person = says_yes(ava, clock)

    assert "What next?" in person.page.text
    page = person.open("/next")
    assert offered(person) == ["Kick-start", "Delivery", "Go-live", "Something else", "Not now"]
    assert len(page.content) < TEN_KILOBYTES
    assert "<script" not in page.text.replace('<script src="/static/pulse/answer.js" defer>', "")


def test_choice_becomes_an_opportunity_of_that_answer(
    ava: Membership, clock: Clock, menu: list[Service]
) -> None:
    person = says_yes(ava, clock)
    person.open("/next")

    person.press("Delivery", words="for our second site")
    assert "interested in Delivery" in person.page.text
    assert not Opportunity.objects.exists()  # the hold is not over
    settled(person.sent, clock)

    made = Opportunity.objects.get()
    assert (made.ask, made.source) == (person.sent.ask, Opportunity.Source.SECOND_SLICE)
    assert made.words == "Delivery: for our second site"
    assert made.order.version.service == menu[1]


def test_what_buyers_of_this_one_bought_next_stands_first_and_what_runs_stands_nowhere(
    ava: Membership, clock: Clock, menu: list[Service]
) -> None:
    for number in range(2):
        other = make_project(ava.workspace, starts_on=date(2024, 1, 1 + number))
        buys(other, menu[1], clock)
        buys(
            make_project(ava.workspace, customer=other.customer, starts_on=date(2025, 1, 1)),
            menu[3],
            clock,
        )
    mine = make_project(ava.workspace, manager=ava.user, starts_on=date(2025, 2, 1))
    buys(mine, menu[1], clock)
    running = make_project(ava.workspace, customer=mine.customer, starts_on=date(2025, 3, 1))
    buys(running, menu[0], clock)

    person = says_yes(ava, clock, project=mine)
    assert offered(person) == ["Rescue", "Go-live", "Something else", "Not now"]


def test_open_wish_of_the_same_person_for_the_same_service_gets_the_words_added(
    ava: Membership, clock: Clock, menu: list[Service]
) -> None:
    first = says_yes(ava, clock)
    first.open("/next")
    first.press("Delivery")
    settled(first.sent, clock)
    again = make_ask(ava, at=clock.moment, project=make_project(
        ava.workspace, customer=first.sent.ask.customer, manager=ava.user))  # fmt: skip
    Ask.objects.filter(pk=again.ask.pk).update(contact=first.sent.ask.contact)
    clock.forward(minutes=5)
    second = Visitor(again)
    second.open("/y")
    clock.forward(seconds=20)
    second.press("Yes")
    second.open("/next")
    second.press("Delivery", words="and soon")
    for _told in range(2):
        settled(second.sent, clock)

    assert Opportunity.objects.get().words == "Delivery\n\nDelivery: and soon"


def test_what_was_wished_before_stays_and_a_double_click_counts_once(
    ava: Membership, clock: Clock, menu: list[Service]
) -> None:
    person = says_yes(ava, clock)
    person.press("Send this too", next="New tills")
    person.open("/next")
    form = {**person.last_form("/next"), "next": str(menu[0].ref)}
    for _click in range(2):
        assert person.post(f"/a/{person.sent.token}/next", form).status_code == 200

    settled(person.sent, clock)
    assert Opportunity.objects.get().words == "Kick-start / New tills"


def test_other_choice_keeps_what_was_wished_before_and_not_now_leaves_only_that(
    ava: Membership, clock: Clock, menu: list[Service]
) -> None:
    person = says_yes(ava, clock)
    person.press("Send this too", next="New tills")
    person.open("/next")
    for name, words in (("Kick-start", "for Basel"), ("Delivery", "")):
        clock.forward(seconds=20)
        person.open("/next")
        person.press(name, words=words)
    assert AnswerDetail.objects.latest("number").wants_next == "Delivery / New tills"
    clock.forward(seconds=20)
    person.open("/next")
    person.press("Not now")

    assert AnswerDetail.objects.latest("number").wants_next == "New tills"
    assert NextChoice.objects.get().what == "not_now"


def test_not_now_that_is_sent_again_later_undoes_nothing(
    ava: Membership, clock: Clock, menu: list[Service]
) -> None:
    person = says_yes(ava, clock)
    person.open("/next")
    used = {**person.last_form("/next"), "next": "not_now"}
    path = f"/a/{person.sent.token}/next"
    person.post(path, used)
    clock.forward(seconds=20)
    person.open("/next")
    person.press("Delivery")

    person.post(path, used)

    assert NextChoice.objects.get().what == "service"
    assert AnswerDetail.objects.latest("number").wants_next == "Delivery"


def test_page_that_was_sent_once_takes_no_other_words(
    ava: Membership, clock: Clock, menu: list[Service]
) -> None:
    person = says_yes(ava, clock)
    person.open("/next")
    form = {**person.last_form("/next"), "next": str(menu[0].ref), "words": "for Basel"}
    path = f"/a/{person.sent.token}/next"
    person.post(path, form)

    again = person.post(path, {**form, "words": "for Bern"})

    assert (again.status_code, "for Bern" in again.text) == (409, True)
    assert AnswerDetail.objects.latest("number").wants_next == "Kick-start: for Basel"


def test_something_else_needs_words_and_not_now_opens_nothing(
    ava: Membership, clock: Clock, menu: list[Service]
) -> None:
    person = says_yes(ava, clock)
    person.open("/next")
    assert person.press("Something else").status_code == 422
    person.press("Not now")
    settled(person.sent, clock)

    assert "Not now, then" in person.page.text
    told = Client().get(f"/me/{person.sent.me}/everything.json").text
    assert '"said": "not_now"' in told
    assert not Opportunity.objects.exists()
    (row,) = ready_list(ava, at=clock.moment, today=clock.moment.date()).rows
    assert row.not_now


def test_while_a_case_is_open_nothing_is_offered_and_nobody_else_reads_why(
    ava: Membership, clock: Clock, menu: list[Service]
) -> None:
    project = make_project(ava.workspace, manager=ava.user)
    bea = Visitor(make_ask(ava, at=clock.moment, project=project, name="Bea"))
    clock.forward(minutes=5)
    bea.open("/n")
    clock.forward(seconds=20)
    bea.press("No")
    settled(bea.sent, clock)

    ben = says_yes(ava, clock, project=project)
    assert offered(ben) == ["Something else", "Not now"]
    assert "put right" not in ben.page.text


def test_only_the_browser_that_said_yes_may_choose(
    ava: Membership, clock: Clock, menu: list[Service]
) -> None:
    person = says_yes(ava, clock)
    person.open("/next")
    form = {**person.last_form("/next"), "next": str(menu[0].ref), "proof": ""}
    stranger = Visitor(person.sent, client=Client())

    path = f"/a/{person.sent.token}/next"
    assert stranger.open("/next").status_code == 302
    assert stranger.post(path, form).status_code == 302
    assert person.post(path, {**form, "website": "x"}).status_code == 409
    assert person.post(path, {**form, "nonce": "x"}).status_code == 409
    assert not NextChoice.objects.exists()


def test_looking_changes_nothing_and_no_is_not_asked_what_is_next(
    ava: Membership, clock: Clock, menu: list[Service]
) -> None:
    person = says_yes(ava, clock)
    person.open("/next")
    person.head("/next")
    assert not NextChoice.objects.exists()

    person.open()
    clock.forward(seconds=20)
    person.press("Change to No")
    assert "What next?" not in person.page.text
    assert person.open("/next").status_code == 302


def test_wish_said_in_confidence_adds_nothing_to_what_others_read(
    ava: Membership, clock: Clock, menu: list[Service]
) -> None:
    first = says_yes(ava, clock)
    first.open("/next")
    first.press("Delivery")
    settled(first.sent, clock)
    second = says_yes(ava, clock, mode=Ask.Mode.CONFIDENTIAL)
    Ask.objects.filter(pk=second.sent.ask.pk).update(contact=first.sent.ask.contact)
    second.open("/next")
    second.press("Delivery", words="between us")
    settled(second.sent, clock)

    assert [one.words for one in Opportunity.objects.order_by("pk")] == [
        "Delivery", "Delivery: between us",
    ]  # fmt: skip


# a colleague


def test_sponsor_gets_lines_to_forward_and_nothing_is_kept_of_whom(
    ava: Membership, clock: Clock, menu: list[Service]
) -> None:
    Storefront.objects.create(workspace=ava.workspace, openness=Storefront.Openness.PUBLIC)
    person = says_yes(ava, clock)
    people = Contact.objects.count()
    person.open("/next")
    page = person.press("Not now")

    assert "/menu/acme" in page.text
    assert 'href="mailto:?subject=' in page.text  # to nobody: the sponsor writes the address
    assert "<input" not in page.text
    assert Contact.objects.count() == people


def test_closed_storefront_gives_nothing_to_forward(
    ava: Membership, clock: Clock, menu: list[Service]
) -> None:
    person = says_yes(ava, clock)
    person.open("/next")

    assert "mailto:" not in person.press("Not now").text


def test_erased_person_leaves_no_choice(ava: Membership, clock: Clock, menu: list[Service]) -> None:
    person = says_yes(ava, clock)
    person.open("/next")
    person.press("Delivery", words="for Ben's own shop")
    settled(person.sent, clock)
    person_erased(contact=person.sent.ask.contact, how="page", now=clock.moment)

    assert not NextChoice.objects.exists()
    assert not Opportunity.objects.exists()
    assert not AnswerDetail.objects.filter(wants_next__contains="Ben").exists()

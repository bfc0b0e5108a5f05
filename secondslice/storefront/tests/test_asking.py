"""A visitor asks for a service: nothing counts before the mailbox has confirmed it."""

from __future__ import annotations

import re

import pytest
from django.http import HttpResponse
from django.test import Client

from secondslice.accounts.models import Membership
from secondslice.conftest import Clock
from secondslice.core.logs import without_tokens
from secondslice.customers.models import Contact, Customer
from secondslice.customers.tests.make import make_contact, make_customer
from secondslice.funnel.models import Opportunity, Order, Service, ServiceRequest
from secondslice.funnel.requested.services import forget_requests, forget_requests_of
from secondslice.funnel.tests.make_menu import make_service
from secondslice.messaging.models import Message
from secondslice.messaging.services.writing import opened
from secondslice.storefront.services import Terms, set_storefront

pytestmark = pytest.mark.django_db
ASK = "/menu/acme/ask"
TYPED = {
    "name": "Ann",
    "email": "Ann@Client.example",
    "organisation": "Client AG",
    "words": "We need a hand with tills.",
}


@pytest.fixture
def service(lea: Membership, clock: Clock) -> Service:
    """Lea has opened the storefront to everybody, with one service on it."""
    made = make_service(lea, "Kick-start")
    set_storefront(by=lea, terms=Terms("public"), at=clock.moment)
    return made


def send(visitor: Client, clock: Clock, address: str = ASK, **typed: str) -> HttpResponse:
    """Open the form, take half a minute, and send it."""
    page = visitor.get(address).content.decode()
    shown = re.search(r'name="shown" value="([^"]+)"', page)
    assert shown is not None
    clock.forward(seconds=30)
    sent = visitor.post(address, {**TYPED, "shown": shown[1], **typed})
    assert isinstance(sent, HttpResponse)
    return sent


def link() -> str:
    """Return where the newest mail leads, as its reader has it."""
    text = opened(Message.objects.filter(kind="funnel.confirm_request").latest("pk")).text
    found = re.search(r"(/menu/acme/confirm/\S+)", text)
    assert found is not None
    return found[1]


def test_confirmed_request_becomes_a_lead_with_its_source(
    stranger: Client, service: Service, lea: Membership, clock: Clock
) -> None:
    page = send(stranger, clock, f"{ASK}?service={service.ref}")
    assert (page.status_code, "Look into your mail" in page.content.decode()) == (200, True)
    assert not Opportunity.objects.exists()
    assert not Contact.objects.exists()

    assert "Is this what you want?" in stranger.get(link()).content.decode()
    assert not Opportunity.objects.exists()  # whoever only opens the link confirms nothing
    stranger.post(link())

    lead = Opportunity.objects.get()
    assert (lead.source, lead.title, lead.words) == ("storefront", "Kick-start", TYPED["words"])
    assert (lead.contact and lead.contact.email, lead.customer.name, lead.owner) == (
        "ann@client.example",
        "Client AG",
        lea.user,
    )
    assert Order.objects.get(opportunity=lead).version.service == service
    told = Message.objects.get(kind="funnel.requested")
    assert (told.to, "Ann of Client AG asked for Kick-start" in told.text) == (lea.user.email, True)


def test_pressed_twice_it_is_one_lead(stranger: Client, service: Service, clock: Clock) -> None:
    send(stranger, clock)
    where = link()

    first, second = stranger.post(where), stranger.post(where)

    assert first.content == second.content
    assert "Thank you. We have it." in stranger.get(where).content.decode()
    assert Opportunity.objects.count() == 1


def test_known_person_stays_with_the_customer_and_a_second_wish_joins_the_first(
    stranger: Client, service: Service, lea: Membership, clock: Clock
) -> None:
    ann = make_contact(make_customer(lea.workspace, "Shop AG"), "Ann", email="ann@client.example")
    for words in ("First.", "Second."):
        send(stranger, clock, f"{ASK}?service={service.ref}", words=words)
        stranger.post(link())

    lead = Opportunity.objects.get()
    assert (lead.contact, lead.customer.name) == (ann, "Shop AG")
    assert lead.words == "First.\n\nSecond."
    assert Customer.objects.count() == 1


def test_page_is_the_same_whether_the_address_is_known(
    stranger: Client, service: Service, lea: Membership, clock: Clock
) -> None:
    make_contact(make_customer(lea.workspace), "Ann", email="ann@client.example")

    known, unknown = send(stranger, clock), send(stranger, clock, email="new@client.example")

    assert known.content == unknown.content


def test_program_that_fills_in_everything_or_at_once_is_not_taken(
    stranger: Client, service: Service, clock: Clock
) -> None:
    assert "Look into your mail" in send(stranger, clock, website="x").content.decode()
    page = stranger.get(ASK).content.decode()
    shown = re.search(r'name="shown" value="([^"]+)"', page)
    assert shown is not None

    hasty = stranger.post(ASK, {**TYPED, "shown": shown[1]})
    forged = stranger.post(ASK, {**TYPED, "shown": "12345"})

    assert (hasty.status_code, forged.status_code) == (422, 422)
    assert "Please read it once more" in hasty.content.decode()
    assert TYPED["words"] in hasty.content.decode()
    assert not ServiceRequest.objects.exists()


def test_mailbox_gets_three_mails_a_day_and_nobody_reads_from_it_that_it_did(
    stranger: Client, service: Service, clock: Clock
) -> None:
    pages = [send(stranger, clock).content for _turn in range(4)]

    assert pages[0] == pages[3]
    assert Message.objects.filter(kind="funnel.confirm_request").count() == 3
    clock.forward(days=1)
    send(stranger, clock)
    assert Message.objects.filter(kind="funnel.confirm_request").count() == 4


def test_too_many_from_one_network_are_refused_in_words(
    stranger: Client, service: Service, clock: Clock
) -> None:
    stranger.defaults["REMOTE_ADDR"] = "198.41.0.4"
    for number in range(10):
        assert send(stranger, clock, email=f"ann{number}@client.example").status_code == 200

    refused = send(stranger, clock, email="ann@client.example")

    assert (refused.status_code, ServiceRequest.objects.count()) == (422, 10)
    assert "That was a lot for now" in refused.content.decode()
    assert TYPED["words"] in refused.content.decode()
    clock.forward(hours=1)
    assert send(stranger, clock).status_code == 200


def test_pages_with_a_token_in_their_address_tell_nobody_where_they_were(
    stranger: Client, service: Service, clock: Clock
) -> None:
    send(stranger, clock)

    assert stranger.get(link())["Referrer-Policy"] == "no-referrer"


def test_day_that_a_second_request_names_is_not_lost(
    stranger: Client, service: Service, clock: Clock
) -> None:
    for words, day in (("First.", ""), ("Second.", "2026-04-01")):
        send(stranger, clock, f"{ASK}?service={service.ref}", words=words, wanted_on=day)
        stranger.post(link())

    assert "Wanted by 2026-04-01." in Opportunity.objects.get().words


def test_link_is_over_after_three_days_and_then_everything_is_gone(
    stranger: Client, service: Service, clock: Clock
) -> None:
    send(stranger, clock)
    where = link()
    clock.forward(days=3)

    assert stranger.post(where).status_code == 404
    assert not Opportunity.objects.exists()
    assert forget_requests(at=clock.moment) == 1
    assert not ServiceRequest.objects.exists()


def test_nothing_personal_stays_in_the_request_once_it_is_confirmed(
    stranger: Client, service: Service, clock: Clock
) -> None:
    send(stranger, clock, wanted_on="2026-04-01")
    stranger.post(link())

    kept = ServiceRequest.objects.get()
    assert (kept.name, kept.email, kept.organisation, kept.words) == ("", "", "", "")
    assert "Wanted by 2026-04-01." in Opportunity.objects.get().words


def test_who_is_erased_leaves_no_request_behind(
    stranger: Client, service: Service, lea: Membership, clock: Clock
) -> None:
    send(stranger, clock)

    forget_requests_of(workspace=lea.workspace, addresses=["ANN@client.example"])

    assert not ServiceRequest.objects.exists()


def test_day_that_is_over_is_refused_beside_its_field(
    stranger: Client, service: Service, clock: Clock
) -> None:
    page = send(stranger, clock, wanted_on="2026-03-01")

    assert page.status_code == 422
    assert "That day is over" in page.content.decode()


def test_closed_storefront_takes_nothing(
    stranger: Client, service: Service, lea: Membership, clock: Clock
) -> None:
    set_storefront(by=lea, terms=Terms("off"), at=clock.moment)

    assert stranger.get(ASK).status_code == stranger.post(ASK, TYPED).status_code == 404


def test_pages_set_no_cookie_name_no_foreign_host_and_run_no_script(
    stranger: Client, service: Service, clock: Clock
) -> None:
    send(stranger, clock)
    for address in ("/menu/acme", ASK, f"{ASK}?service={service.ref}", link()):
        page = stranger.get(address)
        text = page.content.decode()
        assert not page.cookies
        assert "<script" not in text
        assert " style=" not in text
        assert not re.findall(r'(?:src|href|action)="(?:https?:)?//', text)


def test_wish_from_the_menu_stands_on_the_day_of_who_sells(
    stranger: Client, as_sal: Client, service: Service, clock: Clock
) -> None:
    send(stranger, clock)
    stranger.post(link())

    assert "A talk with Ann" in as_sal.get("/w/acme/today/").content.decode()


def test_token_does_not_get_into_the_logs() -> None:
    line = without_tokens(f"GET /menu/acme/confirm/{'x' * 22} 200")

    assert line == "GET /menu/acme/confirm/[secret] 200"

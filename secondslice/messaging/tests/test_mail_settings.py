"""Settings, Mail: what is set, what the DNS says when somebody asks, and how a mail arrived."""

from __future__ import annotations

from collections.abc import Iterator
from email.headerregistry import Address

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from secondslice.accounts.models import Membership
from secondslice.config import mail_env
from secondslice.config.bad_setting import BadSetting
from secondslice.conftest import Clock
from secondslice.messaging.models import Message
from secondslice.messaging.tests.dns_server import Zone, dns_server
from secondslice.messaging.tests.make import make_suppression
from secondslice.messaging.tests.test_sender_records import HEADERS, rsa_key

pytestmark = pytest.mark.django_db

PAGE = "/w/acme/settings/mail/"


@pytest.fixture(autouse=True)
def sender(settings: Settings) -> None:
    """The PMO sends from its own domain."""
    settings.EMAIL = {"kind": "smtp", "host": "mail.acme.com"}
    settings.EMAIL_FROM = Address("PMO", "pmo", "pmo.acme.com")
    settings.REPLY_ADDRESS = settings.BOUNCE_ADDRESS = Address("", "answers", "pmo.acme.com")


@pytest.fixture
def zone(settings: Settings) -> Iterator[Zone]:
    """A name server on loopback, which the self-test asks."""
    with dns_server() as there:
        settings.DNS_SERVERS = [("127.0.0.1", there.port)]
        yield there


def look(client: Client, selector: str = "") -> str:
    """Press the button; return the page."""
    return " ".join(client.post(f"{PAGE}look", {"selector": selector}).text.split())


def test_page_looks_nothing_up_by_itself(as_lea: Client, zone: Zone) -> None:
    page = as_lea.get(PAGE).text

    assert "pmo@pmo.acme.com" in page
    assert "answers@pmo.acme.com" in page
    assert not zone.asked


def test_domain_that_is_set_up_well_is_told_so(as_lea: Client, zone: Zone) -> None:
    zone.text("pmo.acme.com", "v=spf1 a:mail.acme.com -all", "another text")
    zone.text("s1._domainkey.pmo.acme.com", rsa_key(2048))
    zone.text("_dmarc.acme.com", "v=DMARC1; p=reject")
    zone.records["pmo.acme.com", "MX"] = ["20 mx2.acme.com.", "10 mx1.acme.com."]

    page = look(as_lea, "S1")

    assert page.count("Good</span>") == 4
    assert "There is a key of 2048 bits at s1._domainkey.pmo.acme.com." in page
    assert "mx1.acme.com, mx2.acme.com" in page


def test_what_is_missing_is_told_with_the_record_to_add(as_lea: Client, zone: Zone) -> None:
    page = look(as_lea)

    assert page.count("To be mended</span>") == 3
    assert "v=spf1 a:mail.acme.com ~all" in page
    assert "v=DMARC1; p=none; rua=mailto:dmarc@acme.com" in page
    assert "A key can only be found by its selector." in page
    assert "No mail server takes mail for answers@pmo.acme.com" in page


def test_name_server_that_does_not_answer_is_told_honestly(as_lea: Client, zone: Zone) -> None:
    zone.is_broken = True

    page = look(as_lea, "s1")

    assert page.count("Not known</span>") == 4
    assert "This could not be found out. The DNS does not answer for pmo.acme.com" in page


def test_machine_without_a_name_server_says_so(
    as_lea: Client, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dns.resolver.Resolver.read_resolv_conf", _no_configuration)

    page = look(as_lea)

    assert "This machine knows no name server." in page


def _no_configuration(_resolver: object, _file: object) -> None:
    """Stand for a machine without /etc/resolv.conf."""
    from dns.resolver import NoResolverConfiguration  # noqa: PLC0415

    raise NoResolverConfiguration


def test_selector_that_is_none_is_refused_at_its_field(as_lea: Client, zone: Zone) -> None:
    response = as_lea.post(f"{PAGE}look", {"selector": "s1 ._domainkey"})

    assert response.status_code == 422
    assert "A selector has letters, digits" in response.text
    assert not zone.asked


def test_pasted_headers_are_read_and_their_selector_is_taken_over(as_lea: Client) -> None:
    page = as_lea.post(f"{PAGE}headers", {"headers": HEADERS}).text

    assert "DMARC: the receiver was content (acme.com)." in page
    assert 'value="s1"' in page


def test_text_that_is_no_headers_is_refused_and_kept(as_lea: Client) -> None:
    response = as_lea.post(f"{PAGE}headers", {"headers": "Dear Ava, all is well."})

    assert response.status_code == 422
    assert "These are no headers of a mail." in response.text
    assert "Dear Ava, all is well.</textarea>" in response.text


def test_test_mail_goes_to_whoever_asks_for_it_with_the_headers_of_a_question(
    lea: Membership, as_lea: Client, clock: Clock
) -> None:
    page = as_lea.post(f"{PAGE}test", follow=True).text

    assert "A test mail to lea@example.org is on its way." in page
    mail = Message.objects.get()
    assert (mail.to, mail.kind) == ("lea@example.org", "messaging.test")
    assert mail.headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_without_a_mail_server_the_page_says_what_becomes_of_mails(
    as_lea: Client, settings: Settings
) -> None:
    settings.EMAIL = {"kind": "outbox"}
    settings.REPLY_ADDRESS = None

    assert "mails are kept in the outbox" in as_lea.get(PAGE).text
    page = as_lea.post(f"{PAGE}test", follow=True).text
    assert "the test mail is kept in the outbox" in page


def test_page_counts_the_addresses_whose_mail_comes_back(
    lea: Membership, cleo: Membership, as_lea: Client, clock: Clock
) -> None:
    make_suppression(lea.workspace, at=clock.moment)
    make_suppression(cleo.workspace, at=clock.moment)

    page = as_lea.get(PAGE).text

    assert "1 address whose mail comes back" in page
    assert reverse("pulse:unreachable", args=["acme"]) in page


def test_mailbox_that_is_away_is_told_on_the_page(
    as_lea: Client, settings: Settings, clock: Clock
) -> None:
    from secondslice.messaging.tasks import fetch_mail  # noqa: PLC0415

    settings.INBOUND = {
        "host": "127.0.0.1",
        "port": 9,
        "username": "pmo",
        "password": "x",
        "use_ssl": False,
        "folder": "INBOX",
    }
    fetch_mail.prepare(payload={}, now=clock.moment)()

    assert "The mailbox cannot be reached" in as_lea.get(PAGE).text


def test_name_servers_are_read_from_the_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    name = "SECONDSLICE_DNS_SERVERS"
    monkeypatch.setenv(name, "192.0.2.1, 127.0.0.1:5353,2001:db8::1")
    assert mail_env.name_servers(name) == [
        ("192.0.2.1", 53),
        ("127.0.0.1", 5353),
        ("2001:db8::1", 53),
    ]

    monkeypatch.setenv(name, "ns.acme.com")
    with pytest.raises(BadSetting, match="no address of a name server"):
        mail_env.name_servers(name)

"""What a person wants of our questions: kept, shown, and undone by nobody else."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings

from secondslice.accounts.models import AuditEntry, Membership, Workspace
from secondslice.conftest import Clock
from secondslice.core.errors import RuleBroken
from secondslice.core.tokens import digest
from secondslice.customers.access import contact_behind
from secondslice.customers.models import Contact, ContactKey, Preference
from secondslice.customers.rules import Want, Wish
from secondslice.customers.services import (
    grant,
    new_page_token,
    note_stop,
    page_tokens,
    take_back_note,
)
from secondslice.customers.tests.make import make_contact, make_customer
from secondslice.messaging.models import Message
from secondslice.messaging.services import opened

pytestmark = pytest.mark.django_db
PAGE, STOP = Preference.How.PAGE, Wish(Want.STOP)


@pytest.fixture
def ben(pmo: Workspace) -> Contact:
    """Ben, at Retail."""
    return make_contact(make_customer(pmo, "Retail"), "Ben Brandt")


def token_of(contact: Contact) -> str:
    return page_tokens(contacts=[contact])[contact.pk]


class TestKey:
    def test_every_mail_carries_the_same_secret_and_only_its_digest_is_stored(
        self, ben: Contact
    ) -> None:
        token = token_of(ben)

        assert token_of(ben) == token
        assert ContactKey.objects.get().token_digest == digest(token)
        found = contact_behind(token)
        assert found == ben

    def test_many_people_cost_three_statements(
        self, pmo: Workspace, django_assert_num_queries: DjangoAssertNumQueries
    ) -> None:
        customer = make_customer(pmo)
        people = [make_contact(customer, f"P{number}") for number in range(20)]

        with django_assert_num_queries(4):  # two of them open and close the transaction
            tokens = page_tokens(contacts=people)

        assert len(set(tokens.values())) == 20

    def test_new_link_makes_the_old_one_lead_nowhere(self, ben: Contact) -> None:
        old = token_of(ben)

        new = new_page_token(contact=ben)

        assert contact_behind(old) is None
        assert contact_behind(new) == ben
        assert token_of(ben) == new

    def test_after_the_key_of_the_installation_was_changed_the_next_mail_has_a_link_that_works(
        self, ben: Contact, settings: Settings
    ) -> None:
        old = token_of(ben)
        settings.SECRET_KEY = "another-key-" + "y" * 40

        new = token_of(ben)

        assert new != old
        assert contact_behind(new) == ben

    def test_nonsense_costs_no_query(
        self, ben: Contact, django_assert_num_queries: DjangoAssertNumQueries
    ) -> None:
        with django_assert_num_queries(0):
            assert contact_behind("../../etc/passwd") is None


class TestWish:
    def test_last_wish_counts(self, ben: Contact, now: datetime) -> None:
        grant(contact=ben, wish=Wish(Want.PAUSE, date(2026, 6, 6)), how=PAGE, at=now)
        grant(contact=ben, wish=Wish(Want.AT_CLOSE), how=PAGE, at=now)

        found = Preference.objects.get()
        assert (found.paused_until, found.only_at_close, found.stopped_at) == (None, True, None)

    def test_stop_told_twice_keeps_the_first_day_and_way(
        self, ben: Contact, clock: Clock, now: datetime
    ) -> None:
        grant(contact=ben, wish=STOP, how=Preference.How.ONE_CLICK, at=now)
        grant(contact=ben, wish=STOP, how=PAGE, at=clock.forward(days=3))

        found = Preference.objects.get()
        assert (found.stopped_at, found.stopped_how) == (now, Preference.How.ONE_CLICK)
        assert AuditEntry.objects.count() == 1

    def test_person_who_wants_to_be_asked_again_is(self, ben: Contact, now: datetime) -> None:
        grant(contact=ben, wish=STOP, how=PAGE, at=now)
        grant(contact=ben, wish=Wish(Want.AGAIN), how=PAGE, at=now)

        found = Preference.objects.get()
        assert (found.stopped_at, found.stopped_how) == (None, "")
        assert found.hold(today=now.date()) is None

    def test_wish_stands_in_the_audit_trail_without_a_member(
        self, ben: Contact, now: datetime
    ) -> None:
        grant(contact=ben, wish=Wish(Want.PAUSE, date(2026, 6, 6)), how=PAGE, at=now)

        entry = AuditEntry.objects.get()
        assert (entry.actor, entry.subject, entry.about) == (None, "Ben Brandt", ben.ref)
        assert entry.detail == {"how": "page", "until": "2026-06-06"}


class TestMember:
    def test_stop_that_was_told_is_written_down_with_the_name_of_who_heard_it(
        self, ben: Contact, lea: Membership, now: datetime
    ) -> None:
        note_stop(by=lea, contact=ben, at=now)

        found = Preference.objects.get()
        assert (found.stopped_how, found.noted_by) == (Preference.How.MEMBER, lea.user)
        assert AuditEntry.objects.get().actor == lea.user

    def test_member_takes_back_what_a_member_wrote(
        self, ben: Contact, lea: Membership, max: Membership, now: datetime
    ) -> None:
        note_stop(by=max, contact=ben, at=now)
        take_back_note(by=lea, contact=ben, at=now)

        assert Preference.objects.get().stopped_at is None

    @pytest.mark.parametrize("how", [PAGE, Preference.How.ONE_CLICK, Preference.How.REPLY])
    def test_nobody_but_the_person_undoes_the_persons_own_stop(
        self, ben: Contact, ava: Membership, now: datetime, how: str
    ) -> None:
        grant(contact=ben, wish=STOP, how=how, at=now)

        with pytest.raises(RuleBroken, match="Only Ben Brandt can allow questions again"):
            take_back_note(by=ava, contact=ben, at=now)

        assert Preference.objects.get().stopped_at == now

    def test_stop_that_is_known_is_not_written_down_again(
        self, ben: Contact, lea: Membership, now: datetime
    ) -> None:
        grant(contact=ben, wish=STOP, how=PAGE, at=now)

        with pytest.raises(RuleBroken, match="There is nothing to write down"):
            note_stop(by=lea, contact=ben, at=now)


class TestPages:
    def test_page_of_a_person_offers_to_write_a_stop_down_and_then_says_who_did(
        self, as_max: Client, ben: Contact, clock: Clock
    ) -> None:
        here = f"/w/acme/customers/people/{ben.ref}/edit/"
        assert "Ben Brandt told us: do not ask" in as_max.get(here).text

        page = as_max.post(f"/w/acme/customers/people/{ben.ref}/stop", follow=True)

        assert page.redirect_chain[-1][0] == here
        assert "Written down. Ben Brandt is not asked." in page.text
        assert "Do not ask" in page.text
        assert "since March 6, 2026, told to Max" in page.text
        assert "That was a mistake" in page.text

    def test_page_of_a_person_who_stopped_offers_nothing_that_would_undo_it(
        self, as_lea: Client, ben: Contact, now: datetime, clock: Clock
    ) -> None:
        grant(contact=ben, wish=STOP, how=Preference.How.ONE_CLICK, at=now)

        page = as_lea.get(f"/w/acme/customers/people/{ben.ref}/edit/")
        forced = as_lea.post(f"/w/acme/customers/people/{ben.ref}/ask-again")

        assert "Only Ben Brandt can change that" in page.text
        assert "That was a mistake" not in page.text
        assert forced.status_code == 409
        assert Preference.objects.get().stopped_at == now

    def test_list_and_page_of_the_customer_show_the_wish(
        self, as_exe: Client, as_lea: Client, ben: Contact, now: datetime, clock: Clock
    ) -> None:
        grant(contact=ben, wish=Wish(Want.PAUSE, date(2026, 6, 6)), how=PAGE, at=now)

        for page in (
            as_exe.get("/w/acme/customers/people/"),
            as_lea.get(f"/w/acme/customers/{ben.customer.ref}/"),
        ):
            assert "Paused until June 6, 2026" in page.text
        clock.moment = clock.moment.replace(month=6)
        assert "Paused" not in as_lea.get("/w/acme/customers/people/").text

    def test_link_to_the_own_page_is_sent_once_a_day_and_not_shown_to_the_member(
        self, as_lea: Client, ben: Contact, clock: Clock
    ) -> None:
        old = token_of(ben)
        address = f"/w/acme/customers/people/{ben.ref}/link"

        page = as_lea.post(address, follow=True)
        again = as_lea.post(address)

        letter = opened(Message.objects.get())
        assert "The link is on its way to Ben Brandt" in page.text
        assert again.status_code == 409
        new = letter.text.partition("/me/")[2][:22]
        assert contact_behind(new) == ben
        assert contact_behind(old) is None
        assert new not in page.text
        assert letter.to == ben.email

"""Who is erased stands in no bulletin any more, also not in the mails that others got."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest

from secondslice.accounts.models import AuditEntry, Membership
from secondslice.conftest import Clock
from secondslice.customers import services as customers
from secondslice.customers.models import Contact
from secondslice.customers.tests.make import make_contact
from secondslice.jobs.services import run_due
from secondslice.journeys.person_erased import person_erased
from secondslice.messaging.models import Message
from secondslice.value.bulletin.models import Bulletin
from secondslice.value.bulletin.selectors.reading import became_of
from secondslice.value.bulletin.services.composing import forget_in_bulletins
from secondslice.value.bulletin.services.sending import send_some
from secondslice.value.models import Testimonial
from secondslice.value.tests.bulletins import (
    SAID,
    News,
    make_bulletin,
    make_news,
    press,
    send_to_all,
)

pytestmark = pytest.mark.django_db
MAIL = "value.bulletin"
Queries = Callable[..., AbstractContextManager[object]]


@pytest.fixture
def news(lea: Membership, clock: Clock) -> News:
    """What there is to tell, and people to tell it to; Otto is quoted with his name."""
    found = make_news(lea, at=clock.moment)
    Testimonial.objects.update(under=Testimonial.Name.FULL)
    return found


def work(clock: Clock) -> None:
    """Let the worker write what is due, and deliver nothing."""
    run_due(now=lambda: clock.moment)


def erase(contact: Contact, clock: Clock) -> None:
    person_erased(contact=contact, how="page", now=clock.moment)


def mails() -> list[tuple[str, str]]:
    """Return to whom a bulletin was written, and all that stands in it."""
    found = Message.objects.filter(kind=MAIL).order_by("to_name")
    return [(one.to_name, f"{one.subject}{one.text}{one.html}") for one in found]


def test_quote_of_who_was_erased_is_in_no_mail_that_has_left(
    lea: Membership, news: News, clock: Clock
) -> None:
    sent = make_bulletin(lea, at=clock.moment)
    send_to_all(sent, lea, at=clock.moment)
    assert all(SAID in words and "Otto" in words for _to, words in mails())

    erase(news.quote.contact, clock)

    assert mails() == [("", ""), ("Eve", ""), ("Ina", "")]
    assert became_of(sent, by=lea).sent == 3


@pytest.mark.parametrize("part", ["subject", "words"])
def test_name_in_our_own_words_is_in_no_mail_that_has_left(
    lea: Membership, news: News, clock: Clock, part: str
) -> None:
    told: dict[str, Any] = {part: "Thanks to Eve for her help."}
    sent = make_bulletin(lea, at=clock.moment, **told)
    send_to_all(sent, lea, at=clock.moment)

    erase(news.eve, clock)

    assert mails() == [("", ""), ("Ina", ""), ("Otto", "")]
    assert getattr(Bulletin.objects.get(), part) == "Thanks to … for her help."
    assert not AuditEntry.objects.filter(subject__contains="Eve").exists()


def test_waiting_mails_leave_without_the_name_in_our_own_words(
    lea: Membership, news: News, clock: Clock
) -> None:
    press(make_bulletin(lea, at=clock.moment, words="Eve is a star."), lea, at=clock.moment)
    work(clock)

    erase(news.eve, clock)
    assert mails() == []
    work(clock)

    assert [to for to, _words in mails()] == ["Ina", "Otto"]
    assert all("… is a star." in words and "Eve" not in words for _to, words in mails())


def test_worker_that_has_begun_writes_the_rest_without_the_name(
    lea: Membership, news: News, clock: Clock
) -> None:
    sent = make_bulletin(lea, at=clock.moment, words="Eve is a star.")
    press(sent, lea, at=clock.moment)
    begun = Bulletin.objects.select_related("workspace", "sent_by").get()  # as it was read then

    erase(news.eve, clock)
    send_some(bulletin=begun, at=clock.moment)

    assert len(mails()) == 2
    assert all("… is a star." in words for _to, words in mails())


def test_of_some_that_have_left_and_some_that_wait_each_is_dealt_with(
    lea: Membership, news: News, clock: Clock
) -> None:
    press(make_bulletin(lea, at=clock.moment), lea, at=clock.moment)
    work(clock)
    gone = Message.objects.filter(kind=MAIL, to_name="Eve")
    gone.update(state=Message.State.SENT, sent_at=clock.moment)
    in_hand = Message.objects.filter(kind=MAIL, to_name="Ina")
    in_hand.update(state=Message.State.SENDING, claim="abc")

    erase(news.quote.contact, clock)
    work(clock)

    assert mails() == [("Eve", ""), ("Ina", "")]
    assert in_hand.get().claim == ""  # it is given up where it does not leave at this try


def test_bulletin_that_tells_nothing_of_the_person_keeps_its_words(
    lea: Membership, news: News, clock: Clock
) -> None:
    other = make_contact(news.shop, "Gus")
    send_to_all(make_bulletin(lea, at=clock.moment), lea, at=clock.moment)

    erase(other, clock)

    kept = [words for to, words in mails() if to]
    assert len(kept) == 3
    assert all(SAID in words for words in kept)


def test_forgetting_takes_the_same_queries_however_many_got_it(
    lea: Membership, news: News, clock: Clock, django_assert_max_num_queries: Queries
) -> None:
    for number in range(40):
        make_contact(news.shop, f"P{number}")
    send_to_all(make_bulletin(lea, at=clock.moment), lea, at=clock.moment)
    was = customers.erase_contact(contact=news.quote.contact, at=clock.moment)

    with django_assert_max_num_queries(16):
        forget_in_bulletins(contact=news.quote.contact, was=was, at=clock.moment)

    assert len(mails()) == 43
    assert not any(words for _to, words in mails())

"""A draft for very many people is looked at as fast as one for some thousands, and sent to all of them."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from django.test import Client

from secondslice.accounts.models import Membership
from secondslice.conftest import Clock
from secondslice.customers.models import Contact
from secondslice.customers.tests.make import make_contact
from secondslice.messaging.models import Message
from secondslice.value.bulletin.selectors import people
from secondslice.value.bulletin.selectors.people import audience
from secondslice.value.tests.bulletins import News, make_bulletin, make_news, send_to_all

pytestmark = pytest.mark.django_db
LIST = "/w/acme/funnel/bulletins/"
Queries = Callable[..., AbstractContextManager[object]]


@pytest.fixture
def news(lea: Membership, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> News:
    """What there is to tell to many; four count as very many here, looked at two at a time."""
    monkeypatch.setattr(people, "MOST_COUNTED", 4, raising=False)
    monkeypatch.setattr(people, "AT_ONCE", 2)
    found = make_news(lea, at=clock.moment)
    for number in range(12):
        make_contact(found.shop, f"P{number}")
    return found


def test_page_counts_among_the_first_and_says_so(
    as_lea: Client, lea: Membership, news: News, clock: Clock
) -> None:
    draft = make_bulletin(lea, at=clock.moment)

    found = audience(draft, by=lea, at=clock.moment)
    page = as_lea.get(f"{LIST}{draft.ref}/").text

    assert (found.count, found.left_out, found.counted) == (3, {"case": 1}, 4)
    assert "at least 3" in page
    assert "Counted among the first 4 people" in page
    assert "Send it now" in page


def test_look_at_a_draft_takes_the_same_queries_however_many_it_is_for(
    lea: Membership, news: News, clock: Clock, django_assert_max_num_queries: Queries
) -> None:
    draft = make_bulletin(lea, at=clock.moment)

    with django_assert_max_num_queries(24):
        audience(draft, by=lea, at=clock.moment)


def test_it_can_be_sent_when_none_of_the_first_may_be_written_to(
    as_lea: Client, lea: Membership, news: News, clock: Clock
) -> None:
    draft = make_bulletin(lea, at=clock.moment)
    first = list(Contact.objects.order_by("pk").values_list("pk", flat=True)[:4])
    Contact.objects.filter(pk__in=first).update(erased_at=clock.moment)

    page = as_lea.get(f"{LIST}{draft.ref}/").text

    assert "at least 0" in page
    assert "Send it now" in page


def test_all_of_them_get_it(lea: Membership, news: News, clock: Clock) -> None:
    send_to_all(make_bulletin(lea, at=clock.moment), lea, at=clock.moment)

    assert Message.objects.filter(kind="value.bulletin").count() == 15


def test_few_are_counted_exactly(
    as_lea: Client, lea: Membership, news: News, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(people, "MOST_COUNTED", 16)
    draft = make_bulletin(lea, at=clock.moment)

    found = audience(draft, by=lea, at=clock.moment)
    page = as_lea.get(f"{LIST}{draft.ref}/").text

    assert (found.count, found.counted) == (15, 0)
    assert "Counted among the first" not in page

"""The wall shows what authors allowed there, and beside it what it is a part of."""

from __future__ import annotations

import re
from datetime import date, timedelta
from html import unescape

import pytest
from django.test import Client

from secondslice.accounts.models import Membership
from secondslice.conftest import Clock
from secondslice.storefront.services import Terms, set_storefront
from secondslice.storefront.tests.test_storefront import answers
from secondslice.value.models import Testimonial
from secondslice.value.tests.bulletins import SAID, make_quote

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
WALL = "/menu/acme/wall"


@pytest.fixture
def quote(lea: Membership, clock: Clock) -> Testimonial:
    """A quote on the wall and nowhere else, of a storefront that is open."""
    set_storefront(by=lea, terms=Terms("public"), at=clock.moment)
    made = make_quote(lea, at=clock.moment)
    Testimonial.objects.update(on_wall=True, on_storefront=False, in_bulletin=False)
    return made


def test_wall_shows_what_may_stand_there_and_the_menu_leads_to_it(
    client: Client, quote: Testimonial
) -> None:
    assert SAID in client.get(WALL).text
    menu = client.get("/menu/acme").text
    assert SAID not in menu
    assert WALL in menu


def test_what_may_stand_elsewhere_only_is_not_on_the_wall(
    client: Client, quote: Testimonial
) -> None:
    Testimonial.objects.update(on_wall=False, in_reports=True)

    assert SAID not in client.get(WALL).text
    assert WALL not in client.get("/menu/acme").text


def test_asked_answered_and_yes_stand_beside_the_quotes_rounded_down(
    client: Client, lea: Membership, quote: Testimonial
) -> None:
    answers(lea, date(2026, 1, 30), asked=64, yes=31, no=8)

    page = client.get(WALL).text

    for number in (65, 35, 30, 1):  # with the author of the quote
        assert f"<dd>{number}</dd>" in page
    assert "Stand here" in page
    assert "no sample of all" in page


def test_few_answers_are_not_counted_out(
    client: Client, lea: Membership, quote: Testimonial
) -> None:
    answers(lea, date(2026, 1, 30), asked=60, yes=12, no=7)

    page = client.get(WALL).text

    assert "<dd>" not in page
    assert "1 quote stands here" in page


def test_closed_storefront_has_no_wall(client: Client, lea: Membership, clock: Clock) -> None:
    assert client.get(WALL).status_code == 404
    set_storefront(by=lea, terms=Terms("network", networks="10.0.0.0/8"), at=clock.moment)
    assert client.get(WALL, REMOTE_ADDR="203.0.113.9").status_code == 404
    assert client.get(WALL, REMOTE_ADDR="10.1.2.3").status_code == 200


def test_long_wall_is_paged_and_read_with_few_queries(
    client: Client,
    lea: Membership,
    quote: Testimonial,
    clock: Clock,
    django_assert_max_num_queries: object,
) -> None:
    for number in range(31):
        one = make_quote(lea, at=clock.moment, words=f"Word {number:02}")
        Testimonial.objects.filter(pk=one.pk).update(
            on_wall=True, published_at=clock.moment - timedelta(days=10 + number)
        )

    with django_assert_max_num_queries(9):  # type: ignore[operator]
        first = client.get(WALL).text

    assert "Word 28" in first
    assert "Word 30" not in first
    after = re.search(r'href="(\?after=[^"]+)"', first)
    assert after is not None
    assert "Word 30" in client.get(WALL + unescape(after[1])).text


def test_wall_sets_no_cookie_and_runs_no_script(client: Client, quote: Testimonial) -> None:
    page = client.get(WALL)

    assert not page.cookies
    assert "<script" not in page.text
    assert "noindex" in page.text

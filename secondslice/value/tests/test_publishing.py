"""A quote is published by its author alone: word by word, under the name and until the day the author chose."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client

from secondslice.accounts.models import AuditEntry, Membership
from secondslice.conftest import Clock
from secondslice.customers.models import Preference
from secondslice.journeys.person_erased import person_erased
from secondslice.journeys.wish_said import STOP, wish_said
from secondslice.messaging.models import Message
from secondslice.messaging.services.writing import opened
from secondslice.pulse.models import Ask, Taste
from secondslice.pulse.plan_models import Touch
from secondslice.pulse.tests.make import make_ask
from secondslice.recovery.tests.make import give, settle
from secondslice.storefront.services import Terms, set_storefront
from secondslice.value.bulletin.selectors.facts import proposals
from secondslice.value.bulletin.services.composing import begin_bulletin
from secondslice.value.models import Testimonial
from secondslice.value.selectors import published_rows, quotes_for_reports
from secondslice.value.services import draft_testimonial

pytestmark = pytest.mark.django_db
WORDS = "The Friday page is the only report I read."
MENU = "/menu/acme"


@pytest.fixture
def lent(lea: Membership, clock: Clock) -> Testimonial:
    """Ben said Yes and lent his words; the storefront is open."""
    ask = give(
        make_ask(lea, at=clock.moment).ask,
        Taste.YES,
        at=clock.moment,
        words=WORDS,
        quote="named",
    )
    settle(ask, at=clock.forward(minutes=5))
    set_storefront(by=lea, terms=Terms("public"), at=clock.moment)
    return Testimonial.objects.get()


def ask_author(as_lea: Client, lent: Testimonial) -> str:
    """Let Lea ask, and return where the mail leads."""
    as_lea.post(f"/w/acme/value/{lent.ref}/publish/")
    found = re.search(r"(/menu/acme/quote/\S+)", opened(Message.objects.latest("pk")).text)
    assert found is not None
    return found[1]


EVERYWHERE = ["wall", "storefront", "reports", "bulletin"]


def decide(visitor: Client, where: str, **typed: str | list[str]) -> str:
    sent = {
        "decide": "yes", "under": "full", "years": "1", "words": WORDS, "places": EVERYWHERE, **typed
    }  # fmt: skip
    return visitor.post(where, sent).content.decode()


def fresh() -> Testimonial:
    return Testimonial.objects.get()


def test_nothing_stands_on_the_menu_before_the_author_approves(
    as_lea: Client, stranger: Client, lent: Testimonial
) -> None:
    assert WORDS not in stranger.get(MENU).content.decode()
    where = ask_author(as_lea, lent)
    page = stranger.get(where).content.decode()  # whoever only opens the link approves nothing

    assert WORDS in page
    assert WORDS not in stranger.get(MENU).content.decode()
    assert fresh().state == "asked"
    assert Touch.objects.get().kind == Touch.Kind.MAIL  # the next question keeps its distance


@pytest.mark.parametrize(
    ("under", "shown", "hidden"),
    [
        ("full", "Ben, ", ""),
        ("role", "Sponsor, ", "Ben"),
        ("nobody", WORDS, "Ben"),
    ],
)
def test_approved_it_stands_there_under_the_name_the_author_chose(
    as_lea: Client,
    stranger: Client,
    lent: Testimonial,
    under: str,
    shown: str,
    hidden: str,
) -> None:
    told = decide(stranger, ask_author(as_lea, lent), under=under)

    assert "You let us publish it as" in told or "without a name" in told
    page = stranger.get(MENU).content.decode()
    assert WORDS in page
    assert shown in page
    assert not hidden or hidden not in page
    assert AuditEntry.objects.filter(verb="let us publish the words").exists()
    assert "Published" in as_lea.get("/w/acme/value/").content.decode()


def test_author_takes_it_back_with_the_same_link_and_can_change_the_mind(
    as_lea: Client, stranger: Client, lent: Testimonial
) -> None:
    where = ask_author(as_lea, lent)
    decide(stranger, where)

    told = decide(stranger, where, decide="no")

    assert "It is published nowhere" in told
    assert WORDS not in stranger.get(MENU).content.decode()
    decide(stranger, where)
    assert WORDS in stranger.get(MENU).content.decode()


def test_published_until_the_day_the_author_named(
    as_lea: Client, stranger: Client, lent: Testimonial, clock: Clock
) -> None:
    decide(stranger, ask_author(as_lea, lent))

    clock.forward(days=365)
    assert WORDS in stranger.get(MENU).content.decode()
    clock.forward(days=1)
    assert WORDS not in stranger.get(MENU).content.decode()


def test_other_words_are_not_published_by_an_old_approval(
    as_lea: Client, stranger: Client, lent: Testimonial, clock: Clock
) -> None:
    where = ask_author(as_lea, lent)
    decide(stranger, where)

    draft_testimonial(ask=lent.ask, words="Other words.", consent="named", at=clock.moment)

    assert fresh().state == "draft"
    assert "Other words." not in stranger.get(MENU).content.decode()
    assert stranger.get(where).status_code == 404


def test_words_that_changed_while_the_page_was_open_are_looked_at_again(
    as_lea: Client, stranger: Client, lent: Testimonial
) -> None:
    told = decide(stranger, ask_author(as_lea, lent), words="What I never said.")

    assert "The words are others by now" in told
    assert fresh().state == "asked"


def test_words_of_several_lines_are_approved_as_a_browser_sends_them(
    as_lea: Client, stranger: Client, lent: Testimonial
) -> None:
    Testimonial.objects.filter(pk=lent.pk).update(words="One page.\nOn Fridays.")

    decide(stranger, ask_author(as_lea, lent), words="One page.\r\nOn Fridays.")

    assert fresh().state == "published"


def test_yes_taken_back_takes_the_quote_with_it(
    as_lea: Client, stranger: Client, lent: Testimonial, clock: Clock
) -> None:
    decide(stranger, ask_author(as_lea, lent))

    settle(
        give(Ask.objects.get(), Taste.NO, at=clock.forward(minutes=1)), at=clock.forward(minutes=9)
    )

    assert WORDS not in stranger.get(MENU).content.decode()
    assert fresh().state == "withdrawn"


def test_author_who_is_erased_is_published_nowhere(
    as_lea: Client, stranger: Client, lent: Testimonial, clock: Clock
) -> None:
    where = ask_author(as_lea, lent)
    decide(stranger, where)
    Message.objects.update(state=Message.State.SENT, sent_at=clock.moment)

    person_erased(contact=lent.contact, how="page", now=clock.moment)

    assert WORDS not in stranger.get(MENU).content.decode()
    assert stranger.get(where).status_code == 404
    assert (fresh().words, fresh().under, fresh().token_digest) == ("", "", "")
    assert Message.objects.get(kind="value.may_we_publish").to == ""


def test_who_stopped_is_not_asked_and_nobody_twice(
    as_lea: Client, lent: Testimonial, clock: Clock
) -> None:
    wish_said(contact=lent.contact, wish=STOP, how=Preference.How.PAGE, now=clock.moment)
    address = f"/w/acme/value/{lent.ref}/publish/"

    told = as_lea.post(address, follow=True).content.decode()
    assert "does not want any questions by mail" in told
    Preference.objects.all().delete()
    as_lea.post(address)
    again = as_lea.post(address, follow=True).content.decode()

    assert "The author was asked already" in again
    assert Message.objects.filter(kind="value.may_we_publish").count() == 1


def test_page_sets_no_cookie_and_stays_small(
    as_lea: Client, stranger: Client, lent: Testimonial
) -> None:
    where = ask_author(as_lea, lent)
    decide(stranger, where)

    for address in (where, MENU):
        page = stranger.get(address)
        assert not page.cookies
        assert len(page.content) < 20_000
        assert "<script" not in page.content.decode()
    until = fresh().until
    assert until is not None
    assert until - fresh().at.date() >= timedelta(days=364)


def test_nothing_is_ticked_before_the_author_has_ticked_it(
    as_lea: Client, stranger: Client, lent: Testimonial
) -> None:
    where = ask_author(as_lea, lent)

    assert 'type="checkbox"' in stranger.get(where).text
    assert not re.search(r'type="checkbox"[^>]* checked', stranger.get(where).text)
    told = decide(stranger, where, places=[])

    assert "Choose at least one place" in told
    assert fresh().state == "asked"


@pytest.mark.parametrize("place", EVERYWHERE)
def test_it_stands_where_the_author_ticked_and_nowhere_else(
    as_lea: Client, stranger: Client, lent: Testimonial, clock: Clock, place: str
) -> None:
    decide(stranger, ask_author(as_lea, lent), places=[place])
    today = clock.moment.date()

    stands = {
        one: published_rows(lent.workspace, today=today, place=one).exists() for one in EVERYWHERE
    }

    assert stands == {one: one == place for one in EVERYWHERE}
    assert (WORDS in stranger.get(MENU).text) is (place == "storefront")
    assert bool(quotes_for_reports(lent.workspace, today=today)) is (place == "reports")


def test_author_changes_the_places_with_the_same_link(
    as_lea: Client, stranger: Client, lent: Testimonial
) -> None:
    where = ask_author(as_lea, lent)
    decide(stranger, where)

    decide(stranger, where, places=["reports"], under="role")

    assert (fresh().places, fresh().under) == (["reports"], "role")
    assert WORDS not in stranger.get(MENU).text


def test_bulletin_proposes_only_what_may_stand_in_mails(
    as_lea: Client, lea: Membership, stranger: Client, lent: Testimonial, clock: Clock
) -> None:
    where = ask_author(as_lea, lent)
    draft = begin_bulletin(by=lea, at=clock.moment)

    decide(stranger, where, places=["storefront"])
    assert WORDS not in [one.words for one in proposals(draft, today=clock.moment.date()).all]
    decide(stranger, where, places=["bulletin"])

    assert WORDS in [one.words for one in proposals(draft, today=clock.moment.date()).all]


def test_words_without_a_name_are_in_no_report_about_one_customer(
    as_lea: Client, stranger: Client, lent: Testimonial, clock: Clock
) -> None:
    where = ask_author(as_lea, lent)
    decide(stranger, where, under="nobody")
    today = clock.moment.date()

    assert quotes_for_reports(lent.workspace, today=today)
    assert not quotes_for_reports(lent.workspace, today=today, customer=lent.customer)
    decide(stranger, where, under="role")
    assert quotes_for_reports(lent.workspace, today=today, customer=lent.customer)

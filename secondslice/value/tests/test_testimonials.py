from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from secondslice.accounts.models import Membership
from secondslice.accounts.tests.make import make_member
from secondslice.conftest import Clock
from secondslice.projects.models import Project
from secondslice.pulse.models import Ask, Taste
from secondslice.pulse.services.counting import rebuild_counts
from secondslice.pulse.tests.make import make_ask
from secondslice.recovery.tests.make import add, give, settle
from secondslice.value import models, selectors

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)
PAGE = "/w/acme/value/"
WORDS = "The Friday page is the only report I read."


def lend(
    by: Membership, at: datetime, *, quote: str = "named", name: str = "Ben", words: str = WORDS
) -> Ask:
    """Let Ben say Yes and lend his words."""
    return give(make_ask(by, at=at, name=name).ask, Taste.YES, at=at, words=words, quote=quote)


def test_yes_with_consent_makes_a_draft_once(max: Membership, now: datetime) -> None:
    ask = lend(max, now)

    for minute in range(5):
        settle(ask, at=now + minute * MINUTE)

    draft = models.Testimonial.objects.get()
    assert (draft.words, draft.consent, draft.state, draft.at) == (WORDS, "named", "draft", now)
    assert (draft.contact, draft.project, draft.customer) == (
        ask.contact,
        ask.project,
        ask.customer,
    )


@pytest.mark.parametrize(
    ("quote", "words"), [("no", WORDS), ("named", "")], ids=["no consent", "no words"]
)
def test_without_consent_or_words_nothing_is_kept(
    max: Membership, now: datetime, quote: str, words: str
) -> None:
    lend(max, now, quote=quote, words=words)

    assert not models.Testimonial.objects.exists()


def test_consent_taken_back_withdraws_the_words(max: Membership, now: datetime) -> None:
    ask = lend(max, now)
    add(ask, Taste.YES, at=now + MINUTE, words=WORDS, quote="no")

    settle(ask, at=now + MINUTE)

    withdrawn = models.Testimonial.objects.get()
    assert (withdrawn.state, withdrawn.withdrawn_at) == ("withdrawn", now + MINUTE)
    assert not selectors.testimonials(max)


@pytest.mark.parametrize("taste", [Taste.NO, ""], ids=["changed to No", "taken back"])
def test_words_go_with_their_yes(max: Membership, now: datetime, taste: str) -> None:
    ask = lend(max, now)

    give(ask, taste, at=now + MINUTE)

    assert models.Testimonial.objects.get().state == "withdrawn"


def test_consent_given_again_brings_the_new_words(max: Membership, now: datetime) -> None:
    ask = lend(max, now)
    give(ask, "", at=now + MINUTE)

    give(ask, Taste.YES, at=now + 2 * MINUTE, words="Other words", quote="anonymous")

    draft = models.Testimonial.objects.get()
    assert (draft.state, draft.words, draft.consent) == ("draft", "Other words", "anonymous")


def test_page_shows_what_may_be_quoted_and_how(
    as_lea: Client, max: Membership, clock: Clock
) -> None:
    lend(max, clock.moment)
    rebuild_counts(workspace_id=max.workspace_id)

    text = as_lea.get(PAGE).text

    assert WORDS in text
    assert "Ben, " in text
    assert "May be quoted with the name" in text
    assert "1 asked, 1 answered, 1 may be quoted, 0 published." in text
    assert "Only what its author has approved word by word" in text


def test_without_the_name_neither_name_nor_project_nor_customer_is_shown(
    as_lea: Client, max: Membership, now: datetime
) -> None:
    ask = lend(max, now, quote="anonymous", name="Benedikt")

    text = as_lea.get(PAGE).text

    assert WORDS in text
    assert "Sponsor" in text
    for secret in ("Benedikt", ask.project.name, ask.customer.name):
        assert secret not in text


def test_page_without_quotes_says_where_they_come_from(as_lea: Client) -> None:
    assert "Nobody has lent you a quote yet." in as_lea.get(PAGE).text


def test_page_needs_the_same_queries_for_ten_quotes(
    as_lea: Client,
    max: Membership,
    now: datetime,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    for number in range(10):
        lend(max, now, name=f"Ben {number}")

    with django_assert_max_num_queries(20):
        assert "Ben 9" in as_lea.get(PAGE).text


def test_manager_sees_the_words_about_his_projects(
    as_max: Client, max: Membership, now: datetime
) -> None:
    mia = make_member(max.workspace, "Mia")
    lend(max, now, name="Ben")
    lend(mia, now, name="Bella")

    text = as_max.get(PAGE).text

    assert "Ben, " in text
    assert "Bella" not in text


def test_other_workspace_gets_404_and_sees_nothing(
    as_cleo: Client, cleo: Membership, max: Membership, now: datetime
) -> None:
    lend(max, now)

    assert as_cleo.get(PAGE).status_code == 404
    assert WORDS not in as_cleo.get("/w/other/value/").text
    assert not selectors.testimonials(cleo)


def test_lists_for_other_rooms(max: Membership, lea: Membership, now: datetime) -> None:
    ask = lend(max, now)
    rebuild_counts(workspace_id=max.workspace_id)
    project = Project.objects.select_related("customer").get(pk=ask.project_id)

    assert selectors.testimonials_of_project(lea, project).count() == 1
    assert selectors.testimonials_of_customer(lea, project.customer).count() == 1
    counts = selectors.testimonial_counts(lea)
    assert (counts.asked, counts.answered, counts.yes, counts.drafts) == (1, 1, 1, 1)

"""Nothing is quoted in other words than the author's, everything allowed is written down, and one tap ends it."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from secondslice.accounts.models import Membership
from secondslice.conftest import Clock, sign_in
from secondslice.customers.models import Preference
from secondslice.journeys.person_erased import person_erased
from secondslice.journeys.wish_said import STOP, wish_said
from secondslice.messaging.models import Message
from secondslice.messaging.services import opened
from secondslice.pulse.models import Ask, Taste
from secondslice.pulse.tests.make import Sent, Visitor, make_ask
from secondslice.recovery.tests.make import give, settle
from secondslice.value.consent.models import ConsentEvent, Wording
from secondslice.value.consent.selectors.log import consent_events
from secondslice.value.models import Testimonial
from secondslice.value.rules import words_digest
from secondslice.value.tasks import end_quotes
from secondslice.value.tests.quotes import (
    SHORTER,
    WORDS,
    ask_author,
    decide,
    lend_words,
    link_in_mail,
)

pytestmark = pytest.mark.django_db
MENU, LOG = "/menu/acme", "/w/acme/value/consents/"


@pytest.fixture
def ben(lea: Membership, clock: Clock) -> Sent:
    """Ben has lent his words."""
    return lend_words(lea, at=clock.moment)[1]


@pytest.fixture
def lent(ben: Sent) -> Testimonial:
    """The words that he has lent."""
    return fresh()


def fresh() -> Testimonial:
    return Testimonial.objects.select_related("workspace", "contact", "ask").get()


def propose(as_lea: Client, lent: Testimonial, words: str = SHORTER) -> str:
    """Let Lea propose other words. Return the page she then sees."""
    page = as_lea.post(f"/w/acme/value/quotes/{lent.ref}/wording/", {"words": words}, follow=True)
    return page.text


def kinds() -> list[str]:
    return list(ConsentEvent.objects.order_by("at", "pk").values_list("kind", flat=True))


class TestOtherWords:
    """Proposed by the PMO, decided by the author."""

    def test_old_words_stand_until_the_author_has_decided(
        self, as_lea: Client, stranger: Client, lent: Testimonial
    ) -> None:
        decide(stranger, ask_author(as_lea, lent))

        told = propose(as_lea, lent)

        assert "Until then the old words stand" in told
        menu = stranger.get(MENU).text
        assert WORDS in menu
        assert SHORTER not in menu
        page = stranger.get(link_in_mail()).text
        assert WORDS in page
        assert SHORTER in page
        assert fresh().words == WORDS

    def test_nothing_is_published_where_nothing_was_and_the_author_only_looks(
        self, as_lea: Client, stranger: Client, lent: Testimonial
    ) -> None:
        propose(as_lea, lent)
        stranger.get(link_in_mail())

        menu = stranger.get(MENU).text
        assert WORDS not in menu
        assert SHORTER not in menu
        assert fresh().state == "asked"

    def test_author_takes_them(self, as_lea: Client, stranger: Client, lent: Testimonial) -> None:
        propose(as_lea, lent)

        decide(stranger, link_in_mail(), which="proposed", proposal="2")

        assert SHORTER in stranger.get(MENU).text
        assert list(Wording.objects.order_by("number").values_list("words", "state")) == [
            (WORDS, "replaced"),
            (SHORTER, "stands"),
        ]

    def test_author_writes_own_words(
        self, as_lea: Client, stranger: Client, lent: Testimonial
    ) -> None:
        propose(as_lea, lent)

        decide(stranger, link_in_mail(), which="mine", proposal="2", mine="Only the Friday page.")

        assert fresh().words == "Only the Friday page."
        states = Wording.objects.order_by("number").values_list("origin", "state")
        assert list(states) == [("said", "replaced"), ("proposed", "refused"), ("edited", "stands")]

    def test_author_leaves_the_words_as_they_were(
        self, as_lea: Client, stranger: Client, lent: Testimonial
    ) -> None:
        propose(as_lea, lent)

        decide(stranger, link_in_mail(), which="stands", proposal="2")

        assert WORDS in stranger.get(MENU).text
        assert Wording.objects.get(number=2).state == "refused"

    def test_no_means_neither_of_them_is_published(
        self, as_lea: Client, stranger: Client, lent: Testimonial
    ) -> None:
        propose(as_lea, lent)

        decide(stranger, link_in_mail(), decide="no")

        assert fresh().state == "revoked"
        assert Wording.objects.get(number=2).state == "refused"

    def test_link_of_an_earlier_mail_still_takes_it_back(
        self, as_lea: Client, stranger: Client, lent: Testimonial
    ) -> None:
        first = ask_author(as_lea, lent)
        decide(stranger, first)
        propose(as_lea, lent)

        decide(stranger, first, decide="no")

        assert WORDS not in stranger.get(MENU).text

    def test_proposal_that_came_while_the_page_was_open_is_not_taken_by_mistake(
        self, as_lea: Client, stranger: Client, lent: Testimonial
    ) -> None:
        first = ask_author(as_lea, lent)
        propose(as_lea, lent)

        told = decide(stranger, first, which="proposed", proposal="0")

        assert "The words are others by now" in told
        assert fresh().state == "asked"

    def test_answer_told_again_does_not_bring_the_old_words_back(
        self, as_lea: Client, stranger: Client, lent: Testimonial, clock: Clock
    ) -> None:
        propose(as_lea, lent)
        decide(stranger, link_in_mail(), which="proposed", proposal="2")

        settle(lent.ask, at=clock.forward(minutes=5))

        assert (fresh().words, fresh().state) == (SHORTER, "published")

    def test_other_words_in_the_answer_end_the_proposal(
        self, as_lea: Client, stranger: Client, lent: Testimonial, clock: Clock
    ) -> None:
        propose(as_lea, lent)
        where = link_in_mail()

        give(lent.ask, Taste.YES, at=clock.forward(minutes=5), words="New.", quote="named")

        assert (fresh().words, fresh().state) == ("New.", "draft")
        assert stranger.get(where).status_code == 404

    def test_nobody_is_asked_twice_at_once_nor_a_third_time(
        self, as_lea: Client, stranger: Client, lent: Testimonial
    ) -> None:
        propose(as_lea, lent)
        assert "has a proposal already" in propose(as_lea, lent, "Another one.")
        decide(stranger, link_in_mail(), which="stands", proposal="2")
        propose(as_lea, lent, "Another one.")
        decide(stranger, link_in_mail(), which="stands", proposal="3")

        assert "refused other words twice" in propose(as_lea, lent, "A third one.")
        assert Message.objects.filter(kind="value.other_words").count() == 2

    @pytest.mark.parametrize(
        ("words", "said"), [(WORDS, "Change something"), ("   ", "This is needed.")]
    )
    def test_same_or_no_words_are_refused(
        self, as_lea: Client, lent: Testimonial, words: str, said: str
    ) -> None:
        assert said in propose(as_lea, lent, words)
        assert not Message.objects.filter(kind="value.other_words").exists()

    def test_who_stopped_is_not_asked(
        self, as_lea: Client, lent: Testimonial, clock: Clock
    ) -> None:
        wish_said(contact=lent.contact, wish=STOP, how=Preference.How.PAGE, now=clock.moment)

        assert "does not want any questions by mail" in propose(as_lea, lent)


class TestLog:
    """What was allowed when."""

    def test_each_step_is_written_down_with_its_places_name_and_end(
        self, as_lea: Client, stranger: Client, lent: Testimonial, clock: Clock
    ) -> None:
        where = ask_author(as_lea, lent)
        decide(stranger, where, places=["wall", "reports"], under="role")
        clock.forward(days=1)
        decide(stranger, where)
        clock.forward(days=1)
        decide(stranger, where, decide="no")

        assert kinds() == ["asked", "approved", "changed", "revoked"]
        approved = ConsentEvent.objects.get(kind="approved")
        assert (approved.places, approved.digest) == ("wall reports", words_digest(WORDS))
        assert approved.signed.startswith("Sponsor, ")
        assert str(approved.until) == "2027-03-06"
        revoked = ConsentEvent.objects.get(kind="revoked")
        assert (revoked.places, revoked.signed, revoked.until) == ("", "", None)

    def test_end_on_the_named_day_is_written_down_once(
        self, as_lea: Client, stranger: Client, lent: Testimonial, clock: Clock
    ) -> None:
        decide(stranger, ask_author(as_lea, lent))
        end_quotes(payload={}, now=clock.forward(days=365))
        assert fresh().state == "published"

        for _again in range(2):
            end_quotes(payload={}, now=clock.forward(days=1))

        assert kinds() == ["asked", "approved", "ended"]
        assert fresh().state == "ended"
        assert (
            "Ask the author to publish it" in as_lea.get(f"/w/acme/value/quotes/{lent.ref}/").text
        )

    def test_answer_that_changed_ends_it(
        self, as_lea: Client, stranger: Client, lent: Testimonial, clock: Clock
    ) -> None:
        decide(stranger, ask_author(as_lea, lent))

        give(lent.ask, Taste.NO, at=clock.forward(minutes=1))

        assert kinds() == ["asked", "approved", "withdrawn"]

    def test_entries_cannot_be_changed_or_deleted(
        self, as_lea: Client, stranger: Client, lent: Testimonial
    ) -> None:
        decide(stranger, ask_author(as_lea, lent))
        entry = ConsentEvent.objects.first()
        assert entry is not None

        with pytest.raises(TypeError):
            entry.save()
        with pytest.raises(TypeError):
            entry.delete()

    def test_erased_author_leaves_entries_without_name_and_words(
        self, as_lea: Client, stranger: Client, lent: Testimonial, clock: Clock
    ) -> None:
        propose(as_lea, lent)
        decide(stranger, link_in_mail(), which="proposed", proposal="2")

        person_erased(contact=lent.contact, how="page", now=clock.forward(days=1))

        assert kinds() == ["proposed", "approved", "erased"]
        assert not ConsentEvent.objects.exclude(signed="", digest="").exists()
        assert not Wording.objects.exclude(words="", token_digest="").exists()
        file = as_lea.get(LOG, {"download": "csv"}).getvalue().decode()
        assert "Ben" not in file
        assert "Approved" in file

    def test_log_can_be_had_as_a_tagged_pdf_and_as_a_list(
        self, as_lea: Client, stranger: Client, lent: Testimonial
    ) -> None:
        decide(stranger, ask_author(as_lea, lent))
        for where in (LOG, f"/w/acme/value/quotes/{lent.ref}/"):
            page = as_lea.get(where).text
            assert "Approved" in page
            response = as_lea.get(where, {"download": "pdf"})

            assert response.content.startswith(b"%PDF")
            assert b"pdfuaid:part" in response.content
        listed = as_lea.get(LOG, {"download": "csv"}).getvalue().decode()
        assert words_digest(WORDS) in listed
        assert "Ben, " in listed

    def test_log_is_for_who_runs_the_pmo(
        self, as_max: Client, as_exe: Client, as_cleo: Client, lent: Testimonial
    ) -> None:
        for browser, status in ((as_max, 403), (as_exe, 403), (as_cleo, 404)):
            assert browser.get(LOG).status_code == status

    def test_log_of_confidences_is_closed_to_a_lead_who_was_rated(
        self, ava: Membership, lea: Membership, clock: Clock
    ) -> None:
        lent = lend_words(ava, at=clock.moment, mode=Ask.Mode.CONFIDENTIAL)[0]
        Testimonial.objects.update(consent="anonymous")
        sign_in(ava).post(f"/w/acme/value/{lent.ref}/publish/")
        Membership.objects.filter(pk=lea.pk).update(rated_in_confidence=True)
        lea.refresh_from_db()

        assert consent_events(ava).exists()
        assert not consent_events(lea).exists()
        assert sign_in(lea).get(f"/w/acme/value/quotes/{lent.ref}/").status_code == 404

    def test_log_needs_the_same_queries_for_ten_quotes(
        self, as_lea: Client, lea: Membership, clock: Clock, django_assert_max_num_queries: object
    ) -> None:
        for number in range(10):
            lent, _sent = lend_words(lea, at=clock.moment, name=f"Ben {number}")
            as_lea.post(f"/w/acme/value/{lent.ref}/publish/")

        with django_assert_max_num_queries(12):  # type: ignore[operator]
            assert as_lea.get(LOG).text.count("by us") + as_lea.get(LOG).text.count("Lea") >= 10


class TestLinkToOneQuote:
    """A public page with one quote."""

    def test_it_shows_the_quote_while_its_author_allows_it_and_410_after(
        self, as_lea: Client, stranger: Client, lent: Testimonial, clock: Clock
    ) -> None:
        link = f"/menu/acme/said/{lent.ref}"
        where = ask_author(as_lea, lent)
        assert stranger.get(link).status_code == 404
        decide(stranger, where)
        assert link in as_lea.get(f"/w/acme/value/quotes/{lent.ref}/").text
        assert WORDS in stranger.get(link).text

        decide(stranger, where, decide="no")
        over = stranger.get(link)
        assert over.status_code == 410
        assert "not published any more" in over.text
        assert WORDS not in over.text
        decide(stranger, where)
        assert stranger.get(link).status_code == 200
        clock.forward(days=366)
        assert stranger.get(link).status_code == 410

    def test_unknown_is_404_and_so_is_what_stands_in_reports_only(
        self, as_lea: Client, stranger: Client, lent: Testimonial
    ) -> None:
        decide(stranger, ask_author(as_lea, lent), places=["reports", "bulletin"])

        assert stranger.get(f"/menu/acme/said/{lent.ref}").status_code == 404
        nothing = "6f1c0d0e-0000-4000-8000-000000000000"
        assert stranger.get(f"/menu/acme/said/{nothing}").status_code == 404
        assert stranger.get(f"/menu/other/said/{lent.ref}").status_code == 404

    def test_erased_author_leaves_a_link_that_is_over(
        self, as_lea: Client, stranger: Client, lent: Testimonial, clock: Clock
    ) -> None:
        decide(stranger, ask_author(as_lea, lent))

        person_erased(contact=lent.contact, how="page", now=clock.moment)

        assert stranger.get(f"/menu/acme/said/{lent.ref}").status_code == 410


class TestOwnPage:
    """Where the author sees what is quoted."""

    def test_author_takes_it_back_with_one_tap(
        self, as_lea: Client, stranger: Client, ben: Sent, lent: Testimonial
    ) -> None:
        decide(stranger, ask_author(as_lea, lent))
        page = stranger.get(f"/me/{ben.me}/quotes").text
        assert WORDS in page
        assert "Our wall of quotes" in page
        assert f"/me/{ben.me}/quotes" in stranger.get(f"/me/{ben.me}").text

        told = stranger.post(f"/me/{ben.me}/quotes", {"take_back": str(lent.ref)}).text

        assert "Taken back" in told
        assert WORDS not in stranger.get(MENU).text
        assert ConsentEvent.objects.latest("pk").how == "own_page"

    def test_opening_the_page_takes_nothing_back(
        self, as_lea: Client, stranger: Client, ben: Sent, lent: Testimonial
    ) -> None:
        decide(stranger, ask_author(as_lea, lent))

        stranger.get(f"/me/{ben.me}/quotes", {"take_back": str(lent.ref)})
        stranger.post(f"/me/{ben.me}/quotes", {"take_back": str(lent.ref), "website": "x"})

        assert fresh().state == "published"

    def test_nobody_takes_back_what_another_said(
        self, as_lea: Client, lea: Membership, stranger: Client, lent: Testimonial, clock: Clock
    ) -> None:
        decide(stranger, ask_author(as_lea, lent))
        otto = lend_words(lea, at=clock.moment, name="Otto")[1]

        stranger.post(f"/me/{otto.me}/quotes", {"take_back": str(lent.ref)})

        assert Testimonial.objects.get(pk=lent.pk).state == "published"

    def test_file_with_everything_tells_what_was_allowed(
        self, as_lea: Client, stranger: Client, ben: Sent, lent: Testimonial
    ) -> None:
        decide(stranger, ask_author(as_lea, lent))

        (asked, approved) = stranger.get(f"/me/{ben.me}/everything.json").json()["consents"]

        assert asked["what"] == "asked"
        assert approved["places"] == ["wall", "storefront", "reports", "bulletin"]


class TestAfterANo:
    """Words that their author took back, and lent again with a later answer."""

    def lent_again(self, lent: Testimonial, clock: Clock, words: str = WORDS) -> None:
        ask = Ask.objects.get(pk=lent.ask_id)
        give(ask, Taste.NO, at=clock.forward(minutes=5))
        give(ask, Taste.YES, at=clock.forward(minutes=5), words=words, quote="named")
        assert fresh().state == "draft"

    def test_card_says_when_it_was_taken_back_and_the_same_is_not_asked_again(
        self, as_lea: Client, stranger: Client, lent: Testimonial, clock: Clock
    ) -> None:
        where = ask_author(as_lea, lent)
        decide(stranger, where)
        decide(stranger, where, decide="no")
        self.lent_again(lent, clock)

        for page in ("/w/acme/value/", f"/w/acme/value/quotes/{lent.ref}/"):
            shown = as_lea.get(page).text
            assert re.search(r"Taken back by the author on <time[^>]*>March 6, 2026", shown)
            assert "/publish/" not in shown
        told = as_lea.post(f"/w/acme/value/{lent.ref}/publish/", follow=True).text
        assert "has said no to these words" in told
        assert fresh().state == "draft"

    def test_other_words_may_be_asked_for(
        self, as_lea: Client, stranger: Client, lent: Testimonial, clock: Clock
    ) -> None:
        decide(stranger, ask_author(as_lea, lent), decide="no")
        self.lent_again(lent, clock, words="On Fridays I know where we stand.")

        shown = as_lea.get("/w/acme/value/").text
        assert "Taken back by the author on" in shown
        assert "/publish/" in shown
        ask_author(as_lea, lent)
        assert fresh().state == "asked"

    def test_what_was_let_stand_again_is_not_taken_back(
        self, as_lea: Client, stranger: Client, lent: Testimonial
    ) -> None:
        where = ask_author(as_lea, lent)
        decide(stranger, where, decide="no")
        decide(stranger, where)
        Testimonial.objects.update(
            state="ended", published_at=None, under="", until=None, on_wall=False,
            on_storefront=False, in_reports=False, in_bulletin=False,
        )  # fmt: skip

        shown = as_lea.get("/w/acme/value/").text
        assert "Taken back by the author" not in shown
        assert "/publish/" in shown

    def test_page_of_a_quote_says_when_it_was_taken_back(
        self, as_lea: Client, stranger: Client, lent: Testimonial
    ) -> None:
        where = ask_author(as_lea, lent)
        decide(stranger, where)
        decide(stranger, where, decide="no")
        shown = as_lea.get(f"/w/acme/value/quotes/{lent.ref}/").text
        assert "Taken back by the author on" in shown
        assert "/publish/" not in shown


class TestSameForAll:
    """Nobody leads only the happy ones to a page for the public."""

    def test_invitation_is_the_same_for_who_said_yes_and_who_said_no_before(
        self, lea: Membership, clock: Clock
    ) -> None:
        mails = []
        for taste in (Taste.YES, Taste.NO):
            sent = lend_words(lea, at=clock.moment, name="Ben")[1]
            give(sent.ask, taste, at=clock.moment)
            again = lend_words(lea, at=clock.moment, name="Ben")[1]
            assert again.ask.message is not None
            text = opened(again.ask.message).text
            mails.append(re.sub(r"[\w-]{22}|\d{3}\s\d{3}", "…", text))

        assert mails[0] == mails[1]

    @pytest.mark.parametrize("taste", ["y", "n"])
    def test_no_answer_leads_to_a_page_for_the_public(
        self, lea: Membership, clock: Clock, taste: str
    ) -> None:
        person = Visitor(make_ask(lea, at=clock.moment))
        person.open(f"/{taste}")
        clock.forward(seconds=5)
        html = person.press("Yes" if taste == "y" else "No").text

        assert "Thank you" in html
        links = re.findall(r'(?:href|action)="([^"]+)"', html)
        assert links
        assert not [one for one in links if "/menu/" in one or "://" in one]

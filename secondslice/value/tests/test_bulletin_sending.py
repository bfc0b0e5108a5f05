"""A bulletin is sent once, to those who may be written to, and holds nothing that was taken back."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage

import pytest
from django.test import Client
from pytest_django import Settings

from secondslice.accounts.models import AuditEntry, Membership
from secondslice.config.clockwork import settle_everything
from secondslice.conftest import Clock
from secondslice.core.errors import RuleBroken
from secondslice.customers.models import Contact, Preference
from secondslice.customers.rules import Want, Wish
from secondslice.customers.tests.make import make_contact
from secondslice.jobs.models import Job
from secondslice.jobs.services import run_due
from secondslice.journeys.person_erased import person_erased
from secondslice.journeys.wish_said import STOP, wish_said
from secondslice.messaging.models import Message
from secondslice.messaging.tests.mail_server import Server, deliver, mail_server
from secondslice.messaging.tests.make import make_suppression
from secondslice.projects.tests.make import make_project, make_stakeholder
from secondslice.pulse.plan_models import AskRules, Touch
from secondslice.pulse.selectors.people import Holds, standings
from secondslice.pulse.tests.make import make_ask
from secondslice.value.bulletin.models import Bulletin, BulletinCopy
from secondslice.value.bulletin.selectors.facts import look_of
from secondslice.value.bulletin.selectors.reading import became_of
from secondslice.value.bulletin.services.sending import send_bulletin
from secondslice.value.publishing import refuse
from secondslice.value.tests.bulletins import (
    CHANGED,
    SAID,
    TODAY,
    News,
    facts_in,
    make_bulletin,
    make_news,
    press,
    send_to_all,
)

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS"),  # on loopback
]
MAIL = "value.bulletin"


@pytest.fixture
def news(lea: Membership, clock: Clock) -> News:
    """What there is to tell, and people to tell it to."""
    return make_news(lea, at=clock.moment)


@pytest.fixture
def server(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    """A server on a free port, and the product set to use it."""
    with mail_server(settings, monkeypatch) as found:
        yield found


def readers() -> set[str]:
    return set(Message.objects.filter(kind=MAIL).values_list("to_name", flat=True))


def why(contact: Contact) -> str:
    return BulletinCopy.objects.get(contact=contact).why


def body(mail: EmailMessage, kind: str) -> str:
    found = mail.get_body((kind,))
    assert found is not None
    return str(found.get_content())


def work(clock: Clock) -> None:
    """Let the worker write what is due, and deliver nothing."""
    run_due(now=lambda: clock.moment)


class TestOverTheWire:
    def test_arrives_with_the_facts_and_without_anything_that_reports_back(
        self, lea: Membership, news: News, server: Server, clock: Clock
    ) -> None:
        send_to_all(make_bulletin(lea, at=clock.moment, segment="external"), lea, at=clock.moment)

        (mail,) = server.mails
        assert mail["To"].endswith(f"<{news.eve.email}>")
        assert mail["From"].startswith('"Lea, Acme PMO" <')
        assert mail["Reply-To"] == "lea@example.org"
        assert mail["Subject"] == "What is new"
        for part in (body(mail, "plain"), body(mail, "html")):
            assert "Hello Eve," in part
            assert "thank you." in part
            assert "New tills" in part
            assert CHANGED in part
            assert SAID in part
            links = set(re.findall(r"https?://[^\s\"<]+", part))
            assert links
            assert all("/me/" in one for one in links), links
        html = body(mail, "html")
        assert "<img" not in html
        assert "url(" not in html
        parts = [part.get_content_type() for part in mail.walk() if not part.is_multipart()]
        assert parts == ["text/plain", "text/html"]

    def test_mail_programs_find_how_to_leave_the_list_with_one_press(
        self, lea: Membership, news: News, server: Server, stranger: Client, clock: Clock
    ) -> None:
        send_to_all(make_bulletin(lea, at=clock.moment, segment="external"), lea, at=clock.moment)
        (mail,) = server.mails
        assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        assert mail["List-Id"].startswith("<bulletin.acme.")
        way = mail["List-Unsubscribe"]
        found = re.fullmatch(r"<https?://[^/]+(/me/[\w-]{22}/no-news/unsubscribe)>", way)
        assert found is not None

        stranger.get(found[1])  # a scanner looks, and nothing happens
        assert not Preference.objects.exists()
        refused = stranger.post(found[1], {"something": "else"})
        pressed = stranger.post(found[1], {"List-Unsubscribe": "One-Click"})

        assert refused.status_code == 400
        assert "sends you no bulletin any more" in pressed.text
        assert pressed["Referrer-Policy"] == "same-origin"  # the address is a secret
        wishes = Preference.objects.get(contact=news.eve)
        assert (wishes.no_bulletin_at, wishes.stopped_at) == (clock.moment, None)
        assert wishes.hold(today=TODAY) is None  # the questions go on
        again = make_bulletin(lea, at=clock.forward(days=30), items=[], segment="external")
        again.items.create(workspace=lea.workspace, project=news.tills)
        send_to_all(again, lea, at=clock.moment)
        assert len(server.mails) == 1
        assert BulletinCopy.objects.get(bulletin=again).why == "no_bulletin"

    def test_no_secret_of_it_is_kept_once_it_has_left(
        self, lea: Membership, news: News, server: Server, clock: Clock
    ) -> None:
        send_to_all(make_bulletin(lea, at=clock.moment), lea, at=clock.moment)

        mail = body(server.mails[0], "plain")
        token = re.search(r"/me/([\w-]{22})", mail)
        assert token is not None
        kept = "".join(str(row) for row in Message.objects.values())
        assert token[1] not in kept


class TestOnce:
    def test_second_press_sends_nothing(
        self, as_lea: Client, lea: Membership, news: News, clock: Clock
    ) -> None:
        sent = make_bulletin(lea, at=clock.moment)
        look = {"look": look_of(sent, today=TODAY)}
        address = f"/w/acme/funnel/bulletins/{sent.ref}/send/"
        as_lea.post(address, look)
        told = as_lea.post(address, look, follow=True).text
        settle_everything(now=clock.moment)
        as_lea.post(address, look)
        settle_everything(now=clock.moment)

        assert "It was sent already. Nobody gets it twice." in told
        assert readers() == {"Ina", "Eve", "Otto"}
        assert Message.objects.filter(kind=MAIL).count() == 3
        assert AuditEntry.objects.filter(verb="sent the bulletin").count() == 1

    def test_worker_that_comes_twice_writes_nobody_two(
        self, lea: Membership, news: News, clock: Clock
    ) -> None:
        sent = make_bulletin(lea, at=clock.moment)
        press(sent, lea, at=clock.moment)
        (job,) = Job.objects.filter(name="value.send_bulletin")
        work(clock)
        job.pk = None
        job.save()
        Bulletin.objects.update(state=Bulletin.State.SENDING)

        work(clock)

        assert Message.objects.filter(kind=MAIL).count() == 3
        assert Bulletin.objects.get().state == Bulletin.State.SENT

    def test_what_was_changed_after_the_look_is_looked_at_again(
        self, as_lea: Client, lea: Membership, news: News, clock: Clock
    ) -> None:
        sent = make_bulletin(lea, at=clock.moment)
        look = look_of(sent, today=TODAY)
        news.change.public_words = "Something else."
        news.change.save()

        told = as_lea.post(
            f"/w/acme/funnel/bulletins/{sent.ref}/send/", {"look": look}, follow=True
        ).text

        assert "Nothing was sent." in told
        assert Bulletin.objects.get().state == "draft"
        assert not BulletinCopy.objects.exists()

    def test_empty_one_and_one_for_nobody_are_refused(
        self, lea: Membership, news: News, clock: Clock
    ) -> None:
        for said, other in (
            ("tells nothing", {"items": []}),
            ("Nobody is in this part", {"segment": "life", "life": "lapsed"}),
            ("no subject", {"subject": ""}),
        ):
            draft = make_bulletin(lea, at=clock.moment, **other)
            with pytest.raises(RuleBroken, match=said):
                press(draft, lea, at=clock.moment)

        assert not Job.objects.filter(name="value.send_bulletin").exists()


class TestBudget:
    def test_nobody_above_the_budget_is_written_to(
        self, lea: Membership, news: News, clock: Clock
    ) -> None:
        AskRules.objects.create(workspace=lea.workspace, contacts_per_year=2)
        for days in (300, 100):
            Touch.objects.create(
                workspace=lea.workspace,
                contact=news.ina,
                kind="talk",
                on=TODAY - timedelta(days=days),
            )
        Touch.objects.create(
            workspace=lea.workspace, contact=news.eve, kind="reminder", on=TODAY - timedelta(days=6)
        )

        sent = make_bulletin(lea, at=clock.moment)
        send_to_all(sent, lea, at=clock.moment)

        assert readers() == {"Otto"}
        assert (why(news.ina), why(news.eve)) == ("year_full", "touched")
        assert became_of(sent, by=lea).left_out == {"year_full": 1, "touched": 1, "case": 1}

    def test_one_bulletin_is_one_touch_and_the_next_question_keeps_its_distance(
        self, lea: Membership, news: News, clock: Clock
    ) -> None:
        send_to_all(make_bulletin(lea, at=clock.moment), lea, at=clock.moment)

        touch = Touch.objects.get(contact=news.ina)
        assert (touch.kind, touch.on, touch.by) == (Touch.Kind.BULLETIN, TODAY, lea.user)
        standing = standings(lea.workspace, [news.ina], at=clock.moment, holds=Holds())[news.ina.pk]
        assert standing.heard_within_a_year == 1
        assert standing.next_day.on is not None
        assert standing.next_day.on >= TODAY + timedelta(days=7)

    def test_second_bulletin_of_a_week_reaches_nobody(
        self, lea: Membership, news: News, clock: Clock
    ) -> None:
        first = make_bulletin(lea, at=clock.moment)
        told = facts_in(first)
        send_to_all(first, lea, at=clock.moment)
        again = make_bulletin(lea, at=clock.forward(days=6), items=told)

        send_to_all(again, lea, at=clock.moment)

        assert Message.objects.filter(kind=MAIL).count() == 3
        assert became_of(again, by=lea).left_out == {"touched": 3, "case": 1}

    def test_budget_is_looked_at_when_the_mail_is_written_not_when_the_button_is_pressed(
        self, lea: Membership, news: News, clock: Clock
    ) -> None:
        press(make_bulletin(lea, at=clock.moment), lea, at=clock.moment)
        project = make_project(lea.workspace, manager=lea.user)
        make_stakeholder(project, news.ina)
        Touch.objects.create(workspace=lea.workspace, contact=news.ina, kind="talk", on=TODAY)

        work(clock)

        assert why(news.ina) == "touched"
        assert "Ina" not in readers()

    def test_who_was_asked_this_week_is_left_alone(
        self, lea: Membership, news: News, clock: Clock
    ) -> None:
        ask = make_ask(lea, at=clock.moment - timedelta(days=2), name="Ben").ask

        send_to_all(make_bulletin(lea, at=clock.moment), lea, at=clock.moment)

        assert why(ask.contact) == "touched"


class TestWhoWantsNone:
    def test_stopped_paused_unsubscribed_bounced_and_erased_are_left_out(
        self, lea: Membership, news: News, clock: Clock
    ) -> None:
        people = {
            name: make_contact(news.shop, name) for name in ("Sue", "Nat", "Pam", "Bob", "Gus")
        }
        for name, wish in (
            ("Sue", STOP),
            ("Nat", Wish(Want.NO_BULLETIN)),
            ("Pam", Wish(Want.PAUSE, TODAY + timedelta(days=9))),
        ):
            wish_said(contact=people[name], wish=wish, how=Preference.How.PAGE, now=clock.moment)
        make_suppression(lea.workspace, at=clock.moment, address=people["Bob"].email)
        person_erased(contact=people["Gus"], how="page", now=clock.moment)

        send_to_all(make_bulletin(lea, at=clock.moment, segment="external"), lea, at=clock.moment)

        assert readers() == {"Eve"}
        reasons = {name: why(contact) for name, contact in people.items()}
        assert reasons == {
            "Sue": "stopped",
            "Nat": "no_bulletin",
            "Pam": "paused",
            "Bob": "unreachable",
            "Gus": "erased",
        }

    @pytest.mark.parametrize(
        ("wish", "reason"),
        [(Wish(Want.NO_BULLETIN), "no_bulletin"), (STOP, "stopped")],
    )
    def test_what_waits_in_the_outbox_is_taken_back_at_once(
        self, lea: Membership, news: News, clock: Clock, wish: Wish, reason: str
    ) -> None:
        press(make_bulletin(lea, at=clock.moment), lea, at=clock.moment)
        work(clock)
        assert "Eve" in readers()

        wish_said(contact=news.eve, wish=wish, how=Preference.How.PAGE, now=clock.moment)

        assert "Eve" not in readers()
        assert why(news.eve) == reason
        assert not Touch.objects.filter(contact=news.eve).exists()  # it never heard from us

    def test_who_wants_it_again_says_so_on_the_own_page_and_gets_the_next_one(
        self, lea: Membership, news: News, clock: Clock
    ) -> None:
        for want in (Want.NO_BULLETIN, Want.BULLETIN):
            wish_said(contact=news.eve, wish=Wish(want), how=Preference.How.PAGE, now=clock.moment)

        send_to_all(make_bulletin(lea, at=clock.moment), lea, at=clock.moment)

        assert "Eve" in readers()

    def test_person_who_is_erased_leaves_an_empty_mail_and_the_count(
        self, lea: Membership, news: News, clock: Clock
    ) -> None:
        sent = make_bulletin(lea, at=clock.moment, words="Eve is a star.", segment="external")
        send_to_all(sent, lea, at=clock.moment)

        person_erased(contact=news.eve, how="page", now=clock.forward(days=1))

        mail = Message.objects.get(kind=MAIL)
        assert (mail.to, mail.to_name, mail.text, mail.html) == ("", "", "", "")
        assert became_of(sent, by=lea).sent == 1
        assert Bulletin.objects.get().words == "… is a star."


class TestTakenBack:
    def test_quote_taken_back_before_the_press_stops_it(
        self, lea: Membership, news: News, clock: Clock
    ) -> None:
        draft = make_bulletin(lea, at=clock.moment)
        look = look_of(draft, today=TODAY)
        refuse(testimonial=news.quote, at=clock.moment)

        with pytest.raises(RuleBroken, match="taken back"):
            send_bulletin(bulletin=draft, look=look, by=lea, at=clock.moment)

        send_to_all(draft, lea, at=clock.moment)
        assert SAID not in Message.objects.filter(kind=MAIL)[0].text

    def test_quote_taken_back_before_the_worker_comes_is_not_sent(
        self, lea: Membership, news: News, clock: Clock
    ) -> None:
        press(make_bulletin(lea, at=clock.moment), lea, at=clock.moment)
        refuse(testimonial=news.quote, at=clock.moment)

        work(clock)

        texts = list(Message.objects.filter(kind=MAIL).values_list("text", "html"))
        assert len(texts) == 3
        assert all(SAID not in part for parts in texts for part in parts)
        assert all(CHANGED in part for parts in texts for part in parts)

    def test_quote_taken_back_while_mails_wait_in_the_outbox_is_not_sent_and_everybody_gets_one(
        self, lea: Membership, news: News, server: Server, clock: Clock
    ) -> None:
        press(make_bulletin(lea, at=clock.moment), lea, at=clock.moment)
        work(clock)
        assert Message.objects.filter(kind=MAIL, text__contains=SAID).count() == 3

        refuse(testimonial=news.quote, at=clock.moment)
        assert not Message.objects.filter(kind=MAIL).exists()
        work(clock)
        deliver(clock)

        assert len(server.mails) == 3
        assert all(SAID not in body(mail, "plain") for mail in server.mails)
        assert Touch.objects.filter(kind=Touch.Kind.BULLETIN).count() == 3
        assert Bulletin.objects.get().state == Bulletin.State.SENT

    def test_bulletin_that_told_nothing_else_is_sent_to_nobody(
        self, lea: Membership, news: News, clock: Clock
    ) -> None:
        draft = make_bulletin(lea, at=clock.moment, items=[])
        draft.items.create(workspace=lea.workspace, quote=news.quote)
        press(draft, lea, at=clock.moment)
        refuse(testimonial=news.quote, at=clock.moment)

        work(clock)

        assert not Message.objects.filter(kind=MAIL).exists()
        assert became_of(draft, by=lea).left_out == {"empty": 3, "case": 1}

    def test_sent_one_is_read_without_the_quote_that_was_taken_back(
        self, as_lea: Client, lea: Membership, news: News, clock: Clock
    ) -> None:
        sent = make_bulletin(lea, at=clock.moment)
        send_to_all(sent, lea, at=clock.moment)
        refuse(testimonial=news.quote, at=clock.moment)

        page = as_lea.get(f"/w/acme/funnel/bulletins/{sent.ref}/").text

        assert SAID not in page
        assert "1 thing that was chosen is not told any more" in page

    def test_author_who_is_erased_is_quoted_no_more(
        self, lea: Membership, news: News, clock: Clock
    ) -> None:
        press(make_bulletin(lea, at=clock.moment), lea, at=clock.moment)
        work(clock)

        person_erased(contact=news.quote.contact, how="page", now=clock.moment)
        work(clock)

        texts = Message.objects.filter(kind=MAIL).values_list("text", flat=True)
        assert len(texts) == 2
        assert all(SAID not in text for text in texts)


def test_one_that_was_lost_is_not_sent_again(
    as_lea: Client, lea: Membership, news: News, server: Server, clock: Clock
) -> None:
    server.answer = "550 5.1.1 Nobody here"
    sent = make_bulletin(lea, at=clock.moment, segment="external")
    send_to_all(sent, lea, at=clock.moment)
    lost = Message.objects.get(kind=MAIL)
    assert lost.state == Message.State.FAILED

    told = as_lea.post(f"/outbox/{lost.ref}/send-again", follow=True).text

    assert "A bulletin is sent once only" in told
    assert Message.objects.get(pk=lost.pk).state == Message.State.FAILED
    assert became_of(sent, by=lea).came_back == 1


class TestHours:
    def test_nobody_gets_it_at_night_or_on_a_day_off(
        self, lea: Membership, news: News, clock: Clock
    ) -> None:
        clock.moment = datetime(2026, 3, 6, 20, 0, tzinfo=UTC)  # Friday evening
        sent = make_bulletin(lea, at=clock.moment)
        assert press(sent, lea, at=clock.moment)
        work(clock)
        assert not Message.objects.filter(kind=MAIL).exists()
        assert became_of(sent, by=lea).waiting == 3

        clock.moment = datetime(2026, 3, 8, 12, 0, tzinfo=UTC)  # Sunday
        work(clock)
        assert not Message.objects.filter(kind=MAIL).exists()

        clock.moment = datetime(2026, 3, 9, 9, 0, tzinfo=UTC)
        work(clock)
        assert readers() == {"Ina", "Eve", "Otto"}
        assert Touch.objects.get(contact=news.eve).on == clock.moment.date()
        assert Bulletin.objects.get().done_at == clock.moment

    def test_big_ones_are_spread_over_time(
        self, lea: Membership, news: News, server: Server, clock: Clock, settings: Settings
    ) -> None:
        settings.MAILS_PER_MINUTE = 1
        press(make_bulletin(lea, at=clock.moment), lea, at=clock.moment)
        work(clock)

        due = sorted(Message.objects.filter(kind=MAIL).values_list("due_at", flat=True))
        assert [one - due[0] for one in due] == [timedelta(minutes=number) for number in range(3)]
        assert deliver(clock) == 1

    def test_batches_reach_everybody(
        self, lea: Membership, news: News, clock: Clock, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("secondslice.value.bulletin.services.sending.AT_ONCE", 2)
        for number in range(5):
            make_contact(news.shop, f"P{number}")

        send_to_all(make_bulletin(lea, at=clock.moment), lea, at=clock.moment)

        assert Message.objects.filter(kind=MAIL).count() == 8
        assert Bulletin.objects.get().state == Bulletin.State.SENT


class TestStopped:
    @pytest.mark.parametrize("is_written", [False, True])
    def test_nothing_more_leaves_and_nobodys_budget_is_used(
        self, as_lea: Client, lea: Membership, news: News, clock: Clock, is_written: bool
    ) -> None:
        sent = make_bulletin(lea, at=clock.moment)
        press(sent, lea, at=clock.moment)
        if is_written:  # into the outbox, from which nothing has left
            work(clock)
        where = f"/w/acme/funnel/bulletins/{sent.ref}/"

        page = as_lea.post(f"{where}stop/", follow=True).text
        work(clock)

        assert "Stopped." in page
        assert not Message.objects.filter(kind=MAIL).exists()
        assert not Touch.objects.filter(kind=Touch.Kind.BULLETIN).exists()
        assert set(BulletinCopy.objects.values_list("state", "why")) >= {("left_out", "halted")}
        assert "nothing to stop" in as_lea.post(f"{where}stop/", follow=True).text

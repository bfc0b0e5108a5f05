"""The value bulletin is written out of what is so, looked at as it will be sent, and nothing else is in it."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from secondslice.accounts.models import Membership
from secondslice.conftest import Clock
from secondslice.core.errors import RuleBroken
from secondslice.customers.models import Preference
from secondslice.customers.tests.make import make_contact, make_customer
from secondslice.funnel.menu.models import Order
from secondslice.funnel.tests.make_menu import make_service
from secondslice.messaging.models import Message
from secondslice.projects.models import Project
from secondslice.projects.tests.make import make_project, make_stakeholder
from secondslice.pulse.models import Ask
from secondslice.pulse.tests.make import make_ask
from secondslice.value.bulletin.models import Bulletin
from secondslice.value.bulletin.selectors.people import audience
from secondslice.value.bulletin.selectors.reading import became_of
from secondslice.value.bulletin.services.composing import begin_bulletin, drop_bulletin
from secondslice.value.models import Testimonial
from secondslice.value.publishing import refuse
from secondslice.value.services import NOWHERE
from secondslice.value.tests.bulletins import (
    CHANGED,
    SAID,
    TODAY,
    News,
    facts_in,
    make_bulletin,
    make_news,
    make_quote,
    press,
    send_to_all,
)

pytestmark = pytest.mark.django_db
LIST = "/w/acme/funnel/bulletins/"


@pytest.fixture
def news(lea: Membership, clock: Clock) -> News:
    """What there is to tell, and people to tell it to."""
    return make_news(lea, at=clock.moment)


class TestWhatIsProposed:
    def test_what_was_delivered_told_and_published_in_the_period(
        self, lea: Membership, news: News, clock: Clock
    ) -> None:
        draft = begin_bulletin(by=lea, at=clock.moment)

        assert [one.words for one in facts_in(draft)] == ["New tills", CHANGED, SAID]

    def test_nothing_that_is_not_so(self, lea: Membership, news: News, clock: Clock) -> None:
        make_project(lea.workspace, "Not ready", ends_on=TODAY - timedelta(days=1))
        make_project(lea.workspace, "Stopped", phase=Project.Phase.STOPPED, ends_on=TODAY)
        make_project(
            lea.workspace,
            "To come",
            phase=Project.Phase.OPERATION,
            ends_on=TODAY + timedelta(days=1),
        )
        news.change.told_on = None
        news.change.save()
        refuse(testimonial=news.quote, at=clock.moment)
        draft = begin_bulletin(by=lea, at=clock.moment)

        assert [one.words for one in facts_in(draft)] == ["New tills"]

    def test_words_of_a_customer_that_are_not_published_are_never_proposed(
        self, lea: Membership, news: News, clock: Clock
    ) -> None:
        make_quote(lea, at=clock.moment, words="In confidence.", mode=Ask.Mode.CONFIDENTIAL)
        Testimonial.objects.update(state="revoked", **NOWHERE)
        told = [one.words for one in facts_in(begin_bulletin(by=lea, at=clock.moment))]

        assert SAID not in told
        assert "In confidence." not in told

    def test_period_begins_after_the_last_bulletin(
        self, lea: Membership, news: News, clock: Clock
    ) -> None:
        assert press(make_bulletin(lea, at=clock.moment), lea, at=clock.moment)

        draft = begin_bulletin(by=lea, at=clock.forward(days=30))

        assert draft.since == TODAY + timedelta(days=1)

    def test_other_workspace_has_nothing_of_it(
        self, cleo: Membership, news: News, clock: Clock
    ) -> None:
        assert facts_in(begin_bulletin(by=cleo, at=clock.moment)) == []


class TestThePages:
    def test_lead_chooses_looks_and_sends(self, as_lea: Client, news: News, clock: Clock) -> None:
        assert "Nothing was sent yet" in as_lea.get(LIST).text
        write = as_lea.post(f"{LIST}begin/")["Location"]
        page = as_lea.get(write).text
        assert CHANGED in page
        keys = re.findall(r'name="items" value="([^"]+)"', page)
        assert len(keys) == 3

        typed = {
            "since": "2026-01-01",
            "until": "2026-03-06",
            "to": "external",
            "subject": "News",
            "words": "Hi!",
        }
        look = as_lea.post(write, {**typed, "items": keys[:2]})["Location"]
        page = as_lea.get(look).text

        assert "Hi!" in page
        assert CHANGED in page
        assert SAID not in page
        assert "1</p>" in page  # Eve
        frame = as_lea.get(f"{look}mail/")
        assert CHANGED in frame.text
        assert "sandbox" in frame["Content-Security-Policy"]
        assert not Message.objects.filter(kind="value.bulletin").exists()
        digest = re.search(r'name="look" value="(\w+)"', page)
        assert digest is not None
        told = as_lea.post(f"{look}send/", {"look": digest[1]}, follow=True).text
        assert "It is on its way" in told
        assert "News" in as_lea.get(LIST).text

    def test_what_was_typed_stays_when_another_period_is_shown(
        self, as_lea: Client, lea: Membership, news: News, clock: Clock
    ) -> None:
        draft = make_bulletin(lea, at=clock.moment)
        kept = f"change:{news.change.ref}"
        typed = {
            "since": "2024-01-01",
            "until": "2024-02-01",
            "to": "all",
            "subject": "Old news",
            "words": "",
        }

        again = as_lea.post(
            f"{LIST}{draft.ref}/write/", {**typed, "items": kept, "show": "1"}, follow=True
        ).text

        assert 'value="Old news"' in again
        assert re.findall(r'name="items" value="([^"]+)"( checked)?', again) == [(kept, " checked")]

    def test_empty_period_is_said(self, as_lea: Client, lea: Membership, clock: Clock) -> None:
        draft = begin_bulletin(by=lea, at=clock.moment)

        assert (
            "nothing was delivered, told or published"
            in as_lea.get(f"{LIST}{draft.ref}/write/").text
        )
        assert "Send it now" not in as_lea.get(f"{LIST}{draft.ref}/").text

    @pytest.mark.parametrize(
        ("wrong", "said"),
        [
            ({"until": "2025-01-01"}, "ends before it begins"),
            ({"since": "2020-01-01"}, "more than two years"),
            ({"subject": ""}, "This is needed"),
            ({"to": "service:nonsense"}, "not one of the available choices"),
            ({"items": "project:nonsense"}, "not one of the available choices"),
        ],
    )
    def test_what_cannot_be_is_refused_in_words_and_nothing_typed_is_lost(
        self,
        as_lea: Client,
        lea: Membership,
        news: News,
        clock: Clock,
        wrong: dict[str, str],
        said: str,
    ) -> None:
        draft = make_bulletin(lea, at=clock.moment)
        typed = {
            "since": "2026-01-01",
            "until": "2026-03-06",
            "to": "all",
            "subject": "S",
            "words": "Kept words",
        }

        page = as_lea.post(f"{LIST}{draft.ref}/write/", {**typed, **wrong})

        assert page.status_code == 422
        assert said in page.text
        assert "Kept words" in page.text

    def test_draft_is_thrown_away_and_what_was_sent_is_not(
        self, as_lea: Client, lea: Membership, news: News, clock: Clock
    ) -> None:
        draft, sent = (make_bulletin(lea, at=clock.moment) for _number in range(2))
        send_to_all(sent, lea, at=clock.moment)

        as_lea.post(f"{LIST}{draft.ref}/drop/")
        told = as_lea.post(f"{LIST}{sent.ref}/drop/", follow=True).text

        assert "so it stays" in told
        assert [one.pk for one in Bulletin.objects.all()] == [sent.pk]
        with pytest.raises(RuleBroken):
            drop_bulletin(bulletin=sent)

    def test_sent_bulletin_stays_readable_with_how_many_it_went_to(
        self, as_lea: Client, lea: Membership, news: News, clock: Clock
    ) -> None:
        sent = make_bulletin(lea, at=clock.moment)
        send_to_all(sent, lea, at=clock.moment)

        page = as_lea.get(f"{LIST}{sent.ref}/").text

        assert CHANGED in page
        assert "of 4 people" in page
        assert "something is being mended for them" in page  # Cora
        assert "Send it now" not in page
        moved = as_lea.get(f"{LIST}{sent.ref}/write/")
        assert moved["Location"] == f"{LIST}{sent.ref}/"

    def test_list_takes_the_same_queries_whatever_its_length(
        self,
        as_lea: Client,
        lea: Membership,
        news: News,
        clock: Clock,
        django_assert_max_num_queries: object,
    ) -> None:
        for _number in range(10):
            make_bulletin(lea, at=clock.moment, items=[])
        with django_assert_max_num_queries(8):  # type: ignore[operator]
            as_lea.get(LIST)


class TestWhoIsMeant:
    def count(self, by: Membership, clock: Clock, **segment: Any) -> int:  # noqa: ANN401  (whatever a text holds)
        draft = make_bulletin(by, at=clock.moment, **segment)
        return audience(draft, by=by, at=clock.moment).count

    def test_departments_clients_or_all(self, lea: Membership, news: News, clock: Clock) -> None:
        assert self.count(lea, clock, segment="external") == 1
        assert self.count(lea, clock, segment="internal") == 2
        assert self.count(lea, clock) == 3

    def test_one_service(self, lea: Membership, news: News, clock: Clock) -> None:
        service = make_service(lea, "Kick-start")
        version = service.versions.get()
        Order.objects.create(
            workspace=lea.workspace, project=news.tills, version=version, at=clock.moment
        )
        make_stakeholder(news.tills, news.ina)

        assert self.count(lea, clock, segment="service", service=service) == 1

    def test_how_far_customers_have_come(self, lea: Membership, news: News, clock: Clock) -> None:
        assert (
            self.count(lea, clock, segment="life", life="lead") == 1
        )  # Shop AG has ordered nothing
        assert self.count(lea, clock, segment="life", life="customer") == 2

    def test_left_out_are_counted_by_reason(
        self, lea: Membership, news: News, clock: Clock
    ) -> None:
        for name, wish in (
            ("Sue", {"stopped_at": clock.moment, "stopped_how": "page"}),
            ("Nat", {"no_bulletin_at": clock.moment}),
            ("Pam", {"paused_until": TODAY + timedelta(days=3)}),
        ):
            contact = make_contact(news.shop, name)
            Preference.objects.create(workspace=lea.workspace, contact=contact, **wish)
        gone = make_contact(news.shop, "Gus")
        gone.erased_at = clock.moment
        gone.save()

        found = audience(make_bulletin(lea, at=clock.moment), by=lea, at=clock.moment)

        assert found.count == 3
        assert found.left_out == {
            "stopped": 1,
            "no_bulletin": 1,
            "paused": 1,
            "erased": 1,
            "case": 1,
        }


class TestWhatIsSaidOfWhom:
    def text(self, as_lea: Client, bulletin: Bulletin) -> str:
        return as_lea.get(f"{LIST}{bulletin.ref}/mail/").text

    def test_department_is_named_to_departments_only_and_a_client_to_nobody(
        self, as_lea: Client, lea: Membership, news: News, clock: Clock
    ) -> None:
        make_project(
            lea.workspace,
            "Web shop",
            customer=make_customer(lea.workspace, "Globex", kind="external"),
            phase=Project.Phase.OPERATION,
            ends_on=TODAY,
        )
        to_all = self.text(as_lea, make_bulletin(lea, at=clock.moment))
        inside = self.text(as_lea, make_bulletin(lea, at=clock.moment, segment="internal"))

        assert "Finance" not in to_all
        assert "Finance" in inside
        assert "Web shop" in inside
        assert "Globex" not in inside

    def test_quote_stands_under_the_name_its_author_chose(
        self, as_lea: Client, lea: Membership, news: News, clock: Clock
    ) -> None:
        assert "Otto" not in self.text(as_lea, make_bulletin(lea, at=clock.moment))
        Testimonial.objects.update(under=Testimonial.Name.FULL)

        assert "Otto" in self.text(as_lea, make_bulletin(lea, at=clock.moment))

    def test_what_the_customer_of_a_case_said_is_nowhere_in_it(
        self, as_lea: Client, lea: Membership, news: News, clock: Clock
    ) -> None:
        told = self.text(as_lea, make_bulletin(lea, at=clock.moment))

        assert "Cora" not in told
        assert CHANGED in told

    def test_own_words_are_shown_as_they_were_typed(
        self, as_lea: Client, lea: Membership, news: News, clock: Clock
    ) -> None:
        draft = make_bulletin(lea, at=clock.moment, words="<b>Ho</b> [[stop]]")

        assert "&lt;b&gt;Ho&lt;/b&gt;" in self.text(as_lea, draft)

    def test_frame_of_the_mail_is_in_the_readers_language(
        self, as_lea: Client, lea: Membership, news: News, clock: Clock
    ) -> None:
        draft = make_bulletin(lea, at=clock.moment)

        told = as_lea.get(f"{LIST}{draft.ref}/mail/?language=de").text

        assert 'lang="de"' in told
        assert CHANGED in told

    def test_too_many_things_are_refused(self, lea: Membership, news: News, clock: Clock) -> None:
        for number in range(12):
            make_project(lea.workspace, f"P{number}", phase=Project.Phase.OPERATION, ends_on=TODAY)

        with pytest.raises(RuleBroken, match="Choose 12 at most"):
            make_bulletin(lea, at=clock.moment)


def test_who_was_rated_does_not_read_whether_people_asked_in_confidence_got_it(
    as_lea: Client, lea: Membership, news: News, clock: Clock
) -> None:
    project = make_project(lea.workspace, manager=lea.user)
    asked_at = clock.moment - timedelta(days=60)
    kit = make_ask(lea, at=asked_at, name="Kit", project=project, mode=Ask.Mode.CONFIDENTIAL).ask
    draft = make_bulletin(lea, at=clock.moment)
    knowing = audience(draft, by=lea, at=clock.moment)
    lea.rated_in_confidence = True
    lea.save()

    found = audience(draft, by=lea, at=clock.moment)
    send_to_all(draft, lea, at=clock.moment)
    became = became_of(draft, by=lea)
    page = as_lea.get(f"{LIST}{draft.ref}/").text

    assert (knowing.count, knowing.kept) == (4, 0)
    assert (found.count, found.kept) == (3, 1)
    assert (became.sent, became.kept, became.meant) == (3, 1, 5)
    assert "you were rated" in page
    assert "at least 3" in as_lea.get(LIST).text
    assert Message.objects.get(kind="value.bulletin", about=kit.contact.ref).in_confidence

"""Executives are asked by mail, within the budget, and only as often as the lead wants."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from secondslice.accounts.models import Membership
from secondslice.config.clockwork import settle_everything
from secondslice.conftest import Clock
from secondslice.core.errors import RuleBroken
from secondslice.core.logs import without_tokens
from secondslice.customers.models import Contact, Preference
from secondslice.journeys.person_erased import person_erased
from secondslice.messaging.models import Message
from secondslice.messaging.services import opened
from secondslice.projects.models import Project, Stakeholder
from secondslice.projects.tests.make import make_project, make_stakeholder
from secondslice.pulse.plan_models import Touch
from secondslice.value.counterfactual.models import CounterfactualAnswer, CounterfactualAsk
from secondslice.value.counterfactual.selectors.people import people_to_ask, turns
from secondslice.value.counterfactual.services.asking import ask_due, ask_now, set_terms, token_of
from secondslice.value.counterfactual.services.working import finish_work, open_work
from secondslice.value.tests.counterfactual import make_counterfactual

pytestmark = pytest.mark.django_db
EXECUTIVE = Stakeholder.Role.EXECUTIVE


@pytest.fixture
def project(ava: Membership) -> Project:
    return make_project(ava.workspace, "New tills")


@pytest.fixture
def ben(project: Project) -> Contact:
    """The sponsor of a customer without an executive."""
    return make_stakeholder(project).contact


def ask(ava: Membership, who: Contact | Membership, *, at: datetime) -> CounterfactualAsk:
    """Press "Ask now"."""
    value = f"contact-{who.ref}" if isinstance(who, Contact) else f"member-{who.user_id}"
    return ask_now(by=ava, person=value, at=at)


def mails() -> list[Message]:
    return list(Message.objects.filter(kind__startswith="value.without"))


def names(ava: Membership) -> list[str]:
    return [one.name for one in people_to_ask(ava.workspace)]


class TestWho:
    def test_sponsors_are_asked_only_where_a_customer_has_no_executive(
        self, ava: Membership, project: Project, ben: Contact
    ) -> None:
        assert names(ava) == ["Ben"]
        make_stakeholder(project, name="Eve", role=EXECUTIVE)
        make_stakeholder(make_project(ava.workspace), name="Sue")
        assert names(ava) == ["Eve", "Sue"]

    def test_our_own_executives_are_asked_and_nobody_twice(
        self, ava: Membership, exe: Membership, ben: Contact
    ) -> None:
        assert names(ava) == sorted(["Ben", exe.user.name])
        Contact.objects.filter(pk=ben.pk).update(email=exe.user.email)
        assert names(ava) == ["Ben"]

    def test_who_is_no_executive_is_not_asked(
        self, ava: Membership, project: Project, clock: Clock
    ) -> None:
        tom = make_stakeholder(project, name="Tom", role=Stakeholder.Role.TEAM).contact
        with pytest.raises(RuleBroken):
            ask(ava, tom, at=clock.moment)


class TestMail:
    def test_one_mail_with_a_link_that_nothing_stores(
        self, ava: Membership, ben: Contact, clock: Clock
    ) -> None:
        asked = ask(ava, ben, at=clock.moment)
        settle_everything(now=clock.moment)
        (mail,) = mails()
        link = f"/menu/acme/without/{token_of(ask=asked)}"
        letter = opened(mail)
        assert link in letter.text
        assert link in letter.html
        assert token_of(ask=asked) not in mail.text + mail.html
        assert token_of(ask=asked) not in without_tokens(f"GET {link} 200")
        asked.refresh_from_db()
        assert asked.state == "sent"
        assert Touch.objects.get().kind == Touch.Kind.WITHOUT

    def test_who_heard_from_us_lately_is_asked_later_and_the_page_says_why(
        self, ava: Membership, ben: Contact, clock: Clock
    ) -> None:
        Touch.objects.create(
            workspace=ava.workspace, contact=ben, kind=Touch.Kind.TALK, on=clock.moment.date()
        )
        ask(ava, ben, at=clock.moment)
        settle_everything(now=clock.moment)
        (turn,) = turns(ava, today=clock.moment.date())
        assert (mails(), turn.why) == ([], "touched")
        assert turn.waiting
        assert turn.waiting.again_at
        for _day in range(14):
            settle_everything(now=clock.forward(days=1))
        assert len(mails()) == 1

    def test_who_stopped_or_pauses_is_not_written_to(
        self, ava: Membership, ben: Contact, clock: Clock
    ) -> None:
        wishes = Preference.objects.create(
            workspace=ava.workspace,
            contact=ben,
            paused_until=clock.moment.date() + timedelta(days=60),
        )
        asked = ask(ava, ben, at=clock.moment)
        settle_everything(now=clock.moment)
        asked.refresh_from_db()
        assert (mails(), asked.why) == ([], "paused")
        wishes.stopped_at, wishes.stopped_how = clock.moment, "page"
        wishes.save()
        settle_everything(now=clock.forward(days=3))
        asked.refresh_from_db()
        assert (mails(), asked.state) == ([], "over")
        with pytest.raises(RuleBroken):
            ask(ava, ben, at=clock.moment)

    def test_own_executive_gets_a_mail_without_a_budget(
        self, ava: Membership, exe: Membership, clock: Clock
    ) -> None:
        ask(ava, exe, at=clock.moment)
        settle_everything(now=clock.moment)
        (mail,) = mails()
        assert mail.to == exe.user.email
        assert not Touch.objects.exists()

    def test_who_is_no_executive_any_more_gets_no_mail(
        self, ava: Membership, project: Project, ben: Contact, clock: Clock
    ) -> None:
        asked = ask(ava, ben, at=clock.moment)
        make_stakeholder(project, name="Eve", role=EXECUTIVE)
        settle_everything(now=clock.moment)
        asked.refresh_from_db()
        assert (mails(), asked.state) == ([], "over")

    def test_nobody_is_asked_twice_while_a_mail_waits_or_a_link_is_fresh(
        self, ava: Membership, ben: Contact, clock: Clock
    ) -> None:
        ask(ava, ben, at=clock.moment)
        with pytest.raises(RuleBroken):
            ask(ava, ben, at=clock.moment)
        settle_everything(now=clock.moment)
        with pytest.raises(RuleBroken):
            ask(ava, ben, at=clock.forward(days=10))


class TestByItself:
    def test_nobody_is_asked_until_the_lead_switches_it_on(
        self, ava: Membership, ben: Contact, clock: Clock
    ) -> None:
        assert ask_due(workspace=ava.workspace, at=clock.moment) == 0
        set_terms(by=ava, is_on=True, every_months=6, at=clock.moment)
        assert ask_due(workspace=ava.workspace, at=clock.moment) == 1
        settle_everything(now=clock.moment)
        assert len(mails()) == 1

    def test_asked_again_after_the_months_and_not_before(
        self, ava: Membership, ben: Contact, clock: Clock
    ) -> None:
        set_terms(by=ava, is_on=True, every_months=6, at=clock.moment)
        make_counterfactual(ben, "slower", at=clock.moment)
        later = clock.moment + timedelta(days=175)
        assert ask_due(workspace=ava.workspace, at=later) == 0
        assert ask_due(workspace=ava.workspace, at=later + timedelta(days=15)) == 1

    def test_not_asked_again_before_the_work_is_done_and_then_on_the_next_occasion(
        self, ava: Membership, ben: Contact, clock: Clock
    ) -> None:
        set_terms(by=ava, is_on=True, every_months=6, at=clock.moment)
        work = open_work(
            answer=make_counterfactual(ben, "no_different", at=clock.moment), at=clock.moment
        )
        later = clock.moment + timedelta(days=200)
        assert work
        assert ask_due(workspace=ava.workspace, at=later) == 0
        with pytest.raises(RuleBroken):
            ask(ava, ben, at=later)
        finish_work(by=ava, work=work, note="We met.", at=clock.moment + timedelta(days=9))
        assert ask_due(workspace=ava.workspace, at=clock.moment + timedelta(days=20)) == 0
        assert ask_due(workspace=ava.workspace, at=later) == 1

    def test_only_6_or_12_months(self, ava: Membership, clock: Clock) -> None:
        with pytest.raises(RuleBroken):
            set_terms(by=ava, is_on=True, every_months=1, at=clock.moment)


def test_erased_executive_leaves_the_count_and_no_words(
    ava: Membership, ben: Contact, clock: Clock
) -> None:
    said = make_counterfactual(ben, "no_different", at=clock.moment, words="Pflaumenmus")
    work = open_work(answer=said, at=clock.moment)
    assert work
    finish_work(by=ava, work=work, note="Kirschmichel", at=clock.moment)
    person_erased(contact=ben, how="page", now=clock.moment)
    kept = CounterfactualAnswer.objects.get()
    work.refresh_from_db()
    assert (kept.no_different, kept.words) == (True, "")
    assert "Kirschmichel" not in work.note
    assert names(ava) == []

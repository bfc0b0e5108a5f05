"""What is delivered is asked about in operations; what is not used is somebody's work until its owner says it is."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta

import pytest
from django.db import IntegrityError
from django.test import Client

from secondslice.accounts.models import Membership
from secondslice.config.clockwork import settle_everything
from secondslice.conftest import Clock
from secondslice.core.errors import RuleBroken
from secondslice.customers.models import Contact, Preference
from secondslice.customers.tests.make import make_contact, make_customer
from secondslice.journeys.member_left import member_left
from secondslice.journeys.person_erased import person_erased
from secondslice.journeys.project_changed import project_changed
from secondslice.journeys.wish_said import STOP, wish_said
from secondslice.messaging.models import Message
from secondslice.messaging.services import opened
from secondslice.projects.models import Project
from secondslice.pulse.plan_models import Touch
from secondslice.pulse.tests.make import make_ask
from secondslice.storefront.tests.visitors import Person
from secondslice.value.ledger.models import Benefit
from secondslice.value.losing import value_mail_lost
from secondslice.value.tasks import plan_usage
from secondslice.value.tests.ledger import make_benefit
from secondslice.value.tests.using import make_delivered, make_owner, make_usage_ask
from secondslice.value.usage.models import UnusedItem, UsageAnswer, UsageAsk
from secondslice.value.usage.services import planning
from secondslice.value.usage.services.planning import ask_once_more, token_of

pytestmark = pytest.mark.django_db
LIST = "/w/acme/value/in-use/"


@pytest.fixture
def tills(max: Membership, lea: Membership, clock: Clock) -> Project:
    """Max's project went live 30 days ago."""
    return make_delivered(max, on=clock.moment.date() - timedelta(days=30))


@pytest.fixture
def olga(lea: Membership, tills: Project, clock: Clock) -> Contact:
    """Olga works with the new tills."""
    return make_owner(lea, tills, at=clock.moment)


def work(at: datetime) -> None:
    """Let the worker do all that is due."""
    plan_usage(payload={}, now=at)
    settle_everything(now=at)


def mails() -> list[Message]:
    return list(Message.objects.filter(kind="value.in_use").order_by("pk"))


def link_in(mail: Message) -> str:
    found = re.search(r"(/menu/acme/use/\S+)", opened(mail).text)
    assert found is not None
    return found[1]


def page_of(project: Project) -> str:
    return f"{LIST}{project.ref}/"


class TestAsking:
    """At 30, 90 and 180 days, once each, inside the contact budget."""

    def test_owner_is_asked_on_the_thirtieth_day_and_not_before(
        self, tills: Project, olga: Contact, clock: Clock
    ) -> None:
        work(clock.moment - timedelta(days=1))
        assert mails() == []

        work(clock.moment)

        (mail,) = mails()
        assert mail.to == olga.email
        assert "Is New tills in use?" in mail.subject
        assert Touch.objects.get(contact=olga).kind == Touch.Kind.VALUE

    def test_each_step_is_asked_once(self, tills: Project, olga: Contact, clock: Clock) -> None:
        for _day in range(200):
            work(clock.forward(days=1))

        assert list(UsageAsk.objects.order_by("at").values_list("step", flat=True)) == [30, 90, 180]
        assert len(mails()) == 3

    def test_old_projects_are_not_asked_about_all_at_once(
        self, lea: Membership, clock: Clock
    ) -> None:
        old = make_delivered(lea, "Old tills", on=clock.moment.date() - timedelta(days=900))
        recent = make_delivered(lea, "Tills", on=clock.moment.date() - timedelta(days=100))
        for one in (old, recent):
            make_owner(lea, one, at=clock.moment)

        work(clock.moment)

        assert [(one.project, one.step) for one in UsageAsk.objects.all()] == [(recent, 90)]

    def test_who_heard_from_us_is_asked_later_and_the_page_says_why(
        self, as_lea: Client, lea: Membership, tills: Project, olga: Contact, clock: Clock
    ) -> None:
        Touch.objects.create(
            workspace=lea.workspace,
            contact=olga,
            kind=Touch.Kind.MAIL,
            on=clock.moment.date() - timedelta(days=3),
        )
        work(clock.moment)
        assert mails() == []
        page = as_lea.get(page_of(tills)).text
        assert "heard from us within the last days" in page
        assert "Looked at again" in page

        for _day in range(4):
            work(clock.forward(days=1))

        assert len(mails()) == 1

    def test_question_and_this_mail_never_reach_a_person_on_one_day(
        self, lea: Membership, tills: Project, olga: Contact, clock: Clock
    ) -> None:
        sent = make_ask(lea, at=clock.moment, name="Other", project=tills)
        type(sent.ask).objects.filter(pk=sent.ask.pk).update(contact=olga)

        work(clock.moment)

        assert mails() == []
        assert UsageAsk.objects.get().why == "touched"

    def test_later_go_live_moves_what_has_not_left(
        self, lea: Membership, tills: Project, olga: Contact, clock: Clock
    ) -> None:
        Touch.objects.create(
            workspace=lea.workspace, contact=olga, kind=Touch.Kind.MAIL, on=clock.moment.date()
        )
        work(clock.moment)
        assert UsageAsk.objects.get().state == "waiting"

        Project.objects.filter(pk=tills.pk).update(ends_on=clock.moment.date() - timedelta(days=10))
        tills.refresh_from_db()
        project_changed(project=tills, now=clock.moment)

        assert not UsageAsk.objects.exists()
        work(clock.forward(days=20))
        assert UsageAsk.objects.get().step == 30

    def test_project_that_leaves_operation_is_not_asked_about(
        self, lea: Membership, tills: Project, olga: Contact, clock: Clock
    ) -> None:
        Project.objects.filter(pk=tills.pk).update(phase=Project.Phase.EXECUTION)

        work(clock.moment)

        assert not UsageAsk.objects.exists()

    def test_step_that_reached_nobody_is_asked_of_a_new_owner(
        self, lea: Membership, tills: Project, olga: Contact, clock: Clock
    ) -> None:
        wish_said(contact=olga, wish=STOP, how=Preference.How.PAGE, now=clock.moment)
        work(clock.moment)
        work(clock.forward(days=1))
        assert [(one.step, one.state) for one in UsageAsk.objects.all()] == [(30, "over")]

        nora = make_owner(lea, tills, "Nora", at=clock.moment)
        work(clock.forward(days=3))

        assert [one.to for one in mails()] == [nora.email]
        work(clock.forward(days=1))
        assert UsageAsk.objects.filter(contact=nora).count() == 1

    def test_step_whose_mail_came_back_is_asked_of_a_new_owner(
        self, lea: Membership, tills: Project, olga: Contact, clock: Clock
    ) -> None:
        work(clock.moment)
        value_mail_lost(message=mails()[0])

        nora = make_owner(lea, tills, "Nora", at=clock.moment)
        work(clock.forward(days=3))

        assert [one.to for one in mails()] == [olga.email, nora.email]

    def test_step_that_was_asked_or_is_long_past_is_not_asked_of_a_new_owner(
        self, lea: Membership, tills: Project, olga: Contact, clock: Clock
    ) -> None:
        late = make_delivered(lea, "Late tills", on=clock.moment.date() - timedelta(days=30))
        otto = make_owner(lea, late, "Otto", at=clock.moment)
        wish_said(contact=otto, wish=STOP, how=Preference.How.PAGE, now=clock.moment)
        work(clock.moment)
        assert len(mails()) == 1

        clock.forward(days=50)
        for one in (tills, late):
            make_owner(lea, one, f"Nora {one.name}", at=clock.moment)
        work(clock.moment)

        assert len(mails()) == 1

    def test_project_for_which_it_fails_keeps_no_other_from_its_turn(
        self,
        lea: Membership,
        tills: Project,
        olga: Contact,
        clock: Clock,
        monkeypatch: pytest.MonkeyPatch,
        caplog: pytest.LogCaptureFixture,
    ) -> None:
        other = make_delivered(lea, "Scales", on=clock.moment.date() - timedelta(days=30))
        make_owner(lea, other, "Nora", at=clock.moment)

        def token_or_not(*, ask: UsageAsk) -> str:
            if ask.project == tills:
                raise RuleBroken("No.")
            return token_of(ask=ask)

        monkeypatch.setattr(planning, "token_of", token_or_not)
        work(clock.moment)

        assert [one.project for one in UsageAsk.objects.all()] == [other]
        assert "passed over" in caplog.text

    @pytest.mark.parametrize("phase", [Project.Phase.EXECUTION, Project.Phase.STOPPED])
    def test_project_that_is_not_in_operation_is_not_asked_about_once_more(
        self, as_lea: Client, tills: Project, olga: Contact, clock: Clock, phase: str
    ) -> None:
        Project.objects.filter(pk=tills.pk).update(phase=phase)

        told = as_lea.post(f"{page_of(tills)}ask/", follow=True).text

        assert "It is not in operation" in told
        assert not UsageAsk.objects.exists()

    def test_what_was_asked_once_more_is_taken_back_when_the_project_leaves_operation(
        self, lea: Membership, tills: Project, olga: Contact, clock: Clock
    ) -> None:
        ask_once_more(project=tills, by=lea, at=clock.moment)
        Project.objects.filter(pk=tills.pk).update(phase=Project.Phase.STOPPED)
        tills.refresh_from_db()
        project_changed(project=tills, now=clock.moment)

        assert not UsageAsk.objects.exists()

    def test_project_is_looked_at_once_more_just_before_the_mail_leaves(
        self, lea: Membership, tills: Project, olga: Contact, clock: Clock
    ) -> None:
        ask_once_more(project=tills, by=lea, at=clock.moment)
        Project.objects.filter(pk=tills.pk).update(phase=Project.Phase.STOPPED)

        settle_everything(now=clock.moment)

        assert mails() == []
        assert not UsageAsk.objects.exists()

    def test_without_an_owner_the_lead_is_told_to_name_one(
        self, as_lea: Client, tills: Project, clock: Clock
    ) -> None:
        work(clock.moment)

        assert not UsageAsk.objects.exists()
        assert "Name who works with it" in as_lea.get(f"/w/acme/projects/{tills.ref}/").text
        assert "until you name who works with it" in as_lea.get(page_of(tills)).text

    def test_owner_of_the_benefits_is_asked_where_nobody_else_is_named(
        self, lea: Membership, tills: Project, clock: Clock
    ) -> None:
        other = make_owner(lea, tills, at=clock.moment)
        benefit = make_benefit(lea, tills, at=clock.moment)
        Benefit.objects.filter(pk=benefit.pk).update(owner=other)
        tills.usage_owner.delete()

        work(clock.moment)

        assert mails()[0].to == other.email

    def test_who_stopped_is_not_asked(self, tills: Project, olga: Contact, clock: Clock) -> None:
        wish_said(contact=olga, wish=STOP, how=Preference.How.PAGE, now=clock.moment)

        work(clock.moment)

        assert mails() == []
        assert UsageAsk.objects.get().state == "over"


class TestAnswering:
    """One tap, and words for who likes."""

    @pytest.fixture
    def where(self, tills: Project, olga: Contact, clock: Clock) -> str:
        """Where the link in Olga's mail leads."""
        work(clock.moment)
        return link_in(mails()[0])

    def test_opening_the_link_says_nothing(self, stranger: Client, where: str) -> None:
        assert "Is New tills in use?" in stranger.get(where).text
        stranger.head(where)
        Person().press(where, {"use": "not", "website": "x"})

        assert not UsageAnswer.objects.exists()

    def test_one_tap_is_an_answer_and_words_may_follow(
        self, as_max: Client, stranger: Client, tills: Project, where: str
    ) -> None:
        told = Person().press(where, {"use": "fully"}).text
        assert "You said: in use" in told

        Person().press(where, {"use": "fully", "who": "All shops", "results": "Queues are gone."})

        page = as_max.get(page_of(tills)).text
        assert "All shops" in page
        assert "Queues are gone." in page
        assert UsageAnswer.objects.filter(is_current=True).count() == 1
        assert UsageAnswer.objects.count() == 2

    def test_tap_that_is_repeated_is_one_answer(self, stranger: Client, where: str) -> None:
        for _again in range(3):
            Person().press(where, {"use": "not"})

        assert UsageAnswer.objects.count() == 1
        assert Message.objects.filter(kind="value.not_in_use").count() == 1

    def test_nonsense_is_refused(self, stranger: Client, where: str) -> None:
        assert Person().press(where, {"use": "sometimes"}).status_code == 422
        assert stranger.get("/menu/acme/use/" + "x" * 22).status_code == 404
        assert stranger.get(where.replace("acme", "other")).status_code == 404

    def test_sales_reads_what_was_answered_and_no_words(
        self, as_sal: Client, stranger: Client, tills: Project, where: str
    ) -> None:
        Person().press(where, {"use": "partly", "results": "Queues are gone."})

        page = as_sal.get(page_of(tills)).text

        assert "Partly in use" in page
        assert "Queues are gone." not in page


class TestNotUsed:
    """Somebody sees to it, and only the owner's own word ends it."""

    @pytest.fixture
    def where(self, stranger: Client, tills: Project, olga: Contact, clock: Clock) -> str:
        """Olga has said that the tills are not in use."""
        work(clock.moment)
        where = link_in(mails()[0])
        Person().press(where, {"use": "not"})
        return where

    def test_it_becomes_work_of_the_projects_manager_with_a_day(
        self, as_max: Client, max: Membership, where: str, clock: Clock
    ) -> None:
        item = UnusedItem.objects.get()

        assert (item.owner, item.state) == (max.user, "open")
        assert item.due_on == clock.moment.date() + timedelta(days=14)
        mail = Message.objects.get(kind="value.not_in_use")
        assert mail.to == max.user.email
        assert "Delivered but not used" in as_max.get("/w/acme/today/").text

    def test_owner_and_day_and_plan_can_be_changed_but_nobody_closes_it(
        self, as_max: Client, lea: Membership, tills: Project, where: str
    ) -> None:
        typed = {"plan": "Train the shops.", "owner": lea.user_id, "due_on": "2026-05-01"}
        as_max.post(f"{page_of(tills)}mend/", {**typed, "state": "mended"})

        item = UnusedItem.objects.get()
        assert (item.plan, item.owner, item.due_on) == (
            "Train the shops.",
            lea.user,
            date(2026, 5, 1),
        )
        assert item.state == "open"
        with pytest.raises(IntegrityError):
            UnusedItem.objects.update(state="mended", closed_at=item.opened_at)

    @pytest.mark.parametrize("said", ["fully", "partly"])
    def test_owners_later_word_mends_it(self, stranger: Client, where: str, said: str) -> None:
        Person().press(where, {"use": said})

        item = UnusedItem.objects.get()
        assert item.state == "mended"
        assert item.mended_by == UsageAnswer.objects.get(is_current=True)

    def test_not_used_once_more_opens_it_once_more(self, stranger: Client, where: str) -> None:
        for said in ("fully", "not"):
            Person().press(where, {"use": said})

        states = UnusedItem.objects.order_by("pk").values_list("state", flat=True)
        assert list(states) == ["mended", "open"]

    def test_owner_can_be_asked_once_more_within_the_budget(
        self, as_max: Client, tills: Project, where: str, clock: Clock
    ) -> None:
        as_max.post(f"{page_of(tills)}ask/")
        work(clock.moment)
        assert len(mails()) == 1
        again = as_max.post(f"{page_of(tills)}ask/", follow=True).text
        assert "waits already" in again

        work(clock.forward(days=10))

        assert len(mails()) == 2

    def test_stopped_project_ends_it(self, tills: Project, where: str, clock: Clock) -> None:
        Project.objects.filter(pk=tills.pk).update(phase=Project.Phase.STOPPED)

        work(clock.forward(hours=1))

        assert UnusedItem.objects.get().state == "dropped"

    def test_work_of_who_leaves_goes_to_the_lead(
        self, ava: Membership, lea: Membership, max: Membership, where: str, clock: Clock
    ) -> None:
        member_left(user=max.user, by=ava, at=clock.moment)

        assert UnusedItem.objects.get().owner == lea.user

    def test_erased_owner_leaves_the_answer_without_words(
        self, stranger: Client, olga: Contact, where: str, clock: Clock
    ) -> None:
        Person().press(where, {"use": "not", "who": "Olga's team", "results": "No screens."})

        person_erased(contact=olga, how="page", now=clock.moment)

        assert not UsageAnswer.objects.exclude(who="", results="").exists()
        assert UsageAnswer.objects.get(is_current=True).said == "not"


class TestList:
    """How it stands in all."""

    def test_silence_is_unknown_and_no_yes(
        self, as_lea: Client, lea: Membership, stranger: Client, clock: Clock
    ) -> None:
        live = clock.moment.date() - timedelta(days=30)
        for number, said in enumerate(("fully", "partly", "not", "")):
            one = make_delivered(lea, f"Project {number}", on=live)
            make_owner(lea, one, f"Olga {number}", at=clock.moment)
            work(clock.moment)
            if said:
                Person().press(link_in(mails()[-1]), {"use": said})
        make_delivered(lea, "Yesterday", on=clock.moment.date() - timedelta(days=1))

        page = as_lea.get(LIST).text
        assert "4 projects in operation for 30 days or longer" in page
        assert "silence is no Yes" in page
        unknown = as_lea.get(LIST, {"state": "unknown"}).text
        assert "Project 3" in unknown
        assert "Project 0" not in unknown
        file = as_lea.get(LIST, {"download": "csv", "state": "not"}).getvalue().decode()
        assert "Project 2" in file
        assert "Project 1" not in file

    def test_manager_sees_his_own_projects_only(
        self, as_max: Client, tills: Project, lea: Membership, clock: Clock
    ) -> None:
        make_delivered(lea, "Not his", on=clock.moment.date() - timedelta(days=40))

        page = as_max.get(LIST).text

        assert "New tills" in page
        assert "Not his" not in page

    def test_other_workspace_sees_nothing(self, as_cleo: Client, tills: Project) -> None:
        assert as_cleo.get(LIST).status_code == 404
        assert as_cleo.get(f"/w/other/value/in-use/{tills.ref}/").status_code == 404

    def test_list_needs_the_same_queries_for_ten_projects(
        self, as_lea: Client, lea: Membership, clock: Clock, django_assert_max_num_queries: object
    ) -> None:
        for number in range(10):
            one = make_delivered(
                lea, f"Project {number}", on=clock.moment.date() - timedelta(days=40)
            )
            make_owner(lea, one, f"Olga {number}", at=clock.moment)

        with django_assert_max_num_queries(13):  # type: ignore[operator]
            assert "Project 9" in as_lea.get(LIST).text

    def test_owner_must_be_at_the_customer(
        self, as_lea: Client, lea: Membership, tills: Project
    ) -> None:
        elsewhere = make_customer(lea.workspace, "Elsewhere")
        foreign = make_contact(elsewhere, "Fritz")

        page = as_lea.post(f"{page_of(tills)}owner/", {"contact": foreign.pk})

        assert page.status_code == 422
        assert not hasattr(Project.objects.get(pk=tills.pk), "usage_owner")


@pytest.mark.django_db
def test_scanner_of_mails_that_presses_says_nothing_and_a_former_owner_neither(
    ava: Membership, clock: Clock
) -> None:
    project = make_delivered(ava, on=clock.moment.date())
    where = f"/menu/acme/use/{token_of(ask=make_usage_ask(ava, project, at=clock.moment))}"
    scanner = {"User-Agent": "Mozilla/5.0 (compatible; Proofpoint)"}
    told = Person()
    again = told.press_on(told.get(where).text, where, {"use": "fully"}, headers=scanner)
    assert "Please press the button once more" in again.text
    assert Person().post(where, {"use": "fully"}).status_code == 422
    assert Person().press(where, {"use": "fully"}, hand="").status_code == 422
    assert not UsageAnswer.objects.exists()
    UsageAsk.objects.update(state="sent", sent_at=clock.moment)
    make_owner(ava, project, "Nora", at=clock.moment)
    assert Person().post(where, {"use": "fully"}).status_code == 404
    assert not UsageAnswer.objects.exists()

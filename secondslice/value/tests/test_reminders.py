"""A measuring day comes: the owner is asked for the value, the customer for the signature, once, within the budget."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from secondslice.accounts.models import Membership
from secondslice.accounts.tests.make import make_member
from secondslice.config.clockwork import settle_everything
from secondslice.conftest import Clock, sign_in
from secondslice.core.logs import without_tokens
from secondslice.customers.models import Contact, Preference
from secondslice.dashboard.selectors.today import today as day_of_member
from secondslice.journeys.mail_came_back import mail_came_back
from secondslice.journeys.measuring_day_came import measuring_days_seen_to
from secondslice.journeys.person_erased import person_erased
from secondslice.messaging.models import Bounce, Message
from secondslice.messaging.services import opened
from secondslice.projects.models import Project
from secondslice.projects.tests.make import make_project
from secondslice.pulse.models import Ask
from secondslice.pulse.plan_models import AskRules, Touch
from secondslice.pulse.tests.make import make_ask
from secondslice.storefront.tests.visitors import Person
from secondslice.value.ledger.models import Benefit, LedgerTerms, Reading, SignRequest
from secondslice.value.ledger.reminder_models import Reminder
from secondslice.value.ledger.selectors.measuring import dues_of
from secondslice.value.ledger.selectors.waiting import lost_of, waits_of
from secondslice.value.ledger.services.reading import Period
from secondslice.value.ledger.services.reminding import token_of
from secondslice.value.ledger.services.signing import Said, ask_to_sign, sign
from secondslice.value.tasks import see_to_measuring_days
from secondslice.value.tests.ledger import (
    find,
    make_benefit,
    make_reminder,
    make_sign_request,
    make_signature,
    sponsor_of,
)

A_DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def asks_by_itself(ava: Membership) -> AskRules:
    """In this workspace what is due leaves by itself."""
    return AskRules.objects.create(workspace=ava.workspace, sends_itself=True)


@pytest.fixture
def live_on(clock: Clock) -> date:
    """The day on which the project went live: three months and two days ago."""
    return clock.moment.date() - timedelta(days=94)


@pytest.fixture
def project(ava: Membership, live_on: date) -> Project:
    """A project with a sponsor, Ben, that is in operation."""
    made = make_project(ava.workspace, "New tills", ends_on=live_on, phase="operation")
    sponsor_of(made)
    return made


@pytest.fixture
def benefit(ava: Membership, project: Project, clock: Clock) -> Benefit:
    """What it brought: nothing was found yet."""
    return make_benefit(ava, project, at=clock.moment)


@pytest.fixture
def owned(benefit: Benefit, project: Project) -> Benefit:
    """Somebody at the customer answers for it."""
    benefit.owner = Contact.objects.create(
        workspace=project.workspace,
        customer=project.customer,
        name="Olga Owner",
        email="olga@customer.example",
    )
    benefit.save(update_fields=["owner"])
    return benefit


def owner_of(benefit: Benefit) -> Contact:
    assert benefit.owner is not None
    return benefit.owner


def an_hour(ava: Membership, clock: Clock, *, days: int = 0) -> None:
    """Let an hour of a day come, with all that leaves in it."""
    moment = clock.forward(days=days) if days else clock.moment
    measuring_days_seen_to(workspace=ava.workspace, now=moment)
    settle_everything(now=moment)


def mails(kind: str) -> list[Message]:
    return list(Message.objects.filter(kind=kind))


def found_until_today(ava: Membership, benefit: Benefit, live_on: date, clock: Clock) -> None:
    find(ava, benefit, 1000, at=clock.moment, period=Period(live_on, clock.moment.date()))


class TestValue:
    def test_owner_is_asked_once_for_a_measuring_day(
        self, ava: Membership, owned: Benefit, clock: Clock
    ) -> None:
        for days in (0, 0, 1, 7, 20):
            an_hour(ava, clock, days=days)
        (mail,) = mails("value.measure")
        assert mail.to == "olga@customer.example"
        reminder = Reminder.objects.get()
        assert f"/menu/acme/measure/{token_of(reminder=reminder)}" in opened(mail).text
        assert token_of(reminder=reminder) not in mail.text + mail.html
        assert Touch.objects.get().kind == Touch.Kind.VALUE

    def test_two_runs_at_once_remind_once(
        self, ava: Membership, owned: Benefit, clock: Clock
    ) -> None:
        for _run in range(2):
            see_to_measuring_days.prepare(payload={}, now=clock.moment)()
        settle_everything(now=clock.moment)
        settle_everything(now=clock.moment)
        assert len(mails("value.measure")) == Reminder.objects.count() == 1

    def test_several_values_and_a_signature_are_one_mail(
        self, ava: Membership, project: Project, owned: Benefit, live_on: date, clock: Clock
    ) -> None:
        ben = sponsor_of(project)
        for title in ("Less paper", "Less scrap"):
            make_benefit(ava, project, title=title, owner=ben, at=clock.moment)
        found_until_today(ava, owned, live_on, clock)
        an_hour(ava, clock)
        (mail,) = mails("value.sign")
        assert mails("value.measure") == []
        assert "Less paper" in mail.text
        assert "Less scrap" in mail.text
        assert "Fewer overtime hours" in mail.text

    def test_without_an_owner_a_member_is_told(
        self, ava: Membership, benefit: Benefit, clock: Clock
    ) -> None:
        an_hour(ava, clock)
        an_hour(ava, clock, days=1)
        (mail,) = mails("value.measure_here")
        assert mail.to == ava.user.email
        assert "Fewer overtime hours" in mail.text
        assert not Touch.objects.exists()

    def test_value_that_was_entered_is_not_asked_for(
        self, ava: Membership, owned: Benefit, live_on: date, clock: Clock
    ) -> None:
        found_until_today(ava, owned, live_on, clock)
        an_hour(ava, clock)
        assert mails("value.measure") == []

    def test_value_that_comes_while_the_mail_waits_calls_it_off(
        self, ava: Membership, owned: Benefit, live_on: date, clock: Clock
    ) -> None:
        Touch.objects.create(
            workspace=ava.workspace,
            contact=owner_of(owned),
            kind=Touch.Kind.TALK,
            on=clock.moment.date(),
        )
        an_hour(ava, clock)
        found_until_today(ava, owned, live_on, clock)
        for _day in range(10):
            settle_everything(now=clock.forward(days=1))
        assert mails("value.measure") == []
        assert Reminder.objects.get(what="measure").state == "over"

    def test_day_that_a_slipped_end_moves_a_little_reminds_once(
        self, ava: Membership, owned: Benefit, project: Project, clock: Clock
    ) -> None:
        an_hour(ava, clock)
        Project.objects.update(ends_on=(project.ends_on or clock.moment.date()) + 20 * A_DAY)
        an_hour(ava, clock, days=25)
        assert len(mails("value.measure")) == 1

    def test_long_past_days_and_stopped_projects_remind_nobody(
        self, ava: Membership, owned: Benefit, clock: Clock
    ) -> None:
        Project.objects.update(phase="stopped")
        an_hour(ava, clock)
        Project.objects.update(phase="operation", ends_on=date(2020, 1, 1))
        an_hour(ava, clock)
        assert not Reminder.objects.exists()

    def test_terms_switch_it_off(self, ava: Membership, owned: Benefit, clock: Clock) -> None:
        terms = {"yearly_rate": "8", "finance": ""}
        client = sign_in(ava)
        client.post("/w/acme/value/ledger/reckoning/", terms)
        assert LedgerTerms.objects.get().reminds is False
        an_hour(ava, clock)
        assert not Reminder.objects.exists()


class TestBudget:
    def test_who_heard_from_us_lately_is_asked_later_and_the_page_says_so(
        self, ava: Membership, owned: Benefit, clock: Clock
    ) -> None:
        Touch.objects.create(
            workspace=ava.workspace,
            contact=owner_of(owned),
            kind=Touch.Kind.TALK,
            on=clock.moment.date(),
        )
        an_hour(ava, clock)
        (wait,) = waits_of(ava)
        assert wait.why == "heard from us within the last days"
        assert wait.again_at is not None
        page = sign_in(ava).get("/w/acme/value/ledger/")
        assert "heard from us within the last days" in page.text
        assert "Looked at again on" in page.text
        for _day in range(14):
            settle_everything(now=clock.forward(days=1))
        assert len(mails("value.measure")) == 1
        assert waits_of(ava) == []

    def test_paused_person_hears_after_the_pause(
        self, ava: Membership, owned: Benefit, clock: Clock
    ) -> None:
        Preference.objects.create(
            workspace=ava.workspace,
            contact=owner_of(owned),
            paused_until=clock.moment.date() + 20 * A_DAY,
        )
        an_hour(ava, clock)
        for _day in range(19):
            settle_everything(now=clock.forward(days=1))
        assert mails("value.measure") == []
        for _day in range(6):
            settle_everything(now=clock.forward(days=1))
        assert len(mails("value.measure")) == 1

    def test_stopped_person_is_never_mailed_and_the_lead_hears_what_to_do(
        self, ava: Membership, owned: Benefit, clock: Clock
    ) -> None:
        Preference.objects.create(
            workspace=ava.workspace,
            contact=owner_of(owned),
            stopped_at=clock.moment,
            stopped_how="page",
        )
        for _day in range(3):
            an_hour(ava, clock, days=1)
        assert mails("value.measure") == []
        (lost,) = lost_of(ava)
        assert "Ask in person and enter the value" in lost.words
        assert lost.words in sign_in(ava).get("/w/acme/today/").text

    def test_nothing_leaves_by_itself_where_the_workspace_holds_back(
        self, ava: Membership, owned: Benefit, live_on: date, clock: Clock
    ) -> None:
        AskRules.objects.update(sends_itself=False)
        an_hour(ava, clock)
        other = make_benefit(ava, owned.project, title="Less paper", at=clock.moment)
        found_until_today(ava, other, live_on, clock)
        an_hour(ava, clock)
        assert mails("value.measure") == mails("value.sign") == []
        assert {one.why[:24] for one in waits_of(ava)} == {"nothing leaves by itself"}
        make_sign_request(ava, other, at=clock.moment)  # somebody presses
        settle_everything(now=clock.moment)
        assert len(mails("value.sign")) == 1
        AskRules.objects.update(sends_itself=True)
        for _day in range(4):
            settle_everything(now=clock.forward(days=1))
        assert len(mails("value.measure")) == 1

    def test_reason_of_who_was_asked_in_confidence_is_not_told(
        self, ava: Membership, owned: Benefit, clock: Clock
    ) -> None:
        mia = make_member(ava.workspace, "Mia", role=Membership.Role.MANAGER)
        Project.objects.update(manager=mia.user)
        sent = make_ask(
            ava, at=clock.moment - 60 * A_DAY, project=owned.project, mode=Ask.Mode.CONFIDENTIAL
        )
        asked = sent.ask
        owned.owner = asked.contact
        owned.save(update_fields=["owner"])
        Touch.objects.create(
            workspace=ava.workspace,
            contact=asked.contact,
            kind=Touch.Kind.TALK,
            on=clock.moment.date(),
        )
        an_hour(ava, clock)
        (wait,) = waits_of(mia)
        assert (wait.why, wait.again_at) == ("", None)


class TestSignature:
    def test_sponsor_is_asked_without_anybody_pressing(
        self, ava: Membership, owned: Benefit, project: Project, live_on: date, clock: Clock
    ) -> None:
        found_until_today(ava, owned, live_on, clock)
        for days in (0, 1, 8):
            an_hour(ava, clock, days=days)
        (mail,) = mails("value.sign")
        assert mail.to == sponsor_of(project).email
        request = SignRequest.objects.get()
        assert (request.is_automatic, request.by) == (True, None)
        assert sign(request=request, said=Said("arrived"), at=clock.moment)

    def test_what_is_signed_or_asked_is_not_asked_again(
        self, ava: Membership, benefit: Benefit, live_on: date, clock: Clock
    ) -> None:
        found_until_today(ava, benefit, live_on, clock)
        make_signature(ava, benefit, "not", at=clock.moment)
        other = make_benefit(ava, benefit.project, title="Less paper", at=clock.moment)
        found_until_today(ava, other, live_on, clock)
        make_sign_request(ava, other, at=clock.moment)
        an_hour(ava, clock)
        assert not Reminder.objects.exists()

    def test_next_day_asks_for_what_came_since(
        self, ava: Membership, benefit: Benefit, live_on: date, clock: Clock
    ) -> None:
        found_until_today(ava, benefit, live_on, clock)
        an_hour(ava, clock)
        sign(request=SignRequest.objects.get(), said=Said("arrived"), at=clock.moment)
        first = clock.moment.date() + A_DAY
        clock.forward(days=95)
        find(ava, benefit, 500, at=clock.moment, period=Period(first, clock.moment.date()))
        benefit.refresh_from_db()
        assert benefit.stage == "cosigned"
        an_hour(ava, clock)
        asked = SignRequest.objects.exclude(state="over").get()
        assert asked.amount == Decimal(1500)

    def test_nobody_to_ask_is_told_and_looked_at_again(
        self, ava: Membership, benefit: Benefit, project: Project, live_on: date, clock: Clock
    ) -> None:
        found_until_today(ava, benefit, live_on, clock)
        ben = sponsor_of(project)
        wish = Preference.objects.create(
            workspace=ava.workspace, contact=ben, stopped_at=clock.moment, stopped_how="page"
        )
        for _day in range(3):
            an_hour(ava, clock, days=1)
        assert [one.words for one in lost_of(ava)] == [
            "No sponsor and no owner in operations can be written to. Name one who can: nobody can sign for a customer."
        ]
        wish.delete()
        an_hour(ava, clock, days=1)
        assert lost_of(ava) == []
        assert len(mails("value.sign")) == 1

    def test_request_that_dies_says_whom_to_choose(
        self, ava: Membership, owned: Benefit, project: Project, live_on: date, clock: Clock
    ) -> None:
        found_until_today(ava, owned, live_on, clock)
        make_sign_request(ava, owned, at=clock.moment)
        Preference.objects.create(
            workspace=ava.workspace,
            contact=sponsor_of(project),
            stopped_at=clock.moment,
            stopped_how="page",
        )
        settle_everything(now=clock.moment)
        assert mails("value.sign") == []
        (lost,) = lost_of(ava)
        assert "choose another signer" in lost.words
        client = sign_in(ava)
        for page in ("value/ledger/", f"value/ledger/benefits/{owned.ref}/", "today/"):
            assert "nobody can sign for a customer" in client.get(f"/w/acme/{page}").text
        assert not day_of_member(ava, at=clock.moment + 90 * A_DAY).unsigned

    def test_request_whose_mail_came_back_is_lost_until_another_is_made(
        self, ava: Membership, owned: Benefit, live_on: date, clock: Clock
    ) -> None:
        found_until_today(ava, owned, live_on, clock)
        an_hour(ava, clock)
        (mail,) = mails("value.sign")
        bounce = Bounce.objects.create(
            workspace=ava.workspace,
            key="1",
            address=mail.to,
            kind=Bounce.Kind.HARD,
            message=mail,
            at=clock.moment,
        )
        mail_came_back(bounce=bounce, now=clock.moment)
        (lost,) = lost_of(ava)
        assert "came back" in lost.words
        assert Client().get(f"/menu/acme/value/{'x' * 30}").status_code == 404
        assert owned.owner is not None
        ask_to_sign(by=ava, benefit=owned, contact=owner_of(owned), at=clock.moment)
        assert lost_of(ava) == []

    def test_signed_request_is_not_lost_by_a_late_bounce(
        self, ava: Membership, benefit: Benefit, live_on: date, clock: Clock
    ) -> None:
        found_until_today(ava, benefit, live_on, clock)
        an_hour(ava, clock)
        (mail,) = mails("value.sign")
        request = SignRequest.objects.get()
        sign(request=request, said=Said("arrived"), at=clock.moment)
        bounce = Bounce.objects.create(
            workspace=ava.workspace,
            key="1",
            address=mail.to,
            kind=Bounce.Kind.SOFT,
            message=mail,
            at=clock.moment,
        )
        mail_came_back(bounce=bounce, now=clock.moment)
        request.refresh_from_db()
        assert request.state == "sent"
        assert lost_of(ava) == []

    def test_manager_reads_only_of_own_projects(
        self, ava: Membership, benefit: Benefit, live_on: date, clock: Clock
    ) -> None:
        found_until_today(ava, benefit, live_on, clock)
        make_sign_request(ava, benefit, at=clock.moment)
        mia = make_member(ava.workspace, "Mia", role=Membership.Role.MANAGER)
        assert (len(waits_of(ava)), waits_of(mia), lost_of(mia)) == (1, [], [])


class TestPage:
    @pytest.fixture
    def link(self, benefit: Benefit, clock: Clock) -> str:
        """The sponsor owns it, and has a link for January."""
        reminder = make_reminder(benefit, at=clock.moment)
        return f"/menu/acme/measure/{token_of(reminder=reminder)}"

    def test_looking_changes_nothing(self, link: str) -> None:
        for method in ("get", "head"):
            shown = getattr(Client(), method)(link)
            assert shown.status_code == 200
            assert shown["Referrer-Policy"] == "no-referrer"
            assert shown["Cache-Control"] == "no-store"
        assert not Reading.objects.exists()

    def test_one_number_is_kept_with_who_entered_it(self, link: str, benefit: Benefit) -> None:
        said = Person().press(link, {"value": "1,250.50", "note": "From the till."})
        assert "Kept: 1,250.5" in said.text
        reading = Reading.objects.get()
        assert (reading.value, reading.note, reading.by) == (
            Decimal("1250.50"),
            "From the till.",
            None,
        )
        assert reading.reader == benefit.owner
        benefit.refresh_from_db()
        assert benefit.stage == "claimed"

    def test_same_link_corrects_it_and_the_old_value_stays(
        self, ava: Membership, link: str, benefit: Benefit
    ) -> None:
        for value in ("10", "12"):
            Person().press(link, {"value": value})
        assert [int(one.value or 0) for one in Reading.objects.order_by("number")] == [10, 12]
        page = sign_in(ava).get(f"/w/acme/value/ledger/benefits/{benefit.ref}/")
        assert benefit.owner is not None
        assert benefit.owner.name in page.text

    @pytest.mark.parametrize("value", ["", "x", "NaN", "1e99", "1,2,3"])
    def test_what_is_no_number_is_refused_in_words(self, link: str, value: str) -> None:
        sent = Person().press(link, {"value": value})
        assert sent.status_code == 422
        assert "Enter the value as a number." in sent.text
        assert not Reading.objects.exists()

    def test_german_number_means_what_a_german_means(self, link: str, benefit: Benefit) -> None:
        Contact.objects.update(language="de")
        Person().press(link, {"value": "1.250,5"})
        assert Reading.objects.get().value == Decimal("1250.5")
        Person().press(link, {"value": "1.250"})
        assert Reading.objects.get(is_current=True).value == 1250

    def test_field_that_only_machines_fill_keeps_nothing(self, link: str) -> None:
        Person().press(link, {"value": "10", "website": "x"})
        assert not Reading.objects.exists()

    def test_days_that_the_pmo_entered_otherwise_are_refused(
        self, ava: Membership, link: str, benefit: Benefit, now: datetime
    ) -> None:
        find(ava, benefit, 5, at=now, period=Period(date(2026, 1, 10), date(2026, 1, 20)))
        assert Person().press(link, {"value": "10"}).status_code == 422

    def test_nonsense_other_workspaces_and_what_is_over_lead_nowhere(self, link: str) -> None:
        assert Client().get("/menu/acme/measure/nonsense").status_code == 404
        assert Client().get(link.replace("acme", "other")).status_code == 404
        Reminder.objects.update(state="over")
        assert Client().get(link).status_code == 404
        assert Person().press(link, {"value": "10"}).status_code == 404

    def test_token_stands_in_no_log(self, link: str) -> None:
        assert link.rpartition("/")[2] not in without_tokens(f"GET {link} 200")

    def test_who_is_erased_leaves_the_value_and_no_name(
        self, link: str, benefit: Benefit, clock: Clock
    ) -> None:
        Person().press(link, {"value": "10", "note": "Says Ben."})
        assert benefit.owner is not None
        person_erased(contact=benefit.owner, how="page", now=clock.moment)
        reading = Reading.objects.get()
        assert reading.value == 10
        assert (reading.reader, reading.note) == (None, "")
        assert Client().get(link).status_code == 404


def test_looking_for_what_is_due_takes_as_many_queries_for_ten_as_for_one(
    ava: Membership, project: Project, clock: Clock, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:  # fmt: skip
    for number in range(10):
        make_benefit(ava, project, title=f"Benefit {number}", at=clock.moment)
    with django_assert_max_num_queries(2):
        assert len(dues_of(ava.workspace, today=clock.moment.date())) == 10

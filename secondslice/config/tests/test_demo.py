"""The demo: the same story each time, as true as real data, and never mixed with it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import transaction
from django.db.models import F
from django.test import Client

from secondslice.accounts.models import Membership, User, Workspace
from secondslice.accounts.selectors import keeper_of
from secondslice.config.demo.cast import SLUG
from secondslice.config.demo.confided import SILENT, TEAM
from secondslice.config.demo.making import Made, make_demo
from secondslice.config.demo.regulars import EARLIER
from secondslice.config.demo.sizes import SIZES, Size
from secondslice.core.errors import RuleBroken
from secondslice.customers.models import Contact, Customer, Preference
from secondslice.customers.tests.make import make_customer
from secondslice.funnel.again.selectors.fitting import what_fits
from secondslice.funnel.again.selectors.ready import ready_list
from secondslice.funnel.models import Opportunity
from secondslice.funnel.rules import Life
from secondslice.funnel.selectors.lifecycle import lives_of
from secondslice.jobs.models import Job
from secondslice.messaging.models import Message
from secondslice.messaging.services import opened
from secondslice.projects.models import Project
from secondslice.pulse.models import (
    AnonymousAnswer,
    AnswerDetail,
    AnswerRevision,
    Ask,
    DailyTaste,
    Station,
)
from secondslice.pulse.selectors.stations import tally_of
from secondslice.pulse.selectors.together import together
from secondslice.pulse.services.counting import rebuild_counts
from secondslice.pulse.services.holding import hold
from secondslice.recovery.models import Case, ReAsk
from secondslice.recovery.selectors import due_cases
from secondslice.recovery.tests.make import make_case
from secondslice.value import models as value

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 6, 9, 30, tzinfo=UTC)
TINY = Size(0.5, 16, departments=5, clients=1, contacts=50, managers=2, opportunities_a_year=10)


@pytest.fixture
def tiny(monkeypatch: pytest.MonkeyPatch) -> None:
    """A demo of half a year, made in a second."""
    monkeypatch.setitem(SIZES, "small", TINY)


@contextmanager
def undone() -> Iterator[None]:
    """Do something and take it back."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def make(seed: int = 1, now: datetime = NOW) -> Made:
    return make_demo(size="small", seed=seed, password="a slice of demo", now=now)


def story(workspace: Workspace) -> list[object]:
    """Return all that the demo tells, without keys and secrets."""
    asks = Ask.objects.filter(workspace=workspace).order_by(
        "sent_at", "contact__email", "project__name"
    )
    return [
        list(
            asks.values_list(
                "contact__email", "project__name", "sent_at", "taste", "answered_at", "state"
            )
        ),
        list(
            Case.objects.filter(workspace=workspace)
            .order_by("opened_at", "contact__email")
            .values_list("state", "due_at", "contact__name")
        ),
        list(
            Opportunity.objects.filter(workspace=workspace)
            .order_by("opened_at", "title")
            .values_list("title", "stage", "next_on")
        ),
        list(
            AnswerDetail.objects.filter(workspace=workspace)
            .order_by("at", "pk")
            .values_list("comment", "quote", "wants_next")
        ),
        list(
            User.objects.filter(memberships__workspace=workspace)
            .order_by("email")
            .values_list("email", "name")
        ),
        sorted(
            map(
                str,  # rows without a name have no order
                AnonymousAnswer.objects.filter(workspace=workspace).values_list(
                    "station__name", "taste", "comment", "reasons", "week", "is_revealed"
                ),
            )
        ),
    ]


@pytest.mark.usefixtures("tiny")
def test_same_seed_and_day_tell_the_same_story_and_another_seed_another(
    cleo: Membership,
) -> None:
    told: list[list[object]] = []
    for seed in (5, 5, 6):
        make_case(
            cleo, at=NOW, name=f"Ben {len(told)}"
        )  # so no two runs give their rows the same keys
        with undone():
            made = make(seed)
            told.append(story(made.workspace))

    assert told[0] == told[1]
    assert told[0] != told[2]
    assert told[0][0]


@pytest.mark.usefixtures("tiny")
def test_a_workspace_with_data_is_refused_in_words_and_stays_as_it_is() -> None:
    make()
    asks = Ask.objects.count()

    with pytest.raises(RuleBroken, match=r"has data already .* Use another data folder"):
        make()
    with pytest.raises(CommandError, match="has data already"):
        call_command("demo")

    assert Ask.objects.count() == asks


@pytest.mark.usefixtures("tiny")
def test_the_data_of_others_is_not_touched(ava: Membership) -> None:
    make_customer(ava.workspace, "Retail")

    make()

    assert Customer.objects.filter(workspace=ava.workspace).count() == 1
    assert not Ask.objects.filter(workspace=ava.workspace).exists()


@pytest.mark.usefixtures("tiny")
def test_addresses_that_somebody_has_already_are_not_taken_over(ava: Membership) -> None:
    with undone():
        taken = make().sign_ins[0].email
    User.objects.filter(pk=ava.user_id).update(email=taken, password="hers")

    make()

    assert User.objects.get(pk=ava.user_id).password == "hers"
    assert not Membership.objects.filter(user=ava.user_id, workspace__slug=SLUG).exists()


def test_small_demo_is_as_true_as_real_data(client: Client) -> None:
    made = make()
    workspace = made.workspace

    _has_the_shape_of_a_small_pmo(workspace)
    _some_of_it_was_told_in_confidence(workspace)
    _every_human_no_has_one_case_and_nothing_else_has_any(workspace)
    _cases_end_in_every_way(workspace)
    _customers_come_again_and_some_have_not_for_long(workspace)
    _counts_are_those_of_the_rows(workspace)
    _two_people_want_fewer_questions(workspace)
    _nothing_is_left_to_send_or_to_do(workspace)
    _everything_lies_in_the_past()
    _links_of_the_last_mails_work(workspace, client)
    _each_role_can_sign_in(made, client)


def _has_the_shape_of_a_small_pmo(workspace: Workspace) -> None:
    running = Project.objects.exclude(phase__in=["operation", "stopped"]).count()
    assert 9 <= running <= 17
    assert Contact.objects.count() == 80 + TEAM + len(EARLIER)
    assert 400 <= Ask.objects.count() <= 700
    answered = Ask.objects.exclude(taste="").count()
    assert 0.33 <= answered / Ask.objects.count() <= 0.55
    assert 0.6 <= Ask.objects.filter(taste="yes").count() / answered <= 0.85
    assert Case.objects.filter(second_no=True).exists()
    assert Case.objects.filter(state=Case.State.RECOVERED).count() >= 15
    assert value.Testimonial.objects.count() >= 10
    assert Opportunity.objects.filter(source="second_slice").count() >= 5
    finance = Ask.objects.filter(customer__name="Finance")
    assert finance.exclude(taste="").count() / finance.count() < 0.2
    owner = Membership.objects.get(workspace=workspace, role="owner")
    assert due_cases(owner, NOW).filter(due_at__lte=NOW).exists()
    assert due_cases(owner, NOW).filter(due_at__gt=NOW).exists()
    assert Ask.objects.filter(state="sent", sent_at__gt=NOW - timedelta(days=14)).exists()
    assert AnswerRevision.objects.filter(counted=False).count() >= 3
    for address in Contact.objects.values_list("email", flat=True):
        assert address.endswith(("@example.org", "@example.com"))


def _some_of_it_was_told_in_confidence(workspace: Workspace) -> None:
    lead = Membership.objects.get(workspace=workspace, role="lead")
    confided = Ask.objects.filter(mode=Ask.Mode.CONFIDENTIAL, state=Ask.State.ANSWERED)
    assert confided.count() >= 20
    for case in Case.objects.filter(ask__mode=Ask.Mode.CONFIDENTIAL):
        assert case.owner_id in {lead.user_id, keeper_of(workspace).pk}
    assert together(lead).answered == TEAM - SILENT
    executive = Membership.objects.get(workspace=workspace, role="executive")
    assert together(executive).answered >= TEAM - SILENT + 10


def _every_human_no_has_one_case_and_nothing_else_has_any(workspace: Workspace) -> None:
    told = AnswerRevision.objects.filter(workspace=workspace, counted=True, taste="no")
    settled = told.filter(at__lte=NOW - hold(), ask__contact__erased_at=None)
    noes = {one.ask_id: one.ask for one in settled.select_related("ask")}
    assert len(noes) >= 50
    own = dict(Case.objects.values_list("ask", "pk"))
    again = dict(ReAsk.objects.values_list("ask", "case"))
    for ask in noes.values():
        if ask.taste == "no" or ask.pk in own:
            found = {own.get(ask.pk), again.get(ask.pk)} - {None}
            assert len(found) == 1, ask
    assert set(own) <= set(noes)
    doubted = AnswerRevision.objects.filter(counted=False).exclude(ask__in=noes)
    assert doubted.exists()
    assert not Case.objects.filter(ask__in=doubted.values("ask")).exists()
    for case in Case.objects.select_related("owner"):
        assert case.owner.is_active
        assert case.opened_at < case.due_at
        assert case.opened_at <= case.said_at <= case.touched_at
        assert case.half_at is None or case.said_at <= case.half_at <= case.due_at


def _cases_end_in_every_way(workspace: Workspace) -> None:
    states = set(Case.objects.values_list("state", flat=True))
    assert states >= {"acknowledged", "adjusted", "re_asked", "recovered", "no_answer"}
    assert Case.objects.exclude(deviation="").exists()


def _customers_come_again_and_some_have_not_for_long(workspace: Workspace) -> None:
    everybody = Customer.objects.filter(workspace=workspace).values_list("pk", flat=True)
    lives = list(lives_of(workspace, everybody, today=NOW.date()).values())
    assert lives.count(Life.LAPSED) == 2
    assert lives.count(Life.REPEAT) >= 10
    lead = Membership.objects.get(workspace=workspace, role="lead")
    found = ready_list(lead, at=NOW, today=NOW.date())
    assert found.carries == "time"
    assert len(found.rows) >= 4
    assert any(one.not_now for one in found.rows)
    yes = next(one.yes for one in found.rows)
    assert len(what_fits(yes)) == 3


def _counts_are_those_of_the_rows(workspace: Workspace) -> None:
    def counts() -> set[tuple[object, ...]]:
        names = ("asked", "yes", "no", "more_asked", "more_yes", "more_no", "hidden", "more_hidden")
        rows = DailyTaste.objects.exclude(**dict.fromkeys(names, 0))
        return set(rows.values_list("scope", "scope_id", "day", *names))

    kept = counts()
    rebuild_counts(workspace_id=workspace.pk)
    assert kept == counts()


def _two_people_want_fewer_questions(workspace: Workspace) -> None:
    stopped = Preference.objects.get(workspace=workspace, stopped_at__isnull=False)
    paused = Preference.objects.get(workspace=workspace, paused_until__gt=NOW.date())
    assert stopped.contact_id != paused.contact_id
    assert stopped.stopped_how == Preference.How.ONE_CLICK
    later = Ask.objects.filter(contact=stopped.contact, sent_at__gt=stopped.stopped_at)
    assert not later.exists()


def _nothing_is_left_to_send_or_to_do(workspace: Workspace) -> None:
    assert set(Message.objects.values_list("state", flat=True)) == {Message.State.KEPT}
    assert not Message.objects.exclude(created_at=F("due_at")).exists()
    assert not Job.objects.filter(workspace=workspace, run_at__lte=NOW).exists()


def _everything_lies_in_the_past() -> None:
    assert not Ask.objects.filter(sent_at__gt=NOW).exists()
    assert not Ask.objects.filter(answered_at__gt=NOW).exists()
    assert not Ask.objects.filter(answered_at__lt=F("sent_at")).exists()
    assert not Ask.objects.filter(state="sent", expires_at__lte=NOW).exists()
    assert not Case.objects.filter(opened_at__gt=NOW).exists()
    assert not Opportunity.objects.filter(opened_at__gt=NOW).exists()


def _links_of_the_last_mails_work(workspace: Workspace, client: Client) -> None:
    Ask.objects.filter(state="sent").update(expires_at=datetime(2200, 1, 1, tzinfo=UTC))
    ask = Ask.objects.filter(workspace=workspace, state="sent").select_related("message").first()
    assert ask is not None
    assert ask.message is not None
    letter = opened(ask.message)
    path = next(word for word in letter.text.split() if "/a/" in word).partition("/a/")[2]
    assert client.get(f"/a/{path}").status_code == 200


def _each_role_can_sign_in(made: Made, client: Client) -> None:
    assert {one.role for one in made.sign_ins} == {str(label) for label in Membership.Role.labels}
    for one in made.sign_ins:
        user = User.objects.get(email=one.email)
        assert user.check_password("a slice of demo")
        client.force_login(user)
        assert client.get(f"/w/{SLUG}/today/").status_code == 200


@pytest.mark.usefixtures("tiny", "clock")
def test_command_prints_how_to_sign_in(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("demo", "--random-seed", "3", "--password", "a slice of demo")

    told = capsys.readouterr().out
    assert "Margherita Manufacturing Group" in told
    assert "/w/margherita/today/" in told
    assert "a slice of demo" in told
    assert told.count("@example.org") == 5


@pytest.mark.usefixtures("tiny")
def test_three_stations_show_what_may_be_shown() -> None:
    make()

    tallies = {one.kind: tally_of(one) for one in Station.objects.all()}
    assert (tallies["qr"].yes, tallies["qr"].no, tallies["qr"].hidden) == (13, 4, 0)
    assert tallies["kiosk"].shown >= 20
    assert 0 < tallies["kiosk"].hidden < 5
    assert (tallies["widget"].n, tallies["widget"].shown) == (3, 0)

"""Asking by hand: the same budget, the same words for who must wait, and who may ask in spite of it."""

from __future__ import annotations

import threading
import uuid
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from secondslice.accounts.models import AuditEntry, Membership
from secondslice.conftest import Clock
from secondslice.core.errors import RuleBroken
from secondslice.customers.models import Preference
from secondslice.journeys.asked_by_hand import asked_by_hand, people_to_ask
from secondslice.journeys.asks_planned import asks_planned, hour_lived
from secondslice.journeys.person_talked_to import person_talked_to
from secondslice.messaging.models import Message
from secondslice.projects.models import Project, Stakeholder
from secondslice.projects.tests.make import make_project, make_stakeholder
from secondslice.pulse.models import Ask
from secondslice.pulse.plan_models import AskRules, PlannedAsk
from secondslice.pulse.selectors.plans import without_day
from secondslice.pulse.services.by_hand import Asked, ByHand, InSpite
from secondslice.pulse.services.leaving_out import leave_out
from secondslice.pulse.services.settling import expire_asks
from secondslice.pulse.tests.make import make_ask, send_asks
from secondslice.recovery.tests.make import give, make_case

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def tills(max: Membership) -> Project:
    """New tills; Max manages it."""
    return make_project(max.workspace, "New tills", manager=max.user)


@pytest.fixture
def ben(tills: Project) -> Stakeholder:
    """Ben, its sponsor."""
    return make_stakeholder(tills, name="Ben")


def ask(
    by: Membership,
    *parts: Stakeholder,
    at: datetime,
    note: str = "",
    key: uuid.UUID | None = None,
    in_spite: InSpite | None = None,
) -> Asked:
    wish = ByHand(parts[0].project, by.user, note, key)
    return asked_by_hand(wish=wish, stakeholders=parts, now=at, in_spite=in_spite)


def asked_elsewhere(part: Stakeholder, by: Membership, at: datetime) -> Ask:
    """Let Ben be asked about another project, and answer."""
    other = make_project(by.workspace, "Payroll", manager=by.user)
    again = make_stakeholder(other, part.contact)
    (found,) = send_asks(project=other, stakeholders=[again], asked_by=by.user, at=at)
    return give(found, "yes", at=at)


def test_who_may_be_asked_is_asked_at_once(
    max: Membership, ben: Stakeholder, now: datetime
) -> None:
    asked = ask(max, ben, at=now, note="Dear Ben")

    (one,) = asked.now
    assert not asked.later
    assert (one.contact, one.asked_by, one.sent_at) == (ben.contact, max.user, now)
    assert one.planned.state == PlannedAsk.State.SENT


def test_who_was_asked_not_long_ago_is_planned_for_the_first_day_that_fits(
    max: Membership, ben: Stakeholder, now: datetime
) -> None:
    asked_elsewhere(ben, max, now - 10 * DAY)

    asked = ask(max, ben, at=now)

    assert not asked.now
    (later,) = asked.later
    assert (later.on, later.why) == (date(2026, 3, 26), "floor")
    assert Ask.objects.count() == 1


def test_planned_question_of_a_manager_leaves_on_its_day_where_nothing_else_leaves_by_itself(
    max: Membership, ben: Stakeholder, now: datetime
) -> None:
    asked_elsewhere(ben, max, now - 10 * DAY)
    ask(max, ben, at=now, note="Dear Ben")

    for day in range(1, 25):
        hour_lived(workspace=max.workspace, now=now + day * DAY)

    question = Ask.objects.get(project=ben.project)
    assert question.sent_at == now + 20 * DAY
    assert question.message is not None
    assert "Dear Ben" in question.message.text


def test_evening_waits_for_the_morning_where_the_person_lives(
    max: Membership, ben: Stakeholder
) -> None:
    ben.contact.time_zone = "Pacific/Auckland"
    ben.contact.save()
    noon = datetime(2026, 3, 5, 11, tzinfo=UTC)  # Thursday; midnight over there, and Friday begins

    asked = ask(max, ben, at=noon)
    hour_lived(workspace=max.workspace, now=noon + timedelta(hours=7))
    assert not Ask.objects.exists()
    hour_lived(workspace=max.workspace, now=noon + timedelta(hours=9))

    assert [(row.on, row.why) for row in asked.later] == [(date(2026, 3, 6), "")]
    assert Ask.objects.get().sent_at == noon + timedelta(hours=9)


def test_two_questions_of_one_day_are_never_two_mails(
    max: Membership, ben: Stakeholder, now: datetime
) -> None:
    ask(max, ben, at=now)
    give(Ask.objects.get(), "yes", at=now)
    other = make_stakeholder(make_project(max.workspace, "Payroll", manager=max.user), ben.contact)

    asked = ask(max, other, at=now + timedelta(hours=2))

    assert [row.why for row in asked.later] == ["floor"]
    assert Message.objects.filter(kind__startswith="pulse.ask").count() == 1


def test_manager_may_not_ask_in_spite_of_the_budget(
    max: Membership, ben: Stakeholder, now: datetime
) -> None:
    asked_elsewhere(ben, max, now - 10 * DAY)

    with pytest.raises(RuleBroken, match="Only who runs the PMO"):
        ask(max, ben, at=now, in_spite=InSpite(max, "I want to."))

    assert not PlannedAsk.objects.exists()


def test_lead_may_with_a_reason_that_is_kept(
    lea: Membership, max: Membership, ben: Stakeholder, now: datetime
) -> None:
    asked_elsewhere(ben, max, now - 10 * DAY)

    asked = ask(lea, ben, at=now, in_spite=InSpite(lea, "The board meets tomorrow."))

    assert len(asked.now) == 1
    entry = AuditEntry.objects.get(verb="asked in spite of the budget")
    assert (entry.actor, entry.subject) == (lea.user, "Ben")
    assert entry.detail["reason"] == "The board meets tomorrow."
    assert entry.detail["budget"] == "Asked not long ago"


def test_lead_needs_a_reason(lea: Membership, ben: Stakeholder, now: datetime) -> None:
    with pytest.raises(RuleBroken, match="Say why"):
        ask(lea, ben, at=now, in_spite=InSpite(lea, " "))


def test_reason_is_not_noted_where_the_budget_had_room(
    lea: Membership, ben: Stakeholder, now: datetime
) -> None:
    ask(lea, ben, at=now, in_spite=InSpite(lea, "The board meets tomorrow."))

    assert not AuditEntry.objects.filter(verb="asked in spite of the budget").exists()


@pytest.mark.parametrize(
    ("wish", "words"),
    [
        ({"stopped_how": "page"}, "does not want to be asked"),
        ({"paused_until": date(2026, 5, 1)}, "wants a pause until"),
        ({"only_at_close": True}, "at the end of projects only"),
    ],
)
def test_what_the_person_wants_binds_the_lead_too(
    lea: Membership, ben: Stakeholder, now: datetime, wish: dict[str, object], words: str
) -> None:
    if "stopped_how" in wish:
        wish["stopped_at"] = now
    Preference.objects.create(workspace=lea.workspace, contact=ben.contact, **wish)

    with pytest.raises(RuleBroken, match=words):
        ask(lea, ben, at=now, in_spite=InSpite(lea, "The board meets tomorrow."))

    assert not Ask.objects.exists()


@pytest.mark.parametrize(
    ("wish", "words"),
    [
        ({"paused_until": date(2026, 3, 10)}, "wants a pause until"),
        ({"only_at_close": True}, "at the end of projects only"),
    ],
)
def test_wish_binds_the_lead_also_where_another_rule_holds_for_longer(
    lea: Membership, ben: Stakeholder, now: datetime, wish: dict[str, object], words: str
) -> None:
    elsewhere = make_stakeholder(make_project(lea.workspace, "Payroll", manager=lea.user))
    elsewhere.contact = ben.contact
    for days in (
        150,
        100,
        5,
    ):  # the floor lasts longer than the pause, and three silences are named before it
        send_asks(
            project=elsewhere.project,
            stakeholders=[elsewhere],
            asked_by=lea.user,
            at=now - days * DAY,
        )
    Ask.objects.update(state=Ask.State.EXPIRED)
    Preference.objects.create(workspace=lea.workspace, contact=ben.contact, **wish)

    with pytest.raises(RuleBroken, match=words):
        ask(lea, ben, at=now, in_spite=InSpite(lea, "The board meets tomorrow."))

    assert not Ask.objects.filter(project=ben.project).exists()


def test_who_said_no_elsewhere_waits_until_the_case_is_closed(
    max: Membership, ben: Stakeholder, now: datetime
) -> None:
    other = make_project(max.workspace, "Payroll", manager=max.user)
    case = make_case(max, at=now - 60 * DAY, name="Bea", project=other)
    bea = make_stakeholder(ben.project, case.contact)

    asked = ask(max, bea, at=now)

    assert [(row.why, row.on) for row in asked.later] == [("case", date(2026, 3, 13))]


def test_what_is_wanted_by_hand_goes_before_what_the_plan_wants_on_the_same_day(
    max: Membership, ben: Stakeholder, now: datetime
) -> None:
    Project.objects.filter(pk=ben.project_id).update(starts_on=now.date() - 21 * DAY)
    asks_planned(workspace=max.workspace, now=now)
    plans_own = PlannedAsk.objects.get()
    assert plans_own.on == now.date()

    asked = ask(max, ben, at=now, note="Dear Ben")

    assert [one.planned.note for one in asked.now] == ["Dear Ben"]
    plans_own.refresh_from_db()
    assert (plans_own.state, plans_own.why) == ("given_up", "next_is_near")


def test_who_is_left_out_is_not_asked_by_hand_either(
    max: Membership, ben: Stakeholder, now: datetime
) -> None:
    leave_out(by=max, project=ben.project, contact=ben.contact, reason="On leave.", at=now)

    with pytest.raises(RuleBroken, match="left out"):
        ask(max, ben, at=now)


def test_same_form_twice_plans_once(max: Membership, ben: Stakeholder, now: datetime) -> None:
    asked_elsewhere(ben, max, now - 10 * DAY)
    key = uuid.uuid4()

    first = ask(max, ben, at=now, key=key)
    second = ask(max, ben, at=now, key=key)

    assert [row.pk for row in first.later] == [row.pk for row in second.later]
    assert PlannedAsk.objects.count() == 1


def test_asking_many_costs_as_many_queries_as_asking_few(lea: Membership, now: datetime) -> None:
    make_ask(lea, at=now)  # the product's words are stored
    counted = []
    for many in (2, 12):
        project = make_project(lea.workspace)  # it has no manager: the lead is looked up
        people = [make_stakeholder(project, name=f"Ben {number}") for number in range(many)]
        with CaptureQueriesContext(connection) as queries:
            ask(lea, *people, at=now)
        counted.append(len(queries))

    assert counted[0] == counted[1]


# the page


def page_of(project: Project) -> str:
    return reverse("pulse:ask_project", args=["acme", project.ref])


def test_page_says_who_may_not_be_asked_now_why_and_from_when(
    as_max: Client, max: Membership, ben: Stakeholder, clock: Clock
) -> None:
    asked_elsewhere(ben, max, clock.moment - 10 * DAY)

    page = as_max.get(page_of(ben.project)).text

    assert "From March 26, 2026" in page
    assert "Asked not long ago" in page
    assert "It cannot wait" not in page


def test_lead_can_force_it_on_the_page_but_not_without_a_reason(
    as_lea: Client, lea: Membership, max: Membership, ben: Stakeholder, clock: Clock
) -> None:
    asked_elsewhere(ben, max, clock.moment - 10 * DAY)
    form = {"people": [str(ben.ref)], "in_spite": "on", "key": str(uuid.uuid4())}

    silent = as_lea.post(page_of(ben.project), form)
    said = as_lea.post(page_of(ben.project), {**form, "reason": "The board meets tomorrow."})

    assert silent.status_code == 422
    assert "Say why it cannot wait." in silent.text
    assert said.status_code == 302
    assert Ask.objects.filter(project=ben.project).count() == 1


def test_managers_forged_form_forces_nothing(
    as_max: Client, max: Membership, ben: Stakeholder, clock: Clock
) -> None:
    asked_elsewhere(ben, max, clock.moment - 10 * DAY)

    as_max.post(
        page_of(ben.project),
        {"people": [str(ben.ref)], "in_spite": "on", "reason": "Now!", "key": str(uuid.uuid4())},
    )

    assert not Ask.objects.filter(project=ben.project).exists()


# two at once


def run_at_once(*acts: object) -> list[str]:
    """Do these things in threads of their own at the same moment; return the refusals."""
    start, refused = threading.Barrier(len(acts)), []

    def act(do: object) -> None:
        assert callable(do)
        start.wait()
        try:
            do()
        except RuleBroken as why:
            refused.append(str(why))
        finally:
            connection.close()

    threads = [threading.Thread(target=act, args=[one]) for one in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return refused


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_workers_a_manager_and_a_lead_at_once_send_one_mail(
    lea: Membership, max: Membership, tills: Project, now: datetime
) -> None:
    workspace = max.workspace
    AskRules.objects.create(workspace=workspace, sends_itself=True)
    Project.objects.filter(pk=tills.pk).update(starts_on=date(2026, 2, 13))
    tills.refresh_from_db()
    ben = make_stakeholder(tills, name="Ben")
    payroll = make_stakeholder(make_project(workspace, "Payroll", manager=lea.user), ben.contact)
    asks_planned(workspace=workspace, now=now)
    assert PlannedAsk.objects.get().on == now.date()

    run_at_once(
        lambda: hour_lived(workspace=workspace, now=now),
        lambda: hour_lived(workspace=workspace, now=now),
        lambda: ask(max, ben, at=now),
        lambda: ask(lea, payroll, at=now),
    )

    assert Message.objects.filter(kind__startswith="pulse.ask").count() == 1
    days = set(Ask.objects.values_list("sent_on", flat=True))
    assert days == {now.date()}


def silent_rounds(part: Stakeholder, by: Membership, *days: datetime, last: str = "") -> None:
    """Ask Ben in confidence on each of these days; he says nothing, or something the `last` time."""
    asks = [
        one
        for at in days
        for one in send_asks(
            project=part.project,
            stakeholders=[part],
            asked_by=by.user,
            at=at,
            mode=Ask.Mode.CONFIDENTIAL,
        )
    ]
    if last:
        give(asks[-1], last, at=days[-1])
    expire_asks(at=days[-1] + 35 * DAY)


@pytest.mark.parametrize("said", ["", "yes", "no"])
def test_manager_is_refused_in_the_same_words_whatever_was_said_in_confidence(
    lea: Membership, max: Membership, ben: Stakeholder, now: datetime, said: str
) -> None:
    silent_rounds(ben, max, *(now - days * DAY for days in (160, 120, 80)), last=said)

    with pytest.raises(RuleBroken) as refused:
        ask(max, ben, at=now)
    (row,) = people_to_ask(project=ben.project, by=max, now=now)

    assert str(refused.value) == (
        "Ben was asked in confidence: only who runs the PMO asks by hand."
    )
    assert (row.is_free, row.may_be_forced, row.why, row.on) == (False, False, "", now.date())
    assert not PlannedAsk.objects.exists()


def test_who_keeps_confidences_asks_whom_the_manager_may_not_ask(
    lea: Membership, max: Membership, ben: Stakeholder, now: datetime
) -> None:
    silent_rounds(ben, max, now - 80 * DAY)

    assert ask(lea, ben, at=now).now


@pytest.mark.parametrize("said", ["", "no"])
def test_manager_asks_by_hand_again_when_the_confidence_lies_long_back_and_somebody_talked(
    lea: Membership, max: Membership, ben: Stakeholder, now: datetime, said: str
) -> None:
    days = [now - days * DAY for days in (600, 500, 400)]
    silent_rounds(ben, max, *days, last=said)
    with pytest.raises(RuleBroken, match="in confidence"):
        ask(max, ben, at=now)

    person_talked_to(by=lea, contact=ben.contact, words="Was abroad.", now=now - 20 * DAY)

    (row,) = people_to_ask(project=ben.project, by=max, now=now)
    assert row.is_now
    assert ask(max, ben, at=now).now


def test_page_offers_a_manager_nobody_who_was_asked_in_confidence(
    as_max: Client, lea: Membership, max: Membership, ben: Stakeholder, clock: Clock
) -> None:
    silent_rounds(ben, max, clock.moment - 80 * DAY)
    address = reverse("pulse:ask_project", args=["acme", ben.project.ref])

    page = as_max.get(address).text
    posted = as_max.post(address, {"people": [str(ben.ref)]})

    words = "only who runs the PMO asks by hand."
    assert f"Asked in confidence: {words}" in page
    assert " disabled" in page.partition(f'value="{ben.ref}"')[2].partition(">")[0]
    assert posted.status_code == 422
    assert f"Ben was asked in confidence: {words}" in posted.text


@pytest.mark.parametrize("days", [0, 3])
def test_question_by_hand_is_given_up_with_a_reason_when_its_project_is_stopped(
    max: Membership, lea: Membership, ben: Stakeholder, now: datetime, days: int
) -> None:
    asked_elsewhere(ben, max, now - 10 * DAY)
    ask(max, ben, at=now)

    Project.objects.filter(pk=ben.project_id).update(phase=Project.Phase.STOPPED)
    for day in range(days, 30):
        asks_planned(workspace=max.workspace, now=now + day * DAY)
        hour_lived(workspace=max.workspace, now=now + day * DAY)

    row = PlannedAsk.objects.get(project=ben.project)
    assert (row.state, row.on) == ("given_up", None)
    assert row.get_why_display() == "The project was stopped, or its plan changed"
    assert not Ask.objects.filter(project=ben.project).exists()
    (shown,) = without_day(max, today=now.date() + 30 * DAY)
    assert shown == row

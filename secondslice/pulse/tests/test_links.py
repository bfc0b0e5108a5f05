"""A person's own link, given by hand: who may hold it, and that it is a question like any other."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client

from secondslice.accounts.models import AuditEntry, Membership
from secondslice.conftest import Clock, sign_in
from secondslice.customers.models import Preference
from secondslice.messaging.models import Message, Suppression
from secondslice.projects.models import Project, Stakeholder
from secondslice.projects.tests.make import make_project, make_stakeholder
from secondslice.pulse.models import Ask, DailyTaste
from secondslice.pulse.plan_models import PlannedAsk
from secondslice.pulse.tests.make import Sent, Visitor, make_ask
from secondslice.recovery.tests.make import give

pytestmark = pytest.mark.django_db


@pytest.fixture
def tills(ava: Membership, max: Membership, clock: Clock) -> Project:
    """Max's project, with Ben as its sponsor."""
    project = make_project(ava.workspace, "New tills", manager=max.user)
    make_stakeholder(project)
    return project


@pytest.fixture
def ben(tills: Project) -> Stakeholder:
    """Ben's part in it."""
    return tills.stakeholders.get()


def page_of(part: Stakeholder) -> str:
    return f"/w/acme/projects/{part.project.ref}/ask/link/{part.ref}"


def link_in(text: str) -> str:
    found = re.search(r"http://127\.0\.0\.1:8000(/a/[\w-]{22})\"", text)
    return found.group(1) if found else ""


def test_link_asks_without_a_mail_and_is_answered_like_any_other(
    as_lea: Client, lea: Membership, ben: Stakeholder, clock: Clock
) -> None:
    given = as_lea.post(page_of(ben), {"reason": ""})

    ask = Ask.objects.get()
    assert (ask.way, ask.asked_by, ask.message, ask.owner) == (
        "link",
        lea.user,
        None,
        ben.project.manager,
    )
    assert not Message.objects.exists()
    assert set(DailyTaste.objects.values_list("asked", flat=True)) == {1}
    assert "no-store" in given["Cache-Control"]
    visitor = Visitor(Sent(ask, link_in(given.text).removeprefix("/a/"), ""))
    visitor.open("/y")
    clock.forward(seconds=5)
    visitor.press("Yes")
    assert Ask.objects.get().taste == "yes"


def test_who_gave_it_is_in_the_plan_in_the_list_and_in_the_trail(
    as_lea: Client, lea: Membership, ben: Stakeholder
) -> None:
    as_lea.post(page_of(ben))

    row = PlannedAsk.objects.get()
    assert (row.state, row.asked_by, row.ask) == ("sent", lea.user, Ask.objects.get())
    assert "link given by Lea" in as_lea.get("/w/acme/pulse/answers/").text
    assert "Link given by hand" in as_lea.get(f"/w/acme/projects/{ben.project.ref}/").text
    entry = AuditEntry.objects.get()
    assert (entry.verb, entry.subject, entry.actor) == (
        "took the personal link of",
        "Ben",
        lea.user,
    )


def test_link_of_a_question_that_is_open_is_that_very_link_and_asks_nobody_again(
    as_lea: Client, lea: Membership, tills: Project, ben: Stakeholder, clock: Clock
) -> None:
    first = link_in(as_lea.post(page_of(ben)).text)
    clock.forward(hours=1)

    again = as_lea.post(page_of(ben))

    assert link_in(again.text) == first
    assert "has this question already" in again.text
    assert Ask.objects.count() == 1
    assert AuditEntry.objects.count() == 2


def test_opening_the_page_shows_no_link_and_changes_nothing(
    as_lea: Client, ben: Stakeholder
) -> None:
    page = as_lea.get(page_of(ben))

    assert page.status_code == 200
    assert not link_in(page.text)
    assert not Ask.objects.exists()


def test_who_is_rated_gets_no_link_even_when_he_runs_the_pmo(
    lea: Membership, clock: Clock, as_lea: Client
) -> None:
    project = make_project(lea.workspace, "Her own", manager=lea.user)
    part = make_stakeholder(project)

    shown = as_lea.get(page_of(part))
    refused = as_lea.post(page_of(part))

    assert "nobody holds the link with which he is rated" in shown.text
    assert refused.status_code == 422
    assert not link_in(refused.text)
    assert not Ask.objects.exists()
    asking = as_lea.get(f"/w/acme/projects/{project.ref}/ask/").text
    assert "ask/link" not in asking
    assert "given by an owner or PMO lead who does not manage this project" in asking


def test_project_manager_gets_no_link(as_max: Client, ben: Stakeholder) -> None:
    assert as_max.post(page_of(ben)).status_code == 403
    assert "ask/link" not in as_max.get(f"/w/acme/projects/{ben.project.ref}/ask/").text


def test_member_of_another_workspace_gets_no_link(as_cleo: Client, ben: Stakeholder) -> None:
    assert as_cleo.post(page_of(ben)).status_code == 404


def test_it_counts_in_the_budget_and_a_reason_is_wanted_where_that_says_later(
    as_lea: Client, ben: Stakeholder, clock: Clock
) -> None:
    as_lea.post(page_of(ben))
    Ask.objects.update(state=Ask.State.EXPIRED)
    clock.forward(days=3)
    other = make_stakeholder(make_project(ben.workspace, "Payroll"), ben.contact)

    refused = as_lea.post(page_of(other))
    given = as_lea.post(page_of(other), {"reason": "He stands beside me."})

    assert refused.status_code == 422
    assert "Say why it cannot wait" in refused.text
    assert link_in(given.text)
    assert Ask.objects.count() == 2
    assert AuditEntry.objects.latest("pk").detail["reason"] == "He stands beside me."
    assert PlannedAsk.objects.get(project=other.project).why == "floor"


def test_person_who_does_not_want_to_be_asked_is_not_asked_by_a_link(
    as_lea: Client, ben: Stakeholder, clock: Clock
) -> None:
    Preference.objects.create(
        workspace=ben.workspace, contact=ben.contact, stopped_at=clock.moment, stopped_how="page"
    )

    refused = as_lea.post(page_of(ben), {"reason": "It is urgent."})

    assert refused.status_code == 422
    assert "does not want to be asked" in refused.text
    assert not Ask.objects.exists()


def test_link_reaches_whom_no_mail_reaches(as_lea: Client, ben: Stakeholder, clock: Clock) -> None:
    Suppression.objects.create(
        workspace=ben.workspace, address=ben.contact.email, since=clock.moment, why="hard"
    )

    assert link_in(as_lea.post(page_of(ben)).text)


def test_link_is_given_in_the_evening_and_on_a_sunday(
    as_lea: Client, ben: Stakeholder, clock: Clock
) -> None:
    clock.moment += timedelta(days=2, hours=11)

    assert link_in(as_lea.post(page_of(ben)).text)


def test_what_was_planned_for_today_is_asked_by_the_link(
    as_lea: Client, ben: Stakeholder, clock: Clock
) -> None:
    planned = PlannedAsk.objects.create(
        workspace=ben.workspace,
        project=ben.project,
        contact=ben.contact,
        occasion="kickoff",
        point="kickoff",
        wanted_on=clock.moment.date(),
        on=clock.moment.date(),
    )

    as_lea.post(page_of(ben))

    planned.refresh_from_db()
    assert planned.state == "given_up"


def test_link_of_what_was_asked_in_confidence_is_only_for_who_keeps_confidences(
    ava: Membership, lea: Membership, tills: Project, ben: Stakeholder, clock: Clock
) -> None:
    Membership.objects.filter(pk=lea.pk).update(rated_in_confidence=True)
    sent = make_ask(ava, at=clock.moment, project=tills, name="Bo", mode=Ask.Mode.CONFIDENTIAL)
    part = tills.stakeholders.get(contact=sent.ask.contact)
    clock.forward(hours=1)

    refused = sign_in(lea).post(page_of(part))
    given = sign_in(ava).post(page_of(part))

    assert "in confidence" in refused.text
    assert not link_in(refused.text)
    assert link_in(given.text) == f"/a/{sent.token}"


@pytest.mark.parametrize("taste", ["", "yes", "no"])
def test_who_was_rated_does_not_learn_by_a_link_whether_there_was_an_answer_in_confidence(
    lea: Membership, as_lea: Client, max: Membership, tills: Project, clock: Clock, taste: str
) -> None:
    Membership.objects.filter(pk=lea.pk).update(rated_in_confidence=True)
    ask = make_ask(max, at=clock.moment, name="Bo", project=tills, mode="confidential").ask
    if taste:
        give(ask, taste, at=clock.forward(hours=1))
    clock.forward(days=9)

    part = tills.stakeholders.get(contact=ask.contact)
    refused = as_lea.post(page_of(part), {"reason": "He is in the room."})

    assert "in confidence" in refused.text
    assert Ask.objects.count() == 1


def test_who_managed_the_project_when_the_question_was_asked_holds_no_link_of_it(
    lea: Membership, max: Membership, clock: Clock
) -> None:
    sent = make_ask(lea, at=clock.moment)  # about a project that Lea manages
    project = sent.ask.project
    project.manager = max.user
    project.save()
    clock.forward(hours=1)

    page = sign_in(lea).post(page_of(project.stakeholders.get()))

    assert "the time in which you managed the project" in page.text
    assert sent.token not in page.text
